"""One sentence to say in the room, put together from its parts: "When you …, I felt …, and I wished …". Pure.

Each part stands as it was typed or tapped, on one line.
"""

from coach.model import Part, Sentence
from coach.quoting import clip, one_line, quoted
from coach.texts import Say


def sentence(parts: Sentence, say: Say, limit: int) -> str:
    """The parts that there are as one sentence in quotation marks; empty where there are none. `limit` is what one
    part may take, in code points."""
    when = _clause(_lead(say("say-when"), parts.when), parts.when, limit)
    felt = _clause(say("say-felt"), parts.felt, limit)
    wished = _clause(say("say-wished"), parts.wished, limit)
    begun = say("say-comma", first=when, second=felt) if when and felt else when or felt
    joined = say("say-and" if felt else "say-comma", first=begun, second=wished) if begun and wished else ""
    whole = joined or begun or wished
    return quoted(whole[:1].upper() + whole[1:]) if whole else ""


def _lead(lead: str, part: Part | None) -> str:
    """None for who says "when …" in their own way, such as "when I rang"."""
    own = part is not None and one_line(part.text).casefold().startswith(lead.split()[0].casefold())
    return "" if own else lead


def _clause(lead: str, part: Part | None, limit: int) -> str:
    """The words after their beginning, of which nothing that was typed as well comes twice."""
    words = clip(one_line(part.text), limit).rstrip(".,;") if part else ""
    typed, given = words.casefold().split(), lead.casefold().split()
    if not typed or typed[: len(given)] == given:
        return words
    twice = next((count for count in range(len(given), 0, -1) if typed[:count] == given[-count:]), 0)
    return " ".join([*lead.split()[: len(given) - twice], words])

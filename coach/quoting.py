"""Quotes: the person's words on one line, between marks, cut short only where a reader would."""

import unicodedata

import regex  # for `\X`, which `re` does not know

QUOTE = 120
_CLUSTER = regex.compile(r"\X")
_NOT_LEFT_TO_RIGHT = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"})


def one_line(text: str) -> str:
    """As typed, with every run of white space as one space; empty when nothing in it can be seen."""
    line = " ".join(text.split())
    if line.isprintable() or any(unicodedata.category(character)[0] not in "ZC" for character in line):
        return line
    return ""


def clip(line: str, limit: int = QUOTE) -> str:
    """At most `limit` code points, cut between words where a word ends in the second half, else between grapheme
    clusters (Unicode Standard Annex 29), so that no emoji or accented letter is ever halved. Empty when not even
    the first cluster fits."""
    if len(line) <= limit:
        return line
    end = word_end = 0
    for cluster in _CLUSTER.finditer(line):
        if cluster[0][0] == " ":
            word_end = cluster.start()
        if cluster.end() >= limit:
            break
        end = cluster.end()
    kept = line[: word_end if word_end > limit // 2 else end].rstrip(" ,;:")
    return f"{kept}…" if kept else ""


def isolated(line: str) -> str:
    """Between U+2068 and U+2069 where its letters would turn the sentence around it, else as it is."""
    if any(unicodedata.bidirectional(character) in _NOT_LEFT_TO_RIGHT for character in line):
        return f"\u2068{line}\u2069"
    return line


def quoted(line: str) -> str:
    return f"“{isolated(line)}”"

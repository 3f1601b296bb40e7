"""Feelings in words: what a person can choose from, and what their own sentence already says.

    vocabulary/en.toml ──────→ vocabulary: eight families → words → picker, /words, "not sure"
    vocabulary/en.forms.toml ┐
    vocabulary/en.cues.toml ─┴→ lexicon (phrases, grammar, spelling)
                                   │
    text → tokens → page (hits, people, asides, elsewhere) → judge ⇄ walk → Recognition(feelings, whom)

Invariants:

- Only the writer's own, present feeling is given back. What is denied ("not angry any more"), wished or
  supposed ("if I were sad"), or someone else's ("she was furious") is not; and no feeling is ever guessed.
- What was only done ("he ignored me", "I slammed the door") stands for a feeling where its sentence names none.
- Every feeling given back is a word of the vocabulary, with the place in the text where it was said.
- `recognise` raises for no text, takes time linear in its length, and keeps nothing of what it reads.
- No I/O but reading the packaged lists, once a language.

To add a word: `en.toml` (what people read) and `en.forms.toml` (what they type). To add a false friend, a person,
a small word, or a real word that lies near a feeling word: `en.cues.toml`.
"""

from coach.feelings.lexicon import Whom
from coach.feelings.recognise import Feeling, Recogniser, Recognition, recogniser
from coach.feelings.vocabulary import Family, Word, from_body, word_named, words

__all__ = [
    "Family",
    "Feeling",
    "Recogniser",
    "Recognition",
    "Whom",
    "Word",
    "from_body",
    "recogniser",
    "word_named",
    "words",
]

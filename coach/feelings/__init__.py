"""Feelings in words: what a person can choose from, and what their own sentence already says."""

from coach.feelings.recognise import Feeling, Recogniser, Recognition, Whom, recogniser
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

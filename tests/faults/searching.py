"""Looking for words in what should hold none: files, logs, pages; however they may be spelled there."""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]{4,}")
_ESCAPED = re.compile(rb"\\u([0-9A-Fa-f]{4})")
_CODED = re.compile(rb"[A-Za-z0-9+/_-]{5,}")
SURE = 6
"""Letters: a shorter word stands in a megabyte of what is sealed by chance once in a few thousand times."""


def words(texts: Iterable[str], least: int = 4) -> set[str]:
    """Every word of so many letters or more."""
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text) if len(word) >= least}


def found_in(content: bytes, wanted: Iterable[str]) -> set[str]:
    """The words that stand anywhere in `content`: in UTF-8 or either UTF-16, percent-encoded, escaped as in JSON, in
    base64 at any place, and but for base64 in small letters or in capitals."""
    readable = "\n".join(_readable(content)).casefold()
    coded = b"\n".join(set(_CODED.findall(content)))
    return {
        word
        for word in wanted
        if word.casefold() in readable or any(form in coded for form in _in_base64(word.encode()))
    }


def _readable(content: bytes) -> Iterator[str]:
    """All runs of letters in it, each once. Without its zeros, UTF-16 is Latin-1 as far as that goes."""
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), content)
    for form in (content, unquote_to_bytes(content), unescaped):
        yield from (run.decode("utf-8", "ignore") for run in set(_LETTERS.findall(form)))
    yield from (run.decode("latin-1") for run in set(_LETTERS.findall(content.replace(b"\0", b""))))


def _in_base64(word: bytes) -> Iterator[bytes]:
    """The characters that the word alone decides, wherever among three bytes it begins."""
    for begin in range(3):
        whole = base64.b64encode(b"\x00" * begin + word)
        first, last = -(-begin * 8 // 6), (begin + len(word)) * 8 // 6
        yield whole[first:last]
        yield base64.urlsafe_b64encode(b"\x00" * begin + word)[first:last]

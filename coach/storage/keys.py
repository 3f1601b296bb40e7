"""The key ring and the seal. Keys live in a file of their own, never in the database.

A sealed value is ``version (1 byte) · key number (4) · nonce (12) · ciphertext and tag``; AES-256-GCM, 96-bit random
nonces, so a key is good for 2³² seals (NIST SP 800-38D, section 8.3). The associated data is ``table.column:owner``.

The file holds the keys by number, and of each that was taken out its SHA-256: no number is used twice, and a ring in
memory can tell a file that came from its own by additions and removals from somebody else's.
"""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import struct
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coach.storage.errors import StorageAwayError

_HEADER = struct.Struct(">BI")
_VERSION = 1
_NONCE = 12
_BLOCK = 64


class KeyFileError(Exception):
    """The key file is missing, unreadable or open to others; the message says what to do."""


class SealBrokenError(Exception):
    """A sealed value does not open: another key, another place, or changed bytes."""


class KeyAbsentError(SealBrokenError, StorageAwayError):
    """A value is sealed with a key newer than any here: the key file is behind. What needs the value can come again."""


class _Found(NamedTuple):
    """What a key file says."""

    keys: dict[int, bytes]
    retired: dict[int, str]


class KeyRing:
    """Keys by number; the highest number seals, every number opens. One from a file follows that file."""

    def __init__(self, keys: dict[int, bytes], path: Path | None = None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._hold(_Found(keys, {}))

    def _hold(self, found: _Found) -> None:
        self._found = found
        self._ciphers = {number: AESGCM(key) for number, key in found.keys.items()}
        self.current = max(found.keys)

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(self._ciphers)

    @classmethod
    def fresh(cls) -> "KeyRing":
        """A ring that is nowhere on disk: for what is thrown away with the process."""
        return cls({1: secrets.token_bytes(32)})

    @classmethod
    def from_file(cls, path: Path) -> "KeyRing":
        """Read the ring. `KeyFileError` where the file is missing, malformed, or readable by other users."""
        found = _read(path)
        ring = cls(found.keys, path)
        ring._hold(found)
        return ring

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """Make a ring with one new key in a file that only its owner can read. Never overwrites a file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(_text(_Found({1: secrets.token_bytes(32)}, {})))
            file.flush()
            os.fsync(file.fileno())
        return cls.from_file(path)

    def follow(self) -> None:
        """Take over what was added to the file and taken out of it since. Costs a `stat` where nothing was.

        A file that does not come from what is known here, or is none just now, changes nothing: swapped under a running
        program, it has nothing sealed with the wrong key.
        """
        if self._path is None:
            return
        try:
            status = self._path.stat()
            stamp = status.st_ino, status.st_mtime_ns, status.st_size
            if stamp == self._stamp:
                return
            found = _read(self._path)
        except (OSError, KeyFileError):
            return
        self._stamp = stamp
        if self._leads_to(found):
            self._hold(found)

    def _leads_to(self, found: _Found) -> bool:
        return all(
            found.keys.get(number) == key or found.retired.get(number) == _mark(key)
            for number, key in self._found.keys.items()
        )

    def add(self) -> int:
        """A new key, in the file first and for good, then here: from now on it seals. Returns its number."""
        with self._changing() as (keys, retired):
            number = max([*keys, *retired]) + 1
            keys[number] = secrets.token_bytes(32)
        return number

    def take_out(self, numbers: Collection[int]) -> None:
        """Let go of keys, here and in the file. Whoever calls has made sure that they seal nothing."""
        if self.current in numbers:
            raise ValueError("the key that seals stays")
        with self._changing() as (keys, retired):
            retired |= {number: _mark(keys.pop(number)) for number in numbers}

    @contextmanager
    def _changing(self) -> Iterator[_Found]:
        """The file as it is, to be written as it is left; one program at a time. `KeyFileError`: it is as it was."""
        if self._path is None:
            raise ValueError("a ring without a file")
        with _alone(self._path.parent):
            found = _read(self._path)
            if not self._leads_to(found):
                raise KeyFileError(f"{self._path} was replaced by another key file meanwhile")
            yield found
            _replace(self._path, _text(found))
        self.follow()

    def seal(self, place: str, owner: int, clear: bytes) -> bytes:
        """Seal `clear` for one `place` (``table.column``) and one owner, padded to a multiple of 64 bytes."""
        nonce = secrets.token_bytes(_NONCE)
        padded = clear + b"\x80" + bytes(-(len(clear) + 1) % _BLOCK)
        begins = header(self.current)
        return begins + nonce + self._ciphers[self.current].encrypt(nonce, padded, _bound(begins, place, owner))

    def open(self, place: str, owner: int, sealed: bytes) -> bytes:
        """What `seal` was given, or `SealBrokenError`; `KeyAbsentError` where only the file here is behind."""
        begins = sealed[: _HEADER.size]
        try:
            version, number = _HEADER.unpack(begins)
            cipher = self._cipher(number, f"{place} of {owner}")
            nonce, body = sealed[_HEADER.size : _HEADER.size + _NONCE], sealed[_HEADER.size + _NONCE :]
            padded = cipher.decrypt(nonce, body, _bound(begins, place, owner))
        except (struct.error, InvalidTag, ValueError) as error:
            raise SealBrokenError(f"{place} of {owner} does not open with this key ring") from error
        if version != _VERSION:
            raise SealBrokenError(f"{place} of {owner} was sealed in a way this program does not know")
        return padded[: padded.rindex(b"\x80")]

    def _cipher(self, number: int, what: str) -> AESGCM:
        if number not in self._ciphers:
            self.follow()
        if number not in self._ciphers:
            kind = KeyAbsentError if number > self.current else SealBrokenError
            raise kind(f"{what} is sealed with key {number}, which is not here")
        return self._ciphers[number]


def header(number: int) -> bytes:
    """How every value begins that is sealed with a key."""
    return _HEADER.pack(_VERSION, number)


def number_in(begins: bytes) -> int | None:
    """The number of the key that a value is sealed with, by its beginning; None where it is no sealed value."""
    if len(begins) < _HEADER.size or begins[0] != _VERSION:
        return None
    return int(_HEADER.unpack(begins[: _HEADER.size])[1])


def _read(path: Path) -> _Found:
    try:
        mode = path.stat().st_mode
        raw = json.loads(path.read_text(encoding="ascii"))
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in raw["keys"].items()}
        retired = {int(number): str(mark) for number, mark in raw.get("retired", {}).items()}
        if mode & 0o077:
            raise KeyFileError(f"{path} can be read by other users; run: chmod 600 {path}")
        KeyRing(keys)
        return _Found(keys, retired)
    except KeyFileError:
        raise
    except FileNotFoundError as error:
        raise KeyFileError(f"there is no key file at {path}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"{path} is not a key file") from error


def _text(found: _Found) -> str:
    keys = {str(number): base64.b64encode(key).decode() for number, key in found.keys.items()}
    return json.dumps({"keys": keys} | ({"retired": found.retired} if found.retired else {}))


def _mark(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, text: str) -> None:
    """The file with its new content, on the disk, or as it was: never half of it. Only its owner can read it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _bound(begins: bytes, place: str, owner: int) -> bytes:
    return begins + f"{place}:{owner}".encode()

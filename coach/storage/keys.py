"""The key ring and the seal. Keys live in a file of their own, never in the database.

A sealed value is ``version (1 byte) · key number (4) · nonce (12) · ciphertext and tag``; AES-256-GCM, 96-bit random
nonces, so a key is good for 2³² seals (NIST SP 800-38D, section 8.3). The associated data is ``table.column:owner``.
"""

import base64
import json
import os
import secrets
import struct
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_HEADER = struct.Struct(">BI")
_VERSION = 1
_NONCE = 12
_BLOCK = 64


class KeyFileError(Exception):
    """The key file is missing, unreadable or open to others; the message says what to do."""


class SealBrokenError(Exception):
    """A sealed value does not open: another key, another place, or changed bytes."""


class KeyRing:
    """Keys by number; the highest number seals, every number opens."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self.current = max(keys)

    @classmethod
    def fresh(cls) -> "KeyRing":
        """A ring that is nowhere on disk: for what is thrown away with the process."""
        return cls({1: secrets.token_bytes(32)})

    @classmethod
    def from_file(cls, path: Path) -> "KeyRing":
        """Read the ring. `KeyFileError` where the file is missing, malformed, or readable by other users."""
        try:
            mode = path.stat().st_mode
            raw = json.loads(path.read_text(encoding="ascii"))
            keys = {int(number): base64.b64decode(key, validate=True) for number, key in raw["keys"].items()}
            if mode & 0o077:
                raise KeyFileError(f"{path} can be read by other users; run: chmod 600 {path}")
            return cls(keys)
        except KeyFileError:
            raise
        except FileNotFoundError as error:
            raise KeyFileError(f"there is no key file at {path}") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError(f"{path} is not a key file") from error

    @classmethod
    def create(cls, path: Path) -> "KeyRing":
        """Make a ring with one new key in a file that only its owner can read. Never overwrites a file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({"keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()}})
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return cls.from_file(path)

    def seal(self, place: str, owner: int, clear: bytes) -> bytes:
        """Seal `clear` for one `place` (``table.column``) and one owner, padded to a multiple of 64 bytes."""
        nonce = secrets.token_bytes(_NONCE)
        padded = clear + b"\x80" + bytes(-(len(clear) + 1) % _BLOCK)
        header = _HEADER.pack(_VERSION, self.current)
        return header + nonce + self._ciphers[self.current].encrypt(nonce, padded, _bound(header, place, owner))

    def open(self, place: str, owner: int, sealed: bytes) -> bytes:
        """What `seal` was given, or `SealBrokenError`."""
        header = sealed[: _HEADER.size]
        try:
            version, number = _HEADER.unpack(header)
            cipher = self._ciphers[number]
            nonce, body = sealed[_HEADER.size : _HEADER.size + _NONCE], sealed[_HEADER.size + _NONCE :]
            padded = cipher.decrypt(nonce, body, _bound(header, place, owner))
        except (struct.error, KeyError, InvalidTag, ValueError) as error:
            raise SealBrokenError(f"{place} of {owner} does not open with this key ring") from error
        if version != _VERSION:
            raise SealBrokenError(f"{place} of {owner} was sealed in a way this program does not know")
        return padded[: padded.rindex(b"\x80")]


def _bound(header: bytes, place: str, owner: int) -> bytes:
    return header + f"{place}:{owner}".encode()

"""What Telegram never sends, out of what it does: a place that holds something else, and what is no update at all."""

import json
import random
from typing import Any

from tests.fuzz.updates import Json

JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, -(2**63) - 1, 10**30, 1.5, 1e308, float("inf"), float("nan"), "", "x", "\x00",
    "\ud83d", "1", [], {}, [[]], [{}], {"id": 1}, "x" * 5000, [None], {"": None},
)  # fmt: skip


def broken(rng: random.Random, raw: Json) -> Json:
    """The same with one to three places of it changed to what Telegram never sends."""
    made: Json = json.loads(json.dumps(raw))
    for _ in range(rng.choice((1, 1, 2, 3))):
        place, key = rng.choice(_places(made))
        change = rng.randrange(5)
        if change == 0:
            del place[key]
        elif change == 1:
            place[key] = _nested(rng)
        elif change == 2:
            other, name = rng.choice(_places(made))
            place[key] = json.loads(json.dumps(other[name]))
        else:
            place[key] = rng.choice(JUNK)
        if not made:
            break
    return made


def _places(made: Any) -> list[tuple[Any, Any]]:
    """Every place in it, with what it is in."""
    found: list[tuple[Any, Any]] = []
    waiting = [made]
    while waiting:
        here = waiting.pop()
        for key, value in here.items() if isinstance(here, dict) else enumerate(here):
            found.append((here, key))
            if isinstance(value, dict | list):
                waiting.append(value)
    return found


def _nested(rng: random.Random) -> Any:
    made: Any = 1
    for _ in range(rng.choice((3, 30, 300))):
        made = {"message": made} if rng.random() < 0.5 else [made]
    return made


def garbage(rng: random.Random, raw: Json) -> bytes:
    """What is posted and is no update at all."""
    body = json.dumps(raw).encode()
    match rng.randrange(8):
        case 0:
            return body[: rng.randrange(len(body))]
        case 1:
            at = rng.randrange(len(body))
            return body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :]
        case 2:
            return b"[" * rng.choice((10, 5_000, 100_000))
        case 3:
            return b'{"update_id":' * 2_000 + b"1" + b"}" * 2_000
        case 4:
            return b'{"update_id": ' + b"9" * rng.choice((20, 400, 5_000)) + b"}"
        case 5:
            return rng.randbytes(rng.randrange(200))
        case 6:
            return json.dumps(raw).encode(rng.choice(("utf-16", "utf-32", "utf-8-sig")))
        case _:
            return rng.choice(
                (b"", b"null", b"[]", b"{}", b'"x"', b'{"update_id": null}', b'{"update_id": true}', b"NaN")
            )

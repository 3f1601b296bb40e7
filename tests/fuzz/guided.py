"""``python -m tests.fuzz.guided UPDATES``: the same rounds, with chance steered by what code was reached.

Needs atheris, which is no dependency of the project and does not install everywhere. What makes a round is drawn from
libFuzzer's bytes as far as they go; it keeps those that reached something new, and changes them. Ends at the first
failure, with the bytes that brought it about in a file ``crash-…``, or when so many updates were tried.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["coach", "prompts", "scheduler"]):
    from coach.storage import KeyRing
    from tests.databases import MEMORY
    from tests.fakes import FixedClock
    from tests.fuzz.house import house
    from tests.fuzz.trying import Trying, report

PERSONS, STEPS = 24, 3
LONGEST = 8192  # bytes


class FromBytes(random.Random):
    """Chance out of bytes; where they end, out of what they begin with."""

    def __init__(self, content: bytes) -> None:
        self._left = atheris.FuzzedDataProvider(content)
        super().__init__(content[:16])

    def random(self) -> float:
        return self.getrandbits(16) / 2**16

    def getrandbits(self, k: int) -> int:
        if self._left.remaining_bytes() == 0:
            return super().getrandbits(k)
        return int(self._left.ConsumeUInt(-(-k // 8))) & (2**k - 1)


def main(most: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="unsaid-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
    KeyRing.create(folder / "keys")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    opened = house(f"sqlite:///{folder}/unsaid.sqlite3", folder / "keys", FixedClock())
    trying, began = Trying(loop.run_until_complete(opened.__aenter__())), time.monotonic()

    def once(content: bytes) -> None:
        loop.run_until_complete(trying.round(FromBytes(content), PERSONS, STEPS))
        if trying.updates >= most:
            sys.stdout.write(f"guided by coverage: {report(trying, time.monotonic() - began)}\n")
            sys.stdout.flush()
            os._exit(0)  # libFuzzer ends its own way only

    atheris.Setup([sys.argv[0], f"-max_len={LONGEST}", "-len_control=0", "-timeout=300", "-rss_limit_mb=6000"], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]))

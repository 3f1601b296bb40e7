"""The whole program as the operating system sees it: how soon it is there, what it takes, also when it is idle."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from coach.storage import KeyRing
from tests.bench import Row, row
from tests.bench.crowd import begun
from tests.bench.engines import Engine
from tests.bench.server import TOKEN, serving

RUNS = 5
SETTLED = 15  # seconds at most until what a start warms up is warm
IDLE = 10.0  # seconds
JOBS = 10_000
MB = 1024 * 1024
ROOT = Path(__file__).parents[2]
COACH = (sys.executable, "-m", "coach.cli", "run")
HERE, READY = "is here.", "ready"


@dataclass(frozen=True)
class Home:
    """What `coach run` needs: a database, a key file, a Bot API."""

    url: str
    key_file: Path
    api: str

    def environment(self) -> Mapping[str, str]:
        return {
            "COACH_TOKEN": TOKEN,
            "COACH_API_URL": self.api,
            "COACH_DATABASE_URL": self.url,
            "COACH_KEY_FILE": str(self.key_file),
            "COACH_ACCESS": "open",
        }


@dataclass(frozen=True)
class Program:
    """Something that was started, and in how many seconds it said that it was there."""

    pid: int
    seconds: float

    def memory(self) -> float:
        """Megabytes that are its own or its share of what it shares (PSS)."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / MB

    def busy(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def settle(self) -> None:
        """Wait until what a start warms up is warm: until it has done next to nothing for a second."""
        for _ in range(SETTLED):
            before = self.busy()
            time.sleep(1.0)
            if self.busy() - before < 0.02:
                return


@contextmanager
def started(command: tuple[str, ...], says: str, more: Mapping[str, str] | None = None) -> Iterator[Program]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    begin = time.perf_counter()
    environment = {**clean, **(more or {})}
    with Popen(command, stdout=PIPE, stderr=DEVNULL, text=True, env=environment, cwd=ROOT) as process:
        try:
            assert process.stdout
            if not any(says in line for line in process.stdout):
                raise AssertionError(f"{' '.join(command[1:])} ended before it said {says!r}")
            yield Program(process.pid, time.perf_counter() - begin)
        finally:
            process.terminate()


def rows(engines: list[Engine]) -> Iterator[Row]:
    """An idle program on each engine, each beside an idle peer; all in the same seconds."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    against = "PTB Application with SQLModel engine"
    with serving() as api, ExitStack() as stack:
        pairs = [_pair(stack, engine, api) for engine in engines]
        for program in (program for pair in pairs for program in pair):
            program.settle()
        before, begin = [[program.busy() for program in pair] for pair in pairs], time.perf_counter()
        time.sleep(IDLE)
        took = time.perf_counter() - begin
        for engine, (mine, theirs), was in zip(engines, pairs, before, strict=True):
            memory = f"idle: memory, {engine.name}"
            yield row(memory, [mine.memory()], "MB", [theirs.memory()], against=against, goal=1.4)
            ours, peers = (100 * (one.busy() - busy) / took for one, busy in zip((mine, theirs), was, strict=True))
            share = f"idle: share of a core, {engine.name}"
            yield Row(share, ours, "%", against=against, theirs=peers, goal=0.5, plain=True)


def _pair(stack: ExitStack, engine: Engine, api: str) -> tuple[Program, Program]:
    """The product and a peer, each on a database of its own."""
    url, other = (stack.enter_context(engine.database()) for _ in range(2))
    home = Home(url, Path(stack.enter_context(tempfile.TemporaryDirectory())) / "keys", api)
    begun(url, KeyRing.create(home.key_file), datetime.now(UTC))
    peer = (sys.executable, "-m", "tests.bench.peers.idle", api, other, engine.peer_driver)
    mine = stack.enter_context(started(COACH, HERE, home.environment()))
    return mine, stack.enter_context(started(peer, READY))


def starts(engine: str, home: Home, alone: Home) -> Iterator[Row]:
    """From the command to "is here", with everybody of `home`, and with the one person of `alone`."""
    found: dict[Home, list[Program]] = {home: [], alone: []}
    memory: dict[Home, float] = {}
    for number in range(RUNS):
        for place, programs in found.items():
            with started(COACH, HERE, place.environment()) as program:
                programs.append(program)
                if number == 0:
                    program.settle()
                    memory[place] = program.memory()
    many, one = ([program.seconds for program in programs] for programs in found.values())
    jobs, taken = _jobs()
    yield row(f"start to ready with one person, {engine}", one, "s", goal=1.5)
    against = f"JobQueue, {JOBS:,} daily jobs"
    yield row(f"start to ready with 1 M people, {engine}", many, "s", jobs, against=against, goal=2.0, plain=True)
    more = memory[home] - memory[alone]
    name = f"memory of 1 M people more than of one, {engine}"
    yield Row(name, more, "MB", against=against, theirs=taken, goal=20.0, plain=True)


def _jobs() -> tuple[list[float], float]:
    """Seconds to ready of a JobQueue by run, and the megabytes that its jobs take."""
    if not _MEASURED:
        command = (sys.executable, "-m", "tests.bench.peers.jobqueue")
        with started((*command, "1"), READY) as program:
            least = program.memory()
        for _ in range(RUNS):
            with started((*command, str(JOBS)), READY) as program:
                _MEASURED.append((program.seconds, program.memory() - least))
    seconds, memory = zip(*_MEASURED, strict=True)
    return list(seconds), statistics.median(memory)


_MEASURED: list[tuple[float, float]] = []

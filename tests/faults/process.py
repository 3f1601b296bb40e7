"""The bot as the operating system sees it: a process with an environment, which can be told to stop, or killed."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from coach.phone import Phone
from coach.storage import KeyRing, Storage
from tests.flows.waiting import eventually

PATIENCE = 30.0  # seconds
HERE = b"is here."
RUN = ("-m", "coach.cli", "run")

NURSERY = """
import os, signal, sys
import uvloop
import coach.app, coach.logs, prompts
from coach import care, feelings, texts
from coach.cli import main
prompts.load("en"), feelings.recogniser(), care.care_reader(), texts.texts("en")
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        os._exit(main(["run"]))
    os.write(1, f"pid {child}\\n".encode())
"""
"""Everything imported and read once; then a bot for each line that comes in. Each is a process of its own from the
first line of `main` on; only the seconds of importing are saved, each time."""


MOVABLE = """
import sys, threading
from datetime import datetime, timedelta
import coach.app, coach.pacing, scheduler.jobs
from coach.cli import main
from coach.clock import ShiftedClock
clock = ShiftedClock(datetime.fromisoformat(sys.argv[1]))
coach.app.SystemClock = lambda: clock
coach.pacing.BURST = 10_000
scheduler.jobs._LOOK_ANYWAY = timedelta(seconds=0.1)
def follow():
    for line in sys.stdin:
        clock.advance_to(datetime.fromisoformat(line.strip()))
threading.Thread(target=follow, daemon=True).start()
sys.exit(main(["run"]))
"""
"""The same program with a clock that shows what it is told on standard input, and people who need no pause."""


@dataclass
class Home:
    """Where a bot lives between its lives: its folder, its database, its key, and its environment."""

    folder: Path
    phone: Phone
    url: str
    key_file: Path
    born: list[int] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
        ours = {
            "COACH_TOKEN": self.phone.token,
            "COACH_API_URL": self.phone.url,
            "COACH_DATABASE_URL": self.url,
            "COACH_KEY_FILE": str(self.key_file),
            "COACH_ACCESS": "open",
        }
        return {**clean, **ours, **more}

    def left_alone(self) -> None:
        """No bot outlives the test that it was born in."""
        for pid in self.born:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def told(self, *command: str) -> bytes:
        """What ``coach …`` prints beside the bot, once it is through."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "coach.cli",
            *command,
            stdout=PIPE,
            stderr=STDOUT,
            env=self.environment(),
            cwd=self.folder,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, out
        return out

    async def storage(self) -> Storage:
        return await Storage.open(self.url, KeyRing.from_file(self.key_file))


@dataclass
class Bot:
    """``python -m coach.cli run``, and all that it said."""

    process: Process
    out: bytearray = field(default_factory=bytearray)
    _listening: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def started(cls, home: Home, at: datetime | None = None, **more: str) -> "Bot":
        """A bot that says that it is here; from `at` (aware) on, if its clock is to be moved."""
        environment = home.environment(**more)
        program = RUN if at is None else ("-c", MOVABLE, at.isoformat())
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, cwd=home.folder
        )
        home.born.append(process.pid)
        bot = cls(process)
        here = asyncio.Event()
        bot._listening = [asyncio.create_task(bot._hear(stream, here)) for stream in (process.stdout, process.stderr)]
        await asyncio.wait_for(here.wait(), PATIENCE)
        return bot

    async def _hear(self, stream: asyncio.StreamReader | None, here: asyncio.Event) -> None:
        while stream and (line := await stream.readline()):
            self.out += line
            if HERE in line:
                here.set()

    async def goes_to(self, instant: datetime) -> None:
        """Its clock shows that, or more."""
        assert self.process.stdin
        self.process.stdin.write(f"{instant.isoformat()}\n".encode())
        await self.process.stdin.drain()

    async def stops(self) -> int:
        """Told to stop: the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            code = await self.process.wait()
            await asyncio.gather(*self._listening)
        return code


@dataclass
class Nursery:
    """Bots at short notice, one after the other: for killing."""

    process: Process
    home: Home

    @classmethod
    async def opened(cls, home: Home, **more: str) -> "Nursery":
        with (home.folder / "stderr").open("wb") as stderr:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", NURSERY, stdin=PIPE, stdout=PIPE, stderr=stderr, env=home.environment(**more)
            )
        home.born.append(process.pid)
        return cls(process, home)

    async def bears(self) -> int:
        """A new bot's process id, as soon as there is one."""
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        line = await self._line(b"pid ")
        bot = int(line.rpartition(b"pid ")[2])  # the one before may have been killed in the middle of its own line
        self.home.born.append(bot)
        return bot

    async def here(self) -> None:
        """Until the newest bot says that it is here."""
        await self._line(HERE)

    async def _line(self, part: bytes) -> bytes:
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            while part not in (line := await self.process.stdout.readline()):
                if not line:
                    raise AssertionError("there is no bot any more")
        return line

    async def closed(self) -> None:
        self.process.kill()
        await self.process.wait()


async def killed(pid: int) -> None:
    """``kill -9``, and gone: until then its database could still be in its hands."""
    os.kill(pid, signal.SIGKILL)
    await eventually(lambda: not alive(pid), PATIENCE)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

"""PTB's JobQueue with a daily job a person: ``python -m tests.bench.peers.jobqueue people`` says when it is ready."""

import asyncio
import sys
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import ApplicationBuilder


async def ask(_context: Any) -> None:
    """Nothing falls due while we measure."""


async def main(people: int) -> None:
    application = ApplicationBuilder().token("123456:bench").updater(None).build()
    queue = application.job_queue
    assert queue is not None
    zone = ZoneInfo("Europe/Berlin")
    for person in range(people):
        queue.run_daily(ask, time(person % 24, person % 60, tzinfo=zone), chat_id=person, name=str(person))
    await queue.start()
    print("ready", flush=True)  # noqa: T201
    await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1])))

"""aiogram as it comes: ``… aiogram_sender api chats at-once runs`` prints messages a second, one run a line.

Runs in an environment of its own, because aiogram wants an older pydantic than ours.
"""

import asyncio
import sys
import time

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer


async def main(api: str, chats: int, at_once: int, runs: int) -> None:
    async with Bot("123456:bench", session=AiohttpSession(api=TelegramAPIServer.from_base(api), limit=at_once)) as bot:
        for _ in range(runs + 1):
            waiting = iter(range(1, chats + 1))

            async def one_after_the_other(waiting=waiting) -> None:
                for chat in waiting:
                    await bot.send_message(chat, "One breath. What feeling is nearest right now?")

            begin = time.perf_counter()
            await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
            print(chats / (time.perf_counter() - begin), flush=True)  # noqa: T201


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))

"""A PTB Application with an SQLModel engine, polling, with nothing to do: ``… idle api database-url driver``."""

import asyncio
import sys
from typing import Any

from sqlalchemy import text
from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from tests.bench.peers.plain import Note, SQLModel, made


async def note(update: Update, _context: Any) -> None:
    """Nobody writes while we measure."""


async def main(api: str, url: str, driver: str) -> None:
    engine = made(url, driver)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
        await connection.execute(text("SELECT 1"))
    application = ApplicationBuilder().token("123456:bench").base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, note))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=30)
        print("ready", Note.__tablename__, flush=True)  # noqa: T201
        await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))

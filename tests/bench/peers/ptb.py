"""python-telegram-bot as it comes: a sender, and a handler that keeps one row."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot, Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.bench.ours import bare_application
from tests.bench.peers.plain import Note, made
from tests.bench.server import TOKEN

TEXT = "One breath. What feeling is nearest right now?"


@asynccontextmanager
async def sender(api: str, at_once: int) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """Sends one message to each of so many chats, `at_once` side by side, over a pool as large."""
    request = HTTPXRequest(connection_pool_size=at_once, pool_timeout=60)
    async with Bot(TOKEN, base_url=f"{api}/bot", request=request) as bot:

        async def send(chats: int) -> None:
            waiting = iter(range(1, chats + 1))

            async def one_after_the_other() -> None:
                for chat in waiting:
                    await bot.send_message(chat, TEXT)

            await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))

        yield send


@asynccontextmanager
async def noting(url: str, driver: str, api: str) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """An Application with one handler: insert what was written, commit."""
    engine = made(url, driver)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.tables["note"].create, checkfirst=True)
    sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)

    async def note(update: Update, _context: Any) -> None:
        message = update.effective_message
        assert message is not None
        async with sessions() as session:
            session.add(Note(chat_id=message.chat_id, at=datetime.now(UTC).isoformat(), text=message.text or ""))
            await session.commit()

    application = bare_application(api)
    application.add_handler(MessageHandler(filters.TEXT, note))
    async with application:
        yield application
    await engine.dispose()

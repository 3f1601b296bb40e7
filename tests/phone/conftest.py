from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from coach.phone import Phone, running_phone


@dataclass
class Clock:
    """Stands still until told."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 18, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def phone(clock: Clock) -> AsyncIterator[Phone]:
    async with running_phone(now=clock.now) as phone:
        yield phone


@pytest.fixture
async def bot(phone: Phone) -> AsyncIterator[Bot]:
    """A real python-telegram-bot, over HTTP."""
    async with Bot(phone.token, base_url=f"{phone.url}/bot", base_file_url=f"{phone.url}/file/bot") as bot:
        yield bot

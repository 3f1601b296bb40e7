"""One table and its engine, as SQLModel's own pages set them up. Imports nothing of ours."""

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import Field, SQLModel


class Note(SQLModel, table=True):
    """What somebody wrote."""

    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    chat_id: int = Field(index=True)
    at: str
    text: str


def made(url: str, driver: str) -> AsyncEngine:
    """An engine that keeps what ours keeps: SQLite in WAL mode with full syncs, on one connection; PostgreSQL with a
    connection for everybody."""
    target = make_url(url).set(drivername=driver)
    if not driver.startswith("sqlite"):
        return create_async_engine(target, pool_size=16)
    engine = create_async_engine(target, pool_size=1, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine

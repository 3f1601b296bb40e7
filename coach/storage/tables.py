"""The tables. Clear columns say who and when; `content` and `dialogue` are sealed (see the package's docstring)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite numbers rows only in a column that is plainly INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant in and out. SQLite keeps it as text of fixed width, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        clear = value.astimezone(UTC)
        return clear.replace(tzinfo=None) if dialect.name == "sqlite" else clear

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def table(row: type[SQLModel]) -> Table:
    """The table behind a model, for statements in which the ORM has no part."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _id() -> Any:
    return Field(default=None, sa_column=Column(_Id, primary_key=True, autoincrement=True))


def _owner(**options: Any) -> Any:
    return Field(sa_column=Column(_Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, **options))


def _instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Instant, nullable=nullable, index=index))


def _sealed() -> Any:
    return Field(sa_column=Column(LargeBinary, nullable=False))


class PersonRow(SQLModel, table=True):
    """`rhythm` is JSON of what the scheduler reads: schedule, sessions, pause. `spoke_at` is their last sign, `gone_at`
    when Telegram said that they left, `open_message` the message with the open question."""

    __tablename__ = "person"
    __table_args__ = {"sqlite_autoincrement": True}  # SQLAlchemy's own form; numbers are never used twice
    id: int | None = _id()
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    created_at: datetime = _instant()
    spoke_at: datetime = _instant()
    gone_at: datetime | None = _instant(nullable=True)
    language: str = Field(sa_column=Column(String(16), nullable=False))
    zone: str = Field(sa_column=Column(String(64), nullable=False))
    rhythm: str = Field(sa_column=Column(String, nullable=False))
    open_message: int | None = Field(default=None, sa_column=Column(BigInteger))
    content: bytes = _sealed()
    dialogue: bytes = _sealed()


class MomentRow(SQLModel, table=True):
    """One noticed feeling."""

    __tablename__ = "moment"
    __table_args__ = (Index("ix_moment_person_at", "person_id", "at"),)
    id: UUID = Field(primary_key=True)
    person_id: int = _owner()
    at: datetime = _instant()
    content: bytes = _sealed()


class UnsaidRow(SQLModel, table=True):
    """Something to take into the room. Clear is that it is there and since when; what became of it is sealed too."""

    __tablename__ = "unsaid"
    __table_args__ = (Index("ix_unsaid_person_created", "person_id", "created_at"),)
    id: UUID = Field(primary_key=True)
    person_id: int = _owner()
    created_at: datetime = _instant()
    content: bytes = _sealed()


class CheckInRow(SQLModel, table=True):
    """What was told after one session."""

    __tablename__ = "check_in"
    __table_args__ = (Index("ix_check_in_person_at", "person_id", "at"),)
    id: UUID = Field(primary_key=True)
    person_id: int = _owner()
    at: datetime = _instant()
    content: bytes = _sealed()


class SourceRow(SQLModel, table=True):
    """Which of the person's messages a moment was written in, so that an edit finds it."""

    __tablename__ = "source"
    person_id: int = _owner(primary_key=True)
    message_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    moment_id: UUID = Field(foreign_key="moment.id", ondelete="CASCADE", index=True)


class ShelfRow(SQLModel, table=True):
    """One of the person's own labels, in the order they were made."""

    __tablename__ = "shelf"
    id: UUID = Field(primary_key=True)
    person_id: int = _owner(index=True)
    created_at: datetime = _instant()
    content: bytes = _sealed()


# In words and not as parameters, because an index of some rows serves only a query that surely asks for no others.
DUE = text("state = 'due'")
UNDERWAY = text("state IN ('claimed', 'sending')")
OPEN = text("state IN ('due', 'claimed', 'sending')")


class DeliveryRow(SQLModel, table=True):
    """One scheduled message, unique for person, kind and local slot. `lease_until` bounds a claim."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "slot"),
        Index("ix_delivery_due_at", "due_at"),
        Index("ix_delivery_due", "due_at", "id", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_delivery_open", "person_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_delivery_lease", "lease_until", sqlite_where=UNDERWAY, postgresql_where=UNDERWAY),
    )
    id: int | None = _id()
    person_id: int = _owner()
    kind: str = Field(sa_column=Column(String(16), nullable=False))
    slot: str = Field(sa_column=Column(String(40), nullable=False))
    state: str = Field(sa_column=Column(String(12), nullable=False))
    due_at: datetime = _instant()
    expires_at: datetime = _instant()
    lease_until: datetime | None = _instant(nullable=True)
    attempts: int = 0
    sent_at: datetime | None = _instant(nullable=True)
    answered_at: datetime | None = _instant(nullable=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class RecallRow(SQLModel, table=True):
    """What a person was asked lately, all in one; made anew from `delivery` where it is not there."""

    __tablename__ = "recall"
    person_id: int = _owner(primary_key=True, autoincrement=False)
    content: bytes = _sealed()


class AnswerRow(SQLModel, table=True):
    """Something committed to be said and not yet surely sent; the row goes when it was. Until `lease_until` it is the
    matter of the process that holds it."""

    __tablename__ = "answer"
    id: int | None = _id()
    person_id: int = _owner(index=True)
    created_at: datetime = _instant()
    lease_until: datetime | None = _instant(nullable=True)
    content: bytes = _sealed()


class RemovalRow(SQLModel, table=True):
    """A message that is to go from a chat which is kept tidy, ours or its person's; `sent_at` is about when it came. A
    `firm` one goes at its time, whatever is asked meanwhile; in one that `opens` a question waits."""

    __tablename__ = "removal"
    person_id: int = _owner(primary_key=True)
    message_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sent_at: datetime = _instant()
    due_at: datetime = _instant(index=True)
    firm: bool = False
    opens: bool = False


class UpdateRow(SQLModel, table=True):
    """An update whose effects are committed. Kept two days: Telegram hands an update over for one."""

    __tablename__ = "taken_update"
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = _instant(index=True)


class QuarantineRow(SQLModel, table=True):
    """An update that could not be read or handled: what it was is sealed, why is not. Goes with its chat's person."""

    __tablename__ = "quarantine"
    id: int | None = _id()
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    chat_id: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    at: datetime = _instant(index=True)
    reason: str = Field(sa_column=Column(String(64), nullable=False))
    content: bytes = _sealed()


class InvitationRow(SQLModel, table=True):
    """A way in for `uses` people, of whom `used` came. Only the code's SHA-256 is kept; `used_at` is when somebody last
    came in by it. Rows without `expires_at` are of an earlier version and live a week."""

    __tablename__ = "invitation"
    id: int | None = _id()
    code_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    created_at: datetime = _instant()
    used_at: datetime | None = _instant(nullable=True)
    expires_at: datetime | None = _instant(nullable=True)
    uses: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))
    used: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    revoked_at: datetime | None = _instant(nullable=True)


class AuditRow(SQLModel, table=True):
    """Something that an operator did. Triggers let no row be changed or deleted."""

    __tablename__ = "audit"
    id: int | None = _id()
    at: datetime = _instant()
    who: str = Field(sa_column=Column(String(64), nullable=False))
    what: str = Field(sa_column=Column(String(32), nullable=False))
    kind: str = Field(sa_column=Column(String(64), nullable=False))


class BudgetRow(SQLModel, table=True):
    """One row for all replicas: how much may be sent (`tokens` as of `at`), until when nobody sends, and which chat was
    last told to wait until when."""

    __tablename__ = "budget"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    tokens: float
    at: datetime = _instant()
    halted_until: datetime | None = _instant(nullable=True)
    slow_chat: int | None = Field(default=None, sa_column=Column(BigInteger))
    slow_until: datetime | None = _instant(nullable=True)


class CanaryRow(SQLModel, table=True):
    """A known word under the current key, to tell at start whether this key ring belongs to this database."""

    __tablename__ = "canary"
    id: int = Field(primary_key=True)
    content: bytes = _sealed()

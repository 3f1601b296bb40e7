"""Tidy mode: what goes from the chat, and when. What was written stays where it is stored.

======================================================== ==================================================
what the person sent in words, a place, a command        ten minutes after it was stored
what asks nothing, or asks nothing any more              ten minutes after that
a question that the person began                         an hour after the last tap
a question that came by itself                           when something newer is asked, or in two days
the week, its card, a month, a year                      in two days, or ten minutes after it was closed
help lines, files, and what is stored nowhere else       never
======================================================== ==================================================

Telegram removes nothing that is two days old, so what waits that long goes two hours before. Who is told a message in
tidy mode is known when it is written (`marked`), so that its row costs no look at its person when it was sent.
"""

from datetime import datetime, timedelta

from coach.messages import Close, Drawing, Edit, Form, InChat, Message, Remove, Say, Stay
from coach.storage import Transaction, removals

SOON = timedelta(minutes=10)
WHILE = timedelta(hours=1)
LONGEST = timedelta(hours=46)
TOO_OLD = timedelta(hours=48)
"""What Telegram removes is younger."""

_FILES = (Form.PAGE, Form.EXPORT)


def marked(message: Message) -> Message:
    """The message, said to somebody who has the chat kept tidy."""
    return message.model_copy(update={"tidy": True}) if isinstance(message, InChat) else message


def wanted(message: Message) -> bool:
    return isinstance(message, InChat) and message.tidy


def heard(tx: Transaction, person_id: int, message_id: int, sent_at: datetime, now: datetime) -> None:
    """A message of the person's was stored, or done as it said. Instants are aware UTC."""
    removals.note(tx, person_id, message_id, sent_at, now + SOON)


def said(tx: Transaction, person_id: int, message: Message, message_id: int | None, now: datetime) -> None:
    """This was said to somebody who has the chat kept tidy, in the message of that number, where it is not in `message`
    itself. `now` is aware UTC."""
    match message:
        case Remove():
            removals.drop(tx, person_id, message.targets)
        case Close():
            place = message_id if message.target is None else message.target
            if place is not None:
                removals.sooner(tx, person_id, place, now + SOON, through=message.through)
        case _ if message_id is not None and (lasts := _lasts(message)) is not None:
            firm = lasts == LONGEST and not _waits(message)
            removals.note(tx, person_id, message_id, now, now + lasts, firm=firm, opens=_opens(message))


def _lasts(message: Message) -> timedelta | None:
    """How long it is of use; None for what stays, or is no message of its own."""
    match message:
        case Drawing():
            return None if message.form in _FILES else LONGEST
        case Say(stay=Stay.KEPT) | Edit(stay=Stay.KEPT):
            return None
        case Say() | Edit():
            if message.stay is not None:
                return LONGEST
            return WHILE if message.opens else SOON
        case _:
            return None


def _waits(message: Message) -> bool:
    return isinstance(message, Say | Edit) and message.stay is Stay.WAITS


def _opens(message: Message) -> bool:
    return isinstance(message, Say | Edit) and message.opens

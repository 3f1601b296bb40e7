"""How much one chat may say at once: more than any person does, less than what would hold the others up.

A bucket for each chat, which holds so many and fills again by one in each span. It is this process's own: with several
replicas a chat may say so much to each. Nothing of it is stored, and what is full again is forgotten.
"""

from datetime import datetime, timedelta

_MOST_CHATS = 10_000


class Buckets:
    """Knows no clock: instants are given, aware UTC, and one that lies before the last counts as the last."""

    def __init__(self, most: int, span: timedelta) -> None:
        self._most = most
        self._span = span
        self._left: dict[int, tuple[float, datetime]] = {}

    def take(self, chat_id: int, at: datetime) -> bool:
        """One more, at an instant. False where there is none left."""
        if len(self._left) >= _MOST_CHATS:
            self._left = {chat: found for chat, found in self._left.items() if self._now(chat, at)[0] < self._most}
        left, since = self._now(chat_id, at)
        self._left[chat_id] = (left - 1 if left >= 1 else left, since)
        return left >= 1

    def give_back(self, chat_id: int) -> None:
        """What was taken last had no effect, and comes again."""
        if chat_id in self._left:
            left, since = self._left[chat_id]
            self._left[chat_id] = (left + 1, since)

    def _now(self, chat_id: int, at: datetime) -> tuple[float, datetime]:
        left, since = self._left.get(chat_id, (float(self._most), at))
        filled = max(timedelta(), at - since) / self._span
        return min(float(self._most), left + filled), max(since, at)

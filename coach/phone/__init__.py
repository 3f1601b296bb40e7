"""The built-in phone: a small Bot API server on loopback and a chat page in the browser.

    the bot ── Bot API over HTTP ──▶ server ─▶ wire ─▶ rules ─▶ botapi ─▶ world
    a person ── page, or drive ────▶ person ───────────────────────────▶ world
    world ─▶ updates ─▶ polling (getUpdates) or webhook (POST) ────────▶ the bot
    world ─▶ notices ─▶ page (server-sent events), drive (``sees``)

Always true:

- The bot reaches the phone by the Bot API alone; nothing here imports the rest of ``coach``.
- Every call is held against ``rules`` before the world moves; what Telegram would wave through but the
  published specification does not know is refused too, and every such refusal is kept.
- State lives in memory, in one event loop; time comes from the caller. Nothing leaves this computer.
"""

from coach.phone.drive import Phone, PhoneUser, running_phone
from coach.phone.faults import Fault
from coach.phone.pageapi import Control

__all__ = ["Control", "Fault", "Phone", "PhoneUser", "running_phone"]

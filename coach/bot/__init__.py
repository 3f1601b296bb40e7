"""Telegram, and the only package that knows it.

::

    getUpdates ─▶ polling ─┐
    webhook (coach.web) ───┴─▶ intake ─▶ handlers, in order ─▶ conversation.take
    messages   ─▶ outbox ─▶ sendMessage, editMessageText …  ─▶ outcomes.classify ─▶ SendOutcome

Invariants: an update is acknowledged only after the commit. Order is kept within a chat; chats run side by side. An
update that cannot be read or handled is set aside without a word of it in the logs. Every outcome of a send is
classified in one function. The token appears in no log line, error or repr that leaves this package.
"""

from coach.bot.application import NotReachedError, Telegram, TokenRefusedError, bot_name

__all__ = ["NotReachedError", "Telegram", "TokenRefusedError", "bot_name"]

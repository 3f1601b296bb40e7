"""What can go wrong between a bot and Telegram, on request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal


@dataclass(frozen=True)
class Fault:
    """One way for a call to fail. With ``after`` the effect takes place and only the answer is lost."""

    kind: Literal["answer", "reset", "hang"]
    after: bool = False
    status: int = 0
    body: str | dict[str, Any] = ""
    name: str = ""

    BAD_GATEWAY: ClassVar[Fault]
    RESET_BEFORE: ClassVar[Fault]
    RESET_AFTER: ClassVar[Fault]
    HANG: ClassVar[Fault]
    HANG_AFTER: ClassVar[Fault]
    GARBAGE: ClassVar[Fault]

    @staticmethod
    def TOO_MANY(seconds: int) -> Fault:  # noqa: N802 - reads like the constants it stands among
        """429: nothing was sent; ``seconds`` until the next call is welcome."""
        return Fault.REFUSED(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    @staticmethod
    def REFUSED(code: int, description: str, **parameters: int) -> Fault:  # noqa: N802 - as above
        """Any answer of Telegram's own shape, such as a 403 or a 500."""
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        if parameters:
            body["parameters"] = parameters
        return Fault("answer", status=code, body=body, name=f"{code} {description}")


Fault.BAD_GATEWAY = Fault.REFUSED(502, "Bad Gateway")
Fault.RESET_BEFORE = Fault("reset", name="reset before")
Fault.RESET_AFTER = Fault("reset", after=True, name="reset after")
Fault.HANG = Fault("hang", name="hang before")
Fault.HANG_AFTER = Fault("hang", after=True, name="hang after")
Fault.GARBAGE = Fault("answer", status=200, body="<html>not what you hoped for", name="garbage")


@dataclass
class Planned:
    """A fault waiting for its calls: ``times`` more of ``method`` (any if None), to ``chat`` (any if None)."""

    how: Fault
    method: str | None
    chat: int | None
    times: int

    def meets(self, method: str, chat: object) -> bool:
        return (
            self.times > 0
            and (self.method is None or self.method == method)
            and (self.chat is None or str(self.chat) == str(chat))
        )

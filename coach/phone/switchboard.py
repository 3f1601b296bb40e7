"""Every call of the bot passes here: it is logged, may be made to fail, is checked, and performed.

    method, raw ─▶ planned fault? ─▶ ``rules.check`` ─▶ ``polling`` or ``botapi`` ─▶ ``Answer`` or ``Lost``

Always true: a call is in ``calls`` before anything happens to it; a broken rule is also in ``refusals``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from coach.phone import botapi, rules
from coach.phone.faults import Fault, Planned
from coach.phone.polling import Polling
from coach.phone.world import Json, World


@dataclass
class Call:
    """One call of the bot: ``outcome`` is "open", "ok", a fault's name, or Telegram's description."""

    method: str
    params: Json
    when: datetime
    outcome: str = "open"
    result: Any = None

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json | str


Lost = Literal["reset", "hang"]


@dataclass
class Switchboard:
    world: World
    calls: list[Call] = field(default_factory=list)
    refusals: list[Call] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    last_activity: float = 0.0

    def __post_init__(self) -> None:
        self._polling = Polling(self.world)

    async def take(self, method: str, raw: Json) -> Answer | Lost:
        call = Call(method, raw, self.world.now())
        self.calls.append(call)
        self._beat()
        try:
            return await self._faulted(call) or await self._answered(call)
        finally:
            if call.outcome == "open":
                call.outcome = "cut off"
            self._beat()

    def _beat(self) -> None:
        self.last_activity = asyncio.get_running_loop().time()
        self.world.pulse.beat()

    async def _faulted(self, call: Call) -> Answer | Lost | None:
        meeting = (plan for plan in self.planned if plan.meets(call.method, call.params.get("chat_id")))
        if (plan := next(meeting, None)) is None:
            return None
        plan.times -= 1
        return await self._fail(call, plan.how)

    async def _fail(self, call: Call, fault: Fault) -> Answer | Lost:
        if fault.after:
            await self._answered(call)
        call.outcome = fault.name
        return Answer(fault.status, fault.body) if fault.kind == "answer" else fault.kind

    async def _answered(self, call: Call) -> Answer:
        try:
            call.method = rules.spelled(call.method)
            call.result = await self._performed(call)
        except rules.RefusedError as refused:
            return self._refusal(call, refused)
        call.outcome = "ok"
        return Answer(200, {"ok": True, "result": call.result})

    async def _performed(self, call: Call) -> Any:
        params = rules.check(call.method, call.params)
        call.params = params.model_dump(exclude_unset=True)
        if isinstance(params, rules.GetUpdates):
            return await self._polling.get_updates(params)
        return botapi.perform(self.world, params)

    def _refusal(self, call: Call, refused: rules.RefusedError) -> Answer:
        call.outcome = str(refused)
        if refused.rule:
            self.refusals.append(call)
        body: Json = {"ok": False, "error_code": refused.code, "description": str(refused)}
        return Answer(refused.code, {**body, "parameters": refused.parameters} if refused.parameters else body)

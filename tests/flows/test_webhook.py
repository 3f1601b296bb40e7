"""The whole bot with updates posted to it: the same as by polling, and what is asked from outside meanwhile."""

import asyncio
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from coach.phone import Fault, running_phone
from coach.settings import load_settings
from tests.faults.process import RUN, Bot, Home
from tests.flows.conftest import home
from tests.flows.journey import PATIENCE, SAY, Journey, Person, journey
from tests.flows.waiting import eventually, free_port

__all__ = ["home"]

THOUGHT = "furious that he glanced at the clock"


@dataclass
class Hooked:
    """A journey by webhook, and how to reach its bot from outside."""

    journey: Journey
    ann: Person
    outside: httpx.AsyncClient
    pages: httpx.AsyncClient

    async def post(self, update: dict[str, Any]) -> int:
        secret = self.journey.phone.world.webhook["secret"]
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return (await self.outside.post("/hook", json=update, headers=headers)).status_code


def settings(port: int) -> dict[str, str]:
    return {"intake": "webhook", "webhook_url": f"http://127.0.0.1:{port}/hook", "listen": f"127.0.0.1:{port}"}


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Hooked]:
    port, pages = free_port(), free_port()
    given = settings(port) | {"metrics_listen": f"127.0.0.1:{pages}"}
    async with (
        journey(tmp_path, **given) as begun,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as outside,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{pages}", timeout=PATIENCE) as metrics,
    ):
        await begun.phone.until(lambda: begun.phone.world.webhook, PATIENCE)
        yield Hooked(begun, begun.person(), outside, metrics)


async def test_a_day_by_webhook_is_as_by_polling(hooked: Hooked) -> None:
    await hooked.ann.set_up()
    await hooked.ann.say(THOUGHT, "Which word")
    await hooked.ann.tap("furious", "How strong")
    await hooked.ann.tap("5", "5 of 5")
    at, _ = await hooked.ann.at_next()
    assert at.hour in (8, 20)
    (moment,) = await hooked.ann.moments()
    assert moment.text[0].text == THOUGHT
    assert "getUpdates" not in {call.method for call in hooked.journey.phone.calls}
    (registered,) = [call.params for call in hooked.journey.phone.calls if call.method == "setWebhook"]
    assert not registered.get("drop_pending_updates")
    assert set(registered) >= {"url", "secret_token", "allowed_updates", "max_connections"}


async def test_a_crowd_at_once_is_taken_each_in_its_order(hooked: Hooked) -> None:
    crowd = [hooked.journey.person(f"P{number}") for number in range(3)]
    for person in crowd:
        await person.set_up()
    said = [f"the clock {number}" for number in range(6)]
    for text in said:
        for person in crowd:
            await person.user.says(text)
    await hooked.journey.settled()
    for person in crowd:
        assert [part.text for moment in await person.moments() for part in moment.text] == said


async def test_the_same_update_many_times_at_once_has_one_effect(hooked: Hooked) -> None:
    await hooked.ann.set_up()
    await hooked.journey.settled()
    hooked.ann.user.news()
    private = {"id": hooked.ann.user.id, "type": "private", "first_name": "Ann"}
    sender = {"id": hooked.ann.user.id, "is_bot": False, "first_name": "Ann"}
    update = {
        "update_id": 5000,
        "message": {"message_id": 9, "date": 1, "chat": private, "from": sender, "text": THOUGHT},
    }
    assert await asyncio.gather(*(hooked.post(update) for _ in range(8))) == [200] * 8
    await hooked.ann.sees("Which word")  # nothing at the phone tells that an answer is still to come
    await hooked.journey.settled()
    assert len(await hooked.ann.moments()) == 1
    assert hooked.ann.user.news() == []


@pytest.mark.usefixtures("impatient")
async def test_while_the_database_is_locked_telegram_keeps_the_update_and_then_it_counts_once(
    hooked: Hooked, tmp_path: Path
) -> None:
    await hooked.ann.set_up()
    await hooked.journey.settled()
    with closing(sqlite3.connect(tmp_path / "unsaid.sqlite3", isolation_level=None)) as other:
        other.execute("begin immediate")
        await hooked.ann.user.says(THOUGHT)
        refused = "Wrong response from the webhook: 503 Service Unavailable"
        hook = hooked.journey.phone.world.webhook
        await eventually(lambda: hook.get("last_error_message") == refused, PATIENCE)
        assert len(hooked.journey.phone.pending) == 1
        ready = await hooked.outside.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, False)
        assert "unsaid_database_up 0.0" in (await hooked.pages.get("/metrics")).text
        other.execute("rollback")
    await hooked.ann.sees("Which word")
    await hooked.journey.settled()
    assert len(await hooked.ann.moments()) == 1
    assert (await hooked.outside.get("/readyz")).status_code == 200


async def test_it_is_ready_with_a_database_a_key_telegram_and_updates(hooked: Hooked) -> None:
    ready = await hooked.outside.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, dict.fromkeys(("database", "key", "telegram", "updates"), True))
    assert (await hooked.outside.get("/healthz")).text == "ok\n"
    assert (await hooked.outside.get("/metrics")).status_code == 404
    assert (await hooked.pages.get("/readyz")).status_code == 404


async def test_it_is_not_ready_once_telegram_is_silent_for_long(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hooked.ann.set_up()  # by then the answer to setWebhook is long here
    telegram, later = hooked.journey.app.telegram, 0.0
    at = telegram._answered_at
    monkeypatch.setattr(telegram, "_seconds", lambda: at + later)
    hooked.journey.phone.fail("getMe", Fault.BAD_GATEWAY, times=2)
    later = 60.0
    assert (await hooked.outside.get("/readyz")).json()["telegram"]
    later = 120.0
    assert not (await hooked.outside.get("/readyz")).json()["telegram"]
    assert (await hooked.outside.get("/readyz")).json()["telegram"]


async def test_the_metrics_count_what_happened_and_name_nobody(hooked: Hooked) -> None:
    async def read() -> dict[str, float]:
        lines = (await hooked.pages.get("/metrics")).text.splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}

    before = await read()
    await hooked.ann.set_up()
    await hooked.ann.say(THOUGHT, "Which word")
    line = await hooked.ann.tap("furious", "How strong")
    await hooked.ann.user.presses("1.a.b.c", line.message_id)
    await hooked.ann.at_next()
    await hooked.post({"update_id": 9000, "message": {"chat": {"id": 9}}})
    after = await read()

    def grown(name: str) -> float:
        return after[name] - before[name]

    assert grown('unsaid_updates_total{outcome="taken"}') >= 8
    assert grown('unsaid_updates_total{outcome="set_aside"}') == 1
    assert grown("unsaid_presses_refused_total") == 1
    assert grown('unsaid_deliveries_total{kind="prompt",state="sent"}') == 1
    assert grown('unsaid_delivery_lag_seconds_count{kind="prompt"}') == 1
    assert grown('unsaid_sends_total{fate="sent"}') >= 8
    assert (after["unsaid_people"], after["unsaid_database_up"], after["unsaid_due"]) == (1, 1, 0)
    assert (after["unsaid_halted"], after["unsaid_budget_used"] >= 0) == (0, True)
    page = (await hooked.pages.get("/metrics")).text
    assert not any(word in page for word in ("Ann", "furious", "glanced", str(hooked.ann.user.id)))


# A process of its own


def environment(port: int) -> dict[str, str]:
    return {f"COACH_{name.upper()}": value for name, value in settings(port).items()}


async def test_a_bot_that_is_stopped_leaves_its_webhook_and_one_that_polls_ends_it(home: Home) -> None:
    port, ann = free_port(), home.phone.user("Ann")
    bot = await Bot.started(home, **environment(port))
    await ann.says("/start")
    await ann.sees(SAY("welcome"), PATIENCE)
    await home.phone.settled()
    assert await bot.stops() == 0
    assert home.phone.world.webhook["url"] == f"http://127.0.0.1:{port}/hook"

    await ann.says("/help")
    polling = await Bot.started(home)
    await ann.sees(SAY("help").split("\n")[0], PATIENCE)
    assert home.phone.world.webhook == {}
    assert await polling.stops() == 0


async def test_an_address_that_is_taken_stops_the_start_with_a_sentence(home: Home) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, *RUN),
            env=home.environment(**environment(port)),
            stderr=asyncio.subprocess.PIPE,
        )
        _, told = await bot.communicate()
    assert bot.returncode == 2
    assert told.decode().startswith(f"nobody can listen at 127.0.0.1:{port}")


async def test_the_secret_is_one_for_all_replicas_and_not_the_token() -> None:
    async with running_phone() as phone:
        given = {"token": phone.token, **settings(8080)}
        one, other = (load_settings(**given).webhook() for _ in range(2))
        assert one == other
        assert one is not None
        assert one[0] == "/hook"
        assert len(one[1]) == 64
        assert one != load_settings(**given | {"token": "1000:another-token"}).webhook()
        assert load_settings(**given, webhook_secret="a-secret-of-our-own").webhook() == (
            "/hook",
            "a-secret-of-our-own",
        )

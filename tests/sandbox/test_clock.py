"""The clock: it moves only through what is planned, and never past a busy worker."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from aiogram import Bot

from sandbox import clock as clock_module
from sandbox.server import Sandbox
from tests.sandbox.conftest import MARIA, START, Control
from tests.sandbox.echo import EchoBot


def at(hours: float) -> str:
    return (START + timedelta(hours=hours)).isoformat()


class Worker:
    """A worker driven by hand: each `idle` is one request."""

    def __init__(self, control: Control, name: str = "w") -> None:
        self.control, self.name = control, name

    def idle(self, **wishes: Any) -> "asyncio.Task[str]":
        return asyncio.create_task(self._idle(wishes))

    async def _idle(self, wishes: dict[str, Any]) -> str:
        return (await self.control.post("/clock/idle", worker=self.name, **wishes))["now"]


async def registered(sandbox: Sandbox, *tasks: "asyncio.Task[Any]") -> None:
    """Wait until the requests of these tasks have reached the clock."""
    async with asyncio.timeout(5):
        while len(sandbox.world.clock._wishing()) < len(tasks):
            await asyncio.sleep(0.001)


async def test_without_workers_time_simply_moves(control: Control):
    assert (await control.get("/clock"))["now"] == at(0)
    moved = await control.by(3600)
    assert moved == {"now": at(1), "steps": 1, "next": None}
    assert (await control.post("/control/clock", to=at(2)))["now"] == at(2)
    assert (await control.post("/control/clock", next=True))["steps"] == 0


async def test_time_goes_back_only_by_force(control: Control):
    await control.by(3600)
    refused = await control.post("/control/clock", to=at(0), status=400)
    assert "is before now" in refused["error"]
    assert (await control.post("/control/clock", to=at(0), force=True))["now"] == at(0)


@pytest.mark.parametrize("body", [{}, {"by": 1, "next": True}, {"to": "2018-06-18"}, {"at": 1}])
async def test_unclear_moves_are_refused(control: Control, body: dict[str, Any]):
    assert "error" in await control.post("/control/clock", status=400, **body)


async def test_every_planned_moment_is_visited(sandbox: Sandbox, control: Control):
    worker = Worker(control)
    idle = worker.idle(next=at(1))
    await registered(sandbox, idle)
    move = asyncio.create_task(control.post("/control/clock", to=at(3)))
    assert await idle == at(1)
    assert not move.done()
    idle = worker.idle(next=at(2))
    assert await idle == at(2)
    idle = worker.idle(next=at(5))
    assert await idle == at(3)
    worker_idle = worker.idle(next=at(5))
    assert await move == {"now": at(3), "steps": 3, "next": at(5)}
    worker_idle.cancel()


async def test_the_next_event_alone(sandbox: Sandbox, control: Control):
    one, two = Worker(control, "one"), Worker(control, "two")
    idles = [one.idle(next=at(4)), two.idle(next=at(2))]
    await registered(sandbox, *idles)
    move = asyncio.create_task(control.post("/control/clock", next=True))
    assert [await idle for idle in idles] == [at(2), at(2)]
    rest = [one.idle(next=at(4)), two.idle(next=None)]
    assert await move == {"now": at(2), "steps": 1, "next": at(4)}
    for idle in rest:
        idle.cancel()


async def test_instants_are_shown_in_the_zone_the_clock_started_in():
    moscow = timezone(timedelta(hours=3))
    clock = clock_module.SandboxClock(START.astimezone(moscow))
    idle = asyncio.create_task(clock.idle("w", soon=None, next_at=START + timedelta(hours=1)))
    await asyncio.sleep(0)
    assert clock.next and clock.next.isoformat() == "2018-06-18T10:00:00+03:00"
    move = asyncio.create_task(clock.move_to_next())
    assert (await idle).isoformat() == "2018-06-18T10:00:00+03:00"
    rest = asyncio.create_task(clock.idle("w", soon=None, next_at=None))
    assert await move == 1
    rest.cancel()


async def test_short_waits_pass_by_themselves_once_all_are_idle(sandbox: Sandbox, control: Control):
    one, two = Worker(control, "one"), Worker(control, "two")
    busy = two.idle()
    await registered(sandbox, busy)
    first = one.idle(soon=at(0.5), next=at(9))
    assert await first == await busy == at(0.5)
    waiting = one.idle(soon=at(1))
    await registered(sandbox, waiting)
    assert not waiting.done()  # two is busy
    assert await two.idle() == at(1) == await waiting


async def test_a_short_wait_does_not_jump_over_a_plan(sandbox: Sandbox, control: Control):
    one, two = Worker(control, "one"), Worker(control, "two")
    planned = two.idle(next=at(1))
    await registered(sandbox, planned)
    assert await one.idle(soon=at(2)) == at(1) == await planned


async def test_endless_short_waits_are_given_up(
    sandbox: Sandbox, control: Control, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock_module, "LONGEST_SECONDS", 0.2)
    worker = Worker(control)

    async def restless() -> None:
        now = START
        while True:
            soon = (now + timedelta(seconds=1)).isoformat()
            now = datetime.fromisoformat(await worker.idle(soon=soon))

    task = asyncio.create_task(restless())
    await asyncio.sleep(0.05)
    refused = await control.post("/control/clock", by=0, status=504)
    assert "without end" in refused["error"]
    task.cancel()


async def test_who_is_behind_is_told_at_once(control: Control):
    await control.by(3600)
    worker = Worker(control)
    assert await worker.idle(next=at(1)) == at(1)
    assert await worker.idle(soon=at(0.5)) == at(1)
    assert await worker.idle(next=at(5), now=at(0)) == at(1)


async def test_a_new_request_replaces_the_old_one(sandbox: Sandbox, control: Control):
    worker = Worker(control)
    old = worker.idle(next=at(1))
    await registered(sandbox, old)
    new = worker.idle(next=at(2))
    assert await old == at(0)
    move = asyncio.create_task(control.post("/control/clock", next=True))
    assert await new == at(2)
    last = worker.idle()
    assert (await move)["now"] == at(2)
    last.cancel()


async def test_the_page_knows_who_is_busy(sandbox: Sandbox, control: Control):
    assert (await control.get("/control/state"))["busy"] is False
    worker = Worker(control)
    idle = worker.idle(next=at(1))
    await registered(sandbox, idle)
    state = await control.get("/control/state")
    assert (state["busy"], state["next"]) == (False, at(1))
    news = asyncio.create_task(control.get("/control/state", after=state["event"], wait=20))
    sandbox.world.clock.hand_out()
    assert (await news)["busy"] is True
    await idle


async def test_the_keep_alive_answers_with_the_same_time(
    control: Control, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock_module, "KEEP_ALIVE_SECONDS", 0.05)
    assert await Worker(control).idle(next=at(1)) == at(0)


async def test_a_worker_that_stays_busy_is_named(
    sandbox: Sandbox, control: Control, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock_module, "PATIENCE_SECONDS", 0.3)
    idle = Worker(control, "courier").idle(next=at(1))
    await registered(sandbox, idle)
    refused = await control.post("/control/clock", to=at(3), status=504)
    assert "courier" in refused["error"]
    assert await idle == at(1)


async def test_a_worker_that_is_gone_is_forgotten(
    sandbox: Sandbox, control: Control, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(clock_module, "FORGET_SECONDS", 0.1)
    idle = Worker(control).idle(next=at(1))
    await registered(sandbox, idle)
    idle.cancel()
    assert (await control.post("/control/clock", to=at(3)))["now"] == at(3)


async def test_an_update_under_way_holds_the_time(sandbox: Sandbox, bot: Bot, control: Control):
    worker = Worker(control)
    idle = worker.idle(next=at(1))
    await registered(sandbox, idle)
    await control.say(MARIA, "готово")
    move = asyncio.create_task(control.post("/control/clock", to=at(3)))
    (update,) = await bot.get_updates(timeout=5)
    assert await idle == at(0)  # asked to say anew
    early = worker.idle(next=at(1))  # on its way before the update was seen
    await registered(sandbox, early)
    assert (await control.get("/clock"))["now"] == at(0)
    await bot.get_updates(offset=update.update_id + 1)
    assert await early == at(0)  # asked once more after the confirmation
    assert not move.done()
    assert await worker.idle(next=at(1)) == at(1)
    last = [worker.idle()]
    assert await last[0] == at(3)
    last.append(worker.idle())
    assert (await move)["now"] == at(3)
    last[1].cancel()


async def test_a_real_process_is_never_overtaken(sandbox: Sandbox, bot: Bot, control: Control):
    async with EchoBot(bot, sandbox.url, dawdle=0.01):
        for day in range(1, 6):
            await control.say(MARIA, f"день {day}")
            await control.say(MARIA, "и ещё")
            await control.post("/control/clock", to=(START + timedelta(days=day)).isoformat())
    chat = (await control.chat(MARIA))[1:]
    said = [m for m in chat if m["from"] == "user"]
    echoes = [m for m in chat if m["text"].startswith("эхо")]
    mornings = [m for m in chat if m["text"] == "Доброе утро"]
    assert [m["text"] for m in echoes] == [f"эхо: {m['text']}" for m in said]
    waits = [
        datetime.fromisoformat(echo["date"]) - datetime.fromisoformat(message["date"])
        for echo, message in zip(echoes, said, strict=True)
    ]
    assert waits == [timedelta(0), timedelta(seconds=1)] * 5  # one a second, and no later
    assert [m["date"] for m in mornings] == [
        datetime(2018, 6, day, 9, tzinfo=UTC).isoformat() for day in range(18, 23)
    ]

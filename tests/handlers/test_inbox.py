"""Arrivals: worked once, in order within a chat, and never in silence when they fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from handlers import inbox as worker
from handlers.inbox import chat_of
from services import activities, digest_lists, reporting
from services.rights import Actor
from storage import inbox
from storage.database import Database
from storage.tables import InboxState, NoticeKind, ReportRow
from tests.handlers.desk import Desk, message, press
from tests.services.office import OLGA, VERA, Office, row

BY_15 = "до 15 октября 2018"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0)


@pytest.fixture
async def office(both: Database) -> AsyncIterator[Office]:
    """One official with a chat and one activity."""
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15))
    yield office


async def _done(office: Office) -> str:
    assignment = await office.assignment(1)
    return f"d:{await office.person('Пономарева')}:{assignment.id}"


async def test_what_was_worked_is_done_and_not_worked_again(office: Office) -> None:
    desk = Desk(office.database)
    update = press(101, await _done(office))
    await desk.take(update)
    assert [r.state for r in await desk.rows()] == [InboxState.DONE]
    assert await desk.store(update) == []
    assert len(desk.toasts) == 1


async def test_a_replay_after_a_crash_repeats_only_the_answer(office: Office) -> None:
    desk = Desk(office.database)
    waiting = await desk.store(press(101, await _done(office)), message(101, text="Помощь"))
    await desk.work(waiting)
    answers = await desk.notices()
    await desk.work(waiting)  # as if it had been killed before it knew that all was done
    assert [n.id for n in await desk.notices()] == [n.id for n in answers]
    async with office.database.read() as session:
        assert len((await session.exec(select(ReportRow))).all()) == 1
    assert len(desk.toasts) == 2
    assert desk.toasts[1].startswith("Уже отмечено")


async def test_what_a_process_left_is_taken_up_by_the_next(office: Office) -> None:
    desk = Desk(office.database)
    await desk.store(press(101, await _done(office)))
    desk.inbox = desk.fresh()
    await desk.inbox.recover()
    await desk.quiet()
    assert [r.state for r in await desk.rows()] == [InboxState.DONE]
    assert len(desk.toasts) == 1


async def test_what_keeps_failing_is_set_aside_and_the_person_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def breaks(*_: Any, **__: Any) -> Message:
        nonlocal tries
        tries += 1
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(activities, "own_page", breaks)
    desk = Desk(office.database)
    (told,) = await desk.say(101, "Мои мероприятия")
    assert tries == 3
    (row_,) = await desk.rows()
    assert (row_.state, row_.attempts) == (InboxState.ASIDE, 3)
    assert "ZeroDivisionError" in row_.last_error
    assert "не обработано" in told.plain
    assert "ZeroDivisionError" not in told.plain
    assert await desk.say(101, "Помощь")  # the chat goes on


async def test_what_fails_once_is_worked_the_second_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, failures = reporting.report, [OSError("disk")]

    async def fails_once(*args: Any, **more: Any) -> Any:
        result = await report(*args, **more)
        if failures:
            raise failures.pop()  # after it has written: all of that must be undone
        return result

    monkeypatch.setattr(reporting, "report", fails_once)
    desk = Desk(office.database)
    await desk.press(101, await _done(office))
    (row_,) = await desk.rows()
    assert (row_.state, row_.attempts) == (InboxState.DONE, 1)
    async with office.database.read() as session:
        assert len((await session.exec(select(ReportRow))).all()) == 1


async def test_a_chat_goes_on_after_its_failure_could_not_be_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any, **__: Any) -> None:
        raise OSError("disk")

    desk = Desk(office.database)
    with monkeypatch.context() as patch:
        patch.setattr(activities, "own_page", breaks)
        patch.setattr(inbox, "mark_failed", breaks)
        await desk.take(message(101, text="Мои мероприятия"))
    assert await desk.say(101, "Помощь")


async def test_a_chat_is_worked_in_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    page = activities.own_page

    async def notes(
        session: AsyncSession, actor: Actor, number: int, now: datetime, *_: Any
    ) -> Message:
        await asyncio.sleep(0)
        seen.append(number)
        return await page(session, actor, 0, now)

    monkeypatch.setattr(activities, "own_page", notes)
    desk = Desk(office.database)
    olga = await office.person("Пономарева")
    await desk.take(*(press(101, f"m:{olga}:{n}") for n in range(6)))
    assert seen == list(range(6))


async def test_one_slow_chat_holds_no_other_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    await office.hire(VERA)
    await office.bind("Мостовая", 301)

    async def waits(*_: Any) -> Message:
        await gate.wait()
        return Message("the digest")

    monkeypatch.setattr(digest_lists, "ask", waits)
    desk = Desk(office.database)
    desk.inbox.accept(await desk.store(message(301, text="Сводка"), message(101, text="/help")))
    async with asyncio.timeout(5):
        while not (notices := await desk.notices()):
            await asyncio.sleep(0)
    assert [n.address for n in notices] == ["101"]
    gate.set()
    await desk.quiet()
    assert [n.address for n in await desk.notices()] == ["101", "301"]


async def test_stopped_it_finishes_what_it_began_and_leaves_the_rest(office: Office) -> None:
    desk = Desk(office.database)
    waiting = await desk.store(*(message(101, text="Помощь") for _ in range(5)))
    desk.inbox.accept(waiting)
    await desk.inbox.stop()
    states = [r.state for r in await desk.rows()]
    assert states == [InboxState.DONE] + [InboxState.NEW] * 4
    desk.inbox = desk.fresh()
    await desk.inbox.recover()
    await desk.quiet()
    assert {r.state for r in await desk.rows()} == {InboxState.DONE}
    kinds = [n.kind for n in await desk.notices()]
    assert kinds == [NoticeKind.ANSWER] * 5


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (message(7, text="x"), "7"),
        (press(7, "x"), "7"),
        ({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 8}, "data": "x"}}, "8"),
        ({"update_id": 2, "my_chat_member": {"chat": {"id": -5}, "from": {"id": 8}}}, "-5"),
        ({"update_id": 3, "poll": {"id": "9"}}, "update-3"),
    ],
)
def test_the_chat_of_an_update(update: dict[str, Any], chat: str) -> None:
    assert chat_of(update) == chat

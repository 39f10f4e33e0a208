"""Putting off: the reminder says so, nothing comes before the day, one word comes on it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from roadmap.progress import Event
from services import snoozing
from services.rights import Denied
from storage import outbox
from storage.database import Database
from storage.tables import AuditRow, NoticeKind, NoticeRow, NoticeState
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, at, plain, row, said
from views.snoozing import Subject

NOW = "2018-10-10 12:00"
THURSDAY, MONDAY = date(2018, 10, 11), date(2018, 10, 15)


async def _reminded(database: Database, *deadlines: str) -> tuple[Office, NoticeRow]:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(*(row(text, title=text) for text in deadlines))
    (notice,) = await office.plan("2018-10-10 09:00")
    return office, notice


async def _put_off(
    office: Office, subject: Subject, day: date, when: str = NOW, who: str = "Пономарева"
) -> str:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return (await snoozing.put_off(session, actor, subject, day, at(when))).plain


async def _ask(office: Office, subject: Subject, when: str = NOW, **more: date) -> list[str]:
    actor = await office.actor("Пономарева")
    async with office.database.read() as session:
        message = await snoozing.ask(session, actor, subject, at(when), **more)
    return [button.label for line in message.buttons for button in line]


async def test_what_is_put_off_comes_again_on_its_day_and_then_as_ever(both: Database) -> None:
    office, notice = await _reminded(both, "до 15 октября 2018")
    await office.sent(notice, "7")
    answer = await _put_off(office, Subject(notice.id or 0, is_whole=True), THURSDAY)
    assert answer.startswith("Отложено до чт, 11 октября")
    (edit,) = await office.notices(NoticeKind.EDIT)
    assert "отложено до чт, 11 октября" in plain(edit)
    labels = [button.label for line in said(edit).buttons for button in line]
    assert labels == ["1. Выполнено", "1. Другое…"]
    assert await office.plan("2018-10-10 17:00") == []
    (word,) = await office.plan("2018-10-11 09:00")
    assert (word.kind, "отложено" in plain(word)) == (NoticeKind.REMINDER, False)
    assert await office.plan("2018-10-12 09:00") == []
    (last,) = await office.plan("2018-10-15 09:00")
    assert "срок сегодня" in plain(last)


async def test_a_reminder_that_waits_is_withdrawn_and_its_rung_is_not_lost(
    both: Database,
) -> None:
    office, _ = await _reminded(both, "до 15 октября 2018")
    target = (await office.assignment(1)).id or 0
    await _put_off(office, Subject(target, is_whole=False), MONDAY)
    (waiting,) = await office.notices(NoticeKind.REMINDER)
    assert waiting.state is NoticeState.WITHDRAWN
    for day in ("10", "11", "12"):
        assert await office.plan(f"2018-10-{day} 15:00") == []
    (word,) = await office.plan("2018-10-15 09:00")
    assert await office.codes(word) == [1]


async def test_of_a_whole_reminder_each_waits_until_its_own_last_day(database: Database) -> None:
    office, notice = await _reminded(
        database, "до 10 октября 2018", "до 15 октября 2018", "до 24 октября 2018"
    )
    answer = await _put_off(office, Subject(notice.id or 0, is_whole=True), date(2018, 10, 22))
    rows = {r.id: r.snoozed_until for r in await office.assignments()}
    assert list(rows.values()) == [None, MONDAY, date(2018, 10, 22)]
    assert "до 15 октября 2018 — отложено до пн, 15 октября" in answer
    assert "до 24 октября 2018 — отложено до пн, 22 октября" in answer
    assert answer.index("Не отложено") < answer.index("до 10 октября 2018")
    (left,) = await office.notices(NoticeKind.REMINDER)
    assert (left.state, await office.codes(left)) == (NoticeState.PLANNED, [1])


async def test_a_second_day_moves_the_first_and_a_mark_ends_it(database: Database) -> None:
    office, _ = await _reminded(database, "до 31 октября 2018", "до 15 октября 2018")
    target = await office.assignment(1)
    subject = Subject(target.id or 0, is_whole=False)
    await _put_off(office, subject, date(2018, 10, 29))
    await _put_off(office, subject, MONDAY)
    assert (await office.assignment(1)).snoozed_until == MONDAY
    await office.report("Пономарева", target, Event.IN_PROGRESS)
    assert (await office.assignment(1)).snoozed_until is None
    async with database.read() as session:
        found = await session.exec(select(AuditRow).where(AuditRow.action == "reminder.snoozed"))
        assert [line.facts["until"] for line in found] == ["2018-10-29", "2018-10-15"]


async def test_a_day_off_is_moved_and_a_past_day_refused(database: Database) -> None:
    office, _ = await _reminded(database, "до 24 октября 2018", "до 15 октября 2018")
    subject = Subject((await office.assignment(1)).id or 0, is_whole=False)
    assert "пн, 15 октября" in await _put_off(office, subject, date(2018, 10, 13))
    with pytest.raises(snoozing.DayIsPast):
        await _put_off(office, subject, date(2018, 10, 10))


@pytest.mark.parametrize("when", ["2018-10-15 12:00", "2018-10-20 12:00"])
async def test_due_or_late_there_is_nothing_to_put_off(database: Database, when: str) -> None:
    office, notice = await _reminded(database, "до 15 октября 2018")
    for subject in (Subject(notice.id or 0, is_whole=True), Subject(1, is_whole=False)):
        with pytest.raises(snoozing.NothingToPutOff):
            await _ask(office, subject, when)
        with pytest.raises(snoozing.NothingToPutOff):
            await _put_off(office, subject, date(2018, 11, 20), when)


@pytest.mark.parametrize("event", [Event.DONE, Event.NEED_HELP])
async def test_answered_there_is_nothing_to_put_off(database: Database, event: Event) -> None:
    office, notice = await _reminded(database, "до 15 октября 2018")
    await office.report("Пономарева", await office.assignment(1), event)
    with pytest.raises(snoozing.NothingToPutOff):
        await _ask(office, Subject(notice.id or 0, is_whole=True))


async def test_the_choices_bear_their_dates_and_the_calendar_ends_with_the_date(
    database: Database,
) -> None:
    office, notice = await _reminded(database, "до 24 октября 2018", "до 15 октября 2018")
    whole = Subject(notice.id or 0, is_whole=True)
    one = Subject((await office.assignment(2)).id or 0, is_whole=False)
    assert await _ask(office, one) == [
        "Завтра, чт, 11 октября",
        "Пн, 15 октября",
        "Другой день…",
    ]
    assert await _ask(office, one, "2018-10-12 12:00") == ["Пн, 15 октября"]
    assert (await _ask(office, whole))[-1] == "Другой день…"
    month = await _ask(office, one, month=date(2018, 12, 1))
    assert [label for label in month if label.isdigit()] == ["11", "12", "13", "14", "15"]


async def test_nobody_puts_off_what_is_somebody_else_s(database: Database) -> None:
    office, notice = await _reminded(database, "до 15 октября 2018")
    for subject in (Subject(notice.id or 0, is_whole=True), Subject(1, is_whole=False)):
        with pytest.raises(Denied):
            await _put_off(office, subject, THURSDAY, who="Осотова")
    assert (await office.assignment(1)).snoozed_until is None


async def test_a_school_is_not_woken_in_its_holidays(database: Database) -> None:
    office = await Office.open(database, FIRST, VERA)
    await office.bind("Громов", 201)
    await office.launch(row("до 20 ноября 2018", owners="МОУ «СОШ № 1»"))
    target = Subject((await office.assignment(1)).id or 0, is_whole=False)
    await _put_off(office, target, date(2018, 10, 30), "2018-10-26 12:00", "Громов")
    assert (await office.assignment(1)).snoozed_until == date(2018, 11, 6)


async def test_a_message_that_was_never_recorded_is_taken_for_the_newest_reminder(
    database: Database,
) -> None:
    office, notice = await _reminded(database, "до 15 октября 2018")
    actor = await office.actor("Пономарева")
    async with database.write() as session:
        found = await snoozing.whole(session, actor, "101", "99")
        assert found == Subject(notice.id or 0, is_whole=True)
        await outbox.withdraw(session, notice.id or 0, at(NOW))
    stranger = await office.actor("Осотова")
    async with database.read() as session:
        with pytest.raises(snoozing.NothingToPutOff):
            await snoozing.whole(session, stranger, "101", "99")

"""Which letters somebody wants, and on which days: chosen, asked for by letter, kept to."""

from __future__ import annotations

from datetime import date

import pytest

from channels.message import Channel
from roadmap.letter_wishes import (
    Series,
    Wishes,
    asked_days,
    asked_off,
    asks_what_comes,
    next_day,
    wishes_from,
)
from roadmap.working_calendar import WorkingCalendar
from services import letter_preferences, weekly
from services.rights import Denied
from storage.database import Database
from storage.tables import NoticeKind, PersonRow
from tests.services.office import BOSS, OLGA, VERA, Office, at, row
from views.letter_preferences import OFFERED

NOW = at("2018-10-08 09:30")
BY_MAIL = OLGA.removesuffix(";") + ";почта"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("unsubscribe", frozenset()),
        ("Отписаться от еженедельного письма", {Series.WEEKLY}),
        ("Не присылайте мне сводку", {Series.DIGEST}),
        ("1 выполнено 12.10", None),
        ("Мы не хотим отписаться", None),
        ("", None),
    ],
)
def test_what_a_letter_asks_to_stop(text: str, found: set[Series] | None) -> None:
    assert asked_off(text) == found


def test_days_are_found_within_the_working_calendar() -> None:
    tuesdays = Wishes(days=frozenset({2}))
    calendar = WorkingCalendar()
    assert next_day(date(2018, 10, 8), tuesdays, calendar) == date(2018, 10, 9)
    assert next_day(date(2018, 10, 9), tuesdays, calendar) == date(2018, 10, 9)
    assert next_day(date(2018, 10, 8), Wishes(), calendar) == date(2018, 10, 8)


def test_what_is_stored_is_what_is_read() -> None:
    wishes = Wishes(frozenset({Series.WEEKLY}), frozenset({1, 3}))
    assert wishes_from(wishes.to_data()) == wishes
    assert wishes_from({}) == Wishes()
    assert wishes_from({"off": ["?"], "days": [9]}) == Wishes()
    assert Wishes(days=frozenset({1})).other_day(1).days == {1}


async def _stored(office: Office, surname: str) -> dict[str, object]:
    person = await office.person(surname)
    async with office.database.read() as session:
        return dict((await session.get_one(PersonRow, person)).letters)


async def test_a_reminder_by_letter_waits_for_a_chosen_day(both: Database) -> None:
    office = await Office.open(both, BY_MAIL, now=at("2018-10-01 09:00"))
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    actor = await office.actor("Пономарева")
    for day in (1, 2, 4, 5):
        async with both.write() as session:
            await letter_preferences.switch_day(session, actor, day, at("2018-10-05 12:00"))
    assert await _stored(office, "Пономарева") == {"days": [3]}
    assert await office.plan("2018-10-08 09:00") == []  # three working days before
    (letter,) = await office.plan("2018-10-10 09:00")
    assert letter.kind is NoticeKind.REMINDER


async def test_who_reads_in_the_chat_is_reminded_on_any_day(database: Database) -> None:
    office = await Office.open(database, OLGA, now=at("2018-10-01 09:00"))
    await office.bind("Пономарева", 101)
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    async with database.write() as session:
        person = await session.get_one(PersonRow, await office.person("Пономарева"))
        person.letters = {"days": [3]}
    assert len(await office.plan("2018-10-08 09:00")) == 1


async def test_a_series_is_switched_off_and_on_again(both: Database) -> None:
    office = await Office.open(both, BOSS)
    actor = await office.actor("Главная")
    async with both.write() as session:
        shown = await letter_preferences.switch(session, actor, 0, NOW)
    assert "✗ еженедельное письмо руководству" in shown.plain
    async with both.read() as session:
        assert await weekly.managers(session, office.tenant.id) == []
    async with both.write() as session:
        await letter_preferences.switch(session, actor, 0, NOW)
    assert await _stored(office, "Главная") == {}


async def test_a_letter_can_ask_to_stop_what_it_answers(both: Database) -> None:
    office = await Office.open(both, BOSS)
    actor = await office.actor("Главная")
    async with both.write() as session:
        assert (
            await letter_preferences.asked_by_letter(
                session, actor, NoticeKind.WEEKLY, "выполнено", NOW
            )
            is None
        )
        answer = await letter_preferences.asked_by_letter(
            session, actor, NoticeKind.WEEKLY, "unsubscribe [#TOKEN]", NOW
        )
    assert answer is not None
    assert "еженедельное письмо" in answer.plain
    assert await _stored(office, "Главная") == {"off": ["weekly"]}


async def test_without_a_mailbox_there_is_nothing_to_choose(database: Database) -> None:
    office = await Office.open(database, VERA)
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        shown = await letter_preferences.board(session, actor)
        assert shown.buttons == ()
        with pytest.raises(Denied):
            await letter_preferences.switch(session, actor, 0, NOW)


async def _switched(office: Office, number: int) -> str:
    actor = await office.actor("Пономарева")
    async with office.database.write() as session:
        return (await letter_preferences.switch(session, actor, number, NOW)).plain


async def test_reminders_go_to_the_chat_where_letters_are_not_wanted(both: Database) -> None:
    office = await Office.open(both, BY_MAIL, now=at("2018-10-01 09:00"))
    await office.bind("Пономарева", 101)
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    assert "✗ напоминания" in await _switched(office, OFFERED.index(Series.REMINDERS))
    (notice,) = await office.plan("2018-10-08 09:00")
    assert (notice.channel, notice.address) == (Channel.TELEGRAM, "101")


async def test_what_nothing_else_brings_cannot_be_stopped(both: Database) -> None:
    office = await Office.open(both, BY_MAIL, now=at("2018-10-01 09:00"))
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    for series in (Series.REMINDERS, Series.ANNOUNCEMENTS):
        shown = await _switched(office, OFFERED.index(series))
        assert "только письмом" in shown
    assert await _stored(office, "Пономарева") == {}
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        answer = await letter_preferences.asked_by_letter(
            session, actor, NoticeKind.REMINDER, "Отписаться", NOW
        )
    assert answer is not None
    assert "только письмом" in answer.plain
    assert await _stored(office, "Пономарева") == {}


async def test_letters_come_again_where_the_chat_is_lost(both: Database) -> None:
    office = await Office.open(both, BY_MAIL, now=at("2018-10-01 09:00"))
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    async with both.write() as session:
        person = await session.get_one(PersonRow, await office.person("Пономарева"))
        person.letters = {"off": ["reminders"]}
    (notice,) = await office.plan("2018-10-08 09:00")
    assert notice.channel is Channel.EMAIL


async def test_who_wants_letters_again_writes_so(both: Database) -> None:
    office = await Office.open(both, BOSS)
    actor = await office.actor("Главная")

    async def ask(text: str) -> str:
        async with both.write() as session:
            kind = NoticeKind.ANSWER
            said = await letter_preferences.asked_by_letter(session, actor, kind, text, NOW)
        assert said is not None
        return said.plain

    assert "подписаться" in await ask("отписаться от еженедельного письма")
    await ask("отписаться от сводки")
    assert "✗ сводка" in await ask("Подписаться на еженедельное письмо")
    assert await _stored(office, "Главная") == {"off": ["digest"]}
    assert "✓ сводка" in await ask("подписаться")
    assert await _stored(office, "Главная") == {}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Дни: пн, ср", {1, 3}),
        ("дни понедельник и пятница.", {1, 5}),
        ("days: Mon, Wed", {1, 3}),
        ("Дни открытых дверей проведены 12.10", None),
        ("Дни: сб", None),
        ("дни", None),
        ("1 выполнено", None),
    ],
)
def test_which_days_a_letter_asks_for(text: str, days: set[int] | None) -> None:
    assert asked_days(text) == days


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("letters [#abcd EFG]", True),
        ("Письма", True),
        ("Письма получили, спасибо", False),
        ("", False),
    ],
)
def test_whether_a_letter_asks_what_comes(text: str, asks: bool) -> None:
    assert asks_what_comes(text) is asks


async def test_what_comes_and_when_is_chosen_by_letter(both: Database) -> None:
    office = await Office.open(both, BY_MAIL, now=at("2018-10-01 09:00"))
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 1))
    actor = await office.actor("Пономарева")

    async def ask(text: str) -> str:
        async with both.write() as session:
            kind = NoticeKind.REMINDER
            said = await letter_preferences.asked_by_letter(session, actor, kind, text, NOW)
        assert said is not None
        assert not said.buttons
        return said.plain

    assert "ответьте на это письмо" in await ask("letters [#TOKEN]")
    assert "Напоминания: ср" in await ask("дни: ср")
    assert await _stored(office, "Пономарева") == {"days": [3]}
    assert await office.plan("2018-10-08 09:00") == []
    assert len(await office.plan("2018-10-10 09:00")) == 1

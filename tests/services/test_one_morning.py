"""Whoever coordinates and has work of their own gets one message in the morning."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from roadmap.progress import Event
from services import reassigning
from storage.database import Database
from storage.given_back import give_back
from storage.tables import NoticeKind, NoticeRow, NoticeState
from tests.services.office import FIRST, IRINA, OLGA, Office, at, plain, row, said
from views.actions import Verb, unpack

ALL_ROLES = (
    "Мостовая Вера Петровна;Отдел образования;методист;;;координатор, ответственный, руководство;"
)
EVE = "2018-10-12 09:00"  # the working day before Monday 15 October
OWN, OTHERS = "Мостовая В.П.", "Пономарева О.И."


async def _office(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, ALL_ROLES, FIRST)
    for name, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301), ("Громов", 201)):
        await office.bind(name, chat)
    return office


def _to(chat: int, made: list[NoticeRow]) -> list[NoticeRow]:
    return [notice for notice in made if notice.address == str(chat)]


def _verbs(notice: NoticeRow) -> list[tuple[str, Verb]]:
    buttons = [button for line in said(notice).buttons for button in line]
    actions = [(button.label, unpack(button.action)) for button in buttons]
    return [(label, action.verb) for label, action in actions if action is not None]


async def _three_parts(office: Office) -> NoticeRow:
    """On one morning: something of her own, something handed over, something silent."""
    await office.launch(row("до 9 октября 2018"), on=date(2018, 10, 4))
    await office.launch(row("до 17 октября 2018", OWN, "Свой отчёт"), on=date(2018, 10, 8))
    await office.launch(row("до 15 октября 2018", OTHERS, "Чужой план"), on=date(2018, 10, 8))
    for when in ("2018-10-04 09:00", "2018-10-09 09:00", "2018-10-11 09:00"):
        await office.plan(when)
    (notice,) = _to(301, await office.plan(EVE))
    return notice


async def test_own_lines_come_first_and_the_lists_below_in_one_message(both: Database) -> None:
    office = await _office(both)
    notice = await _three_parts(office)
    assert (notice.kind, await office.codes(notice)) == (NoticeKind.REMINDER, [2, 1, 3])
    text = plain(notice)
    places = [text.index(words) for words in ("Свой отчёт", "без ответа", "Срок близко", "Чужой")]
    assert places == sorted(places)
    assert [pair for pair in _verbs(notice) if pair[0][:1].isdigit()] == [
        ("1. Выполнено", Verb.DONE),
        ("1. Другое…", Verb.CARD),
        ("2. Решить…", Verb.DESK),
        ("3. Решить…", Verb.DESK),
    ]
    assert [item.since_before is not None for item in await office.items(notice)] == [
        True,
        True,
        False,
    ]
    assert (await office.assignment(1)).handed_over


@pytest.mark.parametrize("waits", [False, True], ids=["sent", "waits"])
async def test_answers_change_their_part_in_place(both: Database, waits: bool) -> None:
    office = await _office(both)
    notice = await _three_parts(office)
    if not waits:
        await office.sent(notice, "77")
    await office.report("Пономарева", await office.assignment(3), Event.DONE, "2018-10-12 10:00")
    await office.report("Мостовая", await office.assignment(2), Event.DONE, "2018-10-12 11:00")
    now = [n for n in await office.notices() if (n.id if waits else n.edits_notice_id) == notice.id]
    text = plain(now[-1])
    assert "На всё отвечено" in text
    assert "1 мероприятие осталось без ответа" in text
    assert [verb for label, verb in _verbs(now[-1]) if label[:1].isdigit()] == [Verb.DESK]
    assert text.index("Свой отчёт") < text.index("без ответа") < text.index("Чужой план")


async def test_what_is_handed_on_stays_in_its_part(both: Database) -> None:
    office = await _office(both)
    notice = await _three_parts(office)
    await office.sent(notice, "77")
    vera, irina = await office.actor("Мостовая"), await office.person("Осотова")
    handed = (await office.assignment(1)).id or 0
    async with both.write() as session:
        await reassigning.hand_to(session, vera, handed, irina, "7", at("2018-10-12 10:00"))
    edit = [n for n in await office.notices() if n.edits_notice_id == notice.id][-1]
    assert plain(edit).index("Свой отчёт") < plain(edit).index("решено")
    assert "Осотова" in plain(edit)
    assert "снято" not in plain(edit)


async def test_what_never_arrives_is_handed_over_again(both: Database) -> None:
    office = await _office(both)
    notice = await _three_parts(office)
    async with both.write() as session:
        (await session.get_one(NoticeRow, notice.id)).state = NoticeState.EXPIRED
        await give_back(session, [notice.id or 0], at("2018-10-12 18:00"))
    handed = await office.assignment(1)
    assert (handed.handed_over, handed.since) == (False, date(2018, 10, 12))
    silent = (await office.assignment(2)).silent
    assert silent == 0  # the reminder that nobody got was not left unanswered
    await office.plan("2018-10-12 18:01")
    (again,) = _to(301, await office.plan("2018-10-15 09:00"))
    assert set(await office.codes(again)) == {1, 2}


async def test_lists_do_not_wait_because_the_days_reminder_has_gone(both: Database) -> None:
    office = await _office(both)
    await office.launch(row("до 17 октября 2018", OWN), on=date(2018, 10, 8))
    (first,) = _to(301, await office.plan(EVE))
    assert first.kind is NoticeKind.REMINDER
    await office.launch(
        row("до 17 октября 2018", OWN, "Ещё своё"),
        row("до 15 октября 2018", OTHERS, "Чужое"),
        on=date(2018, 10, 12),
    )
    (listed,) = _to(301, await office.plan("2018-10-12 10:00"))
    assert (listed.kind, await office.codes(listed)) == (NoticeKind.ALERT, [3])
    assert 2 in await office.codes(_to(301, await office.plan("2018-10-15 09:00"))[0])


async def test_two_lists_are_one_message_too(both: Database) -> None:
    office = await _office(both)
    await office.launch(row("до 10 октября 2018"), row("до 16 октября 2018"), on=date(2018, 9, 24))
    counted: Counter[date] = Counter()
    day = date(2018, 9, 24)
    while day < date(2018, 10, 31):
        made = _to(301, await office.plan(f"{day} 09:00"))
        counted[day] += len(made)
        if day == date(2018, 10, 15):
            assert "без ответа" in plain(made[0])
            assert "Срок близко" in plain(made[0])
        day += timedelta(days=1)
    assert max(counted.values()) == 1
    assert counted[date(2018, 10, 15)] == 1


async def test_somebody_with_every_role_never_gets_two_planned_messages_a_morning(
    database: Database,
) -> None:
    office = await _office(database)
    phrases = ("до 3 октября 2018", "до 15 октября 2018", "до 16 октября 2018", "до 5 ноября 2018")
    owners = (OWN, OTHERS, f"{OWN}, {OTHERS}", "ОО", "Осотова И.В.")
    await office.launch(
        *(row(p, o, f"{p} {o}") for p in phrases for o in owners), on=date(2018, 9, 24)
    )
    counted: Counter[date] = Counter()
    day = date(2018, 9, 24)
    while day < date(2018, 11, 30):
        for hour in ("09:00", "09:01", "14:00"):
            for notice in _to(301, await office.plan(f"{day} {hour}")):
                counted[day] += 1
                await office.sent(notice, str(notice.id))
        day += timedelta(days=1)
    assert sum(counted.values()) > 12
    assert max(counted.values()) == 1

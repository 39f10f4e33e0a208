"""The coordinators' morning: a short digest when it is needed, the whole one weekly, as one."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from channels.message import Channel
from roadmap.progress import Event
from services import desk_mornings, municipality_settings, pausing, planning, weekly
from services.desk_mornings import Morning
from storage.database import Database
from storage.files import FileStore
from storage.tables import MunicipalityRow, NoticeKind, NoticeRow
from tests.services.office import BOSS, OLGA, VERA, Office, at, plain, row, said
from views.actions import Verb, unpack

MONDAY, TUESDAY = "2018-10-08 09:00", "2018-10-09 09:00"
OWN = VERA.replace(";координатор;", ";координатор, ответственный;")


async def morning(office: Office, when: str) -> list[NoticeRow]:
    """What the job of the morning stores, as the scheduler runs it."""
    before = {notice.id for notice in await office.notices()}
    now = at(when, office.tenant.zone)
    mornings = await desk_mornings.prepare(office.database, now)
    lines = desk_mornings.lines_below(mornings)
    await planning.plan_due(office.database, now, lines)
    await desk_mornings.plan_due(office.database, now, mornings)
    return [notice for notice in await office.notices() if notice.id not in before]


async def opened(database: Database, *staff: str, when: str = "2018-10-07 12:00") -> Office:
    """A town whose coordinator has a chat; the hour of the next digest is set."""
    office = await Office.open(database, OLGA, *(staff or (VERA,)))
    await office.bind("Мостовая", 301)
    assert await morning(office, when) == []
    return office


def _digests(made: list[NoticeRow]) -> list[NoticeRow]:
    return [notice for notice in made if notice.kind is NoticeKind.DIGEST]


async def _set(office: Office, **pairs: str) -> None:
    named = [(f"digest.{name}", value) for name, value in pairs.items()]
    async with office.database.write() as session:
        await municipality_settings.change(session, office.tenant, named, at("2018-10-07 12:00"))
    await morning(office, "2018-10-07 12:01")


async def test_the_short_one_goes_only_when_there_is_something(both: Database) -> None:
    office = await opened(both)
    await office.launch(row("до 25 октября 2018"))
    await _set(office, weekly="0")
    assert _digests(await morning(office, TUESDAY)) == []
    await office.report("Пономарева", await office.assignment(1), Event.IN_PROGRESS)
    assert _digests(await morning(office, "2018-10-23 09:00")) == []
    (one,) = _digests(await morning(office, "2018-10-24 09:00"))
    assert (one.address, one.expires_at) == ("301", at("2018-10-25 00:00"))
    assert "Срок до чт, 25 октября: 1" in plain(one)
    assert "Ни один срок пока не наступил" in plain(one)
    assert _digests(await morning(office, "2018-10-24 09:01")) == []  # not twice a day


async def test_the_whole_one_goes_on_mondays_and_after_days_off(both: Database) -> None:
    office = await opened(both)
    await office.launch(row("до 25 декабря 2018"))
    (whole,) = _digests(await morning(office, MONDAY))
    assert "По разделам" in plain(whole)
    assert any(b.label == "Управление…" for line in said(whole).buttons for b in line)
    days = [date(2018, 10, 9) + timedelta(days=n) for n in range(30)]
    told = [d for d in days if _digests(await morning(office, f"{d} 09:00"))]
    assert told == [date(2018, 10, day) for day in (15, 22, 29)] + [date(2018, 11, 6)]


async def test_what_was_slept_through_goes_once(both: Database) -> None:
    office = await opened(both)
    await office.launch(row("до 25 декабря 2018"))
    (whole,) = _digests(await morning(office, "2018-10-10 11:00"))
    assert "По разделам" in plain(whole)
    assert _digests(await morning(office, "2018-10-11 09:00")) == []


async def test_settings_say_when(both: Database) -> None:
    office = await opened(both)
    await office.launch(row("до 25 декабря 2018"))
    await _set(office, daily="always", weekly="3", hour="10:00")
    assert _digests(await morning(office, MONDAY)) == []
    (short,) = _digests(await morning(office, "2018-10-08 10:00"))
    assert "Просроченных нет, решений никто не ждёт" in plain(short)
    (whole,) = _digests(await morning(office, "2018-10-10 10:00"))
    assert "По разделам" in plain(whole)
    await _set(office, daily="off", weekly="0")
    assert _digests(await morning(office, "2018-10-17 10:00")) == []


async def test_nothing_while_paused_on_days_off_or_with_nothing_running(both: Database) -> None:
    office = await opened(both)
    assert _digests(await morning(office, MONDAY)) == []
    await office.launch(row("до 9 октября 2018"))
    assert _digests(await morning(office, "2018-10-13 12:00")) == []
    async with both.write() as session:
        await pausing.set_municipality(session, office.tenant, at("2018-10-14 12:00"), pause=True)
    assert _digests(await morning(office, "2018-10-15 09:00")) == []


async def test_it_stands_last_in_the_days_message_and_stays_there(both: Database) -> None:
    office = await opened(both, OWN)
    await office.launch(row("до 15 октября 2018", "Мостовая В.П."), row("до 9 октября 2018"))
    (one,) = [n for n in await morning(office, "2018-10-10 09:00") if n.address == "301"]
    assert one.kind is NoticeKind.REMINDER
    last = plain(one).rpartition("\n\n")[2]
    assert last.startswith("Сводка: Наступил срок по 1 из 2 мероприятий")
    assert "Просрочено: 1" in last
    action = unpack(said(one).buttons[-1][-1].action)
    assert action is not None
    assert action.verb is Verb.DIGEST
    await office.sent(one, "77")
    await office.report("Мостовая", await office.assignment(1), Event.DONE)
    (edit,) = [n for n in await office.notices() if n.edits_notice_id == one.id]
    assert plain(edit).rpartition("\n\n")[2] == last


@pytest.mark.parametrize("gone", [False, True], ids=["waits", "sent"])
async def test_it_joins_a_message_that_was_planned_before(both: Database, gone: bool) -> None:
    office = await opened(both, OWN)
    await office.launch(row("до 15 октября 2018", "Мостовая В.П."), row("до 9 октября 2018"))
    (one,) = [n for n in await office.plan("2018-10-10 09:00") if n.address == "301"]
    if gone:
        await office.sent(one, "77")
    made = [n for n in await morning(office, "2018-10-10 09:00") if n.kind is not NoticeKind.EDIT]
    assert _digests(made) == []
    texts = [plain(n) for n in await office.notices() if one.id in (n.id, n.edits_notice_id)]
    assert "Сводка: Наступил" in texts[-1]


async def test_a_letter_that_has_gone_cannot_be_added_to(both: Database) -> None:
    office = await opened(
        both, OWN.replace("методист;;;", "методист;vera@town.example;;") + "почта"
    )
    await office.launch(row("до 15 октября 2018", "Мостовая В.П."), row("до 9 октября 2018"))
    (one,) = [
        n
        for n in await office.plan("2018-10-10 09:00")
        if n.channel is Channel.EMAIL and n.address == "vera@town.example"
    ]
    await office.sent(one, "<7@vekha>")
    (alone,) = _digests(await morning(office, "2018-10-10 09:00"))
    assert alone.address == "vera@town.example"


async def test_who_gets_the_managements_letter_needs_no_digest_beside_it(
    both: Database, tmp_path: Path
) -> None:
    both_roles = BOSS.replace(";руководство;", ";руководство, координатор;")
    office = await opened(both, VERA, both_roles)
    await office.launch(row("до 25 декабря 2018"))
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.next_weekly_at = at("2018-10-08 08:00")
    await weekly.plan_weekly(both, FileStore(tmp_path), at("2018-10-08 08:00"))
    assert [n.address for n in _digests(await morning(office, MONDAY))] == ["301"]


async def test_two_who_look_at_once_speak_once(both: Database) -> None:
    office = await opened(both)
    await office.launch(row("до 9 октября 2018"))
    mornings: list[Morning] = await desk_mornings.prepare(both, at(MONDAY))
    await asyncio.gather(*(desk_mornings.plan_due(both, at(MONDAY), mornings) for _ in range(3)))
    assert len(_digests(await office.notices())) == 1

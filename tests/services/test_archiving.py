"""Into the archive and back, closing a year, copying to the next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from sqlmodel import col, select

from channels.message import Message
from roadmap.deadlines import rule_from_data
from roadmap.deadlines.rules import OnDate
from roadmap.period import Period
from services import archiving, copying
from storage.database import Database
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    AuditRow,
    NoticeKind,
    NoticeState,
    PartyRow,
    ReportRow,
    RoadmapRow,
    RoadmapStatus,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from tests.services.reports import reported

NOON = at("2018-10-10 12:00")


async def _switch(office: Office, *, archive: bool, when: str = "2018-10-10 12:00") -> bool:
    async with office.database.write() as session:
        done = await archiving.set_archived(
            session,
            office.tenant,
            1,
            at(when),
            archive=archive,
            actor=await office.actor("Мостовая"),
        )
        return done.changed


async def _roadmap(office: Office, number: int = 1) -> RoadmapRow:
    async with office.database.read() as session:
        return await session.get_one(RoadmapRow, number)


async def test_what_waits_is_withdrawn_and_nobody_is_reminded(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 15 октября 2018"))
    (waiting,) = [n for n in await office.plan("2018-10-10 09:00") if n.kind is NoticeKind.REMINDER]
    assert await _switch(office, archive=True)
    assert not await _switch(office, archive=True)
    kept = next(n for n in await office.notices() if n.id == waiting.id)
    assert kept.state is NoticeState.WITHDRAWN
    assert await office.plan("2018-10-15 09:00") == []
    stored = await _roadmap(office)
    assert (stored.status, stored.archived_on) == (RoadmapStatus.ARCHIVED, date(2018, 10, 10))
    assert await _switch(office, archive=False, when="2018-10-12 12:00")
    stored = await _roadmap(office)
    assert (stored.status, stored.archived_on) == (RoadmapStatus.ACTIVE, None)
    again = await office.plan("2018-10-15 09:30")
    assert [n.kind for n in again if n.kind is NoticeKind.REMINDER] == [NoticeKind.REMINDER]
    async with both.read() as session:
        trail = await session.exec(
            select(AuditRow).where(col(AuditRow.action).contains("archived"))
        )
        assert [(t.action, t.facts["before"], t.facts["after"]) for t in trail] == [
            ("roadmap.archived", "active", "archived"),
            ("roadmap.unarchived", "archived", "active"),
        ]


async def test_a_draft_comes_back_as_a_draft(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.draft(row("до 15 октября 2018"))
    assert await _switch(office, archive=True)
    assert await _switch(office, archive=False)
    assert (await _roadmap(office)).status is RoadmapStatus.DRAFT


async def test_closing_the_year_shows_what_is_left_first(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    vera = await office.actor("Мостовая")
    async with both.read() as session:
        early = await archiving.preview_year(session, vera, NOON)
        shown = await archiving.preview_year(session, vera, at("2021-01-11 12:00"))
    assert early.plain.startswith("Закрывать нечего")
    assert shown.plain == (
        "Закончилась и уйдёт в архив 1 дорожная карта:\n• Дорожная карта\n\n"
        "Останется неисполненным 1 срок:\n• М-1, Утвердить план — 15.10.2018"
    )
    async with both.write() as session:
        done = await archiving.close_year(session, vera, at("2021-01-11 12:00"))
    assert isinstance(done, Message)
    assert done.plain.startswith("Год закрыт. В архиве:\n• Дорожная карта")
    assert (await _roadmap(office)).status is RoadmapStatus.ARCHIVED


async def test_the_copy_has_the_rules_and_owners_but_no_reports(both: Database) -> None:
    office = await reported(both)
    async with both.write() as session:
        made = await copying.copy(session, office.tenant, 1, NOON)
    assert (made.number, made.activities, made.asked) == (2, 8, 0)
    assert made.period == Period(date(2021, 1, 1), date(2023, 12, 31))
    stored = await _roadmap(office, 2)
    assert (stored.status, stored.copied_from, stored.launched_on) == (RoadmapStatus.DRAFT, 1, None)
    async with both.read() as session:
        rows = list(
            await session.exec(
                select(ActivityRow)
                .where(ActivityRow.roadmap_id == 2)
                .order_by(col(ActivityRow.position))
            )
        )
        parties = list(await session.exec(select(PartyRow).where(PartyRow.roadmap_id == 2)))
    assert rule_from_data(rows[0].rule) == OnDate(date(2021, 10, 15))
    assert rows[0].deadline_text == "до 15 октября 2021 г."
    assert rows[6].deadline_text == "ежеквартально"
    assert [one.code for one in rows] == list(range(9, 17))
    assert all(p.is_group or p.person_id or p.organization_id for p in parties)
    reports = await _count(both, ReportRow)
    launched = await office.start(2, date(2021, 1, 11))
    assert launched.milestones == 18
    assert await _count(both, ReportRow) == reports


async def _count(database: Database, table: type[ReportRow | AssignmentRow]) -> int:
    async with database.read() as session:
        return len(list(await session.exec(select(table))))


async def test_what_was_called_off_is_left_out_and_what_names_a_year_is_told(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, VERA)
    await office.launch(
        row("до 15 октября 2018", title="Итоги 2018 года"),
        replace(row("до 1 декабря 2018"), title="Снятое"),
    )
    async with database.write() as session:
        off = (await session.exec(select(ActivityRow).where(ActivityRow.code == 2))).one()
        off.called_off = True
        session.add(off)
        made = await copying.copy(
            session, office.tenant, 1, NOON, Period.parse("2019-01-01..2019-06-30")
        )
    assert (made.activities, made.asked, made.dated) == (1, 1, (3,))  # 15.10.2019 is outside


async def _pressed(office: Office) -> Message | str:
    async with office.database.write() as session:
        return await archiving.copy(session, await office.actor("Мостовая"), 1, NOON)


async def test_a_second_press_makes_no_second_copy(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("до 15 октября 2018"))
    await _pressed(office)
    assert await _pressed(office) == "Она уже скопирована: черновик, дорожная карта 2."


async def test_two_presses_at_once_make_one_copy(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("до 15 октября 2018"))
    done = await asyncio.gather(*(_pressed(office) for _ in range(3)))
    assert sum(isinstance(one, Message) for one in done) == 1
    async with both.read() as session:
        assert len(list(await session.exec(select(RoadmapRow)))) == 2

"""A workbook of marks that a coordinator filled in and sends back: a preview, then all of it.

Nothing is written before «Записать», and then all of it in one transaction. What somebody has
answered since the workbook was made is left alone and named.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.documents.errors import DocumentError
from roadmap.marks_back import Filled, MarkFault, MarksBook, Wrong, is_marks
from roadmap.plan import Line
from roadmap.progress import OPEN, Event, State
from roadmap.report_marks import Told
from services import conversations, municipalities, reading, reporting, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_queries, plan_queries, report_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    BY_LETTER,
    BY_WORD,
    ActivityRow,
    AssignmentRow,
    MilestoneRow,
    ReportRow,
    RoadmapStatus,
    Role,
)
from views import answers, marks_back
from views.refusals import document_refusal

if TYPE_CHECKING:
    from services.intake import Sent

log = structlog.get_logger()

STEP = "marks"
EARLIER = timedelta(days=366)
"""How long before the roadmap's period something of it can have been done."""
VIA = {Told.BY_WORD: BY_WORD, Told.BY_LETTER: BY_LETTER}


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rows that can be recorded, with their lines, and those of what was answered meanwhile; in
    the archive none is."""

    good: tuple[tuple[Filled, Line], ...] = ()
    stale: tuple[tuple[Filled, Line], ...] = ()
    wrong: tuple[Wrong, ...] = ()
    archived: bool = False


async def wants(session: AsyncSession, actor: Actor, sent: Sent) -> bool:
    """Whether a file is a workbook of marks from somebody who coordinates."""
    if not is_marks(sent.data):
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return Role.COORDINATOR in roles


async def take(
    database: Database, files: FileStore, actor: Actor, sent: Sent, now: datetime
) -> Message:
    """What would be recorded, or by cell what is wrong. The workbook is read in a process of its
    own; nothing but where the chat stands is written."""
    async with database.read() as session:
        tenant = await municipalities.by_id(session, actor.municipality_id)
    try:
        book = await reading.read_marks(sent.data)
    except DocumentError as error:
        return answers.plain(document_refusal(error, tenant.say))
    if book.wrong:
        log.info("marks.refused", person=actor.person_id, faults=len(book.wrong))
        return marks_back.faults(book.wrong, tenant.say)
    token = zlib.crc32(sent.data)
    async with database.write(urgent=True) as session:
        return await _preview(session, tenant, actor, book, token, sent.address, now)


async def _preview(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    book: MarksBook,
    token: int,
    address: str,
    now: datetime,
) -> Message:
    today = tenant.today(now)
    found = await _sorted(session, tenant, book, today)
    if found.archived:
        return marks_back.archived(tenant.say)
    if found.wrong:
        log.info("marks.refused", person=actor.person_id, faults=len(found.wrong))
        return marks_back.faults(found.wrong, tenant.say)
    if not found.good:
        return marks_back.nothing(found.stale, tenant.say)
    await conversations.remember(
        session, address, STEP, _remembered(book, actor, token, today), now
    )
    shown = marks_back.Preview(found.good, found.stale, token, today)
    return marks_back.preview(shown, actor.person_id, tenant.say)


async def _sorted(session: AsyncSession, tenant: Tenant, book: MarksBook, today: date) -> Sorted:
    """Each row against what is stored. A workbook or a row of somebody else's is a fault."""
    row = await report_queries.roadmap(session, tenant.id, book.roadmap)
    if book.municipality_id != tenant.id or row is None:
        return Sorted(wrong=(Wrong("A1", MarkFault.NOT_HERE),))
    if row.status is RoadmapStatus.ARCHIVED:
        return Sorted(archived=True)
    held = await _held(session, tenant.id, book)
    lines = await plan_queries.lines(session, list(held))
    last = await _last_reports(session, list(held))
    wrong: list[Wrong] = []
    good: list[tuple[Filled, Line]] = []
    stale: list[tuple[Filled, Line]] = []
    for one in book.filled:
        assignment = held.get(one.assignment_id)
        if assignment is None:
            wrong.append(Wrong(one.cell, MarkFault.NOT_HERE))
            continue
        if one.fact_on is not None and one.fact_on > today:
            wrong.append(Wrong(one.fact_cell, MarkFault.NOT_COME, _written(one.fact_on)))
        if one.fact_on is not None and one.fact_on < row.period_start - EARLIER:
            wrong.append(Wrong(one.fact_cell, MarkFault.BAD_DATE, _written(one.fact_on)))
        same = assignment.state is one.was and last.get(one.assignment_id, 0) == one.report_id
        place = good if same and assignment.state in OPEN else stale
        place.append((one, lines[one.assignment_id]))
    return Sorted(tuple(good), tuple(stale), tuple(wrong))


def _written(day: date) -> str:
    """«18.06.0218»: a year of any size has four digits."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


async def _held(
    session: AsyncSession, municipality_id: int, book: MarksBook
) -> dict[int, AssignmentRow]:
    """The assignments of the workbook that belong to its roadmap, locked in one order."""
    found: dict[int, AssignmentRow] = {}
    for ids in plan_queries.chunks({one.assignment_id for one in book.filled}):
        rows = await session.exec(
            select(AssignmentRow)
            .join(MilestoneRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
            .join(ActivityRow, col(MilestoneRow.activity_id) == col(ActivityRow.id))
            .where(
                AssignmentRow.municipality_id == municipality_id,
                ActivityRow.roadmap_id == book.roadmap,
                col(AssignmentRow.id).in_(ids),
            )
            .order_by(col(AssignmentRow.id))
            .with_for_update(of=AssignmentRow)
        )
        found |= {row.id or 0: row for row in rows}
    return found


async def _last_reports(session: AsyncSession, assignment_ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for ids in plan_queries.chunks(assignment_ids):
        rows = await session.exec(
            select(ReportRow.assignment_id, ReportRow.id)
            .where(col(ReportRow.assignment_id).in_(ids))
            .order_by(col(ReportRow.id))
        )
        found |= {assignment: number or 0 for assignment, number in rows}
    return found


async def record(
    session: AsyncSession, actor: Actor, token: int, address: str, now: datetime
) -> Message | str:
    """«Записать»: every row whose assignment stands as it did in the workbook, in one
    transaction; a sentence where the file is not waited for any more. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="marks.record")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP or not _is_that(step.data, actor, token):
        return marks_back.forgotten(tenant.say)
    found = await _sorted(session, tenant, _book(step.data, tenant.id), tenant.today(now))
    await conversations.forget(session, address, STEP)
    if found.archived:
        return marks_back.archived(tenant.say)
    if found.wrong:
        return marks_back.faults(found.wrong, tenant.say)
    # the lead's «done» closes the others: what they say themselves is recorded before
    for one, line in sorted(found.good, key=lambda pair: pair[1].is_lead):
        await _report(session, actor, one, line, now)
    _audit(session, tenant, actor, step.data, found, now)
    log.info("marks.recorded", person=actor.person_id, marks=len(found.good))
    return marks_back.recorded(found.good, found.stale, tenant.say)


async def _report(
    session: AsyncSession, actor: Actor, one: Filled, line: Line, now: datetime
) -> None:
    own = await rights.is_own(session, actor, line)
    origin = f"{actor.origin}/{one.assignment_id}"
    by = replace(actor, origin=origin, via=actor.via if own else VIA[one.told])
    await reporting.report(
        session, by, one.assignment_id, one.event, now, text=one.text, fact_on=one.fact_on
    )


def _audit(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    data: Mapping[str, Any],
    found: Sorted,
    now: datetime,
) -> None:
    for one, line in found.good:
        rights.audit(
            session,
            actor,
            tenant.id,
            "report.by_workbook",
            now,
            f"assignment:{one.assignment_id}",
            before=line.state.value,
            after=one.event.value,
            fact_on=one.fact_on.isoformat() if one.fact_on else None,
            told=one.told.value,
            roadmap=data["roadmap"],
        )


async def drop(session: AsyncSession, actor: Actor, token: int, address: str) -> Message | str:
    """«Не записывать»; a sentence where the file is not waited for any more. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="marks.record")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    step = await conversations.standing(session, address)
    if step is None or step.step != STEP or not _is_that(step.data, actor, token):
        return marks_back.forgotten(tenant.say)
    await conversations.forget(session, address, STEP)
    return marks_back.dropped(tenant.say)


def _remembered(book: MarksBook, actor: Actor, token: int, today: date) -> dict[str, Any]:
    """The rows as data, until they are recorded or something else is begun in the chat; what is
    done without a date of fact was done on the day on which it is shown."""
    return {
        "day": today.isoformat(),
        "person": actor.person_id,
        "token": token,
        "roadmap": book.roadmap,
        "rows": [
            [
                one.assignment_id,
                one.was.value,
                one.report_id,
                one.event.value,
                one.fact_on.isoformat() if one.fact_on else None,
                one.text,
                one.told.value,
                one.cell,
                one.fact_cell,
            ]
            for one in book.filled
        ],
    }


def _is_that(data: Mapping[str, Any], actor: Actor, token: int) -> bool:
    return data.get("token") == token and data.get("person") == actor.person_id


def _book(data: Mapping[str, Any], municipality_id: int) -> MarksBook:
    shown_on = data.get("day")  # what was shown by an earlier version has none
    rows = []
    for number, was, report, event, fact, text, told, *cells in data["rows"]:
        day = fact or (shown_on if event == Event.DONE else None)
        done = date.fromisoformat(day) if day else None
        one = Filled(number, State(was), report, Event(event), done, text, Told(told), *cells)
        rows.append(one)
    return MarksBook(municipality_id, data["roadmap"], tuple(rows))

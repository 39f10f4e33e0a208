"""A roadmap's report as files: read in one look, made outside any transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.attachments import safe_name
from roadmap.digesting import Digest, digest
from roadmap.plan import Line
from roadmap.progress import State
from roadmap.report_marks import Report, facts
from services import report_tables, round_summaries
from services.municipalities import Tenant
from storage import plan_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    ExtensionRow,
    MilestoneRow,
    MunicipalityRow,
    Verdict,
)
from views import calendars, report_words
from views.lines import shortened
from views.report_words import Voice
from views.round_summaries import Summary


class Kind(IntEnum):
    """What can be made of a roadmap; the numbers stand in callback data."""

    REPORT = 1
    MEETING = 2
    WORKBOOK = 3
    CALENDAR = 4
    ARCHIVE = 5


MIMES = {
    Kind.REPORT: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.MEETING: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CALENDAR: calendars.MIME,
    Kind.ARCHIVE: "application/zip",
}
ENDINGS = {
    Kind.REPORT: ".docx",
    Kind.MEETING: ".docx",
    Kind.WORKBOOK: ".xlsx",
    Kind.CALENDAR: ".ics",
    Kind.ARCHIVE: ".zip",
}
TITLE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that files are made of; `lines` are the dates for a calendar, one each, and
    `source` what names them for ever; `monitoring` is what rounds of forms came to."""

    tenant: Tenant
    report: Report
    numbers: Digest
    lines: tuple[Line, ...]
    source: str
    moves: int
    reviews: int
    monitoring: tuple[Summary, ...] = ()


async def material(
    session: AsyncSession, tenant: Tenant, number: int, as_of: date, maker: int | None = None
) -> Material:
    """Read a roadmap for its report on a local day. Raises `NoSuchRoadmap`."""
    report = await report_tables.table(session, tenant, number, as_of, maker)
    town = await session.get_one(MunicipalityRow, tenant.id)
    live = [row for row in report.rows if not row.called_off]
    undated = sum(not row.dates and not row.lasting for row in live)
    states = [part.state for row in report.rows for mark in row.dates for part in mark.parts]
    return Material(
        tenant,
        report,
        digest(facts(report), len(live), undated, 0, as_of, tenant.calendar),
        await _lines(session, report),
        f"{town.created_at.isoformat()}:{town.id}",
        await _moves(session, tenant, number),
        states.count(State.WAITING_ACCEPTANCE),
        await round_summaries.of_time(
            session, tenant, report.period, as_of, report_tables.until(as_of, tenant)
        ),
    )


async def _lines(session: AsyncSession, report: Report) -> tuple[Line, ...]:
    """One line a date, the lead's, with the names of all who answer."""
    dates = [mark for row in report.rows for mark in row.dates if mark.parts]
    firsts = {mark.parts[0].assignment_id: mark for mark in dates if not mark.called_off}
    found = await plan_queries.lines(session, list(firsts))
    return tuple(
        replace(found[i], owner=", ".join(part.owner for part in mark.parts))
        for i, mark in sorted(firsts.items(), key=lambda pair: (pair[1].due, pair[0]))
        if i in found
    )


async def _moves(session: AsyncSession, tenant: Tenant, number: int) -> int:
    """How many requests to move a date wait."""
    statement = (
        select(sa.func.count())
        .select_from(ExtensionRow)
        .join(AssignmentRow, col(AssignmentRow.id) == col(ExtensionRow.assignment_id))
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .join(ActivityRow, col(ActivityRow.id) == col(MilestoneRow.activity_id))
        .where(
            ExtensionRow.municipality_id == tenant.id,
            ActivityRow.roadmap_id == number,
            ExtensionRow.verdict == Verdict.WAITING,
        )
    )
    return (await session.exec(statement)).one()


def made(found: Material, kind: Kind, now: datetime) -> bytes:
    """The bytes of one file but for the archive, which is not held in memory; takes a while."""
    tenant, report = found.tenant, found.report
    voice = Voice(report.as_of, tenant.calendar, tenant.say)
    match kind:
        case Kind.REPORT:
            from views.documents.report import report_document

            return report_document(report, found.numbers, voice, found.monitoring)
        case Kind.MEETING:
            from views.documents.meeting import Decisions, meeting_document

            decisions = Decisions(found.moves, found.reviews)
            return meeting_document(report, found.numbers, decisions, voice)
        case Kind.WORKBOOK:
            from views.workbooks.report import Book, report_workbook

            book = Book(report, found.numbers, voice, tenant.id, found.monitoring)
            return report_workbook(book)
        case Kind.CALENDAR:
            return calendars.calendar_file(
                found.lines,
                found.source,
                report.as_of,
                tenant.calendar,
                now,
                tenant.say,
                name=report.title,
            )
        case Kind.ARCHIVE:
            raise ValueError(kind)


def file_name(found: Material, kind: Kind) -> str:
    """«Ход исполнения 2018-11-01 Дорожная карта ….docx»"""
    say, title = found.tenant.say, shortened(found.report.title, TITLE_CHARS).rstrip("…")
    stem = {
        Kind.REPORT: say.gettext("Execution"),
        Kind.MEETING: say.gettext("For the meeting"),
        Kind.WORKBOOK: say.gettext("Marks"),
        Kind.CALENDAR: say.gettext("Calendar"),
        Kind.ARCHIVE: say.gettext("Archive"),
    }[kind]
    return safe_name(f"{stem} {found.report.as_of.isoformat()} {title}") + ENDINGS[kind]


def of_ending(name: str, *, meeting: bool = False) -> Kind | None:
    """What a file of that name is to hold; None for an ending that is none of ours."""
    known: Sequence[tuple[str, Kind]] = [
        (".docx", Kind.MEETING if meeting else Kind.REPORT),
        (".xlsx", Kind.WORKBOOK),
        (".ics", Kind.CALENDAR),
        (".zip", Kind.ARCHIVE),
    ]
    found = next((kind for ending, kind in known if name.casefold().endswith(ending)), None)
    return None if meeting and found is not Kind.MEETING else found


def heading(found: Material) -> str:
    """What the report calls itself."""
    return report_words.heading(found.report, found.tenant.say)

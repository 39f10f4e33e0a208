"""The analytical note of a round, made outside any writing, kept before it is spoken of."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from services import report_tables, round_desk, round_figures, round_grid
from services.rights import Actor
from services.round_figures import COUNTED, Figures, period_of
from storage import report_queries
from storage.files import FileStore
from storage.tables import PersonRow, Role
from views import round_papers as words
from views.charts import rounds as charts
from views.lines import shortened
from views.round_figures import with_figures
from views.speech import Speech

if TYPE_CHECKING:
    from views.documents.round_note import Note

log = structlog.get_logger()

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_PICTURES = 6


async def paper(
    session: AsyncSession, actor: Actor, round_id: int, files: FileStore, now: datetime
) -> Message:
    """The analytical note of a round of a form. Raises `Denied`."""
    read = await round_desk.figures_of(
        session, actor, round_id, "round.paper", round_figures.PERIODS
    )
    note, drawn = await _note(session, actor, read, now), _series(read)
    say, title = read.tenant.say, read.row.title
    await session.rollback()  # nothing is held open while it is made
    data = await asyncio.to_thread(_made, note, drawn, say)
    sha256 = await asyncio.to_thread(files.put, data)
    name = f"{say.gettext('Analytical note')}. {shortened(title, 80)}.docx"
    log.info("round.note", person=actor.person_id, round=round_id, bytes=len(data))
    return words.ready(title, Attachment(sha256, name.replace("/", "-"), DOCX), say)


async def _note(session: AsyncSession, actor: Actor, read: Figures, now: datetime) -> Note:
    tenant, today = read.tenant, read.tenant.today(now)
    asked = [one for one in read.asked if not one.is_exempt]
    done = [one for one in asked if one.filled in COUNTED]
    late = [
        one
        for one in done
        if one.sent_at is not None
        and tenant.calendar.working_days_late(one.due, tenant.today(one.sent_at)) > 0
    ]
    signs = await report_queries.first_with_role(session, tenant.id, Role.MANAGEMENT)
    from views.documents.round_note import Note

    return Note(
        municipality=tenant.name,
        form=read.form,
        period=period_of(read.row, tenant),
        opens=read.row.opens_on,
        due=read.row.due_on,
        as_of=today,
        asked=len(asked),
        answered=len(done),
        late=len(late),
        missing=[one.name for one in asked if one not in done],
        exempt=[one.name for one in read.asked if one.is_exempt],
        told=await asyncio.to_thread(round_grid.told, read),
        before=read.last.period if read.last else None,
        grid=await asyncio.to_thread(round_grid.grid, read, read.row.title, today),
        doubtful=sum(one.warnings for one in done),
        signs=report_tables.signature(signs),
        made_by=report_tables.signature(await session.get(PersonRow, actor.person_id)),
    )


def _series(read: Figures) -> list[charts.Series]:
    """The indicators that are drawn: those known of more than one period."""
    found = []
    for place, field in enumerate(with_figures(read.form)):
        followed = field.indicator or field.target is not None
        if not followed or not field.type.is_numeric:
            continue
        points = round_desk.points(read, place)
        if sum(value is not None for _, value in points) > 1:
            found.append(charts.Series(field.label, field, points))
    return found[:MOST_PICTURES]


def _made(note: Note, drawn: Sequence[charts.Series], say: Speech) -> bytes:
    """The bytes of the note with its pictures."""
    pictures = [(one.heading, charts.draw_series(one, say)) for one in drawn]
    from views.documents.round_note import note_document

    return note_document(replace(note, pictures=pictures), say)

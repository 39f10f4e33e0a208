"""Lines as somebody reads them who stands in: each says whose it is and how long they are away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from services.situations import stood_in
from storage import absence_queries, people_queries


async def as_read(
    session: AsyncSession, municipality_id: int, lines: Sequence[Line], reader_id: int, today: date
) -> list[Line]:
    """The lines in their order, as the person `reader_id` reads them on a local day."""
    if all(line.person_id == reader_id for line in lines):
        return list(lines)
    absences = await absence_queries.absences(session, municipality_id, today)
    if not absences:
        return list(lines)
    offices = {line.organization_id for line in lines if line.organization_id is not None}
    contacts = await people_queries.contacts(session, municipality_id, offices)
    behind = [stood_in(line, reader_id, contacts, absences, today) for line in lines]
    away = sorted({absence.person_id for absence in behind if absence is not None})
    names = await people_queries.names(session, municipality_id, away)
    known = dict(zip(away, names, strict=True))
    return [
        line
        if absence is None
        else replace(line, instead_of=known[absence.person_id], away_until=absence.last)
        for line, absence in zip(lines, behind, strict=True)
    ]

"""Dates that moved because an activity's deadline was changed: on record, as any other move is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.extending import Grounds
from storage.tables import ExtensionRow, Verdict

TEXT_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Moved:
    """A milestone that was due `before` and is due on `day`; the first of its assignments."""

    milestone_id: int
    assignment_id: int
    before: date
    day: date


@dataclass(frozen=True, slots=True)
class Decision:
    """Who moved dates (asked for by `asked_by`, a person; decided by nobody where a command did)
    and on what grounds; `origin` makes it unique."""

    municipality_id: int
    asked_by: int
    decided_by: int | None
    grounds: Grounds
    origin: str


async def write(
    session: AsyncSession, moves: Sequence[Moved], by: Decision, now: datetime
) -> list[int]:
    """Store the moves as granted for everybody; their ids."""
    made = [
        ExtensionRow(
            municipality_id=by.municipality_id,
            assignment_id=one.assignment_id,
            person_id=by.asked_by,
            due_before=one.before,
            proposed=one.day,
            verdict=Verdict.GRANTED,
            granted=one.day,
            for_all=True,
            basis=by.grounds.basis,
            basis_text=by.grounds.text.strip()[:TEXT_CHARS],
            decided_by=by.decided_by,
            decided_at=now,
            origin=f"{by.origin}/{one.milestone_id}",
            asked_at=now,
        )
        for one in moves
    ]
    session.add_all(made)
    await session.flush()
    return [one.id or 0 for one in made]

"""Another date for what is owed: asked for with a reason, decided with a basis."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from roadmap.extending import Basis
from storage.tables.base import Base, choice, own


class Verdict(StrEnum):
    """What became of the request; another date than the one asked for is granted too."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class ExtensionRow(Base, table=True):
    """`person_id` proposes `proposed` as the date of an assignment instead of `due_before`.

    Granted, `granted` holds from then on, on `basis`, with its number and date in `basis_text`;
    `for_all` says that it moved the milestone and not this assignment alone. Refused,
    `basis_text` says why, where that was said. A coordinator who moves a date unasked writes the
    same row, asked and decided by the same person.
    """

    __tablename__ = "extension"
    __table_args__ = (
        own("assignment_id", "assignment", cascade=True),
        own("person_id", "person", cascade=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    assignment_id: int = Field(index=True)
    person_id: int
    due_before: date
    proposed: date
    reason: str = ""
    verdict: Verdict = Field(default=Verdict.WAITING, sa_type=choice(Verdict, "verdict"))
    granted: date | None = None
    for_all: bool = False
    basis: Basis | None = Field(default=None, sa_type=choice(Basis, "basis"), nullable=True)
    basis_text: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    origin: str = Field(unique=True)
    asked_at: datetime

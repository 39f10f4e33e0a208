"""The bank of best practices: offered by anybody, published by a coordinator, found by all."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from roadmap.practices import PracticeState
from storage.tables.base import Base, choice, own, owned


class PracticeRow(Base, table=True):
    """One practice with its material, a piece of evidence. `key` is what a search looks in."""

    __tablename__ = "practice"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("evidence_id", "evidence"),
        owned(),
        sa.Index(None, "municipality_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    evidence_id: int | None = None
    title: str = ""
    subject: str = ""
    description: str = ""
    key: str = ""
    state: PracticeState = Field(
        default=PracticeState.DRAFT, sa_type=choice(PracticeState, "state")
    )
    remark: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None
    origin: str = Field(unique=True)
    offered_at: datetime

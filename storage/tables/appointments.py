"""Being named as responsible: told once on launch, acquainted or not, and «it is not mine»."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Base, choice, own


class Decision(StrEnum):
    """What became of «it is not mine»: it waits, stays where it was, or was taken over."""

    WAITING = "waiting"
    KEPT = "kept"
    TAKEN = "taken"


class AppointmentRow(Base, table=True):
    """Somebody who answers for something in a launched roadmap, and the list that tells it.

    `next_at` is when planning must look; None once `notice_id` tells it. `read_at` is when
    somebody of the responsible side pressed «acquainted».
    """

    __tablename__ = "appointment"
    __table_args__ = (
        own("roadmap_id", "roadmap", cascade=True),
        own("person_id", "person", cascade=True),
        own("organization_id", "organization", cascade=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"]),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organization_id IS NULL)", name="one_responsible"
        ),
        sa.UniqueConstraint("roadmap_id", "person_id"),
        sa.UniqueConstraint("roadmap_id", "organization_id"),
        sa.Index(
            "ix_appointment_untold",
            "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    roadmap_id: int
    person_id: int | None = None
    organization_id: int | None = None
    next_at: datetime | None = None
    notice_id: int | None = Field(default=None, index=True)
    read_at: datetime | None = None
    read_by: int | None = None


class Objecting(StrEnum):
    """What somebody says of an activity that they were given."""

    NOT_MINE = "not_mine"
    NOT_RELEVANT = "not_relevant"


class ObjectionRow(Base, table=True):
    """«It is not mine», or «It is not relevant any more»: `person_id` said so of an assignment; a
    coordinator decides."""

    __tablename__ = "objection"
    __table_args__ = (
        own("assignment_id", "assignment", cascade=True),
        own("person_id", "person", cascade=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    assignment_id: int = Field(index=True)
    person_id: int
    kind: Objecting = Field(default=Objecting.NOT_MINE, sa_type=choice(Objecting, "objecting"))
    reason: str = ""
    decision: Decision = Field(default=Decision.WAITING, sa_type=choice(Decision, "decision"))
    decided_by: int | None = None
    decided_at: datetime | None = None
    origin: str = Field(unique=True)
    asked_at: datetime

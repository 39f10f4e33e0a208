"""What became of it: assignments, reports, evidence, the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from roadmap.progress import Event, State
from storage.tables.base import Base, choice, own, owned


class EvidenceKind(StrEnum):
    """A file, a link, or requisites («Приказ от 18.06.2018 № 275»)."""

    FILE = "file"
    LINK = "link"
    REQUISITES = "requisites"


class AssignmentRow(Base, table=True):
    """One milestone at one person or organisation; carries the state and the next wake-up.

    `next_notice_at` is when planning must look again; None when nothing more is due to be said.
    `since` is the first local day whose rungs still count: the launch, or the day after the last
    rung was said. A `separate` assignment (each school by itself) is not closed by the lead.
    `extended_to` is a date of this assignment alone; `snoozed_until` the local day before which
    its owner is left in peace; `silent` how many reminders in a row went unanswered;
    `delegate_id` is whom of an organisation it was handed to.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        own("milestone_id", "milestone", cascade=True),
        own("person_id", "person"),
        own("organization_id", "organization"),
        own("delegate_id", "person"),
        owned(),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (organization_id IS NULL)", name="one_responsible"
        ),
        sa.UniqueConstraint("milestone_id", "person_id"),
        sa.UniqueConstraint("milestone_id", "organization_id"),
        sa.Index(
            "ix_assignment_due_work",
            "next_notice_at",
            sqlite_where=sa.text("next_notice_at IS NOT NULL"),
            postgresql_where=sa.text("next_notice_at IS NOT NULL"),
        ),
        sa.Index(None, "municipality_id", "person_id"),
        sa.Index(None, "municipality_id", "organization_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    milestone_id: int
    person_id: int | None = None
    organization_id: int | None = None
    is_lead: bool = False
    separate: bool = False
    state: State = Field(default=State.NOT_STARTED, sa_type=choice(State, "state"))
    fact_on: date | None = None
    since: date
    handed_over: bool = False
    extended_to: date | None = None
    snoozed_until: date | None = None
    silent: int = 0
    delegate_id: int | None = None
    next_notice_at: datetime | None = None


BY_WORD = "by_word"
"""`ReportRow.via` where a coordinator wrote down what the owner told."""

BY_LETTER = "by_letter"
"""`ReportRow.via` where a coordinator wrote down what the owner's letter on paper says."""

WRITTEN_DOWN = (BY_WORD, BY_LETTER)
"""`ReportRow.via` of what a coordinator wrote down for an owner."""


class ReportRow(Base, table=True):
    """One reply about an assignment; never changed. `origin` makes a replay harmless.

    `via` is the channel it came by, or `BY_WORD`; `text` is «what was done» or a remark, `amount`
    the number towards the activity's target.
    """

    __tablename__ = "report"
    __table_args__ = (
        own("assignment_id", "assignment", cascade=True),
        own("person_id", "person"),
        owned(),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    assignment_id: int = Field(index=True)
    event: Event = Field(sa_type=choice(Event, "event"))
    state_before: State = Field(sa_type=choice(State, "state_before"))
    fact_on: date | None = None
    text: str = ""
    amount: int | None = None
    person_id: int
    via: str
    origin: str = Field(unique=True)
    at: datetime


class AlbumRow(Base, table=True):
    """Several files sent together: one piece of evidence of many, closed after a pause."""

    __tablename__ = "album"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        owned(),
        sa.UniqueConstraint("address", "key"),
        sa.Index(
            "ix_album_open",
            "closes_at",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    address: str
    key: str
    replies_to: str | None = None
    closes_at: datetime
    closed_at: datetime | None = None


class EvidenceRow(Base, table=True):
    """A confirming document; one may serve several assignments through `evidence_link`.

    `text` is the link, or the requisites as they were written. A removed one keeps its row
    without the file: who removed it and when is the trace that stays.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        own("person_id", "person"),
        own("album_id", "album"),
        owned(),
        sa.Index(None, "municipality_id", "person_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    kind: EvidenceKind = Field(sa_type=choice(EvidenceKind, "kind"))
    sha256: str | None = None
    name: str = ""
    mime: str = ""
    size: int = 0
    text: str = ""
    person_id: int
    album_id: int | None = Field(default=None, index=True)
    removed_at: datetime | None = None
    removed_by: int | None = None
    origin: str = Field(unique=True)
    at: datetime


class EvidenceLinkRow(Base, table=True):
    """Which assignment a piece of evidence confirms."""

    __tablename__ = "evidence_link"
    __table_args__ = (
        own("evidence_id", "evidence", cascade=True),
        own("assignment_id", "assignment", cascade=True),
    )

    municipality_id: int = Field(primary_key=True)
    evidence_id: int = Field(primary_key=True)
    assignment_id: int = Field(primary_key=True, index=True)
    at: datetime


class AuditRow(Base, table=True):
    """Who did what to what, and when; denied attempts too."""

    __tablename__ = "audit"
    __table_args__ = (sa.Index(None, "municipality_id", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int | None = Field(default=None, index=True)
    at: datetime
    actor: str
    action: str
    subject: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)

"""Monitoring: forms and their versions, what is asked every period, rounds, submissions."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from roadmap.plan import Asked
from storage.tables.base import Base, choice, own, owned


class RoundState(StrEnum):
    """The life of a round: sent out, over, called off."""

    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class SubmissionState(StrEnum):
    """Where one respondent's answers are: none yet, begun, sent, sent back, accepted."""

    EMPTY = "empty"
    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class PartState(StrEnum):
    """Where a class teacher's rows are: asked for, sent, taken over by the appointed person."""

    ASKED = "asked"
    SENT = "sent"
    CONFIRMED = "confirmed"


class FormRow(Base, table=True):
    """One version of a form; `content` is what `roadmap.monitoring.fields.to_data` wrote.

    A change makes a new version: answers stay with theirs. `retired_at`: offered no more.
    """

    __tablename__ = "form"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("made_by", "person"),
        owned(),
        sa.UniqueConstraint("municipality_id", "key", "version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    key: str
    version: int = 1
    title: str
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    made_by: int | None = None
    at: datetime
    retired_at: datetime | None = None


class AskingRow(Base, table=True):
    """A form asked every period: `period_kind` of `roadmap.monitoring.periods`, due on the
    `due_day` of the month after the period; `audience` holds organisation ids, empty for every
    school.

    `next_at` is the local midnight from which its rounds open; None while it is stopped.
    """

    __tablename__ = "asking"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("made_by", "person"),
        owned(),
        sa.UniqueConstraint("municipality_id", "form_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    form_key: str
    period_kind: str
    due_day: int = 10
    audience: list[int] = Field(default_factory=list, sa_type=sa.JSON)
    next_at: datetime | None = Field(default=None, index=True)
    made_by: int | None = None
    at: datetime


class RoundRow(Base, table=True):
    """One asking («Сбор сведений за I квартал»). Its dates are local days, both ends inside.

    Respondents are the assignments of the milestones that carry its id. A form or a table has one
    activity (`activity_id`) in the municipality's monitoring roadmap; ongoing activities keep
    theirs. `due_time` is a local hour where one was named; an `urgent` one is told at once and an
    hour before, outside the ladder, by `next_at`. `layout` is what a school fills of the blank
    kept under `blank_sha256`. `cause` names what opened it, so that nothing opens twice.
    """

    __tablename__ = "round"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("form_id", "form"),
        own("roadmap_id", "roadmap", cascade=True),
        own("activity_id", "activity", cascade=True),
        own("opened_by", "person"),
        owned(),
        sa.UniqueConstraint("municipality_id", "cause"),
        sa.Index(None, "municipality_id", "kind", "period_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    kind: Asked = Field(sa_type=choice(Asked, "kind"))
    state: RoundState = Field(default=RoundState.OPEN, sa_type=choice(RoundState, "state"))
    title: str
    period_kind: str = ""
    period_key: str = ""
    period_start: date | None = None
    period_end: date | None = None
    opens_on: date
    due_on: date
    due_time: time | None = None
    urgent: bool = False
    form_id: int | None = None
    roadmap_id: int | None = None
    activity_id: int | None = None
    blank_sha256: str = ""
    blank_name: str = ""
    layout: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    note: str = ""
    opened_by: int | None = None
    cause: str
    next_at: datetime | None = Field(default=None, index=True)
    at: datetime
    closed_at: datetime | None = None


class SubmissionRow(Base, table=True):
    """One respondent's answers to a form or a table, beside the assignment that is asked.

    `answers` holds values by key (by class and key, by cell), `comments` and `remarks` sentences
    of the respondent and of the coordinator by the same names. `warnings` were shown and left.
    `revision` grows with every change. The file that came last is kept under `file_sha256`;
    `row_count` is how many values there are.
    """

    __tablename__ = "submission"
    __table_args__ = (
        own("round_id", "round", cascade=True),
        own("assignment_id", "assignment", cascade=True),
        own("person_id", "person"),
        owned(),
        sa.UniqueConstraint("assignment_id"),
        sa.Index(None, "round_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    round_id: int
    assignment_id: int
    state: SubmissionState = Field(
        default=SubmissionState.EMPTY, sa_type=choice(SubmissionState, "state")
    )
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    comments: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    remarks: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    warnings: list[Any] = Field(default_factory=list, sa_type=sa.JSON)
    file_sha256: str = ""
    file_name: str = ""
    revision: int = 0
    row_count: int = 0
    person_id: int | None = None
    via: str = ""
    changed_at: datetime | None = None
    sent_at: datetime | None = None


class ClassPartRow(Base, table=True):
    """The rows of a class that the school handed to a teacher; `answers` are hers until they are
    taken over into the submission."""

    __tablename__ = "class_part"
    __table_args__ = (
        own("submission_id", "submission", cascade=True),
        own("person_id", "person", cascade=True),
        own("handed_by", "person"),
        owned(),
        sa.UniqueConstraint("submission_id", "class_label"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    submission_id: int
    class_label: str
    person_id: int = Field(index=True)
    handed_by: int | None = None
    state: PartState = Field(default=PartState.ASKED, sa_type=choice(PartState, "state"))
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    changed_at: datetime

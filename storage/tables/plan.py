"""What is to be done: roadmaps, sections, activities, parties, milestones."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from roadmap.completion import Completion
from roadmap.parts import Part
from storage.tables.base import Base, choice, own, owned


class RoadmapStatus(StrEnum):
    """The life of a roadmap."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class RoadmapKind(StrEnum):
    """A document's plan, or the municipality's own list of what monitoring asks."""

    PLAN = "plan"
    MONITORING = "monitoring"


class RoadmapRow(Base, table=True):
    """One document turned into a plan; the period is in local dates, both ends inside.

    `settings` holds its own ladder, where it has one, in the words of a municipality's. The
    document that it was read from is kept under `document_sha256`; `copied_from` is the roadmap
    of the year before.
    """

    __tablename__ = "roadmap"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("copied_from", "roadmap"),
        owned(),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    title: str
    kind: RoadmapKind = Field(default=RoadmapKind.PLAN, sa_type=choice(RoadmapKind, "kind"))
    period_start: date
    period_end: date
    status: RoadmapStatus = Field(
        default=RoadmapStatus.DRAFT, sa_type=choice(RoadmapStatus, "status")
    )
    launched_on: date | None = None
    schools: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    document_sha256: str = ""
    document_name: str = ""
    copied_from: int | None = None
    archived_on: date | None = None
    created_at: datetime


class SectionRow(Base, table=True):
    """A heading; `parent_id` is None for a section, set for a subsection. Title as printed."""

    __tablename__ = "section"
    __table_args__ = (
        own("roadmap_id", "roadmap", cascade=True),
        own("parent_id", "section"),
        owned(),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    roadmap_id: int = Field(index=True)
    parent_id: int | None = None
    position: int
    title: str


class ActivityRow(Base, table=True):
    """One row of the document. `code` is the number in «М-17», unique in the municipality.

    `rule` is what `roadmap.deadlines.rule_to_data` wrote; `doubts` are typed doubts as data;
    `completion` says whose answers complete a date, None as its parties have it; where
    `reviewed`, a coordinator accepts what was done. Without a date, the coordinator is asked for
    one no earlier than on `ask_date_from`.
    """

    __tablename__ = "activity"
    __table_args__ = (
        own("roadmap_id", "roadmap", cascade=True),
        own("section_id", "section"),
        owned(),
        sa.UniqueConstraint("municipality_id", "code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    roadmap_id: int = Field(index=True)
    section_id: int | None = None
    position: int
    code: int
    number: str = ""
    title: str
    deadline_text: str = ""
    rule: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    confident: bool = True
    expected_result: str = ""
    level: str | None = None
    row: int | None = None
    target: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    doubts: list[Any] = Field(default_factory=list, sa_type=sa.JSON)
    called_off: bool = False
    completion: Completion | None = Field(
        default=None, sa_type=choice(Completion, "completion"), nullable=True
    )
    reviewed: bool = False
    ask_date_from: date | None = None


class PartyRow(Base, table=True):
    """A responsible party as written; resolved once to a person, an organisation or a group."""

    __tablename__ = "party"
    __table_args__ = (
        own("roadmap_id", "roadmap", cascade=True),
        own("person_id", "person"),
        own("organization_id", "organization"),
        owned(),
        sa.UniqueConstraint("roadmap_id", "name"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    roadmap_id: int
    name: str
    is_group: bool = False
    person_id: int | None = None
    organization_id: int | None = None


class ActivityPartyRow(Base, table=True):
    """A party in a row, in the order of names; the first that performs leads."""

    __tablename__ = "activity_party"
    __table_args__ = (
        own("activity_id", "activity", cascade=True),
        own("party_id", "party", cascade=True),
    )

    municipality_id: int = Field(primary_key=True)
    activity_id: int = Field(primary_key=True)
    party_id: int = Field(primary_key=True)
    rank: int = 0
    part: Part = Field(sa_type=choice(Part, "part"))


class MilestoneRow(Base, table=True):
    """One due date of an activity, keyed by occurrence («2019-Q2»), not by date.

    With `round_id` it is what a round of monitoring asks for a period: no date of the document.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        own("activity_id", "activity", cascade=True),
        own("round_id", "round", cascade=True),
        owned(),
        sa.UniqueConstraint("activity_id", "occurrence"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    activity_id: int
    occurrence: str
    start: date | None = None
    due: date
    extended_to: date | None = None
    called_off: bool = False
    round_id: int | None = Field(default=None, index=True)

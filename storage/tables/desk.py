"""The coordinator's desk: documents sent to be read, bound group chats, announcements, figures."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Base, choice, own, owned


class DocumentUse(StrEnum):
    """What a document sent by a coordinator is read as."""

    ROADMAP = "roadmap"
    PEOPLE = "people"


class DocumentState(StrEnum):
    """The fate of a document: asked what it is, waits to be read, read, not readable, dropped."""

    ASKED = "asked"
    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"
    DROPPED = "dropped"


class DocumentRow(Base, table=True):
    """A document that a coordinator sent, kept under `sha256` and read as a durable step.

    `address` is the chat to answer; `progress` the notice that says how far it is, edited as it
    goes on. The period is what the coordinator said where the document does not say it; `fault`
    is why it could not be read, `roadmap_id` what was made of it.
    """

    __tablename__ = "document"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("roadmap_id", "roadmap", cascade=True),
        owned(),
        sa.Index(
            "ix_document_waiting",
            "id",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    address: str
    sha256: str
    name: str
    size: int = 0
    read_as: DocumentUse = Field(
        default=DocumentUse.ROADMAP, sa_type=choice(DocumentUse, "read_as")
    )
    state: DocumentState = Field(
        default=DocumentState.ASKED, sa_type=choice(DocumentState, "state")
    )
    period_start: date | None = None
    period_end: date | None = None
    attempts: int = 0
    fault: str = ""
    progress: int | None = None
    roadmap_id: int | None = None
    origin: str = Field(unique=True)
    at: datetime


class GroupState(StrEnum):
    """Whether a bound group can be written to."""

    BOUND = "bound"
    GONE = "gone"


class GroupChatRow(Base, table=True):
    """A group chat that a coordinator bound: the digest goes there, without names and buttons.

    `topic_id` is the forum topic to write to; with `roadmap_id` only that roadmap is told of.
    """

    __tablename__ = "group_chat"
    __table_args__ = (
        own("bound_by", "person"),
        own("roadmap_id", "roadmap", cascade=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(index=True)
    chat_id: int = Field(sa_type=sa.BigInteger, unique=True)
    topic_id: int | None = None
    title: str = ""
    roadmap_id: int | None = None
    bound_by: int
    bound_at: datetime
    state: GroupState = Field(default=GroupState.BOUND, sa_type=choice(GroupState, "state"))
    fault: str = ""


class AnnouncementRow(Base, table=True):
    """A coordinator's message to a chosen group of people.

    `audience` says whom it was for and how many of them could not be reached; its notices carry
    its number in their causes.
    """

    __tablename__ = "announcement"
    __table_args__ = (own("person_id", "person", cascade=True), owned())

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(index=True)
    person_id: int
    text: str
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    sent_at: datetime | None = None
    origin: str = Field(unique=True)
    at: datetime


class SnapshotRow(Base, table=True):
    """The figures of a roadmap on a local day, for trends: `roadmap.digesting.Digest` as data."""

    __tablename__ = "snapshot"
    __table_args__ = (own("roadmap_id", "roadmap", cascade=True),)

    municipality_id: int = Field(primary_key=True)
    roadmap_id: int = Field(primary_key=True)
    day: date = Field(primary_key=True)
    numbers: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)

"""What goes out and comes in: notices and their fate, updates and theirs, files to fetch."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from channels.message import Channel
from storage.tables.base import Base, choice, own


class NoticeKind(StrEnum):
    """Why a notice goes out; the planned kinds are those of `vekha simulate`."""

    REMINDER = "reminder"
    HANDOVER = "handover"
    MONITORING = "monitoring"
    WEEKLY = "weekly"
    DIGEST = "digest"
    ALERT = "alert"
    ANSWER = "answer"
    EDIT = "edit"
    CARD = "card"
    QUESTION = "question"
    APPOINTMENT = "appointment"
    OBJECTION = "objection"
    EXTENSION = "extension"
    UNREACHABLE = "unreachable"
    NUDGE = "nudge"
    DESK = "desk"
    REVIEW = "review"
    ADMISSION = "admission"
    PRACTICE = "practice"
    DOCUMENT = "document"
    GROUP = "group"
    ANNOUNCEMENT = "announcement"
    STATUS = "status"


REMINDERS = (NoticeKind.REMINDER, NoticeKind.MONITORING)
"""What says a rung of the ladder to whom it is for; of monitoring where it says nothing else."""


class NoticeState(StrEnum):
    """The fate of a notice."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Urgency(IntEnum):
    """Lower goes first: answers to what somebody just did overtake a mass sending."""

    ANSWER = 0
    ALERT = 1
    MASS = 5


class InboxState(StrEnum):
    """The fate of something that arrived."""

    NEW = "new"
    DONE = "done"
    ASIDE = "aside"


class NoticeRow(Base, table=True):
    """One thing to tell one address, complete. `dedup_key` names its cause.

    `read_at` is when an answer to it showed that it had been read; a messenger does not say.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["edits_notice_id"], ["notice.id"]),
        sa.Index(
            "ix_notice_waiting",
            "channel",
            "urgency",
            "id",
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        ),
        sa.Index(
            "ix_notice_sending",
            "worker_id",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        ),
        sa.Index(None, "channel", "address", "external_id"),
        sa.Index(None, "municipality_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int | None = None
    person_id: int | None = None
    organization_id: int | None = None
    channel: Channel = Field(sa_type=choice(Channel, "channel"))
    address: str
    kind: NoticeKind = Field(sa_type=choice(NoticeKind, "kind"))
    urgency: int = Urgency.MASS
    dedup_key: str = Field(unique=True)
    message: dict[str, Any] = Field(sa_type=sa.JSON)
    edits_notice_id: int | None = Field(default=None, index=True)
    state: NoticeState = Field(default=NoticeState.PLANNED, sa_type=choice(NoticeState, "state"))
    not_before: datetime
    expires_at: datetime | None = None
    attempts: int = 0
    last_error: str = ""
    worker_id: int | None = None
    external_id: str | None = None
    created_at: datetime
    settled_at: datetime | None = None
    read_at: datetime | None = None


class NoticeItemRow(Base, table=True):
    """A numbered line of a notice: one assignment.

    `since_before` is what the assignment's `since` was, given back when the notice never arrives.
    `answered`: it has become somebody else's, so nothing of it waits for the reader.
    """

    __tablename__ = "notice_item"
    __table_args__ = (
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], ondelete="CASCADE"),
        own("assignment_id", "assignment", cascade=True),
    )

    notice_id: int = Field(primary_key=True)
    assignment_id: int = Field(primary_key=True, index=True)
    municipality_id: int
    line: int
    since_before: date | None = None
    answered: bool = False


class InboxRow(Base, table=True):
    """An update or a letter, stored before it is acknowledged. `source` + `key` never repeat."""

    __tablename__ = "inbox"
    __table_args__ = (
        sa.UniqueConstraint("source", "key"),
        sa.Index(
            "ix_inbox_new",
            "id",
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    key: str
    chat: str
    payload: dict[str, Any] = Field(sa_type=sa.JSON)
    state: InboxState = Field(default=InboxState.NEW, sa_type=choice(InboxState, "state"))
    attempts: int = 0
    last_error: str = ""
    received_at: datetime
    settled_at: datetime | None = None


class FileFetchRow(Base, table=True):
    """A file that somebody sent and that is still at the messenger's: fetched as its own step."""

    __tablename__ = "file_fetch"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("album_id", "album"),
        sa.Index(
            "ix_file_fetch_waiting",
            "next_try_at",
            sqlite_where=sa.text("done = 0"),
            postgresql_where=sa.text("NOT done"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    channel: Channel = Field(sa_type=choice(Channel, "channel"))
    address: str
    file_id: str
    name: str
    size: int | None = None
    replies_to: str | None = None
    album_id: int | None = Field(default=None, index=True)
    caption: str = ""
    origin: str = Field(unique=True)
    attempts: int = 0
    last_error: str = ""
    next_try_at: datetime
    done: bool = False


class ConversationRow(Base, table=True):
    """Where somebody stands in an entry of several steps; one a chat."""

    __tablename__ = "conversation"

    address: str = Field(primary_key=True)
    step: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    changed_at: datetime


class WorkerRow(Base, table=True):
    """A running process that claims notices; on PostgreSQL it holds the advisory lock of its id."""

    __tablename__ = "worker"

    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime
    stopped_at: datetime | None = None

"""Letters that come back, addresses that a coordinator confirmed, the week's letter ahead."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Base, choice, own, owned


class LetterState(StrEnum):
    """What became of a letter that came: waits, understood, shown to the coordinators, an
    automatic one, a bounce, not ours to answer."""

    WAITING = "waiting"
    UNDERSTOOD = "understood"
    SHOWN = "shown"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    IGNORED = "ignored"


class LetterRow(Base, table=True):
    """A letter that came to the box, kept whole under `sha256`.

    `source` and `key` say where it lay (the box and its UIDVALIDITY/UID, or the name of a file);
    `message_id` never repeats either: a letter that lies there twice is read once. `notice_id` is
    the notice that it answers, by its token; `text` what the writer wrote, without what they
    quoted.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], ondelete="SET NULL"),
        own("person_id", "person"),
        owned(),
        sa.UniqueConstraint("source", "key"),
        sa.UniqueConstraint("message_id"),
        sa.Index(
            "ix_letter_waiting",
            "id",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int | None = None
    source: str
    key: str
    message_id: str
    sender: str = ""
    subject: str = ""
    sha256: str
    size: int = 0
    state: LetterState = Field(default=LetterState.WAITING, sa_type=choice(LetterState, "state"))
    fault: str = ""
    notice_id: int | None = Field(default=None, index=True)
    person_id: int | None = None
    text: str = ""
    attempts: int = 0
    received_at: datetime = Field(index=True)
    settled_at: datetime | None = None


class ConfirmedAddressRow(Base, table=True):
    """An address that a coordinator confirmed to be a person's or an organisation's."""

    __tablename__ = "confirmed_address"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("organization_id", "organization", cascade=True),
        own("confirmed_by", "person"),
        sa.UniqueConstraint(
            "municipality_id",
            "address",
            "person_id",
            "organization_id",
            name="uq_confirmed_address_once",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    address: str = Field(index=True)
    person_id: int | None = None
    organization_id: int | None = None
    confirmed_by: int
    at: datetime


class EditionRow(Base, table=True):
    """The week's letter to management before it goes: `week` is its Monday.

    `remark` is the coordinator's line of explanation; `held_by` stopped it. `shown_at` is when
    the coordinators saw it; `choices` is room for what they chose for it.
    """

    __tablename__ = "edition"
    __table_args__ = (own("held_by", "person"), own("remarked_by", "person"))

    municipality_id: int = Field(primary_key=True)
    week: date = Field(primary_key=True)
    remark: str = ""
    remarked_by: int | None = None
    held_by: int | None = None
    shown_at: datetime | None = None
    choices: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)

"""Personal data: what somebody was shown and agreed to (152-FZ), and who asks to be let in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Base, choice, own


class ConsentKind(StrEnum):
    """The municipality's notice was read; a personal messenger may be used."""

    NOTICE = "notice"
    MESSENGER = "messenger"


class ConsentRow(Base, table=True):
    """What a person agreed to, in which wording (`version`), and when it was withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        sa.Index(None, "municipality_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    kind: ConsentKind = Field(sa_type=choice(ConsentKind, "kind"))
    version: str
    given_at: datetime
    withdrawn_at: datetime | None = None


class Admitting(StrEnum):
    """What became of a request to be let in."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"


class AdmissionRow(Base, table=True):
    """Somebody without an invitation who says who they are; a coordinator decides."""

    __tablename__ = "admission"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("person_id", "person", cascade=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(index=True)
    user_id: int = Field(sa_type=sa.BigInteger, index=True)
    chat_id: int = Field(sa_type=sa.BigInteger)
    account_name: str = ""
    said: str = ""
    person_id: int | None = None
    state: Admitting = Field(default=Admitting.WAITING, sa_type=choice(Admitting, "state"))
    decided_by: int | None = None
    decided_at: datetime | None = None
    origin: str = Field(unique=True)
    asked_at: datetime

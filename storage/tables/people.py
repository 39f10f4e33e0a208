"""Who: municipalities, people, organisations, their roles and their accounts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from storage.tables.base import Base, choice, own, owned


class Preference(StrEnum):
    """How a person wants to be reached."""

    TELEGRAM = "telegram"
    EMAIL = "email"
    BOTH = "both"


class Role(StrEnum):
    """What a person is in a municipality; one person may hold all."""

    COORDINATOR = "coordinator"
    RESPONSIBLE = "responsible"
    SCHOOL = "school"
    MANAGEMENT = "management"


class OrganizationKind(StrEnum):
    """A school counts for «ОО»; an office does not."""

    SCHOOL = "school"
    OFFICE = "office"


class AccountState(StrEnum):
    """Whether an account can be written to."""

    ALIVE = "alive"
    REFUSES = "refuses"


class MunicipalityRow(Base, table=True):
    """The tenant. `settings` holds what differs from the defaults of `roadmap.policy_settings`.

    While `paused_on` is set nothing is planned; it is the local day on which that began.
    `next_desk_at` is when the coordinators' morning (digest, what has no date) is looked at next,
    `next_round_at` when it is looked whether a round of monitoring opens; None: now.
    """

    __tablename__ = "municipality"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    zone: str
    language: str = "ru"
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    last_code: int = 0
    paused_on: date | None = None
    next_weekly_at: datetime | None = Field(default=None, index=True)
    next_desk_at: datetime | None = Field(default=None, index=True)
    next_round_at: datetime | None = Field(default=None, index=True)
    created_at: datetime


class PersonRow(Base, table=True):
    """Somebody who can be reached. `key` is the folded name that matching looks up.

    `email_fault` is why the address was refused for good and `email_refused_at` when, last;
    `letters` holds which letters, on which days, where that differs from the usual;
    `unreachable_told_at` is when the coordinators were told that no way leads to them, None while
    one does. `in_holidays`: somebody of a school who wants reminders in holidays too. Who left on
    `left_on` is offered for nothing any more; of whom was erased only the row stays, without a
    name.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        owned(),
        sa.Index(None, "municipality_id", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    full_name: str
    key: str
    position: str = ""
    email: str = ""
    email_fault: str = ""
    email_refused_at: datetime | None = None
    phone: str = ""
    in_holidays: bool = False
    unreachable_told_at: datetime | None = None
    preference: Preference = Field(
        default=Preference.TELEGRAM, sa_type=choice(Preference, "preference")
    )
    letters: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    left_on: date | None = None
    erased_at: datetime | None = None
    created_at: datetime


class RoleRow(Base, table=True):
    """One role of one person."""

    __tablename__ = "role"
    __table_args__ = (own("person_id", "person", cascade=True),)

    municipality_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    role: Role = Field(primary_key=True, sa_type=choice(Role, "role"))


class OrganizationRow(Base, table=True):
    """A school or an office; its own mailbox is often read by a secretary.

    The fields about refusals and holidays mean what a person's mean. `head_id` is who is at its
    head, `acting` («и.о.») where only for a time; None: its first contact.
    """

    __tablename__ = "organization"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        own("head_id", "person"),
        owned(),
        sa.UniqueConstraint("municipality_id", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    name: str
    key: str
    kind: OrganizationKind = Field(sa_type=choice(OrganizationKind, "kind"))
    email: str = ""
    email_fault: str = ""
    email_refused_at: datetime | None = None
    phone: str = ""
    in_holidays: bool = False
    unreachable_told_at: datetime | None = None
    head_id: int | None = None
    acting: bool = False


class MembershipRow(Base, table=True):
    """A person in an organisation; `rank` orders its contacts, the lowest is asked first."""

    __tablename__ = "membership"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("organization_id", "organization", cascade=True),
    )

    municipality_id: int = Field(primary_key=True)
    organization_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, index=True)
    rank: int = 0


class AccountRow(Base, table=True):
    """A Telegram account standing for a person; one account may stand for several persons.

    `bound_at` is when it was bound or, later, when its user last spoke for this person: plain
    words are for the latest.
    """

    __tablename__ = "account"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        sa.UniqueConstraint("user_id", "municipality_id", "person_id"),
        sa.Index(None, "municipality_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    user_id: int = Field(sa_type=sa.BigInteger, index=True)
    chat_id: int = Field(sa_type=sa.BigInteger)
    state: AccountState = Field(default=AccountState.ALIVE, sa_type=choice(AccountState, "state"))
    fault: str = ""
    refused_at: datetime | None = None
    bound_at: datetime


class InvitationRow(Base, table=True):
    """A single-use link; only the SHA-256 of its token is kept."""

    __tablename__ = "invitation"
    __table_args__ = (own("person_id", "person", cascade=True),)

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class AbsenceRow(Base, table=True):
    """Somebody away from the local day `first` to `last`, both inside; who stands in, where named.

    It counts unless `ended_at` is set: somebody came back earlier.
    """

    __tablename__ = "absence"
    __table_args__ = (
        own("person_id", "person", cascade=True),
        own("stand_in_id", "person"),
        sa.Index(None, "municipality_id", "last"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int
    person_id: int = Field(index=True)
    first: date
    last: date
    stand_in_id: int | None = None
    said_by: int
    said_at: datetime
    ended_at: datetime | None = None

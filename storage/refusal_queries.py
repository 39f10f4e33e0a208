"""Addresses that refused, of anybody: those that have taken a message since."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from storage.tables import (
    AccountRow,
    AccountState,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
    table,
)

COMES_BACK_WITHIN = timedelta(days=5)
"""So long a server tries to pass a letter on before it gives it back (RFC 5321, 4.5.4.1)."""
RETURNED = "returned: "
"""What `email_fault` begins with where letters were taken and came back later."""


Addressed = type[AccountRow] | type[PersonRow] | type[OrganizationRow]


async def taken_since_refusal(session: AsyncSession, now: datetime) -> list[tuple[Addressed, int]]:
    """The rows, in any municipality, whose address refused and later took a message after all.

    Of a mailbox whose letters come back later, one that was taken says nothing until it would
    have come back.
    """
    notices = table(NoticeRow)
    found: list[tuple[Addressed, int]] = []
    accounts = table(AccountRow)
    statement = sa.select(accounts.c.id).where(
        accounts.c.state == AccountState.REFUSES,
        sa.exists().where(
            notices.c.channel == Channel.TELEGRAM,
            notices.c.address == sa.cast(accounts.c.chat_id, sa.String),
            notices.c.state == NoticeState.SENT,
            notices.c.settled_at > accounts.c.refused_at,
        ),
    )
    found += [(AccountRow, row.id) for row in await session.execute(statement)]
    models: tuple[type[PersonRow] | type[OrganizationRow], ...] = (PersonRow, OrganizationRow)
    for model in models:
        rows = table(model)
        statement = sa.select(rows.c.id).where(
            rows.c.email_fault != "",
            sa.exists().where(
                sa.not_(rows.c.email_fault.startswith(RETURNED))
                | (notices.c.settled_at <= now - COMES_BACK_WITHIN),
                notices.c.channel == Channel.EMAIL,
                notices.c.address == rows.c.email,
                notices.c.municipality_id == rows.c.municipality_id,
                notices.c.state == NoticeState.SENT,
                notices.c.settled_at > rows.c.email_refused_at,
            ),
        )
        found += [(model, row.id) for row in await session.execute(statement)]
    return found

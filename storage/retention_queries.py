"""What has been kept long enough: found without holding the writer, deleted a little at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.replacing_queries import MOVES
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    AuditRow,
    InboxRow,
    InboxState,
    NoticeItemRow,
    NoticeRow,
    NoticeState,
    table,
)

notices, inbox, audit = table(NoticeRow), table(InboxRow), table(AuditRow)
items, assignments = table(NoticeItemRow), table(AssignmentRow)
appointments = table(AppointmentRow)
_edits = notices.alias("edits")
SETTLED = (NoticeState.SENT, NoticeState.FAILED, NoticeState.EXPIRED, NoticeState.WITHDRAWN)
_unused = sa.and_(
    notices.c.state.in_(SETTLED),
    sa.not_(sa.exists().where(_edits.c.edits_notice_id == notices.c.id)),
    sa.not_(sa.exists().where(appointments.c.notice_id == notices.c.id)),
    sa.not_(
        sa.exists().where(
            items.c.notice_id == notices.c.id,
            assignments.c.id == items.c.assignment_id,
            assignments.c.state.in_(MOVES),
        )
    ),
)
"""Nothing edits it, nobody is acquainted by it, and nothing on it is open."""


def old_inbox(before: datetime) -> sa.Select[tuple[int]]:
    """What arrived and was worked before an instant."""
    return sa.select(inbox.c.id).where(
        inbox.c.state == InboxState.DONE, inbox.c.received_at < before
    )


def old_notices(municipality_id: int | None, before: datetime) -> sa.Select[tuple[int]]:
    """Notices of a municipality (None: to strangers) settled before an instant, used by nothing."""
    whose = notices.c.municipality_id
    return sa.select(notices.c.id).where(
        whose.is_(None) if municipality_id is None else whose == municipality_id,
        sa.func.coalesce(notices.c.settled_at, notices.c.created_at) < before,
        _unused,
    )


def old_audit(municipality_id: int | None, before: datetime) -> sa.Select[tuple[int]]:
    """Lines of the audit trail of a municipality (None: of none) before an instant."""
    whose = audit.c.municipality_id
    return sa.select(audit.c.id).where(
        whose.is_(None) if municipality_id is None else whose == municipality_id,
        audit.c.at < before,
    )


async def some(
    session: AsyncSession, old: sa.Select[tuple[int]], after: int, limit: int
) -> list[int]:
    """The first ids beyond `after`."""
    (column,) = old.selected_columns
    rows = await session.execute(old.where(column > after).order_by(column).limit(limit))
    return list(rows.scalars())


async def delete(session: AsyncSession, old: sa.Select[tuple[int]], ids: Collection[int]) -> int:
    """Delete those of the ids that are still old; how many."""
    (column,) = old.selected_columns
    assert isinstance(column, sa.Column)  # noqa: S101 - made above
    still = list((await session.execute(old.where(column.in_(ids)))).scalars())
    await session.execute(column.table.delete().where(column.in_(still)))
    return len(still)

"""Planning: what falls due becomes notices. The simulation runs the same `plan`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services import dates_by_letter, municipalities, unreachable
from services.municipalities import Tenant
from services.papers_ahead import goes_at
from services.planned import Planned, Wake
from services.plans import plan, postponed
from services.situations import situation
from storage import outbox, submission_queries, work_queries
from storage.database import Database
from storage.tables import (
    AssignmentRow,
    NoticeItemRow,
    NoticeKind,
    NoticeRow,
    Urgency,
    table,
)
from storage.work_queries import Work
from views.scheduled_digests import with_footer

log = structlog.get_logger()

BATCH = 500
LISTS = frozenset({NoticeKind.HANDOVER, NoticeKind.ALERT})
"""What coordinators are told of others' work: of each assignment once."""
URGENCY = {NoticeKind.HANDOVER: Urgency.ALERT, NoticeKind.ALERT: Urgency.ALERT}


async def plan_due(
    database: Database,
    now: datetime,
    lines_below: Mapping[int, str] | None = None,
) -> int:
    """Plan everything whose time has come, in short transactions; the notices stored.

    `lines_below` are the digest's lines by coordinator: each stands last in the message that its
    reader gets now.
    """
    below = dict(lines_below or {})
    stored = 0
    while True:
        async with database.write() as session:
            due = await work_queries.due_work(session, now, BATCH)
            if due:
                stored += await _plan_for(session, due[0].municipality_id, due, now, below)
        if not due:
            return stored


async def _plan_for(
    session: AsyncSession,
    municipality_id: int,
    work: Sequence[Work],
    now: datetime,
    below: dict[int, str],
) -> int:
    tenant = await municipalities.by_id(session, municipality_id)
    known = await situation(session, tenant, work, now)
    decided = plan(tenant, known, now)
    asked_first = {
        one.assignment_id: known.lines[one.assignment_id] for one in work if not one.silent
    }
    ids = [one.assignment_id for one in work]
    by_table = await submission_queries.answered_by_table(session, municipality_id, ids)
    said: list[Planned] = []
    late: list[Planned] = []
    stored = 0
    waiting = list(decided.notices)
    while waiting:
        planned = waiting.pop(0)
        line = below.get(planned.person_id or 0, "")
        whole = with_line(planned, line, tenant)
        if planned.kind is NoticeKind.MONITORING:
            whole = await dates_by_letter.beside(session, tenant, asked_first, whole, now)
        made = await store(session, municipality_id, whole, now, by_table)
        if made:
            below.pop(planned.person_id or 0, None)
        stored += len(made)
        (said if made else late).append(planned)
        waiting += () if made else planned.lists  # these need not wait for tomorrow
    await _write_wakes(session, dict(decided.wakes) | postponed(tenant, decided.wakes, late, said))
    await unreachable.tell(session, tenant, decided.out_of_reach, now)
    return stored


def with_line(planned: Planned, line: str, tenant: Tenant) -> Planned:
    """The notice with the digest's line («» for none) as its last."""
    if not line or planned.person_id is None:
        return planned
    message = with_footer(planned.message, line, planned.person_id, tenant.say)
    letter = planned.letter
    if letter is not None:
        letter = with_footer(letter, line, planned.person_id, tenant.say)
    return replace(planned, message=message, letter=letter)


async def store(
    session: AsyncSession,
    municipality_id: int,
    planned: Planned,
    now: datetime,
    by_table: Collection[int] = (),
) -> list[int]:
    """Write a planned notice, one row a channel; the ids: none when its cause is stored already.

    A letter about assignments that are answered `by_table` waits for the table. A list for
    coordinators that speaks of something else than the day's first one goes too.
    """
    stored: list[int] = []
    for channel, address in planned.ways:
        notice = NoticeRow(
            municipality_id=municipality_id,
            person_id=planned.person_id,
            organization_id=planned.organization_id,
            channel=channel,
            address=address,
            kind=planned.kind,
            urgency=URGENCY.get(planned.kind, Urgency.MASS),
            dedup_key=planned.key(channel),
            message=planned.said_by(channel).to_data(),
            not_before=goes_at(planned, channel, by_table, now),
            expires_at=planned.expires_at,
            created_at=now,
        )
        notice_id = await outbox.add(session, notice)
        about = [item.assignment_id for item in planned.items]
        if (
            notice_id is None
            and planned.kind in LISTS
            and await outbox.speaks_of_others(session, notice.dedup_key, about)
        ):
            notice.dedup_key = planned.key(channel, min(about))
            notice_id = await outbox.add(session, notice)
        if notice_id is None:
            continue
        await outbox.add_items(
            session,
            [
                NoticeItemRow(
                    notice_id=notice_id,
                    assignment_id=item.assignment_id,
                    municipality_id=municipality_id,
                    line=item.line,
                    since_before=None if stored else item.since_before,
                )
                for item in planned.items
            ],
        )
        stored.append(notice_id)
        log.info(
            "notice.planned",
            notice=notice_id,
            kind=planned.kind,
            person=planned.person_id,
            channel=channel,
            items=len(planned.items),
        )
    return stored


async def _write_wakes(session: AsyncSession, wakes: Mapping[int, Wake]) -> None:
    if not wakes:
        return
    rows = table(AssignmentRow)
    connection = await session.connection()
    await connection.execute(
        rows.update()
        .where(rows.c.id == sa.bindparam("row_id"))
        .values(
            since=sa.bindparam("new_since"),
            next_notice_at=sa.bindparam("at"),
            handed_over=sa.bindparam("over"),
            silent=sa.bindparam("unheard"),
        ),
        [
            {
                "row_id": row_id,
                "new_since": w.since,
                "at": w.at,
                "over": w.handed_over,
                "unheard": w.silent,
            }
            for row_id, w in wakes.items()
        ],
    )

"""«Нужна помощь»: coordinators are told at once, and what is in the way is asked and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import Event, State, step
from services import conversations, municipalities, rights, telling
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import plan_queries
from storage.history_queries import detail
from storage.tables import AssignmentRow, NoticeKind, ReportRow
from views import helping_out

STEP = "what_hinders"
WORDS_CHARS = 1000
WAIT_FOR_WORDS = timedelta(minutes=3)


def only_words() -> sa.ColumnElement[bool]:
    """Of reports: those that only added to what had been marked before."""
    return detail


async def tell(
    session: AsyncSession, tenant: Tenant, actor: Actor, assignment_id: int, now: datetime
) -> int:
    """Put an assignment on the coordinators' list, a little later so that the words can come
    along; how many know."""
    return await telling.tell_coordinators(
        session,
        tenant,
        NoticeKind.HANDOVER,
        [assignment_id],
        actor.origin,
        now,
        but=actor.person_id,
        delay=WAIT_FOR_WORDS,
    )


async def ask(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """Ask in the chat at `address` what is in the way of an assignment. Raises `Denied`."""
    await rights.require_assignment(session, actor, assignment_id, "help.ask")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    line = await plan_queries.full_line(session, assignment_id)
    await conversations.remember(session, address, STEP, {"assignment": assignment_id}, now)
    return helping_out.ask(line, actor.person_id, tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words in a chat where it was asked what is in the way."""
    return await explain(session, actor, asked["assignment"], address, text, now)


async def explain(
    session: AsyncSession,
    actor: Actor,
    assignment_id: int,
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """What is in the way (or «» for nothing said) goes to the coordinators. Raises `Denied`.

    It is a report of its own: an old one is never changed. Help taken back meanwhile stays so.
    """
    held, line, is_replay = await plan_queries.to_report(session, assignment_id, actor.origin)
    row = await rights.check_assignment(session, actor, held, "help.explain", assignment_id)
    assert line is not None  # noqa: S101 - there is a row
    await conversations.forget(session, address, STEP)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if row.state is not State.NEED_HELP:
        return helping_out.not_needed(line, tenant.say)
    words = text.strip()[:WORDS_CHARS]
    if words and not is_replay:
        session.add(
            ReportRow(
                municipality_id=row.municipality_id,
                assignment_id=assignment_id,
                event=Event.NEED_HELP,
                state_before=State.NEED_HELP,
                text=words,
                person_id=actor.person_id,
                via=actor.via,
                origin=actor.origin,
                at=now,
            )
        )
        await session.flush()
    await telling.hurry(session, NoticeKind.HANDOVER, assignment_id, now)
    await refresh(session, tenant, [assignment_id], now)
    return helping_out.passed_on(line, words, tenant.say)


async def take_back(session: AsyncSession, row: AssignmentRow, actor: Actor, now: datetime) -> None:
    """An assignment whose owner needed help goes on as it was before that; else nothing."""
    if row.state is not State.NEED_HELP:
        return
    asked = await session.exec(
        select(ReportRow.state_before)
        .where(
            ReportRow.assignment_id == row.id,
            ReportRow.event == Event.NEED_HELP,
            ~only_words(),
        )
        .order_by(col(ReportRow.id).desc())
        .limit(1)
    )
    before = State(asked.first() or State.NOT_STARTED)
    session.add(
        ReportRow(
            municipality_id=row.municipality_id,
            assignment_id=row.id or 0,
            event=Event.UNDO,
            state_before=row.state,
            person_id=actor.person_id,
            via=actor.via,
            origin=f"{actor.origin}/help/{row.id}",
            at=now,
        )
    )
    row.state = step(row.state, Event.UNDO, before=before).state
    session.add(row)
    await session.flush()

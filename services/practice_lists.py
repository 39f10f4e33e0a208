"""The list of offered practices that each coordinator gets: one while it waits, however many."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import practices
from services.municipalities import Tenant
from services.rights import Actor
from services.working_hours import wait_until
from storage import outbox, people_queries, practice_queries
from storage.tables import NoticeKind, NoticeRow, NoticeState, Role, Urgency
from views import practices as words

GATHER = timedelta(minutes=10)
_CAUSE = "practices_wait"


async def tell_coordinators(
    session: AsyncSession, tenant: Tenant, actor: Actor, now: datetime
) -> int:
    """Something was offered by the actor: the other coordinators have it on the list that waits
    for them, or on a new one that gathers for ten minutes. How many others there are."""
    ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
    others = [person_id for person_id in ids if person_id != actor.person_id]
    reach = await people_queries.reach(session, tenant.id, others)
    for person_id in others:
        message = await _list(session, tenant, person_id)
        planned = {(n.channel, n.address): n for n in await _planned(session, tenant, person_id)}
        for channel, address in reach[person_id].ways:
            notice = planned.get((channel, address))
            if notice is not None:
                notice.message = message.to_data()
                session.add(notice)
                continue
            await outbox.add(
                session,
                NoticeRow(
                    municipality_id=tenant.id,
                    person_id=person_id,
                    channel=channel,
                    address=address,
                    kind=NoticeKind.PRACTICE,
                    urgency=Urgency.ALERT,
                    dedup_key=f"{_CAUSE}:{actor.origin}:{person_id}:{channel}",
                    message=message.to_data(),
                    not_before=wait_until(tenant, now) or now + GATHER,
                    created_at=now,
                ),
            )
    await session.flush()
    return len(others)


async def word_anew(session: AsyncSession, tenant: Tenant, now: datetime) -> None:
    """Something was decided: lists that wait leave it out, and go not at all when empty."""
    for person_id in await people_queries.with_role(session, tenant.id, Role.COORDINATOR):
        notices = await _planned(session, tenant, person_id)
        if not notices:
            continue
        left = await practice_queries.waiting(session, tenant.id, person_id)
        message = await _list(session, tenant, person_id)
        for notice in notices:
            if not left:
                await outbox.withdraw(session, notice.id or 0, now)
                continue
            notice.message = message.to_data()
            session.add(notice)
    await session.flush()


async def _planned(session: AsyncSession, tenant: Tenant, person_id: int) -> list[NoticeRow]:
    statement = (
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == tenant.id,
            NoticeRow.person_id == person_id,
            NoticeRow.kind == NoticeKind.PRACTICE,
            NoticeRow.state == NoticeState.PLANNED,
            col(NoticeRow.dedup_key).startswith(f"{_CAUSE}:"),
        )
        .with_for_update()
    )
    return list(await session.exec(statement))


async def _list(session: AsyncSession, tenant: Tenant, person_id: int) -> Message:
    waiting = await practice_queries.waiting(session, tenant.id, person_id)
    values = [practices.value(one, tenant, person_id) for one in waiting]
    return words.waiting(values, person_id, tenant.say)


async def shown(session: AsyncSession, tenant: Tenant, person_id: int) -> Message:
    """The list as it is now."""
    return await _list(session, tenant, person_id)

"""«Всё до запуска выполнено» in the chat: offered under the digest, exceptions typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, past, rights
from services.past import NotPast
from services.rights import Actor
from storage import people_queries
from storage.tables import (
    ActivityRow,
    ConversationRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    Role,
)
from views import past as words

STEP = "past"


async def offers(session: AsyncSession, actor: Actor) -> list[tuple[int, int]]:
    """For a coordinator: (roadmap, how many of its activities were due before its launch and are
    open), where there are any."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        return []
    statement = (
        select(RoadmapRow)
        .where(
            RoadmapRow.municipality_id == actor.municipality_id,
            RoadmapRow.status == RoadmapStatus.ACTIVE,
            RoadmapRow.kind == RoadmapKind.PLAN,
        )
        .order_by(col(RoadmapRow.id))
    )
    found = []
    for roadmap in (await session.exec(statement)).all():
        codes = await _codes(session, roadmap)
        if codes:
            found.append((roadmap.id or 0, len(codes)))
    return found


async def _codes(session: AsyncSession, roadmap: RoadmapRow) -> list[int]:
    if roadmap.launched_on is None:
        return []
    return await past.open_codes(
        session, roadmap.municipality_id, roadmap.id or 0, roadmap.launched_on
    )


async def ask(
    session: AsyncSession, actor: Actor, number: int, address: str, now: datetime
) -> Message:
    """The list, and the question whether all of it is done. Raises `Denied`."""
    roadmap = await _roadmap(session, actor, number)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    codes = await _codes(session, roadmap)
    titles = await _titles(session, actor.municipality_id, codes)
    begun = await session.get(ConversationRow, address)
    if begun is None:
        begun = ConversationRow(address=address, step=STEP, changed_at=now)
    begun.step, begun.data, begun.changed_at = STEP, {"roadmap": number}, now
    session.add(begun)
    return words.question(titles, number, actor.person_id, tenant.say)


async def _titles(
    session: AsyncSession, municipality_id: int, codes: Sequence[int]
) -> list[tuple[int, str]]:
    statement = (
        select(ActivityRow.code, ActivityRow.title)
        .where(ActivityRow.municipality_id == municipality_id, col(ActivityRow.code).in_(codes))
        .order_by(col(ActivityRow.code))
    )
    return [(code, title) for code, title in await session.exec(statement)]


async def _roadmap(session: AsyncSession, actor: Actor, number: int) -> RoadmapRow:
    await rights.require_role(session, actor, Role.COORDINATOR, action="past.done")
    roadmap = await session.get(RoadmapRow, number)
    if roadmap is None or roadmap.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "past.done", roadmap=number)
    return roadmap


async def all_done(
    session: AsyncSession,
    actor: Actor,
    number: int,
    address: str,
    now: datetime,
    exceptions: Sequence[int] = (),
) -> Message:
    """Mark them, but for the exceptions; wrong codes are told and nothing is marked."""
    roadmap = await _roadmap(session, actor, number)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    before = roadmap.launched_on or tenant.today(now)
    try:
        marked = await past.mark_done(
            session, tenant, number, before, now, exceptions, by=actor.person_id
        )
    except NotPast as error:
        return words.not_among(error.codes, tenant.say)
    begun = await session.get(ConversationRow, address)
    if begun is not None:
        await session.delete(begun)
    return words.done(marked, tenant.say)


async def typed(
    session: AsyncSession, actor: Actor, codes: Sequence[int], address: str, now: datetime
) -> Message | None:
    """Codes typed as exceptions while the question stands; None when it does not."""
    begun = await session.get(ConversationRow, address)
    if begun is None or begun.step != STEP:
        return None
    return await all_done(session, actor, int(begun.data["roadmap"]), address, now, codes)

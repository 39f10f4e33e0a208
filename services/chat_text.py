"""«Текст для чата»: what schools owe, by school and date, to paste where the directors talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.calling import AHEAD, natural
from roadmap.plan import Line
from services import municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import asking_queries, calling_queries, contact_queries, plan_queries
from storage.tables import Role
from views import chat_text as words
from views.chat_text import Block, Owes


async def choose(session: AsyncSession, actor: Actor) -> tuple[Message, int | None]:
    """The question of which roadmap, and its number where there is only one to ask about.

    Raises `Denied`.
    """
    tenant = await _tenant(session, actor)
    running = await asking_queries.running_roadmaps(session, tenant.id)
    only = running[0][0] if len(running) == 1 else None
    return words.which(running, actor.person_id, tenant.say), only


async def parts(
    session: AsyncSession, actor: Actor, roadmap_id: int, now: datetime
) -> list[Message]:
    """The text about a roadmap, in as many messages as it takes. Raises `Denied`."""
    tenant = await _tenant(session, actor)
    running = dict(await asking_queries.running_roadmaps(session, tenant.id))
    if roadmap_id not in running:
        raise rights.deny(actor, "chat_text", roadmap=roadmap_id)
    today = tenant.today(now)
    owed = await calling_queries.owed(session, tenant.id, today + AHEAD)
    found = await plan_queries.lines(session, [one.assignment_id for one in owed])
    lines = [line for line in found.values() if line.roadmap_id == roadmap_id]
    blocks = await _blocks(session, tenant, lines, today)
    return words.texts(running[roadmap_id], blocks, today, tenant.say)


async def _tenant(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="chat_text")
    return await municipalities.by_id(session, actor.municipality_id)


async def _blocks(
    session: AsyncSession, tenant: Tenant, lines: Sequence[Line], today: date
) -> list[Block]:
    """What each organisation and its people owe, schools first; of nobody without one."""
    people = {line.person_id for line in lines if line.person_id is not None}
    offices = await contact_queries.offices(session, tenant.id, people)
    schools = {name for _, name in await asking_queries.schools(session, tenant.id)}
    grouped: dict[str, set[Owes]] = {}
    for line in lines:
        office = line.owner if line.person_id is None else offices.get(line.person_id, "")
        late = tenant.calendar.working_days_late(line.due, today) > 0
        if office and (late or line.due >= today):
            grouped.setdefault(office, set()).add(Owes(line.due, line.code, line.title, late))
    ordered = sorted(grouped, key=lambda name: (name not in schools, natural(name)))
    return [Block(name, tuple(sorted(grouped[name]))) for name in ordered]

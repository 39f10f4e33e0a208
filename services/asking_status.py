"""«Запросить статус сейчас»: of what is late or due soon, of a section, or of a school."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.calling import AHEAD
from services import asking_all, municipalities, rights
from services.asking_all import Asked, Round
from services.municipalities import Tenant
from services.rights import Actor
from storage import asking_queries, calling_queries
from storage.tables import NoticeKind, Role
from views import nudging_all as words
from views.nudging_all import Fate, Scope


async def choose(session: AsyncSession, actor: Actor, scope: Scope | None, page: int) -> Message:
    """Of what? Or of which section or school: a page counted from 0. Raises `Denied`,
    `Stopped`."""
    tenant = await _tenant(session, actor)
    if scope is None:
        return words.ask_scope(actor.person_id, tenant.say)
    if scope is Scope.SECTION:
        choices = await asking_queries.open_sections(session, tenant.id)
    else:
        choices = await asking_queries.schools(session, tenant.id)
    return words.choose(scope, choices, page, actor.person_id, tenant.say)


async def preview(
    session: AsyncSession, actor: Actor, scope: Scope, number: int, now: datetime
) -> Message:
    """Who would be asked, who would not and why, and the words. Raises `Denied`,
    `Stopped`."""
    asking, about = await _round(session, actor, scope, number, now)
    return words.preview_status(
        scope,
        number,
        about,
        asking.outlook(),
        asking.sample(),
        actor.person_id,
        asking.tenant.today(now),
        asking.tenant.say,
    )


async def send(
    session: AsyncSession, actor: Actor, scope: Scope, number: int, now: datetime
) -> Asked:
    """Ask them, once a day each; what became of it. Raises `Denied`, `Stopped`."""
    asking, about = await _round(session, actor, scope, number, now, to_send=True)
    outlook = await asking_all.send(session, actor, asking, now)
    today, say = asking.tenant.today(now), asking.tenant.say
    message = words.status_asked(about, outlook, actor.person_id, today, say)
    return Asked(message, bool(outlook.of(Fate.GOES)))


async def _tenant(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="ask_status")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    asking_all.require_running(tenant)
    return tenant


async def _round(
    session: AsyncSession,
    actor: Actor,
    scope: Scope,
    number: int,
    now: datetime,
    *,
    to_send: bool = False,
) -> tuple[Round, str]:
    """Everybody concerned, and what it is about in words."""
    tenant = await _tenant(session, actor)
    ids, about = await _chosen(session, tenant, actor, scope, number, tenant.today(now))
    asking = await asking_all.gather(
        session, tenant, actor, ids, NoticeKind.STATUS, now, to_send=to_send
    )
    return asking, about


async def _chosen(
    session: AsyncSession, tenant: Tenant, actor: Actor, scope: Scope, number: int, today: date
) -> tuple[list[int], str]:
    say = tenant.say
    if scope is Scope.SECTION:
        title = await asking_queries.section_title(session, tenant.id, number)
        if title is None:
            raise rights.deny(actor, "ask_status", section=number)
        return await asking_queries.of_section(session, tenant.id, number), title
    if scope is Scope.SCHOOL:
        names = await asking_queries.names_of(session, tenant.id, [number])
        if number not in names:
            raise rights.deny(actor, "ask_status", organization=number)
        return await asking_queries.of_organization(session, tenant.id, number), names[number]
    owed = await calling_queries.owed(session, tenant.id, today + AHEAD)
    late = [x for x in owed if tenant.calendar.working_days_late(x.due, today) > 0]
    if scope is Scope.LATE:
        return [x.assignment_id for x in late], say.gettext("Overdue")
    soon = [x.assignment_id for x in owed if x.due >= today]
    return soon, say.gettext("The next 14 days")

"""«Мониторинг» of the coordinator's desk: what is open, what is over, how often is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.asking import NEVER, ONGOING_EVERY, asking_from, with_ongoing
from services import municipalities, opening_rounds, rights, round_figures, rounds
from services.asking_forms import Start
from services.municipalities import Tenant
from services.rights import Actor
from storage import round_desk_queries
from storage.tables import MunicipalityRow, Role
from views import monitoring_desk as words

SETTING = "monitoring.ongoing"


async def coordinator(session: AsyncSession, actor: Actor, action: str) -> Tenant:
    """The municipality that the actor coordinates. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    return await municipalities.by_id(session, actor.municipality_id)


async def home(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """The entrance. Raises `Denied`."""
    tenant = await coordinator(session, actor, "monitoring")
    found = await round_figures.open_now(session, tenant, now)
    return words.home(found, asking_from(tenant.settings).every, actor.person_id, tenant.say)


async def over(session: AsyncSession, actor: Actor, page: int, now: datetime) -> Message:
    """A page of the rounds that are closed or called off. Raises `Denied`."""
    tenant = await coordinator(session, actor, "monitoring")
    rows = await round_desk_queries.over(session, tenant.id, words.PAGE + 1, page * words.PAGE)
    found = await round_figures.standings(session, tenant, rows[: words.PAGE], now)
    more = len(rows) > words.PAGE
    return words.over(found, page, actor.person_id, tenant.say, more=more)


async def ongoing(session: AsyncSession, actor: Actor) -> Message:
    """How often are ongoing activities asked about? Raises `Denied`."""
    tenant = await coordinator(session, actor, "monitoring")
    wish = asking_from(tenant.settings)
    return words.ask_ongoing(wish.every, wish.due_day, actor.person_id, tenant.say)


async def set_ongoing(
    session: AsyncSession, actor: Actor, choice: int, start: Start | None, now: datetime
) -> Message:
    """One of ONGOING_EVERY by its place, or past them: not at all.

    Where lists about a period that is over would go out at once, that is told until it is said
    when to `start`. Raises `Denied`.
    """
    tenant = await coordinator(session, actor, "monitoring.set")
    every = ONGOING_EVERY[choice] if choice < len(ONGOING_EVERY) else None
    row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    before, today = asking_from(row.settings), tenant.today(now)
    if before.every is every:
        return await ongoing(session, actor)
    due = opening_rounds.ongoing_due(tenant, replace(before, every=every, since=None), today)
    count = await opening_rounds.ongoing_unasked(session, tenant, due) if due is not None else 0
    if due is not None and count and start is None:
        return words.ask_ongoing_start(choice, due, count, actor.person_id, tenant.say)
    since = today + timedelta(days=1)
    if due is not None and start is Start.NOW:
        since = due.opens
    row.settings = with_ongoing(row.settings, every, since)
    session.add(row)
    await rounds.look_anew(session, tenant.id)
    value = NEVER if every is None else every.value
    rights.audit(session, actor, tenant.id, "municipality.set", now, **{SETTING: value})
    await session.flush()
    return await ongoing(session, actor)

"""«Мониторинг» of the coordinator's desk: what is open, what is over, how often is asked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.asking import NEVER, ONGOING_EVERY, asking_from
from roadmap.settings_keys import changed
from services import municipalities, rights, round_figures, rounds
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


async def set_ongoing(session: AsyncSession, actor: Actor, choice: int, now: datetime) -> Message:
    """One of ONGOING_EVERY by its place, or past them: not at all. Raises `Denied`."""
    tenant = await coordinator(session, actor, "monitoring.set")
    value = ONGOING_EVERY[choice].value if choice < len(ONGOING_EVERY) else NEVER
    row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    before = asking_from(row.settings)
    row.settings = changed(row.settings, SETTING, value)
    if asking_from(row.settings) != before:
        session.add(row)
        await rounds.look_anew(session, tenant.id)
        rights.audit(session, actor, tenant.id, "municipality.set", now, **{SETTING: value})
        await session.flush()
    return await ongoing(session, actor)

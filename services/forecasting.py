"""«What will be sent?»: the coming days as the planner will have them, for a coordinator."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import municipalities, rights, simulation
from services.rights import Actor
from services.simulation import Coming
from storage.tables import Role
from views import forecasts
from views.forecasts import Foreseen

DAYS = 7  # today included


async def coming(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """The notices of the next week, with a button for the text of each. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="forecast")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    today = tenant.today(now)
    found = await simulation.simulate(session, tenant, today, today + timedelta(days=DAYS - 1), now)
    ahead = [_foreseen(one, tenant.today(one.at)) for one in found if one.at >= now]
    return forecasts.coming(ahead, actor.person_id, today, DAYS, tenant.say, tenant.zone)


async def text(
    session: AsyncSession, actor: Actor, day: date, person: int, office: int, now: datetime
) -> Message:
    """The text that goes on a local day to a person, or (0) to an organisation. Raises
    `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="forecast")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    found = await simulation.simulate(session, tenant, day, day, now)
    own = [
        one for one in found if (one.person_id or 0, one.organization_id or 0) == (person, office)
    ]
    return forecasts.texts([(_foreseen(one, day), one.message) for one in own], tenant.say)


def _foreseen(one: Coming, day: date) -> Foreseen:
    return Foreseen(
        day, one.at, one.person, one.kind, one.about, one.person_id or 0, one.organization_id or 0
    )

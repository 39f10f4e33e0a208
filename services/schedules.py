"""The schedule of the digest as coordinators see and change it."""

from __future__ import annotations

from datetime import datetime, time

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.policy_settings import BadSetting
from roadmap.settings_keys import changed, read_value, value_of
from services import municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import group_queries
from storage.tables import GroupState, MunicipalityRow, Role
from views import schedules as words
from views.schedules import DAILIES, Part

ACTION = "schedule"
NAMES = {
    Part.DAILY: "digest.daily",
    Part.WEEKLY: "digest.weekly",
    Part.HOUR: "digest.hour",
    Part.GROUPS: "digest.groups",
}


async def _desk(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    return await municipalities.by_id(session, actor.municipality_id)


async def board(session: AsyncSession, actor: Actor, page: int = 0) -> Message:
    """What is set, and the groups. Raises `Denied`."""
    tenant = await _desk(session, actor)
    rows = await group_queries.of_municipality(session, tenant.id)
    groups = [(row.id or 0, row.title, row.state is GroupState.BOUND) for row in rows]
    return words.board(tenant.schedule, groups, page, actor.person_id, tenant.say)


async def choices(session: AsyncSession, actor: Actor, part: int) -> Message:
    """What can be set instead. Raises `Denied`, also for a part that there is not."""
    tenant = await _desk(session, actor)
    hours = [
        time(hour) for hour in range(24) if tenant.policy.opens <= time(hour) < tenant.policy.closes
    ]
    if tenant.policy.opens not in hours:
        hours.insert(0, tenant.policy.opens)
    which = _part(actor, part)
    return words.choices(which, tenant.schedule, hours, actor.person_id, tenant.say)


async def set_part(
    session: AsyncSession, actor: Actor, part: int, value: int, now: datetime
) -> Message:
    """Set one of them; the board as it is now. Raises `Denied`, also for what cannot be meant."""
    tenant = await _desk(session, actor)
    name = NAMES[_part(actor, part)]
    row = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
    before, _ = value_of(row.settings, name)
    try:
        settings = changed(row.settings, name, read_value(name, _typed(Part(part), value)))
    except (BadSetting, IndexError) as error:
        raise rights.deny(actor, ACTION, part=part, value=value) from error
    after, _ = value_of(settings, name)
    if after != before:
        row.settings, row.next_desk_at = settings, None
        session.add(row)
        rights.audit(
            session,
            actor,
            tenant.id,
            "municipality.set",
            now,
            f"municipality:{tenant.id}",
            name=name,
            before=before,
            after=after,
        )
        await session.flush()
    return await board(session, actor)


def _part(actor: Actor, part: int) -> Part:
    try:
        return Part(part)
    except ValueError as error:
        raise rights.deny(actor, ACTION, part=part) from error


def _typed(part: Part, value: int) -> str:
    match part:
        case Part.DAILY:
            return DAILIES[value].value
        case Part.HOUR:
            return f"{value // 100:02}:{value % 100:02}"
        case Part.GROUPS:
            return "yes" if value else "no"
        case _:
            return str(value)

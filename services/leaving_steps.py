"""«Больше не работает», step by step: who takes over, all or by activity, and what will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import (
    conversations,
    rights,
    successors,
    taking_over,
)
from services.municipalities import Tenant
from services.people_access import LastCoordinator, require_person
from services.rights import Actor
from services.successors import STEP
from storage import (
    contact_queries,
    people_queries,
    replacing_queries,
)
from storage.replacing_queries import Held
from storage.tables import PersonRow
from views import leaving as words
from views import successors as choosing
from views.leaving import Activity
from views.people_desk import Listed
from views.successors import For, Subject, Theirs


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who leaves, and what they have."""

    tenant: Tenant
    row: PersonRow
    of: Subject
    theirs: Theirs
    each: dict[int, int] = field(default_factory=dict)


async def opened(
    session: AsyncSession, actor: Actor, person_id: int, address: str, *, to: int = 0
) -> Case:
    """Held for a change; `to` takes over whatever no other was chosen for. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.leave", lock=True)
    of = Subject(For.LEAVING, person_id, row.full_name)
    data = await successors.begun(session, address, of)
    each = {int(activity): heir for activity, heir in data.get("each", {}).items()}
    theirs = await taking_over.theirs(session, tenant, person_id)
    return Case(tenant, row, of, theirs, {a: heir for a, heir in each.items() if heir != to})


async def choose(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    page: int,
    address: str,
    now: datetime,
    *,
    typed: str = "",
) -> Message:
    """Who takes over? A page, or those who fit typed words; where nothing is open, only what will
    end. Raises `Denied`, `LastCoordinator`."""
    case = await opened(session, actor, person_id, address)
    if case.row.left_on is not None:
        return words.left_already(case.of, case.row.left_on, case.tenant.say)
    await require_another(session, case.tenant, person_id)
    if not case.theirs.any:
        return await shown(session, case, 0, actor)
    data = {"kind": int(For.LEAVING), "whose": person_id}
    await conversations.remember(session, address, STEP, data, now)
    people = await _candidates(session, case)
    found = successors.fitting(typed, people) if typed else people
    return choosing.choose(
        case.of,
        case.theirs,
        found,
        page,
        actor.person_id,
        case.tenant.say,
        found=bool(typed),
    )


async def _candidates(session: AsyncSession, case: Case) -> list[Listed]:
    own = case.row.id or 0
    beside = await people_queries.colleagues(session, case.tenant.id, [own])
    return await successors.candidates(session, case.tenant, beside.get(own, ()), [own])


async def require_another(session: AsyncSession, tenant: Tenant, person_id: int) -> None:
    """Raises `LastCoordinator` where nobody else coordinates."""
    if await replacing_queries.coordinators(session, tenant.id) == {person_id}:
        raise LastCoordinator


async def preview(
    session: AsyncSession, actor: Actor, person_id: int, to: int, address: str, now: datetime
) -> Message:
    """What will happen once `to` takes over. Raises `Denied`, `LastCoordinator`."""
    case = await opened(session, actor, person_id, address, to=to)
    if case.row.left_on is not None:
        return words.left_already(case.of, case.row.left_on, case.tenant.say)
    await require_another(session, case.tenant, person_id)
    if to:
        await require_heir(session, case, actor, to)
        await _remember(session, case, to, address, now)
    elif case.theirs.any:
        return await choose(session, actor, person_id, 0, address, now)
    return await shown(session, case, to, actor)


async def require_heir(session: AsyncSession, case: Case, actor: Actor, to: int) -> PersonRow:
    """Who takes over works here and is somebody else. Raises `Denied`."""
    if to == case.row.id:
        raise rights.deny(actor, "person.leave", to=to)
    return await successors.chosen(session, case.tenant, actor, to, "person.leave")


async def _remember(
    session: AsyncSession, case: Case, to: int, address: str, now: datetime, **more: Any
) -> None:
    each = {str(activity): heir for activity, heir in case.each.items()}
    data = {"kind": int(For.LEAVING), "whose": case.of.id, "to": to, "each": each, **more}
    await conversations.remember(session, address, STEP, data, now)


async def shown(session: AsyncSession, case: Case, to: int, actor: Actor) -> Message:
    """What will happen, with the button that makes it so."""
    heads = await replacing_queries.headed(session, case.tenant.id, case.of.id)
    activities = await activities_of(session, case, to)
    heir = await listed(session, case.tenant, to) if to else None
    return words.leaving(
        case.of,
        case.theirs,
        heir,
        [one for one in activities if one.heir != to],
        [office.name for office in heads],
        actor.person_id,
        case.tenant.say,
    )


async def listed(session: AsyncSession, tenant: Tenant, person_id: int) -> Listed:
    """Somebody with where they work."""
    row = await session.get_one(PersonRow, person_id)
    offices = await contact_queries.offices(session, tenant.id, [person_id])
    return successors.listed(person_id, row.full_name, offices)


async def activities_of(session: AsyncSession, case: Case, to: int) -> list[Activity]:
    """What is open, an activity each, with who takes it over."""
    held = await replacing_queries.held(session, case.tenant.id, case.of.id)
    own: dict[int, Held] = {}
    for one in held:
        own.setdefault(one.activity_id, one)
    heirs = {to, *case.each.values()}
    known = dict(await replacing_queries.there(session, case.tenant.id))
    names = {heir: known.get(heir, "") for heir in heirs}
    return [
        Activity(i, one.code, one.title, heir, names[heir])
        for i, one in own.items()
        for heir in (case.each.get(i, to),)
    ]


async def share_out(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    to: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Activity by activity: who takes it over. Raises `Denied`."""
    case = await opened(session, actor, person_id, address, to=to)
    await require_heir(session, case, actor, to)
    await _remember(session, case, to, address, now)
    activities = await activities_of(session, case, to)
    return words.share_out(case.of, to, activities, page, actor.person_id, case.tenant.say)


async def choose_for_one(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    to: int,
    activity_id: int,
    page: int,
    address: str,
    now: datetime,
    *,
    typed: str = "",
) -> Message:
    """Who takes over one activity? Raises `Denied`."""
    case = await opened(session, actor, person_id, address, to=to)
    await require_heir(session, case, actor, to)
    one = _one(actor, await activities_of(session, case, to), activity_id)
    await _remember(session, case, to, address, now, activity=activity_id)
    people = await _candidates(session, case)
    found = successors.fitting(typed, people) if typed else people
    return words.choose_for_one(
        case.of, to, one, found, page, actor.person_id, case.tenant.say, found=bool(typed)
    )


def _one(actor: Actor, activities: Sequence[Activity], activity_id: int) -> Activity:
    for one in activities:
        if one.id == activity_id:
            return one
    raise rights.deny(actor, "person.leave", activity=activity_id)


async def give_one(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    to: int,
    activity_id: int,
    heir: int,
    address: str,
    now: datetime,
) -> Message:
    """One activity goes to `heir`; nothing is done yet. Raises `Denied`."""
    case = await opened(session, actor, person_id, address, to=to)
    await require_heir(session, case, actor, to)
    await require_heir(session, case, actor, heir)
    _one(actor, await activities_of(session, case, to), activity_id)
    case.each[activity_id] = heir
    await _remember(session, case, to, address, now)
    return await share_out(session, actor, person_id, to, 0, address, now)

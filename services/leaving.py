"""«Больше не работает»: who takes over, all at once or by activity; then everything else ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from services import (
    absences,
    commanding,
    conversations,
    invitations,
    people_desk,
    rights,
    successors,
    taking_over,
    teacher_leaving,
    telling,
)
from services.municipalities import Tenant
from services.people_access import require_person
from services.people_editing import LastCoordinator, look_again, wake_office
from services.refreshing import take_out
from services.rights import Actor
from services.successors import STEP
from storage import (
    absence_queries,
    account_queries,
    contact_queries,
    outbox,
    people_queries,
    replacing_queries,
)
from storage.replacing_queries import Held
from storage.tables import ConversationRow, NoticeKind, PersonRow
from views import come_and_go, replacing
from views.people_desk import Listed
from views.replacing import Activity, For, Subject, Theirs

log = structlog.get_logger()


class MustBeTakenOver(Exception):
    """Something is open, and nobody was chosen to take it over."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a press came to; `invite` is the successor who has not joined yet."""

    message: Message
    changed: bool
    invite: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """Somebody who leaves, and what they have."""

    tenant: Tenant
    row: PersonRow
    of: Subject
    theirs: Theirs
    each: dict[int, int] = field(default_factory=dict)


async def _case(
    session: AsyncSession, actor: Actor, person_id: int, address: str, *, to: int = 0
) -> _Case:
    tenant, row = await require_person(session, actor, person_id, "person.leave", lock=True)
    of = Subject(For.LEAVING, person_id, row.full_name)
    data = await successors.begun(session, address, of)
    each = {int(activity): heir for activity, heir in data.get("each", {}).items()}
    theirs = await taking_over.theirs(session, tenant, person_id)
    return _Case(tenant, row, of, theirs, {a: heir for a, heir in each.items() if heir != to})


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
    case = await _case(session, actor, person_id, address)
    if case.row.left_on is not None:
        return replacing.left_already(case.of, case.row.left_on, case.tenant.say)
    await _require_another(session, case.tenant, person_id)
    if not case.theirs.any:
        return await _preview(session, case, 0, actor)
    data = {"kind": int(For.LEAVING), "whose": person_id}
    await conversations.remember(session, address, STEP, data, now)
    people = await _candidates(session, case)
    found = successors.fitting(typed, people) if typed else people
    return replacing.choose(
        case.of,
        case.theirs,
        found,
        page,
        actor.person_id,
        case.tenant.say,
        found=bool(typed),
    )


async def _candidates(session: AsyncSession, case: _Case) -> list[Listed]:
    own = case.row.id or 0
    beside = await people_queries.colleagues(session, case.tenant.id, [own])
    return await successors.candidates(session, case.tenant, beside.get(own, ()), [own])


async def _require_another(session: AsyncSession, tenant: Tenant, person_id: int) -> None:
    if await replacing_queries.coordinators(session, tenant.id) == {person_id}:
        raise LastCoordinator


async def preview(
    session: AsyncSession, actor: Actor, person_id: int, to: int, address: str, now: datetime
) -> Message:
    """What will happen once `to` takes over. Raises `Denied`, `LastCoordinator`."""
    case = await _case(session, actor, person_id, address, to=to)
    if case.row.left_on is not None:
        return replacing.left_already(case.of, case.row.left_on, case.tenant.say)
    await _require_another(session, case.tenant, person_id)
    if to:
        await _require_heir(session, case, actor, to)
        await _remember(session, case, to, address, now)
    elif case.theirs.any:
        return await choose(session, actor, person_id, 0, address, now)
    return await _preview(session, case, to, actor)


async def _require_heir(session: AsyncSession, case: _Case, actor: Actor, to: int) -> PersonRow:
    if to == case.row.id:
        raise rights.deny(actor, "person.leave", to=to)
    return await successors.chosen(session, case.tenant, actor, to, "person.leave")


async def _remember(
    session: AsyncSession, case: _Case, to: int, address: str, now: datetime, **more: Any
) -> None:
    each = {str(activity): heir for activity, heir in case.each.items()}
    data = {"kind": int(For.LEAVING), "whose": case.of.id, "to": to, "each": each, **more}
    await conversations.remember(session, address, STEP, data, now)


async def _preview(session: AsyncSession, case: _Case, to: int, actor: Actor) -> Message:
    heads = await replacing_queries.headed(session, case.tenant.id, case.of.id)
    activities = await _activities(session, case, to)
    heir = await _listed(session, case.tenant, to) if to else None
    return replacing.leaving(
        case.of,
        case.theirs,
        heir,
        [one for one in activities if one.heir != to],
        [office.name for office in heads],
        actor.person_id,
        case.tenant.say,
    )


async def _listed(session: AsyncSession, tenant: Tenant, person_id: int) -> Listed:
    row = await session.get_one(PersonRow, person_id)
    offices = await contact_queries.offices(session, tenant.id, [person_id])
    return successors.listed(person_id, row.full_name, offices)


async def _activities(session: AsyncSession, case: _Case, to: int) -> list[Activity]:
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
    case = await _case(session, actor, person_id, address, to=to)
    await _require_heir(session, case, actor, to)
    await _remember(session, case, to, address, now)
    activities = await _activities(session, case, to)
    return replacing.share_out(case.of, to, activities, page, actor.person_id, case.tenant.say)


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
    case = await _case(session, actor, person_id, address, to=to)
    await _require_heir(session, case, actor, to)
    one = _one(actor, await _activities(session, case, to), activity_id)
    await _remember(session, case, to, address, now, activity=activity_id)
    people = await _candidates(session, case)
    found = successors.fitting(typed, people) if typed else people
    return replacing.choose_for_one(
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
    case = await _case(session, actor, person_id, address, to=to)
    await _require_heir(session, case, actor, to)
    await _require_heir(session, case, actor, heir)
    _one(actor, await _activities(session, case, to), activity_id)
    case.each[activity_id] = heir
    await _remember(session, case, to, address, now)
    return await share_out(session, actor, person_id, to, 0, address, now)


async def leave(
    session: AsyncSession,
    actor: Actor,
    person_id: int,
    to: int,
    exceptions: int,
    address: str,
    now: datetime,
) -> Left:
    """It is so: everything open goes over, and nothing more goes to who left. Pressed again, or
    where another number of `exceptions` was shown, nothing changes.

    Raises `Denied`, `LastCoordinator`, `MustBeTakenOver`.
    """
    case = await _case(session, actor, person_id, address, to=to)
    if case.row.left_on is not None:
        message = replacing.left_already(case.of, case.row.left_on, case.tenant.say)
        return Left(message, changed=False)
    await _require_another(session, case.tenant, person_id)
    if case.theirs.any and not to:
        raise MustBeTakenOver
    heirs = {to, *case.each.values()} if to else set()
    for heir in sorted(heirs):
        await _require_heir(session, case, actor, heir)
    shown = [one for one in await _activities(session, case, to) if one.heir != to]
    if len(shown) != exceptions:
        return Left(await _preview(session, case, to, actor), changed=False)
    await conversations.forget(session, address, STEP)
    return await _left(session, case, actor, to, now)


async def _left(session: AsyncSession, case: _Case, actor: Actor, to: int, now: datetime) -> Left:
    tenant, row = case.tenant, case.row
    heads = [
        Listed(office.id or 0, office.name, is_office=True)
        for office in await replacing_queries.headed(session, tenant.id, case.of.id)
    ]
    moved: Mapping[int, Sequence[int]] = {}
    handed = 0
    await _withdraw(session, tenant, case.of.id, now)
    if to and case.theirs.any:
        over = await taking_over.move(session, tenant, actor, case.of.id, to, now, each=case.each)
        moved, handed = over.assignments, over.delegations
    names = dict(await replacing_queries.there(session, tenant.id))
    for heir, ids in moved.items():
        head = come_and_go.you_take_over(row.full_name, tenant.say)
        await taking_over.tell(session, tenant, actor, heir, ids, head, now)
    heirs = {names[heir]: len(ids) for heir, ids in moved.items()}
    await let_go(session, tenant, actor, row, list(heirs), now, had_work=bool(moved))
    rights.audit(
        session,
        actor,
        tenant.id,
        "person.left",
        now,
        f"person:{case.of.id}",
        to=to or None,
        each={str(activity): heir for activity, heir in case.each.items()},
        dates={str(heir): len(ids) for heir, ids in moved.items()},
        delegations=handed,
    )
    invite = await uninvited(session, tenant, to) if to else None
    shown = await _listed(session, tenant, to) if invite is not None else None
    message = replacing.left(case.of, heirs, heads, shown, actor.person_id, tenant.say)
    log.info("person.left", person=case.of.id, by=actor.person_id)
    return Left(message, changed=True, invite=invite)


async def uninvited(session: AsyncSession, tenant: Tenant, person_id: int) -> int | None:
    """The person, if they have neither joined nor an email to be written to."""
    known = await account_queries.of_person(session, tenant.id, person_id)
    return None if known else person_id


async def _withdraw(session: AsyncSession, tenant: Tenant, person_id: int, now: datetime) -> None:
    """What waits to be said to somebody who leaves is not said; what it was about is planned
    anew for whoever reads from now on."""
    own = await people_queries.organizations_of(session, tenant.id, person_id)
    ids = await absence_queries.open_work(session, tenant.id, person_id, own)
    await take_out(session, tenant, ids, now, reader=person_id)
    waiting = await replacing_queries.waiting(session, tenant.id, person_id)
    for notice_id in waiting:
        await outbox.withdraw(session, notice_id, now)
    await outbox.give_back(session, waiting, now)
    await session.flush()


async def let_go(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: PersonRow,
    heirs: Sequence[str],
    now: datetime,
    *,
    had_work: bool,
) -> None:
    """Absences, invitations, roles, organisations and accounts of somebody who leaves end; their
    chat is told so once."""
    person_id = row.id or 0
    await absences.end_for(session, actor, person_id, now)
    await teacher_leaving.give_back(session, tenant, actor, row, now)
    await _end_standing_in(session, tenant, person_id, now)
    await invitations.revoke_links(session, row, now)
    goodbye = come_and_go.goodbye(tenant.name, heirs, tenant.say, had_work=had_work)
    cause = f"left:{actor.origin}"
    await telling.tell(session, tenant, person_id, NoticeKind.ANSWER, goodbye, cause, now)
    for office in await replacing_queries.headed(session, tenant.id, person_id):
        office.head_id, office.acting = None, False
        session.add(office)
    await look_again(session, tenant, person_id, now)
    for place in await replacing_queries.places(session, tenant.id, person_id):
        await session.delete(place)
        await session.flush()
        await wake_office(session, tenant, place.organization_id, now)
    for role in await replacing_queries.roles(session, tenant.id, person_id):
        await session.delete(role)
    await _unbind(session, tenant, person_id)
    row.left_on = tenant.today(now)
    session.add(row)
    await session.flush()


async def _end_standing_in(
    session: AsyncSession, tenant: Tenant, person_id: int, now: datetime
) -> None:
    """Nobody in particular stands in for those for whom they did."""
    rows = await replacing_queries.stood_in(session, tenant.id, person_id, tenant.today(now))
    for absence in rows:
        absence.stand_in_id = None
        session.add(absence)
    await session.flush()
    for absence in rows:
        await look_again(session, tenant, absence.person_id, now)


async def _unbind(session: AsyncSession, tenant: Tenant, person_id: int) -> None:
    for account in await account_queries.of_person(session, tenant.id, person_id):
        begun = await session.get(ConversationRow, str(account.chat_id))
        if begun is not None and begun.data.get("asked") in (None, person_id):
            await session.delete(begun)
        commanding.note(session, account.chat_id)
        await session.delete(account)
    await session.flush()


async def come_back(
    session: AsyncSession, actor: Actor, person_id: int, now: datetime
) -> tuple[Message, bool]:
    """Somebody who had left works here again, with no roles and no organisation yet: the card,
    and whether it changed. Raises `Denied`."""
    tenant, row = await require_person(session, actor, person_id, "person.back", lock=True)
    before = row.left_on
    if before is not None:
        row.left_on = None
        session.add(row)
        await session.flush()
        subject = f"person:{person_id}"
        rights.audit(
            session, actor, tenant.id, "person.returned", now, subject, left_on=before.isoformat()
        )
        await session.flush()
    return await people_desk.card(session, actor, person_id, now), before is not None

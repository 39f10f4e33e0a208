"""«Больше не работает» done: everything open goes over, then everything else ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    taking_over,
    teacher_leaving,
    telling,
)
from services.leaving_steps import (
    Case,
    activities_of,
    listed,
    opened,
    require_another,
    require_heir,
    shown,
)
from services.municipalities import Tenant
from services.people_access import require_person
from services.refreshing import take_out
from services.rights import Actor
from services.successors import STEP
from services.waking import look_again, wake_office
from storage import (
    absence_queries,
    account_queries,
    outbox,
    people_queries,
    replacing_queries,
)
from storage.tables import ConversationRow, NoticeKind, PersonRow
from views import come_and_go
from views import leaving as words
from views.people_desk import Listed

log = structlog.get_logger()


class MustBeTakenOver(Exception):
    """Something is open, and nobody was chosen to take it over."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a press came to; `invite` is the successor who has not joined yet."""

    message: Message
    changed: bool
    invite: int | None = None


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
    case = await opened(session, actor, person_id, address, to=to)
    if case.row.left_on is not None:
        message = words.left_already(case.of, case.row.left_on, case.tenant.say)
        return Left(message, changed=False)
    await require_another(session, case.tenant, person_id)
    if case.theirs.any and not to:
        raise MustBeTakenOver
    heirs = {to, *case.each.values()} if to else set()
    for heir in sorted(heirs):
        await require_heir(session, case, actor, heir)
    others = [one for one in await activities_of(session, case, to) if one.heir != to]
    if len(others) != exceptions:
        return Left(await shown(session, case, to, actor), changed=False)
    await conversations.forget(session, address, STEP)
    return await _left(session, case, actor, to, now)


async def _left(session: AsyncSession, case: Case, actor: Actor, to: int, now: datetime) -> Left:
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
    invited = await listed(session, tenant, to) if invite is not None else None
    message = words.left(case.of, heirs, heads, invited, actor.person_id, tenant.say)
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

"""Two people, or two organisations, that are one: everything of one becomes the other's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.parties.matching import likeness
from roadmap.people_sheet import fold
from services import accounts, conversations, invitations, organizations_desk, people_desk, rights
from services.accounts import Chat
from services.municipalities import Tenant
from services.people_access import require_desk, require_office, require_person
from services.people_editing import Changed
from services.refreshing import refresh
from services.rights import Actor
from services.waking import look_again, wake_office
from storage import (
    absence_queries,
    account_queries,
    contact_queries,
    merging_queries,
    people_desk_queries,
)
from storage.tables import AccountRow, OrganizationRow, PersonRow
from views import people_merging
from views.people_desk import Listed
from views.people_merging import OFFICE, PERSON, Two

CHOOSE = "merge_with"
KINDS = {PERSON: "person", OFFICE: "organization"}
SURE = 2
"""The stage of a press that confirms a merger of two who have both joined."""


class Itself(Exception):
    """Nothing can be merged with itself."""


async def choose(
    session: AsyncSession,
    actor: Actor,
    kind: int,
    number: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """With whom? The most alike first; words typed look for a name. Raises `Denied`."""
    tenant, keep = await _one(session, actor, kind, number)
    await conversations.remember(session, address, CHOOSE, {"kind": kind, "keep": number}, now)
    rows = sorted(
        await _others(session, tenant, kind, number, now),
        key=lambda one: -_alike(keep.label, one.label),
    )
    return people_merging.choose(kind, keep, rows, page, actor.person_id, tenant.say, found=False)


def _alike(one: str, other: str) -> float:
    """How alike two labels are: the surname first, then the whole."""
    first, second = fold(one).split(",")[0], fold(other).split(",")[0]
    same_surname = first.split()[:1] == second.split()[:1]
    return likeness(first, second) + 50.0 * same_surname


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, typed where it was asked with whom. Raises `Denied`."""
    kind, number = asked["kind"], asked["keep"]
    tenant, keep = await _one(session, actor, kind, number)
    rows = [
        one
        for one in await _others(session, tenant, kind, number, now)
        if people_desk_queries.fits(text, one.label)
    ]
    return people_merging.choose(kind, keep, rows, 0, actor.person_id, tenant.say, found=True)


async def _one(
    session: AsyncSession, actor: Actor, kind: int, number: int
) -> tuple[Tenant, Listed]:
    if kind == OFFICE:
        tenant, office = await require_office(session, actor, number, "merge", lock=True)
        return tenant, people_desk.office(office)
    tenant, person = await require_person(session, actor, number, "merge", lock=True)
    offices = await contact_queries.offices(session, tenant.id, [number])
    return tenant, Listed(number, ", ".join(filter(None, (person.full_name, offices.get(number)))))


async def _others(
    session: AsyncSession, tenant: Tenant, kind: int, number: int, now: datetime
) -> list[Listed]:
    if kind == OFFICE:
        rows = await people_desk_queries.organizations(session, tenant.id)
        return [people_desk.office(row) for row in rows if row.id != number]
    offices = await contact_queries.offices(session, tenant.id)
    return [
        people_desk.listed(one, offices)
        for one in await people_desk_queries.people(session, tenant.id, now)
        if one.row.id != number
    ]


async def merge(
    session: AsyncSession,
    actor: Actor,
    kind: int,
    keep_id: int,
    other_id: int,
    stage: int,
    address: str,
    now: datetime,
) -> Changed:
    """Stage 0 shows what will become of it; 1 merges, `SURE` also two who have both joined.

    The actor's own card always stays. Pressed again, or the other way round by somebody else, it
    changes nothing. Raises `Denied`, `Itself`.
    """
    if kind not in KINDS:
        raise rights.deny(actor, "merge", kind=kind)
    if kind == PERSON and other_id == actor.person_id:
        keep_id, other_id = other_id, keep_id
    if keep_id == other_id:
        raise Itself
    here = await _held(session, actor, kind, (keep_id, other_id))
    if keep_id not in here and other_id in here:
        keep_id, other_id = other_id, keep_id
    tenant, _ = await _one(session, actor, kind, keep_id)
    if other_id not in here:  # it was merged already
        return Changed(await _card(session, actor, kind, keep_id, now), changed=False)
    await _one(session, actor, kind, other_id)
    both = kind == PERSON and await _both_joined(session, tenant, keep_id, other_id)
    if stage < (SURE if both else 1):
        two = await _two(session, actor, kind, keep_id, other_id, both=both)
        return Changed(people_merging.preview(two, actor.person_id, tenant.say), changed=False)
    await conversations.forget(session, address, CHOOSE)
    if kind == PERSON:
        await _merge_people(session, tenant, actor, keep_id, other_id, now)
    else:
        await _merge_offices(session, tenant, actor, keep_id, other_id, now)
    return Changed(await _card(session, actor, kind, keep_id, now), changed=True)


async def _held(session: AsyncSession, actor: Actor, kind: int, numbers: Sequence[int]) -> set[int]:
    """The two that there are, held in the order of their ids, so that of two who merge them at once
    one waits for the other. Raises `Denied`."""
    await require_desk(session, actor, "merge")
    model = OrganizationRow if kind == OFFICE else PersonRow
    return {
        number
        for number in sorted(numbers)
        if await session.get(model, number, with_for_update=True, populate_existing=True)
    }


async def _card(
    session: AsyncSession, actor: Actor, kind: int, number: int, now: datetime
) -> Message:
    if kind == OFFICE:
        return await organizations_desk.card(session, actor, number, now)
    return await people_desk.card(session, actor, number, now)


async def _two(
    session: AsyncSession,
    actor: Actor,
    kind: int,
    keep_id: int,
    other_id: int,
    *,
    both: bool,
) -> Two:
    keep, other = [(await _one(session, actor, kind, n))[1] for n in (keep_id, other_id)]
    facts = [await _facts(session, actor, kind, number) for number in (keep_id, other_id)]
    return Two(kind, keep, other, facts[0], facts[1], both_joined=both)


async def _facts(session: AsyncSession, actor: Actor, kind: int, number: int) -> str:
    town = actor.municipality_id
    row: PersonRow | OrganizationRow
    if kind == OFFICE:
        row = await session.get_one(OrganizationRow, number)
        work = await people_desk_queries.open_work(session, town, organization_id=number)
        position = ""
    else:
        row = await session.get_one(PersonRow, number)
        work = await people_desk_queries.open_work(session, town, person_id=number)
        position = row.position
    say = (await require_desk(session, actor, "merge")).say
    counted = say.ngettext("{n} open activity", "{n} open activities", work).format(n=work)
    return ", ".join(filter(None, (position, row.phone, row.email, counted if work else "")))


async def _both_joined(session: AsyncSession, tenant: Tenant, one: int, other: int) -> bool:
    users = [
        {account.user_id for account in await _live(session, tenant, number)}
        for number in (one, other)
    ]
    return bool(users[0]) and bool(users[1]) and users[0] != users[1]


async def _live(session: AsyncSession, tenant: Tenant, person_id: int) -> list[AccountRow]:
    return await people_desk_queries.live_accounts(session, tenant.id, person_id)


async def _merge_people(
    session: AsyncSession, tenant: Tenant, actor: Actor, keep_id: int, other_id: int, now: datetime
) -> None:
    keep = await session.get_one(PersonRow, keep_id)
    other = await session.get_one(PersonRow, other_id)
    await invitations.revoke_links(session, other, now)
    await _one_account(session, tenant, actor, [keep, other], now)
    facts = _known_of(other)
    keep.position = keep.position or other.position
    keep.phone = keep.phone or other.phone
    if not keep.email or (keep.email_fault and other.email and not other.email_fault):
        keep.email, keep.email_fault = other.email, other.email_fault
        keep.email_refused_at = other.email_refused_at
    keep.in_holidays = keep.in_holidays or other.in_holidays
    session.add(keep)
    await _move(session, tenant, actor, PERSON, keep_id, other_id, facts, now)
    await look_again(session, tenant, keep_id, now)


async def _one_account(
    session: AsyncSession, tenant: Tenant, actor: Actor, two: Sequence[PersonRow], now: datetime
) -> None:
    """Of two accounts the one bound last stays for both; the other is told and let go."""
    if not await _both_joined(session, tenant, two[0].id or 0, two[1].id or 0):
        return
    live = [one for person in two for one in await _live(session, tenant, person.id or 0)]
    last = max(live, key=lambda account: account.bound_at)
    chat = Chat(last.user_id, last.chat_id)
    for person in two:
        known = await account_queries.of_person(session, tenant.id, person.id or 0)
        if any(account.user_id != chat.user_id for account in known):
            await accounts.bind(session, actor, person, chat, now)


async def _merge_offices(
    session: AsyncSession, tenant: Tenant, actor: Actor, keep_id: int, other_id: int, now: datetime
) -> None:
    keep = await session.get_one(OrganizationRow, keep_id)
    other = await session.get_one(OrganizationRow, other_id)
    facts = _known_of(other)
    keep.phone = keep.phone or other.phone
    if not keep.email:
        keep.email, keep.email_fault = other.email, other.email_fault
        keep.email_refused_at = other.email_refused_at
    if keep.head_id is None:
        keep.head_id, keep.acting = other.head_id, other.acting
    session.add(keep)
    await _move(session, tenant, actor, OFFICE, keep_id, other_id, facts, now)
    await wake_office(session, tenant, keep_id, now)


def _known_of(row: PersonRow | OrganizationRow) -> dict[str, str]:
    name = row.full_name if isinstance(row, PersonRow) else row.name
    return {"name": name, "email": row.email, "phone": row.phone}


async def _move(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    kind: int,
    keep_id: int,
    other_id: int,
    facts: Mapping[str, str],
    now: datetime,
) -> None:
    moved = await merging_queries.move(session, tenant.id, KINDS[kind], keep_id, other_id)
    await merging_queries.remove(session, tenant.id, KINDS[kind], other_id)
    rights.audit(
        session,
        actor,
        tenant.id,
        f"{KINDS[kind]}.merged",
        now,
        f"{KINDS[kind]}:{keep_id}",
        other=other_id,
        before=dict(facts),
        assignments=len(moved.assignment_ids),
    )
    await session.flush()
    await absence_queries.wake(session, moved.assignment_ids, now)
    await refresh(session, tenant, moved.assignment_ids, now)

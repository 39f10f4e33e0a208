"""Who takes over: everybody who works here, found by typed words, or somebody new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.parties.matching import ALIKE_SCORE, name_likeness
from roadmap.people_sheet import fold
from roadmap.person_typed import Typed, read_typed
from services import conversations, people, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import contact_queries, people_desk_queries, replacing_queries
from storage.tables import PersonRow
from views import successors as words
from views.people_desk import Listed
from views.successors import For, Subject

STEP = "successor"
OFFERED = 5


class NotBeingChosen(Exception):
    """Nobody is being chosen in this chat any more."""


async def candidates(
    session: AsyncSession, tenant: Tenant, first: Sequence[int], but: Collection[int]
) -> list[Listed]:
    """Everybody who works here but for some: those named `first`, then all others by name."""
    offices = await contact_queries.offices(session, tenant.id)
    known = dict(await replacing_queries.there(session, tenant.id, but))
    order = [one for one in dict.fromkeys(first) if one in known]
    order += [one for one in known if one not in set(order)]
    return [listed(one, known[one], offices) for one in order]


def listed(number: int, name: str, offices: Mapping[int, str]) -> Listed:
    """A person with where they work."""
    return Listed(number, ", ".join(filter(None, (name, offices.get(number, "")))))


def fitting(text: str, people: Sequence[Listed]) -> list[Listed]:
    """Those whose names or offices begin with the words typed."""
    return [one for one in people if people_desk_queries.fits(text, one.label)]


async def chosen(
    session: AsyncSession, tenant: Tenant, actor: Actor, person_id: int, action: str
) -> PersonRow:
    """Somebody who works here, held. Raises `Denied` for anybody else."""
    row = await session.get(PersonRow, person_id, with_for_update=True)
    if (
        row is None
        or row.municipality_id != tenant.id
        or row.left_on is not None
        or row.erased_at is not None
    ):
        raise rights.deny(actor, action, to=person_id)
    return row


async def ask_new(
    session: AsyncSession, tenant: Tenant, of: Subject, address: str, now: datetime
) -> Message:
    """The next words in the chat name somebody new."""
    data = await begun(session, address, of) | {"new": True}
    await conversations.remember(session, address, STEP, data, now)
    return words.ask_new(of, tenant.say)


async def begun(session: AsyncSession, address: str, of: Subject) -> dict[str, Any]:
    """What was chosen so far for this subject in a chat; afresh where it was another's."""
    standing = await conversations.standing(session, address)
    data = dict(standing.data) if standing is not None and standing.step == STEP else {}
    if (data.get("kind"), data.get("whose")) != (of.kind, of.id):
        data = {"kind": int(of.kind), "whose": of.id}
    return data


async def new_heard(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    of: Subject,
    address: str,
    text: str,
    now: datetime,
) -> Message | int:
    """Somebody new was typed: their number, or the question that still stands."""
    typed = read_typed(text)
    if typed is None:
        return words.not_a_person(tenant.say)
    alike = await _alike(session, tenant, typed.name, of)
    if not alike:
        return await make(session, tenant, actor, typed, now)
    data = await begun(session, address, of)
    data |= {"new": True, "typed": [typed.name, typed.phone, typed.email]}
    await conversations.remember(session, address, STEP, data, now)
    return words.perhaps_known(of, typed.name, alike, actor.person_id, tenant.say)


async def _alike(session: AsyncSession, tenant: Tenant, name: str, of: Subject) -> list[Listed]:
    but = [of.id] if of.kind is For.LEAVING else []
    offices = await contact_queries.offices(session, tenant.id)
    known = await replacing_queries.there(session, tenant.id, but)
    scored = [(name_likeness(name, full), listed(i, full, offices)) for i, full in known]
    fit = sorted((one for one in scored if one[0] >= ALIKE_SCORE), key=lambda one: -one[0])
    return [one for _, one in fit][:OFFERED]


async def typed_before(session: AsyncSession, address: str, of: Subject) -> Typed:
    """Who was typed and is somebody else than those alike. Raises `NotBeingChosen`."""
    data = await begun(session, address, of)
    if "typed" not in data:
        raise NotBeingChosen
    return Typed(*data["typed"])


async def make(
    session: AsyncSession, tenant: Tenant, actor: Actor, typed: Typed, now: datetime
) -> int:
    """Somebody new; the number."""
    row = PersonRow(
        municipality_id=tenant.id,
        full_name=typed.name,
        key=fold(typed.name),
        phone=typed.phone,
        email=typed.email,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    subject = f"person:{row.id}"
    rights.audit(session, actor, tenant.id, "person.added", now, subject, name=typed.name)
    await session.flush()
    await people.resolve_parties(session, tenant.id)
    return row.id or 0

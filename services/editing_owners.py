"""«Ответственные…»: parties of an activity added, removed, put first, given another part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import occurrences, rule_from_data
from roadmap.parts import Part
from roadmap.review.vocabulary import part_word
from services import conversations, edit_news, editing, owner_choices, owners, rights
from services.editing import Held
from services.owners import Parties
from services.reconciling import reconcile_by_hand
from services.rights import Actor
from storage.tables import ActivityPartyRow, PartyRow
from views import editing_owners as words
from views.editing_owners import Kind

STEP = "add_owner"
ACTION = "owners"
NAME_CHARS = 60


class LastOwner(Exception):
    """Nobody would answer for the activity any more."""


async def shown(session: AsyncSession, actor: Actor, activity_id: int) -> Message:
    """The parties with their parts, a button each. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    subject = await editing.subject(session, found)
    return words.owners(subject, actor.person_id, found.tenant.say)


async def one(session: AsyncSession, actor: Actor, activity_id: int, party_id: int) -> Message:
    """What can be done about one party. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    rows = await _parties(session, found)
    party, link = _one(actor, rows, party_id)
    subject = await editing.subject(session, found)
    leads = _leads(rows) == party_id
    is_group = party.is_group
    return words.one(
        subject,
        words.Chosen(party_id, party.name, owners.part_of(party, link), leads, is_group),
        actor.person_id,
        found.tenant.say,
    )


async def _parties(session: AsyncSession, found: Held) -> Parties:
    return (await owners.parties(session, [found.id]))[found.id]


def _one(actor: Actor, rows: Parties, party_id: int) -> tuple[PartyRow, ActivityPartyRow]:
    for party, link in rows:
        if party.id == party_id:
            return party, link
    raise rights.deny(actor, ACTION, party=party_id)


def _leads(rows: Parties) -> int | None:
    for party, link in rows:
        if link.part is Part.PERFORMS and not party.is_group:
            return party.id
    return None


async def choose(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Whom to add: a page, and words typed in the chat look for a name.

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.remember(session, address, STEP, {"activity": activity_id}, now)
    known = await _candidates(session, found)
    title = found.activity.title
    press = words.of_activity(actor.person_id, activity_id)
    return words.choose(title, known, page, press, found.tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, typed. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, asked["activity"], ACTION)
    fitting = owner_choices.fitting(text, await _candidates(session, found))
    if not fitting:
        return words.nobody(text[:NAME_CHARS], found.tenant.say)
    press = words.of_activity(actor.person_id, found.id)
    return words.found(found.activity.title, fitting, press, found.tenant.say)


async def _candidates(session: AsyncSession, found: Held) -> list[words.Candidate]:
    present = {party.id or 0 for party, _ in await _parties(session, found)}
    return await owner_choices.candidates(session, found.roadmap, present)


async def add(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    kind: Kind,
    number: int,
    address: str,
    now: datetime,
) -> Message:
    """A party joins the activity. A replay changes nothing. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.forget(session, address, STEP)
    party = await owner_choices.party_of(session, actor, found.roadmap, kind, number)
    rows = await _parties(session, found)
    if any(known.id == party.id for known, _ in rows):
        return words.already(
            await editing.subject(session, found), party.name, actor.person_id, found.tenant.say
        )
    part = Part.EACH_SCHOOL if party.is_group else Part.PERFORMS
    wanted = [*_shares(rows), (party.id or 0, part)]
    return await _settle(session, actor, found, wanted, now, what="added", party=party.id)


async def remove(
    session: AsyncSession, actor: Actor, activity_id: int, party_id: int, now: datetime
) -> Message:
    """A party leaves the activity. Raises `Denied`, `NotEditable`, `LastOwner`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    rows = await _parties(session, found)
    _one(actor, rows, party_id)
    wanted = [share for share in _shares(rows) if share[0] != party_id]
    return await _settle(session, actor, found, wanted, now, what="removed", party=party_id)


async def lead(
    session: AsyncSession, actor: Actor, activity_id: int, party_id: int, now: datetime
) -> Message:
    """A party becomes the lead: it stands first and performs. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    rows = await _parties(session, found)
    party, _ = _one(actor, rows, party_id)
    if party.is_group:
        raise rights.deny(actor, ACTION, party=party_id)
    rest = [share for share in _shares(rows) if share[0] != party_id]
    wanted = [(party_id, Part.PERFORMS), *rest]
    return await _settle(session, actor, found, wanted, now, what="lead", party=party_id)


async def give_part(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    party_id: int,
    part: Part,
    now: datetime,
) -> Message:
    """A party does something else in the row. Raises `Denied`, `NotEditable`, `LastOwner`."""
    found = await editing.held(session, actor, activity_id, ACTION)
    rows = await _parties(session, found)
    party, link = _one(actor, rows, party_id)
    if part is (Part.PERFORMS if party.is_group else Part.EACH_SCHOOL):
        raise rights.deny(actor, ACTION, party=party_id, part=part)
    wanted = [(i, part if i == party_id else was) for i, was in _shares(rows)]
    return await _settle(
        session,
        actor,
        found,
        wanted,
        now,
        what="part",
        party=party_id,
        part_before=part_word(owners.part_of(party, link)),
        part_after=part_word(part),
    )


def _shares(rows: Parties) -> list[tuple[int, Part]]:
    return [(party.id or 0, link.part) for party, link in rows]


async def _settle(
    session: AsyncSession,
    actor: Actor,
    found: Held,
    wanted: Sequence[tuple[int, Part]],
    now: datetime,
    **facts: object,
) -> Message:
    before = _shares(await _parties(session, found))
    if list(wanted) == before:
        return words.same(await editing.subject(session, found), actor.person_id, found.tenant.say)
    told = await edit_news.concerned(session, found.tenant, found.id, now)
    stored = [[i, part.value] for i, part in before]
    done = await editing.note(session, actor, found, "activity.owners", now, shares=stored, **facts)
    await put(session, found, wanted, now)
    await edit_news.tell(session, found.tenant, actor, found.activity, told, now)
    return await editing.changed(session, actor, found, done)


async def put(
    session: AsyncSession, found: Held, wanted: Sequence[tuple[int, Part]], now: datetime
) -> None:
    """Write the parties in order; assignments follow, reports stay. Raises `LastOwner`."""
    links = [
        ActivityPartyRow(
            municipality_id=found.tenant.id,
            activity_id=found.id,
            party_id=party_id,
            rank=rank,
            part=part,
        )
        for rank, (party_id, part) in enumerate(wanted)
    ]
    schools = await owners.taking_part(session, found.roadmap)
    meant = [(await session.get_one(PartyRow, link.party_id), link) for link in links]
    if not owners.resolve(meant, schools):
        raise LastOwner
    for _, link in await _parties(session, found):
        await session.delete(link)
    await session.flush()
    session.add_all(links)
    await session.flush()
    if not found.runs:
        return
    rule = rule_from_data(found.activity.rule)
    was = {one.key: one.due for one in occurrences(rule, found.period)}
    await reconcile_by_hand(session, found.tenant, found.roadmap, [found.activity], was, now)

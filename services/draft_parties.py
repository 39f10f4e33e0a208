"""The parties of a draft: found among people and organisations, added, given their part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap import party_candidates
from roadmap.parties import PartyKind, recognise
from roadmap.parts import Part
from roadmap.people_sheet import fold
from roadmap.review.values import PartyEntry
from roadmap.review.vocabulary import PartyIs
from services import conversations, naming, owners, people_editing, rights
from services.draft_desk import draft_of
from services.municipalities import Tenant
from services.rights import Actor
from storage import draft_queries
from storage.tables import (
    ActivityPartyRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
)
from views import drafts_parties as words
from views.drafts_parties import GROUP, NOBODY, OFFICE, PARTS, PERSON, Offer
from views.people_editing import NAME
from views.similar_parties import similar_to

log = structlog.get_logger()

STEP = "draft_party"
LONGEST_NAME = 300
FOUND = 8


async def listing(session: AsyncSession, actor: Actor, number: int, page: int) -> Message:
    """A page of the parties, counted from 0. Raises `Denied`, `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.parties")
    rows = _in_order(await draft_queries.parties(session, tenant.id, number))
    shown = [_shown(row) for row in rows]
    return words.parties(number, shown, page, actor.person_id, tenant.say)


def _in_order(rows: Sequence[draft_queries.Party]) -> list[draft_queries.Party]:
    return sorted(rows, key=lambda row: not row.is_open)


def _shown(row: draft_queries.Party, perhaps: Sequence[str] = ()) -> words.Party:
    counts = [(part, row.rows[part]) for part in PARTS if row.rows.get(part)]
    return words.Party(row.id, row.name, row.means, row.is_group, row.is_open, counts, perhaps)


async def card(
    session: AsyncSession, actor: Actor, number: int, party_id: int, address: str, now: datetime
) -> Message:
    """A party with whom it may mean; the next words in the chat name somebody else. Raises
    `Denied`, `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.parties")
    await conversations.remember(
        session, address, STEP, {"roadmap": number, "party": party_id}, now
    )
    return await _card(session, tenant, actor, number, party_id)


async def _card(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    number: int,
    party_id: int,
    offers: Sequence[Offer] | None = None,
    typed: str = "",
) -> Message:
    rows = _in_order(await draft_queries.parties(session, tenant.id, number))
    row = next((one for one in rows if one.id == party_id), None)
    if row is None:
        raise rights.deny(actor, "draft.parties", party=party_id)
    if offers is None:
        offers = [] if row.means or row.is_group else await _likely(session, tenant, row.name)
    following = next((one.id for one in rows if one.is_open and one.id != party_id), None)
    perhaps = similar_to([one.name for one in rows]).get(row.name, [])
    shown = _shown(row, perhaps)
    new = [OFFICE] if not _can_be_added(row.name, typed) else [PERSON, OFFICE]
    return words.party(
        number, shown, offers, following, actor.person_id, tenant.say, typed=typed, new=new
    )


def _can_be_added(party: str, typed: str) -> bool:
    """Whether somebody can be added under what was typed, or under the party's own name where
    nothing was: for a party that is no person's name it is to be typed."""
    if typed:
        return people_editing.fits(NAME, typed)
    return recognise(party).kind is PartyKind.PERSON


async def _likely(session: AsyncSession, tenant: Tenant, name: str) -> list[Offer]:
    people = await draft_queries.people(session, tenant.id)
    offices = await draft_queries.offices(session, tenant.id)
    found = party_candidates.people(name, [one for _, one in people])
    offers = [Offer(PERSON, *people[at]) for at in found]
    found = party_candidates.offices(name, [one for _, one in offices])
    return offers + [Offer(OFFICE, *offices[at]) for at in found]


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """A name as typed: who it may be, and the offer to add it."""
    number, party_id = asked["roadmap"], asked["party"]
    tenant, _ = await draft_of(session, actor, number, "draft.parties")
    typed = " ".join(text.split())[:LONGEST_NAME]
    people = [one for one in await draft_queries.people(session, tenant.id) if _fits(one[1], typed)]
    offices = [
        one for one in await draft_queries.offices(session, tenant.id) if _fits(one[1], typed)
    ]
    offers = [Offer(PERSON, *one) for one in people] + [Offer(OFFICE, *one) for one in offices]
    if not offers:
        offers = await _likely(session, tenant, typed)
    data = {"roadmap": number, "party": party_id, "typed": typed}
    await conversations.remember(session, address, STEP, data, now)
    return await _card(session, tenant, actor, number, party_id, offers[:FOUND], typed)


def _fits(name: str, typed: str) -> bool:
    """Whether every word typed begins some word of a name."""
    parts, known = fold(typed.replace(".", " ")).split(), fold(name).split()
    return bool(parts) and all(any(word.startswith(part) for word in known) for part in parts)


async def _party(session: AsyncSession, actor: Actor, number: int, party_id: int) -> PartyRow:
    party = await session.get(PartyRow, party_id)
    if party is None or (party.municipality_id, party.roadmap_id) != (
        actor.municipality_id,
        number,
    ):
        raise rights.deny(actor, "draft.parties", party=party_id)
    return party


async def is_whom(
    session: AsyncSession,
    actor: Actor,
    number: int,
    party_id: int,
    what: int,
    known: int,
    address: str,
    now: datetime,
) -> Message:
    """Say whom a party means: a person, an organisation (their id is `known`), every school, or
    nobody that is known. Raises `Denied`, `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.parties", change=True)
    party = await _party(session, actor, number, party_id)
    before = {"person": party.person_id, "office": party.organization_id, "group": party.is_group}
    if what == PERSON:
        await _of_town(session, actor, PersonRow, known)
    elif what == OFFICE:
        await _of_town(session, actor, OrganizationRow, known)
    elif what not in (GROUP, NOBODY):
        raise rights.deny(actor, "draft.parties", what=what)
    was_group = party.is_group
    party.person_id = known if what == PERSON else None
    party.organization_id = known if what == OFFICE else None
    party.is_group = what == GROUP
    session.add(party)
    await session.flush()
    if was_group != party.is_group:
        await _usual_parts(session, party)
    after = {"person": party.person_id, "office": party.organization_id, "group": party.is_group}
    _note(session, actor, party, now, before=before, after=after)
    await conversations.remember(
        session, address, STEP, {"roadmap": number, "party": party_id}, now
    )
    return await _card(session, tenant, actor, number, party_id)


async def _of_town(
    session: AsyncSession, actor: Actor, kind: type[PersonRow] | type[OrganizationRow], known: int
) -> None:
    row: PersonRow | OrganizationRow | None = await session.get(kind, known)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "draft.parties", whom=known)


async def _usual_parts(session: AsyncSession, party: PartyRow) -> None:
    """What is proposed for a group, or for one that is none: alone in a row each school answers,
    beside others schools are informed; who is no group performs."""
    links = (
        await session.exec(select(ActivityPartyRow).where(ActivityPartyRow.party_id == party.id))
    ).all()
    rows = await owners.parties(session, [link.activity_id for link in links])
    for link in links:
        alone = all(other.is_group for other, _ in rows[link.activity_id])
        if not party.is_group:
            link.part = Part.PERFORMS
        else:
            link.part = Part.EACH_SCHOOL if alone else Part.INFORMED
        session.add(link)
    await session.flush()


def _note(
    session: AsyncSession, actor: Actor, party: PartyRow, now: datetime, **facts: object
) -> None:
    rights.audit(
        session,
        actor,
        party.municipality_id,
        "draft.party",
        now,
        f"party:{party.id}",
        name=party.name,
        **facts,
    )
    log.info("draft.party", roadmap=party.roadmap_id, party=party.id)


async def add_new(
    session: AsyncSession,
    actor: Actor,
    number: int,
    party_id: int,
    what: int,
    address: str,
    now: datetime,
    *,
    typed: bool,
) -> Message:
    """Add the person or organisation that a party means, under its own name or, where `typed`,
    under the one written last; who is known by that name is taken. Raises `Denied`, `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.parties", change=True)
    party = await _party(session, actor, number, party_id)
    if what not in (PERSON, OFFICE):
        raise rights.deny(actor, "draft.parties", what=what)
    name = party_candidates.name_in(party.name) if what == PERSON else party.name
    standing = await conversations.standing(session, address)
    if typed and standing is not None and standing.step == STEP:
        said = standing.data.get("typed", "")
        name = said if standing.data["party"] == party_id and said else name
    if what == PERSON and not _can_be_added(party.name, name if name != party.name else ""):
        return await _card(session, tenant, actor, number, party_id)
    kind = PartyIs.PERSON if what == PERSON else PartyIs.ORGANIZATION
    entry = PartyEntry(party.name, kind, name)
    if kind is PartyIs.PERSON and await naming.ambiguous(session, tenant.id, [entry], {}):
        offers = await _likely(session, tenant, name)
        return await _card(session, tenant, actor, number, party_id, offers, name)
    if party.person_id is None and party.organization_id is None:
        await naming.name_parties(session, tenant, [entry], {party.name: party}, now)
        after = {"person": party.person_id, "office": party.organization_id}
        _note(session, actor, party, now, added=name, after=after)
    return await _card(session, tenant, actor, number, party_id)


async def set_part(
    session: AsyncSession, actor: Actor, number: int, party_id: int, part: int, now: datetime
) -> Message:
    """What a party does in all rows of the draft. Raises `Denied`, `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.parties", change=True)
    party = await _party(session, actor, number, party_id)
    if part >= len(PARTS) or (PARTS[part] is Part.EACH_SCHOOL) != party.is_group:
        allowed = part < len(PARTS) and PARTS[part] is Part.INFORMED
        if not allowed:
            raise rights.deny(actor, "draft.parties", part=part)
    await session.execute(
        sa.update(ActivityPartyRow)
        .where(
            col(ActivityPartyRow.municipality_id) == tenant.id,
            col(ActivityPartyRow.party_id) == party_id,
        )
        .values(part=PARTS[part])
    )
    _note(session, actor, party, now, part=PARTS[part].value)
    return await _card(session, tenant, actor, number, party_id)

"""Activities of a draft that nobody answers for, and who is named for one or for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.drafts import Level
from roadmap.parts import Part
from roadmap.people_sheet import fold
from roadmap.review.vocabulary import PartyIs, party_kind_word
from services import (
    conversations,
    draft_desk,
    owners,
    rights,
)
from services.draft_desk import draft_of
from services.municipalities import Tenant
from services.rights import Actor
from storage import draft_queries
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
)
from views import drafts_launch as words
from views.drafts_launch import LEVELS, Chosen, Unowned
from views.drafts_parties import GROUP, OFFICE, PERSON, Offer

log = structlog.get_logger()

STEP = "draft_assign"


async def unowned(session: AsyncSession, actor: Actor, number: int, page: int) -> Message:
    """A page, counted from 0, of the activities of nobody. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.launch")
    rows = await draft_desk.unowned(session, tenant, row)
    return words.unowned(number, await _named(session, rows), page, actor.person_id, tenant.say)


async def _named(session: AsyncSession, rows: Sequence[ActivityRow]) -> list[Unowned]:
    parties = await owners.parties(session, [row.id or 0 for row in rows])
    return [
        Unowned(
            row.id or 0,
            row.code,
            row.title,
            tuple(party.name for party, _ in parties[row.id or 0]),
            Level(row.level) if row.level else None,
        )
        for row in rows
    ]


async def _activity(
    session: AsyncSession, actor: Actor, number: int, activity_id: int
) -> ActivityRow | None:
    """An activity of the draft; None for 0, which means all of nobody."""
    if activity_id == 0:
        return None
    row = await session.get(ActivityRow, activity_id)
    if row is None or (row.municipality_id, row.roadmap_id) != (actor.municipality_id, number):
        raise rights.deny(actor, "draft.assign", activity=activity_id)
    return row


async def choose(
    session: AsyncSession,
    actor: Actor,
    number: int,
    activity_id: int,
    level: int,
    page: int,
    address: str,
    now: datetime,
) -> Message:
    """Whom to name for an activity, or (0) for all of nobody, of a level (its number, 0 for any): a
    page, counted from 0; the next words in the chat look for a name. Raises `Denied`,
    `NotADraft`."""
    tenant, _ = await draft_of(session, actor, number, "draft.launch")
    chosen = await _chosen(session, actor, number, activity_id, level)
    data = {"roadmap": number, "activity": activity_id, "level": level}
    await conversations.remember(session, address, STEP, data, now)
    offers = await _everybody(session, tenant)
    return words.whom(number, chosen, offers, page, actor.person_id, tenant.say)


async def _chosen(
    session: AsyncSession, actor: Actor, number: int, activity_id: int, level: int
) -> Chosen:
    row = await _activity(session, actor, number, activity_id)
    if level > len(LEVELS):
        raise rights.deny(actor, "draft.assign", level=level)
    return Chosen((await _named(session, [row]))[0] if row is not None else None, level)


async def _everybody(session: AsyncSession, tenant: Tenant) -> list[Offer]:
    """All schools, then people, then organisations."""
    offers = []
    if await draft_queries.schools(session, tenant.id):
        name = party_kind_word(PartyIs.GROUP)
        offers.append(Offer(GROUP, 0, name[:1].upper() + name[1:]))
    offers += [Offer(PERSON, *one) for one in await draft_queries.people(session, tenant.id)]
    return offers + [Offer(OFFICE, *one) for one in await draft_queries.offices(session, tenant.id)]


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The beginning of a name, where it was asked who answers."""
    tenant, _ = await draft_of(session, actor, asked["roadmap"], "draft.launch")
    number, level = asked["roadmap"], asked["level"]
    chosen = await _chosen(session, actor, number, asked["activity"], level)
    typed = fold(text)
    offers = [one for one in await _everybody(session, tenant) if typed in fold(one.name)]
    first = [one for one in offers if fold(one.name).startswith(typed)]
    return words.whom(number, chosen, first or offers, 0, actor.person_id, tenant.say)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is named for what: `what` and `known` as a party is said to be somebody (PERSON with 0 is
    the actor), for an activity, or (0) for all of nobody of a level (0 for any)."""

    activity_id: int
    what: int
    known: int
    level: int = 0


async def assign(
    session: AsyncSession,
    actor: Actor,
    number: int,
    naming: Naming,
    address: str,
    now: datetime,
) -> Message:
    """Name somebody; who is left without anybody follows. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.launch", change=True)
    await _chosen(session, actor, number, naming.activity_id, naming.level)
    party = await _party(session, actor, row, naming)
    chosen = [
        each
        for each in await draft_desk.unowned(session, tenant, row)
        if naming.activity_id in (0, each.id)
        and (not naming.level or each.level == LEVELS[naming.level - 1].value)
    ]
    for each in chosen:
        await _add(session, each, party)
    if chosen:
        rights.audit(
            session,
            actor,
            tenant.id,
            "draft.assigned",
            now,
            f"roadmap:{number}",
            party=party.name,
            codes=[each.code for each in chosen],
        )
        log.info("draft.assigned", roadmap=number, party=party.id, activities=len(chosen))
    await conversations.forget(session, address, STEP)
    await session.flush()
    return await unowned(session, actor, number, 0)


async def _party(session: AsyncSession, actor: Actor, row: RoadmapRow, naming: Naming) -> PartyRow:
    """The party of the draft that means whom is named; made where there is none."""
    if naming.what == GROUP:
        return await _group(session, row)
    if naming.what == PERSON:
        person = await session.get(PersonRow, naming.known or actor.person_id)
        if person is not None and person.municipality_id == actor.municipality_id:
            return await owners.party_of(session, row.id or 0, person)
    elif naming.what == OFFICE:
        office = await session.get(OrganizationRow, naming.known)
        if office is not None and office.municipality_id == actor.municipality_id:
            return await owners.party_of_office(session, row.id or 0, office)
    raise rights.deny(actor, "draft.assign", what=naming.what, to=naming.known)


async def _group(session: AsyncSession, row: RoadmapRow) -> PartyRow:
    known = await session.exec(
        select(PartyRow)
        .where(PartyRow.roadmap_id == row.id, col(PartyRow.is_group).is_(True))
        .order_by(col(PartyRow.id))
    )
    party = known.first() or PartyRow(
        municipality_id=row.municipality_id,
        roadmap_id=row.id or 0,
        name=party_kind_word(PartyIs.GROUP),
        is_group=True,
    )
    session.add(party)
    await session.flush()
    return party


async def _add(session: AsyncSession, activity: ActivityRow, party: PartyRow) -> None:
    """The party performs the activity, after those who are in its row already."""
    part = Part.EACH_SCHOOL if party.is_group else Part.PERFORMS
    rows = (await owners.parties(session, [activity.id or 0]))[activity.id or 0]
    for other, link in rows:
        if other.id == party.id:
            link.part = part
            session.add(link)
            return
    session.add(
        ActivityPartyRow(
            municipality_id=party.municipality_id,
            activity_id=activity.id or 0,
            party_id=party.id or 0,
            rank=max((link.rank + 1 for _, link in rows), default=0),
            part=part,
        )
    )
    await session.flush()

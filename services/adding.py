"""«Добавить мероприятие…»: the section, the title, the deadline in words, who, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import NoDeadline, read
from roadmap.deadlines.wording import russian
from roadmap.period import Period
from roadmap.redating import Proposal, propose, with_year
from services import (
    conversations,
    municipalities,
    owner_choices,
    rights,
)
from services.editing import NotEditable
from services.municipalities import Tenant
from services.rights import Actor
from storage import editing_queries
from storage.tables import PartyRow, RoadmapRow, RoadmapStatus, Role
from views import adding as words
from views import editing_deadline, editing_owners
from views.adding import Section, Step
from views.editing_owners import Kind

STEP = "adding"
ACTION = "add_activity"
TITLE_CHARS, DEADLINE_CHARS, RESULT_CHARS, NAME_CHARS = 1000, 300, 2000, 60
Known = dict[str, Any]


class NotAdding(Exception):
    """What was typed so far is not known any more."""


@dataclass(frozen=True, slots=True)
class Adding:
    """A roadmap that gets an activity, and what is known of it so far."""

    tenant: Tenant
    roadmap: RoadmapRow
    known: Known

    @property
    def period(self) -> Period:
        """The local days of the roadmap."""
        return Period(self.roadmap.period_start, self.roadmap.period_end)


async def _roadmap(session: AsyncSession, actor: Actor, roadmap_id: int) -> Adding:
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    row = await session.get(RoadmapRow, roadmap_id, with_for_update=True, populate_existing=True)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, ACTION, roadmap=roadmap_id)
    if row.status is RoadmapStatus.ARCHIVED:
        raise NotEditable
    return Adding(await municipalities.by_id(session, actor.municipality_id), row, {})


async def standing(session: AsyncSession, actor: Actor, roadmap_id: int, address: str) -> Adding:
    """The same with what was said so far. Raises `NotAdding`."""
    at = await _roadmap(session, actor, roadmap_id)
    row = await conversations.standing(session, address)
    if row is None or row.step != STEP or row.data["roadmap"] != roadmap_id:
        raise NotAdding
    return replace(at, known=row.data)


async def begin(session: AsyncSession, actor: Actor, roadmap_id: int, page: int) -> Message:
    """In which section? Raises `Denied`, `NotEditable`."""
    at = await _roadmap(session, actor, roadmap_id)
    sections = await _sections(session, at)
    return words.ask_section(
        at.roadmap.title, roadmap_id, sections, page, actor.person_id, at.tenant.say
    )


async def _sections(session: AsyncSession, at: Adding) -> list[Section]:
    rows = await editing_queries.sections(session, at.tenant.id, at.roadmap.id or 0)
    return [Section(row.id or 0, row.title, row.parent_id is not None) for row in rows]


async def in_section(
    session: AsyncSession,
    actor: Actor,
    roadmap_id: int,
    section_id: int,
    address: str,
    now: datetime,
) -> Message:
    """The section is chosen, 0 for none: what is to be done? Raises `Denied`, `NotEditable`."""
    at = await _roadmap(session, actor, roadmap_id)
    known = {one.section_id: one.title for one in await _sections(session, at)}
    if section_id and section_id not in known:
        raise rights.deny(actor, ACTION, section=section_id)
    data = {"roadmap": roadmap_id, "section": section_id, "step": Step.TITLE.value}
    await conversations.remember(session, address, STEP, data, now)
    said = words.Said(section=known.get(section_id, ""))
    return words.ask(Step.TITLE, said, at.tenant.today(now), at.tenant.say)


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """Words typed as the title, the deadline, a name, or the result.

    Raises `Denied`, `NotEditable`, `NotAdding`.
    """
    at = await standing(session, actor, asked["roadmap"], address)
    match Step(at.known["step"]):
        case Step.TITLE:
            title = " ".join(text.split())[:TITLE_CHARS]
            return await _next(session, at, address, now, Step.DEADLINE, title=title)
        case Step.DEADLINE:
            return await _deadline_heard(session, actor, at, address, text, now)
        case Step.OWNER:
            return await _name_heard(session, actor, at, text)
        case Step.RESULT:
            result = text.strip()[:RESULT_CHARS]
            return await _preview(session, actor, at, address, now, result=result)
        case Step.SURE:
            return words.press_it(at.tenant.say)


async def _next(
    session: AsyncSession,
    at: Adding,
    address: str,
    now: datetime,
    step: Step,
    **more: object,
) -> Message:
    """The next question, with what was said remembered."""
    data = {**at.known, **more, "step": step.value}
    await conversations.remember(session, address, STEP, data, now)
    said = await _said(session, replace(at, known=data))
    return words.ask(step, said, at.tenant.today(now), at.tenant.say)


async def _said(session: AsyncSession, at: Adding, today: date | None = None) -> words.Said:
    sections = {one.section_id: one.title for one in await _sections(session, at)}
    known = at.known
    party = await session.get(PartyRow, known["party"]) if "party" in known else None
    meant = None
    if today is not None:
        found = proposed(at, today)
        dates = found.days
        meant = editing_deadline.Understood(
            russian(found.rule), dates, found.past, (), (), (), found.question
        )
    return words.Said(
        sections.get(known["section"], ""),
        known.get("title", ""),
        known.get("deadline", ""),
        party.name if party is not None else "",
        known.get("result", ""),
        meant,
    )


def proposed(at: Adding, today: date) -> Proposal:
    """What the deadline that was typed means."""
    return propose(at.known["deadline"], at.period, NoDeadline(), (), today)


async def _deadline_heard(
    session: AsyncSession, actor: Actor, at: Adding, address: str, text: str, now: datetime
) -> Message:
    text = " ".join(text.split())[:DEADLINE_CHARS]
    found = propose(text, at.period, NoDeadline(), (), at.tenant.today(now))
    if not found.is_read:
        return words.not_understood(text, at.tenant.say)
    if not found.dates and _is_dated(text, at.period):
        return words.outside(at.period, at.tenant.say)
    if found.years:
        data = {**at.known, "yearless": text}
        await conversations.remember(session, address, STEP, data, now)
        roadmap_id, reader = at.roadmap.id or 0, actor.person_id
        return words.ask_year(text, found.years, roadmap_id, reader, at.tenant.say)
    data = {**at.known, "deadline": text, "step": Step.OWNER.value}
    await conversations.remember(session, address, STEP, data, now)
    return await _choose(session, actor, replace(at, known=data), 0, now)


async def in_year(
    session: AsyncSession, actor: Actor, roadmap_id: int, year: int, address: str, now: datetime
) -> Message:
    """The year of a day typed without one, 0 for every year.

    Raises `Denied`, `NotEditable`, `NotAdding`.
    """
    at = await standing(session, actor, roadmap_id, address)
    text = at.known.get("yearless")
    if Step(at.known["step"]) is not Step.DEADLINE or text is None:
        raise NotAdding
    typed = with_year(text, year, at.period)
    return await _deadline_heard(session, actor, at, address, typed, now)


def _is_dated(text: str, period: Period) -> bool:
    return bool(read(text, None).dues) or bool(read(text, period).dues)


async def _choose(
    session: AsyncSession, actor: Actor, at: Adding, page: int, now: datetime
) -> Message:
    known = await owner_choices.candidates(session, at.roadmap)
    said = await _said(session, at, at.tenant.today(now))
    press = words.of_roadmap(actor.person_id, at.roadmap.id or 0)
    return words.choose(said, known, page, press, at.tenant.say)


async def page(
    session: AsyncSession, actor: Actor, roadmap_id: int, number: int, address: str, now: datetime
) -> Message:
    """Another page of people. Raises `Denied`, `NotEditable`, `NotAdding`."""
    at = await standing(session, actor, roadmap_id, address)
    if Step(at.known["step"]) is not Step.OWNER:
        raise NotAdding
    return await _choose(session, actor, at, number, now)


async def _name_heard(session: AsyncSession, actor: Actor, at: Adding, text: str) -> Message:
    known = await owner_choices.candidates(session, at.roadmap)
    fitting = owner_choices.fitting(text, known)
    if not fitting:
        return editing_owners.nobody(text[:NAME_CHARS], at.tenant.say)
    press = words.of_roadmap(actor.person_id, at.roadmap.id or 0)
    return editing_owners.found(at.known["title"], fitting, press, at.tenant.say)


async def owned_by(
    session: AsyncSession,
    actor: Actor,
    roadmap_id: int,
    kind: Kind,
    number: int,
    address: str,
    now: datetime,
) -> Message:
    """Who is responsible was chosen: what is the result? Raises `Denied`, `NotAdding`."""
    at = await standing(session, actor, roadmap_id, address)
    if "deadline" not in at.known:
        raise NotAdding
    party = await owner_choices.party_of(session, actor, at.roadmap, kind, number)
    data = {**at.known, "party": party.id, "step": Step.RESULT.value}
    await conversations.remember(session, address, STEP, data, now)
    said = await _said(session, replace(at, known=data))
    return words.ask_result(said, roadmap_id, actor.person_id, at.tenant.say)


async def without_result(
    session: AsyncSession, actor: Actor, roadmap_id: int, address: str, now: datetime
) -> Message:
    """No result is named. Raises `Denied`, `NotAdding`."""
    at = await standing(session, actor, roadmap_id, address)
    if "party" not in at.known:
        raise NotAdding
    return await _preview(session, actor, at, address, now, result="")


async def _preview(
    session: AsyncSession, actor: Actor, at: Adding, address: str, now: datetime, *, result: str
) -> Message:
    data = {**at.known, "result": result, "step": Step.SURE.value}
    await conversations.remember(session, address, STEP, data, now)
    said = await _said(session, replace(at, known=data), at.tenant.today(now))
    return words.sure(said, at.roadmap.id or 0, actor.person_id, at.tenant.say)

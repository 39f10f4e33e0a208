"""A new activity as it was said: stored last in its section, with a code of its own."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import Rule
from roadmap.numbering import appended, next_number
from roadmap.parts import Part, Share
from roadmap.review.comparing import compare
from roadmap.review.values import Plan, Planned
from services import (
    applying,
    conversations,
    edit_news,
    stored_plans,
)
from services.adding import STEP, Adding, NotAdding, proposed, standing
from services.editing import RUNS
from services.rights import Actor
from storage.tables import PartyRow
from views import adding as words
from views.adding import Step


async def add(
    session: AsyncSession, actor: Actor, roadmap_id: int, address: str, now: datetime
) -> Message:
    """It is added at the end of its section, with a code of its own; those who answer for it are
    told once. Raises `Denied`, `NotEditable`, `NotAdding`."""
    at = await standing(session, actor, roadmap_id, address)
    if Step(at.known["step"]) is not Step.SURE:
        raise NotAdding
    party = await session.get(PartyRow, at.known["party"])
    if party is None or party.roadmap_id != roadmap_id:
        raise NotAdding
    await conversations.forget(session, address, STEP)
    plan = await stored_plans.load(session, at.tenant.id, roadmap_id)
    rule = proposed(at, at.tenant.today(now)).rule
    wanted = appended(plan, await _new(session, at, plan, party, rule))
    difference = compare(plan, wanted, keyed=True)
    done = await applying.apply(
        session,
        at.tenant,
        wanted,
        difference,
        now,
        names_parties=False,
        actor=actor,
        whole=False,
    )
    (row,) = done.made
    if at.roadmap.status in RUNS:
        await edit_news.tell(session, at.tenant, actor, row, {}, now)
    return words.done(row.id or 0, row.code, row.title, actor.person_id, at.tenant.say)


async def _new(
    session: AsyncSession, at: Adding, plan: Plan, party: PartyRow, rule: Rule
) -> Planned:
    section, subsection = await _place(session, at)
    beside = [
        one.number
        for one in plan.activities
        if (one.section, one.subsection) == (section, subsection)
    ]
    part = Part.EACH_SCHOOL if party.is_group else Part.PERFORMS
    return Planned(
        code=None,
        title=at.known["title"],
        rule=rule,
        section=section,
        subsection=subsection,
        number=next_number(beside),
        deadline_text=at.known["deadline"],
        shares=(Share(party.name, part),),
        expected_result=at.known["result"],
    )


async def _place(session: AsyncSession, at: Adding) -> tuple[str, str]:
    sections = await stored_plans.sections(session, at.roadmap.id or 0)
    return next((place for place, i in sections.items() if i == at.known["section"]), ("", ""))

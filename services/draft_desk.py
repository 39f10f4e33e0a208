"""«Дорожные карты»: the list, the card of one, its workbook, deleting a draft."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.drafting_steps import Gaps, questions
from roadmap.period import Period
from roadmap.review.activity_rows import kind_of
from roadmap.review.folding import Topic
from roadmap.review.values import Plan
from services import municipalities, new_schools, owners, reviewing, rights, stored_plans
from services.launching import NotADraft
from services.municipalities import Tenant
from services.rights import Actor
from storage import document_queries, draft_queries
from storage.draft_queries import Party
from storage.files import FileStore
from storage.tables import (
    ActivityRow,
    AuditRow,
    DocumentState,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    Role,
)
from views import drafts
from views.drafts import Listed, Shown

log = structlog.get_logger()

DROPPED = "roadmap.dropped"
REVIEW = "draft"
"""The setting of a draft that remembers how its questions were answered; gone on launch."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A roadmap of the actor's municipality, and what of it is open."""

    tenant: Tenant
    row: RoadmapRow
    plan: Plan
    parties: Sequence[Party] = ()
    unowned: Sequence[ActivityRow] = ()
    answers: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    apart: frozenset[Topic] = frozenset()

    @property
    def gaps(self) -> Gaps:
        """What is open, counted."""
        return Gaps(
            len(questions(self.plan.activities, self.apart)),
            sum(party.is_open for party in self.parties),
            len(self.unowned),
        )


async def row_of(
    session: AsyncSession, actor: Actor, number: int, action: str, *, change: bool = False
) -> RoadmapRow:
    """A roadmap for a coordinator of its municipality; to `change`, it must be a draft, and is
    this transaction's. Raises `Denied`, `NotADraft`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    row = await session.get(
        RoadmapRow, number, with_for_update=change or None, populate_existing=change
    )
    if (
        row is None
        or row.municipality_id != actor.municipality_id
        or row.kind is not RoadmapKind.PLAN
    ):
        raise rights.deny(actor, action, roadmap=number)
    if change and row.status is not RoadmapStatus.DRAFT:
        raise NotADraft(number, row.status)
    return row


async def draft_of(
    session: AsyncSession, actor: Actor, number: int, action: str, *, change: bool = False
) -> tuple[Tenant, RoadmapRow]:
    """The same for what is done to drafts only. Raises `Denied`, `NotADraft`."""
    row = await row_of(session, actor, number, action, change=change)
    if row.status is not RoadmapStatus.DRAFT:
        raise NotADraft(number, row.status)
    return await municipalities.by_id(session, actor.municipality_id), row


async def opened(session: AsyncSession, tenant: Tenant, row: RoadmapRow) -> Opened:
    """A roadmap read whole."""
    number = row.id or 0
    plan = await stored_plans.load(session, tenant.id, number)
    review = row.settings.get(REVIEW, {})
    return Opened(
        tenant,
        row,
        plan,
        await draft_queries.parties(session, tenant.id, number),
        await unowned(session, tenant, row) if row.status is RoadmapStatus.DRAFT else (),
        tuple(review.get("answers", ())),
        frozenset(Topic(name) for name in review.get("apart", ())),
    )


async def unowned(session: AsyncSession, tenant: Tenant, row: RoadmapRow) -> list[ActivityRow]:
    """The activities of a roadmap that nobody would answer for."""
    rows = await stored_plans.live_activities(session, row.id or 0)
    parties = await owners.parties(session, [one.id or 0 for one in rows])
    taking_part = await owners.schools(session, tenant.id, owners.left_out(row.settings))
    return [one for one in rows if not owners.resolve(parties[one.id or 0], taking_part)]


async def listing(session: AsyncSession, actor: Actor, page: int) -> Message:
    """A page of all roadmaps, counted from 0. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="roadmaps")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    rows = [
        Listed(row.id or 0, row.title, row.status.value, Period(row.period_start, row.period_end))
        for row in await draft_queries.roadmaps(session, tenant.id)
    ]
    documents = [
        (row.id or 0, row.name, row.state is DocumentState.WAITING)
        for row in await document_queries.open_ones(session, tenant.id)
    ]
    return drafts.roadmaps(rows, documents, page, actor.person_id, tenant.say)


async def card(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """The card of a roadmap. Raises `Denied`."""
    await row_of(session, actor, number, "roadmap.card")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return await card_of(session, tenant, number, actor.person_id, now)


async def card_of(
    session: AsyncSession, tenant: Tenant, number: int, reader: int, now: datetime
) -> Message:
    """The card of a roadmap of `tenant` for the person `reader`."""
    row = await session.get_one(RoadmapRow, number)
    one = await opened(session, tenant, row)
    schools = await draft_queries.schools(session, tenant.id)
    came = await new_schools.coming(session, tenant, row, tenant.today(now))
    shown = replace(
        _shown(one),
        new_schools=len(came),
        schools=len(schools),
        left_out=len({s.id for s in schools} & set(owners.left_out(row.settings))) + len(came),
    )
    return drafts.card(shown, reader, tenant.say)


def _shown(one: Opened) -> Shown:
    plan, row = one.plan, one.row
    kinds = Counter(kind_of(activity.rule).value for activity in plan.activities)
    doubted = {
        code for question in questions(plan.activities, one.apart) for code in question.codes
    }
    return Shown(
        id=plan.number,
        title=plan.title,
        status=row.status.value,
        period=plan.period,
        document=row.document_name,
        sections=len({a.section for a in plan.activities if a.section}),
        activities=len(plan.activities),
        kinds=dict(kinds.most_common()),
        parties=[party.name for party in one.parties],
        has_groups=any(party.is_group for party in one.parties),
        doubted=len(doubted),
        answered=len(one.answers),
        gaps=one.gaps,
        launched_on=row.launched_on,
    )


async def workbook(session: AsyncSession, actor: Actor, files: FileStore, number: int) -> Message:
    """The review workbook as a file, kept before it is spoken of. Raises `Denied`."""
    await row_of(session, actor, number, "roadmap.workbook")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    data = await reviewing.workbook(session, tenant, number)
    sha256 = await asyncio.to_thread(files.put, data)
    name = tenant.say.gettext("Roadmap {n}, to check.xlsx").format(n=number)
    log.info("roadmap.workbook", roadmap=number, person=actor.person_id, size=len(data))
    return drafts.workbook(sha256, name, actor.person_id, number, tenant.say)


async def _is_gone(session: AsyncSession, actor: Actor, number: int) -> bool:
    """Whether a draft of the actor's municipality was deleted. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="roadmap.drop")
    if await session.get(RoadmapRow, number) is not None:
        return False
    dropped = select(AuditRow.id).where(
        AuditRow.municipality_id == actor.municipality_id,
        AuditRow.action == DROPPED,
        AuditRow.subject == f"roadmap:{number}",
    )
    return (await session.exec(dropped)).first() is not None


async def ask_to_drop(session: AsyncSession, actor: Actor, number: int) -> Message:
    """Whether a draft is to be deleted. Raises `Denied`, `NotADraft`."""
    if await _is_gone(session, actor, number):
        tenant = await municipalities.by_id(session, actor.municipality_id)
        return drafts.gone_already(actor.person_id, tenant.say)
    row = await row_of(session, actor, number, "roadmap.drop", change=True)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    one = Listed(number, row.title, row.status.value, Period(row.period_start, row.period_end))
    return drafts.really_drop(one, actor.person_id, tenant.say)


async def drop(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """Delete a draft whole; once it is gone, say so. Raises `Denied`, `NotADraft`."""
    if await _is_gone(session, actor, number):
        tenant = await municipalities.by_id(session, actor.municipality_id)
        return drafts.gone_already(actor.person_id, tenant.say)
    row = await row_of(session, actor, number, "roadmap.drop", change=True)
    tenant, title = await municipalities.by_id(session, actor.municipality_id), row.title
    rights.audit(
        session,
        actor,
        tenant.id,
        DROPPED,
        now,
        f"roadmap:{number}",
        title=title,
        document=row.document_name,
    )
    await document_queries.let_go(session, tenant.id, number)
    await draft_queries.delete(session, row)
    log.info("roadmap.dropped", roadmap=number, person=actor.person_id)
    return drafts.is_dropped(title, actor.person_id, tenant.say)

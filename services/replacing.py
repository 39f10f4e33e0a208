"""«Сменить руководителя»: another head, for good or acting, or somebody who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.absence_words import Days
from services import (
    away_for,
    contact_order,
    conversations,
    leaving,
    people,
    rights,
    successors,
    taking_over,
    telling,
)
from services.leaving import Left
from services.municipalities import Tenant
from services.people_access import require_office
from services.refreshing import take_out
from services.rights import Actor
from services.successors import STEP
from services.waking import wake_office
from storage import absence_queries, people_queries
from storage.tables import NoticeKind, OrganizationKind, OrganizationRow, PersonRow, Role
from views import come_and_go, replacing
from views import successors as choosing
from views.people_desk import Listed
from views.successors import For, Subject, Theirs

log = structlog.get_logger()


class NobodyToStandInFor(Exception):
    """The organisation has no head who could be away."""


@dataclass(frozen=True, slots=True)
class _Office:
    """An organisation with its former head, None where nobody was."""

    tenant: Tenant
    row: OrganizationRow
    of: Subject
    former: PersonRow | None

    @property
    def id(self) -> int:
        """The organisation's number."""
        return self.row.id or 0


async def _office(session: AsyncSession, actor: Actor, number: int) -> _Office:
    tenant, row = await require_office(session, actor, number, "office.replace", lock=True)
    order = (await people_queries.contacts(session, tenant.id, [number])).get(number, [])
    head = row.head_id if row.head_id in order else next(iter(order), None)
    former = await session.get(PersonRow, head) if head is not None else None
    return _Office(tenant, row, Subject(For.HEAD, number, row.name), former)


async def choose(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    page: int,
    address: str,
    now: datetime,
    *,
    typed: str = "",
) -> Message:
    """Who is the head from now on? Members first. Raises `Denied`."""
    one = await _office(session, actor, organization_id)
    data = {"kind": int(For.HEAD), "whose": organization_id}
    await conversations.remember(session, address, STEP, data, now)
    order = await people_queries.contacts(session, one.tenant.id, [organization_id])
    but = [one.former.id or 0] if one.former is not None else []
    first = order.get(organization_id, [])
    known = await successors.candidates(session, one.tenant, first, but)
    found = successors.fitting(typed, known) if typed else known
    return choosing.choose(
        one.of,
        Theirs(),
        found,
        page,
        actor.person_id,
        one.tenant.say,
        found=bool(typed),
        former=one.former.full_name if one.former is not None else "",
    )


async def preview(
    session: AsyncSession, actor: Actor, organization_id: int, person_id: int
) -> Message:
    """What will happen, and how the new head can be named. Raises `Denied`."""
    one = await _office(session, actor, organization_id)
    who = await successors.chosen(session, one.tenant, actor, person_id, "office.replace")
    former = one.former if one.former is not None and one.former.id != person_id else None
    theirs = Theirs()
    if former is not None:
        theirs = await taking_over.theirs(session, one.tenant, former.id or 0, organization_id)
    return replacing.new_head(
        one.of,
        _named(who),
        _named(former) if former is not None else None,
        theirs,
        actor.person_id,
        one.tenant.say,
    )


def _named(row: PersonRow) -> Listed:
    return Listed(row.id or 0, row.full_name)


async def change(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    person_id: int,
    address: str,
    now: datetime,
    *,
    acting: bool,
) -> Left:
    """Another head, for good or `acting`: what was open of the former one is theirs now. Pressed
    again nothing changes. Raises `Denied`."""
    one = await _office(session, actor, organization_id)
    tenant = one.tenant
    who = await successors.chosen(session, tenant, actor, person_id, "office.replace")
    if one.row.head_id == person_id and one.row.acting == acting:
        message = replacing.already_head(one.of, _named(who), actor.person_id, tenant.say)
        return Left(message, changed=False)
    await conversations.forget(session, address, STEP)
    former = one.former if one.former is not None and one.former.id != person_id else None
    before = {"head": one.row.head_id, "acting": one.row.acting}
    dates = await _take_office(session, one, actor, who, former, now, acting=acting)
    rights.audit(
        session,
        actor,
        tenant.id,
        "office.replaced",
        now,
        f"organization:{organization_id}",
        before=before,
        after={"head": person_id, "acting": acting},
        dates=len(dates),
    )
    head = come_and_go.you_head(
        one.row.name, former.full_name if former and dates else "", tenant.say, acting=acting
    )
    await taking_over.tell(session, tenant, actor, person_id, dates, head, now)
    if former is not None:
        await _tell_former(session, one, actor, former, who, len(dates), now)
    invite = await leaving.uninvited(session, tenant, person_id)
    message = replacing.head_changed(
        one.of,
        _named(who),
        _named(former) if former is not None else None,
        len(dates),
        actor.person_id,
        tenant.say,
        acting=acting,
        invite=invite is not None,
    )
    log.info("office.replaced", organization=organization_id, person=person_id, acting=acting)
    return Left(message, changed=True, invite=invite)


async def _take_office(
    session: AsyncSession,
    one: _Office,
    actor: Actor,
    who: PersonRow,
    former: PersonRow | None,
    now: datetime,
    *,
    acting: bool,
) -> list[int]:
    """The head is named, stands where the former one stood, and has what was theirs; the
    assignments that went over."""
    tenant, number = one.tenant, who.id or 0
    await people.join(session, tenant.id, one.id, number)
    await contact_order.stand_for(session, one.row, number, former.id if former else None)
    one.row.head_id, one.row.acting = number, acting
    session.add(one.row)
    if one.row.kind == OrganizationKind.SCHOOL:
        await people.hold(session, tenant.id, number, Role.SCHOOL)
    await session.flush()
    dates: list[int] = []
    if former is not None:
        old = former.id or 0
        over = await taking_over.move(session, tenant, actor, old, number, now, office=one.id)
        dates = list(over.assignments.get(number, ()))
        ids = await absence_queries.open_work(session, tenant.id, None, [one.id])
        await take_out(session, tenant, ids, now, reader=old)
    await wake_office(session, tenant, one.id, now)
    return dates


async def _tell_former(
    session: AsyncSession,
    one: _Office,
    actor: Actor,
    former: PersonRow,
    who: PersonRow,
    dates: int,
    now: datetime,
) -> None:
    if former.id == actor.person_id:
        return
    message = come_and_go.not_head_now(
        one.row.name, who.full_name, dates, one.tenant.say, acting=one.row.acting
    )
    cause = f"head_was:{actor.origin}"
    await telling.tell(session, one.tenant, former.id or 0, NoticeKind.ANSWER, message, cause, now)


async def ask_until(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    person_id: int,
    month: date | None,
    now: datetime,
) -> Message:
    """Until which day does somebody stand in for the head? Raises `Denied`,
    `NobodyToStandInFor`."""
    one, who, former = await _standing_in(session, actor, organization_id, person_id)
    today = one.tenant.today(now)
    return replacing.until(
        one.of,
        _named(who),
        _named(former),
        month or today,
        today,
        actor.person_id,
        one.tenant.say,
    )


async def stand_in(
    session: AsyncSession,
    actor: Actor,
    organization_id: int,
    person_id: int,
    last: date,
    now: datetime,
) -> Message:
    """The head is away until that day, and the chosen one stands in; nothing goes over. Raises
    `Denied`, `NobodyToStandInFor`, `NoSuchDays`."""
    one, _, former = await _standing_in(session, actor, organization_id, person_id)
    days = Days(one.tenant.today(now), last)
    return await away_for.begin(session, actor, former.id or 0, days, person_id, now)


async def _standing_in(
    session: AsyncSession, actor: Actor, organization_id: int, person_id: int
) -> tuple[_Office, PersonRow, PersonRow]:
    one = await _office(session, actor, organization_id)
    who = await successors.chosen(session, one.tenant, actor, person_id, "office.replace")
    if one.former is None or one.former.id == person_id:
        raise NobodyToStandInFor
    return one, who, one.former

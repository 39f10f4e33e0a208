"""«Решить»: every request that waits for a coordinator, whatever it is about, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from services import (
    admission_news,
    extension_lists,
    municipalities,
    practices,
    request_lists,
    rights,
)
from services.municipalities import Tenant
from services.reporting import Archived
from services.rights import Actor
from storage import plan_queries, practice_queries
from storage.tables import (
    AdmissionRow,
    Admitting,
    Decision,
    ExtensionRow,
    NoticeKind,
    Objecting,
    ObjectionRow,
    PersonRow,
    Role,
    Verdict,
)
from views import decisions as words
from views.decisions import Asked, Sort


class DecidedMeanwhile(Exception):
    """The request was decided, or taken back, meanwhile."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A request as its own list shows it: `kind` and `about` let it change when it is decided."""

    message: Message
    kind: NoticeKind = NoticeKind.ANSWER
    about: tuple[int, ...] = ()


async def shown(session: AsyncSession, actor: Actor, page: int, now: datetime) -> Message:
    """A page, counted from 0, of what waits. Raises `Denied`."""
    tenant = await _tenant(session, actor)
    waiting = await listed(session, tenant, actor.person_id)
    return words.queue(waiting, page, actor.person_id, tenant.today(now), tenant.say)


async def listed(session: AsyncSession, tenant: Tenant, reader: int) -> list[Asked]:
    """Everything that `reader` may decide, the oldest first; nobody decides their own."""
    found = [
        *await _extensions(session, tenant, reader),
        *await _objections(session, tenant, reader),
        *await _admissions(session, tenant),
        *await _practices(session, tenant, reader),
    ]
    local = [replace(one, at=one.at.astimezone(tenant.zone)) for one in found]
    return sorted(local, key=lambda one: (one.at, one.sort, one.number))


async def open_one(session: AsyncSession, actor: Actor, sort: Sort, number: int) -> Opened:
    """One request with the buttons to decide it. Raises `Denied`, `DecidedMeanwhile`,
    `Archived`."""
    tenant = await _tenant(session, actor)
    match sort:
        case Sort.EXTENSION:
            return await _extension(session, tenant, actor, number)
        case Sort.NOT_MINE | Sort.NOT_RELEVANT:
            return await _objection(session, tenant, actor, number)
        case Sort.ADMISSION:
            return await _admission(session, tenant, actor, number)
        case Sort.PRACTICE:
            return Opened(await practices.card(session, actor, number))


async def _tenant(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="decisions")
    return await municipalities.by_id(session, actor.municipality_id)


async def _extensions(session: AsyncSession, tenant: Tenant, reader: int) -> list[Asked]:
    rows = (
        await session.exec(
            select(ExtensionRow, PersonRow.full_name)
            .join(PersonRow, col(PersonRow.id) == col(ExtensionRow.person_id))
            .where(
                ExtensionRow.municipality_id == tenant.id,
                ExtensionRow.verdict == Verdict.WAITING,
                ExtensionRow.person_id != reader,
            )
        )
    ).all()
    lines = await plan_queries.lines(session, [row.assignment_id for row, _ in rows])
    return [
        Asked(
            Sort.EXTENSION,
            row.id or 0,
            row.asked_at,
            name,
            lines[row.assignment_id].title,
            row.reason,
            row.proposed,
        )
        for row, name in rows
        if lines[row.assignment_id].state in OPEN and not lines[row.assignment_id].archived
    ]


async def _objections(session: AsyncSession, tenant: Tenant, reader: int) -> list[Asked]:
    rows = (
        await session.exec(
            select(ObjectionRow, PersonRow.full_name)
            .join(PersonRow, col(PersonRow.id) == col(ObjectionRow.person_id))
            .where(
                ObjectionRow.municipality_id == tenant.id,
                ObjectionRow.decision == Decision.WAITING,
                ObjectionRow.person_id != reader,
            )
        )
    ).all()
    lines = await plan_queries.lines(session, [row.assignment_id for row, _ in rows])
    return [
        Asked(
            Sort.NOT_MINE if row.kind is Objecting.NOT_MINE else Sort.NOT_RELEVANT,
            row.id or 0,
            row.asked_at,
            name,
            lines[row.assignment_id].title,
            row.reason,
        )
        for row, name in rows
        if not lines[row.assignment_id].archived
    ]


async def _admissions(session: AsyncSession, tenant: Tenant) -> list[Asked]:
    rows = await session.exec(
        select(AdmissionRow).where(
            AdmissionRow.municipality_id == tenant.id, AdmissionRow.state == Admitting.WAITING
        )
    )
    return [
        Asked(Sort.ADMISSION, row.id or 0, row.asked_at, row.account_name, row.said) for row in rows
    ]


async def _practices(session: AsyncSession, tenant: Tenant, reader: int) -> list[Asked]:
    return [
        Asked(Sort.PRACTICE, one.row.id or 0, one.row.offered_at, one.author, one.row.title)
        for one in await practice_queries.waiting(session, tenant.id, reader)
    ]


async def _extension(session: AsyncSession, tenant: Tenant, actor: Actor, number: int) -> Opened:
    row = await session.get(ExtensionRow, number)
    if row is None or row.municipality_id != tenant.id:
        raise rights.deny(actor, "decisions", extension=number)
    if row.verdict is not Verdict.WAITING:
        raise DecidedMeanwhile
    line = await _line(session, row.assignment_id)
    message, _ = await extension_lists.worded(session, tenant, actor.person_id, [(1, line)])
    return Opened(message, NoticeKind.EXTENSION, (row.assignment_id,))


async def _line(session: AsyncSession, assignment_id: int) -> Line:
    """What a request is about. Raises `Archived`."""
    (line,) = (await plan_queries.lines(session, [assignment_id])).values()
    if line.archived:
        raise Archived
    return line


async def _objection(session: AsyncSession, tenant: Tenant, actor: Actor, number: int) -> Opened:
    row = await session.get(ObjectionRow, number)
    if row is None or row.municipality_id != tenant.id:
        raise rights.deny(actor, "decisions", objection=number)
    if row.decision is not Decision.WAITING:
        raise DecidedMeanwhile
    line = await _line(session, row.assignment_id)
    message = await request_lists.objections(session, tenant, actor.person_id, [(1, line)])
    return Opened(message, NoticeKind.OBJECTION, (row.assignment_id,))


async def _admission(session: AsyncSession, tenant: Tenant, actor: Actor, number: int) -> Opened:
    row = await session.get(AdmissionRow, number)
    if row is None or row.municipality_id != tenant.id:
        raise rights.deny(actor, "decisions", admission=number)
    if row.state is not Admitting.WAITING:
        raise DecidedMeanwhile
    return Opened(await admission_news.shown(session, tenant, row, actor.person_id))

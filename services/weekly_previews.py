"""The week's letter is shown to its coordinators on the working day before; they may add a line
of explanation, hold it or let it go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.editions import week_of
from services import conversations, municipalities, rights, telling, weekly, weekly_files
from services.municipalities import Tenant
from services.rights import Actor
from services.working_hours import wait_until
from storage import people_queries, weekly_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import EditionRow, MunicipalityRow, NoticeKind, Role
from storage.weekly_queries import Coming
from views import editions as words
from views.editions import Preview
from views.lines import short_name
from views.weekly import text

log = structlog.get_logger()

CAUSE = "edition:"
STEP = "letter.line"
ACTION = "letter"
PREVIEW_AT = time(10)
"""After the morning's messages; within working hours."""
LOOK_BACK = timedelta(days=21)
IN_THE_CHAT = 2400
"""So much of the letter stands in the preview; the whole is behind a press."""


class LetterGone(Exception):
    """The edition has gone, or its week is over."""


def _cause(week: date) -> str:
    return f"{CAUSE}{week.isoformat()}"


def week_shown(dedup_key: str) -> date | None:
    """The week whose letter a notice of that cause shows; None for any other notice."""
    if not dedup_key.startswith(CAUSE):
        return None
    return date.fromisoformat(dedup_key.removeprefix(CAUSE).partition(":")[0])


def preview_at(tenant: Tenant, goes_at: datetime) -> datetime:
    """When the coordinators see a letter that goes at an instant: on the working day before."""
    policy, day = tenant.policy, tenant.calendar.shift(tenant.today(goes_at), -1)
    hour = PREVIEW_AT if policy.opens <= PREVIEW_AT < policy.closes else policy.opens
    return datetime.combine(day, hour, tenant.zone).astimezone(UTC)


async def plan_due(database: Database, now: datetime) -> int:
    """Show the letters whose preview has come; how many coordinators were told. Harmless when run
    twice."""
    async with database.read() as session:
        found = [one for one in await _unshown(session) if one[1] <= now]
    return sum([await _show(database, tenant, now) for tenant, _ in found])


async def next_at(session: AsyncSession) -> datetime | None:
    """When the next preview comes, of any municipality."""
    return min((at for _, at in await _unshown(session)), default=None)


async def _unshown(session: AsyncSession) -> list[tuple[Tenant, datetime]]:
    """The municipalities whose next letter was not shown yet, and when it is."""
    coming = await weekly_queries.coming(session)
    if not coming:
        return []
    shown = await weekly_queries.shown_since(session, week_of(coming[0].at.date()) - LOOK_BACK)
    waiting = [one for one in coming if (one.municipality_id, _week(one)) not in shown]
    tenants = [await municipalities.by_id(session, one.municipality_id) for one in waiting]
    return [
        (tenant, preview_at(tenant, one.at)) for tenant, one in zip(tenants, waiting, strict=True)
    ]


def _week(one: Coming) -> date:
    return week_of(one.at.astimezone(ZoneInfo(one.zone)).date())


async def _show(database: Database, tenant: Tenant, now: datetime) -> int:
    goes_at = tenant.next_weekly_at
    assert goes_at is not None  # noqa: S101 - it was found by it
    week = week_of(tenant.today(goes_at))
    async with database.write() as session:
        row = await weekly_queries.edition_to_change(session, tenant.id, week)
        if row.shown_at is not None:
            return 0
        row.shown_at = now
        session.add(row)
        await session.flush()
        # a process that slept so long shows nothing: it would come after the letter
        if goes_at <= now or wait_until(tenant, now) is not None:
            return 0
        shown = await _preview(session, tenant, week, now)
        if not shown.readers or not shown.text:
            return 0
        ids = await people_queries.with_role(session, tenant.id, Role.COORDINATOR)
        for person_id in ids:
            message = words.preview(shown, person_id, tenant.say)
            cause, kind = _cause(week), NoticeKind.ANSWER
            await telling.tell(session, tenant, person_id, kind, message, cause, now)
    log.info("letter.previewed", municipality=tenant.id, week=week.isoformat(), told=len(ids))
    return len(ids)


async def _preview(session: AsyncSession, tenant: Tenant, week: date, now: datetime) -> Preview:
    """The edition as it stands; the letter in it is the first of so many."""
    row = await weekly_queries.edition(session, tenant.id, week)
    remark = row.remark if row else ""
    goes_at = tenant.next_weekly_at or now
    letters = await weekly.letters_of(session, tenant, max(now, goes_at), remark)
    readers = await weekly.managers(session, tenant.id)
    name = ""
    if row is not None and row.held_by is not None:
        (name,) = await people_queries.names(session, tenant.id, [row.held_by])
    return Preview(
        week,
        goes_at,
        tenant.zone,
        sum(bool(one.ways) for one in readers),
        text(letters[0], tenant.calendar, tenant.say, longest=IN_THE_CHAT) if letters else "",
        remark,
        short_name(name),
        row is not None and weekly.SENT in row.choices,
        len(letters),
    )


async def _changing(
    session: AsyncSession, actor: Actor, week: date, now: datetime
) -> tuple[Tenant, EditionRow]:
    """The edition, held, while it can still be changed. Raises `Denied`, `LetterGone`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    if week not in _open_weeks(tenant, now):
        raise LetterGone
    row = await weekly_queries.edition_to_change(session, tenant.id, week)
    if weekly.SENT in row.choices:
        raise LetterGone
    return tenant, row


def _open_weeks(tenant: Tenant, now: datetime) -> set[date]:
    """The week of the next letter, and this one, in which a held letter can still go."""
    weeks = {week_of(tenant.today(now))}
    if tenant.next_weekly_at is not None:
        weeks.add(week_of(tenant.today(tenant.next_weekly_at)))
    return weeks


async def see(
    session: AsyncSession, actor: Actor, week: date, files: FileStore, now: datetime
) -> list[Message]:
    """The letters with everything that goes along, as they would go now. Raises `Denied`.

    The session's connection is given back before they are made.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action=ACTION)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    row = await weekly_queries.edition(session, tenant.id, week)
    at = max(now, tenant.next_weekly_at or now)
    found = await weekly.editions(session, tenant, at, row.remark if row else "")
    await session.rollback()
    if not found:
        return [words.nothing_to_see(tenant.say)]
    made = [await weekly_files.complete(one, files, now) for one in found]
    return words.trial(made, tenant.say)


async def ask_line(
    session: AsyncSession, actor: Actor, week: date, address: str, now: datetime
) -> Message:
    """A line is to be added: which? Raises as `_changing`."""
    tenant, _ = await _changing(session, actor, week, now)
    await conversations.remember(session, address, STEP, {"week": week.isoformat()}, now)
    return words.ask_line(tenant.say)


async def line_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    said: str,
    now: datetime,
) -> Message:
    """The line, for the letter. Raises as `_changing`."""
    week = date.fromisoformat(asked["week"])
    message = await explain(session, actor, week, said, now)
    if len(one_line(said)) <= words.REMARK_CHARS:
        await conversations.forget(session, address, STEP)
    return message


def one_line(said: str) -> str:
    """What was written, in one line."""
    return " ".join(said.split())


async def explain(
    session: AsyncSession, actor: Actor, week: date, said: str, now: datetime
) -> Message:
    """A line of explanation, unless it is too long. Raises as `_changing`."""
    tenant, row = await _changing(session, actor, week, now)
    remark = one_line(said)
    if len(remark) > words.REMARK_CHARS:
        return words.too_long(len(remark), tenant.say)
    return await _remark(session, actor, tenant, row, remark, now)


async def no_line(session: AsyncSession, actor: Actor, week: date, now: datetime) -> Message:
    """The line goes. Raises as `_changing`."""
    tenant, row = await _changing(session, actor, week, now)
    return await _remark(session, actor, tenant, row, "", now)


async def _remark(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    row: EditionRow,
    remark: str,
    now: datetime,
) -> Message:
    if row.remark != remark:
        row.remark, row.remarked_by = remark, actor.person_id
        await _keep(session, actor, row, "letter.remarked", now, remark=remark)
    return words.preview(
        await _preview(session, tenant, row.week, now), actor.person_id, tenant.say
    )


async def hold(
    session: AsyncSession, actor: Actor, week: date, now: datetime, *, stop: bool
) -> Message:
    """Hold the letter, or let it go: at its hour, or now when that has passed. Raises as
    `_changing`."""
    tenant, row = await _changing(session, actor, week, now)
    if (row.held_by is not None) != stop:
        row.held_by = actor.person_id if stop else None
        await _keep(session, actor, row, "letter.held" if stop else "letter.let_go", now)
        if not stop and week != week_of(tenant.today(tenant.next_weekly_at or now)):
            town = await session.get_one(MunicipalityRow, tenant.id, with_for_update=True)
            town.next_weekly_at = now
            session.add(town)
            await session.flush()
            tenant = await municipalities.by_id(session, tenant.id)
    return words.preview(await _preview(session, tenant, week, now), actor.person_id, tenant.say)


async def _keep(
    session: AsyncSession,
    actor: Actor,
    row: EditionRow,
    action: str,
    now: datetime,
    **facts: object,
) -> None:
    session.add(row)
    await session.flush()
    subject = f"edition:{row.week.isoformat()}"
    rights.audit(session, actor, row.municipality_id, action, now, subject, **facts)
    log.info(action, municipality=row.municipality_id, person=actor.person_id)

"""«Отчёты и архив»: chosen by presses, made outside any writing, kept before it is spoken of."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from services import archive_files, municipalities, report_files, rights
from services.municipalities import Tenant
from services.report_files import ENDINGS, MIMES, Kind
from services.rights import Actor
from storage import people_queries, report_queries
from storage.files import FileStore
from storage.tables import RoadmapRow, RoadmapStatus, Role
from views import archiving as archive_deeds
from views import reports as words

log = structlog.get_logger()

VOLUME_BYTES = 45 << 20
"""Bot API, sendDocument takes 50 MB; compressed as it is, this leaves room."""
MOST_VOLUMES = 3


async def rooms(session: AsyncSession, actor: Actor, page: int = 0) -> Message:
    """Which roadmap? Raises `Denied`."""
    tenant, decides = await _reader(session, actor, "export")
    listed = await report_queries.listed(session, tenant.id)
    shown = [(row.id or 0, row.title, row.status is RoadmapStatus.ARCHIVED) for row in listed]
    page = min(page, max(0, (len(shown) - 1) // words.PAGE))
    return words.which(shown, page, actor.person_id, tenant.say, decides=decides)


async def kinds(session: AsyncSession, actor: Actor, number: int) -> Message:
    """What of a roadmap? Raises `Denied`."""
    tenant, decides = await _reader(session, actor, "export")
    row = await _roadmap(session, actor, number)
    more = archive_deeds.buttons(number, row.status.value, actor.person_id, tenant.say)
    return words.kinds(
        number,
        row.title,
        actor.person_id,
        tenant.say,
        decides=decides,
        more=more if decides else (),
    )


async def days(
    session: AsyncSession,
    actor: Actor,
    number: int,
    kind: int,
    now: datetime,
    shown: date | None = None,
) -> Message:
    """As of which day? With `shown` a calendar of that month. Raises `Denied`."""
    tenant, row, chosen = await _allowed(session, actor, number, kind)
    today = tenant.today(now)
    if shown is None:
        return words.days(number, chosen, actor.person_id, today, tenant.say)
    first = min(row.period_start, today)
    return words.other_day(number, chosen, shown, first, today, actor.person_id, tenant.say)


async def file(
    session: AsyncSession,
    actor: Actor,
    number: int,
    kind: int,
    as_of: date,
    files: FileStore,
    now: datetime,
) -> Message:
    """The file, kept in the store; nothing is written to the database, and none is held open
    while it is made. Raises `Denied`."""
    tenant, _, chosen = await _allowed(session, actor, number, kind)
    day = min(as_of, tenant.today(now))
    found = await report_files.material(session, tenant, number, day, await _maker(session, actor))
    if chosen is Kind.CALENDAR and not found.lines:
        return words.no_dates(tenant.say)
    histories = await archive_files.histories(session, found) if chosen is Kind.ARCHIVE else None
    await session.rollback()  # nothing is held open while files are made
    if histories is not None:
        whole = await asyncio.to_thread(archive_files.contents, found, histories, now)
        hashes = await asyncio.to_thread(
            archive_files.into_store, whole, files, VOLUME_BYTES, MOST_VOLUMES
        )
        if hashes is None:
            return words.too_big(number, tenant.say)
    else:
        data = await asyncio.to_thread(report_files.made, found, chosen, now)
        hashes = [await asyncio.to_thread(files.put, data)]
    log.info("export.made", person=actor.person_id, roadmap=number, kind=chosen.name.lower())
    name = report_files.file_name(found, chosen)
    return words.ready(found.report.title, chosen, day, _attached(hashes, name, chosen), tenant.say)


def _attached(hashes: list[str], name: str, kind: Kind) -> list[Attachment]:
    if len(hashes) == 1:
        return [Attachment(hashes[0], name, MIMES[kind])]
    stem = name.removesuffix(ENDINGS[kind])
    return [
        Attachment(sha256, f"{stem} {at}-{len(hashes)}{ENDINGS[kind]}", MIMES[kind])
        for at, sha256 in enumerate(hashes, start=1)
    ]


async def _reader(session: AsyncSession, actor: Actor, action: str) -> tuple[Tenant, bool]:
    """The municipality, and whether the actor coordinates there. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, Role.MANAGEMENT, action=action)
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return tenant, Role.COORDINATOR in roles


async def _allowed(
    session: AsyncSession, actor: Actor, number: int, kind: int
) -> tuple[Tenant, RoadmapRow, Kind]:
    tenant, decides = await _reader(session, actor, "export")
    row = await _roadmap(session, actor, number)
    if kind not in set(Kind) or (kind == Kind.ARCHIVE and not decides):
        raise rights.deny(actor, "export", roadmap=number, kind=kind)
    return tenant, row, Kind(kind)


async def _roadmap(session: AsyncSession, actor: Actor, number: int) -> RoadmapRow:
    row = await report_queries.roadmap(session, actor.municipality_id, number)
    if row is None or row.launched_on is None:
        raise rights.deny(actor, "export", roadmap=number)
    return row


async def _maker(session: AsyncSession, actor: Actor) -> int | None:
    """Who made it, if a coordinator did."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    return actor.person_id if Role.COORDINATOR in roles else None

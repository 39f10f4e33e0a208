"""Which schools take part in a draft: chosen one by one, added from the document's list."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.parties.offices import called, perhaps
from roadmap.people_sheet import fold
from services import owners, people, rights
from services.draft_desk import draft_of
from services.municipalities import Tenant
from services.owners import SCHOOLS_OUT
from services.rights import Actor
from storage import draft_queries
from storage.tables import OrganizationRow, RoadmapRow
from views import drafts_parties as words

log = structlog.get_logger()


async def listing(session: AsyncSession, actor: Actor, number: int, page: int) -> Message:
    """A page of the schools, counted from 0. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.schools")
    return await _worded(session, tenant, actor, row, page)


async def _worded(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: RoadmapRow, page: int
) -> Message:
    out = owners.left_out(row.settings)
    known = await draft_queries.schools(session, tenant.id)
    rows = [(school.id or 0, school.name, school.id not in out) for school in known]
    missing, unsure = await _missing(session, tenant, row)
    return words.schools(row.id or 0, rows, missing, page, actor.person_id, tenant.say, unsure)


async def _missing(
    session: AsyncSession, tenant: Tenant, row: RoadmapRow
) -> tuple[list[str], list[tuple[str, str]]]:
    """The schools of the document's list that are not known, each once; and those that perhaps are:
    (as written, the organisation it may be)."""
    names = [name for _, name in await draft_queries.offices(session, tenant.id)]
    missing: list[str] = []
    unsure = []
    for school in row.schools:
        if called(school, [*names, *missing]) is not None:
            continue
        if found := perhaps(school, names):
            unsure.append((school, names[found[0]]))
        else:
            missing.append(school)
    return missing, list({fold(pair[0]): pair for pair in unsure}.values())


async def turn(
    session: AsyncSession, actor: Actor, number: int, school_id: int, page: int, now: datetime
) -> Message:
    """Leave a school out, or take it in again. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.schools", change=True)
    school = await session.get(OrganizationRow, school_id)
    if school is None or school.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "draft.schools", school=school_id)
    out = set(owners.left_out(row.settings)) ^ {school_id}
    row.settings = {**row.settings, SCHOOLS_OUT: sorted(out)}
    if not out:
        row.settings = {key: value for key, value in row.settings.items() if key != SCHOOLS_OUT}
    session.add(row)
    rights.audit(
        session,
        actor,
        actor.municipality_id,
        "draft.schools",
        now,
        f"roadmap:{number}",
        school=school_id,
        takes_part=school_id not in out,
    )
    await session.flush()
    return await _worded(session, tenant, actor, row, page)


async def add_missing(session: AsyncSession, actor: Actor, number: int, now: datetime) -> Message:
    """Add the schools that the document lists. Raises `Denied`, `NotADraft`."""
    tenant, row = await draft_of(session, actor, number, "draft.schools", change=True)
    missing, _ = await _missing(session, tenant, row)
    for name in missing:
        await people.organization(session, tenant.id, name, school=True)
    rights.audit(
        session, actor, tenant.id, "draft.schools", now, f"roadmap:{number}", added=missing
    )
    log.info("draft.schools", roadmap=number, added=len(missing))
    return await _worded(session, tenant, actor, row, 0)

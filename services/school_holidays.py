"""A school that wants to be reminded in its holidays too."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services import rights
from services.rights import Actor
from storage import absence_queries, people_queries
from storage.tables import OrganizationRow, PersonRow, Role


async def wished(session: AsyncSession, actor: Actor) -> bool | None:
    """Whether the actor, or a school they belong to, is reminded in school holidays; None for
    who is of no school."""
    schools = await absence_queries.schools_of(session, actor.municipality_id, actor.person_id)
    if schools:
        found = await session.exec(
            select(OrganizationRow).where(col(OrganizationRow.id).in_(schools))
        )
        return any(row.in_holidays for row in found)
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if roles != {Role.SCHOOL}:
        return None
    return (await session.get_one(PersonRow, actor.person_id)).in_holidays


async def wish(session: AsyncSession, actor: Actor, now: datetime, *, wanted: bool) -> bool:
    """Remind the actor and the schools they belong to in holidays, or not; whether it changed.

    Raises `Denied` for who is of no school.
    """
    before = await wished(session, actor)
    if before is None:
        raise rights.deny(actor, "holidays.wish")
    if before == wanted:
        return False
    town, person_id = actor.municipality_id, actor.person_id
    schools = await absence_queries.schools_of(session, town, person_id)
    for model, ids in ((PersonRow, [person_id]), (OrganizationRow, schools)):
        await session.execute(
            sa.update(model).where(col(model.id).in_(ids)).values(in_holidays=wanted)
        )
    ids = await absence_queries.open_work(session, town, person_id, schools)
    await absence_queries.wake(session, ids, now)
    rights.audit(session, actor, town, "holidays.wished", now, f"person:{person_id}", wanted=wanted)
    return True

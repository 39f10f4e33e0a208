"""Whom a digest names: who is silent, whom no way leads to, who has not read what is theirs."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_parts import Owner
from services.digest_figures import Figures
from services.digest_filters import natural
from storage import contact_queries
from storage.tables import AppointmentRow, OrganizationRow, PersonRow
from views.digest_lists import Somebody


async def _names(session: AsyncSession, figures: Figures) -> dict[Owner, str]:
    """The names of all who answer for something."""
    people = {d.person_id for d in figures.duties if d.person_id is not None}
    offices = {d.organization_id for d in figures.duties if d.organization_id is not None}
    town = figures.tenant.id
    persons = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == town, col(PersonRow.id).in_(people)
        )
    )
    schools = await session.exec(
        select(OrganizationRow.id, OrganizationRow.name).where(
            OrganizationRow.municipality_id == town, col(OrganizationRow.id).in_(offices)
        )
    )
    found: dict[Owner, str] = {(i, None): name for i, name in persons}
    return found | {(None, i): name for i, name in schools}


async def silent(session: AsyncSession, figures: Figures) -> list[Somebody]:
    """Who leaves reminders unanswered: how many, and at how many dates."""
    names = await _names(session, figures)
    say = figures.tenant.say
    found = []
    for one in figures.silent():
        unheard = say.ngettext(
            "{n} reminder unanswered", "{n} reminders unanswered", one.reminders
        ).format(n=one.reminders)
        open_ = say.ngettext("{n} open date", "{n} open dates", one.dates).format(n=one.dates)
        found.append(Somebody(names.get(one.owner, ""), f"{unheard}, {open_}", *one.owner))
    return found


async def lost(session: AsyncSession, figures: Figures) -> list[Somebody]:
    """Whom no way leads to, with where they work and a number to call."""
    town = figures.tenant.id
    offices = await contact_queries.offices(session, town, figures.unreachable)
    rows = await session.exec(
        select(PersonRow.id, PersonRow.full_name, PersonRow.phone)
        .where(PersonRow.municipality_id == town, col(PersonRow.id).in_(figures.unreachable))
        .order_by(col(PersonRow.full_name))
    )
    own = {duty.person_id for duty in figures.duties}
    return [
        Somebody(
            name,
            ", ".join(part for part in (offices.get(i or 0, ""), phone) if part),
            i if i in own else None,
        )
        for i, name, phone in rows
    ]


async def unread(session: AsyncSession, figures: Figures) -> list[Somebody]:
    """Who was told what is theirs and has not said that they read it."""
    rows = await session.exec(
        select(
            AppointmentRow.person_id,
            AppointmentRow.organization_id,
            PersonRow.full_name,
            OrganizationRow.name,
        )
        .outerjoin(PersonRow, col(PersonRow.id) == col(AppointmentRow.person_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AppointmentRow.organization_id))
        .where(
            AppointmentRow.municipality_id == figures.tenant.id,
            col(AppointmentRow.roadmap_id).in_(figures.roadmap_ids),
            col(AppointmentRow.notice_id).is_not(None),
            col(AppointmentRow.read_at).is_(None),
        )
        .order_by(col(AppointmentRow.id))
    )
    found = {
        (person, office): Somebody(name or title or "", "", person, office)
        for person, office, name, title in rows
    }
    return sorted(found.values(), key=lambda one: natural(one.name))

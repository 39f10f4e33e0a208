"""What a digest can be narrowed to, by name, within one municipality."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.digest_filtering import Dimension, Filter
from services import digest_figures, rights
from services.digest_figures import Figures
from services.municipalities import Tenant
from services.rights import Actor
from storage import digest_queries
from storage.tables import OrganizationRow, PersonRow, RoadmapRow, SectionRow
from views import digest_filters as words
from views.digest_filters import Choice
from views.digest_links import Links

_TITLES: dict[Dimension, tuple[Any, Any, Any]] = {
    Dimension.ROADMAP: (RoadmapRow.title, RoadmapRow.municipality_id, RoadmapRow.id),
    Dimension.SECTION: (SectionRow.title, SectionRow.municipality_id, SectionRow.id),
    Dimension.ORGANIZATION: (
        OrganizationRow.name,
        OrganizationRow.municipality_id,
        OrganizationRow.id,
    ),
    Dimension.PERSON: (PersonRow.full_name, PersonRow.municipality_id, PersonRow.id),
}
"""(name, municipality, id) of what there is to filter by."""


async def named(
    session: AsyncSession, actor: Actor, tenant: Tenant, wanted: Filter
) -> dict[Dimension, str]:
    """The names of what is filtered by. Raises `Denied` for what is not of the municipality."""
    found: dict[Dimension, str] = {}
    for dimension in Dimension:
        value = wanted.get(dimension)
        if isinstance(value, int):
            found[dimension] = await _name(session, actor, dimension, value)
        elif value is not None:
            found[dimension] = words.level_words(value, tenant.say)
    return found


async def _name(session: AsyncSession, actor: Actor, dimension: Dimension, value: int) -> str:
    column, town, key = _TITLES[dimension]
    statement = select(column).where(town == actor.municipality_id, key == value)
    name = (await session.exec(statement)).first()
    if name is None:
        raise rights.deny(actor, "digest.filter", dimension=dimension.name, value=value)
    return str(name).strip() or "—"


async def choose(
    session: AsyncSession,
    actor: Actor,
    tenant: Tenant,
    dimension: Dimension,
    page: int,
    links: Links,
    now: datetime,
) -> Message:
    """What to filter by, or what there is of one dimension. Raises `Denied`."""
    filters = await named(session, actor, tenant, links.wanted)
    if dimension is Dimension.ALL:
        roadmaps = await digest_queries.running(session, tenant.id, None)
        shown = [one for one in Dimension if one is not Dimension.ALL]
        if len(roadmaps) < 2 and Dimension.ROADMAP not in filters:
            shown.remove(Dimension.ROADMAP)
        return words.dimensions(shown, filters, links, tenant.say)
    rest = links.wanted.without(dimension)
    if dimension in (Dimension.ORGANIZATION, Dimension.PERSON):
        rest = rest.without(Dimension.ORGANIZATION).without(Dimension.PERSON)
    figures = await digest_figures.read(session, tenant, rest, now)
    found = await _choices(session, figures, dimension)
    return words.choices(dimension, found, page, links, tenant.say)


async def _choices(
    session: AsyncSession, figures: Figures, dimension: Dimension
) -> Sequence[Choice]:
    match dimension:
        case Dimension.ROADMAP:
            roadmaps = await digest_queries.running(session, figures.tenant.id, None)
            return [Choice(one.id, one.title) for one in roadmaps]
        case Dimension.SECTION:
            return [Choice(one.id, one.title) for one in figures.sections.values()]
        case Dimension.LEVEL:
            return words.levels(figures.tenant.say)
        case Dimension.ORGANIZATION:
            return await _organizations(session, figures)
        case _:
            people = {d.person_id for d in figures.duties if d.person_id is not None}
            rows = await session.exec(
                select(PersonRow.id, PersonRow.full_name)
                .where(
                    PersonRow.municipality_id == figures.tenant.id, col(PersonRow.id).in_(people)
                )
                .order_by(col(PersonRow.full_name))
            )
            return [Choice(i or 0, name) for i, name in rows]


async def _organizations(session: AsyncSession, figures: Figures) -> list[Choice]:
    """Those that answer for something, and those whose people do; № 2 before № 10."""
    own = {d.organization_id for d in figures.duties if d.organization_id is not None}
    people = {d.person_id for d in figures.duties if d.person_id is not None}
    own |= await digest_queries.offices_of(session, figures.tenant.id, people)
    rows = await session.exec(
        select(OrganizationRow.id, OrganizationRow.name).where(
            OrganizationRow.municipality_id == figures.tenant.id,
            col(OrganizationRow.id).in_(own),
        )
    )
    return sorted((Choice(i or 0, name) for i, name in rows), key=lambda one: natural(one.name))


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts numbers inside names by their value."""
    pieces = re.split(r"(\d+)", name.casefold())
    return [(int(p), "") if p.isdecimal() else (0, p) for p in pieces]

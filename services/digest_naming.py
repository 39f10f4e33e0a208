"""A filter of a digest in typed words: a section by its number or title, others by their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import LEVELS, Dimension, Filter
from roadmap.people_sheet import fold
from roadmap.plan import section_number
from services.municipalities import Tenant
from storage import digest_queries
from storage.tables import OrganizationRow, PersonRow


class NothingFits(Exception):
    """Nothing to filter by is called so."""

    def __init__(self, dimension: Dimension, said: str) -> None:
        super().__init__(dimension, said)
        self.dimension, self.said = dimension, said


class SeveralFit(Exception):
    """Several could be meant; `names` are theirs."""

    def __init__(self, dimension: Dimension, said: str, names: tuple[str, ...]) -> None:
        super().__init__(dimension, said, names)
        self.dimension, self.said, self.names = dimension, said, names


async def filter_of(
    session: AsyncSession,
    tenant: Tenant,
    *,
    roadmap: int | None = None,
    section: str | None = None,
    organization: str | None = None,
    person: str | None = None,
    level: str | None = None,
) -> Filter:
    """The filter that the words mean. Raises `NothingFits`, `SeveralFit`."""
    found = Filter(roadmap=roadmap, level=level)
    if level is not None and level not in LEVELS:
        raise NothingFits(Dimension.LEVEL, level)
    if section is not None:
        found = replace(found, section=await _section(session, tenant, roadmap, section))
    if organization is not None:
        offices = await session.exec(
            select(OrganizationRow.id, OrganizationRow.name).where(
                OrganizationRow.municipality_id == tenant.id
            )
        )
        value = _only(Dimension.ORGANIZATION, organization, offices)
        found = replace(found, organization=value)
    if person is not None:
        people = await session.exec(
            select(PersonRow.id, PersonRow.full_name).where(PersonRow.municipality_id == tenant.id)
        )
        found = replace(found, person=_only(Dimension.PERSON, person, people))
    return found


async def reader_named(session: AsyncSession, tenant: Tenant, said: str) -> str:
    """The whole name of the person or organisation that the words mean. Raises `NothingFits`,
    `SeveralFit`."""
    people = await session.exec(
        select(PersonRow.full_name).where(PersonRow.municipality_id == tenant.id)
    )
    offices = await session.exec(
        select(OrganizationRow.name).where(OrganizationRow.municipality_id == tenant.id)
    )
    names: list[str] = list(dict.fromkeys([*people, *offices]))
    return names[_only(Dimension.PERSON, said, enumerate(names))]


async def _section(session: AsyncSession, tenant: Tenant, roadmap: int | None, said: str) -> int:
    roadmaps = await digest_queries.running(session, tenant.id, roadmap)
    ids = [one.id for one in roadmaps]
    known = (await digest_queries.sections_of(session, tenant.id, ids)).values()
    numbered = [(s.id, s.title) for s in known if section_number(s.title) == said.strip(" .")]
    if numbered:
        return _one(Dimension.SECTION, said, numbered)
    return _only(Dimension.SECTION, said, [(s.id, s.title) for s in known])


def _only(dimension: Dimension, said: str, known: Iterable[tuple[int | None, str]]) -> int:
    """The one that is called exactly so, else the only one whose name has these words in it."""
    words, named = fold(said), [(i or 0, name) for i, name in known]
    exact = [pair for pair in named if fold(pair[1]) == words]
    return _one(dimension, said, exact or [pair for pair in named if words in fold(pair[1])])


def _one(dimension: Dimension, said: str, fitting: list[tuple[int, str]]) -> int:
    if not fitting:
        raise NothingFits(dimension, said)
    if len(fitting) > 1:
        raise SeveralFit(dimension, said, tuple(name for _, name in fitting))
    return fitting[0][0]

"""The whole bank of best practices, to be carried away: values and where their files are kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.practices import Practice
from services.municipalities import Tenant
from services.practices import value
from storage import practice_queries


@dataclass(frozen=True, slots=True)
class Exported:
    """A published practice; `sha256` is its file's, None where it is a link or was removed."""

    practice: Practice
    sha256: str | None
    name: str


async def published(session: AsyncSession, tenant: Tenant) -> list[Exported]:
    """Everything in the bank of a municipality, by subject, then by title."""
    found = await practice_queries.page(session, tenant.id)
    made = []
    for one in found:
        practice, evidence = value(one, tenant, None), one.evidence
        file = evidence if practice.has_file else None
        made.append(Exported(practice, file.sha256 if file else None, file.name if file else ""))
    made.sort(key=lambda x: (x.practice.subject.casefold(), x.practice.title.casefold()))
    return made

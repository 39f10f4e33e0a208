"""The clerk's review of a stored roadmap: its workbook, what a returned file would do, doing it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.drafts import Draft
from roadmap.review.book import Book, FaultyReview
from roadmap.review.comparing import Difference, compare
from roadmap.review.interpreting import interpret
from roadmap.review.values import Plan, of_draft
from services import applying, naming, stored_plans
from services.drafting import NothingInIt
from services.launching import NoSuchRoadmap, NotADraft
from services.municipalities import Tenant
from storage.tables import RoadmapStatus
from views.workbooks.review import review_workbook


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a returned workbook or a changed document would make of a stored roadmap."""

    stored: Plan
    wanted: Plan
    difference: Difference
    names_parties: bool

    @property
    def number(self) -> int:
        """The roadmap that it is about."""
        return self.stored.number

    @property
    def renamed(self) -> tuple[tuple[str, str, str], ...]:
        """Parties that would mean somebody else: (as written, whom before, whom after)."""
        if not self.names_parties:
            return ()
        before = {party.name: party.meant for party in self.stored.parties}
        return tuple(
            (party.name, before.get(party.name, ""), party.meant)
            for party in self.wanted.parties
            if party.meant != before.get(party.name, "")
        )


async def workbook(session: AsyncSession, tenant: Tenant, number: int) -> bytes:
    """The review workbook (.xlsx) of a roadmap. Raises `NoSuchRoadmap`."""
    plan = await stored_plans.load(session, tenant.id, number)
    return await asyncio.to_thread(review_workbook, plan, tenant.id, tenant.say)


async def of_workbook(
    session: AsyncSession, tenant: Tenant, book: Book, into: int | None = None
) -> Proposal:
    """What a returned workbook asks for: of the roadmap it was made of, or of `into`.

    Raises `NoSuchRoadmap`, `NotADraft` (archived), `NothingInIt`, `FaultyReview`.
    """
    own = book.municipality_id == tenant.id
    if into is None and not own:  # its number means another roadmap here
        raise NoSuchRoadmap(book.roadmap)
    stored = await _changeable(session, tenant, book.roadmap if into is None else into)
    returned = interpret(book, stored, keyed=own and stored.number == book.roadmap)
    wanted = returned.plan
    unclear = await naming.ambiguous(session, tenant.id, wanted.parties, returned.party_cells)
    if unclear:
        raise FaultyReview(unclear)
    return _proposal(
        stored, wanted, keyed=own and stored.number == book.roadmap, names_parties=True
    )


async def of_document(session: AsyncSession, tenant: Tenant, draft: Draft, into: int) -> Proposal:
    """What a changed document would make of roadmap `into`; whom its parties mean stays.

    Raises `NoSuchRoadmap`, `NotADraft` (archived), `NothingInIt`.
    """
    stored = await _changeable(session, tenant, into)
    read = of_draft(draft, stored.period)
    wanted = Plan(
        stored.number,
        stored.title,
        stored.period,
        read.activities,
        stored.parties,
        read.schools or stored.schools,
    )
    return _proposal(stored, wanted, keyed=False, names_parties=False)


async def _changeable(session: AsyncSession, tenant: Tenant, number: int) -> Plan:
    roadmap = await stored_plans.roadmap_row(session, tenant.id, number)
    if roadmap.status is RoadmapStatus.ARCHIVED:
        raise NotADraft(number, roadmap.status)
    return await stored_plans.load(session, tenant.id, number)


def _proposal(stored: Plan, wanted: Plan, *, keyed: bool, names_parties: bool) -> Proposal:
    if not wanted.activities:
        raise NothingInIt
    return Proposal(stored, wanted, compare(stored, wanted, keyed=keyed), names_parties)


async def apply(session: AsyncSession, tenant: Tenant, proposal: Proposal, now: datetime) -> None:
    """Store a proposal whole, in the caller's transaction. Raises `launching.WithoutOwner`."""
    await applying.apply(
        session,
        tenant,
        proposal.wanted,
        proposal.difference,
        now,
        names_parties=proposal.names_parties,
    )

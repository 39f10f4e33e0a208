"""The clerk's review of a stored roadmap: its workbook, what a returned file would do, doing it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.drafts import Draft
from roadmap.parts import Part
from roadmap.review.book import Book, FaultyReview
from roadmap.review.comparing import Changed, Difference, compare, meant_otherwise
from roadmap.review.interpreting import interpret
from roadmap.review.values import Plan, of_draft
from roadmap.review.vocabulary import PartyIs
from services import applying, naming, rights, stored_plans, workbook_news
from services.applying import Applied
from services.drafting import NothingInIt
from services.launching import NoSuchRoadmap, NotADraft
from services.municipalities import Tenant
from services.rights import Actor
from services.workbook_news import Told
from storage.tables import RoadmapStatus

RETURNED = "review.returned"
"""The deed of the audit trail; its `origin` is the file's, so that it is taken once."""


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
    def touched(self) -> set[int]:
        """The codes of the activities about which people may have something else to do."""
        found = {change.code for change in self.difference.changed}
        found |= {one.code or 0 for one in self.difference.removed}
        names = {name for name, _, _ in self.renamed} | self._groups()
        for stay in self.difference.stays:
            if names & {share.name for share in stay.before.shares}:
                found.add(stay.before.code or 0)
        return found

    def _groups(self) -> set[str]:
        """The parties that mean other schools than before."""
        if self.wanted.schools == self.stored.schools:
            return set()
        shares = [share for one in self.stored.activities for share in one.shares]
        kinds = {party.name: party.kind for party in self.stored.parties}
        return {
            share.name
            for share in shares
            if share.part is Part.EACH_SCHOOL or kinds.get(share.name) is PartyIs.GROUP
        }

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
    from views.workbooks.review import review_workbook

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many people are told of it, and how many dates moved beside those of the document."""

    told: int = 0
    moved: int = 0


async def apply(
    session: AsyncSession,
    tenant: Tenant,
    proposal: Proposal,
    now: datetime,
    *,
    actor: Actor | None = None,
) -> Outcome:
    """Store a proposal whole, in the caller's transaction; `actor` sent it, None for a command.
    Where the roadmap runs, those concerned are told once of all of it.

    Raises `launching.WithoutOwner`.
    """
    number = proposal.number
    roadmap = await stored_plans.roadmap_row(session, tenant.id, number)
    runs = roadmap.status in (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)
    rows = await stored_plans.live_activities(session, number)
    ids = {row.code: row.id or 0 for row in rows}
    was = None
    if runs:
        affected = [ids[code] for code in proposal.touched]
        was = await workbook_news.before(session, tenant, number, affected, now)
    done = await applying.apply(
        session,
        tenant,
        proposal.wanted,
        proposal.difference,
        now,
        names_parties=proposal.names_parties,
        actor=actor,
    )
    origin = actor.origin if actor is not None else f"command:{secrets.token_hex(8)}"
    rights.audit(session, actor, tenant.id, RETURNED, now, f"roadmap:{number}", origin=origin)
    if was is None:
        return Outcome(0, len(done.moved))
    after = await stored_plans.load(session, tenant.id, number)
    meant = meant_otherwise(proposal.stored, after)
    _audit_meant(session, tenant, actor, meant, now)
    changed = _told(proposal, ids, done, meant)
    told = await workbook_news.tell(session, tenant, actor, roadmap, changed, was, origin, now)
    return Outcome(told, len(done.moved))


def _audit_meant(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor | None,
    meant: Sequence[Changed],
    now: datetime,
) -> None:
    for one in meant:
        facts = {"field": one.field, "before": one.before, "after": one.after}
        about = f"activity:{one.code}"
        rights.audit(session, actor, tenant.id, "activity.changed", now, about, **facts)


def _told(
    proposal: Proposal, ids: Mapping[int, int], done: Applied, meant: Sequence[Changed]
) -> list[Told]:
    """What is told of, in the order of the plan."""
    changes: dict[int, list[Changed]] = {code: [] for code in proposal.touched}
    for one in (*proposal.difference.changed, *meant):
        changes.setdefault(one.code, []).append(one)
    stays = {stay.before.code or 0: stay.after for stay in proposal.difference.stays}
    added = zip(proposal.difference.added, done.made, strict=True)
    gone = [(one.code or 0, one) for one in proposal.difference.removed]
    return [
        *(
            Told(ids[code], code, after, tuple(changes[code]))
            for code, after in stays.items()
            if code in changes
        ),
        *(Told(row.id or 0, row.code, one, deed="activity.added") for one, row in added),
        *(Told(ids[code], code, one, deed="activity.removed") for code, one in gone),
    ]

"""How a roadmap stands on a day: the board that the digest and the weekly letter are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Button, Message
from roadmap.digesting import SOON_DAYS, Acquainted, Digest, MilestoneFacts
from roadmap.digesting import digest as count
from roadmap.plan import Line
from roadmap.progress import OPEN, State, tally
from services import appointing, municipalities, past_in_chat, rights
from services.launching import NoSuchRoadmap
from services.municipalities import Tenant
from services.rights import Actor
from storage import contact_queries, people_queries, plan_queries
from storage.tables import (
    ActivityRow,
    AssignmentRow,
    MembershipRow,
    MilestoneRow,
    RoadmapRow,
    RoadmapStatus,
    Role,
)
from views import desk_menu, digests
from views import past as past_words

CONFIRMED_WITHIN = timedelta(days=7)
RUNNING = (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything a digest is counted and listed from; `roadmap_id` None is all that run.

    `paused` names what nobody is reminded of.
    """

    tenant: Tenant
    roadmap_id: int | None
    heading: str
    milestones: Sequence[MilestoneFacts]
    lines: Sequence[Line]
    confirmed: Sequence[Line]
    activities: int
    undated: int
    unreachable: int
    acquainted: Acquainted | None = None
    paused: tuple[str, ...] = ()

    def numbers(self, today: date) -> Digest:
        """The counts on a local day."""
        return count(
            self.milestones,
            self.activities,
            self.undated,
            self.unreachable,
            today,
            self.tenant.calendar,
        )

    def late(self, today: date) -> list[Line]:
        """Open lines past their date, the longest overdue first."""
        calendar = self.tenant.calendar
        return [x for x in self._open() if calendar.working_days_late(x.due, today) > 0]

    def soon(self, today: date) -> list[Line]:
        """Open lines due today or within the next 14 days."""
        return [x for x in self._open() if today <= x.due <= today + timedelta(days=SOON_DAYS)]

    def _open(self) -> list[Line]:
        waiting = _together([line for line in self.lines if line.state in OPEN])
        return sorted(waiting, key=lambda line: (line.due, line.code))


async def board(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int | None,
    now: datetime,
    as_of: date | None = None,
) -> Board:
    """Read the board. With `as_of` what was reported after that local day is not counted.

    Raises `NoSuchRoadmap`.
    """
    roadmaps = await _roadmaps(session, tenant.id, roadmap_id)
    if roadmap_id is not None and not roadmaps:
        raise NoSuchRoadmap(roadmap_id)
    until = None
    if as_of is not None and as_of < tenant.today(now):
        midnight = datetime.combine(as_of + timedelta(days=1), time(0), tenant.zone)
        until = midnight.astimezone(UTC)
    offices = await contact_queries.offices(session, tenant.id)
    stored = await plan_queries.roadmap_lines(session, tenant.id, roadmap_id, until)
    lines = _one_a_milestone(
        [
            replace(line, office=offices.get(line.person_id, "") if line.person_id else line.owner)
            for line in _tallied(stored)
        ]
    )
    proofs = await plan_queries.evidence_names(
        session,
        [line.assignment_id for line in lines],
        (until or now) - CONFIRMED_WITHIN,
        until,
    )
    activities, undated = await _activities(session, tenant.id, [r.id or 0 for r in roadmaps])
    return Board(
        tenant=tenant,
        roadmap_id=roadmap_id,
        heading=roadmaps[0].title if len(roadmaps) == 1 else tenant.name,
        milestones=await plan_queries.milestone_facts(session, tenant.id, roadmap_id, until),
        lines=lines,
        confirmed=[
            replace(line, evidence=proofs[line.assignment_id])
            for line in lines
            if line.assignment_id in proofs
        ],
        activities=activities,
        undated=undated,
        unreachable=await _unreachable(session, tenant.id),
        acquainted=await appointing.acquainted(session, [r.id or 0 for r in roadmaps]),
        paused=_paused(tenant, roadmaps),
    )


def _paused(tenant: Tenant, roadmaps: Sequence[RoadmapRow]) -> tuple[str, ...]:
    """The titles of what is paused; of everything, the municipality's name."""
    if tenant.paused_on is not None:
        return (tenant.name,)
    return tuple(row.title for row in roadmaps if row.status is RoadmapStatus.PAUSED)


def _together(lines: Sequence[Line]) -> list[Line]:
    """The schools that owe the same by the same day, in one line."""
    grouped: dict[tuple[int, date], list[Line]] = {}
    for line in lines:
        grouped.setdefault((line.activity_id, line.due), []).append(line)
    return [
        replace(
            own[0],
            owner=_joined(line.owner for line in own),
            office=_joined(line.office for line in own),
            note=_joined(line.note for line in own),
        )
        for own in grouped.values()
    ]


def _joined(words: Iterable[str]) -> str:
    """What was said, each once."""
    return ", ".join(dict.fromkeys(word for word in words if word))


def _one_a_milestone(lines: Sequence[Line]) -> list[Line]:
    """Co-executors share a line: the lead's stands, all owners are named. A school has its own."""
    grouped: dict[tuple[int, date, int], list[Line]] = {}
    for line in sorted(lines, key=lambda line: (not line.is_lead, line.assignment_id)):
        alone = line.assignment_id if _stands_apart(line) else 0
        grouped.setdefault((line.activity_id, line.document_due, alone), []).append(line)
    return [line for own in grouped.values() for line in _together(own)]


def _stands_apart(line: Line) -> bool:
    """Whether nobody else's «done» closes it."""
    return line.separate or line.all_report


def _tallied(lines: Sequence[Line]) -> list[Line]:
    """The lines of those who answer each for itself, with how many of them have reported."""
    states: dict[tuple[int, date], list[State]] = {}
    for line in lines:
        states.setdefault((line.activity_id, line.document_due), []).append(line.state)
    counts = {key: tally(own) for key, own in states.items()}
    return [
        replace(line, tally=found)
        if _stands_apart(line) and (found := counts[line.activity_id, line.document_due]).total > 1
        else line
        for line in lines
    ]


async def _roadmaps(
    session: AsyncSession, municipality_id: int, roadmap_id: int | None
) -> list[RoadmapRow]:
    statement = select(RoadmapRow).where(RoadmapRow.municipality_id == municipality_id)
    if roadmap_id is None:
        statement = statement.where(col(RoadmapRow.status).in_(RUNNING))
    else:
        statement = statement.where(RoadmapRow.id == roadmap_id)
    return list(await session.exec(statement.order_by(col(RoadmapRow.id))))


async def _activities(
    session: AsyncSession, municipality_id: int, roadmap_ids: Sequence[int]
) -> tuple[int, int]:
    """(activities not called off, those of them without a date and not «постоянно»)."""
    dated = select(MilestoneRow.activity_id).where(MilestoneRow.municipality_id == municipality_id)
    rows = await session.exec(
        select(ActivityRow.rule, col(ActivityRow.id).in_(dated)).where(
            ActivityRow.municipality_id == municipality_id,
            col(ActivityRow.roadmap_id).in_(roadmap_ids),
            col(ActivityRow.called_off).is_(False),
        )
    )
    found = [(rule, bool(has_date)) for rule, has_date in rows]
    return len(found), sum(not dated and rule["rule"] != "ongoing" for rule, dated in found)


async def _unreachable(session: AsyncSession, municipality_id: int) -> int:
    """People who answer for something, themselves or for a school, and have no working address."""
    own = await session.exec(
        select(AssignmentRow.person_id)
        .where(
            AssignmentRow.municipality_id == municipality_id,
            col(AssignmentRow.person_id).is_not(None),
        )
        .distinct()
    )
    members = await session.exec(
        select(MembershipRow.person_id)
        .join(
            AssignmentRow,
            sa.and_(
                col(AssignmentRow.organization_id) == MembershipRow.organization_id,
                col(AssignmentRow.municipality_id) == MembershipRow.municipality_id,
            ),
        )
        .where(MembershipRow.municipality_id == municipality_id)
        .distinct()
    )
    wanted = {person for person in own if person is not None} | set(members)
    reach = await people_queries.reach(session, municipality_id, wanted)
    return sum(not known.ways for known in reach.values())


def digest_json(board: Board, as_of: date) -> dict[str, Any]:
    """The JSON of `vekha digest`."""
    numbers = board.numbers(as_of)
    head = numbers.headline
    return {
        "roadmap": board.roadmap_id,
        "as_of": as_of.isoformat(),
        "total": numbers.total,
        "done": numbers.done,
        "in_progress": numbers.in_progress,
        "problem": numbers.problem,
        "waiting_acceptance": numbers.waiting_acceptance,
        "late": numbers.late,
        "due_14_days": numbers.due_14_days,
        "undated": numbers.undated,
        "unreachable": numbers.unreachable,
        "headline": {
            "activities": head.activities,
            "come_due": head.come_due,
            "done": head.done,
            "done_late": head.done_late,
            "not_done": head.not_done,
        },
        "sections": [
            {"title": s.title, "total": s.total, "done": s.done, "late": s.late}
            for s in numbers.sections
        ],
    }


def digest_message(board: Board, today: date) -> Message:
    """The digest as a chat message."""
    return digests.digest(
        board.heading,
        board.numbers(today),
        board.late(today),
        board.soon(today),
        board.confirmed,
        today,
        board.tenant.calendar,
        board.tenant.say,
        acquainted=board.acquainted,
        paused=board.paused,
    )


async def ask(session: AsyncSession, actor: Actor, now: datetime) -> Message:
    """«Сводка» for somebody who coordinates or manages. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, Role.MANAGEMENT, action="digest")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    message = digest_message(await board(session, tenant, None, now), tenant.today(now))
    offers: list[tuple[Button, ...]] = [
        (past_words.offer(roadmap, count, actor.person_id, tenant.say),)
        for roadmap, count in await past_in_chat.offers(session, actor)
    ]
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR in roles:
        offers.append(digests.desk(actor.person_id, tenant.say))
    return replace(message, buttons=(*message.buttons, *offers))


async def desk(session: AsyncSession, actor: Actor) -> Message:
    """«Управление» for somebody who coordinates. Raises `Denied`."""
    await rights.require_role(session, actor, Role.COORDINATOR, action="desk")
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return desk_menu.menu(actor.person_id, tenant.say)

"""Reading rounds of monitoring: what is ongoing, what is open, who was asked and has answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Asked
from roadmap.progress import OPEN, State
from storage.tables import (
    ActivityRow,
    AskingRow,
    AssignmentRow,
    FormRow,
    MilestoneRow,
    MunicipalityRow,
    NoticeRow,
    OrganizationRow,
    PersonRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    RoundRow,
    RoundState,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """How far a round is: how many were asked, have answered (accepted or not), wait for a
    coordinator."""

    asked: int
    done: int
    waiting: int


async def ongoing(
    session: AsyncSession, municipality_id: int, first: date, last: date
) -> dict[int, list[ActivityRow]]:
    """The «постоянно» rows of every plan that runs and ran on a day of the period (both days
    inside), by roadmap, in the order of the documents."""
    rows = await session.exec(
        select(ActivityRow)
        .join(RoadmapRow, col(RoadmapRow.id) == col(ActivityRow.roadmap_id))
        .where(
            ActivityRow.municipality_id == municipality_id,
            RoadmapRow.municipality_id == municipality_id,
            RoadmapRow.status == RoadmapStatus.ACTIVE,
            RoadmapRow.kind == RoadmapKind.PLAN,
            col(RoadmapRow.launched_on) <= last,
            RoadmapRow.period_start <= last,
            RoadmapRow.period_end >= first,
            col(ActivityRow.called_off).is_(False),
            col(ActivityRow.rule)["rule"].as_string() == "ongoing",
        )
        .order_by(col(ActivityRow.roadmap_id), col(ActivityRow.position))
    )
    found: dict[int, list[ActivityRow]] = {}
    for row in rows:
        found.setdefault(row.roadmap_id, []).append(row)
    return found


async def by_cause(session: AsyncSession, municipality_id: int, cause: str) -> RoundRow | None:
    """The round that was opened for this, whatever became of it."""
    statement = select(RoundRow).where(
        RoundRow.municipality_id == municipality_id, RoundRow.cause == cause
    )
    return (await session.exec(statement)).first()


async def rounds(
    session: AsyncSession, municipality_id: int, *, only_open: bool = False, limit: int = 200
) -> list[RoundRow]:
    """The rounds of a municipality, the newest first."""
    statement = select(RoundRow).where(RoundRow.municipality_id == municipality_id)
    if only_open:
        statement = statement.where(RoundRow.state == RoundState.OPEN)
    ordered = statement.order_by(col(RoundRow.opens_on).desc(), col(RoundRow.id).desc())
    return list(await session.exec(ordered.limit(limit)))


async def answered(
    session: AsyncSession, municipality_id: int, round_ids: Collection[int]
) -> dict[int, Answered]:
    """How far these rounds are; what was called off (an exemption) is not counted."""
    if not round_ids:
        return {}
    rows = await session.exec(
        select(MilestoneRow.round_id, AssignmentRow.state, sa.func.count())
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .where(
            col(AssignmentRow.municipality_id) + 0 == municipality_id,  # by the rounds' index
            col(MilestoneRow.round_id).in_(sorted(round_ids)),
            AssignmentRow.state != State.CALLED_OFF,
        )
        .group_by(col(MilestoneRow.round_id), col(AssignmentRow.state))
    )
    counts: dict[int, dict[State, int]] = {}
    for round_id, state, count in rows:
        counts.setdefault(round_id or 0, {})[State(state)] = count
    return {
        round_id: Answered(
            sum(own.values()),
            own.get(State.DONE, 0)
            + own.get(State.CLOSED_BY_LEAD, 0)
            + own.get(State.WAITING_ACCEPTANCE, 0),
            own.get(State.WAITING_ACCEPTANCE, 0),
        )
        for round_id, own in counts.items()
    }


async def assignments_of(
    session: AsyncSession, municipality_id: int, round_id: int
) -> list[AssignmentRow]:
    """Everybody who is asked in a round, the exempted too."""
    rows = await session.exec(
        select(AssignmentRow)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .where(AssignmentRow.municipality_id == municipality_id, MilestoneRow.round_id == round_id)
        .order_by(col(AssignmentRow.id))
    )
    return list(rows)


async def monitoring_roadmap(session: AsyncSession, municipality_id: int) -> RoadmapRow | None:
    """The municipality's own list of what monitoring asks, where there is one yet."""
    statement = select(RoadmapRow).where(
        RoadmapRow.municipality_id == municipality_id, RoadmapRow.kind == RoadmapKind.MONITORING
    )
    return (await session.exec(statement)).first()


async def askings(session: AsyncSession, municipality_id: int) -> list[AskingRow]:
    """What is asked every period, stopped ones too."""
    statement = select(AskingRow).where(AskingRow.municipality_id == municipality_id)
    return list(await session.exec(statement.order_by(col(AskingRow.id))))


async def towns_to_look_at(session: AsyncSession, now: datetime) -> list[int]:
    """The municipalities in which a round may have to open."""
    statement = select(MunicipalityRow.id).where(
        (col(MunicipalityRow.next_round_at) <= now) | col(MunicipalityRow.next_round_at).is_(None)
    )
    return [number for number in await session.exec(statement) if number is not None]


async def rounds_to_look_at(session: AsyncSession, now: datetime) -> list[RoundRow]:
    """The rounds about which something is to be said outside the ladder."""
    statement = select(RoundRow).where(
        col(RoundRow.next_at) <= now, RoundRow.state == RoundState.OPEN
    )
    return list(await session.exec(statement.order_by(col(RoundRow.id))))


async def next_at(session: AsyncSession) -> datetime | None:
    """The earliest instant at which a round opens or is spoken of."""
    town = (await session.exec(select(sa.func.min(MunicipalityRow.next_round_at)))).one()
    urgent = (
        await session.exec(
            select(sa.func.min(RoundRow.next_at)).where(RoundRow.state == RoundState.OPEN)
        )
    ).one()
    return min((at for at in (town, urgent) if at is not None), default=None)


async def of_kind(
    session: AsyncSession, municipality_id: int, kind: Asked, period_key: str
) -> list[RoundRow]:
    """The rounds of a kind about a period."""
    statement = select(RoundRow).where(
        RoundRow.municipality_id == municipality_id,
        RoundRow.kind == kind,
        RoundRow.period_key == period_key,
    )
    return list(await session.exec(statement.order_by(col(RoundRow.id))))


async def asked_about(
    session: AsyncSession, municipality_id: int, form_key: str, period_key: str
) -> set[int]:
    """The schools that were asked a form about a period, in any version of it; what was called
    off is left out."""
    rows = await session.exec(
        select(AssignmentRow.organization_id)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .join(RoundRow, col(RoundRow.id) == col(MilestoneRow.round_id))
        .join(FormRow, col(FormRow.id) == col(RoundRow.form_id))
        .where(
            AssignmentRow.municipality_id == municipality_id,
            FormRow.key == form_key,
            RoundRow.period_key == period_key,
            RoundRow.state != RoundState.CALLED_OFF,
        )
    )
    return {number for number in rows if number is not None}


async def silent(
    session: AsyncSession, municipality_id: int, round_id: int, day: date
) -> list[str]:
    """The names of those who were to answer in a round by a local day and have not, in the order
    of the alphabet."""
    due = sa.func.coalesce(
        AssignmentRow.extended_to, MilestoneRow.extended_to, MilestoneRow.due, type_=sa.Date
    )
    rows = await session.exec(
        select(sa.func.coalesce(OrganizationRow.name, PersonRow.full_name).label("name"))
        .select_from(AssignmentRow)
        .join(MilestoneRow, col(MilestoneRow.id) == col(AssignmentRow.milestone_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(AssignmentRow.organization_id))
        .outerjoin(PersonRow, col(PersonRow.id) == col(AssignmentRow.person_id))
        .where(
            AssignmentRow.municipality_id == municipality_id,
            MilestoneRow.round_id == round_id,
            col(AssignmentRow.state).in_(sorted(OPEN)),
            due <= day,
        )
        .order_by("name")
        .distinct()
    )
    return list(rows)


async def was_told(session: AsyncSession, municipality_id: int, cause: str) -> bool:
    """Whether a notice for this was made on any day."""
    statement = (
        select(NoticeRow.id)
        .where(
            NoticeRow.municipality_id == municipality_id,
            col(NoticeRow.dedup_key).startswith(f"{cause}:", autoescape=True),
        )
        .limit(1)
    )
    return (await session.exec(statement)).first() is not None

"""Another deadline takes effect: the only date moves, or the occurrences follow the new rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import OnDate, Rule, occurrences, rule_from_data, rule_to_data
from roadmap.deadlines.wording import russian
from roadmap.extending import CannotMove, Fault, Grounds, check
from roadmap.progress import OPEN
from roadmap.redating import Proposal, propose
from services import (
    edit_news,
    editing,
    extending,
    extension_steps,
    granted_moves,
)
from services.editing import Held
from services.granted_moves import Decision, Moved
from services.reconciling import move_by_hand, reconcile_by_hand
from services.rights import Actor
from storage import editing_queries, plan_queries
from storage.tables import AssignmentRow, AuditRow, MilestoneRow


async def open_dates(
    session: AsyncSession, found: Held
) -> list[tuple[AssignmentRow, MilestoneRow]]:
    """One open assignment of each milestone, by date."""
    known: dict[int, tuple[AssignmentRow, MilestoneRow]] = {}
    for row, milestone in await editing_queries.open_dates(session, found.tenant.id, found.id):
        if row.state in OPEN:
            known.setdefault(milestone.id or 0, (row, milestone))
    return list(known.values())


async def only_date(
    session: AsyncSession, found: Held, proposal: Proposal
) -> tuple[AssignmentRow, MilestoneRow] | None:
    """The only date, where it moves and something is open about it."""
    dates = await open_dates(session, found)
    return dates[0] if proposal.moves is not None and dates else None


async def check_move(
    session: AsyncSession, found: Held, row: AssignmentRow, day: date, now: datetime
) -> None:
    """Raises `CannotMove` where the date cannot move to the day."""
    line = await plan_queries.full_line(session, row.id or 0)
    span = await extending.allowed(session, found.tenant, line, now, decides=True)
    check(day, line.due, found.tenant.today(now), span, row.state)


async def days_open(session: AsyncSession, found: Held) -> dict[str, date]:
    """The dates with something open, by occurrence: what is finished stays anyway."""
    return {m.occurrence: m.extended_to or m.due for _, m in await open_dates(session, found)}


async def proposed(session: AsyncSession, found: Held, text: str, now: datetime) -> Proposal:
    """The meaning of the words, where some dates are stored already."""
    rows = await editing_queries.open_dates(session, found.tenant.id, found.id)
    stored = {m.occurrence for _, m in rows}
    before = rule_from_data(found.activity.rule)
    today = found.tenant.today(now)
    return propose(text, found.period, before, stored, today)


async def settle(
    session: AsyncSession, actor: Actor, found: Held, text: str, grounds: Grounds, now: datetime
) -> Message:
    """The deadline changes: the only date moves, or the occurrences follow the new rule.

    What was reported stays; the words of the document stay. Raises `CannotMove`.
    """
    proposal = await proposed(session, found, text, now)
    only, day = await only_date(session, found, proposal), proposal.moves
    if only is not None and day is not None:
        if not only[0].separate:
            first = only[0].id or 0
            return await extension_steps.moved(session, actor, first, day, grounds, now, 0)
        return await _move_all(session, actor, found, only, day, grounds, now)
    before = _rule(found)
    if proposal.rule == before or (
        proposal.dates and proposal.dates == occurrences(before, found.period)
    ):
        raise CannotMove(Fault.SAME)
    change = await _begin(session, actor, found, before, proposal.rule, grounds, now)
    moves = await put_rule(session, found, proposal.rule, now)
    return await _settled(session, actor, found, change, moves, grounds, now)


async def _move_all(
    session: AsyncSession,
    actor: Actor,
    found: Held,
    only: tuple[AssignmentRow, MilestoneRow],
    day: date,
    grounds: Grounds,
    now: datetime,
) -> Message:
    """The only date moves for every school; the rule stays, so that a day after the roadmap ends
    is as good as any. Raises `CannotMove`."""
    row, milestone = only
    await check_move(session, found, row, day, now)
    before = OnDate(milestone.extended_to or milestone.due)
    change = await _begin(session, actor, found, before, OnDate(day), grounds, now)
    moves = await move_by_hand(session, found.tenant, found.id, milestone.id or 0, day, now)
    return await _settled(session, actor, found, change, moves, grounds, now)


@dataclass(frozen=True, slots=True)
class _Change:
    """A line of the audit trail, and who was concerned before it."""

    note: AuditRow
    told: dict[edit_news.Key, edit_news.Concerned]


async def _begin(
    session: AsyncSession,
    actor: Actor,
    found: Held,
    before: Rule,
    after: Rule,
    grounds: Grounds,
    now: datetime,
) -> _Change:
    dates = await editing_queries.open_dates(session, found.tenant.id, found.id)
    facts = {
        "before": russian(before),
        "after": russian(after),
        "rule": found.activity.rule,
        "dates": {str(m.id): _iso(m.extended_to) for _, m in dates},
        "basis": grounds.basis.value if grounds.basis is not None else None,
        "text": grounds.text.strip()[: editing.TEXT_CHARS],
    }
    told = await edit_news.concerned(session, found.tenant, found.id, now)
    note = await editing.note(session, actor, found, "activity.redated", now, **facts)
    return _Change(note, told)


async def _settled(
    session: AsyncSession,
    actor: Actor,
    found: Held,
    change: _Change,
    moves: Sequence[Moved],
    grounds: Grounds,
    now: datetime,
) -> Message:
    """The moves on record, and everybody told; what the coordinator is shown."""
    by = Decision(found.tenant.id, actor.person_id, actor.person_id, grounds, actor.origin)
    written = await granted_moves.write(session, moves, by, now)
    change.note.facts = {**change.note.facts, "extensions": written}
    await edit_news.tell(session, found.tenant, actor, found.activity, change.told, now)
    return await editing.changed(session, actor, found, change.note)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


_ABOUT_DATES = ("DeadlineUnsure", "StackedDeadlines")


async def put_rule(session: AsyncSession, found: Held, rule: Rule, now: datetime) -> list[Moved]:
    """Store the rule; occurrences that differ get another date beside the document's: these."""
    was = {one.key: one.due for one in occurrences(_rule(found), found.period)}
    found.activity.rule, found.activity.confident = rule_to_data(rule), True
    found.activity.doubts = [d for d in found.activity.doubts if d["doubt"] not in _ABOUT_DATES]
    found.activity.ask_date_from = None
    session.add(found.activity)
    await session.flush()
    if not found.runs:
        return []
    own = [found.activity]
    return await reconcile_by_hand(session, found.tenant, found.roadmap, own, was, now)


def _rule(found: Held) -> Rule:
    return rule_from_data(found.activity.rule)

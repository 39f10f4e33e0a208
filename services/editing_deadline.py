"""«Срок…»: another deadline, typed in words, understood, confirmed on some grounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import OnDate, Rule, occurrences, rule_from_data, rule_to_data
from roadmap.deadlines.wording import russian
from roadmap.extending import NUMBERED, Basis, CannotMove, Fault, Grounds, check
from roadmap.progress import OPEN
from roadmap.redating import Proposal, differing, propose, with_year
from services import (
    conversations,
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
from views import editing_deadline as words
from views.answers import plain
from views.discretion import public
from views.extensions import cannot_move

ASKED, SURE, PAPER = "redate", "sure_to_redate", "redate_paper"
TEXT_CHARS = 300
ACTION = "redate"


class NotTyped(Exception):
    """The words of the deadline are not known any more."""


async def ask(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    address: str,
    now: datetime,
    shown: date | None = None,
) -> Message:
    """Which deadline? In words, or with `shown` by a calendar of that month.

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    await conversations.remember(session, address, ASKED, {"activity": activity_id}, now)
    subject, today = await editing.subject(session, found), found.tenant.today(now)
    say = found.tenant.say
    if shown is not None:
        last = max(found.roadmap.period_end, today)
        return words.ask_day(subject, shown, today, last, actor.person_id, say)
    dates = await _dates(session, found)
    several = words.several([(a.id or 0, m.extended_to or m.due) for a, m in dates])
    return words.ask(subject, several, today, actor.person_id, say)


async def _dates(session: AsyncSession, found: Held) -> list[tuple[AssignmentRow, MilestoneRow]]:
    """One open assignment of each milestone, by date."""
    known: dict[int, tuple[AssignmentRow, MilestoneRow]] = {}
    for row, milestone in await editing_queries.open_dates(session, found.tenant.id, found.id):
        if row.state in OPEN:
            known.setdefault(milestone.id or 0, (row, milestone))
    return list(known.values())


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The deadline in words, or other words: what they mean, and on what grounds?

    Raises `Denied`, `NotEditable`.
    """
    found = await editing.held(session, actor, asked["activity"], ACTION)
    text = " ".join(text.split())[:TEXT_CHARS]
    proposal = await _propose(session, found, text, now)
    subject, say = await editing.subject(session, found), found.tenant.say
    if not proposal.is_read:
        return words.not_understood(subject, text, say)
    only = await _only(session, found, proposal)
    if only is None and not proposal.dates and not _undated(proposal.rule):
        return words.outside(subject, found.period, say)
    if only is not None and proposal.moves is not None:
        try:
            await _check(session, found, only[0], proposal.moves, now)
        except CannotMove as error:
            return public(plain(cannot_move(error, say)))
    if proposal.years:
        data = {"activity": found.id, "yearless": text}
        await conversations.remember(session, address, ASKED, data, now)
        return words.ask_year(subject, text, proposal.years, actor.person_id, say)
    data = {"activity": found.id, "text": text}
    await conversations.remember(session, address, SURE, data, now)
    return words.sure(
        subject,
        words.Understood(
            russian(proposal.rule),
            proposal.days,
            proposal.past,
            *differing(await _open(session, found), proposal.dates),
            proposal.question,
        ),
        actor.person_id,
        say,
    )


async def in_year(
    session: AsyncSession, actor: Actor, activity_id: int, year: int, address: str, now: datetime
) -> Message:
    """The year of a day typed without one, 0 for every year: the same as typing it.

    Raises `Denied`, `NotEditable`, `NotTyped`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    known = await conversations.standing(session, address)
    if known is None or known.step != ASKED or known.data["activity"] != activity_id:
        raise NotTyped
    if "yearless" not in known.data:
        raise NotTyped
    typed = with_year(known.data["yearless"], year, found.period)
    return await heard(session, actor, {"activity": activity_id}, address, typed, now)


async def _only(
    session: AsyncSession, found: Held, proposal: Proposal
) -> tuple[AssignmentRow, MilestoneRow] | None:
    """The only date, where it moves and something is open about it."""
    dates = await _dates(session, found)
    return dates[0] if proposal.moves is not None and dates else None


async def _check(
    session: AsyncSession, found: Held, row: AssignmentRow, day: date, now: datetime
) -> None:
    """Raises `CannotMove` where the date cannot move to the day."""
    line = await plan_queries.full_line(session, row.id or 0)
    span = await extending.allowed(session, found.tenant, line, now, decides=True)
    check(day, line.due, found.tenant.today(now), span, row.state)


def _undated(rule: Rule) -> bool:
    return rule_to_data(rule)["rule"] in ("ongoing", "external")


async def _open(session: AsyncSession, found: Held) -> dict[str, date]:
    """The dates with something open, by occurrence: what is finished stays anyway."""
    return {m.occurrence: m.extended_to or m.due for _, m in await _dates(session, found)}


async def _propose(session: AsyncSession, found: Held, text: str, now: datetime) -> Proposal:
    """The meaning of the words, where some dates are stored already."""
    rows = await editing_queries.open_dates(session, found.tenant.id, found.id)
    stored = {m.occurrence for _, m in rows}
    before = rule_from_data(found.activity.rule)
    today = found.tenant.today(now)
    return propose(text, found.period, before, stored, today)


async def on(
    session: AsyncSession,
    actor: Actor,
    activity_id: int,
    basis: Basis | None,
    address: str,
    now: datetime,
    *,
    numberless: bool = False,
) -> Message:
    """The grounds were pressed: a paper is asked for its number, the rest changes the deadline.

    Raises `Denied`, `NotEditable`, `NotTyped`, `CannotMove`.
    """
    found = await editing.held(session, actor, activity_id, ACTION)
    known = await conversations.standing(session, address)
    steps = (SURE, PAPER)
    if known is None or known.step not in steps or known.data["activity"] != activity_id:
        raise NotTyped
    text: str = known.data["text"]
    if basis is None or basis not in NUMBERED or numberless:
        await conversations.forget(session, address)
        return await settle(session, actor, found, text, Grounds(basis), now)
    data = {"activity": activity_id, "text": text, "basis": basis.value}
    await conversations.remember(session, address, PAPER, data, now)
    subject = await editing.subject(session, found)
    return words.ask_paper(subject, basis, actor.person_id, found.tenant.say)


async def paper_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The number and date of the order or letter, typed. Raises `Denied`, `NotEditable`."""
    found = await editing.held(session, actor, asked["activity"], ACTION)
    await conversations.forget(session, address, PAPER)
    grounds = Grounds(Basis(asked["basis"]), text)
    try:
        return await settle(session, actor, found, asked["text"], grounds, now)
    except CannotMove as error:  # nothing was written; the step must not stand for ever
        return public(plain(cannot_move(error, found.tenant.say)))


async def settle(
    session: AsyncSession, actor: Actor, found: Held, text: str, grounds: Grounds, now: datetime
) -> Message:
    """The deadline changes: the only date moves, or the occurrences follow the new rule.

    What was reported stays; the words of the document stay. Raises `CannotMove`.
    """
    proposal = await _propose(session, found, text, now)
    only, day = await _only(session, found, proposal), proposal.moves
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
    await _check(session, found, row, day, now)
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


_ABOUT_DATES = ("DeadlineUnsure", "StackedDeadlines")


def _rule(found: Held) -> Rule:
    return rule_from_data(found.activity.rule)

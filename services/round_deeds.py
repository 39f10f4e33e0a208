"""What a coordinator does with a round: reminds, moves, adds schools, closes, calls off, opens
again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import LADDER, OPEN, LadderMove
from services import (
    asking_all,
    dates_by_letter,
    rights,
    round_desk,
    round_figures,
    submissions,
    teacher_dates,
    telling,
)
from services.asking_all import Round
from services.municipalities import Tenant
from services.refreshing import refresh, take_out
from services.rights import Actor
from services.round_times import speaks_next
from services.rounds import RoundIsOver
from services.situations import Reader, reader, situation
from storage import round_desk_queries, work_queries
from storage.tables import (
    AssignmentRow,
    NoticeKind,
    RoundRow,
    RoundState,
)
from views import asking_days, nudging_all
from views import round_deeds as words
from views.actions import Action, Verb

log = structlog.get_logger()

STATES = (RoundState.OPEN, RoundState.CLOSED, RoundState.CALLED_OFF)
"""By the numbers that stand for them in buttons."""
ACTIONS = ("round.reopened", "round.closed", "round.called_off")
LONGEST = timedelta(days=370)
"""How far ahead the date of a round can be moved."""
OFFERED = (3, 5, 10)
"""Working days from today that are offered for it."""


class NoSuchRoundDay(Exception):
    """The date of a round moves to a day after today, within a year."""


async def held(
    session: AsyncSession, actor: Actor, round_id: int, action: str
) -> tuple[Tenant, RoundRow]:
    """A round of the actor's municipality, held for a change. Raises `Denied`."""
    tenant, row = await round_desk.found(session, actor, round_id, action)
    await session.refresh(row, with_for_update=True)
    return tenant, row


def require_open(row: RoundRow) -> None:
    """Raises `RoundIsOver`."""
    if row.state is not RoundState.OPEN:
        raise RoundIsOver


async def remind(
    session: AsyncSession, actor: Actor, round_id: int, now: datetime, *, sure: bool
) -> Message:
    """Who would be reminded and who not; with `sure` they are, at most once a day each. Raises
    `Denied`, `RoundIsOver`, `Stopped`."""
    tenant, row = await round_desk.found(session, actor, round_id, "round.remind")
    require_open(row)
    asked = await round_desk_queries.respondents(session, tenant.id, round_id)
    ids = [one.assignment_id for one in asked if one.owes]
    asking: Round = await asking_all.gather(
        session, tenant, actor, ids, NoticeKind.NUDGE, now, to_send=sure
    )
    title, today = await round_figures.title_of(session, tenant, row), tenant.today(now)
    if sure:
        outlook = await asking_all.send(session, actor, asking, now)
        return nudging_all.round_nudged(title, outlook, actor.person_id, today, tenant.say)
    send = Action(Verb.ROUND_REMIND, actor.person_id, (round_id, 1)).pack()
    return nudging_all.preview_round(
        title, asking.outlook(), asking.sample(), send, today, tenant.say
    )


async def change_state(
    session: AsyncSession, actor: Actor, round_id: int, deed: int, now: datetime, *, sure: bool
) -> Message:
    """Open again (0), close (1) or call off (2): asked first, done with `sure`; the round then.
    What is so already stays so. Raises `Denied`."""
    if deed >= len(STATES):
        raise rights.deny(actor, "round.change", round=round_id, deed=deed)
    tenant, row = await held(session, actor, round_id, ACTIONS[deed])
    if row.state is not STATES[deed]:
        if not sure:
            (standing,) = await round_figures.standings(session, tenant, [row], now)
            waiting = standing.asked - standing.done
            return words.sure(standing, deed, waiting, actor.person_id, tenant.say)
        await _settle(session, tenant, actor, row, deed, now)
    return await round_desk.opened(session, actor, round_id, 0, now)


async def _settle(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: RoundRow, deed: int, now: datetime
) -> None:
    over = STATES[deed] is not RoundState.OPEN
    milestones = await round_desk_queries.milestones_of(session, tenant.id, row.id or 0)
    everybody = await round_desk_queries.held(session, tenant.id, row.id or 0)
    waiting = [one for one in everybody if one.state in OPEN]
    ids = [one.id or 0 for one in waiting]
    if over:
        await take_out(session, tenant, ids, now)
    is_off = STATES[deed] is RoundState.CALLED_OFF
    told = await _readers(session, tenant, ids, now) if is_off else []
    row.state, row.closed_at = STATES[deed], now if over else None
    row.next_at = None if over else speaks_next(row, tenant, now)
    session.add(row)
    for milestone in milestones:
        milestone.called_off = over
        session.add(milestone)
    for one in waiting:
        _wake(one, now if not over and not row.urgent else None)
        session.add(one)
    await session.flush()
    await refresh(session, tenant, ids, now)
    await teacher_dates.follow(session, actor, ids, now)
    rights.audit(
        session, actor, tenant.id, ACTIONS[deed], now, f"round:{row.id}", waiting=len(waiting)
    )
    message = words.called_off(await round_figures.title_of(session, tenant, row), tenant.say)
    await _tell(session, tenant, actor, told, message, f"round:{row.id}:off:{actor.origin}", now)
    log.info(ACTIONS[deed], round=row.id, person=actor.person_id, waiting=len(waiting))


def _wake(one: AssignmentRow, at: datetime | None) -> None:
    """When planning looks at it next; what pauses its ladder goes on pausing it."""
    goes_on = LADDER[one.state] is LadderMove.GOES_ON
    one.next_notice_at = at if goes_on else None


async def _readers(
    session: AsyncSession, tenant: Tenant, ids: Collection[int], now: datetime
) -> list[tuple[Reader, list[Line]]]:
    """Everybody who reads about these assignments, each once, with theirs of them."""
    work = list((await work_queries.work(session, ids)).values())
    known = await situation(session, tenant, work, now)
    readers: dict[tuple[int | None, int | None], tuple[Reader, list[Line]]] = {}
    for one in work:
        to = reader(one, known, tenant.today(now))
        if to is not None:
            own = readers.setdefault((to.person_id, to.organization_id), (to, []))
            own[1].append(known.lines[one.assignment_id])
    return list(readers.values())


async def _tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    readers: Sequence[tuple[Reader, Sequence[Line]]],
    message: Message,
    cause: str,
    now: datetime,
    *,
    dated: bool = False,
) -> None:
    for to, lines in readers:
        if to.person_id is not None and to.person_id == actor.person_id:
            continue
        dates = lines if dated else ()
        own = await dates_by_letter.with_dates(session, tenant, message, dates, to.ways, now)
        await telling.tell_reader(session, tenant, to, NoticeKind.ANSWER, own, cause, now)


async def ask_day(
    session: AsyncSession, actor: Actor, round_id: int, now: datetime, shown: date | None = None
) -> Message:
    """To which day for all? With `shown` a calendar of that month. Raises `Denied`,
    `RoundIsOver`."""
    tenant, row = await round_desk.found(session, actor, round_id, "round.move")
    require_open(row)
    (standing,) = await round_figures.standings(session, tenant, [row], now)
    today, reader_id, say = tenant.today(now), actor.person_id, tenant.say
    if shown is not None:
        first, last = today + timedelta(days=1), today + LONGEST
        shown = min(max(shown, first), last)
        verbs = Verb.ROUND_DAY, Verb.ROUND_MONTH
        return asking_days.ask_other_day(
            standing.title, round_id, verbs, shown, (first, last), reader_id, say
        )
    start = max(today, row.due_on)
    offered = [tenant.calendar.shift(start, days) for days in OFFERED]
    return words.ask_day(standing, offered, reader_id, say)


async def move(
    session: AsyncSession, actor: Actor, round_id: int, day: date, now: datetime
) -> Message:
    """The date moves for everybody who has not answered; a later day of one's own stays. The
    round then. Raises `Denied`, `RoundIsOver`, `NoSuchRoundDay`."""
    tenant, row = await held(session, actor, round_id, "round.move")
    require_open(row)
    today = tenant.today(now)
    if not today < day <= today + LONGEST:
        raise NoSuchRoundDay
    if day != row.due_on:
        await _move(session, tenant, actor, row, day, now)
    return await round_desk.opened(session, actor, round_id, 0, now)


async def _move(
    session: AsyncSession, tenant: Tenant, actor: Actor, row: RoundRow, day: date, now: datetime
) -> None:
    before = row.due_on
    for milestone in await round_desk_queries.milestones_of(session, tenant.id, row.id or 0):
        milestone.due, milestone.extended_to = day, None  # no document: this is its only date
        session.add(milestone)
    concerned = []
    for one in await round_desk_queries.held(session, tenant.id, row.id or 0):
        if one.extended_to is not None and one.extended_to <= day:
            one.extended_to = None
        session.add(one)
        if one.state in OPEN and one.extended_to is None:
            concerned.append(one)
    ids = [one.id or 0 for one in concerned]
    await take_out(session, tenant, ids, now)
    for one in concerned:
        one.handed_over, one.silent, one.snoozed_until = False, 0, None
        _wake(one, None if row.urgent else now)
    row.due_on = day
    row.next_at = speaks_next(row, tenant, now)
    session.add(row)
    await session.flush()
    await refresh(session, tenant, ids, now)
    await teacher_dates.follow(session, actor, ids, now)
    rights.audit(
        session,
        actor,
        tenant.id,
        "round.moved",
        now,
        f"round:{row.id}",
        before=before.isoformat(),
        day=day.isoformat(),
    )
    title = await round_figures.title_of(session, tenant, row)
    message = words.moved(title, before, day, tenant.say)
    told = await _readers(session, tenant, ids, now)
    cause = f"round:{row.id}:to:{actor.origin}"
    await _tell(session, tenant, actor, told, message, cause, now, dated=True)
    log.info("round.moved", round=row.id, person=actor.person_id, day=day.isoformat())


async def accept_all(
    session: AsyncSession, actor: Actor, round_id: int, now: datetime
) -> tuple[int, Message]:
    """Take everything that was handed in; how much that was, and the round. Raises `Denied`."""
    tenant, _ = await round_desk.found(session, actor, round_id, "submission.accept")
    ids = await round_desk_queries.waiting_to_accept(session, tenant.id, round_id)
    taken = await submissions.accept(session, actor, ids, now) if ids else []
    return len(taken), await round_desk.opened(session, actor, round_id, 0, now)

"""What would be sent if nobody answered: the real planner, run in memory over coming days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from services import (
    appointing,
    digests_ahead,
    planning,
    plans,
    rounds_ahead,
    undated,
    urgent_rounds,
    weekly,
)
from services.appointing import Named
from services.municipalities import Tenant, next_weekly
from services.planned import Planned
from services.situations import Situation, situation
from services.working_hours import wait_until
from storage import outbox, undated_queries, work_queries
from storage.people_queries import Reach
from storage.tables import REMINDERS, NoticeKind, Preference
from storage.work_queries import Work
from views.lines import code

SHOWN_AS = {NoticeKind.APPOINTMENT: NoticeKind.REMINDER}


@dataclass(frozen=True, slots=True)
class Coming:
    """One notice that would go out at an instant."""

    at: datetime
    person: str
    channel: Channel
    kind: str
    about: tuple[str, ...]
    text: str
    person_id: int | None = None
    organization_id: int | None = None
    message: Message = field(default_factory=lambda: Message(""))

    def to_json(self, tenant: Tenant) -> dict[str, Any]:
        """As `vekha simulate --json` gives it; the instant in the municipality's zone."""
        return {
            "at": self.at.astimezone(tenant.zone).isoformat(),
            "person": self.person,
            "channel": self.channel.value,
            "kind": self.kind,
            "about": list(self.about),
            "text": self.text,
        }


def as_if_registered(reach: Reach) -> Reach:
    """Somebody not registered yet, taken as reachable by the channel that is set for them."""
    if reach.ways:
        return reach
    if reach.preference is Preference.EMAIL:
        return replace(reach, email="-")
    return replace(reach, telegram="-")


async def simulate(
    session: AsyncSession, tenant: Tenant, start: date, end: date, now: datetime
) -> list[Coming]:
    """Everything from the local day `start` to `end`, both inside, in order of time."""
    wakes = await work_queries.planned_work(session, tenant.id)
    work = await work_queries.work(session, wakes)
    untold = await appointing.untold(session, tenant, start)
    listed = [one for named in untold for one in named.work]
    ahead = await rounds_ahead.coming(session, tenant, min(tenant.today(now), start), end)
    work, wakes = {**work, **ahead.work}, {**wakes, **ahead.wakes}
    base = await situation(session, tenant, [*work.values(), *listed], now)
    base = replace(base, lines={**base.lines, **rounds_ahead.named(ahead, base)})
    supposed = {i: as_if_registered(known) for i, known in base.reach.items()}
    managers = [as_if_registered(known) for known in await weekly.managers(session, tenant.id)]
    desk = [as_if_registered(known) for known in await undated.coordinators(session, tenant)]
    without_date = await undated_queries.of(session, tenant.id)
    names = {known.person_id: known.name for known in [*base.reach.values(), *managers, *desk]}
    offices = {i: box.name for i, box in base.mailboxes.items()}
    midnight = datetime.combine(start, time(0), tenant.zone).astimezone(UTC)
    until = datetime.combine(end + timedelta(days=1), time(0), tenant.zone).astimezone(UTC)
    begin = min(now, midnight)
    base = replace(base, supposed=supposed)
    gone = await _gone_today(session, base, tenant.today(now))
    sent = steps(tenant, base, work, wakes, untold, begin, until, gone)
    sent += await _weeklies(session, tenant, managers, begin, until)
    sent += undated.coming(tenant, without_date, desk, begin, until)
    lines = base.lines
    sent += await urgent_rounds.foreseen(session, tenant, ahead, lines, desk, begin, until)
    sent = await digests_ahead.joined(session, tenant, desk, sent, begin, until)
    return [
        Coming(
            at,
            names.get(planned.person_id or 0) or offices.get(planned.organization_id or 0, ""),
            channel,
            SHOWN_AS.get(planned.kind, planned.kind).value,
            tuple(code(base.lines[i.assignment_id].code, tenant.say) for i in planned.items),
            planned.said_by(channel).plain,
            planned.person_id,
            planned.organization_id,
            planned.said_by(channel),
        )
        for at, planned in sorted(sent, key=lambda pair: pair[0])
        for channel, _ in planned.ways
        if at >= midnight
    ]


async def _gone_today(session: AsyncSession, base: Situation, today: date) -> set[str]:
    """The causes of what has been planned for today already."""
    readers = [*base.reach, *(f"o{i}" for i in base.mailboxes)]
    return await outbox.known_causes(
        session,
        [
            f"{kind}:{who}:{today.isoformat()}:{channel}"
            for kind in (*REMINDERS, *planning.LISTS)
            for who in readers
            for channel in Channel
        ],
    )


def steps(
    tenant: Tenant,
    base: Situation,
    work: dict[int, Work],
    wakes: dict[int, datetime],
    untold: list[Named],
    begin: datetime,
    until: datetime,
    gone: Collection[str],
) -> list[tuple[datetime, Planned]]:
    """Step from wake-up to wake-up as the planner would, from `begin` until `until`: what goes out
    and when. `work` and `wakes` (assignment id to its next wake-up) are used up; `gone` are the
    causes of what has been planned for the first day already."""
    sent: list[tuple[datetime, Planned]] = []
    seen, first = set(gone), tenant.today(begin)
    while wakes or untold:
        now = max(min([*wakes.values(), *(named.at for named in untold)]), begin)
        if now >= until:
            break
        due = [work[i] for i in sorted(wakes) if wakes[i] <= now]
        if tenant.today(now) != first:
            base = replace(base, said={})
        decided = plans.plan(tenant, replace(base, work=due), now)
        late = [p for p in decided.notices if p.kind not in planning.LISTS and _key(p) in seen]
        said = [p for p in decided.notices if p not in late]
        said += [listed for p in late for listed in p.lists]
        seen |= {_key(planned) for planned in said}
        sent += [(now, planned) for planned in said]
        moved = dict(decided.wakes) | plans.postponed(tenant, decided.wakes, late, said)
        for assignment_id, wake in moved.items():
            work[assignment_id] = replace(
                work[assignment_id],
                since=wake.since,
                handed_over=wake.handed_over,
                silent=wake.silent,
            )
            del wakes[assignment_id]
            if wake.at is not None:
                wakes[assignment_id] = wake.at
        told, untold = _lists(tenant, base, untold, seen, now)
        sent += [(now, planned) for planned in told]
    return sent


def _key(planned: Planned) -> str:
    return planned.key(planned.ways[0][0])


def _lists(
    tenant: Tenant, base: Situation, untold: list[Named], seen: set[str], now: datetime
) -> tuple[list[Planned], list[Named]]:
    """The lists on launch that go out now, and who is still to be told, and when."""
    due = [named for named in untold if named.at <= now]
    later = wait_until(tenant, now)
    made = [] if later is not None else appointing.plan(tenant, base, due, now)
    said = []
    told: set[int] = set()
    for one in made:
        key = _key(one.planned)
        if key not in seen:
            seen.add(key)
            said.append(one.planned)
            told |= set(one.appointment_ids)
    kept = [named for named in untold if named.at > now]
    kept += [
        replace(n, at=later or appointing.again_at(tenant, base, n, now))
        for n in due
        if n.work and n.appointment_id not in told
    ]
    return said, kept


async def _weeklies(
    session: AsyncSession,
    tenant: Tenant,
    managers: list[Reach],
    begin: datetime,
    until: datetime,
) -> list[tuple[datetime, Planned]]:
    sent: list[tuple[datetime, Planned]] = []
    at = next_weekly(begin, tenant.zone, tenant.calendar, tenant.letter)
    if tenant.next_weekly_at is not None and tenant.today(tenant.next_weekly_at) >= tenant.today(
        at
    ):
        at = tenant.next_weekly_at  # what has gone today does not go again
    while at < until and managers:
        sent += [(at, planned) for planned in await weekly.foreseen(session, tenant, managers, at)]
        at = next_weekly(at, tenant.zone, tenant.calendar, tenant.letter)
    return sent

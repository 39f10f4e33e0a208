"""One question to everybody whom it concerns: who gets it, who does not and why, and sending it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.reminding import closing
from services import owners_told, plans, rights
from services.municipalities import Tenant
from services.refreshing import ASKS, refresh
from services.rights import Actor
from services.situations import Reader, Situation, had_enough, line_for, reader, situation
from services.working_hours import wait_until
from storage import asking_queries, work_queries
from storage.tables import AssignmentRow, NoticeKind, Urgency
from storage.work_queries import Work
from views.nudging_all import Fate, Outlook, Reached

log = structlog.get_logger()

Who = tuple[int | None, int | None]


class Stopped(Exception):
    """Everything is paused in the municipality: nobody is written to."""


def require_running(tenant: Tenant) -> None:
    """Raises `Stopped`."""
    if tenant.paused_on is not None:
        raise Stopped


@dataclass(frozen=True, slots=True)
class Group:
    """What one reader would be asked about, earliest first; `fate` says whether they are.

    It goes `at` an instant, on the local day `day`; `to` is None where no message leads.
    """

    name: str
    fate: Fate
    work: tuple[Work, ...]
    to: Reader | None = None
    at: datetime | None = None
    day: date | None = None

    @property
    def reached(self) -> Reached:
        """How a coordinator reads of it."""
        person = self.work[0].person_id if self.to is None else self.to.person_id
        return Reached(self.name, len(self.work), self.fate, is_person=person is not None)


def _way(to: Reader) -> Channel:
    """By letter, where nothing else leads to a reader."""
    by_letter = all(channel is Channel.EMAIL for channel, _ in to.ways)
    return Channel.EMAIL if by_letter else Channel.TELEGRAM


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of it afterwards; `sent` says whether anybody was written to."""

    message: Message
    sent: bool


@dataclass(frozen=True, slots=True)
class Round:
    """Everybody concerned by one question of a kind: NUDGE or STATUS."""

    tenant: Tenant
    kind: NoticeKind
    situation: Situation
    groups: tuple[Group, ...]
    quiet: int = 0

    def outlook(self) -> Outlook:
        """What a coordinator reads of it."""
        going = [one for one in self.groups if one.fate is Fate.GOES]
        today = min((one.day for one in going if one.day is not None), default=None)
        return Outlook(
            reached=tuple(one.reached for one in self.groups),
            quiet=self.quiet,
            day=today,
        )

    def message(self, group: Group, shown: int | None = None) -> Message:
        """What a reader gets; no more than `shown` lines of it."""
        assert group.to is not None  # noqa: S101 - asked for those who are reached only
        assert group.day is not None  # noqa: S101 - likewise
        limit = self.tenant.lines_by(_way(group.to)) if shown is None else shown
        numbered = [
            (n, line_for(work, group.to, self.situation, group.day))
            for n, work in enumerate(group.work, start=1)
        ]
        word = ASKS[self.kind]
        return word(
            numbered[:limit],
            group.to.person_id or 0,
            group.day,
            self.tenant.calendar,
            self.tenant.say,
            hidden=max(0, len(numbered) - limit),
        )

    def sample(self) -> Message | None:
        """The message of the first who gets it, two lines of it."""
        first = next((one for one in self.groups if one.fate is Fate.GOES), None)
        return self.message(first, 2) if first is not None else None


async def gather(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    assignment_ids: Collection[int],
    kind: NoticeKind,
    now: datetime,
    *,
    to_send: bool = False,
) -> Round:
    """Group what is open by who reads about it, and see who can be written to today; what its
    owner was left in peace about is left out.

    `to_send`: until the transaction ends nobody else asks them about it. Raises `Stopped`.
    """
    require_running(tenant)
    if to_send:
        await asking_queries.hold(session, assignment_ids)
    found = (await work_queries.work(session, assignment_ids)).values()
    today = tenant.today(now)
    work = [one for one in found if one.live and one.state in OPEN]
    loud = [one for one in work if one.snoozed_until is None or one.snoozed_until <= today]
    known = await situation(session, tenant, loud, now)
    midnight = datetime.combine(today, time(0), tenant.zone).astimezone(UTC)
    asked = {
        (who, tenant.today(at))
        for who, at in await asking_queries.asked_since(session, tenant.id, kind, midnight)
    }
    grouped: dict[tuple[Who, bool], list[Work]] = {}
    readers: dict[tuple[Who, bool], Reader | None] = {}
    for one in sorted(loud, key=lambda w: (w.due, w.assignment_id)):
        to = reader(one, known, today)
        lost = (one.person_id, one.organization_id)
        key = ((to.person_id, to.organization_id), True) if to is not None else (lost, False)
        grouped.setdefault(key, []).append(one)
        readers[key] = to
    groups = [
        _group(tenant, actor, known, asked, readers[key], own, now) for key, own in grouped.items()
    ]
    return Round(tenant, kind, known, tuple(groups), quiet=len(work) - len(loud))


def _group(
    tenant: Tenant,
    actor: Actor,
    known: Situation,
    asked: Collection[tuple[Who, date]],
    to: Reader | None,
    work: Sequence[Work],
    now: datetime,
) -> Group:
    if to is None:
        return Group(_owner(known, work[0]), Fate.UNREACHABLE, tuple(work))
    name = known.reach[to.person_id].name if to.person_id is not None else _owner(known, work[0])
    at = wait_until(tenant, now, school=to.school) or now
    day = tenant.today(at)
    fate = Fate.GOES
    if to.person_id == actor.person_id:
        fate = Fate.OWN
    elif ((to.person_id, to.organization_id), day) in asked:
        fate = Fate.ALREADY
    elif at == now and had_enough(to, known, tenant.policy.cap):
        fate = Fate.ENOUGH
    return Group(name, fate, tuple(work), to, at, day)


def _owner(known: Situation, work: Work) -> str:
    line: Line = known.lines[work.assignment_id]
    return line.owner


async def send(session: AsyncSession, actor: Actor, asking: Round, now: datetime) -> Outlook:
    """Write to everybody who gets it, once a day each; what became of it. Idempotent."""
    tenant, sent = asking.tenant, []
    told: list[Group] = []
    for group in asking.groups:
        if group.fate is not Fate.GOES or not await _write(session, asking, group, now):
            told.append(group if group.fate is not Fate.GOES else _already(group))
            continue
        told.append(group)
        sent += [work.assignment_id for work in group.work]
    await _count(session, sent)
    await session.flush()
    if sent:
        await refresh(session, tenant, sent, now)
        names = [group.name for group in told if group.fate is Fate.GOES]
        rights.audit(
            session, actor, tenant.id, f"{asking.kind}.all", now, assignments=sent, people=names
        )
    log.info("asked.all", kind=asking.kind, person=actor.person_id, assignments=len(sent))
    return Round(tenant, asking.kind, asking.situation, tuple(told), asking.quiet).outlook()


def _already(group: Group) -> Group:
    return Group(group.name, Fate.ALREADY, group.work, group.to, group.at, group.day)


async def _write(session: AsyncSession, asking: Round, group: Group, now: datetime) -> bool:
    tenant, to = asking.tenant, group.to
    assert to is not None  # noqa: S101 - it goes
    assert group.day is not None  # noqa: S101 - likewise
    who = to.person_id if to.person_id is not None else f"o{to.organization_id}"
    stored = await owners_told.write(
        session,
        tenant,
        to,
        asking.kind,
        asking.message(group),
        f"{asking.kind}_all:{who}:{group.day.isoformat()}",
        now,
        ways=plans.ways(to, group.work, asking.situation, tenant),
        about=[work.assignment_id for work in group.work],
        expires_at=closing(group.day, tenant.policy, tenant.zone),
        urgency=Urgency.MASS,
    )
    return bool(stored)


async def _count(session: AsyncSession, assignment_ids: Iterable[int]) -> None:
    """One more reminder that waits for its answer."""
    rows = await session.exec(
        select(AssignmentRow)
        .where(col(AssignmentRow.id).in_(list(assignment_ids)))
        .order_by(col(AssignmentRow.id))
        .with_for_update()
    )
    for row in rows:
        row.silent += 1
        session.add(row)

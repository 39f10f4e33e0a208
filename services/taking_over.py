"""Everything open of one person becomes another's: dates, parties, delegations, requests.

What was reported stays with whoever reported it. The rungs said to the one are not said again to
the other; the other gets one list of all that is theirs now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.progress import LADDER, LadderMove, State
from services import dates_by_letter, needing_help, owners, owners_told
from services.appointing import nearest
from services.municipalities import Tenant
from services.refreshing import refresh, settle_for_readers, take_out
from services.rights import Actor
from services.situations import Reader
from storage import people_queries, plan_queries, replacing_queries, work_queries
from storage.replacing_queries import Held
from storage.tables import (
    AppointmentRow,
    AssignmentRow,
    Decision,
    NoticeKind,
    Objecting,
    PersonRow,
)
from storage.work_queries import Work
from views import appointments
from views.answers import plain
from views.successors import Theirs, headed_list

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Over:
    """What went over: the assignments of each successor, and how many delegations."""

    assignments: Mapping[int, Sequence[int]]
    delegations: int = 0


async def theirs(
    session: AsyncSession, tenant: Tenant, person_id: int, office: int | None = None
) -> Theirs:
    """What a person has that somebody must take over, counted; of delegations those of `office`
    where given."""
    rows = await replacing_queries.held(session, tenant.id, person_id)
    extensions = await replacing_queries.extensions(session, tenant.id, person_id)
    objections = await replacing_queries.objections(session, tenant.id, person_id)
    return Theirs(
        activities=len({one.activity_id for one in rows}),
        dates=len(rows),
        delegations=len(await replacing_queries.delegated(session, tenant.id, person_id, office)),
        requests=len(extensions) + len(objections),
        parties=len(await replacing_queries.parties(session, tenant.id, person_id)),
    )


async def move(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    old: int,
    to: int,
    now: datetime,
    *,
    each: Mapping[int, int] | None = None,
    office: int | None = None,
) -> Over:
    """Everything open of `old` becomes that of `to`, single activities that of whom `each` names.

    Of what organisations (or the one `office`) had handed to `old`, `to` becomes the delegate
    where they belong to it, else nobody. The caller tells whom it concerns.
    """
    chosen = dict(each or {})
    rows = await replacing_queries.held(session, tenant.id, old)
    heirs = {one.row.id or 0: chosen.get(one.activity_id, to) for one in rows}
    await _resolve(session, tenant, old, to, chosen, rows)
    await take_out(session, tenant, list(heirs), now)
    twins = await replacing_queries.beside(
        session, {one.row.milestone_id for one in rows}, set(heirs.values())
    )
    stands: dict[int, int] = {}
    for one in rows:
        heir = heirs[one.row.id or 0]
        twin = twins.get((one.row.milestone_id, heir))
        if twin is None:
            await _pass(session, tenant, actor, one.row, heir, now)
        else:
            await _join(session, tenant, one.row, twin, now)
        stands[one.row.id or 0] = (twin or one.row).id or 0
    await session.flush()
    await _requests(session, tenant, actor, old, heirs, stands, now)
    moved: dict[int, list[int]] = {}
    for number, heir in heirs.items():
        moved.setdefault(heir, []).append(stands[number])
    for heir, ids in moved.items():
        await settle_for_readers(session, ids, heir)
    handed = await _delegations(session, tenant, old, to, office, now)
    await replacing_queries.forget_unread(session, tenant.id, old)
    await refresh(session, tenant, {*heirs, *stands.values(), *handed}, now)
    log.info("work.taken_over", person=old, by=to, dates=len(rows), delegations=len(handed))
    return Over(moved, len(handed))


async def _resolve(
    session: AsyncSession,
    tenant: Tenant,
    old: int,
    to: int,
    chosen: Mapping[int, int],
    rows: Collection[Held],
) -> None:
    """Parties mean whoever took over, so that later dates are theirs too."""
    own = {one.activity_id for one in rows}
    for activity_id, heir in chosen.items():
        if activity_id in own and heir != to:
            person = await session.get_one(PersonRow, heir)
            await owners.hand_on(session, activity_id, (old, None), person)
    for party in await replacing_queries.parties(session, tenant.id, old):
        party.person_id = to
        session.add(party)
    await session.flush()


async def _pass(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    row: AssignmentRow,
    heir: int,
    now: datetime,
) -> None:
    """An assignment has another owner. Help that was asked for was the old owner's matter."""
    await needing_help.take_back(session, row, actor, now)
    row.person_id, row.handed_over, row.silent, row.snoozed_until = heir, False, 0, None
    row.since = max(row.since, tenant.today(now))
    if LADDER[row.state] is LadderMove.GOES_ON:
        row.next_notice_at = now
    session.add(row)


async def _join(
    session: AsyncSession, tenant: Tenant, row: AssignmentRow, twin: AssignmentRow, now: datetime
) -> None:
    """The successor has this date already: theirs stays, with what the old one had beyond it."""
    if twin.state is State.CALLED_OFF:
        twin.state, twin.fact_on = row.state, row.fact_on
        twin.since, twin.extended_to = max(row.since, tenant.today(now)), row.extended_to
        goes_on = LADDER[row.state] is LadderMove.GOES_ON
        twin.next_notice_at = now if goes_on else row.next_notice_at
    elif row.is_lead and row.extended_to is not None:
        twin.extended_to = max(row.extended_to, twin.extended_to or row.extended_to)
        twin.next_notice_at = now if twin.next_notice_at is not None else None
    twin.is_lead, twin.separate = twin.is_lead or row.is_lead, twin.separate and row.separate
    row.state, row.next_notice_at, row.is_lead = State.CALLED_OFF, None, False
    session.add_all([row, twin])
    await session.flush()
    await replacing_queries.share_papers(session, row.id or 0, twin.id or 0)


async def _requests(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    old: int,
    heirs: Mapping[int, int],
    stands: Mapping[int, int],
    now: datetime,
) -> None:
    """What was asked waits on in the successor's name; «not mine» is answered by handing on."""
    for asked in await replacing_queries.extensions(session, tenant.id, old):
        if asked.assignment_id in heirs:
            asked.person_id = heirs[asked.assignment_id]
            asked.assignment_id = stands[asked.assignment_id]
            session.add(asked)
    for said in await replacing_queries.objections(session, tenant.id, old):
        if said.assignment_id not in heirs:
            continue
        if said.kind is Objecting.NOT_MINE:
            said.decision, said.decided_by, said.decided_at = (
                Decision.TAKEN,
                actor.person_id,
                now,
            )
        else:
            said.person_id = heirs[said.assignment_id]
            said.assignment_id = stands[said.assignment_id]
        session.add(said)
    await session.flush()


async def _delegations(
    session: AsyncSession, tenant: Tenant, old: int, to: int, office: int | None, now: datetime
) -> list[int]:
    rows = await replacing_queries.delegated(session, tenant.id, old, office)
    own = await people_queries.organizations_of(session, tenant.id, to)
    ids = [row.id or 0 for row in rows]
    await take_out(session, tenant, ids, now, reader=old)
    for row in rows:
        row.delegate_id = to if row.organization_id in own else None
        if LADDER[row.state] is LadderMove.GOES_ON:
            row.next_notice_at = now
        session.add(row)
    await session.flush()
    return ids


async def tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    person_id: int,
    assignment_ids: Sequence[int],
    head: str,
    now: datetime,
) -> None:
    """One message to a successor: what has happened (`head`), and the list of what is theirs now.

    Whom no way leads to is told by planning, once there is one.
    """
    if person_id == actor.person_id:
        return
    work = await work_queries.work(session, assignment_ids)
    lines = await plan_queries.lines(session, assignment_ids)
    dates: dict[int, list[Work]] = {}
    for one in work.values():
        dates.setdefault(lines[one.assignment_id].activity_id, []).append(one)
    today = tenant.today(now)
    first = sorted(
        (nearest(own, today) for own in dates.values()),
        key=lambda one: (one.due, one.assignment_id),
    )
    numbered = [(n, lines[one.assignment_id]) for n, one in enumerate(first, start=1)]
    known = (await people_queries.reach(session, tenant.id, [person_id]))[person_id]
    message = plain(head)
    if numbered:
        by_letter = all(channel is Channel.EMAIL for channel, _ in known.ways)
        most = tenant.lines_by(Channel.EMAIL if by_letter else Channel.TELEGRAM)
        shown = numbered[:most]
        hidden = len(numbered) - len(shown)
        listed = appointments.appointment(shown, person_id, tenant.say, hidden=hidden)
        message = headed_list(head, listed)
        mine = [line for _, line in numbered]
        message = await dates_by_letter.with_dates(session, tenant, message, mine, known.ways, now)
    stored = await owners_told.write(
        session,
        tenant,
        Reader(person_id, None, known.ways, known.only_at_school),
        NoticeKind.APPOINTMENT if numbered else NoticeKind.ANSWER,
        message,
        f"taken_over:{actor.origin}:{person_id}",
        now,
        about=[line.assignment_id for _, line in numbered],
    )
    roadmaps = {line.roadmap_id for _, line in numbered}
    await _name(session, tenant, person_id, roadmaps, stored[0] if stored else None, now)


async def _name(
    session: AsyncSession,
    tenant: Tenant,
    person_id: int,
    roadmap_ids: Collection[int],
    notice_id: int | None,
    now: datetime,
) -> None:
    """The successor is to say that they are acquainted, with this too."""
    known = await replacing_queries.appointments(session, tenant.id, person_id)
    for roadmap_id in sorted(roadmap_ids):
        row = known.get(roadmap_id) or AppointmentRow(
            municipality_id=tenant.id, roadmap_id=roadmap_id, person_id=person_id
        )
        row.notice_id, row.read_at, row.read_by = notice_id, None, None
        row.next_at = now if notice_id is None else None
        session.add(row)
    await session.flush()

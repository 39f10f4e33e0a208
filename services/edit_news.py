"""Who hears that an activity was changed, and how often: one message about all that one
coordinator changes within ten minutes, re-worded while it waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.changes import Change
from roadmap.plan import Line
from roadmap.progress import OPEN
from services import change_history
from services.municipalities import Tenant
from services.rights import Actor
from services.situations import Reader, line_for, reader, situation
from services.steps import UNDO_WITHIN
from services.working_hours import wait_until
from storage import editing_queries, outbox, work_queries
from storage.tables import (
    ActivityRow,
    AppointmentRow,
    AuditRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    SectionRow,
    Urgency,
)
from views import editing

Key = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who reads about an activity, and what of it is still theirs to do; `owners` are
    those (person id or organisation id) for whom they read."""

    to: Reader
    lines: tuple[Line, ...]
    owners: frozenset[Key]


async def concerned(
    session: AsyncSession, tenant: Tenant, activity_id: int, now: datetime
) -> dict[Key, Concerned]:
    """Everybody with something open in an activity, by who reads (person id, organisation id)."""
    return (await concerned_in(session, tenant, [activity_id], now)).get(activity_id, {})


async def concerned_in(
    session: AsyncSession, tenant: Tenant, activity_ids: Collection[int], now: datetime
) -> dict[int, dict[Key, Concerned]]:
    """The same of several activities, by activity id."""
    await session.flush()
    rows = await editing_queries.open_dates_of(session, tenant.id, activity_ids)
    ids = [row.id or 0 for row, _ in rows if row.state in OPEN]
    work = list((await work_queries.work(session, ids)).values())
    known, today = await situation(session, tenant, work, now), tenant.today(now)
    found: dict[int, dict[Key, Concerned]] = {}
    for one in sorted(work, key=lambda w: (w.due, w.assignment_id)):
        if (to := reader(one, known, today)) is None:
            continue
        line = line_for(one, to, known, today)
        key, own = (to.person_id, to.organization_id), found.setdefault(line.activity_id, {})
        before = own.get(key, Concerned(to, (), frozenset()))
        owner = one.person_id, one.organization_id
        own[key] = Concerned(to, (*before.lines, line), before.owners | {owner})
    return found


async def to_be_listed(session: AsyncSession, municipality_id: int, roadmap_id: int) -> set[Key]:
    """Whoever (person id, organisation id) is about to get the list of what is theirs."""
    found = await session.exec(
        select(AppointmentRow.person_id, AppointmentRow.organization_id).where(
            AppointmentRow.municipality_id == municipality_id,
            AppointmentRow.roadmap_id == roadmap_id,
            col(AppointmentRow.next_at).is_not(None),
        )
    )
    return set(found)


async def tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    activity: ActivityRow,
    before: dict[Key, Concerned],
    now: datetime,
) -> int:
    """Tell those concerned `before` the change and after it, but not who made it, nor those who
    are about to get the list of what is theirs; how many are told."""
    after = await concerned(session, tenant, activity.id or 0, now)
    listed = await to_be_listed(session, tenant.id, activity.roadmap_id)
    told = 0
    for key in {**before, **after}:
        own = after.get(key)
        if key[0] == actor.person_id or (own is not None and own.owners <= listed):
            continue
        to = (own or before[key]).to
        lines = own.lines if own is not None else ()
        for way in to.ways:
            await _write(session, tenant, actor, activity, to, way, lines, now)
        told += 1
    return told


async def _write(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    activity: ActivityRow,
    to: Reader,
    way: tuple[Channel, str],
    lines: Sequence[Line],
    now: datetime,
) -> None:
    """Begin a message, or word the one that waits anew."""
    cause = f"edited:{activity.id}:{actor.person_id}"
    who = str(to.person_id) if to.person_id is not None else f"o{to.organization_id}"
    waiting = await _waiting(session, tenant, to, way, cause)
    since = waiting.created_at if waiting is not None else now
    made = await _made(session, tenant, actor, activity, since)
    if waiting is not None and not made:
        await outbox.withdraw(session, waiting.id or 0, now)
        return
    coordinator = await session.get_one(PersonRow, actor.person_id)
    section = await session.get(SectionRow, activity.section_id) if activity.section_id else None
    message = editing.told(
        editing.subject_of(activity, section=section.title if section else ""),
        made,
        lines,
        to.person_id or 0,
        coordinator.full_name,
        tenant.say,
    )
    if waiting is not None:
        waiting.message = message.to_data()
        session.add(waiting)
        session.info["outbox"] = True
        return
    await _begin(session, tenant, to, way, f"{cause}:{actor.origin}:{who}", message, now)


async def _made(
    session: AsyncSession, tenant: Tenant, actor: Actor, activity: ActivityRow, since: datetime
) -> list[Change]:
    """What the coordinator changed from an instant on, without what was taken back since."""
    rows = await editing_queries.changes_since(
        session, tenant.id, activity.id or 0, f"person:{actor.person_id}", since
    )
    return await change_history.changes(session, tenant, standing(rows))


def standing(rows: Sequence[AuditRow]) -> list[AuditRow]:
    """Without what was taken back by a later one of them."""
    undone = {row.facts["of"] for row in rows if row.action == "activity.undone"}
    known = {row.id for row in rows}
    return [
        row
        for row in rows
        if row.id not in undone
        and not (row.action == "activity.undone" and row.facts["of"] in known)
    ]


async def _waiting(
    session: AsyncSession, tenant: Tenant, to: Reader, way: tuple[Channel, str], cause: str
) -> NoticeRow | None:
    """What is still to go to the reader about the same changes."""
    found = await session.exec(
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == tenant.id,
            NoticeRow.person_id == to.person_id,
            NoticeRow.organization_id == to.organization_id,
            NoticeRow.channel == way[0],
            NoticeRow.state == NoticeState.PLANNED,
            col(NoticeRow.dedup_key).startswith(f"{cause}:"),
        )
        .order_by(col(NoticeRow.id).desc())
        .with_for_update()
    )
    return found.first()


async def _begin(
    session: AsyncSession,
    tenant: Tenant,
    to: Reader,
    way: tuple[Channel, str],
    cause: str,
    message: Message,
    now: datetime,
) -> None:
    """A message that waits as long as the change can be taken back."""
    later = now + UNDO_WITHIN
    await outbox.add(
        session,
        NoticeRow(
            municipality_id=tenant.id,
            person_id=to.person_id,
            organization_id=to.organization_id,
            channel=way[0],
            address=way[1],
            kind=NoticeKind.ANSWER,
            urgency=Urgency.ALERT,
            dedup_key=f"{cause}:{way[0]}",
            message=message.to_data(),
            not_before=wait_until(tenant, later, school=to.school) or later,
            created_at=now,
        ),
    )

"""Who hears that activities were changed, and how often: one message about all that one
coordinator changes within ten minutes, re-worded while it waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel, Message
from roadmap.changes import Change, net
from roadmap.deadlines import External, NoDeadline, Ongoing, rule_from_data
from roadmap.plan import Line
from roadmap.progress import OPEN
from services import change_history, dates_by_letter, owners, owners_told
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
    MembershipRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    RoadmapRow,
    SectionRow,
    Urgency,
)
from views import edit_news as edit_words
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
    after = await _with_pieces(session, tenant, activity.id or 0, now)
    listed = await to_be_listed(session, tenant.id, activity.roadmap_id)
    told = 0
    for key in {**before, **after}:
        own = after.get(key)
        if key[0] == actor.person_id or (own is not None and own.owners <= listed):
            continue
        to = (own or before[key]).to
        for way in to.ways:
            await _write(session, tenant, actor, activity, to, way, now)
        told += 1
    return told


async def _with_pieces(
    session: AsyncSession, tenant: Tenant, activity_id: int, now: datetime
) -> dict[Key, Concerned]:
    """Who is concerned by an activity and whatever it was split into."""
    pieces = await editing_queries.pieces_of(session, tenant.id, activity_id)
    found: dict[Key, Concerned] = {}
    by_activity = await concerned_in(session, tenant, [activity_id, *pieces], now)
    for one in by_activity.values():
        for key, own in one.items():
            other = found.get(key, Concerned(own.to, (), frozenset()))
            lines = (*other.lines, *own.lines)
            found[key] = Concerned(own.to, lines, other.owners | own.owners)
    return found


async def _write(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    activity: ActivityRow,
    to: Reader,
    way: tuple[Channel, str],
    now: datetime,
) -> None:
    """Begin a message, or word the one that waits anew."""
    waiting = await _waiting(session, tenant, to, way, f"edited:{actor.person_id}:")
    since = waiting.created_at if waiting is not None else now
    named = list(dict.fromkeys([*_named(waiting), activity.id or 0]))
    seen = [await _seen(session, tenant, actor, one, to, since, now) for one in named]
    rows = [row for row in seen if row is not None]
    if not rows:
        if waiting is not None:
            await outbox.withdraw(session, waiting.id or 0, now)
        return
    coordinator = await session.get_one(PersonRow, actor.person_id)
    message = edit_words.told(rows, to.person_id or 0, coordinator.full_name, tenant.say)
    dated = [line for row in rows if row.is_dated for line in row.lines]
    message = await dates_by_letter.with_dates(session, tenant, message, dated, [way], now)
    who = str(to.person_id) if to.person_id is not None else f"o{to.organization_id}"
    subjects = ",".join(map(str, named))
    cause = f"edited:{actor.person_id}:{subjects}:{actor.origin}:{who}"
    about = _to_answer(rows)
    if waiting is None:
        made = await _begin(session, tenant, to, way, cause, message, now)
        if made is not None:
            await outbox.add_items(session, owners_told.items(tenant, made, about))
        return
    waiting.message, waiting.dedup_key = message.to_data(), f"{cause}:{way[0]}"
    session.add(waiting)
    await outbox.drop_items(session, waiting.id or 0)
    await outbox.add_items(session, owners_told.items(tenant, waiting.id or 0, about))
    session.info["outbox"] = True


def _to_answer(rows: Sequence[edit_words.Row]) -> list[int]:
    """What an answer to the message is about, where it speaks of one activity."""
    return [line.assignment_id for row in rows for line in row.lines[:1]] if len(rows) == 1 else []


def _named(waiting: NoticeRow | None) -> list[int]:
    """The activities that a waiting message is about: its cause names them."""
    if waiting is None:
        return []
    return [int(number) for number in waiting.dedup_key.split(":")[2].split(",")]


async def _seen(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    activity_id: int,
    to: Reader,
    since: datetime,
    now: datetime,
) -> edit_words.Row | None:
    """What a reader is told about an activity, None for nothing."""
    activity = await session.get_one(ActivityRow, activity_id)
    made = await _made(session, tenant, actor, activity, since)
    if not made:
        return None
    key = to.person_id, to.organization_id
    own = (await _with_pieces(session, tenant, activity_id, now)).get(key)
    lines = own.lines if own is not None else ()
    section = await session.get(SectionRow, activity.section_id) if activity.section_id else None
    subject = editing.subject_of(activity, section=section.title if section else "")
    stays = not lines and await _stays(session, activity, to)
    return edit_words.Row(subject, tuple(made), lines, stays=stays)


async def _stays(session: AsyncSession, activity: ActivityRow, to: Reader) -> bool:
    """Whether the reader answers for an activity that has no date now."""
    rule = rule_from_data(activity.rule)
    if activity.called_off or not isinstance(rule, Ongoing | External | NoDeadline):
        return False
    roadmap = await session.get_one(RoadmapRow, activity.roadmap_id)
    parties = (await owners.parties(session, [activity.id or 0]))[activity.id or 0]
    own = owners.resolve(parties, await owners.taking_part(session, roadmap))
    offices = {one.organization_id for one in own if one.organization_id is not None}
    if to.person_id is None:
        return to.organization_id in offices
    found = await session.exec(
        select(MembershipRow.organization_id).where(
            MembershipRow.municipality_id == activity.municipality_id,
            MembershipRow.person_id == to.person_id,
        )
    )
    return any(one.person_id == to.person_id for one in own) or bool(offices & set(found))


async def _made(
    session: AsyncSession, tenant: Tenant, actor: Actor, activity: ActivityRow, since: datetime
) -> list[Change]:
    """What the coordinator changed from an instant on and is not as it was."""
    rows = await editing_queries.changes_since(
        session, tenant.id, activity.id or 0, f"person:{actor.person_id}", since
    )
    return net(await change_history.changes(session, tenant, standing(rows)))


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
    """What is still to go to the reader about changes by the same coordinator."""
    found = await session.exec(
        select(NoticeRow)
        .where(
            NoticeRow.municipality_id == tenant.id,
            NoticeRow.person_id == to.person_id,
            NoticeRow.organization_id == to.organization_id,
            NoticeRow.channel == way[0],
            NoticeRow.state == NoticeState.PLANNED,
            col(NoticeRow.dedup_key).startswith(cause),
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
) -> int | None:
    """A message that waits as long as the change can be taken back; its id."""
    later = now + UNDO_WITHIN
    return await outbox.add(
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

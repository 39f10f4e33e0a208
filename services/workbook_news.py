"""Who hears of a workbook that changed a running roadmap: one message about all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.changes import Change
from roadmap.plan import Line, section_number
from roadmap.review.comparing import Changed
from roadmap.review.values import Planned
from services import dates_by_letter, edit_news, telling
from services.edit_news import Concerned, Key
from services.municipalities import Tenant
from services.rights import Actor
from storage.tables import NoticeKind, PersonRow, RoadmapRow
from views import workbook_news as words
from views.editing import Subject

ALWAYS = ("title", "expected_result", "owners")
"""Fields of an activity that everybody sees who answers for it; another deadline is seen by those
whose dates it moved."""
DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Told:
    """An activity that the workbook changed, added or took out."""

    activity_id: int
    code: int
    planned: Planned
    changes: tuple[Changed, ...] = ()
    deed: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """Who read about the activities before the change, and who was yet to get the list of what is
    theirs."""

    concerned: dict[int, dict[Key, Concerned]]
    listed: set[Key]


async def before(
    session: AsyncSession,
    tenant: Tenant,
    roadmap_id: int,
    activity_ids: Collection[int],
    now: datetime,
) -> Before:
    """Who is concerned while nothing is changed yet."""
    return Before(
        await edit_news.concerned_in(session, tenant, activity_ids, now),
        await edit_news.to_be_listed(session, tenant.id, roadmap_id),
    )


async def tell(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor | None,
    roadmap: RoadmapRow,
    changed: Sequence[Told],
    was: Before,
    origin: str,
    now: datetime,
) -> int:
    """One message to everybody who sees something else now, but not to whoever changed it, nor
    about what is in the list that they are about to get; how many are told."""
    ids = [one.activity_id for one in changed]
    after = Before(
        await edit_news.concerned_in(session, tenant, ids, now),
        await edit_news.to_be_listed(session, tenant.id, roadmap.id or 0),
    )
    coordinator = await session.get(PersonRow, actor.person_id) if actor else None
    name, told = coordinator.full_name if coordinator else "", 0
    for key in _readers(ids, was, after):
        if actor is not None and key[0] == actor.person_id:
            continue
        found = [_seen(one, key, was, after, tenant, now) for one in changed]
        seen = [pair for pair in found if pair is not None]
        if not seen:
            continue
        to = _to(key, ids, after) or _to(key, ids, was)
        assert to is not None  # noqa: S101 - they are of one of the two
        rows = [row for row, _ in seen]
        message = words.told(roadmap.title, rows, key[0] or 0, name, tenant.say)
        dates, ways = [line for _, lines in seen for line in lines], to.to.ways
        dated = await dates_by_letter.with_dates(session, tenant, message, dates, ways, now)
        cause = f"reviewed:{roadmap.id}:{origin}"
        await telling.tell_reader(session, tenant, to.to, NoticeKind.ANSWER, dated, cause, now)
        told += 1
    return told


def _readers(ids: Iterable[int], was: Before, after: Before) -> list[Key]:
    found: dict[Key, None] = {}
    for one in ids:
        found |= dict.fromkeys(was.concerned.get(one, {}))
        found |= dict.fromkeys(after.concerned.get(one, {}))
    return list(found)


def _to(key: Key, ids: Iterable[int], at: Before) -> Concerned | None:
    return next((own for one in ids if (own := at.concerned.get(one, {}).get(key))), None)


def _seen(
    one: Told, key: Key, was: Before, after: Before, tenant: Tenant, now: datetime
) -> tuple[words.Row, tuple[Line, ...]] | None:
    """What a reader is told about an activity, with the dates that are new to them; None for
    nothing."""
    old = was.concerned.get(one.activity_id, {}).get(key)
    own = after.concerned.get(one.activity_id, {}).get(key)
    if (own or old) is None or _is_listed(own, old, was, after):
        return None
    dates = _dates(own)
    moved = dates != _dates(old)
    fields = (*ALWAYS, DEADLINE) if moved else ALWAYS
    made = [(c.field, c.before, c.after) for c in one.changes if c.field in fields]
    if not made and not moved and not one.deed:
        return None
    today = tenant.today(now)
    facts = [{"field": field, "before": a, "after": b} for field, a, b in made]
    changes = [Change(today, "", "activity.changed", fact) for fact in facts]
    if one.deed:
        changes = [Change(today, "", one.deed)]
    fresh = own.lines if own is not None and (moved or one.deed) else ()
    return words.Row(_subject(one), tuple(changes), dates), fresh


def _is_listed(own: Concerned | None, old: Concerned | None, was: Before, after: Before) -> bool:
    """Whether it is in the list that the reader is about to get, or they never heard of it."""
    if own is not None:
        return own.owners <= after.listed
    return old is not None and old.owners <= was.listed


def _dates(own: Concerned | None) -> tuple[date, ...]:
    return tuple(sorted({line.due for line in own.lines})) if own is not None else ()


def _subject(one: Told) -> Subject:
    planned = one.planned
    section = section_number(planned.subsection or planned.section)
    return Subject(one.activity_id, one.code, planned.title, section, planned.number)

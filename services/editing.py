"""«Изменить…»: an activity of a stored roadmap in the hands of a coordinator; its words and
result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import rule_from_data
from roadmap.deadlines.wording import russian
from roadmap.period import Period
from roadmap.progress import OPEN
from roadmap.targets import read_target
from services import (
    change_history,
    conversations,
    edit_news,
    municipalities,
    owners,
    rights,
)
from services.municipalities import Tenant
from services.refreshing import refresh
from services.rights import Actor
from storage import editing_queries
from storage.tables import (
    ActivityRow,
    AuditRow,
    RoadmapKind,
    RoadmapRow,
    RoadmapStatus,
    Role,
    SectionRow,
)
from views import editing as words
from views.editing import Field, Subject

log = structlog.get_logger()

REWORDING = "reword"
TEXT_CHARS = 2000
DASHES = ("-", "\u2013", "\u2014")
RUNS = (RoadmapStatus.ACTIVE, RoadmapStatus.PAUSED)


class NotEditable(Exception):
    """The activity was called off altogether, or its roadmap is archived."""


@dataclass(frozen=True, slots=True)
class Held:
    """An activity that is held for a change, with where it stands."""

    tenant: Tenant
    roadmap: RoadmapRow
    activity: ActivityRow

    @property
    def id(self) -> int:
        """The activity's id."""
        return self.activity.id or 0

    @property
    def period(self) -> Period:
        """The local days of its roadmap."""
        return Period(self.roadmap.period_start, self.roadmap.period_end)

    @property
    def runs(self) -> bool:
        """Whether people are reminded of its dates already."""
        return self.roadmap.status in RUNS


async def held(session: AsyncSession, actor: Actor, activity_id: int, action: str) -> Held:
    """An activity of the coordinator's municipality, for this transaction alone.

    Raises `Denied`, `NotEditable`.
    """
    await rights.require_role(session, actor, Role.COORDINATOR, action=action)
    row = await session.get(ActivityRow, activity_id)
    if row is None or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, action, activity=activity_id)
    # the roadmap first: two who change activities of one make the same party, the same rows
    roadmap = await session.get_one(
        RoadmapRow, row.roadmap_id, with_for_update=True, populate_existing=True
    )
    row = await session.get(ActivityRow, activity_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise rights.deny(actor, action, activity=activity_id)
    if row.called_off or roadmap.status is RoadmapStatus.ARCHIVED:
        raise NotEditable
    if roadmap.kind is not RoadmapKind.PLAN:
        raise rights.deny(actor, action, activity=activity_id)  # what a round asks is the round's
    tenant = await municipalities.by_id(session, actor.municipality_id)
    return Held(tenant, roadmap, row)


async def subject(session: AsyncSession, now_held: Held) -> Subject:
    """What is shown of an activity."""
    row = now_held.activity
    section = await session.get(SectionRow, row.section_id) if row.section_id else None
    parties = (await owners.parties(session, [now_held.id]))[now_held.id]
    dates = await editing_queries.open_dates(session, now_held.tenant.id, now_held.id)
    still = {m.id: m.extended_to or m.due for a, m in dates if a.state in OPEN}
    return words.subject_of(
        row,
        section=section.title if section is not None else "",
        understood=russian(rule_from_data(row.rule)),
        owners=tuple(
            words.Owner(p.id or 0, p.name, owners.part_of(p, link)) for p, link in parties
        ),
        dates=tuple(sorted(still.values())),
    )


async def menu(
    session: AsyncSession, actor: Actor, activity_id: int, assignment_id: int
) -> Message:
    """What can be changed; `assignment_id` is the date that the card was of, 0 for none.

    Raises `Denied`, `NotEditable`.
    """
    found = await held(session, actor, activity_id, "edit")
    shown = await subject(session, found)
    return words.menu(shown, assignment_id, actor.person_id, found.tenant.say)


async def ask_words(
    session: AsyncSession, actor: Actor, activity_id: int, field: Field, address: str, now: datetime
) -> Message:
    """Other words for the title or the expected result? Raises `Denied`, `NotEditable`."""
    found = await held(session, actor, activity_id, "edit")
    data = {"activity": activity_id, "field": field.value}
    await conversations.remember(session, address, REWORDING, data, now)
    return words.ask_words(await subject(session, found), field, found.tenant.say)


async def words_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The other words; they hold at once. Raises `Denied`, `NotEditable`."""
    found = await held(session, actor, asked["activity"], "edit")
    field = Field(asked["field"])
    said = _written(field, text)
    if field is Field.TITLE and not said:
        return words.ask_words(await subject(session, found), field, found.tenant.say)
    await conversations.forget(session, address, REWORDING)
    before = field_of(found.activity, field)
    if before == said:
        return words.nothing_changed(await subject(session, found), found.tenant.say)
    told = await edit_news.concerned(session, found.tenant, found.id, now)
    await write_words(session, found, field, said, now)
    facts = {"field": field.value, "before": before, "after": said}
    done = await note(session, actor, found, "activity.reworded", now, **facts)
    await edit_news.tell(session, found.tenant, actor, found.activity, told, now)
    return await changed(session, actor, found, done)


def _written(field: Field, text: str) -> str:
    """What was typed, as it is stored: a title in one line; a dash stands for nothing."""
    said = text.strip()
    if said in DASHES:
        return ""
    return (" ".join(said.split()) if field is Field.TITLE else said)[:TEXT_CHARS]


def field_of(row: ActivityRow, field: Field) -> str:
    """The title or the expected result."""
    return row.title if field is Field.TITLE else row.expected_result


async def write_words(
    session: AsyncSession, found: Held, field: Field, text: str, now: datetime
) -> None:
    """Other words, also in what was sent already."""
    row = found.activity
    if field is Field.TITLE:
        row.title = text
    else:
        target = read_target(text) if text else None
        row.expected_result = text
        row.target = (
            {"count": target.count, "unit": target.unit, "per": target.per} if target else None
        )
    session.add(row)
    await session.flush()
    dates = await editing_queries.open_dates(session, found.tenant.id, found.id)
    await refresh(session, found.tenant, [a.id or 0 for a, _ in dates], now)


async def note(
    session: AsyncSession, actor: Actor, found: Held, action: str, now: datetime, **facts: object
) -> AuditRow:
    """A line of the audit trail about an activity, stored; it can be taken back by its id.

    The code goes with it: ids come again once a draft is deleted, codes never do.
    """
    facts = {"code": found.activity.code, **facts}
    row = rights.audit(
        session, actor, found.tenant.id, action, now, f"activity:{found.id}", **facts
    )
    await session.flush()
    log.info(action, activity=found.id, person=actor.person_id)
    return row


async def changed(session: AsyncSession, actor: Actor, found: Held, done: AuditRow) -> Message:
    """It is changed; for ten minutes it can be taken back."""
    (made,) = await change_history.changes(session, found.tenant, [done])
    shown = await subject(session, found)
    return words.changed(shown, made, done.id or 0, actor.person_id, found.tenant.say)

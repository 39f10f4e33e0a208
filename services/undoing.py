"""«Отменить изменение»: the last change of an activity is taken back within ten minutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.deadlines import rule_from_data
from roadmap.parts import Part
from services import change_history, deadline_changes, edit_news, editing, editing_owners, rights
from services.editing import Held
from services.refreshing import refresh
from services.rights import Actor
from services.steps import UNDO_WITHIN
from storage import editing_queries
from storage.tables import AuditRow, ExtensionRow
from views import editing as words
from views.editing import Field

CAN_BE_UNDONE = ("activity.redated", "activity.owners", "activity.reworded")


class CannotUndo(Exception):
    """It is too long ago, or something was changed after it."""


async def undo(session: AsyncSession, actor: Actor, change_id: int, now: datetime) -> Message:
    """The actor's own change is taken back; what waits to be told of it is worded anew or goes.

    Raises `Denied`, `NotEditable`, `CannotUndo`.
    """
    row = await session.get(AuditRow, change_id)
    own = row is not None and row.actor == f"person:{actor.person_id}"
    if row is None or not own or row.municipality_id != actor.municipality_id:
        raise rights.deny(actor, "undo_edit", change=change_id)
    if row.action not in CAN_BE_UNDONE:
        raise rights.deny(actor, "undo_edit", change=change_id)
    activity_id = int(row.subject.removeprefix(editing_queries.ACTIVITY))
    found = await editing.held(session, actor, activity_id, "undo_edit")
    if row.facts.get("code", found.activity.code) != found.activity.code:
        raise CannotUndo  # it was of an activity that is no more
    last = await editing_queries.changes_of(
        session, found.tenant.id, activity_id=activity_id, limit=1
    )
    if now - row.at > UNDO_WITHIN or not last or last[0].id != change_id:
        raise CannotUndo
    told = await edit_news.concerned(session, found.tenant, activity_id, now)
    await _restore(session, found, row, now)
    facts = {"of": change_id, "deed": row.action, "undone": _told(row.facts)}
    await editing.note(session, actor, found, "activity.undone", now, **facts)
    await edit_news.tell(session, found.tenant, actor, found.activity, told, now)
    (made,) = await change_history.changes(session, found.tenant, [row])
    subject = await editing.subject(session, found)
    return words.undone(subject, made, actor.person_id, found.tenant.say)


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """What is needed to say in words what was taken back."""
    return {key: value for key, value in facts.items() if key not in ("rule", "dates", "shares")}


async def _restore(session: AsyncSession, found: Held, row: AuditRow, now: datetime) -> None:
    match row.action:
        case "activity.reworded":
            field = Field(row.facts["field"])
            await editing.write_words(session, found, field, row.facts["before"], now)
            return
        case "activity.owners":
            shares = [(party, Part(part)) for party, part in row.facts["shares"]]
            await editing_owners.put(session, found, shares, now)
        case _:
            await _redate(session, found, row, now)


async def _redate(session: AsyncSession, found: Held, row: AuditRow, now: datetime) -> None:
    """The rule as it was, and the dates that were moved before it."""
    await deadline_changes.put_rule(session, found, rule_from_data(row.facts["rule"]), now)
    granted = await session.exec(
        select(ExtensionRow).where(
            ExtensionRow.municipality_id == found.tenant.id,
            col(ExtensionRow.id).in_(row.facts["extensions"]),
        )
    )
    for extension in granted:
        await session.delete(extension)
    dates = await editing_queries.open_dates(session, found.tenant.id, found.id)
    for assignment, milestone in dates:
        day = row.facts["dates"].get(str(milestone.id), "")
        if day != "":
            milestone.extended_to = date.fromisoformat(day) if day is not None else None
            session.add(milestone)
            assignment.next_notice_at = assignment.next_notice_at and now
    await session.flush()
    await refresh(session, found.tenant, [a.id or 0 for a, _ in dates], now)

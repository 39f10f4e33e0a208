"""A finished assignment is opened again, with a reason; its owner is told of others' doing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.progress import FINISHED, Event, Impossible, State
from services import conversations, owners_told, reporting, rights
from services.detailing import TEXT_CHARS, Held, hold
from services.rights import Actor
from storage import people_queries
from storage.tables import AssignmentRow, NoticeKind, PersonRow, Role
from views import marking

WHY_REOPEN = "why_reopen"


async def ask_why_reopen(
    session: AsyncSession, actor: Actor, assignment_id: int, address: str, now: datetime
) -> Message:
    """Ask in the chat at `address` why a finished assignment is to be opened again.

    Raises `Denied`, `progress.Impossible`.
    """
    held = await hold(session, actor, assignment_id, "reopen.ask")
    await _check_reopens(session, actor, held.row)
    await conversations.remember(session, address, WHY_REOPEN, {"assignment": assignment_id}, now)
    return marking.ask_why_reopen(held.line, held.tenant.say)


async def _check_reopens(session: AsyncSession, actor: Actor, row: AssignmentRow) -> None:
    """One's own mark; what the lead closed or a coordinator called off is a coordinator's."""
    if row.state in (State.DONE, State.WAITING_ACCEPTANCE):
        return
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if row.state in FINISHED | {State.CALLED_OFF} and Role.COORDINATOR in roles:
        return
    raise Impossible(row.state, Event.REOPEN)


async def reopen_heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """The reason: the assignment is open again, and its owner is told when somebody else did it.

    Raises as `ask_why_reopen`.
    """
    assignment_id = asked["assignment"]
    held = await hold(session, actor, assignment_id, "reopen")
    await conversations.forget(session, address, WHY_REOPEN)
    reason = text[:TEXT_CHARS]
    if held.is_replay:
        return marking.reopened(held.line, reason, held.tenant.say)
    await _check_reopens(session, actor, held.row)
    reported = await reporting.report(session, actor, assignment_id, Event.REOPEN, now, text=reason)
    rights.audit(
        session,
        actor,
        held.tenant.id,
        "assignment.reopened",
        now,
        f"assignment:{assignment_id}",
        reason=reason,
    )
    await _tell_owner(session, held, actor, reason, now)
    return marking.reopened(reported.line, reason, held.tenant.say)


async def _tell_owner(
    session: AsyncSession, held: Held, actor: Actor, reason: str, now: datetime
) -> None:
    owner = await owners_told.owner(session, held.tenant, held.line.assignment_id, now)
    own = await people_queries.organizations_of(session, actor.municipality_id, actor.person_id)
    if held.row.person_id == actor.person_id or held.row.organization_id in own:
        return
    if owner.to is None or owner.to.person_id == actor.person_id:
        return
    who = await session.get_one(PersonRow, actor.person_id)
    message = marking.reopened_by(held.line, who.full_name, reason, held.tenant.say)
    cause = f"reopened:{actor.origin}"
    about = [held.line.assignment_id]
    await owners_told.write(
        session, held.tenant, owner.to, NoticeKind.ANSWER, message, cause, now, about=about
    )

"""«История изменений»: the audit trail of an activity or a roadmap, ready to be worded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.changes import Change
from services import municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from storage import editing_queries
from storage.editing_queries import ACTIVITY, ASSIGNMENT, BY_CODE, OF_WHOLE
from storage.tables import (
    ActivityRow,
    AuditRow,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
    Role,
)
from views import change_history
from views.actions import Action, Verb

PERSON = "person:"


async def of_activity(session: AsyncSession, actor: Actor, activity_id: int, page: int) -> Message:
    """A page of an activity's history, counted from 0. Raises `Denied`."""
    tenant = await _allowed(session, actor)
    activity = await session.get(ActivityRow, activity_id)
    if activity is None or activity.municipality_id != tenant.id:
        raise rights.deny(actor, "history", activity=activity_id)
    rows, more = await _page(session, tenant, page, activity_id=activity_id)
    turn = Action(Verb.HISTORY, actor.person_id, (activity_id,))
    told = await changes(session, tenant, rows)
    return change_history.history(activity.title, told, page, more, turn, tenant.say)


async def of_roadmap(session: AsyncSession, actor: Actor, roadmap_id: int, page: int) -> Message:
    """The same of all activities of a roadmap. Raises `Denied`."""
    tenant = await _allowed(session, actor)
    roadmap = await session.get(RoadmapRow, roadmap_id)
    if roadmap is None or roadmap.municipality_id != tenant.id:
        raise rights.deny(actor, "history", roadmap=roadmap_id)
    rows, more = await _page(session, tenant, page, roadmap_id=roadmap_id)
    turn = Action(Verb.ROADMAP_HISTORY, actor.person_id, (roadmap_id,))
    told = await changes(session, tenant, rows, await _codes(session, tenant, roadmap_id, rows))
    return change_history.history(roadmap.title, told, page, more, turn, tenant.say)


async def _allowed(session: AsyncSession, actor: Actor) -> Tenant:
    await rights.require_role(session, actor, Role.COORDINATOR, action="history")
    return await municipalities.by_id(session, actor.municipality_id)


async def _page(
    session: AsyncSession,
    tenant: Tenant,
    page: int,
    *,
    activity_id: int | None = None,
    roadmap_id: int | None = None,
) -> tuple[list[AuditRow], bool]:
    size = change_history.PAGE
    rows = await editing_queries.changes_of(
        session,
        tenant.id,
        activity_id=activity_id,
        roadmap_id=roadmap_id,
        offset=page * size,
        limit=size + 1,
    )
    return rows[:size], len(rows) > size


async def _codes(
    session: AsyncSession, tenant: Tenant, roadmap_id: int, rows: Sequence[AuditRow]
) -> dict[int, int]:
    """The activity's code of each row, by the row's id."""
    by_id = await editing_queries.codes_of(session, tenant.id, roadmap_id)
    assigned = [_number(row) for row in rows if row.subject.startswith(ASSIGNMENT)]
    by_assignment = await editing_queries.code_of_assignments(session, tenant.id, assigned)
    found = {}
    for row in rows:
        if row.action in OF_WHOLE:
            continue
        number = _number(row)
        if row.subject.startswith(ASSIGNMENT):
            found[row.id or 0] = by_assignment.get(number, 0)
        else:
            found[row.id or 0] = number if row.action in BY_CODE else by_id.get(number, 0)
    return found


def _number(row: AuditRow) -> int:
    return int(row.subject.removeprefix(ASSIGNMENT).removeprefix(ACTIVITY))


async def changes(
    session: AsyncSession,
    tenant: Tenant,
    rows: Sequence[AuditRow],
    codes: dict[int, int] | None = None,
) -> list[Change]:
    """Lines of the audit trail with names in place of ids."""
    people = {_person(row.actor) for row in rows} | {row.facts.get("person") for row in rows}
    names = await _names(session, tenant.id, {i for i in people if i})
    parties = await _parties(session, tenant.id, [row.facts for row in rows])
    return [
        Change(
            tenant.today(row.at),
            names.get(_person(row.actor), ""),
            row.action,
            _named(row.facts, names, parties),
            None if codes is None else codes.get(row.id or 0),
        )
        for row in rows
    ]


def _person(actor: str) -> int:
    return int(actor.removeprefix(PERSON)) if actor.startswith(PERSON) else 0


def _named(facts: dict[str, Any], names: dict[int, str], parties: dict[int, str]) -> dict[str, Any]:
    named = dict(facts)
    if "party" in facts:
        named["name"] = parties.get(facts["party"], "")
    elif "person" in facts:
        named["name"] = names.get(facts["person"], "")
    if "undone" in facts:
        named["undone"] = _named(facts["undone"], names, parties)
    return named


async def _names(session: AsyncSession, municipality_id: int, ids: set[int]) -> dict[int, str]:
    rows = await session.exec(
        select(PersonRow.id, PersonRow.full_name).where(
            PersonRow.municipality_id == municipality_id, col(PersonRow.id).in_(ids)
        )
    )
    return {i or 0: name for i, name in rows}


async def _parties(
    session: AsyncSession, municipality_id: int, facts: Sequence[dict[str, Any]]
) -> dict[int, str]:
    """The names of the parties that some facts are about."""
    ids = {
        one["party"] for one in (*facts, *(f.get("undone", {}) for f in facts)) if "party" in one
    }
    rows = await session.exec(
        select(PartyRow.id, PartyRow.name, PersonRow.full_name, OrganizationRow.name)
        .outerjoin(PersonRow, col(PersonRow.id) == col(PartyRow.person_id))
        .outerjoin(OrganizationRow, col(OrganizationRow.id) == col(PartyRow.organization_id))
        .where(PartyRow.municipality_id == municipality_id, col(PartyRow.id).in_(ids))
    )
    return {i or 0: person or office or name for i, name, person, office in rows}

"""Who may do what: asked by every service, whatever the menu showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from storage import (
    absence_queries,
    account_queries,
    people_queries,
    review_queries,
    school_queries,
)
from storage.absence_queries import StoodInFor
from storage.tables import AccountRow, AssignmentRow, AuditRow, MunicipalityRow, Role

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting: the person they stand for, how they came, and what makes it unique.

    `origin` (inbox row, command) is written on what the action stores, so a replay is harmless.
    `at` is when they act; without it they stand in for nobody.
    """

    municipality_id: int
    person_id: int
    via: str
    origin: str
    at: datetime | None = None


class Denied(Exception):
    """The actor has no right to it. Logged with the ids when raised by `deny`."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


def deny(actor: Actor | None, action: str, **facts: object) -> Denied:
    """Log a refused action and make the exception for it; who acts is not overwritten by facts
    about a person or a municipality."""
    who = {
        "person": actor.person_id if actor else None,
        "municipality": actor.municipality_id if actor else None,
    }
    about = {f"about_{name}" if name in who else name: fact for name, fact in facts.items()}
    log.warning("action.denied", action=action, **who, **about)
    return Denied(action)


def main_account(accounts: list[AccountRow]) -> AccountRow | None:
    """The person that plain words of a user are for: the one bound, chosen or pressed for last;
    one who does not want the messenger only where there is no other."""
    wanted = [account for account in accounts if not account_queries.unwanted(account)]
    return next(reversed(wanted or accounts), None)


async def require_assignment(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str
) -> AssignmentRow:
    """The assignment, if the actor answers for it, belongs to its organisation, stands in for
    somebody who does, heads their school, or coordinates."""
    row = await session.get(AssignmentRow, assignment_id)
    return await check_assignment(session, actor, row, action, assignment_id)


async def require_own(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str
) -> AssignmentRow:
    """The assignment, if the actor answers for it, in person, for an organisation or for somebody
    who is away."""
    row = await session.get(AssignmentRow, assignment_id)
    if row is not None and row.municipality_id == actor.municipality_id:
        own = await people_queries.organizations_of(session, actor.municipality_id, actor.person_id)
        if row.person_id == actor.person_id or row.organization_id in own:
            return row
        if (await stood_in_for(session, actor)).covers(row):
            return row
    raise deny(actor, action, assignment=assignment_id)


async def is_own(session: AsyncSession, actor: Actor, row: AssignmentRow | Line) -> bool:
    """Whether the actor, or an organisation of theirs, answers for it."""
    if row.person_id == actor.person_id:
        return True
    if row.organization_id is None:
        return False
    own = await people_queries.organizations_of(session, actor.municipality_id, actor.person_id)
    return row.organization_id in own


async def others_decide(session: AsyncSession, actor: Actor, rows: Iterable[AssignmentRow]) -> bool:
    """Whether it is nobody's to decide here: some of it is the actor's own, and there is another
    coordinator whose own it is not."""
    town = actor.municipality_id
    places = set(await people_queries.organizations_of(session, town, actor.person_id))
    own = [row for row in rows if row.person_id == actor.person_id or row.organization_id in places]
    if not own:
        return False
    others = set(await people_queries.with_role(session, town, Role.COORDINATOR))
    others -= {actor.person_id, *(row.person_id for row in own)}
    for organization_id in {row.organization_id for row in own}:
        others -= set(await review_queries.colleagues_of(session, town, organization_id))
    return bool(others)


async def check_assignment(
    session: AsyncSession,
    actor: Actor,
    row: AssignmentRow | None,
    action: str,
    assignment_id: int,
) -> AssignmentRow:
    """The same for a row that has been read (None: there is none). Raises `Denied`."""
    if row is None or row.municipality_id != actor.municipality_id:
        raise deny(actor, action, assignment=assignment_id)
    if row.person_id == actor.person_id:
        return row
    own = await people_queries.organizations_of(session, actor.municipality_id, actor.person_id)
    if row.organization_id is not None and row.organization_id in own:
        return row
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR in roles or (await stood_in_for(session, actor)).covers(row):
        return row
    if Role.SCHOOL in roles and await school_queries.heads(
        session, actor.municipality_id, actor.person_id, row.person_id, row.organization_id
    ):
        return row
    raise deny(actor, action, assignment=assignment_id)


async def stood_in_for(session: AsyncSession, actor: Actor) -> StoodInFor:
    """Whose work the actor does, on the local day on which they act, for those who are away."""
    if actor.at is None:
        return StoodInFor()
    town = await session.get_one(MunicipalityRow, actor.municipality_id)
    today = actor.at.astimezone(ZoneInfo(town.zone)).date()
    return await absence_queries.stood_in_for(session, town.id or 0, actor.person_id, today)


async def require_role(session: AsyncSession, actor: Actor, *wanted: Role, action: str) -> None:
    """`Denied` unless the actor holds one of the roles."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if not roles.intersection(wanted):
        raise deny(actor, action)


def audit(
    session: AsyncSession,
    actor: Actor | None,
    municipality_id: int | None,
    action: str,
    now: datetime,
    subject: str = "",
    **facts: object,
) -> AuditRow:
    """One line of the audit trail, in the transaction that did it."""
    row = AuditRow(
        municipality_id=municipality_id,
        at=now,
        actor=f"person:{actor.person_id}" if actor else "command",
        action=action,
        subject=subject,
        facts=facts,
    )
    session.add(row)
    return row

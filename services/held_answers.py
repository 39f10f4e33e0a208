"""Answers to a round opened for who may see or change them, with all that is known about their
asking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.monitoring import fields, versions
from roadmap.monitoring.fields import Form, Submission
from roadmap.plan import Line
from roadmap.progress import Event, Impossible, State
from services import municipalities, rights
from services.municipalities import Tenant
from services.rights import Actor
from services.rounds import RoundIsOver
from storage import people_queries, plan_queries, school_queries, submission_queries
from storage.tables import (
    BY_WORD,
    AssignmentRow,
    FormRow,
    Role,
    RoundRow,
    RoundState,
    SubmissionRow,
)


class OnlyClasses(rights.Denied):
    """The actor was given classes of a submission by their school: the rest is not theirs to
    read."""

    def __init__(self, action: str, submission_id: int) -> None:
        super().__init__(action)
        self.submission_id = submission_id


@dataclass(frozen=True, slots=True)
class Held:
    """Answers with all that is known about their asking. `form` is None for a blank table;
    `previous` what the same respondent handed in for the period before, as answers to this
    version of the form. `for_others`: a coordinator writes down what the respondent told."""

    tenant: Tenant
    round: RoundRow
    submission: SubmissionRow
    line: Line
    form: Form | None = None
    previous: Submission | None = None
    for_others: bool = False

    def by(self, actor: Actor) -> Actor:
        """The actor, marked as writing down another's word where it is so."""
        return replace(actor, via=BY_WORD) if self.for_others else actor


async def held(
    session: AsyncSession, actor: Actor, assignment_id: int, action: str, *, change: bool = False
) -> Held:
    """The answers beside an assignment that is the actor's, of somebody they stand in for, or, for
    a coordinator, anybody's; the row is held when it is to `change`.

    Raises `Denied`, `OnlyClasses`; on a change `RoundIsOver`, and `Impossible` for who was
    exempted.
    """
    town = actor.municipality_id
    row = await session.get(AssignmentRow, assignment_id)
    if row is None or row.municipality_id != town:
        raise rights.deny(actor, action, assignment=assignment_id)
    for_others = await _is_for_others(session, actor, row, action)
    submission = await submission_queries.of_assignment(session, town, assignment_id, change=change)
    if submission is None:
        raise rights.deny(actor, action, assignment=assignment_id)
    if not for_others and await _has_only_classes(session, actor, row, submission):
        raise OnlyClasses(action, submission.id or 0)
    asked = await session.get_one(RoundRow, submission.round_id)
    line = (await plan_queries.lines(session, [assignment_id]))[assignment_id]
    if change:
        require_open(asked, line)
    return await _whole(session, row, asked, submission, line, for_others=for_others)


def require_open(asked: RoundRow, line: Line) -> None:
    """Raises `RoundIsOver`, and `Impossible` for who was exempted."""
    if asked.state is not RoundState.OPEN:
        raise RoundIsOver
    if line.state is State.CALLED_OFF:
        raise Impossible(line.state, Event.DONE)


async def about(session: AsyncSession, submission: SubmissionRow) -> Held:
    """The same of answers whose reader has been looked at by other rights."""
    row = await session.get_one(AssignmentRow, submission.assignment_id)
    asked = await session.get_one(RoundRow, submission.round_id)
    line = (await plan_queries.lines(session, [submission.assignment_id]))[row.id or 0]
    return await _whole(session, row, asked, submission, line)


async def _whole(
    session: AsyncSession,
    row: AssignmentRow,
    asked: RoundRow,
    submission: SubmissionRow,
    line: Line,
    *,
    for_others: bool = False,
) -> Held:
    tenant = await municipalities.by_id(session, row.municipality_id)
    if asked.form_id is None:
        return Held(tenant, asked, submission, line, for_others=for_others)
    form = fields.from_data((await session.get_one(FormRow, asked.form_id)).content)
    previous = await _previous(session, row, asked, form)
    return Held(tenant, asked, submission, line, form, previous, for_others)


async def _is_for_others(
    session: AsyncSession, actor: Actor, row: AssignmentRow, action: str
) -> bool:
    if await rights.is_own(session, actor, row):
        return False
    if (await rights.stood_in_for(session, actor)).covers(row):
        return False
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if Role.COORDINATOR not in roles:
        raise rights.deny(actor, action, assignment=row.id)
    return True


async def _has_only_classes(
    session: AsyncSession, actor: Actor, row: AssignmentRow, submission: SubmissionRow
) -> bool:
    """Whether the actor is a teacher to whom classes were handed, and not who answers for the
    school: its head, the first of its contacts, the delegate, who hands classes on, a stand-in."""
    town, office, who = row.municipality_id, row.organization_id, actor.person_id
    parts = await submission_queries.parts(session, town, submission.id or 0)
    if office is None or who == row.delegate_id or all(part.person_id != who for part in parts):
        return False
    if any(part.handed_by == who for part in parts):
        return False
    contacts = (await people_queries.contacts(session, town, [office])).get(office, [])
    if who in contacts[:1] or await school_queries.heads(session, town, who, None, office):
        return False
    return not (await rights.stood_in_for(session, actor)).covers(row)


async def _previous(
    session: AsyncSession, row: AssignmentRow, asked: RoundRow, form: Form
) -> Submission | None:
    found = await submission_queries.earlier(
        session, row.municipality_id, row, asked, form.key, limit=1
    )
    if not found:
        return None
    submission, version, _ = found[0]
    return versions.carried(fields.from_data(version.content), form, submission.answers).answers

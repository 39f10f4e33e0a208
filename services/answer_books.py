"""Which answers a workbook is about, if they are its sender's to give, and what it says of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import fields, versions
from roadmap.monitoring.fields import Form, rows_of
from roadmap.monitoring.returned import Returned, read_returned
from roadmap.monitoring.sheet_cells import Book
from roadmap.monitoring.sheet_places import NotTheTable
from roadmap.plan import Asked
from services import answers, confirmable, replied
from services.answers import Held
from services.municipalities import Tenant
from services.rights import Actor, Denied
from storage import form_queries, plan_queries, submission_queries
from storage.tables import FormRow, RoundState, SubmissionState
from views import submission_files as words
from views.submission_files import Refusal

if TYPE_CHECKING:
    from services.intake import Sent

ACTION = "submission.file"


@dataclass(frozen=True, slots=True)
class Understood:
    """A workbook of a form: what it answers, and what it was made with, both as answers to the
    version of the form that is asked; `older` when it was made of another version."""

    form: Form
    sent: Returned
    stood: fields.Submission
    stood_comments: Mapping[str, str]
    older: bool = False


class Refused(Exception):
    """The workbook cannot be taken; `why`, of which school and period it says to be, and the
    assignment that waits for another one."""

    def __init__(self, why: Refusal, book: Book, waiting: int = 0) -> None:
        super().__init__(why, waiting)
        self.why, self.waiting = why, waiting
        self._mark = book.mark

    def message(self, actor: Actor, tenant: Tenant) -> Message:
        """What to say of it."""
        school, period = (self._mark.school, self._mark.period) if self._mark else ("", "")
        told = words.refused(self.why, tenant.say, school=school, period=period)
        return words.with_table(told, self.waiting, actor.person_id, tenant.say)


async def replied_to(session: AsyncSession, actor: Actor, sent: Sent) -> int | None:
    """The assignment that the message or letter answered asks a form for; None for none or
    several."""
    named = await replied.assignments(session, actor, sent)
    lines = await plan_queries.lines(session, named) if named else {}
    found = [
        number
        for number, line in lines.items()
        if line.asked_as is Asked.FORM and await confirmable.may_see(session, actor, number)
    ]
    return found[0] if len(found) == 1 else None


async def target(session: AsyncSession, actor: Actor, book: Book, sent: Sent) -> Held:
    """The answers that a workbook is about, if they are the actor's to give. Raises `Refused`."""
    mark = book.mark
    if mark is None:
        number = await replied_to(session, actor, sent) or 0
    elif mark.municipality_id != actor.municipality_id:
        raise Refused(Refusal.NOT_YOURS, book)
    else:
        number = mark.assignment_id
    try:
        held = await answers.held(session, actor, number, ACTION)
    except Denied as error:
        raise Refused(Refusal.NOT_YOURS, book) from error
    if held.form is None:
        raise Refused(Refusal.NOT_THE_TABLE, book)
    if held.round.state is not RoundState.OPEN:
        waiting = await submission_queries.open_beside(
            session, held.tenant.id, held.submission.id or 0
        )
        raise Refused(Refusal.LAST_PERIOD if waiting else Refusal.OVER, book, waiting)
    if held.submission.state is SubmissionState.ACCEPTED:
        raise Refused(Refusal.ACCEPTED, book)
    return held


async def understood(session: AsyncSession, held: Held, book: Book) -> Understood:
    """What the cells answer to the form as it is asked now. Raises `Refused`."""
    form, mark = held.form, book.mark
    assert form is not None  # noqa: S101 - `target` looked
    own = await _form_of(session, held, book)
    try:
        sent = await asyncio.to_thread(read_returned, book, own)
    except NotTheTable as error:
        number = held.line.assignment_id
        raise Refused(Refusal.NOT_THE_TABLE, book, number) from error
    stood, comments = book.stood.answers, book.stood.comments
    if own is form or mark is None:
        return Understood(form, sent, stood, comments)
    carried = versions.carried(own, form, _nested(own, sent)).answers
    rows = dict(rows_of(form, carried))
    before = versions.carried(own, form, stood).answers
    return Understood(form, replace(sent, rows=rows), before, comments, older=True)


async def _form_of(session: AsyncSession, held: Held, book: Book) -> Form:
    """The form in the version that a workbook was made of."""
    form, mark = held.form, book.mark
    assert form is not None  # noqa: S101 - `target` looked
    asked = await session.get_one(FormRow, held.round.form_id)
    if mark is None or (mark.form_key, mark.version) == (asked.key, asked.version):
        return form
    for row in await form_queries.versions(session, held.tenant.id, mark.form_key):
        if row.version == mark.version:
            return fields.from_data(row.content)
    return form


def _nested(form: Form, sent: Returned) -> fields.Submission:
    return sent.rows if form.per_class else sent.rows.get("", {})

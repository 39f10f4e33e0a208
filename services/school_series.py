"""How one school's figures move over periods: for its respondent, and for a coordinator."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring import fields, rolling, versions
from roadmap.monitoring.fields import Field, Form
from roadmap.monitoring.rolling import Rolled
from services import answers, rights, round_desk, round_figures
from services.answers import Held
from services.rights import Actor
from storage import submission_queries
from storage.files import FileStore
from storage.submission_queries import HANDED_IN
from storage.tables import AssignmentRow, FormRow, RoundRow, SubmissionRow
from views import school_series as words
from views.actions import Action, Verb
from views.charts.rounds import Series
from views.lines import shortened
from views.round_figures import number, numeric
from views.school_series import Figure, SchoolSeries

ACTION = "submission.series"
ROUNDS = 2 * round_figures.PERIODS
"""So many rounds are read at most: a period may have been asked about twice."""


@dataclass(frozen=True, slots=True)
class Past:
    """A school's answers to a form, rolled up by period: names in order of time."""

    held: Held
    form: Form
    periods: tuple[tuple[str, Rolled], ...]

    @property
    def figures(self) -> list[Field]:
        """What can be compared: numbers, indicators first."""
        return numeric(self.form)


async def table(session: AsyncSession, actor: Actor, assignment_id: int, page: int) -> Message:
    """A page of the school's figures over periods. Raises `Denied`."""
    past = await _past(session, actor, assignment_id)
    held = past.held
    back = Action(Verb.FILL, actor.person_id, (assignment_id,))
    if held.for_others:
        back = Action(Verb.ROUND_ONE, actor.person_id, (assignment_id, 0))
    one = SchoolSeries(
        assignment_id,
        held.line.owner,
        past.form.title,
        tuple(name for name, _ in past.periods),
        tuple(
            Figure(place, field, tuple(number(field, rolled) for _, rolled in past.periods))
            for place, field in enumerate(past.figures)
            if past.periods
        ),
        back.pack(),
    )
    return words.table(one, page, actor.person_id, held.tenant.say)


async def picture(
    session: AsyncSession, actor: Actor, assignment_id: int, place: int, files: FileStore
) -> Message:
    """One of them as a picture, against its target. Raises `Denied`."""
    past = await _past(session, actor, assignment_id)
    if place >= len(past.figures) or not past.periods:
        raise rights.deny(actor, ACTION, assignment=assignment_id, place=place)
    field = past.figures[place]
    points = tuple((name, number(field, rolled)) for name, rolled in past.periods)
    heading = f"{shortened(past.held.line.owner, 50)}: {field.label}"
    drawn = Series(heading, field, points)
    return await round_desk.series_message(session, drawn, files, past.held.tenant.say)


async def _past(session: AsyncSession, actor: Actor, assignment_id: int) -> Past:
    """What the school handed in for the periods before and for this one; of a period that was
    asked about twice the later answer."""
    held = await answers.held(session, actor, assignment_id, ACTION)
    if held.form is None:
        raise rights.deny(actor, ACTION, assignment=assignment_id)
    row = await session.get_one(AssignmentRow, assignment_id)
    found = await submission_queries.earlier(
        session, row.municipality_id, row, held.round, held.form.key, limit=ROUNDS
    )
    if held.submission.state in HANDED_IN:
        version = await session.get_one(FormRow, held.round.form_id)
        found.insert(0, (held.submission, version, held.round))
    return Past(held, held.form, await asyncio.to_thread(_rolled, held, held.form, found))


def _rolled(
    held: Held, form: Form, found: Sequence[tuple[SubmissionRow, FormRow, RoundRow]]
) -> tuple[tuple[str, Rolled], ...]:
    """By period, the latest last: of so many at most."""
    periods: dict[str, tuple[str, Rolled]] = {}
    for submission, version, asked in found:
        key = asked.period_key or f"round:{asked.id}"
        if key in periods or len(periods) > round_figures.PERIODS:
            continue
        given = versions.carried(fields.from_data(version.content), form, submission.answers)
        name = round_figures.period_words(asked, held.tenant)
        name = name or held.tenant.say.short_day(asked.due_on)
        periods[key] = name, rolling.of_school(form, given.answers)
    return tuple(reversed(periods.values()))

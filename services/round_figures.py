"""What the answers of a round come to: rolled up by school and for the municipality, beside the
periods before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.monitoring import fields, rolling, versions
from roadmap.monitoring.fields import Form
from roadmap.monitoring.periods import Period, PeriodKind, period_by_key
from roadmap.monitoring.rolling import Rolled
from roadmap.plan import Asked
from roadmap.school_settings import school_dates_from
from services.municipalities import Tenant
from storage import round_desk_queries, round_past_queries, round_queries
from storage.round_desk_queries import Respondent
from storage.round_queries import Answered
from storage.tables import FormRow, RoadmapRow, RoundRow, SubmissionState
from views import monitoring_desk as words
from views import monitoring_periods

COUNTED = (SubmissionState.SENT, SubmissionState.ACCEPTED)
"""Whose answers are rolled up: a draft is nobody's word yet, what was sent back is being mended."""
PERIODS = 6
"""How many periods before are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Past:
    """A period before, as answers to the form of today: by organisation, and together."""

    period: Period
    schools: Mapping[int, Rolled]
    whole: Rolled


@dataclass(frozen=True, slots=True)
class Figures:
    """A round of a form: everybody asked, and by assignment what those who sent it answered;
    `before` are earlier periods, the nearest last."""

    tenant: Tenant
    row: RoundRow
    form: Form
    asked: tuple[Respondent, ...]
    schools: Mapping[int, Rolled] = field(default_factory=dict)
    whole: Rolled = field(default_factory=dict)
    before: tuple[Past, ...] = ()

    @property
    def last(self) -> Past | None:
        """The nearest period before that somebody answered for."""
        return self.before[-1] if self.before else None

    def last_of(self, one: Respondent) -> Rolled | None:
        """What a school answered for that period."""
        return self.last.schools.get(one.organization_id or 0) if self.last else None


def period_of(row: RoundRow, tenant: Tenant) -> Period | None:
    """The period that a round is about, with the days it was opened with."""
    if not row.period_kind or not row.period_key:
        return None
    kind = PeriodKind(row.period_kind)
    period = period_by_key(kind, row.period_key, school_dates_from(tenant.settings))
    return replace(period, start=row.period_start or period.start, end=row.period_end or period.end)


async def read(
    session: AsyncSession,
    tenant: Tenant,
    row: RoundRow,
    periods: int = 1,
    until: datetime | None = None,
    most: int | None = None,
) -> Figures | None:
    """The figures of a round of a form with at most so many `periods` before; None for a round of
    anything else. With `until` what was handed in later is not counted; with `most` periods before
    are left out that would have more values together."""
    if row.form_id is None:
        return None
    form = fields.from_data((await session.get_one(FormRow, row.form_id)).content)
    asked = await round_desk_queries.respondents(session, tenant.id, row.id or 0, answers=True)
    if until is not None:
        asked = [_by_then(one, until) for one in asked]
    schools, whole = await asyncio.to_thread(_rolled, form, form, asked)
    before = await _before(session, tenant, row, form, periods, most) if periods else ()
    by_assignment = {one.assignment_id: schools[i] for i, one in enumerate(asked) if i in schools}
    return Figures(tenant, row, form, tuple(asked), by_assignment, whole, before)


def _by_then(one: Respondent, until: datetime) -> Respondent:
    """A respondent without what was handed in after an instant."""
    if one.sent_at is None or one.sent_at <= until:
        return one
    return replace(one, filled=SubmissionState.EMPTY)


def _rolled(
    form: Form, version: Form, asked: Sequence[Respondent]
) -> tuple[dict[int, Rolled], Rolled]:
    """Answers to a `version` rolled up as answers to `form`: by place in the list, and together."""
    schools: dict[int, Rolled] = {}
    for place, one in enumerate(asked):
        if one.filled in COUNTED and not one.is_exempt:
            answers = one.answers
            if version is not form:
                answers = dict(versions.carried(version, form, answers).answers)
            schools[place] = rolling.of_school(form, answers, place)
    return schools, rolling.of_all(schools.values())


async def _before(
    session: AsyncSession,
    tenant: Tenant,
    row: RoundRow,
    form: Form,
    periods: int,
    most: int | None,
) -> tuple[Past, ...]:
    """The periods before, of the same kind; where a period was asked twice, the later answer of
    a school counts."""
    period = period_of(row, tenant)
    if period is None:
        return ()
    rounds = await round_past_queries.of_form(
        session, tenant.id, form.key, period.kind.value, period.start
    )
    if most is not None:
        rounds = await _few(session, tenant, rounds, most)
    found: dict[str, dict[int, Rolled]] = {}
    known: dict[str, Period] = {}
    for asked, version in rounds:
        own = period_of(asked, tenant)
        if own is None or (own.key not in found and len(found) == periods):
            continue
        answers = await round_desk_queries.respondents(
            session, tenant.id, asked.id or 0, answers=True
        )
        written = fields.from_data(version.content)
        rolled, _ = await asyncio.to_thread(_rolled, form, written, answers)
        for place, one in rolled.items():
            known[own.key] = own
            found.setdefault(own.key, {}).setdefault(answers[place].organization_id or 0, one)
    return tuple(
        Past(known[key], own, rolling.of_all(own.values()))
        for key, own in reversed(list(found.items()))
    )


async def _few(
    session: AsyncSession, tenant: Tenant, rounds: Sequence[tuple[RoundRow, FormRow]], most: int
) -> list[tuple[RoundRow, FormRow]]:
    """The first of these that have at most so many values together."""
    sizes = await round_past_queries.sizes(session, tenant.id, [row.id or 0 for row, _ in rounds])
    found = []
    for row, version in rounds:
        most -= sizes.get(row.id or 0, 0)
        if most < 0:
            break
        found.append((row, version))
    return found


async def standings(
    session: AsyncSession, tenant: Tenant, rows: Sequence[RoundRow], now: datetime
) -> list[words.Standing]:
    """How far these rounds are, in their order."""
    counts = await round_queries.answered(session, tenant.id, [row.id or 0 for row in rows])
    titles = await _titles(session, tenant, rows)
    today = tenant.today(now)
    nobody = Answered(0, 0, 0)
    return [
        standing(tenant, row, counts.get(row.id or 0, nobody), titles[row.id or 0], today)
        for row in rows
    ]


def standing(
    tenant: Tenant, row: RoundRow, count: Answered, title: str, today: date
) -> words.Standing:
    """How far one round is."""
    return words.Standing(
        round_id=row.id or 0,
        title=title,
        kind=row.kind,
        state=row.state.value,
        asked=count.asked,
        done=count.done,
        due=row.due_on,
        hour=row.due_time,
        opens=row.opens_on,
        is_late=tenant.calendar.working_days_late(row.due_on, today) > 0,
    )


async def title_of(session: AsyncSession, tenant: Tenant, row: RoundRow) -> str:
    """What a round is called."""
    return (await _titles(session, tenant, [row]))[row.id or 0]


async def _titles(
    session: AsyncSession, tenant: Tenant, rows: Sequence[RoundRow]
) -> dict[int, str]:
    """What rounds are called; those of ongoing activities by their period, and by their roadmap
    where another asks about the same one."""
    ongoing = [row for row in rows if row.kind is Asked.ONGOING]
    titles = {row.id or 0: row.title for row in rows}
    for row in ongoing:
        twins = [one for one in ongoing if one.period_key == row.period_key]
        roadmap = ""
        if len(twins) > 1 and row.roadmap_id is not None:
            roadmap = (await session.get_one(RoadmapRow, row.roadmap_id)).title
        titles[row.id or 0] = words.ongoing_title(row.title, roadmap, tenant.say)
    return titles


async def open_now(session: AsyncSession, tenant: Tenant, now: datetime) -> list[words.Standing]:
    """The rounds that are open, what is due first first."""
    rows = await round_desk_queries.open_rounds(session, tenant.id)
    return await standings(session, tenant, rows, now)


def period_words(row: RoundRow, tenant: Tenant) -> str:
    """The period of a round for an axis or a column; «» where it is about none."""
    period = period_of(row, tenant)
    return monitoring_periods.short(period, tenant.say) if period is not None else ""

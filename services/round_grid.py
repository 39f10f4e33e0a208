"""Schools × what they answered, from the figures of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roadmap.monitoring import dynamics, rolling
from roadmap.monitoring.dynamics import Change, Outlier
from roadmap.monitoring.fields import Field
from roadmap.monitoring.rolling import NOTHING, Rolled
from services.municipalities import Tenant
from services.round_figures import Figures
from storage.round_desk_queries import Respondent
from storage.tables import RoundRow, SubmissionState
from views.round_figures import (
    Told,
    number,
    numeric,
    reached,
    signed,
    value,
    with_figures,
)
from views.round_grid import Cell, Grid, Row, Tone

COLUMNS = 4
STAYS = (SubmissionState.SENT, SubmissionState.ACCEPTED, SubmissionState.RETURNED)
"""What is told even when the last day is over."""
_TONES = {
    SubmissionState.ACCEPTED: Tone.ACCEPTED,
    SubmissionState.SENT: Tone.SENT,
    SubmissionState.RETURNED: Tone.RETURNED,
    SubmissionState.DRAFT: Tone.DRAFT,
}


def tone(one: Respondent, today: date, tenant: Tenant) -> Tone:
    """Where a respondent's answers are."""
    if one.is_exempt:
        return Tone.EXEMPT
    if one.filled in STAYS:
        return _TONES[one.filled]
    if not one.owes:
        return Tone.EXEMPT  # closed by a coordinator without an answer
    if tenant.calendar.working_days_late(one.due, today) > 0:
        return Tone.LATE
    return _TONES.get(one.filled, Tone.EMPTY)


def bare(
    tenant: Tenant, row: RoundRow, title: str, asked: Sequence[Respondent], today: date
) -> Grid:
    """The grid of a round whose answers have no figures."""
    rows = tuple(_row(one, (), today, tenant) for one in asked)
    return Grid(row.id or 0, title, _under(tenant, today), (), rows)


def grid(figures: Figures, title: str, today: date) -> Grid:
    """The grid of a round of a form: its indicators, then other numbers, a few columns of them."""
    tenant = figures.tenant
    columns = numeric(figures.form)[:COLUMNS]
    apart = {field.key: {one.who for one in apart_by_id(figures, field)} for field in columns}
    rows = []
    for one in figures.asked:
        rolled = figures.schools.get(one.assignment_id)
        cells = tuple(
            _cell(
                field, rolled, figures.last_of(one), is_apart=one.assignment_id in apart[field.key]
            )
            for field in columns
            if rolled is not None
        )
        rows.append(_row(one, cells, today, tenant))
    both = common(figures)
    total = tuple(_total(field, figures.whole, both) for field in columns)
    heads = tuple(field.label for field in columns)
    shown = total if figures.schools else ()
    return Grid(figures.row.id or 0, title, _under(tenant, today), heads, tuple(rows), shown)


def _under(tenant: Tenant, today: date) -> str:
    return tenant.say.gettext("as of {date}").format(date=tenant.say.full_day(today))


def _row(one: Respondent, cells: tuple[Cell, ...], today: date, tenant: Tenant) -> Row:
    say, note = tenant.say, ""
    if one.warnings:
        words = say.ngettext("{n} doubtful value", "{n} doubtful values", one.warnings)
        note = words.format(n=one.warnings)
    sent = tenant.today(one.sent_at) if one.sent_at is not None else None
    place = tone(one, today, tenant)
    told = sent if place in (Tone.SENT, Tone.ACCEPTED) else None
    return Row(one.assignment_id, one.name, place, cells, note, told)


def _cell(field: Field, rolled: Rolled, before: Rolled | None, *, is_apart: bool = False) -> Cell:
    words = value(field, rolled.get(field.key, NOTHING)) or ""
    change = dynamics.change(
        number(field, before) if before is not None else None, number(field, rolled), field.target
    )
    differs = signed(change.difference) if change is not None and change.difference else ""
    return Cell(words, differs, is_apart)


@dataclass(frozen=True, slots=True)
class Common:
    """The schools that answered now and for the period before, `count` of them: what their answers
    come to. `is_all`: nobody else answered either time."""

    now: Rolled
    before: Rolled
    count: int
    is_all: bool


def common(figures: Figures) -> Common | None:
    """Those whose answers can be compared; None without a period before."""
    if figures.last is None:
        return None
    pairs = [
        (figures.schools[one.assignment_id], before)
        for one in figures.asked
        if one.assignment_id in figures.schools and (before := figures.last_of(one)) is not None
    ]
    return Common(
        rolling.of_all(now for now, _ in pairs),
        rolling.of_all(before for _, before in pairs),
        len(pairs),
        len(pairs) == len(figures.schools) == len(figures.last.schools),
    )


def _change(field: Field, both: Common | None) -> Change | None:
    if both is None:
        return None
    return dynamics.change(number(field, both.before), number(field, both.now), field.target)


def _total(field: Field, whole: Rolled, both: Common | None) -> Cell:
    """A value of the municipality, with its change where the same schools answered."""
    words = value(field, whole.get(field.key, NOTHING)) or ""
    change = _change(field, both) if both is not None and both.is_all else None
    return Cell(words, signed(change.difference) if change and change.difference else "")


def numbers(figures: Figures, field: Field) -> dict[int, Decimal]:
    """What the schools answered to a field, rolled up, by assignment."""
    found = {assignment: number(field, rolled) for assignment, rolled in figures.schools.items()}
    return {assignment: one for assignment, one in found.items() if one is not None}


def apart_by_id(figures: Figures, field: Field) -> tuple[Outlier[int], ...]:
    """The assignments whose answers stand apart in a field."""
    return dynamics.outliers(field, numbers(figures, field))


def told(figures: Figures) -> list[Told]:
    """Every figure of the municipality in words, in the order of the form."""
    names = {one.assignment_id: one.name for one in figures.asked}
    both = common(figures)
    return [_told(figures, field, names, both) for field in with_figures(figures.form)]


def _told(figures: Figures, field: Field, names: Mapping[int, str], both: Common | None) -> Told:
    apart = tuple(
        Outlier(names[one.who], one.value, one.median, one.score)
        for one in apart_by_id(figures, field)
    )
    return Told(
        field=field,
        now=value(field, figures.whole.get(field.key, NOTHING)),
        change=_change(field, both),
        reached=reached(field, number(field, figures.whole)),
        apart=apart if field.type.is_numeric else (),
        common=both.count if both is not None and not both.is_all else None,
    )

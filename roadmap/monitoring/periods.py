"""The periods that a monitoring asks about, and when a round of asking opens and is due.

Quarters, halves and years are the calendar's; terms, trimesters, school halves and school years
are the municipality's, by default made of its holidays.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from roadmap.period import school_year_of
from roadmap.school_year import SchoolYear, Span, usual_holidays
from roadmap.working_calendar import WorkingCalendar

DUE_DAY = 10
"""Of the month after a period."""
FEWEST_DAYS = 3
"""Working days between opening and due, at least."""
_DAY = timedelta(days=1)
_KEY = re.compile(r"(?P<year>\d{4})(?:/(?P<next>\d\d))?(?:-(?P<mark>Q|H|TR|T)(?P<n>[1-4]))?")
# where each holiday may begin: month and day, both inside
_AUTUMN, _WINTER, _SPRING = ((10, 10), (11, 25)), ((12, 20), (1, 7)), ((3, 10), (4, 20))


class PeriodKind(StrEnum):
    """How often a form comes back."""

    QUARTER = "quarter"
    TERM = "term"
    TRIMESTER = "trimester"
    HALF = "half"
    SCHOOL_HALF = "school_half"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"

    @property
    def is_school(self) -> bool:
        """Whether it is a part of a school year, not of a calendar year."""
        return self in _SCHOOL


_SCHOOL = frozenset(
    {PeriodKind.TERM, PeriodKind.TRIMESTER, PeriodKind.SCHOOL_HALF, PeriodKind.SCHOOL_YEAR}
)
COUNT = {
    PeriodKind.QUARTER: 4,
    PeriodKind.TERM: 4,
    PeriodKind.TRIMESTER: 3,
    PeriodKind.HALF: 2,
    PeriodKind.SCHOOL_HALF: 2,
    PeriodKind.YEAR: 1,
    PeriodKind.SCHOOL_YEAR: 1,
}
"""How many periods of a kind a (school) year has."""
_MARKS = {
    PeriodKind.QUARTER: "Q",
    PeriodKind.TERM: "T",
    PeriodKind.TRIMESTER: "TR",
    PeriodKind.HALF: "H",
    PeriodKind.SCHOOL_HALF: "H",
}


class NoPeriod(Exception):
    """`key` names no period of `kind`."""

    def __init__(self, kind: PeriodKind, key: str) -> None:
        super().__init__(kind, key)
        self.kind, self.key = kind, key


@dataclass(frozen=True, slots=True)
class Period:
    """One period: `key` is «2019-Q1», «2018/19-T2» (a term), «2018/19-TR3», «2019-H1»,
    «2018/19-H2», «2019» or «2018/19»; both days are inside. `year` is the one it begins with (a
    school year by its September), `number` from 1 within the year."""

    kind: PeriodKind
    key: str
    start: date
    end: date
    year: int = field(default=0, compare=False)
    number: int = field(default=1, compare=False)


@dataclass(frozen=True)
class SchoolDates:
    """What a municipality has said of its school years: its `own` periods by kind and by the year
    of their September, as many as a year has of them; its `holidays` make the terms of other
    years. Halves and the year are made of the terms where they were not told, the year of the
    trimesters where only these were."""

    holidays: SchoolYear = field(default_factory=SchoolYear)
    own: Mapping[PeriodKind, Mapping[int, tuple[Span, ...]]] = field(default_factory=dict)

    def is_own(self, kind: PeriodKind, year: int) -> bool:
        """Whether the municipality told the periods of a kind in a school year."""
        return bool(self._own(kind, year))

    def made_of(self, kind: PeriodKind, year: int) -> PeriodKind | None:
        """Of which other periods those of a kind are made; None for their own or usual dates."""
        if self.is_own(kind, year) or kind not in (PeriodKind.SCHOOL_HALF, PeriodKind.SCHOOL_YEAR):
            return None
        by_trimesters = self.is_own(PeriodKind.TRIMESTER, year) and not self.is_own(
            PeriodKind.TERM, year
        )
        if kind is PeriodKind.SCHOOL_YEAR and by_trimesters:
            return PeriodKind.TRIMESTER
        return PeriodKind.TERM

    def spans(self, kind: PeriodKind, year: int) -> tuple[Span, ...]:
        """The periods of a kind in the school year that begins in September of `year`."""
        if own := self._own(kind, year):
            return own
        terms = self._own(PeriodKind.TERM, year) or self._usual_terms(year)
        match kind:
            case PeriodKind.TERM:
                return terms
            case PeriodKind.TRIMESTER:
                return _usual_trimesters(year)
            case PeriodKind.SCHOOL_HALF:
                return (terms[0][0], terms[1][1]), (terms[2][0], terms[3][1])
            case _:
                parts = self.spans(self.made_of(kind, year) or PeriodKind.TERM, year)
                return ((parts[0][0], parts[-1][1]),)

    def _own(self, kind: PeriodKind, year: int) -> tuple[Span, ...]:
        return self.own.get(kind, {}).get(year, ())

    def _usual_terms(self, year: int) -> tuple[Span, ...]:
        own = [span for span in self.holidays.holidays if school_year_of(span[0]) == year]
        autumn, winter, spring = (
            next((span for span in sorted(own) if _begins(span, *window)), usual)
            for window, usual in zip((_AUTUMN, _WINTER, _SPRING), usual_holidays(year), strict=True)
        )
        return (
            (date(year, 9, 1), autumn[0] - _DAY),
            (autumn[1] + _DAY, winter[0] - _DAY),
            (winter[1] + _DAY, spring[0] - _DAY),
            (spring[1] + _DAY, date(year + 1, 5, 31)),
        )


USUAL = SchoolDates()


def period_of(day: date, kind: PeriodKind, dates: SchoolDates = USUAL) -> Period:
    """The period in which `day` lies; in holidays and in summer the one that ended last."""
    year = school_year_of(day) if kind.is_school else day.year
    begun = [one for one in _of_year(kind, year, dates) if one.start <= day]
    return begun[-1] if begun else _of_year(kind, year - 1, dates)[-1]


def period_by_key(kind: PeriodKind, key: str, dates: SchoolDates = USUAL) -> Period:
    """The period of a key, with its days. Raises `NoPeriod`."""
    found = _KEY.fullmatch(key)
    year = int(found["year"]) if found else 0
    if not 1 < year < date.max.year - 1:
        raise NoPeriod(kind, key)
    period = next((one for one in _of_year(kind, year, dates) if one.key == key), None)
    if period is None:
        raise NoPeriod(kind, key)
    return period


def previous(period: Period, dates: SchoolDates = USUAL) -> Period:
    """The period before."""
    return _moved(period, -1, dates)


def following(period: Period, dates: SchoolDates = USUAL) -> Period:
    """The period after."""
    return _moved(period, 1, dates)


def year_before(period: Period, dates: SchoolDates = USUAL) -> Period:
    """The same period of the year before."""
    return _moved(period, -COUNT[period.kind], dates)


def periods_between(
    start: date, end: date, kind: PeriodKind, dates: SchoolDates = USUAL
) -> tuple[Period, ...]:
    """The periods that have a day from `start` to `end`, both inside, in order."""
    if end < start:
        return ()
    return tuple(
        one
        for year in range(start.year - 1, end.year + 1)
        for one in _of_year(kind, year, dates)
        if one.start <= end and one.end >= start
    )


def round_dates(
    period: Period, calendar: WorkingCalendar, due_day: int = DUE_DAY
) -> tuple[date, date]:
    """When a round about a period opens and when it is due.

    It opens on the first working day after the period, and is due on day `due_day` of the month
    after that in which the period ends, on the working day before when that is a day off; but at
    least three working days after it has opened.
    """
    opens = calendar.on_or_after(period.end + _DAY)
    month = (period.end.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = monthrange(month.year, month.month)[1]
    due = calendar.on_or_before(month.replace(day=max(1, min(due_day, last))))
    return opens, max(due, calendar.shift(opens, FEWEST_DAYS))


def school_year_name(year: int) -> str:
    """«2018/19»: the school year that begins in September of `year`."""
    return f"{year}/{(year + 1) % 100:02}"


def _moved(period: Period, step: int, dates: SchoolDates) -> Period:
    count = COUNT[period.kind]
    year, number = divmod(period.year * count + period.number - 1 + step, count)
    return _of_year(period.kind, year, dates)[number]


def _of_year(kind: PeriodKind, year: int, dates: SchoolDates) -> tuple[Period, ...]:
    """All periods of a kind in a (school) year."""
    name = school_year_name(year) if kind.is_school else f"{year:04}"
    spans = dates.spans(kind, year) if kind.is_school else _calendar_spans(kind, year)
    mark = _MARKS.get(kind)
    return tuple(
        Period(kind, f"{name}-{mark}{n}" if mark else name, start, end, year, n)
        for n, (start, end) in enumerate(spans, start=1)
    )


def _calendar_spans(kind: PeriodKind, year: int) -> tuple[Span, ...]:
    months = 12 // COUNT[kind]
    return tuple(
        (
            date(year, first, 1),
            date(year, first + months - 1, monthrange(year, first + months - 1)[1]),
        )
        for first in range(1, 13, months)
    )


def _usual_trimesters(year: int) -> tuple[Span, ...]:
    return (
        (date(year, 9, 1), date(year, 11, 30)),
        (date(year, 12, 1), date(year + 1, 3, 1) - _DAY),
        (date(year + 1, 3, 1), date(year + 1, 5, 31)),
    )


def _begins(span: Span, first: tuple[int, int], last: tuple[int, int]) -> bool:
    begin = (span[0].month, span[0].day)
    return first <= begin <= last if first <= last else begin >= first or begin <= last

"""What a sensible clerk would ask the author of a deadline: kinds with facts, no prose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from roadmap.deadlines.rules import Frequency


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A part (or all) of the text could not be read. `rest` says whether the rest was."""

    part: str
    rest: bool


@dataclass(frozen=True, slots=True)
class YearMissing:
    """No year is written: in every year, or once, in one of `years`?"""

    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RepeatsEveryYear:
    """Several months or days are listed without a word of repetition."""

    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpToMonth:
    """«До января» may mean before it begins (`before`) or by its end (`end`)."""

    before: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class YearWorkedOut:
    """The year of a window's beginning or end is not printed; these days are supposed."""

    start: date
    due: date


@dataclass(frozen=True, slots=True)
class Misprint:
    """`written` was read as `meant`."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class OutsidePeriod:
    """`day` is not in the roadmap's period, `start` to `end`."""

    day: date
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class DayNotNamed:
    """Repeats weekly or daily and names no day."""

    freq: Frequency


@dataclass(frozen=True, slots=True)
class MonthsNotNamed:
    """Repeats `times` a cycle (0: «1–2 раза») that does not divide evenly: in which months?"""

    times: int
    freq: Frequency


@dataclass(frozen=True, slots=True)
class MonthOfCycle:
    """«Ежеквартально до 5 числа»: the day is named, but not of which month."""

    day: int
    freq: Frequency


@dataclass(frozen=True, slots=True)
class TwoRules:
    """A repetition or a time meets a condition («ежегодно по плану»); `condition` in words."""

    condition: str


@dataclass(frozen=True, slots=True)
class DependsOnNeed:
    """«По мере необходимости»: is it asked about, and when?"""

    condition: str


@dataclass(frozen=True, slots=True)
class SeveralDeadlines:
    """Several deadlines stand in one cell: one activity or several?"""

    count: int


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """The end of a school quarter or half-year was taken at its usual month end."""

    due: date | None


@dataclass(frozen=True, slots=True)
class Approximate:
    """The time is written roughly («середина марта», «весна»)."""

    due: date | None


@dataclass(frozen=True, slots=True)
class EndNotNamed:
    """It begins on `since`; until when is not written."""

    since: date | None


Question = (
    NotUnderstood
    | YearMissing
    | RepeatsEveryYear
    | UpToMonth
    | YearWorkedOut
    | Misprint
    | OutsidePeriod
    | DayNotNamed
    | MonthsNotNamed
    | MonthOfCycle
    | TwoRules
    | DependsOnNeed
    | SeveralDeadlines
    | SchoolTerm
    | Approximate
    | EndNotNamed
)

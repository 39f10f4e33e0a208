"""What the grammar finds in the tokens: moments, spans, repetitions, conditions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from roadmap.deadlines.questions import Question
from roadmap.deadlines.rules import At, CycleMonth, Frequency, Weekday


class Unit(Enum):
    """The size of a moment."""

    BARE = auto()
    """A number whose unit stands further on: the «1» of «1, 3 квартал»."""
    DAY = auto()
    WEEK = auto()
    DECADE = auto()
    HALF_MONTH = auto()
    MONTH = auto()
    NTH_WEEKDAY = auto()
    SEASON = auto()
    QUARTER = auto()
    HALF = auto()
    TERM = auto()
    SCHOOL_HALF = auto()
    YEAR = auto()
    SCHOOL_YEAR = auto()


class Edge(Enum):
    """The beginning, middle or end of a moment."""

    BEGIN = auto()
    MIDDLE = auto()
    END = auto()


class Relation(Enum):
    """How an activity lies to the moment named."""

    IN = auto()
    BEFORE = auto()
    NOT_LATER = auto()
    THROUGH = auto()
    SINCE = auto()
    DURING = auto()
    AFTER = auto()
    """«По итогам»: when it is over."""
    WITHIN = auto()
    """«В период с … по …»: a frame around the rest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A piece of the calendar as written; what is not written is None (or 0).

    `n`: the day of a DAY, else the number of the unit (for NTH_WEEKDAY -1 is the last).
    `school`: `year` is the calendar year in which a school year begins.
    `to_year`: the last of several years written («октябрь 2019-2021 гг.»).
    `yearly`: the text says it comes every year («каждого года», «за отчётным»).
    `following`: it lies in «следующего года».
    `genitive`: a month in the genitive, which may share the day written before it.
    `worked_out`: `year` is not printed beside it, nor plain from what is.
    """

    unit: Unit
    n: int = 0
    month: int = 0
    year: int | None = None
    school: bool = False
    edge: Edge | None = None
    weekday: Weekday | None = None
    to_year: int | None = None
    yearly: bool = False
    following: bool = False
    genitive: bool = False
    worked_out: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One moment, or from `first` to `last`."""

    first: Moment
    last: Moment | None = None
    relation: Relation = Relation.IN

    @property
    def end(self) -> Moment:
        """The moment it ends with."""
        return self.last or self.first


@dataclass(frozen=True, slots=True)
class Repeat:
    """A word of repetition. `counted`: the N of «N раз в год», which listed months explain.

    `at` says when in the cycle, where that is plain; `doubt` is what remains to be asked.
    `onwards`: «далее ежегодно», after a first time.
    """

    freq: Frequency
    counted: int = 0
    at: At | None = None
    doubt: Question | None = None
    onwards: bool = False


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of a month without its name; `month` and `freq` where they are written."""

    days: tuple[int, ...]
    month: CycleMonth | None
    freq: Frequency | None


@dataclass(frozen=True, slots=True)
class Always:
    """All the time. A `frame` («в течение года») may hold a repetition inside."""

    frame: bool
    doubt: Question | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """A condition outside the plan; `need`: nobody says when it arises."""

    text: str
    need: bool


@dataclass(frozen=True, slots=True)
class Rough:
    """A word like «ориентировочно»."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that mean nothing here."""

    text: str


Term = Span | Repeat | MonthDays | Always | Outside | Rough | Unread

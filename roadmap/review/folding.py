"""Alike doubts as one question: what is asked, about which activities, and what may be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from roadmap.deadlines import Frequency
from roadmap.deadlines.questions import (
    Approximate,
    DayNotNamed,
    DependsOnNeed,
    EndNotNamed,
    Misprint,
    MonthOfCycle,
    MonthsNotNamed,
    NotUnderstood,
    OutsidePeriod,
    RepeatsEveryYear,
    SchoolTerm,
    SeveralDeadlines,
    TwoRules,
    UpToMonth,
    YearMissing,
    YearWorkedOut,
)
from roadmap.drafts import (
    DeadlineUnsure,
    Doubt,
    GarbledWords,
    NoOwners,
    NoTitle,
    Repeated,
    SplitRow,
    StackedDeadlines,
    UnclearOwners,
    WordsMixed,
)
from roadmap.review.values import Planned


class Topic(StrEnum):
    """What doubts that are one question have in common."""

    YEAR = "year"
    STACKED = "stacked"
    UP_TO = "up_to"
    CYCLE_MONTH = "cycle_month"
    YEAR_WORKED_OUT = "year_worked_out"
    MISPRINT = "misprint"
    OUTSIDE = "outside"
    TERM = "term"
    ROUGH = "rough"
    CONDITION = "condition"
    MONTHS = "months"
    DAYS = "days"
    NO_END = "no_end"
    UNREAD = "unread"
    PIECES = "pieces"
    GARBLED = "garbled"
    OWNERS = "owners"
    NOBODY = "nobody"
    NO_TITLE = "no_title"
    REPEATED = "repeated"


class Answer(StrEnum):
    """What can be answered; the values name the words of the vocabulary."""

    EVERY_YEAR = "every_year"
    ONLY_YEAR = "only_year"
    BEFORE = "before"
    END = "end"
    LAST_MONTH = "last_month"
    NEXT_MONTH = "next_month"
    SPLIT = "split"
    KEEP = "keep"
    CONFIRM = "confirm"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer; `year` goes with ONLY_YEAR."""

    answer: Answer
    year: int | None = None


SHOW = Choice(Answer.SHOW)


@dataclass(frozen=True, slots=True)
class Folded:
    """One question about several activities, in the order of the plan; `example` is the first's."""

    topic: Topic
    choices: tuple[Choice, ...]
    codes: tuple[int, ...]
    example: Doubt


def fold(activities: Iterable[Planned]) -> tuple[Folded, ...]:
    """Every question once, those about most activities first. Activities without a code are not
    asked about."""
    codes: dict[tuple[Topic, tuple[Choice, ...]], dict[int, None]] = {}
    examples: dict[tuple[Topic, tuple[Choice, ...]], Doubt] = {}
    for activity in activities:
        for doubt in activity.doubts:
            if activity.code is not None:
                key = topic_of(doubt), choices_of(doubt)
                codes.setdefault(key, {})[activity.code] = None
                examples.setdefault(key, doubt)
    found = [Folded(*key, tuple(own), examples[key]) for key, own in codes.items()]
    return tuple(sorted(found, key=lambda each: -len(each.codes)))


_TOPICS: dict[type[object], Topic] = {
    YearMissing: Topic.YEAR,
    RepeatsEveryYear: Topic.YEAR,
    SeveralDeadlines: Topic.STACKED,
    UpToMonth: Topic.UP_TO,
    MonthOfCycle: Topic.CYCLE_MONTH,
    YearWorkedOut: Topic.YEAR_WORKED_OUT,
    Misprint: Topic.MISPRINT,
    OutsidePeriod: Topic.OUTSIDE,
    SchoolTerm: Topic.TERM,
    Approximate: Topic.ROUGH,
    TwoRules: Topic.CONDITION,
    DependsOnNeed: Topic.CONDITION,
    MonthsNotNamed: Topic.MONTHS,
    DayNotNamed: Topic.DAYS,
    EndNotNamed: Topic.NO_END,
    NotUnderstood: Topic.UNREAD,
    StackedDeadlines: Topic.STACKED,
    SplitRow: Topic.PIECES,
    WordsMixed: Topic.PIECES,
    GarbledWords: Topic.GARBLED,
    UnclearOwners: Topic.OWNERS,
    NoOwners: Topic.NOBODY,
    NoTitle: Topic.NO_TITLE,
    Repeated: Topic.REPEATED,
}
"""Every kind of doubt and of question about a deadline; a test holds it to be complete."""


def topic_of(doubt: Doubt) -> Topic:
    """What a doubt is about."""
    return _TOPICS[type(doubt.question if isinstance(doubt, DeadlineUnsure) else doubt)]


def choices_of(doubt: Doubt) -> tuple[Choice, ...]:
    """What may be answered to a doubt; the last is to be shown the rows one by one."""
    return (*_choices(doubt), SHOW)


def _choices(doubt: Doubt) -> tuple[Choice, ...]:
    match doubt:
        case DeadlineUnsure(YearMissing(years) | RepeatsEveryYear(years)):
            only = (Choice(Answer.ONLY_YEAR, year) for year in years)
            return (Choice(Answer.EVERY_YEAR), *only)
        case DeadlineUnsure(SeveralDeadlines()) | StackedDeadlines():
            return (Choice(Answer.SPLIT), Choice(Answer.KEEP))
        case DeadlineUnsure(UpToMonth(before, end)) if before is not None and end is not None:
            return (Choice(Answer.BEFORE), Choice(Answer.END))
        case DeadlineUnsure(MonthOfCycle(_, freq)) if freq is not Frequency.MONTHLY:
            return (Choice(Answer.LAST_MONTH), Choice(Answer.NEXT_MONTH))
        case _:
            return (Choice(Answer.CONFIRM),)

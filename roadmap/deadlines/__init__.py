"""The deadline language: what people write in the column of deadlines, as rules and dates."""

from roadmap.deadlines.occurrences import Occurrence, occurrences
from roadmap.deadlines.questions import Question
from roadmap.deadlines.reading import Reading, due_dates, read, to_json
from roadmap.deadlines.rules import (
    At,
    CycleEnd,
    CycleMonth,
    External,
    Frequency,
    NoDeadline,
    OnDate,
    OnDays,
    Ongoing,
    OnWeekdays,
    OnYearDays,
    Recurring,
    Rule,
    SchoolTermEnds,
    Simple,
    Stacked,
    Weekday,
    Window,
    YearDay,
)
from roadmap.deadlines.stored import RuleDataError, rule_from_data, rule_to_data

__all__ = [
    "At",
    "CycleEnd",
    "CycleMonth",
    "External",
    "Frequency",
    "NoDeadline",
    "Occurrence",
    "OnDate",
    "OnDays",
    "OnWeekdays",
    "OnYearDays",
    "Ongoing",
    "Question",
    "Reading",
    "Recurring",
    "Rule",
    "RuleDataError",
    "SchoolTermEnds",
    "Simple",
    "Stacked",
    "Weekday",
    "Window",
    "YearDay",
    "due_dates",
    "occurrences",
    "read",
    "rule_from_data",
    "rule_to_data",
    "to_json",
]

"""What an answer makes of an activity: another rule, and one doubt fewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from roadmap.deadlines import (
    CycleMonth,
    Frequency,
    OnDate,
    OnDays,
    OnYearDays,
    Recurring,
    Rule,
    Simple,
    Stacked,
    Window,
    YearDay,
)
from roadmap.deadlines.occurrences import day_in, month_end
from roadmap.deadlines.questions import UpToMonth
from roadmap.drafts import DeadlineUnsure
from roadmap.review.folding import Answer, Choice, Topic, topic_of
from roadmap.review.values import Planned


def answered(activity: Planned, topic: Topic, choice: Choice) -> Planned:
    """The activity after an answer to its doubts of one topic; unchanged by «show».

    SPLIT is not answered here: it makes several activities of one (`values.items_of`).
    """
    if choice.answer is Answer.SHOW:
        return activity
    rule = _rule(activity, choice)
    rest = tuple(doubt for doubt in activity.doubts if topic_of(doubt) is not topic)
    return replace(activity, rule=rule, doubts=rest)


def said_in_full(activity: Planned, rule: Rule | None) -> Planned:
    """The activity with another deadline, None for its own: said in full it settles whatever was
    doubted about it."""
    rest = tuple(doubt for doubt in activity.doubts if not isinstance(doubt, DeadlineUnsure))
    return replace(activity, rule=rule or activity.rule, doubts=rest)


def _rule(activity: Planned, choice: Choice) -> Rule:
    rule = activity.rule
    match choice.answer:
        case Answer.ONLY_YEAR if choice.year is not None:
            return only_in(rule, choice.year)
        case Answer.EVERY_YEAR:
            return every_year(rule)
        case Answer.BEFORE | Answer.END:
            return _limited(activity, choice.answer)
        case Answer.LAST_MONTH:
            return _in_month(rule, CycleMonth.LAST)
        case Answer.NEXT_MONTH:
            return _in_month(rule, CycleMonth.NEXT)
        case _:
            return rule


def only_in(rule: Rule, year: int) -> Rule:
    """Days that came every year, in one year only; other rules as they are."""
    if not isinstance(rule, Recurring) or not isinstance(rule.at, OnYearDays):
        return rule
    dates = tuple(dict.fromkeys(_in_year(day, year) for day in rule.at.days))
    return dates[0] if len(dates) == 1 else Stacked(dates)


def _in_year(day: YearDay, year: int) -> Simple:
    """A window that goes over New Year begins in `year`."""
    due = day_in(year, day.month, day.day)
    if day.since is None:
        return OnDate(due)
    start = day_in(year, *day.since)
    return Window(start, due if due >= start else day_in(year + 1, day.month, day.day))


def every_year(rule: Rule) -> Rule:
    """A date or a window of one year, in every year; other rules as they are."""
    match rule:
        case OnDate(due):
            return Recurring(Frequency.YEARLY, OnYearDays((_year_day(due),)))
        case Window(start, due):
            day = replace(_year_day(due), since=(start.month, start.day))
            return Recurring(Frequency.YEARLY, OnYearDays((day,)))
        case _:
            return rule


def _year_day(due: date) -> YearDay:
    whole = due == month_end(due.year, due.month)
    return YearDay(due.month, None if whole else due.day)


def _limited(activity: Planned, answer: Answer) -> Rule:
    for doubt in activity.doubts:
        if isinstance(doubt, DeadlineUnsure) and isinstance(doubt.question, UpToMonth):
            due = doubt.question.before if answer is Answer.BEFORE else doubt.question.end
            if due is not None and isinstance(activity.rule, OnDate):
                return OnDate(due)
    return activity.rule


def _in_month(rule: Rule, month: CycleMonth) -> Rule:
    if isinstance(rule, Recurring) and isinstance(rule.at, OnDays):
        return replace(rule, at=replace(rule.at, month=month))
    return rule

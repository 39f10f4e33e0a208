"""Questions about deadlines, as a polite clerk would put them: one sentence each."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from roadmap.deadlines import Frequency, Question
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
from views.speech import Speech


def question_text(question: Question, speech: Speech) -> str:
    """What to ask the author of a deadline, as plain text in the reader's language."""
    match question:
        case NotUnderstood() | Misprint():
            return _about_words(question, speech)
        case YearMissing() | RepeatsEveryYear() | YearWorkedOut() | OutsidePeriod():
            return _about_years(question, speech)
        case DayNotNamed() | MonthsNotNamed() | MonthOfCycle() | SeveralDeadlines():
            return _about_repetition(question, speech)
        case TwoRules() | DependsOnNeed():
            return _about_conditions(question, speech)
        case UpToMonth() | SchoolTerm() | Approximate() | EndNotNamed():
            return _about_limits(question, speech)
        case _:
            assert_never(question)


def _about_words(question: NotUnderstood | Misprint, speech: Speech) -> str:
    match question:
        case NotUnderstood(part, rest=True):
            text = speech.gettext("The words “{part}” are unclear: do they change the deadline?")
            return text.format(part=part)
        case NotUnderstood(part):
            text = speech.gettext("The deadline “{part}” is unclear: which date is meant?")
            return text.format(part=part)
        case Misprint(written, meant) if written.lower() == meant.lower():
            return speech.gettext("Has “{written}” been read correctly?").format(written=written)
        case Misprint(written, meant):
            text = speech.gettext("It says “{written}”: is “{meant}” meant?")
            return text.format(written=written, meant=meant)


def _about_years(
    question: YearMissing | RepeatsEveryYear | YearWorkedOut | OutsidePeriod, speech: Speech
) -> str:
    match question:
        case YearMissing(()):
            return speech.gettext("No year is given: is this due every year?")
        case YearMissing(years):
            text = speech.gettext("No year is given: {years} or every year?")
            return text.format(years=", ".join(map(str, years)))
        case RepeatsEveryYear():
            return speech.gettext("Several dates are listed: do they repeat every year?")
        case YearWorkedOut(start, due):
            text = speech.gettext("The year is not given in full: from {start} to {due}?")
            return text.format(start=speech.full_day(start), due=speech.full_day(due))
        case OutsidePeriod(day, start, end):
            text = speech.gettext(
                "{day} is outside the period of the roadmap, {start} to {end}: is the date right?"
            )
            days = {"day": day, "start": start, "end": end}
            return text.format(**{name: speech.short_day(each) for name, each in days.items()})


def _about_repetition(
    question: DayNotNamed | MonthsNotNamed | MonthOfCycle | SeveralDeadlines, speech: Speech
) -> str:
    match question:
        case DayNotNamed(Frequency.WEEKLY):
            return speech.gettext("On which day of the week is this due?")
        case DayNotNamed():
            return speech.gettext("Is a reminder needed every day?")
        case MonthsNotNamed():
            return speech.gettext("In which months exactly is this due?")
        case MonthOfCycle(day, Frequency.MONTHLY):
            return speech.gettext("Is it due by day {day} of every month?").format(day=day)
        case MonthOfCycle(day):
            text = speech.gettext(
                "By day {day} of which month: the last of the reporting period, or the one after?"
            )
            return text.format(day=day)
        case SeveralDeadlines(count):
            text = speech.ngettext(
                "There is {count} deadline in one cell: split the row into activities?",
                "There are {count} deadlines in one cell: split the row into activities?",
                count,
            )
            return text.format(count=count)


def _about_conditions(question: TwoRules | DependsOnNeed, speech: Speech) -> str:
    match question:
        case TwoRules(""):
            return speech.gettext("The deadline joins different rules: on which dates is it due?")
        case TwoRules(condition):
            text = speech.gettext("The deadline depends on “{condition}”: when is it due?")
            return text.format(condition=condition)
        case DependsOnNeed(condition):
            text = speech.gettext("“{condition}” gives no date: when should we ask about it?")
            return text.format(condition=condition)


def _about_limits(
    question: UpToMonth | SchoolTerm | Approximate | EndNotNamed, speech: Speech
) -> str:
    match question:
        case UpToMonth(before, end) if before is not None and end is not None:
            text = speech.gettext("Is it due by {before} or by {end}?")
            return text.format(before=speech.full_day(before), end=speech.full_day(end))
        case UpToMonth():
            return speech.gettext("Is it due before that time begins, or by its end?")
        case SchoolTerm(date() as due):
            text = speech.gettext("The school term is taken to end on {due}: is that right?")
            return text.format(due=speech.full_day(due))
        case SchoolTerm():
            return speech.gettext("On which dates do the school terms end?")
        case Approximate(date() as due):
            text = speech.gettext("The time is approximate: would {due} be right?")
            return text.format(due=speech.full_day(due))
        case Approximate():
            return speech.gettext("The time is approximate: which date is exact?")
        case EndNotNamed(date() as since):
            text = speech.gettext("It begins on {since}: until when does it go on?")
            return text.format(since=speech.full_day(since))
        case EndNotNamed():
            return speech.gettext("Until when does it go on?")

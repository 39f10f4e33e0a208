"""«Срок…»: what to type, what was understood of it, and on what grounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.deadlines import Question
from roadmap.extending import Basis
from roadmap.period import Period
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.editing import Subject, days, heading, paragraph, place
from views.extensions import BASES, basis_keyboard, basis_name
from views.lines import shortened
from views.questions import question_text
from views.speech import Speech

SHOWN = 24
YEARS = 5
EVERY_YEAR = 0
SEVERAL = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """A deadline in words with all its dates: those that have passed, come, go and move."""

    words: str
    dates: tuple[date, ...]
    past: tuple[date, ...]
    added: Sequence[date]
    gone: Sequence[date]
    moved: Sequence[tuple[date, date]]
    question: Question | None = None


def several(dates: Sequence[tuple[int, date]]) -> list[tuple[int, date]]:
    """The dates of which one alone can be moved: none where there is but one."""
    return list(dates[:SEVERAL]) if len(dates) > 1 else []


def ask(
    subject: Subject,
    several: Sequence[tuple[int, date]],
    today: date,
    reader: int,
    say: Speech,
) -> Message:
    """Which deadline? Below it single dates (assignment, day) that can be moved by themselves."""
    now = say.gettext("Deadline: {words}").format(
        words=shortened(subject.understood, 200) or say.gettext("no date")
    )
    rows = [now]
    if subject.deadline_text:
        written = shortened(subject.deadline_text, 120)
        rows.insert(0, say.gettext("in the document: “{text}”").format(text=written))
    hint = say.gettext(
        "Write the new deadline in words, for example: by {day}; every quarter by the 10th; "
        "during the year. I will show all the dates before anything is changed."
    ).format(day=say.full_day(example(today)))
    turn = (subject.activity_id, as_number(today.replace(day=1)))
    calendar = Button(say.gettext("Choose a day…"), Action(Verb.REDATE, reader, turn).pack())
    if several:
        hint += "\n" + say.gettext("To move one date only, choose it:")
    single = [
        Button(say.short_day(day), Action(Verb.EXTEND, reader, (assignment_id,)).pack())
        for assignment_id, day in several
    ]
    pairs = [tuple(single[n : n + 2]) for n in range(0, len(single), 2)]
    return Message(
        paragraph(heading(subject, say), *rows, "", hint),
        buttons=((calendar,), *pairs),
        brief=f"{place(subject, say)}\n{hint}",
    )


def example(today: date) -> date:
    """A day to show how days are written."""
    return date(today.year, 12, 15)


def ask_year(
    subject: Subject, text: str, years: Sequence[int], reader: int, say: Speech
) -> Message:
    """A day was written without its year: in which, or every year?"""

    def data(year: int) -> str:
        return Action(Verb.REDATE_YEAR, reader, (subject.activity_id, year)).pack()

    return Message(
        paragraph(heading(subject, say), *yearless(text, say)),
        buttons=year_keyboard(years, data, say),
        brief=f"{place(subject, say)}\n{say.gettext('In which year?')}",
    )


def yearless(text: str, say: Speech) -> list[object]:
    """The words, and the question about their year."""
    head = say.gettext("“{text}”: no year is written.").format(text=shortened(text, 200))
    return [head, Markup("<b>{}</b>").format(say.gettext("In which year?"))]


def year_keyboard(
    years: Sequence[int], data: Callable[[int], str], say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """A button for each year, and one for every year: 0."""
    only = tuple(Button(str(year), data(year)) for year in years[:YEARS])
    return only, (Button(say.gettext("Every year"), data(EVERY_YEAR)),)


def ask_day(
    subject: Subject, shown: date, first: date, last: date, reader: int, say: Speech
) -> Message:
    """The same by a calendar: days from `first` to `last`, the month of `shown`."""

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (subject.activity_id, as_number(day))).pack()

    head = say.gettext("Due on which day?")
    return Message(
        paragraph(heading(subject, say), head),
        buttons=month(
            min(max(shown, first.replace(day=1)), last),
            first,
            last,
            lambda day: press(Verb.REDATE_DAY, day),
            lambda day: press(Verb.REDATE, day),
            Action(Verb.NOTHING, reader).pack(),
            say,
        ),
        brief=f"{place(subject, say)}\n{head}",
    )


def not_understood(subject: Subject, text: str, say: Speech) -> Message:
    """The words say no deadline."""
    head = say.gettext("I did not understand the deadline “{text}”.").format(
        text=shortened(text, 200)
    )
    hint = say.gettext(
        "Please write it otherwise, for example: by 15 December 2018; from 1 to 20 October; every "
        "month by the 5th; twice a year; all the time."
    )
    return Message(paragraph(heading(subject, say), head, hint), brief=hint)


def outside(subject: Subject, period: Period, say: Speech) -> Message:
    """No date of it lies within the roadmap."""
    head = say.gettext(
        "No date of it is within the period of the roadmap, {start} – {end}. Please write another."
    ).format(start=say.short_day(period.start), end=say.short_day(period.end))
    return Message(paragraph(heading(subject, say), head), brief=head)


def sure(subject: Subject, found: Understood, reader: int, say: Speech) -> Message:
    """What was understood, with every date; on what grounds is it to hold?"""

    def data(basis: int) -> str:
        return Action(Verb.REDATE_ON, reader, (subject.activity_id, basis)).pack()

    ask = say.gettext("Is it right? Then on what grounds? If not, write the deadline otherwise.")
    return Message(
        paragraph(
            heading(subject, say),
            say.gettext("Understood: {words}").format(words=shortened(found.words, 300)),
            *meaning(found, say),
            "",
            Markup("<b>{}</b>").format(ask),
        ),
        buttons=basis_keyboard(data, say),
        brief=f"{place(subject, say)}\n{ask}",
    )


def meaning(found: Understood, say: Speech) -> list[str]:
    """The dates, what becomes of those there are, and what is doubtful."""
    rows = []
    if found.dates:
        rows.append(
            say.ngettext("{n} date: {dates}", "{n} dates: {dates}", len(found.dates)).format(
                n=len(found.dates), dates=days(found.dates, say, SHOWN)
            )
        )
    else:
        rows.append(say.gettext("It has no dates: nobody is reminded of it."))
    for before, after in found.moved[:SHOWN]:
        rows.append(f"{say.short_day(before)} → {say.short_day(after)}")
    if found.gone:
        gone = days(found.gone, say, SHOWN)
        rows.append(say.gettext("These dates go: {dates}").format(dates=gone))
    if found.past:
        warning = say.gettext("Passed already and at once overdue: {dates}")
        rows.append("⚠ " + warning.format(dates=days(found.past, say, SHOWN)))
    if found.question is not None:
        rows.append("? " + question_text(found.question, say))
    return rows


def ask_paper(subject: Subject, basis: Basis, reader: int, say: Speech) -> Message:
    """The number and date of the order or letter?"""
    ids = (subject.activity_id, BASES.index(basis))
    skip = Button(say.gettext("Skip"), Action(Verb.REDATE_NUMBERLESS, reader, ids).pack())
    on = say.gettext("Grounds: {basis}").format(basis=basis_name(basis, say))
    ask = say.gettext("Write its number and date, for example: No. 275 of 18.06.2018")
    return Message(paragraph(heading(subject, say), on, ask), buttons=((skip,),), brief=ask)

"""After «done»: one message that can be ignored, or tells the day, what was done and how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Asked, Line
from roadmap.progress import OPEN, State
from roadmap.targets import Target
from roadmap.working_calendar import WorkingCalendar
from views import reply_hints
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.discretion import public
from views.evidence import missing_words
from views.lines import place, shortened, standing, thread_of
from views.speech import Speech

TEXT_CHARS = 500


@dataclass(frozen=True, slots=True)
class Details:
    """What a mark says beyond its state: the sentence, and the way to a target, where there is
    one: `own` was given by this assignment, `total` by all that count together.

    `can_undo`: the mark is fresh. `missing` are the papers that are expected and not there.
    """

    text: str = ""
    target: Target | None = None
    own: int = 0
    total: int = 0
    can_undo: bool = True
    missing: tuple[str, ...] = ()


def progress(target: Target, total: int, say: Speech) -> str:
    """«1 из 2 (публикаций)»"""
    count = say.gettext("{n} of {count}").format(n=total, count=target.count)
    return f"{count} ({shortened(target.unit, 60)})" if target.unit else count


def fact(line: Line, calendar: WorkingCalendar, say: Speech) -> str:
    """«Дата исполнения: 9 октября 2018 г., в срок»; late by working days of the date of fact.
    Nothing for what goes on, which is done on no day."""
    if line.fact_on is None or line.asked_as is Asked.ONGOING:
        return ""
    late = calendar.working_days_late(line.due, line.fact_on)
    judged = (
        say.ngettext("{n} working day late", "{n} working days late", late).format(n=late)
        if late
        else say.gettext("in time")
    )
    words = say.gettext("Date of fact: {date}").format(date=say.full_day(line.fact_on))
    return f"{words}, {judged}"


def step(
    line: Line,
    details: Details,
    reader: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message:
    """What was marked, and what can be added; after an undoing only that it was taken back."""
    rows = [_head(line, say), Markup("<i>{}</i>").format(shortened(line.title, 200))]
    if line.state in OPEN and line.state is not State.PARTLY:
        return _message(rows, line, (), say)
    rows += [Markup("{}").format(row) for row in _said(line, details, calendar, say)]
    if details.missing:
        rows.append(Markup("<b>{}</b>").format(missing_words(details.missing, say)))
    rows.append(
        Markup("\n{}").format(say.gettext("You can add to it with the buttons, or leave it so."))
    )
    return _message(rows, line, _buttons(line, details, reader, today, say), say)


def _head(line: Line, say: Speech) -> Markup:
    if line.state in OPEN and line.state is not State.PARTLY:
        words = say.gettext("The mark was taken back; now: {state}")
    else:
        words = say.gettext("Marked: {state}")
    return Markup("<b>{}</b>").format(words.format(state=standing(line, say)))


def _said(line: Line, details: Details, calendar: WorkingCalendar, say: Speech) -> list[str]:
    rows = []
    if line.state not in OPEN and (day := fact(line, calendar, say)):
        rows.append(day)
    if details.text:
        words = say.gettext("What was done: {text}")
        rows.append(words.format(text=shortened(details.text, TEXT_CHARS)))
    if details.target is not None:
        words = say.gettext("Towards the target: {progress}")
        rows.append(words.format(progress=progress(details.target, details.total, say)))
    return rows


def _message(
    rows: list[Markup], line: Line, buttons: tuple[tuple[Button, ...], ...], say: Speech
) -> Message:
    brief = Markup("{}\n{}").format(rows[0], place(line, say))
    return Message(str(Markup("\n").join(rows)), buttons=buttons, brief=str(brief))


def _button(line: Line, reader: int, label: str, verb: Verb, *more: int) -> Button:
    return Button(label, Action(verb, reader, (line.assignment_id, *more)).pack())


def _buttons(
    line: Line, details: Details, reader: int, today: date, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if line.state not in OPEN and line.asked_as is not Asked.ONGOING:
        rows.append(_days(line, reader, today, say))
    more = [_button(line, reader, say.gettext("What was done…"), Verb.SAY_WHAT)]
    if details.target is not None:
        more.append(_button(line, reader, say.gettext("How many…"), Verb.SAY_AMOUNT))
    more.append(_button(line, reader, say.gettext("Attach…"), Verb.ATTACH_TO))
    rows.append(tuple(more))
    if details.can_undo:
        rows.append((_button(line, reader, say.gettext("Undo the mark"), Verb.UNDO),))
    return tuple(rows)


def _days(line: Line, reader: int, today: date, say: Speech) -> tuple[Button, ...]:
    """Today, yesterday, another day; the one that holds is ticked."""
    yesterday = today - timedelta(days=1)
    named = {today: say.gettext("Today"), yesterday: say.gettext("Yesterday")}
    known = [
        _button(
            line,
            reader,
            _ticked(name) if line.fact_on == day else name,
            Verb.FACT_ON,
            as_number(day),
        )
        for day, name in named.items()
    ]
    other = say.gettext("Another date…")
    if line.fact_on is not None and line.fact_on not in named:
        other = _ticked(say.short_day(line.fact_on))
    shown = as_number((line.fact_on or today).replace(day=1))
    return (*known, _button(line, reader, other, Verb.FACT_MONTH, shown))


def _ticked(label: str) -> str:
    return f"{label} ✓"


def ask_day(line: Line, reader: int, shown: date, first: date, today: date, say: Speech) -> Message:
    """A calendar for the date of fact: days from `first` to today, the month of `shown`."""
    head = say.gettext("On which day was it done?")
    back = _button(line, reader, say.gettext("Back"), Verb.DETAILS, 1)
    days = month(
        shown,
        first,
        today,
        lambda day: _button(line, reader, "", Verb.FACT_ON, as_number(day)).action,
        lambda day: _button(line, reader, "", Verb.FACT_MONTH, as_number(day)).action,
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    return _question(head, "", line, (*days, (back,)), say)


def ask_what(line: Line, reader: int, say: Speech) -> Message:
    """What was done? One sentence."""
    hint = say.gettext("Write it in one sentence; it is kept with the mark.")
    back = _button(line, reader, say.gettext("Back"), Verb.DETAILS, 1)
    return _question(say.gettext("What was done?"), hint, line, ((back,),), say)


def ask_amount(line: Line, details: Details, reader: int, say: Speech) -> Message:
    """How many in all? With what is counted so far."""
    back = _button(line, reader, say.gettext("Back"), Verb.DETAILS, 1)
    hint = say.gettext("Write a number: how many you have done in all by this date.")
    message = _question(say.gettext("How many?"), hint, line, ((back,),), say)
    if details.target is None:
        return message
    words = say.gettext("Counted so far: {progress}")
    counted = words.format(progress=progress(details.target, details.total, say))
    return replace(message, text=message.text + str(Markup("\n{}").format(counted)))


def _question(
    head: str, hint: str, line: Line, buttons: tuple[tuple[Button, ...], ...], say: Speech
) -> Message:
    rows = [Markup("<b>{}</b>").format(head), Markup("<i>{}</i>").format(shortened(line.title))]
    if hint:
        rows.append(Markup("\n{}").format(hint))
    brief = [rows[0], Markup("{}").format(place(line, say)), *rows[2:]]
    return Message(
        str(Markup("\n").join(rows)), buttons=buttons, brief=str(Markup("\n").join(brief))
    )


def not_a_number(say: Speech) -> Message:
    """Words came where a number was asked for; the question stands."""
    text = say.gettext("I need a number here, for example 2. “Cancel” leaves it as it was.")
    return public(Message(str(Markup("{}").format(text))))


def noted(line: Line, words: str, say: Speech, *, cut: bool = False) -> Message:
    """A sentence or a number was taken."""
    text = Markup("{}\n<i>{}</i>").format(
        say.gettext("Written down: {text}").format(text=shortened(words, TEXT_CHARS)),
        shortened(line.title),
    )
    if cut:
        text += Markup("\n{}").format(say.gettext("It was too long: only its beginning is kept."))
    brief = Markup("{}\n{}").format(say.gettext("Written down."), place(line, say))
    return Message(str(text), brief=str(brief))


def ask_why_reopen(line: Line, say: Speech) -> Message:
    """The mark is older than can be undone: why is it opened again?"""
    hint = say.gettext("Why? Write it in one message. The date of fact will be taken away.")
    return _question(say.gettext("Opening the activity again:"), hint, line, (), say)


def reopened(line: Line, reason: str, say: Speech) -> Message:
    """It is open again."""
    head = say.gettext("Open again; now: {state}").format(state=standing(line, say))
    why = say.gettext("Reason: {text}").format(text=shortened(reason, TEXT_CHARS))
    text = Markup("<b>{}</b>\n<i>{}</i>\n{}").format(head, shortened(line.title), why)
    brief = Markup("<b>{}</b>\n{}").format(head, place(line, say))
    return Message(str(text), brief=str(brief))


def reopened_by(line: Line, who: str, reason: str, say: Speech) -> Message:
    """To the owner, whose work somebody else opened again."""
    head = say.gettext("{name} has opened your activity again:").format(name=who)
    why = say.gettext("Reason: {text}").format(text=shortened(reason, TEXT_CHARS))
    text = Markup("{}\n<i>{}</i>\n{}").format(head, shortened(line.title), why)
    return Message(
        str(text),
        subject=shortened(f"{head} {line.title}", 110),
        thread=thread_of([line]),
        reply_hint=reply_hints.one(say),
    )

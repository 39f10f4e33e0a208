"""One reminder more, sent by a coordinator: the usual line and buttons under a line of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.working_calendar import WorkingCalendar
from views import reminders
from views.lines import shortened
from views.speech import Speech

NAME_CHARS = 80


def nudge(
    line: Line, person_id: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """«Координатор просит ответить» with one line of a reminder."""
    usual = reminders.reminder([(1, line)], person_id, today, calendar, say)
    if line.state not in OPEN:
        return usual
    head = say.gettext("The coordinator asks you to answer")
    return replace(
        usual,
        text=str(Markup("<b>{}</b>\n").format(head) + Markup(usual.text)),  # noqa: S704 - ours
        subject=f"{head}: {shortened(line.title, 80)}",
    )


def sent(name: str, on: date | None, say: Speech) -> str:
    """A toast: the reminder goes at once, or (`on`) when working hours begin."""
    who = shortened(name, NAME_CHARS)
    if on is None:
        return say.gettext("A reminder was sent: {name}").format(name=who)
    return say.gettext("The reminder goes in working hours, {date}: {name}").format(
        date=say.weekday_day(on), name=who
    )


def already(name: str, say: Speech) -> str:
    """A toast: one a day is enough."""
    return say.gettext(
        "{name} has been reminded on that day already; I send one reminder a day."
    ).format(name=shortened(name, NAME_CHARS))


def enough(name: str, say: Speech) -> str:
    """A toast: the day's messages are used up."""
    return say.gettext(
        "{name} has had as many messages today as I may send. Try tomorrow, or call."
    ).format(name=shortened(name, NAME_CHARS))


def unreachable(name: str, say: Speech) -> str:
    """A toast: no way leads there."""
    return say.gettext(
        "No message reaches {name}: neither the bot nor an email. Please call."
    ).format(name=shortened(name, NAME_CHARS))

"""One reminder more, sent by a coordinator: the usual line and buttons under a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.working_calendar import WorkingCalendar
from views import asked_lines, reminders
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import Speech

NAME_CHARS = 80


def nudge(
    line: Line, person_id: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """«Координатор просит ответить» with one line of a reminder."""
    return several([(1, line)], person_id, today, calendar, say)


def several(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    hidden: int = 0,
) -> Message:
    """The same with several (printed number, line), `hidden` more behind a button."""
    usual = reminders.reminder(lines, person_id, today, calendar, say, hidden=hidden)
    return _under(say.gettext("The coordinator asks you to answer"), usual, lines)


def status(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    hidden: int = 0,
) -> Message:
    """«Сообщите, как идут дела» with a button for each answer; as `several` otherwise."""
    usual = reminders.reminder(lines, person_id, today, calendar, say, hidden=hidden)
    asked = [(n, line) for n, line in lines if line.state in OPEN][: reminders.BUTTON_LINES]
    rows = tuple(_answers(number, line, person_id, say) for number, line in asked)
    rest = usual.buttons[len(asked) :]
    head = say.gettext("The coordinator asks how it stands")
    return _under(head, replace(usual, buttons=(*rows, *rest)), lines)


def _answers(number: int, line: Line, person_id: int, say: Speech) -> tuple[Button, ...]:
    if line.is_filled:
        return (
            asked_lines.press(line, person_id, f"{number}. {asked_lines.press_label(line, say)}"),
        )
    words = {
        Verb.DONE: say.gettext("{n}. Done"),
        Verb.IN_PROGRESS: say.gettext("{n}. In progress"),
        Verb.NEED_HELP: say.gettext("{n}. Help"),
    }
    return tuple(
        Button(label.format(n=number), Action(verb, person_id, (line.assignment_id,)).pack())
        for verb, label in words.items()
    )


def _under(head: str, usual: Message, lines: Sequence[tuple[int, Line]]) -> Message:
    """A reminder under a line of its own; answered, it is the usual thanks."""
    if not any(line.state in OPEN for _, line in lines):
        return usual
    subject = f"{head}: {shortened(lines[0][1].title, 80)}" if len(lines) == 1 else head
    return replace(
        usual,
        text=str(Markup("<b>{}</b>\n").format(head) + Markup(usual.text)),  # noqa: S704 - ours
        subject=subject,
        brief=str(Markup("<b>{}</b>\n").format(head) + Markup(usual.brief)),  # noqa: S704 - ours
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

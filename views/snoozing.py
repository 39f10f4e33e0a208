"""Putting a reminder off: until when, another day, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.snoozing import Choice, Peace, Preset, choices, has_others
from views import calendar_keyboard
from views.actions import Action, Verb
from views.calendar_keyboard import as_number
from views.lines import place, put_off_until, shortened, title
from views.speech import Speech

SHOWN = 8
TITLE_CHARS = 110
Naming = Callable[[Line, Speech], Markup | str]


def _by_title(line: Line, _: Speech) -> Markup:
    return title(line, TITLE_CHARS)


NAMINGS: tuple[Naming, Naming] = (_by_title, place)
"""How an activity is named: in full, and where no titles may be in the messenger."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is put off: a whole reminder (`number` of the notice) or one assignment."""

    number: int
    is_whole: bool

    def action(self, verb: Verb, person_id: int, day: date) -> str:
        """Callback data that names the subject and a day."""
        return Action(verb, person_id, (int(self.is_whole), self.number, as_number(day))).pack()


def ask(
    lines: Sequence[Line], subject: Subject, open_until: Peace, person_id: int, say: Speech
) -> Message:
    """Until when? The next days, and another one where there are more."""
    rows = [
        (
            Button(
                _label(choice, open_until.today, say),
                subject.action(Verb.SNOOZE_TO, person_id, choice.day),
            ),
        )
        for choice in choices(open_until)
    ]
    if has_others(open_until):
        other = subject.action(Verb.SNOOZE_MONTH, person_id, open_until.today)
        rows.append((Button(say.gettext("Another day…"), other),))
    text, brief = (str(_question(lines, open_until, name, say)) for name in NAMINGS)
    return Message(text, buttons=tuple(rows), brief=brief)


def ask_day(
    lines: Sequence[Line],
    subject: Subject,
    open_until: Peace,
    shown: date,
    person_id: int,
    say: Speech,
) -> Message:
    """The same question with the month of `shown` to press a day in."""
    first = open_until.today + timedelta(days=1)
    shown = min(max(shown, first), open_until.latest)
    keyboard = calendar_keyboard.month(
        shown,
        first,
        open_until.latest,
        lambda day: subject.action(Verb.SNOOZE_TO, person_id, day),
        lambda day: subject.action(Verb.SNOOZE_MONTH, person_id, day),
        Action(Verb.NOTHING, person_id).pack(),
        say,
    )
    text, brief = (str(_question(lines, open_until, name, say)) for name in NAMINGS)
    return Message(text, buttons=keyboard, brief=brief)


def _question(lines: Sequence[Line], open_until: Peace, name: Naming, say: Speech) -> Markup:
    last = say.weekday_day(open_until.latest)
    limit = (
        say.gettext("The reminder comes on that day, on {date} at the latest.")
        if len(lines) == 1
        else say.gettext(
            "The reminders come on that day, each by its due date at the latest; the last of "
            "these dates is {date}."
        )
    )
    return Markup("<b>{}</b>\n{}\n\n{}").format(
        say.gettext("Put off until when?"), _titles(lines, name, say), limit.format(date=last)
    )


def _titles(lines: Sequence[Line], name: Naming, say: Speech) -> Markup:
    rows = [Markup("<i>{}</i>").format(name(line, say)) for line in lines[:SHOWN]]
    if hidden := len(lines) - SHOWN:
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows += [Markup("{}").format(more)] if hidden > 0 else []
    return Markup("\n").join(rows)


def _label(choice: Choice, today: date, say: Speech) -> str:
    day = say.weekday_day(choice.day)
    if choice.day == today + timedelta(days=1):
        return say.gettext("Tomorrow, {date}").format(date=day)
    if choice.preset is Preset.IN_THREE_DAYS and choice.day == today + timedelta(days=3):
        return say.gettext("In 3 days, {date}").format(date=day)
    return day.capitalize()


def done(put_off: Sequence[tuple[Line, date]], left: Sequence[Line], say: Speech) -> Message:
    """What was put off until when, and what could not be."""
    text, brief = (_done(put_off, left, name, say) for name in NAMINGS)
    return Message(text, brief=brief)


def _done(
    put_off: Sequence[tuple[Line, date]], left: Sequence[Line], name: Naming, say: Speech
) -> str:
    parts = [_put_off(put_off, name, say)]
    if left:
        head = say.ngettext(
            "Not put off, because it is due or waits for somebody else:",
            "Not put off, because they are due or wait for somebody else:",
            len(left),
        )
        parts.append(Markup("{}\n{}").format(head, _titles(left, name, say)))
    return str(Markup("\n\n").join(parts))


def _put_off(put_off: Sequence[tuple[Line, date]], name: Naming, say: Speech) -> Markup:
    days = {day for _, day in put_off}
    if len(days) == 1:
        head = shortened(put_off_until(days.pop(), say))
        return Markup("<b>{}</b>\n{}").format(
            head[:1].upper() + head[1:], _titles([line for line, _ in put_off], name, say)
        )
    rows = [
        Markup("<i>{}</i> — {}").format(name(line, say), put_off_until(day, say))
        for line, day in put_off[:SHOWN]
    ]
    if (hidden := len(put_off) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    return Markup("<b>{}</b>\n{}").format(say.gettext("Put off"), Markup("\n").join(rows))

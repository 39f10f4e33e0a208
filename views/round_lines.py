"""Lines of a round of monitoring in a coordinator's list: a school a line would be too many, so
that a round is one paragraph with how many have not answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button
from roadmap.plan import Asked, Line
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.lines import place, shortened, why
from views.monitoring_desk import ongoing_title
from views.speech import Speech

Numbered = Sequence[tuple[int, Line]]
LEAST = 2
"""So many lines of one round at least become one paragraph."""
NAMES = 5
TITLE_CHARS = 120
LABEL_CHARS = 40


def grouped(lines: Numbered) -> list[Numbered]:
    """The lines of a list: each by itself, then those of a round together; where help is needed a
    line stays by itself."""
    rounds: dict[int, list[tuple[int, Line]]] = {}
    for number, line in lines:
        if line.round_id is not None and line.state is not State.NEED_HELP:
            rounds.setdefault(line.round_id, []).append((number, line))
    together = [own for own in rounds.values() if len(own) >= LEAST]
    joined = {line.assignment_id for own in together for _, line in own}
    alone = [[(n, line)] for n, line in lines if line.assignment_id not in joined]
    return [*alone, *together]


def is_round(entry: Numbered) -> bool:
    """Whether it is a paragraph about a round."""
    return len(entry) >= LEAST


def paragraph(
    entry: Numbered, waiting: Collection[int], today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    """A round of which these lines are `waiting`: by when, how many of all, whose."""
    title = shortened(_title(entry[0][1], say), TITLE_CHARS)
    left = [line for _, line in entry if line.assignment_id in waiting]
    if not left:
        return Markup("<s>• {}</s>\n{}").format(title, say.gettext("Everybody has answered"))
    first = min(left, key=lambda line: line.due)
    due = say.gettext("due {date}").format(date=say.full_day(first.due))
    names = list(dict.fromkeys(line.owner for line in left if line.owner))
    named = "; ".join(shortened(name, 60) for name in names[:NAMES])
    if (more := len(names) - NAMES) > 0:
        named += " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)
    return Markup("<b>•</b> {}\n{} — {}\n<b>{}</b> — {}").format(
        title, due, why(first, today, calendar, say), _count(left, say), named
    )


def brief(
    entry: Numbered, waiting: Collection[int], today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    """The same without names and titles."""
    left = [line for _, line in entry if line.assignment_id in waiting]
    if not left:
        return Markup("<s>• {}</s>\n{}").format(
            place(entry[0][1], say), say.gettext("Everybody has answered")
        )
    first = min(left, key=lambda line: line.due)
    return Markup("<b>•</b> {}\n{}, {}").format(
        place(first, say), _count(left, say), why(first, today, calendar, say)
    )


def button(entry: Numbered, person_id: int, say: Speech) -> Button:
    """The way to the round, to those who have not answered."""
    line = entry[0][1]
    label = say.gettext("Who has not answered: {title}").format(
        title=shortened(_title(line, say), LABEL_CHARS)
    )
    return Button(label, Action(Verb.ROUND_SILENT, person_id, (line.round_id or 0, 0, 1)).pack())


def _title(line: Line, say: Speech) -> str:
    if line.asked_as is Asked.ONGOING:
        return ongoing_title(line.asked_for_period, "", say)
    return line.title


def _count(left: Sequence[Line], say: Speech) -> str:
    """«нет ответа: 7 из 30»"""
    total = left[0].tally.total if left[0].tally is not None else 0
    if total <= len(left):
        return say.gettext("no answer: {n}").format(n=len(left))
    return say.gettext("no answer: {n} of {total}").format(n=len(left), total=total)

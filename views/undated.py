"""«Без даты: 4»: a line and three buttons each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import section_number
from views.actions import Action, Verb
from views.editing import paragraph
from views.lines import code, shortened
from views.speech import Speech

PAGE = 6
TITLE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Line:
    """An activity without a date; until `waits_until` it is not asked about."""

    activity_id: int
    code: int
    title: str
    deadline_text: str = ""
    section: str = ""
    number: str = ""
    waits_until: date | None = None


def undated(lines: Sequence[Line], page: int, reader: int, say: Speech) -> Message:
    """A page of them, counted from 0."""
    count = len(lines)
    if not count:
        return Message(
            paragraph(say.gettext("Every activity has a date, or goes on all the time."))
        )
    last = (count - 1) // PAGE
    page = min(page, last)
    shown = list(enumerate(lines, start=1))[page * PAGE : (page + 1) * PAGE]
    head = say.ngettext("Without a date: {n}", "Without a date: {n}", count).format(n=count)
    rows: list[object] = [Markup("<b>{}</b>").format(head)]
    for n, line in shown:
        rows += _line(n, line, say)
    hint = say.gettext("Nobody is reminded of these until a date is set.")
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(Verb.UNDATED, reader, (page - 1,)).pack()))
    if page < last:
        turns.append(Button("›", Action(Verb.UNDATED, reader, (page + 1,)).pack()))
    return Message(
        paragraph(*rows, "", hint),
        buttons=(
            *(row for n, line in shown for row in _buttons(n, line, reader, say)),
            *((tuple(turns),) if turns else ()),
        ),
        subject=head,
        brief=f"{head}\n{hint}",
    )


def _line(n: int, line: Line, say: Speech) -> list[object]:
    place = [code(line.code, say)]
    if number := section_number(line.section):
        place.append(say.gettext("sect. {number}").format(number=number))
    if number := line.number.rstrip(". "):
        place.append(say.gettext("item {number}").format(number=number))
    rest = ", ".join(place)
    if line.deadline_text:
        written = say.gettext("in the document: “{text}”").format(
            text=shortened(line.deadline_text, 80)
        )
        rest += "; " + written
    if line.waits_until is not None:
        rest += "; " + say.gettext("to be asked on {date}").format(
            date=say.short_day(line.waits_until)
        )
    title = f"{n}. {shortened(line.title, TITLE_CHARS)}"
    return [title, Markup("<i>{}</i>").format(rest)]


def _buttons(n: int, line: Line, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: Verb) -> Button:
        return Button(f"{n}. {label}", Action(verb, reader, (line.activity_id,)).pack())

    return (
        (
            button(say.gettext("Set a date"), Verb.REDATE),
            button(say.gettext("Call off"), Verb.ABANDON),
        ),
        (button(say.gettext("The order is not out yet"), Verb.NOT_YET),),
    )


def put_off(title: str, until: date, say: Speech) -> Message:
    """It is asked about again later."""
    head = say.gettext("I will ask again on {date}:").format(date=say.weekday_day(until))
    hint = say.gettext("If you like, write in one message what is waited for.")
    return Message(
        paragraph(head, Markup("<i>{}</i>").format(shortened(title)), hint), brief=f"{head}\n{hint}"
    )


def noted(title: str, note: str, say: Speech) -> Message:
    """What is waited for stands in the history."""
    head = say.gettext("Written down: {text}").format(text=shortened(note, 300))
    return Message(paragraph(head, Markup("<i>{}</i>").format(shortened(title))))

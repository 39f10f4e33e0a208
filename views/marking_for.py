"""Marking for somebody else: by word or by letter, done when, in which words, for how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.calling import Who
from roadmap.plan import Line
from views.actions import Action, Verb
from views.calendar_keyboard import as_date, as_number, month
from views.calling import ids_of
from views.lines import near_day, shortened, standing, title
from views.speech import Speech

WORD, LETTER = 1, 2
"""How it was learnt, in callback data."""
DONE, PARTLY, IN_PROGRESS, HELP = 1, 2, 3, 4
"""What is marked, in callback data; only what is done has a day."""
SHOWN = 12
UNDONE = 8


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written down: for one assignment of `who`, or (0) all that they owe; learnt
    by `via`; `what` of these; done on the local day `on`."""

    who: Who
    assignment_id: int
    via: int
    what: int = DONE
    on: date | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """As callback data names it, without the state and the day."""
        return (*ids_of(self.who), self.assignment_id, self.via)

    @property
    def state(self) -> int:
        """The last number of callback data: the day it was done, or what else is marked."""
        return as_number(self.on) if self.on is not None else self.what


def deed_of(numbers: Sequence[int]) -> Deed:
    """What callback data names: person, organisation, assignment, via, and a state where there
    is one. Raises ValueError for what is no day."""
    person, office, assignment, via, *rest = numbers
    who = (person or None, office or None)
    if not rest:
        return Deed(who, assignment, via)
    if rest[0] in (PARTLY, IN_PROGRESS, HELP):
        return Deed(who, assignment, via, rest[0])
    return Deed(who, assignment, via, DONE, as_date(rest[0]))


def to_data(deed: Deed) -> dict[str, Any]:
    """JSON-ready; the inverse of `from_data`."""
    return {"ids": [*deed.ids, deed.state]}


def from_data(data: Mapping[str, Any]) -> Deed:
    """The deed that `to_data` wrote."""
    return deed_of(data["ids"])


def _about(lines: Sequence[Line], today: date, say: Speech) -> list[Markup]:
    rows = [
        Markup("• {}, {}").format(title(line, 100), near_day(line.due, today, say))
        for line in lines[:SHOWN]
    ]
    if (hidden := len(lines) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    return rows


def _back(who: Who, reader: int, say: Speech) -> tuple[Button, ...]:
    return (Button(say.gettext("Back"), Action(Verb.CALL_CARD, reader, (*ids_of(who), 0)).pack()),)


def ask_how(
    who: Who,
    name: str,
    lines: Sequence[Line],
    assignment_id: int,
    today: date,
    reader: int,
    say: Speech,
) -> Message:
    """Did they say it, or write it?"""
    head = say.ngettext("Mark {n} activity for:", "Mark {n} activities for:", len(lines))
    rows = [
        Markup("<b>{}</b> {}").format(head.format(n=len(lines)), shortened(name, 150)),
        *_about(lines, today, say),
        Markup("\n{}").format(say.gettext("How do you know? It is kept with the mark.")),
    ]
    by = [
        Button(label, Action(Verb.MARK_WHEN, reader, Deed(who, assignment_id, via).ids).pack())
        for via, label in ((WORD, say.gettext("They told me")), (LETTER, say.gettext("A letter")))
    ]
    return Message(str(Markup("\n").join(rows)), buttons=(tuple(by), _back(who, reader, say)))


def _press(deed: Deed, verb: Verb, number: int, reader: int) -> str:
    return Action(verb, reader, (*deed.ids, number)).pack()


def ask_when(deed: Deed, lines: Sequence[Line], today: date, reader: int, say: Speech) -> Message:
    """How it stands; for what is done also when."""

    def button(label: str, number: int, verb: Verb = Verb.MARK_SO) -> Button:
        return Button(label, _press(deed, verb, number, reader))

    rows: list[tuple[Button, ...]] = [(button(say.gettext("Done today"), as_number(today)),)]
    dues = {line.due for line in lines}
    if len(dues) == 1 and (due := dues.pop()) < today:
        label = say.gettext("Done in time: {date}").format(date=near_day(due, today, say))
        rows.append((button(label, as_number(due)),))
    first = as_number(today.replace(day=1))
    rows.append((button(say.gettext("Done on another day…"), first, Verb.MARK_MONTH),))
    rows.append(
        (
            button(say.gettext("Done in part"), PARTLY),
            button(say.gettext("In progress"), IN_PROGRESS),
        )
    )
    rows.append((button(say.gettext("Help is needed"), HELP),))
    text = [
        Markup("<b>{}</b>").format(say.gettext("How does it stand?")),
        *_about(lines, today, say),
    ]
    text.append(Markup("\n{}").format(say.gettext("The day is that on which it was really done.")))
    return Message(str(Markup("\n").join(text)), buttons=(*rows, _back(deed.who, reader, say)))


def ask_day(
    deed: Deed,
    lines: Sequence[Line],
    shown: date,
    span: tuple[date, date],
    reader: int,
    say: Speech,
) -> Message:
    """A calendar for the date of fact: days inside `span`, the month of `shown`."""
    head = Markup("<b>{}</b>").format(say.gettext("On which day was it done?"))
    days = month(
        shown,
        *span,
        lambda day: _press(deed, Verb.MARK_SO, as_number(day), reader),
        lambda day: _press(deed, Verb.MARK_MONTH, as_number(day), reader),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    return Message(
        str(Markup("\n").join([head, *_about(lines, span[1], say)])),
        buttons=(*days, _back(deed.who, reader, say)),
    )


def _what(deed: Deed, say: Speech) -> str:
    """«выполнено 15 октября 2018 г., по письму»"""
    if deed.on is not None:
        words = say.gettext("done on {date}").format(date=say.full_day(deed.on))
    else:
        words = {
            PARTLY: say.gettext("done in part"),
            IN_PROGRESS: say.gettext("in progress"),
            HELP: say.gettext("help needed"),
        }[deed.what]
    how = say.gettext("by their word") if deed.via == WORD else say.gettext("by letter")
    return f"{words}, {how}"


def preview(
    deed: Deed, name: str, lines: Sequence[Line], today: date, reader: int, say: Speech
) -> Message:
    """What will be written down, before it is."""
    ask = say.gettext("Write in one sentence what was done, or go on without words.")
    if deed.what == HELP:
        ask = say.gettext("Write in one sentence what is in the way, or go on without words.")
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("To be written down: {what}").format(what=_what(deed, say))
        ),
        Markup("{}").format(shortened(name, 150)),
        *_about(lines, today, say),
        Markup("\n{}").format(ask),
    ]
    so = Button(
        say.gettext("Write down without words"), _press(deed, Verb.MARK_YES, deed.state, reader)
    )
    return Message(str(Markup("\n").join(rows)), buttons=((so,), _back(deed.who, reader, say)))


def marked(
    deed: Deed, name: str, lines: Sequence[Line], said: str, reader: int, say: Speech
) -> Message:
    """It is written down; a slip can be undone for ten minutes."""
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("Written down: {what}").format(what=_what(deed, say))
        ),
        Markup("{}").format(shortened(name, 150)),
    ]
    rows += [
        Markup("<b>{}.</b> {} — {}").format(n, title(line, 100), standing(line, say))
        for n, line in enumerate(lines[:SHOWN], start=1)
    ]
    if (hidden := len(lines) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
        rows.append(Markup("{}").format(more))
    if said:
        words = say.gettext("“{text}”").format(text=shortened(said, 500))
        rows.append(Markup("<i>{}</i>").format(words))
    undo = [
        Button(
            say.gettext("{n}. Undo").format(n=n)
            if len(lines) > 1
            else say.gettext("Undo the mark"),
            Action(Verb.UNDO, reader, (line.assignment_id,)).pack(),
        )
        for n, line in enumerate(lines[:UNDONE], start=1)
    ]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            *(tuple(undo[i : i + 3]) for i in range(0, len(undo), 3)),
            _back(deed.who, reader, say),
        ),
    )

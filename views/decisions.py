"""«Решить»: requests of every sort in one list, each opened by its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import short_name, shortened
from views.speech import Speech

PAGE = 8
A_ROW = 4
ABOUT_CHARS = 110
REASON_CHARS = 150


class Sort(IntEnum):
    """What is asked for; as callback data has it."""

    EXTENSION = 1
    NOT_MINE = 2
    NOT_RELEVANT = 3
    ADMISSION = 4
    PRACTICE = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A request `at` a local instant by `who`: `about` an activity, a practice or oneself; `day`
    is the date wished for."""

    sort: Sort
    number: int
    at: datetime
    who: str
    about: str
    reason: str = ""
    day: date | None = None


def queue(waiting: Sequence[Asked], page: int, reader: int, today: date, say: Speech) -> Message:
    """One page, counted from 0."""
    if not waiting:
        words = say.gettext("No request waits for your decision.")
        return Message(str(Markup("{}").format(words)), brief=words)
    page = max(0, min(page, (len(waiting) - 1) // PAGE))
    start = page * PAGE
    numbered = list(enumerate(waiting[start : start + PAGE], start=start + 1))
    head = say.ngettext(
        "{n} request waits for your decision",
        "{n} requests wait for your decision",
        len(waiting),
    ).format(n=len(waiting))
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [_entry(number, one, today, say) for number, one in numbered]
    openers = [
        Button(str(number), Action(Verb.DECIDE, reader, (one.sort, one.number)).pack())
        for number, one in numbered
    ]
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(Verb.DECISIONS, reader, (page - 1,)).pack()))
    if start + PAGE < len(waiting):
        turns.append(Button("›", Action(Verb.DECISIONS, reader, (page + 1,)).pack()))
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=(
            *(tuple(openers[i : i + A_ROW]) for i in range(0, len(openers), A_ROW)),
            *((tuple(turns),) if turns else ()),
        ),
    )


def _entry(number: int, one: Asked, today: date, say: Speech) -> Markup:
    waits = (today - one.at.date()).days
    since = say.day(one.at.date())
    if waits > 0:
        since += ", " + say.ngettext("waits for {n} day", "waits for {n} days", waits).format(
            n=waits
        )
    who = one.who if one.sort is Sort.ADMISSION else short_name(one.who)
    rows = [
        Markup("<b>{}. {}</b>").format(number, _what(one, say)),
        Markup("{}").format(shortened(one.about, ABOUT_CHARS)),
        Markup("<i>{}</i>").format(", ".join(part for part in (shortened(who, 60), since) if part)),
    ]
    if one.reason:
        words = say.gettext("Reason: {text}").format(text=shortened(one.reason, REASON_CHARS))
        rows.append(Markup("{}").format(words))
    return Markup("\n").join(rows)


def _what(one: Asked, say: Speech) -> str:
    if one.sort is Sort.EXTENSION and one.day is not None:
        return say.gettext("Move the date to {date}").format(date=say.day(one.day))
    return {
        Sort.EXTENSION: say.gettext("Move the date"),
        Sort.NOT_MINE: say.gettext("“Not mine”"),
        Sort.NOT_RELEVANT: say.gettext("“Not relevant”"),
        Sort.ADMISSION: say.gettext("Asks for access"),
        Sort.PRACTICE: say.gettext("A practice for the bank"),
    }[one.sort]

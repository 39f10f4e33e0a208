"""What a returned workbook changed in a running roadmap, told to one of those concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.changes import Change
from views import change_history
from views.actions import Action, Verb
from views.editing import Subject, days, place
from views.lines import shortened
from views.speech import Speech

ROWS, CHARS = 8, 3000
TITLE_CHARS, CHANGE_CHARS, DATES = 120, 200, 6


@dataclass(frozen=True, slots=True)
class Row:
    """An activity: what was changed of it, and its dates that are the reader's to meet."""

    subject: Subject
    made: tuple[Change, ...]
    dates: tuple[date, ...]


def told(roadmap: str, rows: Sequence[Row], reader: int, coordinator: str, say: Speech) -> Message:
    """All of it at once, the first rows worded; `reader` is a person's id, 0 for a mailbox;
    `coordinator` is «» where a command did it."""
    head = say.gettext("The coordinator changed the roadmap:")
    worded = _worded(rows, say)
    tail = [Markup("{}").format(text) for text in _tail(len(rows) - len(worded), coordinator, say)]
    first = Markup("<b>{}</b>\n<i>{}</i>").format(head, shortened(roadmap, TITLE_CHARS))
    mine = Button(say.gettext("My activities"), Action(Verb.MINE, reader).pack())
    count = say.ngettext("{n} activity of yours", "{n} activities of yours", len(rows))
    return Message(
        str(Markup("\n\n").join([first, *worded, *tail])),
        buttons=((mine,),) if reader else (),
        subject=say.gettext("The roadmap was changed: {title}").format(
            title=shortened(roadmap, 80)
        ),
        brief=f"{head} {count.format(n=len(rows))}",
    )


def _worded(rows: Sequence[Row], say: Speech) -> list[Markup]:
    """As many of the rows as a message holds."""
    worded: list[Markup] = []
    for row in rows[:ROWS]:
        text = _row(row, say)
        if worded and sum(map(len, worded)) + len(text) > CHARS:
            break
        worded.append(text)
    return worded


def _row(row: Row, say: Speech) -> Markup:
    title = shortened(row.subject.title, TITLE_CHARS)
    head = Markup("<b>{}</b>\n<i>{}</i>").format(title, place(row.subject, say))
    made = [shortened(change_history.words(one, say), CHANGE_CHARS) for one in row.made]
    lines = [Markup("• {}").format(one) for one in made]
    return Markup("\n").join([head, *lines, Markup("{}").format(_theirs(row.dates, say))])


def _theirs(dates: Sequence[date], say: Speech) -> str:
    if not dates:
        return say.gettext("Nothing more is to be done by you about it.")
    words = say.ngettext("Your date: {dates}", "Your dates: {dates}", len(dates))
    return words.format(dates=days(dates, say, DATES))


def _tail(hidden: int, coordinator: str, say: Speech) -> list[str]:
    found = []
    if hidden:
        words = say.ngettext(
            "{n} more activity of yours was changed: see “My activities”.",
            "{n} more activities of yours were changed: see “My activities”.",
            hidden,
        )
        found.append(words.format(n=hidden))
    if coordinator:
        found.append(say.gettext("Decided by: {name}").format(name=coordinator))
    return found

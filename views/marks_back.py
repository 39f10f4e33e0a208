"""A workbook of marks that came back: what would be recorded, what is wrong with it, what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.marks_back import Filled, MarkFault, Wrong
from roadmap.plan import Line
from roadmap.progress import Event
from views.actions import Action, Verb
from views.discretion import public
from views.lines import code, shortened, state_words
from views.speech import Speech

SHOWN = 12
TITLE_CHARS, OWNER_CHARS = 60, 60
Rows = Sequence[tuple[Filled, Line]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be recorded; `token` names the file on its buttons, `today` is the day of what
    has no date of fact."""

    good: Rows
    stale: Rows
    token: int
    today: date


def _event(event: Event, say: Speech) -> str:
    return {
        Event.DONE: say.gettext("done"),
        Event.PARTLY: say.gettext("done in part"),
        Event.IN_PROGRESS: say.gettext("in progress"),
    }.get(event, say.gettext("help needed"))


def _due(line: Line, say: Speech) -> str:
    """«срок 31.03.2018»: a recurring activity has many."""
    return say.gettext("due {date}").format(date=say.short_day(line.due))


def _listed(rows: Rows, today: date | None, say: Speech) -> list[Markup]:
    found = []
    for one, line in rows[:SHOWN]:
        what = _event(one.event, say)
        if one.event is Event.DONE and (day := one.fact_on or today):
            what += " " + say.short_day(day)
        found.append(
            Markup("• {}, {} ({}) — {}: <b>{}</b>").format(
                code(line.code, say),
                shortened(line.title, TITLE_CHARS),
                _due(line, say),
                shortened(line.owner, OWNER_CHARS),
                what,
            )
        )
    if (rest := len(rows) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        found.append(Markup("{}").format(more))
    return found


def _stale(rows: Rows, say: Speech) -> list[Markup]:
    """What has been answered meanwhile, with how it stands now."""
    if not rows:
        return []
    head = say.ngettext(
        "{n} row changed since the file was made and is left alone:",
        "{n} rows changed since the file was made and are left alone:",
        len(rows),
    ).format(n=len(rows))
    found = [Markup("\n{}").format(head)]
    for one, line in rows[:SHOWN]:
        whose = f"{_due(line, say)}, {shortened(line.owner, OWNER_CHARS)}"
        words = f"{whose}: {state_words(line.state, say)}"
        found.append(Markup("• {} ({}), {}").format(code(line.code, say), one.cell, words))
    if (rest := len(rows) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        found.append(Markup("{}").format(more))
    return found


def preview(shown: Preview, reader: int, say: Speech) -> Message:
    """«Будет отмечено: 12», with «Записать»."""
    count = len(shown.good)
    head = say.ngettext("To be recorded: {n} mark", "To be recorded: {n} marks", count)
    rows = [
        Markup("<b>{}</b>").format(head.format(n=count)),
        *_listed(shown.good, shown.today, say),
        *_stale(shown.stale, say),
    ]
    ids = (shown.token,)
    buttons = (
        Button(say.gettext("Record"), Action(Verb.MARKS_RECORD, reader, ids).pack()),
        Button(say.gettext("Do not record"), Action(Verb.MARKS_DROP, reader, ids).pack()),
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(buttons,),
        brief=str(Markup("<b>{}</b>").format(head.format(n=count))),
    )


def recorded(good: Rows, stale: Rows, say: Speech) -> Message:
    """It is done."""
    head = say.ngettext("Recorded: {n} mark", "Recorded: {n} marks", len(good)).format(n=len(good))
    rows = [Markup("<b>{}</b>").format(head), *_listed(good, None, say), *_stale(stale, say)]
    return Message(str(Markup("\n").join(rows)), brief=str(Markup("<b>{}</b>").format(head)))


def nothing(stale: Rows, say: Speech) -> Message:
    """No row can be recorded."""
    head = say.gettext("There is nothing to record: no row of the sheet was filled in.")
    if stale:
        head = say.gettext("There is nothing left to record.")
    rows = [Markup("{}").format(head), *_stale(stale, say)]
    return Message(str(Markup("\n").join(rows)), brief=str(Markup("{}").format(head)))


def faults(wrong: Sequence[Wrong], say: Speech) -> Message:
    """By cell what is wrong; nothing was recorded."""
    head = say.gettext("Nothing was recorded. Please correct the cells and send the file again:")
    rows = [Markup("<b>{}</b>").format(head)]
    rows += [Markup("• {}: {}").format(one.cell, fault_words(one, say)) for one in wrong[:SHOWN]]
    if (rest := len(wrong) - SHOWN) > 0:
        more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        rows.append(Markup("{}").format(more))
    return Message(str(Markup("\n").join(rows)), brief=str(Markup("<b>{}</b>").format(head)))


def fault_words(one: Wrong, say: Speech) -> str:
    """What is wrong with a cell."""
    words = {
        MarkFault.NO_SHEET: say.gettext("the sheet of marks is missing or damaged"),
        MarkFault.NO_COLUMN: say.gettext("the column “{text}” is missing"),
        MarkFault.BROKEN_KEY: say.gettext("the hidden key of the row is damaged"),
        MarkFault.TWICE: say.gettext("the same row stands above already"),
        MarkFault.UNKNOWN_MARK: say.gettext("“{text}” is no mark; choose from the list"),
        MarkFault.UNKNOWN_TOLD: say.gettext("“{text}” is not in the list"),
        MarkFault.BAD_DATE: say.gettext("“{text}” is no date; write it as 18.06.2018"),
        MarkFault.NOT_COME: say.gettext("the day {text} has not come yet"),
        MarkFault.NO_MARK: say.gettext("there is “{text}”, but no mark"),
        MarkFault.NOT_HERE: say.gettext("this is not in your roadmaps"),
    }[one.fault]
    return words.format(text=one.text)


def archived(say: Speech) -> Message:
    """Nothing is marked in the archive."""
    text = say.gettext("The roadmap is in the archive: nothing is marked in it any more.")
    return public(Message(str(Markup("{}").format(text))))


def forgotten(say: Speech) -> str:
    """The button of a file that is not remembered any more."""
    return say.gettext("This file has been recorded or replaced already. Send it again.")


def dropped(say: Speech) -> Message:
    """Nothing was recorded."""
    return public(Message(str(Markup("{}").format(say.gettext("Nothing was recorded.")))))

"""Lists for coordinators: what needs their hand, who has not answered, who cannot be reached."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.discretion import lines_in_brief
from views.lines import place, shortened, state_words, title, why
from views.speech import Speech

SHOWN = 20
BUTTONS_IN_ROW = 4
NOTE_CHARS = 300


class ListWords(Protocol):
    """The wording of a list: of (printed number, line) at most `shown` are written out."""

    def __call__(
        self,
        lines: Sequence[tuple[int, Line]],
        person_id: int,
        today: date,
        calendar: WorkingCalendar,
        say: Speech,
        *,
        shown: int = SHOWN,
    ) -> Message:
        """The message."""
        ...


def handed_over(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    shown: int = SHOWN,
) -> Message:
    """What nobody but the coordinator can move on: unanswered to the end, or help is needed.

    `lines` are (printed number, line); what is settled meanwhile keeps its number without a
    button.
    """
    waiting = [line for _, line in lines if line.needs_coordinator]
    if any(line.state is State.NEED_HELP for line in waiting) or not waiting:
        head = say.ngettext(
            "{n} activity needs your decision",
            "{n} activities need your decision",
            len(waiting),
        )
    else:
        head = say.ngettext(
            "{n} activity remained unanswered; I remind its owner no more",
            "{n} activities remained unanswered; I remind their owners no more",
            len(waiting),
        )
    settled = say.gettext("Everything is settled, thank you")
    return _list(
        lines,
        head.format(n=len(waiting)) if waiting else settled,
        person_id,
        today,
        calendar,
        say,
        {line.assignment_id for line in waiting},
        thread=f"handover-{today:%G-W%V}",
        limit=shown,
    )


def silent(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    shown: int = SHOWN,
) -> Message:
    """On the working day before a date: who has not answered yet.

    A date that has moved away from today since asks for nothing any more.
    """
    unanswered = [line for _, line in lines if line.state in OPEN]
    near = calendar.shift(today, 1)
    waiting = [line for line in unanswered if calendar.aim(line.due) <= near]
    head = say.ngettext(
        "The date is near and {n} activity has no answer yet",
        "The date is near and {n} activities have no answer yet",
        len(waiting),
    ).format(n=len(waiting))
    if not unanswered:
        head = say.gettext("Everybody has answered")
    elif not waiting:
        head = say.gettext("Everything is settled, thank you")
    still = {line.assignment_id for line in waiting}
    thread = f"silent-{today:%G-W%V}"
    return _list(lines, head, person_id, today, calendar, say, still, thread=thread, limit=shown)


def _list(
    lines: Sequence[tuple[int, Line]],
    head: str,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    waiting: Collection[int],
    *,
    thread: str,
    limit: int,
) -> Message:
    shown = lines[:limit]
    rows = [
        _paragraph(number, line, today, calendar, say)
        if line.assignment_id in waiting
        else _settled(number, line, say)
        for number, line in shown
    ]
    if hidden := len(lines) - len(shown):
        more = say.ngettext("and {n} more, see “Digest”", "and {n} more, see “Digest”", hidden)
        rows.append(Markup("{}").format(more.format(n=hidden)))
    buttons = [
        Button(
            say.gettext("{n}. Decide…").format(n=number),
            Action(Verb.DESK, person_id, (line.assignment_id,)).pack(),
        )
        for number, line in shown
        if line.assignment_id in waiting
    ]
    return Message(
        str(Markup("\n\n").join([Markup("<b>{}</b>").format(head), *rows])),
        buttons=tuple(
            tuple(buttons[i : i + BUTTONS_IN_ROW]) for i in range(0, len(buttons), BUTTONS_IN_ROW)
        ),
        subject=head,
        thread=thread,
        brief=lines_in_brief(head, shown, today, calendar, say),
    )


def _settled(number: int, line: Line, say: Speech) -> Markup:
    words = state_words(line.state, say)
    if line.state in OPEN:
        words = say.gettext("{state}; due {date}, {owner}").format(
            state=words, date=say.full_day(line.due), owner=line.owner
        )
    return Markup("<s>{}. {}</s>\n{}").format(number, title(line, 120), words)


def _paragraph(
    number: int, line: Line, today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(line, 120)),
        Markup("{} — {}").format(
            say.gettext("due {date}, {owner}").format(
                date=say.full_day(line.due), owner=line.owner
            ),
            why(line, today, calendar, say),
        ),
    ]
    if line.state is State.NEED_HELP:
        words = (
            say.gettext("help needed: {text}").format(text=shortened(line.note, NOTE_CHARS))
            if line.note
            else None
        )
        rows.append(Markup("<b>{}</b>").format(words or say.gettext("help needed")))
    rows.append(Markup("<i>{}</i>").format(place(line, say)))
    return Markup("\n").join(rows)


def out_of_reach(people: Sequence[tuple[str, str]], today: date, say: Speech) -> Message:
    """Those whom no message reaches: (name, why) in order; told once."""
    head = say.ngettext(
        "I cannot reach {n} responsible: nobody reminds them until they join",
        "I cannot reach {n} responsible: nobody reminds them until they join",
        len(people),
    ).format(n=len(people))
    rows = [Markup("{} — {}").format(name, reason) for name, reason in people[:SHOWN]]
    if (hidden := len(people) - SHOWN) > 0:
        more = say.ngettext("and {n} more, see “Digest”", "and {n} more, see “Digest”", hidden)
        rows.append(Markup("{}").format(more.format(n=hidden)))
    hint = say.gettext("Give them an invitation, or put their email into the list of people.")
    return Message(
        str(Markup("<b>{}</b>\n\n{}\n\n<i>{}</i>").format(head, Markup("\n").join(rows), hint)),
        subject=head,
        thread=f"unreachable-{today:%G-W%V}",
        brief=str(Markup("<b>{}</b>\n\n<i>{}</i>").format(head, hint)),
    )

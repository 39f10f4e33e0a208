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
from views import round_lines
from views.actions import Action, Verb
from views.discretion import lines_in_brief
from views.lines import place, shortened, state_words, title, why
from views.round_lines import Numbered
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
    entries = round_lines.grouped(lines)
    alone = _alone(entries, waiting)
    if not waiting:
        head = say.gettext("Everything is settled, thank you")
    elif any(line.state is State.NEED_HELP for line in alone):
        head = say.ngettext(
            "{n} activity needs your decision",
            "{n} activities need your decision",
            len(alone),
        ).format(n=len(alone))
    elif alone:
        head = say.ngettext(
            "{n} activity remained unanswered; I remind its owner no more",
            "{n} activities remained unanswered; I remind their owners no more",
            len(alone),
        ).format(n=len(alone))
    else:
        count = _rounds(entries, waiting)
        head = say.ngettext(
            "{n} round was not answered by everybody; I remind no more",
            "{n} rounds were not answered by everybody; I remind no more",
            count,
        ).format(n=count)
    return _list(
        entries,
        head,
        person_id,
        today,
        calendar,
        say,
        {line.assignment_id for line in waiting},
        thread=f"handover-{today:%G-W%V}",
        limit=shown,
    )


def _alone(entries: Sequence[Numbered], waiting: Sequence[Line]) -> list[Line]:
    """What waits and is told of by itself."""
    return [e[0][1] for e in entries if not round_lines.is_round(e) and e[0][1] in waiting]


def _rounds(entries: Sequence[Numbered], waiting: Sequence[Line]) -> int:
    """How many rounds have somebody who waits."""
    still = {line.assignment_id for line in waiting}
    return sum(
        round_lines.is_round(e) and any(line.assignment_id in still for _, line in e)
        for e in entries
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
    entries = round_lines.grouped(lines)
    alone, rounds = len(_alone(entries, waiting)), _rounds(entries, waiting)
    head = say.ngettext(
        "The date is near and {n} activity has no answer yet",
        "The date is near and {n} activities have no answer yet",
        alone,
    ).format(n=alone)
    if rounds and not alone:
        head = say.ngettext(
            "The date is near and {n} round was not answered by everybody",
            "The date is near and {n} rounds were not answered by everybody",
            rounds,
        ).format(n=rounds)
    if not unanswered:
        head = say.gettext("Everybody has answered")
    elif not waiting:
        head = say.gettext("Everything is settled, thank you")
    still = {line.assignment_id for line in waiting}
    thread = f"silent-{today:%G-W%V}"
    return _list(entries, head, person_id, today, calendar, say, still, thread=thread, limit=shown)


def _list(
    entries: Sequence[Numbered],
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
    shown = entries[:limit]
    rows = [_entry(one, waiting, today, calendar, say) for one in shown]
    if hidden := len(entries) - len(shown):
        more = say.ngettext("and {n} more, see “Digest”", "and {n} more, see “Digest”", hidden)
        rows.append(Markup("{}").format(more.format(n=hidden)))
    return Message(
        str(Markup("\n\n").join([Markup("<b>{}</b>").format(head), *rows])),
        buttons=_buttons(shown, waiting, person_id, say),
        subject=head,
        thread=thread,
        brief=_brief(head, shown, waiting, today, calendar, say),
    )


def _entry(
    one: Numbered, waiting: Collection[int], today: date, calendar: WorkingCalendar, say: Speech
) -> Markup:
    if round_lines.is_round(one):
        return round_lines.paragraph(one, waiting, today, calendar, say)
    ((number, line),) = one
    if line.assignment_id in waiting:
        return _paragraph(number, line, today, calendar, say)
    return _settled(number, line, say)


def _buttons(
    shown: Sequence[Numbered], waiting: Collection[int], person_id: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    """A decision about each line, and the way to each round."""
    decide, rounds = list[Button](), list[Button]()
    for one in shown:
        if not any(line.assignment_id in waiting for _, line in one):
            continue
        if round_lines.is_round(one):
            rounds.append(round_lines.button(one, person_id, say))
            continue
        ((number, line),) = one
        label = say.gettext("{n}. Decide…").format(n=number)
        decide.append(Button(label, Action(Verb.DESK, person_id, (line.assignment_id,)).pack()))
    rows = [tuple(decide[i : i + BUTTONS_IN_ROW]) for i in range(0, len(decide), BUTTONS_IN_ROW)]
    return (*rows, *((one,) for one in rounds))


def _brief(
    head: str,
    shown: Sequence[Numbered],
    waiting: Collection[int],
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> str:
    alone = [one[0] for one in shown if not round_lines.is_round(one)]
    rounds = [
        round_lines.brief(one, waiting, today, calendar, say)
        for one in shown
        if round_lines.is_round(one)
    ]
    told = lines_in_brief(head, alone, today, calendar, say)
    return "\n\n".join([told, *(str(one) for one in rounds)])


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
    hint = say.ngettext(
        "Give them an invitation, or put their email into the list of people.",
        "Give them invitations, or put their emails into the list of people.",
        len(people),
    )
    return Message(
        str(Markup("<b>{}</b>\n\n{}\n\n<i>{}</i>").format(head, Markup("\n").join(rows), hint)),
        subject=head,
        thread=f"unreachable-{today:%G-W%V}",
        brief=str(Markup("<b>{}</b>\n\n<i>{}</i>").format(head, hint)),
    )

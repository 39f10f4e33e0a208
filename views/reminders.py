"""The morning reminder: one message a person, numbered lines, a press each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.snoozing import can_be_snoozed, is_snoozed
from roadmap.working_calendar import WorkingCalendar
from views import asked_lines, reply_hints
from views.actions import Action, Verb
from views.discretion import lines_in_brief
from views.lines import (
    as_written,
    by_document,
    due_phrase,
    for_whom,
    place,
    put_off_until,
    roadmap_name,
    standing,
    thread_of,
    title,
    why,
)
from views.speech import Speech

BUTTON_LINES = 8


def reminder(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    hidden: int = 0,
) -> Message:
    """What is to be done, most urgent first as given; `lines` are (printed number, line).

    A line answered meanwhile keeps its number and shows its state without buttons. `hidden` more
    lines wait behind a button.
    """
    waiting = [line for _, line in lines if _is_open(line)]
    roadmaps = {line.roadmap_id for _, line in lines}
    head = Markup("<b>{}</b>").format(_heading(waiting, hidden, say))
    plain = not all(line.is_filled for _, line in lines)
    if plain and len(roadmaps) == 1 and lines[0][1].roadmap:
        head += Markup("\n{}").format(roadmap_name(lines[0][1]))
    text = Markup("\n\n").join(
        [
            head,
            *(
                _paragraph(number, line, today, calendar, say, named=len(roadmaps) > 1)
                for number, line in lines
            ),
        ]
    )
    return Message(
        text=str(text),
        buttons=(
            *_buttons(lines, person_id, hidden, say),
            *_snooze(lines, person_id, today, calendar, say),
        ),
        subject=_subject(waiting or [line for _, line in lines], today, calendar, say),
        thread=thread_of([line for _, line in lines]) or f"reminders-{person_id}-{today:%G-W%V}",
        hint=_hint(waiting, say),
        letter_hint=_letter_hint(waiting, say),
        reply_hint=_reply_hint(waiting, say),
        brief=lines_in_brief(_heading(waiting, hidden, say), lines, today, calendar, say),
    )


def _letter_hint(waiting: Sequence[Line], say: Speech) -> str:
    """What the reader of a letter can do where nobody reads answers to it."""
    if not waiting:
        return ""
    if asked_lines.only_filled(waiting):
        return say.gettext(
            "The answers are filled in in the bot, or in a table: your coordinator sends it and "
            "takes it back."
        )
    return say.gettext(
        "When it is done, or if something hinders you, please tell the coordinator, or answer "
        "in the bot if you use it."
    )


def _reply_hint(waiting: Sequence[Line], say: Speech) -> str:
    """The same where answers are read."""
    if not waiting:
        return ""
    if asked_lines.only_filled(waiting):
        return say.gettext(
            "The answers are filled in in the bot, or in a table: ask your coordinator for it and "
            "send it back in answer to this letter. If something hinders you, write “help needed: "
            "…”."
        )
    return reply_hints.one(say) if len(waiting) == 1 else reply_hints.lines(say)


def _is_open(line: Line) -> bool:
    return line.state in OPEN


def _heading(waiting: Sequence[Line], hidden: int, say: Speech) -> str:
    """What the message asks: about activities, or how those go on that have no end."""
    if asked_lines.only_ongoing(waiting) or asked_lines.only_filled(waiting):
        return asked_lines.headline(waiting, len(waiting) + hidden, say)
    return _headline(len(waiting) + hidden, say)


def _headline(count: int, say: Speech) -> str:
    if count == 0:
        return say.gettext("All answered, thank you")
    return say.ngettext(
        "{n} activity is waiting for your answer",
        "{n} activities are waiting for your answer",
        count,
    ).format(n=count)


def _paragraph(
    number: int,
    line: Line,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    named: bool,
) -> Markup:
    if not _is_open(line):
        return Markup("<s>{}. {}</s>\n{}").format(number, title(line), standing(line, say))
    rows = [
        Markup("<b>{}.</b> {}").format(number, title(line)),
        Markup("{} — <b>{}</b>").format(
            due_phrase(line, today, calendar, say), why(line, today, calendar, say)
        ),
    ]
    if line.state is not State.NOT_STARTED:
        rows.append(Markup("{}").format(standing(line, say)))
    if line.snoozed_until is not None and is_snoozed(line, today):
        rows.append(Markup("{}").format(put_off_until(line.snoozed_until, say)))
    if other := by_document(line, say):
        rows.append(other)
    if written := as_written(line, say):
        rows.append(written)
    if whose := for_whom(line, say):
        rows.append(whose)
    where = f"{place(line, say)}, {roadmap_name(line)}" if named else place(line, say)
    rows.append(Markup("<i>{}</i>").format(where))
    return Markup("\n").join(rows)


def _hint(waiting: Sequence[Line], say: Speech) -> str:
    if not waiting:
        return say.gettext("You can still send a file as a reply to this message.")
    if asked_lines.only_filled(waiting):
        return say.gettext("Fill in here in the chat, or send back the table that you get.")
    return say.gettext("Press a button, or send a photo or a file as a reply to this message.")


def _buttons(
    lines: Sequence[tuple[int, Line]], person_id: int, hidden: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = [
        (
            asked_lines.press(line, person_id, f"{number}. {asked_lines.press_label(line, say)}"),
            Button(
                say.gettext("{n}. Other…").format(n=number),
                Action(Verb.CARD, person_id, (line.assignment_id,)).pack(),
            ),
        )
        for number, line in lines[:BUTTON_LINES]
        if _is_open(line)
    ]
    rows += asked_lines.for_all([line for _, line in lines], hidden, person_id, say)
    if hidden:
        more = say.ngettext("{n} more", "{n} more", hidden).format(n=hidden)
        rows.append((Button(more, Action(Verb.MINE, person_id).pack()),))
    return tuple(rows)


def _snooze(
    lines: Sequence[tuple[int, Line]],
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> tuple[tuple[Button, ...], ...]:
    """One button for the whole message, while it holds anything to put off."""
    for _, line in lines:
        if can_be_snoozed(line, today, calendar) and not is_snoozed(line, today):
            return ((Button(say.gettext("Put off…"), Action(Verb.SNOOZE, person_id).pack()),),)
    return ()


def _subject(lines: Sequence[Line], today: date, calendar: WorkingCalendar, say: Speech) -> str:
    first = lines[0]
    if len(lines) == 1:
        return f"{why(first, today, calendar, say).capitalize()}: {title(first, 80).unescape()}"
    return say.ngettext(
        "{n} activity awaits your answer; the nearest is due {date}",
        "{n} activities await your answer; the nearest is due {date}",
        len(lines),
    ).format(n=len(lines), date=say.day(first.due))

"""One activity on a card, and the list of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.snoozing import can_be_snoozed, is_snoozed
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.discretion import lines_in_brief, public
from views.lines import (
    as_written,
    by_document,
    by_word,
    due_phrase,
    for_whom,
    place,
    put_off_until,
    shortened,
    state_words,
    title,
    why,
)
from views.speech import Speech

PAGE = 6


def card(
    line: Line, person_id: int, today: date, calendar: WorkingCalendar, say: Speech
) -> Message:
    """Everything about one assignment, with a button for each answer."""
    rows = [
        Markup("<b>{}</b>").format(shortened(line.title, 900)),
        Markup("<i>{}</i>").format(place(line, say)),
        Markup("{} — {}").format(
            due_phrase(line, today, calendar, say),
            why(line, today, calendar, say) if line.state in OPEN else state_words(line.state, say),
        ),
    ]
    if other := by_document(line, say):
        rows.append(other)
    if line.asked_for is not None:
        asked = say.gettext("You ask to move it to {date}; it is not decided yet")
        rows.append(Markup("<b>{}</b>").format(asked.format(date=say.full_day(line.asked_for))))
    if whose := for_whom(line, say):
        rows.append(whose)
    if written := as_written(line, say):
        rows.append(written)
    if line.state in OPEN:
        rows.append(
            Markup("{}").format(
                say.gettext("Now: {state}").format(state=state_words(line.state, say))
            )
        )
    if line.snoozed_until is not None and is_snoozed(line, today):
        rows.append(Markup("{}").format(put_off_until(line.snoozed_until, say)))
    if line.fact_on is not None:
        rows.append(
            Markup("{}").format(
                say.gettext("Date of fact: {date}").format(date=say.full_day(line.fact_on))
            )
        )
    if line.by_word:
        rows.append(Markup("{}").format(by_word(line, say)))
    if line.expected_result:
        rows.append(
            Markup("{}").format(
                say.gettext("Expected result: {text}").format(
                    text=shortened(line.expected_result, 600)
                )
            )
        )
    if line.others:
        rows.append(
            Markup("{}").format(
                say.gettext("Together with: {names}").format(names=", ".join(line.others))
            )
        )
    if line.evidence:
        rows.append(
            Markup("{}").format(
                say.gettext("Evidence: {names}").format(names=", ".join(line.evidence))
            )
        )
    buttons = _answers(line, person_id, say)
    if can_be_snoozed(line, today, calendar):
        snooze = Action(Verb.SNOOZE, person_id, (line.assignment_id,)).pack()
        buttons += ((Button(say.gettext("Put off…"), snooze),),)
    now = say.gettext("Now: {state}").format(state=state_words(line.state, say))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=buttons,
        brief=lines_in_brief(now, [(1, line)], today, calendar, say),
    )


def _answers(line: Line, person_id: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, person_id, (line.assignment_id,)).pack())

    if line.state in OPEN:
        return (
            (
                button(say.gettext("Done"), Verb.DONE),
                button(say.gettext("Done in part"), Verb.PARTLY),
            ),
            (
                button(say.gettext("In progress"), Verb.IN_PROGRESS),
                button(say.gettext("Help needed"), Verb.NEED_HELP),
            ),
            (button(say.gettext("Move the date…"), Verb.EXTEND),),
        )
    if line.state is State.DONE:
        return ((button(say.gettext("Undo the mark"), Verb.UNDO),),)
    return ()


def _by_document(line: Line, say: Speech) -> Markup:
    words = by_document(line, say)
    return Markup(" ({})").format(words) if words else words


def my_activities(
    lines: Sequence[Line],
    person_id: int,
    page: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message:
    """One page of a person's own, open ones by date; `page` counts from 0."""
    waiting = sorted((x for x in lines if x.state in OPEN), key=lambda x: (x.due, x.code))
    finished = sum(x.state not in OPEN for x in lines)
    late = sum(calendar.working_days_late(x.due, today) > 0 for x in waiting)
    if not lines:
        return public(Message(say.gettext("You have no activities yet.")))
    head = Markup("<b>{}</b>\n{}").format(
        say.gettext("My activities"),
        say.gettext("open: {open}, overdue: {late}, done: {done}").format(
            open=len(waiting), late=late, done=finished
        ),
    )
    last = max(0, (len(waiting) - 1) // PAGE)
    page = min(page, last)
    shown = waiting[page * PAGE : (page + 1) * PAGE]
    numbered = [
        Markup("{}. {}").format(page * PAGE + i, _row(x, today, calendar, say))
        for i, x in enumerate(shown, start=1)
    ]
    buttons = [
        tuple(
            Button(str(page * PAGE + i), Action(Verb.CARD, person_id, (x.assignment_id,)).pack())
            for i, x in enumerate(shown, start=1)
        )
    ]
    turns = []
    if page > 0:
        turns.append(Button("‹", Action(Verb.MINE, person_id, (page - 1,)).pack()))
    if page < last:
        turns.append(Button("›", Action(Verb.MINE, person_id, (page + 1,)).pack()))
    return Message(
        str(Markup("\n\n").join([head, *numbered])),
        buttons=tuple(row for row in (*buttons, tuple(turns)) if row),
        brief=lines_in_brief(
            say.gettext("My activities"),
            [(page * PAGE + i, x) for i, x in enumerate(shown, start=1)],
            today,
            calendar,
            say,
        ),
    )


def _row(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> Markup:
    row = Markup("<b>{}</b> · {}{} — {}").format(
        title(line, 100),
        say.short_day(line.due),
        _by_document(line, say),
        why(line, today, calendar, say),
    )
    whose = for_whom(line, say)
    return Markup("{}, {}").format(row, whose) if whose else row

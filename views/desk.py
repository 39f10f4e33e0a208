"""The coordinator's desk for one activity: everything about it, and a button for each deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State, Tally
from roadmap.working_calendar import WorkingCalendar
from views.actions import Action, Verb
from views.calendar_keyboard import as_number, month
from views.completion import close_label, tally_words
from views.discretion import lines_in_brief
from views.lines import (
    as_written,
    by_document,
    by_word,
    due_phrase,
    near_day,
    place,
    short_name,
    shortened,
    standing,
    why,
)
from views.review_lists import buttons as review_buttons
from views.review_lists import evidence_words
from views.speech import Speech

NOTE_CHARS = 600
PEOPLE = 3
CHOICES = 20
LABEL_CHARS = 50
PARTLY, IN_PROGRESS = 1, 2
"""What a press of `Verb.SAY_FOR` marks."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who answers, or somebody of the organisation that does."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """An assignment with what a coordinator needs to move it on.

    `people` are those to call, the first first; `silent` counts the reminders in a row that
    went unanswered; not `reachable`: no message leads to anybody. `is_own` is the reader's own.
    `tally` counts those who answer each for itself, None where there are none; what is under
    review the reader `may_accept`.
    """

    line: Line
    office: str = ""
    people: tuple[Contact, ...] = ()
    silent: int = 0
    reachable: bool = True
    is_own: bool = False
    tally: Tally | None = None
    may_accept: bool = False


def card(desk: Desk, reader: int, today: date, calendar: WorkingCalendar, say: Speech) -> Message:
    """The card; it is edited as things change."""
    line, open_now = desk.line, desk.line.state in OPEN
    state = standing(line, say)
    rows = [
        Markup("<b>{}</b>").format(shortened(line.title, 900)),
        Markup("<i>{}</i>").format(place(line, say)),
        Markup("{} — {}").format(
            due_phrase(line, today, calendar, say),
            why(line, today, calendar, say) if open_now else state,
        ),
    ]
    rows += [row for row in (by_document(line, say), as_written(line, say)) if row]
    rows += [*_owner(desk, say), Markup("{}").format(_state(line, state, say))]
    if open_now:
        rows.append(Markup("{}").format(_reminded(desk, say)))
    if desk.tally is not None and not line.is_filled:  # the round itself counts better
        rows.append(Markup("{}").format(tally_words(desk.tally, say)))
    if line.state is State.WAITING_ACCEPTANCE:
        rows.append(Markup("{}").format(evidence_words(line.evidence, say)))
    now = say.gettext("Now: {state}").format(state=state)
    return Message(
        str(Markup("\n").join(rows)),
        buttons=_deeds(desk, reader, say),
        brief=lines_in_brief(now, [(1, line)], today, calendar, say),
    )


def which(lines: Sequence[Line], reader: int, say: Speech) -> Message:
    """Several dates and owners of one activity: which of them?"""
    shown = lines[:CHOICES]
    rows = [
        Markup("<b>{}</b>\n<i>{}</i>").format(shortened(lines[0].title, 300), place(lines[0], say)),
        Markup("{}").format(say.gettext("Which of the dates?")),
    ]
    if more := len(lines) - len(shown):
        rows.append(
            Markup("{}").format(say.ngettext("and {n} more", "and {n} more", more).format(n=more))
        )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=tuple(
            (
                Button(
                    shortened(f"{say.short_day(line.due)}, {line.owner}", LABEL_CHARS),
                    Action(Verb.DESK, reader, (line.assignment_id,)).pack(),
                ),
            )
            for line in shown
        ),
    )


def _owner(desk: Desk, say: Speech) -> list[Markup]:
    """«Ответственный: …» with whom to call."""
    owner = ", ".join(part for part in (desk.line.owner, desk.office) if part)
    rows = [
        Markup("{}: <b>{}</b>").format(say.gettext("Responsible"), shortened(owner, 200)),
    ]
    if desk.line.delegate:
        words = say.gettext("handed to: {name}").format(name=short_name(desk.line.delegate))
        rows.append(Markup("{}").format(words))
    for one in desk.people[:PEOPLE]:
        ways = ", ".join(part for part in (one.phone, one.email) if part)
        name = "" if one.name == desk.line.owner else one.name
        if words := ": ".join(part for part in (name, ways) if part):
            rows.append(Markup("{}").format(words))
    return rows


def _state(line: Line, state: str, say: Speech) -> str:
    words = say.gettext("Now: {state}").format(state=state)
    if line.fact_on is not None and line.state in (State.DONE, State.WAITING_ACCEPTANCE):
        words = say.gettext("Date of fact: {date}").format(date=say.full_day(line.fact_on))
    if line.by_word:
        words += ", " + by_word(line, say)
    if line.note:
        words += "\n" + say.gettext("“{text}”").format(text=shortened(line.note, NOTE_CHARS))
    return words


def _reminded(desk: Desk, say: Speech) -> str:
    words = (
        say.ngettext("{n} reminder unanswered", "{n} reminders unanswered", desk.silent).format(
            n=desk.silent
        )
        if desk.silent
        else say.gettext("No reminder is unanswered")
    )
    if not desk.reachable:
        words += "\n" + say.gettext("No message reaches them: please call")
    return words


def _deeds(desk: Desk, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def button(label: str, verb: Verb, *more: int) -> Button:
        return Button(label, Action(verb, reader, (desk.line.assignment_id, *more)).pack())

    if desk.line.is_filled:
        return _deeds_of_a_round(desk, reader, say)
    tally, close = desk.tally, []
    if tally is not None and tally.answered and tally.asked:
        close = [button(close_label(tally, say), Verb.CLOSE)]
    if desk.line.state is State.CALLED_OFF:
        return ()
    rule = button(say.gettext("Rule…"), Verb.RULE)
    subject = (desk.line.activity_id, desk.line.assignment_id)
    change = Button(say.gettext("Change…"), Action(Verb.EDIT, reader, subject).pack())
    if desk.line.state not in OPEN:
        review = review_buttons(desk.line, reader, say) if desk.may_accept else ()
        return tuple(row for row in (review, tuple(close), (rule, change)) if row)
    nudge = [] if desk.is_own else [button(say.gettext("Remind"), Verb.NUDGE)]
    return (
        (*nudge, button(say.gettext("Move the date…"), Verb.EXTEND)),
        (
            button(say.gettext("Hand on…"), Verb.HAND_ON),
            button(say.gettext("Mark for them…"), Verb.FOR_THEM),
        ),
        (button(say.gettext("Attach for them…"), Verb.ATTACH_TO), change),
        (button(say.gettext("Call off…"), Verb.CALL_OFF), rule),
        *([tuple(close)] if close else []),
    )


def _deeds_of_a_round(desk: Desk, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    """What is done with one school of a round: its answers are no mark, and what is asked of
    whom is the round's to change."""
    line = desk.line

    def button(label: str, verb: Verb) -> Button:
        return Button(label, Action(verb, reader, (line.assignment_id,)).pack())

    opens = Action(Verb.ROUND, reader, (line.round_id or 0,)).pack()
    to_round = (Button(say.gettext("The whole round"), opens),)
    if line.state not in OPEN:
        return (to_round,)
    nudge = [] if desk.is_own else [button(say.gettext("Remind"), Verb.NUDGE)]
    return (
        (*nudge, button(say.gettext("Move the date…"), Verb.EXTEND)),
        (
            button(say.gettext("Fill in for the school"), Verb.FILL),
            button(say.gettext("Exempt…"), Verb.CALL_OFF),
        ),
        to_round,
    )


def mark_for(line: Line, reader: int, today: date, say: Speech) -> Message:
    """How it stands, as the owner told; for what is done also when."""

    def button(label: str, verb: Verb, *more: int) -> Button:
        return Button(label, Action(verb, reader, (line.assignment_id, *more)).pack())

    done = [button(say.gettext("Done today"), Verb.DONE_ON, as_number(today))]
    if line.due < today:
        label = say.gettext("Done in time: {date}").format(date=near_day(line.due, today, say))
        done.append(button(label, Verb.DONE_ON, as_number(line.due)))
    other = button(
        say.gettext("Done on another day…"), Verb.FOR_THEM, as_number(today.replace(day=1))
    )
    text = Markup("<b>{}</b>\n<i>{}</i>\n\n{}").format(
        say.gettext("What did the owner tell you?"),
        shortened(line.title),
        say.gettext("The day is that on which it was really done."),
    )
    return Message(
        str(text),
        buttons=(
            *((one,) for one in done),
            (other,),
            (
                button(say.gettext("Done in part"), Verb.SAY_FOR, PARTLY),
                button(say.gettext("In progress"), Verb.SAY_FOR, IN_PROGRESS),
            ),
        ),
    )


def done_when(
    line: Line, reader: int, shown: date, first: date, today: date, say: Speech
) -> Message:
    """A calendar for the date of fact: days from `first` to today, the month of `shown`."""

    def press(verb: Verb, day: date) -> str:
        return Action(verb, reader, (line.assignment_id, as_number(day))).pack()

    head = say.gettext("On which day was it done?")
    return Message(
        str(Markup("<b>{}</b>\n<i>{}</i>").format(head, shortened(line.title))),
        buttons=month(
            shown,
            first,
            today,
            lambda day: press(Verb.DONE_ON, day),
            lambda day: press(Verb.FOR_THEM, day),
            Action(Verb.NOTHING, reader).pack(),
            say,
        ),
    )


def marked_for(line: Line, reader: int, say: Speech) -> Message:
    """It is written down; a slip can be undone for ten minutes."""
    words = standing(line, say)
    if line.state is State.DONE and line.fact_on is not None:
        words = say.gettext("done on {date}").format(date=say.full_day(line.fact_on))
    head = say.gettext("Written down as told by the owner: {state}").format(state=words)
    undo = Action(Verb.UNDO, reader, (line.assignment_id,)).pack()
    return Message(
        str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))),
        buttons=((Button(say.gettext("Undo the mark"), undo),),),
    )

"""«Изменить…»: what can be changed of an activity, what was changed, and who is told what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.changes import Change
from roadmap.parts import Part
from roadmap.plan import section_number
from roadmap.review.vocabulary import part_word
from views import change_history
from views.actions import Action, Verb
from views.lines import code, shortened
from views.speech import Speech

DATES = 8
OWNERS = 12


class Field(StrEnum):
    """What is changed by typing it anew; callback data names it by its place."""

    TITLE = "title"
    RESULT = "expected_result"


FIELDS = tuple(Field)


@dataclass(frozen=True, slots=True)
class Owner:
    """A party of the activity, as its document or a coordinator wrote it."""

    party_id: int
    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class Subject:
    """An activity as the one who changes it sees it: `understood` is its deadline in words,
    `dates` are those with something open."""

    activity_id: int
    code: int
    title: str
    section: str = ""
    number: str = ""
    deadline_text: str = ""
    understood: str = ""
    result: str = ""
    owners: tuple[Owner, ...] = ()
    dates: tuple[date, ...] = ()


class Row(Protocol):
    """What a stored activity has."""

    id: int | None
    code: int
    title: str
    number: str
    deadline_text: str
    expected_result: str


def subject_of(
    row: Row,
    section: str = "",
    understood: str = "",
    owners: tuple[Owner, ...] = (),
    dates: tuple[date, ...] = (),
) -> Subject:
    """A stored activity, ready to be shown."""
    return Subject(
        row.id or 0,
        row.code,
        row.title,
        section_number(section),
        row.number,
        row.deadline_text,
        understood,
        row.expected_result,
        owners,
        dates,
    )


def place(subject: Subject, say: Speech) -> str:
    """«М-17, разд. 1.2, п. 1»"""
    parts = [code(subject.code, say)]
    if subject.section:
        parts.append(say.gettext("sect. {number}").format(number=subject.section))
    if number := subject.number.rstrip(". "):
        parts.append(say.gettext("item {number}").format(number=number))
    return ", ".join(parts)


def heading(subject: Subject, say: Speech, limit: int = 300) -> Markup:
    """The title and the place."""
    return Markup("<b>{}</b>\n<i>{}</i>").format(
        shortened(subject.title, limit), place(subject, say)
    )


def paragraph(*rows: object) -> str:
    """Rows of a message; what is no mark-up is escaped."""
    return str(Markup("\n").join(Markup("{}").format(row) for row in rows))


def menu(subject: Subject, assignment_id: int, reader: int, say: Speech) -> Message:
    """What can be changed; `assignment_id` is the date that the card was of, 0 for none."""

    def button(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, ids or (subject.activity_id,)).pack())

    own = subject.activity_id
    rows: list[tuple[Button, ...]] = [
        (
            button(say.gettext("Deadline…"), Verb.REDATE),
            button(say.gettext("Responsible…"), Verb.OWNERS),
        ),
        (
            button(say.gettext("Title…"), Verb.REWORD, own, FIELDS.index(Field.TITLE)),
            button(say.gettext("Result…"), Verb.REWORD, own, FIELDS.index(Field.RESULT)),
        ),
        (
            button(say.gettext("Split…"), Verb.SPLIT),
            button(say.gettext("Call off altogether…"), Verb.ABANDON),
        ),
    ]
    if assignment_id:
        rows.append(
            (
                button(say.gettext("Rule…"), Verb.RULE, assignment_id),
                button(say.gettext("Call off this date…"), Verb.CALL_OFF, assignment_id),
            )
        )
    rows.append((button(say.gettext("History of changes"), Verb.HISTORY),))
    return Message(
        paragraph(heading(subject, say, 900), *facts(subject, say)),
        buttons=tuple(rows),
        brief=place(subject, say),
    )


def facts(subject: Subject, say: Speech) -> list[str]:
    """What stands in the activity now."""
    rows = []
    if subject.deadline_text:
        rows.append(
            say.gettext("in the document: “{text}”").format(
                text=shortened(subject.deadline_text, 120)
            )
        )
    rows.append(
        say.gettext("Deadline: {words}").format(
            words=shortened(subject.understood, 200) or say.gettext("no date")
        )
    )
    if subject.dates:
        rows.append(say.gettext("Open dates: {dates}").format(dates=days(subject.dates, say)))
    if subject.owners:
        rows.append(say.gettext("Responsible: {names}").format(names=owners(subject)))
    if subject.result:
        rows.append(
            say.gettext("Expected result: {text}").format(text=shortened(subject.result, 300))
        )
    return rows


def days(dates: Sequence[date], say: Speech, limit: int = DATES) -> str:
    """«15.10.2018, 31.12.2018 и ещё 4»"""
    shown = ", ".join(say.short_day(day) for day in dates[:limit])
    more = len(dates) - limit
    if more <= 0:
        return shown
    return shown + " " + say.ngettext("and {n} more", "and {n} more", more).format(n=more)


def owners(subject: Subject) -> str:
    """«Пономарева О.И. — исполняет; ОО — каждая школа…»"""
    names = [f"{shortened(o.name, 60)} — {part_word(o.part)}" for o in subject.owners[:OWNERS]]
    return "; ".join(names) + ("…" if len(subject.owners) > OWNERS else "")


def ask_words(subject: Subject, field: Field, say: Speech) -> Message:
    """Other words for the title or the expected result?"""
    if field is Field.TITLE:
        ask, now = say.gettext("Write the new title in one message."), subject.title
    else:
        ask = say.gettext("Write the expected result in one message.")
        now = subject.result or say.gettext("nothing is written")
    said = say.gettext("Now: {text}").format(text=shortened(now, 900))
    rows = [ask]
    if field is Field.RESULT and subject.result:
        rows.append(say.gettext("To clear the field, send a dash: -"))
    return Message(
        paragraph(heading(subject, say), said, "", *rows), brief=f"{place(subject, say)}\n{ask}"
    )


def nothing_changed(subject: Subject, say: Speech) -> Message:
    """It is as it was."""
    same = say.gettext("It is so already: nothing has been changed.")
    return Message(paragraph(heading(subject, say), same), brief=same)


def changed(subject: Subject, made: Change, change_id: int, reader: int, say: Speech) -> Message:
    """It is changed; those concerned hear of it when it can no longer be taken back."""
    head = say.gettext("Changed: {what}").format(what=change_history.words(made, say))
    rest = [say.gettext("Open dates: {dates}").format(dates=days(subject.dates, say))]
    hint = say.gettext("Those concerned will be told in 10 minutes; until then it can be undone.")
    undo = Action(Verb.UNDO_EDIT, reader, (change_id,)).pack()
    more = Action(Verb.EDIT, reader, (subject.activity_id, 0)).pack()
    return Message(
        paragraph(heading(subject, say), head, *(rest if subject.dates else ()), hint),
        buttons=(
            (
                Button(say.gettext("Undo the change"), undo),
                Button(say.gettext("Change more…"), more),
            ),
        ),
        brief=f"{place(subject, say)}\n{hint}",
    )


def undone(subject: Subject, made: Change, reader: int, say: Speech) -> Message:
    """It is as it was before the change."""
    head = say.gettext("Taken back: {what}").format(what=change_history.words(made, say))
    more = Action(Verb.EDIT, reader, (subject.activity_id, 0)).pack()
    return Message(
        paragraph(heading(subject, say), head),
        buttons=((Button(say.gettext("Change more…"), more),),),
        brief=place(subject, say),
    )


def buttons(roadmap_id: int, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    """Under the card of a roadmap: what a coordinator can add to it and read of it."""
    ids = (roadmap_id,)
    add = Action(Verb.ADD_ACTIVITY, reader, ids).pack()
    history = Action(Verb.ROADMAP_HISTORY, reader, (roadmap_id, 0)).pack()
    return (
        (
            Button(say.gettext("Add an activity…"), add),
            Button(say.gettext("History of changes"), history),
        ),
    )

"""One school's answers as the coordinator checks them: values, doubts, history, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.history import Entry
from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Answers, Field, Form
from views.actions import Action, Verb
from views.cards import entry
from views.lines import shortened
from views.receipts import named
from views.round_grid import Tone, tone_words
from views.speech import Speech
from views.value_faults import label, value_words

PAGE_CHARS = 2600
DOUBTS = 10
FIELDS = 8
REMARK_CHARS = 200
LABEL_CHARS = 50
WHOLE = 999
"""The number that stands for all the answers where a question could be named."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A school's answers; `answers` and `previous` as the form asks them. `totals` are what a form
    that asks by class comes to, `doubts` sentences; `sent` says when and by whom it was sent.
    `file_name` is of the workbook that came last."""

    assignment_id: int
    round_id: int
    name: str
    title: str
    tone: Tone
    form: Form | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    previous: Mapping[str, Any] = field(default_factory=dict)
    comments: Mapping[str, Any] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
    totals: Sequence[tuple[str, str]] = ()
    doubts: Sequence[str] = ()
    history: Sequence[Entry] = ()
    sent: str = ""
    file_name: str = ""
    is_open: bool = True

    @property
    def is_sent(self) -> bool:
        """Whether it can be accepted or sent back."""
        return self.tone in (Tone.SENT, Tone.ACCEPTED)


def one(checked: Checked, page: int, reader: int, say: Speech) -> Message:
    """A page of everything about a school's answers, and what can be done."""
    pages = _pages(_body(checked, say))
    page = max(0, min(page, len(pages) - 1))
    words = tone_words(checked.tone, say)
    rows = [
        Markup("<b>{}</b>").format(shortened(checked.name, 160)),
        Markup("<i>{}</i>").format(shortened(checked.title, 160)),
        Markup("<b>{}</b>{}").format(
            words[:1].upper() + words[1:], f", {checked.sent}" if checked.sent else ""
        ),
        *pages[page],
    ]
    return Message(
        str(Markup("\n").join(rows)), buttons=_buttons(checked, page, len(pages), reader, say)
    )


def _body(checked: Checked, say: Speech) -> list[Markup]:
    """Lines: doubts first, then values, then what was said and done."""
    rows: list[Markup] = []
    if checked.doubts:
        head = say.gettext("To be looked at again:")
        rows.append(Markup("\n<b>{}</b>").format(head))
        rows += [Markup("• {}").format(words) for words in checked.doubts[:DOUBTS]]
        if (more := len(checked.doubts) - DOUBTS) > 0:
            words = say.ngettext("and {n} more", "and {n} more", more).format(n=more)
            rows.append(Markup("{}").format(words))
    if checked.remarks:
        rows.append(Markup("\n<b>{}</b>").format(say.gettext("Remarks:")))
        rows += [_remark(checked.form, name, str(text)) for name, text in checked.remarks.items()]
    rows += _values(checked, say)
    if checked.history:
        rows.append(Markup("\n{}").format(say.gettext("History:")))
        rows += [Markup("• {}").format(entry(said, say)) for said in checked.history]
    return rows


def _remark(form: Form | None, name: str, text: str) -> Markup:
    question = named(form, name)
    said = shortened(text, REMARK_CHARS)
    return Markup("• {}").format(f"{question}: {said}" if question else said)


def _values(checked: Checked, say: Speech) -> list[Markup]:
    form = checked.form
    if form is None:
        if not checked.file_name:
            return []
        words = say.gettext("The table: {name}").format(name=shortened(checked.file_name, 80))
        return [Markup("\n{}").format(words)]
    if not checked.answers:
        return []
    if not form.per_class:
        return [Markup(""), *_rows(form, checked.answers, checked, "", say)]
    rows = [
        Markup("\n<b>{}</b>").format(
            say.gettext("School as a whole, classes: {n}").format(n=len(checked.answers))
        )
    ]
    rows += [Markup("{}: {}").format(name, now) for name, now in checked.totals]
    for class_label in in_order(checked.answers):
        rows.append(Markup("\n<b>{}</b>").format(class_label))
        rows += _rows(form, checked.answers[class_label], checked, class_label, say)
    return rows


def _rows(
    form: Form, row: Answers, checked: Checked, class_label: str, say: Speech
) -> list[Markup]:
    """«1. Численность: 412 чел. (было 410 чел.) — «комментарий»»"""
    old: Any = checked.previous.get(class_label, {}) if class_label else checked.previous
    found = []
    for n, asked in enumerate(form.asked, start=1):
        now = value_words(asked, row.get(asked.key), say)
        line = f"{n}. {label(asked, 90)}: {shortened(now, 200)}"
        before = (old or {}).get(asked.key)
        if before is not None and before != row.get(asked.key):
            was = shortened(value_words(asked, before, say), 80)
            line += f" ({say.gettext('was {value}').format(value=was)})"
        name = f"{class_label}/{asked.key}" if class_label else asked.key
        if comment := checked.comments.get(name):
            line += f" — «{shortened(str(comment), 200)}»"
        found.append(Markup("{}").format(line))
    return found


def _pages(rows: Sequence[Markup]) -> list[list[Markup]]:
    """Rows in pages that fit a message; one at least."""
    pages: list[list[Markup]] = [[]]
    length = 0
    for row in rows:
        if length + len(row) > PAGE_CHARS and pages[-1]:
            pages.append([])
            length = 0
        pages[-1].append(row)
        length += len(row) + 1
    return pages


def _buttons(
    checked: Checked, page: int, pages: int, reader: int, say: Speech
) -> tuple[tuple[Button, ...], ...]:
    number = checked.assignment_id

    def to(label: str, verb: Verb, *ids: int) -> Button:
        return Button(label, Action(verb, reader, (number, *ids)).pack())

    turns = tuple(
        to(sign, Verb.ROUND_ONE, there)
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if 0 <= there < pages
    )
    rows = [turns] if turns else []
    decide: list[Button] = []
    if checked.tone is Tone.SENT:
        decide.append(to(say.gettext("Accept"), Verb.ROUND_ACCEPT))
    if checked.is_sent and checked.is_open:
        decide.append(to(say.gettext("Send back with a remark…"), Verb.ROUND_RETURN))
    rows += [tuple(decide)] if decide else []
    if checked.previous:
        rows.append((to(say.gettext("Dynamics over periods"), Verb.SCHOOL_SERIES, 0),))
    if checked.is_open and checked.tone not in (Tone.EXEMPT, Tone.ACCEPTED):
        rows.append((to(say.gettext("Fill in for the school"), Verb.FILL),))
    if checked.is_open:
        rows.append((to(say.gettext("Call, move, exempt…"), Verb.DESK),))
    back = Action(Verb.ROUND_GRID, reader, (checked.round_id, 0)).pack()
    return (*rows, (Button(say.gettext("‹ Grid of the schools"), back),))


def ask_what(
    checked: Checked,
    labels: Sequence[str],
    at_label: int,
    page: int,
    said: Mapping[str, str],
    reader: int,
    say: Speech,
) -> Message:
    """Which answer is to be corrected? Of a form that asks by class first the class: `at_label` is
    its place from 1, 0 for none chosen. `said` are the remarks already made."""
    form, number = checked.form, checked.assignment_id
    rows = [
        Markup("<b>{}</b>").format(shortened(checked.name, 160)),
        Markup("{}").format(
            say.gettext("What is to be corrected? Choose a question, then write the remark.")
        ),
    ]
    rows += [_remark(form, name, text) for name, text in said.items()]
    by_class = form is not None and form.per_class and not at_label
    if by_class:
        choices = [
            (shortened(name, LABEL_CHARS), Verb.ROUND_RETURN, (n, 0))
            for n, name in enumerate(labels, start=1)
        ]
    else:
        asked: Sequence[Field] = form.asked if form is not None else ()
        choices = [
            (f"{n}. {label(one, LABEL_CHARS)}", Verb.ROUND_REMARK, (at_label, n - 1))
            for n, one in enumerate(asked, start=1)
        ]
        if at_label:
            rows.append(Markup("<b>{}</b>").format(labels[at_label - 1]))
    per_page = 3 * FIELDS if by_class else FIELDS
    last = max(0, (len(choices) - 1) // per_page)
    page = max(0, min(page, last))

    def to(words: str, verb: Verb, *ids: int) -> Button:
        return Button(words, Action(verb, reader, (number, *ids)).pack())

    shown = [to(text, verb, *ids) for text, verb, ids in choices[page * per_page :][:per_page]]
    width = 4 if by_class else 1
    buttons = [tuple(shown[i : i + width]) for i in range(0, len(shown), width)]
    turns = tuple(
        to(sign, Verb.ROUND_RETURN, at_label, there)
        for sign, there in (("‹", page - 1), ("›", page + 1))
        if 0 <= there <= last
    )
    buttons += [turns] if turns else []
    if at_label:
        buttons.append((to(say.gettext("Another class"), Verb.ROUND_RETURN, 0, 0),))
    else:
        buttons.append((to(say.gettext("A remark to all of it"), Verb.ROUND_REMARK, 0, WHOLE),))
    if said:
        words = say.ngettext("Send back: {n} remark", "Send back: {n} remarks", len(said))
        buttons.append((to(words.format(n=len(said)), Verb.ROUND_RETURN_YES),))
    buttons.append((to(say.gettext("‹ Do not send back"), Verb.ROUND_ONE, 0),))
    return Message(str(Markup("\n").join(rows)), buttons=tuple(buttons))


def ask_remark(checked: Checked, name: str, say: Speech) -> Message:
    """What is wrong with one answer?"""
    question = named(checked.form, name) or say.gettext("all of the answers")
    text = Markup("<b>{}</b>\n{}\n{}").format(
        shortened(checked.name, 160),
        question,
        say.gettext("Write in one message what is to be corrected; the school will read it."),
    )
    return Message(str(text))


def not_being_returned(say: Speech) -> str:
    """A press about remarks that are not known any more, or were sent already."""
    return say.gettext("There are no remarks to send: choose a question and write one.")


def accepted_toast(count: int, say: Speech) -> str:
    """How many were accepted by a press."""
    if not count:
        return say.gettext("There is nothing new to accept.")
    return say.ngettext("Accepted: {n}", "Accepted: {n}", count).format(n=count)

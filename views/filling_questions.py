"""One question of a form in the chat, with its answers to press and the way around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.monitoring.fields import Answers, Field, FieldType, Form
from roadmap.monitoring.filling import is_answered
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import Speech
from views.value_faults import at_class, label, value_words

MOST_BUTTONS = 30
CHOICE_CHARS = 60
LABEL_CHARS = 300
HELP_CHARS = 500
SAID_CHARS = 200
TITLE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Where:
    """The row of answers that a press is about: of an assignment, of a class by its number, or
    (`part`) of a teacher's class, by the id of the part."""

    number: int
    class_number: int = 0
    part: bool = False

    @property
    def ids(self) -> tuple[int, int, int]:
        """As a button names it."""
        return (int(self.part), self.number, self.class_number)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the place `n` among the asked, the answers of its row, those of the period
    before, what was said and remarked about it; `title` names the round, `class_label` the class.
    A teacher's question cannot be commented on."""

    where: Where
    form: Form
    n: int
    answers: Answers
    title: str
    class_label: str = ""
    before: Answers = field(default_factory=dict)
    comments: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""

    @property
    def asked(self) -> Field:
        """The field in question."""
        return self.form.asked[self.n]


def question(one: Question, person_id: int, say: Speech, note: Markup | str = "") -> Message:
    """Ask it; `note` is what became of the answer before."""
    asked = one.asked
    total = len(one.form.asked)
    text = say.gettext("{n} of {total}. {question}").format(
        n=one.n + 1, total=total, question=_with_unit(asked)
    )
    heading = Markup("<i>{}</i>").format(_heading(one))
    above = [Markup("{}\n").format(note)] if note else []
    rows = [
        Markup("<b>{}</b>").format(text),
        *(Markup("{}").format(row) for row in _facts(one, say)),
        Markup("<i>{}</i>").format(_how(asked, say)),
    ]
    return Message(
        str(Markup("\n").join([*above, heading, *rows])),
        buttons=(*_answers(one, person_id, say), *_way(one, person_id, say)),
    )


def _heading(one: Question) -> str:
    title = shortened(one.title, TITLE_CHARS)
    return f"{title}, {one.class_label}" if one.class_label else title


def _with_unit(asked: Field) -> str:
    text = label(asked, LABEL_CHARS)
    tail = "%" if asked.type is FieldType.PERCENT else asked.unit
    return f"{text}, {tail}" if tail else text


def _facts(one: Question, say: Speech) -> list[str]:
    asked, rows = one.asked, []
    if asked.help:
        rows.append(shortened(asked.help, HELP_CHARS))
    if one.before.get(asked.key) is not None and asked.type is not FieldType.FILE:
        said = shortened(value_words(asked, one.before[asked.key], say), SAID_CHARS)
        rows.append(say.gettext("Last time: {value}").format(value=said))
    if one.answers.get(asked.key) is not None:
        said = shortened(value_words(asked, one.answers[asked.key], say), SAID_CHARS)
        rows.append(say.gettext("Written down: {value}").format(value=said))
    if one.remark:
        rows.append(say.gettext("To be corrected: {text}").format(text=one.remark))
    if comment := one.comments.get(asked.key):
        said = shortened(str(comment), SAID_CHARS)
        rows.append(say.gettext("Comment: {text}").format(text=said))
    return rows


def _how(asked: Field, say: Speech) -> str:
    """How it is answered."""
    match asked.type:
        case FieldType.CHOICE if len(asked.choices) > MOST_BUTTONS:
            return say.gettext("Write the answer in one message.")
        case FieldType.CHOICE | FieldType.YES_NO:
            return say.gettext("Press the answer.")
        case FieldType.CHOICES:
            return say.gettext("Press everything that fits, then “Next”.")
        case FieldType.FILE:
            return say.gettext("Send the file here in the chat.")
        case FieldType.DATE:
            return say.gettext("Write the date, like 15.10.2018.")
        case FieldType.TEXT:
            return say.gettext("Write the answer in one message.")
        case _:
            return say.gettext("Write the number.")


def _press(one: Question, person_id: int, words: str, verb: Verb, *more: int) -> Button:
    return Button(words, Action(verb, person_id, (*one.where.ids, *more)).pack())


def _answers(one: Question, person_id: int, say: Speech) -> list[tuple[Button, ...]]:
    asked, now = one.asked, one.answers.get(one.asked.key)

    def choice(words: str, number: int, *, chosen: bool) -> Button:
        shown = ("✓ " if chosen else "") + shortened(words, CHOICE_CHARS)
        return _press(one, person_id, shown, Verb.FILL_CHOOSE, one.n, number)

    if asked.type is FieldType.YES_NO:
        yes, no = say.gettext("Yes"), say.gettext("No")
        return [(choice(yes, 1, chosen=now is True), choice(no, 0, chosen=now is False))]
    if asked.type in (FieldType.CHOICE, FieldType.CHOICES):
        picked = now if isinstance(now, list) else [now]
        return [
            (choice(words, number, chosen=words in picked),)
            for number, words in enumerate(asked.choices[:MOST_BUTTONS])
        ]
    before = one.before.get(asked.key)
    if now is None and before is not None and asked.type not in (FieldType.FILE, FieldType.TEXT):
        words = say.gettext("As last time: {value}").format(value=value_words(asked, before, say))
        return [(_press(one, person_id, words, Verb.FILL_SAME, one.n),)]
    return []


def _way(one: Question, person_id: int, say: Speech) -> list[tuple[Button, ...]]:
    """Back, on, a comment, and out."""
    turns = []
    if one.n:
        turns.append(_press(one, person_id, say.gettext("‹ Back"), Verb.FILL_ASK, one.n - 1))
    if is_answered(one.asked, one.answers):
        turns.append(_press(one, person_id, say.gettext("Next ›"), Verb.FILL_ASK, one.n + 1))
    else:
        turns.append(_press(one, person_id, say.gettext("Skip ›"), Verb.FILL_SKIP, one.n))
    out = [_press(one, person_id, say.gettext("Save and leave"), Verb.FILL_LEAVE)]
    if not one.where.part:
        out.insert(0, _press(one, person_id, say.gettext("Comment…"), Verb.FILL_COMMENT, one.n))
    return [tuple(turns), tuple(out)]


def is_it_right(one: Question, words: Sequence[str], person_id: int, say: Speech) -> Message:
    """What was answered is kept, but looks odd: `words` say why. It is left so or corrected."""
    said = value_words(one.asked, one.answers.get(one.asked.key), say)
    rows = [
        Markup("<i>{}</i>").format(_heading(one)),
        Markup("<b>{}</b>").format(at_class("", f"{one.n + 1}. {label(one.asked)}: {said}")),
        *(Markup("{}").format(row) for row in words),
    ]
    buttons = (
        (
            _press(one, person_id, say.gettext("Yes, it is right"), Verb.FILL_ASK, one.n + 1),
            _press(one, person_id, say.gettext("Correct"), Verb.FILL_ASK, one.n),
        ),
    )
    return Message(str(Markup("\n").join(rows)), buttons=buttons)


def does_not_agree(
    one: Question, words: Sequence[str], others: Sequence[int], person_id: int, say: Speech
) -> Message:
    """What was answered is kept, but contradicts other answers, at the places `others`; until it
    is mended nothing can be handed in."""
    said = value_words(one.asked, one.answers.get(one.asked.key), say)
    rows = [
        Markup("<i>{}</i>").format(_heading(one)),
        Markup("<b>{}</b>").format(f"{one.n + 1}. {label(one.asked)}: {said}"),
        *(Markup("{}").format(row) for row in words),
        Markup("{}").format(say.gettext("One of these answers has to be corrected.")),
    ]
    fixes = [
        (_press(one, person_id, _correct(one.form, place, say), Verb.FILL_ASK, place),)
        for place in (one.n, *others)
    ]
    later = _press(one, person_id, say.gettext("Correct later"), Verb.FILL_ASK, one.n + 1)
    return Message(str(Markup("\n").join(rows)), buttons=(*fixes, (later,)))


def _correct(form: Form, place: int, say: Speech) -> str:
    words = say.gettext("Correct: {n}. {question}")
    return words.format(n=place + 1, question=label(form.asked[place], 40))


def ask_comment(one: Question, person_id: int, say: Speech) -> Message:
    """What is to be said about an answer?"""
    text = Markup("<i>{}</i>\n<b>{}</b>\n{}").format(
        _heading(one),
        f"{one.n + 1}. {label(one.asked)}",
        say.gettext("Write the comment in one message; “-” takes it back."),
    )
    back = _press(one, person_id, say.gettext("‹ Back"), Verb.FILL_ASK, one.n)
    return Message(str(text), buttons=((back,),))


def taken(asked: Field, value: object, say: Speech) -> str:
    """«Записано: 412 чел.», above the next question."""
    if value is None:
        return say.gettext("Left empty.")
    said = shortened(value_words(asked, value, say), SAID_CHARS)
    return say.gettext("Written down: {value}").format(value=said)

"""«Ответственные…»: the parties, what can be done about each, and whom to add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.parts import Part
from roadmap.review.vocabulary import part_word
from views.actions import Action, Verb
from views.editing import Owner, Subject, heading, paragraph, place
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 50
SHOWN = 20
PARTS = tuple(Part)
"""Callback data names a part by its place here."""


class Kind(IntEnum):
    """What is chosen to answer: a party of the roadmap, a person, an organisation."""

    PARTY = 0
    PERSON = 1
    ORGANIZATION = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be made responsible."""

    kind: Kind
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Press:
    """What the buttons of a choice say: `this` of a candidate, `page` of another page."""

    this: Callable[[Candidate], str]
    page: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A party of the activity with its part."""

    party_id: int
    name: str
    part: Part
    leads: bool = False
    is_group: bool = False


def of_activity(reader: int, activity_id: int) -> Press:
    """The presses that add to an activity."""
    return Press(
        lambda one: Action(
            Verb.OWNER_THIS, reader, (activity_id, one.kind.value, one.number)
        ).pack(),
        lambda page: Action(Verb.OWNER_ADD, reader, (activity_id, page)).pack(),
    )


def owners(subject: Subject, reader: int, say: Speech) -> Message:
    """The parties with their parts; a press opens one."""
    own = subject.activity_id
    head = say.gettext("Who is responsible; press a name to change it:")
    rows = [f"{n}. {shortened(o.name, 90)} — {part_word(o.part)}" for n, o in _numbered(subject)]
    buttons = [
        (
            Button(
                shortened(f"{n}. {one.name}", LABEL_CHARS),
                Action(Verb.OWNER, reader, (own, one.party_id)).pack(),
            ),
        )
        for n, one in _numbered(subject)
    ]
    add = Action(Verb.OWNER_ADD, reader, (own,)).pack()
    back = Action(Verb.EDIT, reader, (own, 0)).pack()
    last = (Button(say.gettext("Add…"), add), Button(say.gettext("Back"), back))
    return Message(
        paragraph(heading(subject, say), head, *(rows or [say.gettext("nobody")])),
        buttons=(*buttons, last),
        brief=f"{place(subject, say)}\n{head}",
    )


def _numbered(subject: Subject) -> list[tuple[int, Owner]]:
    return list(enumerate(subject.owners[:SHOWN], start=1))


def one(subject: Subject, chosen: Chosen, reader: int, say: Speech) -> Message:
    """What can be done about one party."""
    ids = (subject.activity_id, chosen.party_id)

    def button(label: str, verb: Verb, *more: int) -> tuple[Button]:
        return (Button(label, Action(verb, reader, (*ids, *more)).pack()),)

    other = Part.PERFORMS if chosen.is_group else Part.EACH_SCHOOL
    rows = [
        button(part_word(part)[:1].upper() + part_word(part)[1:], Verb.OWNER_PART, n)
        for n, part in enumerate(PARTS)
        if part not in (chosen.part, other)
    ]
    if not chosen.leads and not chosen.is_group:
        rows.insert(0, button(say.gettext("Make the lead"), Verb.OWNER_LEAD))
    rows.append(button(say.gettext("Remove"), Verb.OWNER_REMOVE))
    back = Action(Verb.OWNERS, reader, (subject.activity_id,)).pack()
    rows.append((Button(say.gettext("Back"), back),))
    now = f"{shortened(chosen.name, 200)} — {part_word(chosen.part)}"
    if chosen.leads:
        now += ", " + say.gettext("the lead")
    return Message(
        paragraph(heading(subject, say), Markup("<b>{}</b>").format(now)),
        buttons=tuple(rows),
        brief=place(subject, say),
    )


def choose(title: str, known: Sequence[Candidate], page: int, press: Press, say: Speech) -> Message:
    """A page of those who can be chosen, counted from 0."""
    last = max(0, (len(known) - 1) // PAGE)
    page = min(page, last)
    turns = []
    if page > 0:
        turns.append(Button("‹", press.page(page - 1)))
    if page < last:
        turns.append(Button("›", press.page(page + 1)))
    hint = say.gettext("Choose, or write the beginning of the surname or of the organisation.")
    shown = known[page * PAGE : (page + 1) * PAGE]
    return Message(
        _question(title, hint, say),
        buttons=(*_names(shown, press), *((tuple(turns),) if turns else ())),
        brief=hint,
    )


def found(title: str, known: Sequence[Candidate], press: Press, say: Speech) -> Message:
    """Those whose names fit what was typed."""
    hint = say.gettext("Found by name:")
    if len(known) > PAGE:
        hint = say.gettext("Too many fit; here are the first. Write more of the name.")
    return Message(_question(title, hint, say), buttons=_names(known[:PAGE], press), brief=hint)


def _question(title: str, hint: str, say: Speech) -> str:
    head = Markup("<b>{}</b>").format(say.gettext("Who is to be responsible?"))
    return paragraph(head, Markup("<i>{}</i>").format(shortened(title)), "", hint)


def _names(known: Sequence[Candidate], press: Press) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(shortened(o.name, LABEL_CHARS), press.this(o)),) for o in known)


def nobody(text: str, say: Speech) -> Message:
    """No name fits."""
    words = say.gettext(
        "Neither a person nor an organisation is called “{text}”. Write the beginning of the "
        "surname or of the organisation's name."
    )
    return Message(paragraph(words.format(text=text)))


def already(subject: Subject, name: str, reader: int, say: Speech) -> Message:
    """The party is there."""
    words = say.gettext("{name} answers for it already.").format(name=shortened(name, 200))
    return _back(subject, words, reader, say)


def same(subject: Subject, reader: int, say: Speech) -> Message:
    """It is as it was."""
    words = say.gettext("It is so already: nothing has been changed.")
    return _back(subject, words, reader, say)


def _back(subject: Subject, words: str, reader: int, say: Speech) -> Message:
    back = Action(Verb.OWNERS, reader, (subject.activity_id,)).pack()
    return Message(
        paragraph(heading(subject, say), words),
        buttons=((Button(say.gettext("Responsible…"), back),),),
        brief=place(subject, say),
    )

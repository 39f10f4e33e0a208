"""The questions on the way of a practice into the bank: material, title, subject, description."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.practices import Practice
from views.actions import Action, Verb
from views.discretion import public
from views.lines import shortened
from views.speech import Speech

LABEL_CHARS = 40


def _question(step: int, words: str, *more: str) -> str:
    rows = [Markup("<b>{}/4.</b> {}").format(step, words)]
    return str(Markup("\n").join([*rows, *(Markup("<i>{}</i>").format(row) for row in more)]))


def ask_material(
    sent: Sequence[tuple[int, str]],
    practice_id: int,
    person_id: int,
    kept: int | None,
    say: Speech,
) -> Message:
    """What is offered? `sent` are (id, name) of what the author sent before; `kept` is the id of
    what a returned practice has."""
    words = say.gettext("What do you offer to the bank of best practices? Send a file or a link.")
    if sent:
        words = say.gettext(
            "What do you offer to the bank of best practices? Send a file or a link, or choose "
            "from what you have sent:"
        )
    buttons = []
    for evidence_id, name in sent:
        label = shortened(name, LABEL_CHARS)
        if evidence_id == kept:
            label = say.gettext("Keep: {name}").format(name=label)
        action = Action(Verb.OFFER_THIS, person_id, (evidence_id, practice_id)).pack()
        buttons.append((Button(label, action),))
    return Message(_question(1, words), buttons=tuple(buttons), brief=_question(1, words))


def no_material(say: Speech) -> Message:
    """Words came where a file or a link was asked for."""
    words = say.gettext(
        "Please send a file, or a link that begins with http:// or https://. To leave it, write "
        "“Cancel”."
    )
    return public(Message(str(Markup("{}").format(words))))


def ask_title(material: str, title: str, say: Speech) -> Message:
    """What is it called? `title` is what it was called before."""
    words = say.gettext("What is your practice called? Write the title in one message.")
    rows = []
    if material:
        rows.append(say.gettext("Material: {name}").format(name=shortened(material, 150)))
    if title:
        rows.append(say.gettext("It was: {text}").format(text=title))
    return Message(_question(2, words, *rows), brief=_question(2, words))


def ask_subject(
    known: Sequence[tuple[int, str]], practice_id: int, person_id: int, title: str, say: Speech
) -> Message:
    """What is it about? `known` are (practice, subject) in use."""
    words = say.gettext("What is its subject? Write it in a word or two.")
    if known:
        words = say.gettext("What is its subject? Choose one or write it in a word or two.")
    buttons = tuple(
        (
            Button(
                shortened(subject, LABEL_CHARS),
                Action(Verb.OFFER_SUBJECT, person_id, (practice_id, like)).pack(),
            ),
        )
        for like, subject in known
    )
    return Message(_question(3, words, shortened(title, 200)), buttons=buttons)


def ask_about(practice_id: int, person_id: int, say: Speech) -> Message:
    """A few sentences, or none."""
    words = say.gettext("Describe it in two or three sentences: what it gives and to whom.")
    skip = Action(Verb.OFFER_SKIP, person_id, (practice_id,)).pack()
    return public(Message(_question(4, words), buttons=((Button(say.gettext("Skip"), skip),),)))


def offered(practice: Practice, say: Speech, *, published: bool) -> Message:
    """It was offered; or, where nobody else decides, published."""
    head = (
        say.gettext("Your practice is in the bank of best practices. Thank you!")
        if published
        else say.gettext("Thank you! The coordinator will look at it, and I will tell you.")
    )
    rows = [
        Markup("{}").format(head),
        Markup("<b>{}</b>").format(shortened(practice.title, 200)),
        Markup("<i>{}</i>").format(
            say.gettext("Subject: {subject}").format(subject=practice.subject)
        ),
    ]
    return Message(str(Markup("\n").join(rows)), brief=str(Markup("{}").format(head)))

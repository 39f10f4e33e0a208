"""Somebody new, step by step: the name, who may be the same, the organisation, the role."""

from __future__ import annotations

from collections.abc import Sequence

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.people_desk import LABEL_CHARS, PAGE, ROLES, Listed, opener, role_name
from views.people_editing import headed
from views.speech import Speech

ANOTHER, PLACE, ROLE = 1, 2, 3
"""The step that a button answers; what follows it is the choice."""


def ask_name(say: Speech, *, is_office: bool) -> Message:
    """Who, or which organisation, is to be added?"""
    if is_office:
        return plain(say.gettext("Write the full name of the organisation in one message."))
    return plain(say.gettext("Write the surname, the name and the patronymic in one message."))


def perhaps_known(name: str, alike: Sequence[Listed], reader: int, say: Speech) -> Message:
    """Somebody much alike is there already."""
    is_office = any(one.is_office for one in alike)
    label = (
        say.gettext("No, this is another organisation")
        if is_office
        else say.gettext("No, this is another person")
    )
    another = Action(Verb.NEW_STEP, reader, (ANOTHER, 0)).pack()
    return Message(
        headed(name, say.gettext("It seems to be there already. Open the card, if it is one:")),
        buttons=(*((opener(one, reader),) for one in alike), (Button(label, another),)),
    )


def ask_place(name: str, offices: Sequence[Listed], reader: int, say: Speech) -> Message:
    """Which organisation? The first of them, or those that fit what was typed."""
    hint = say.gettext(
        "Where do they work? Choose, or write a part of the name of the organisation."
    )
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(Verb.NEW_STEP, reader, (PLACE, one.id)).pack(),
            ),
        )
        for one in offices[:PAGE]
    ]
    none = Action(Verb.NEW_STEP, reader, (PLACE, 0)).pack()
    return Message(
        headed(name, hint),
        buttons=(*rows, (Button(say.gettext("Without an organisation"), none),)),
    )


def no_such_place(text: str, name: str, reader: int, say: Speech) -> Message:
    """No organisation fits what was typed."""
    words = say.gettext("No organisation fits “{text}”. Write it another way.")
    none = Action(Verb.NEW_STEP, reader, (PLACE, 0)).pack()
    return Message(
        headed(name, words.format(text=shortened(text, 60))),
        buttons=((Button(say.gettext("Without an organisation"), none),),),
    )


def ask_role(name: str, reader: int, say: Speech) -> Message:
    """What is their role? The press makes them."""
    rows = [
        (Button(role_name(role, say), Action(Verb.NEW_STEP, reader, (ROLE, n)).pack()),)
        for n, role in enumerate(ROLES)
    ]
    return Message(
        headed(
            name, say.gettext("Which role? More can be given on the card, where all the rest is.")
        ),
        buttons=tuple(rows),
    )


def not_asked(say: Speech) -> str:
    """The step that was pressed is not being asked any more."""
    return say.gettext("This is not being asked just now. Begin anew: “People and organisations”.")

"""«Снять целиком…»: why, is it meant, and that it is done."""

from __future__ import annotations

from channels.message import Button, Message
from views.actions import Action, Verb
from views.editing import Subject, facts, heading, paragraph
from views.lines import shortened
from views.speech import Speech


def ask_why(subject: Subject, say: Speech) -> Message:
    """Why is the whole activity to be called off?"""
    head = say.gettext("You are calling off the whole activity, with all its dates:")
    hint = say.gettext("Write the reason in one message; those responsible will read it.")
    return Message(
        paragraph(head, heading(subject, say), *facts(subject, say), "", hint), brief=hint
    )


def sure(subject: Subject, reason: str, reader: int, say: Speech) -> Message:
    """Is it meant?"""
    head = say.gettext("Call off the whole activity, with all its dates?")
    why = say.gettext("Reason: {text}").format(text=shortened(reason, 600))
    kept = say.gettext("Marks and documents stay in the history.")
    own = (subject.activity_id,)
    return Message(
        paragraph(head, heading(subject, say), why, kept),
        buttons=(
            (
                Button(say.gettext("Yes, call off"), Action(Verb.ABANDON_YES, reader, own).pack()),
                Button(say.gettext("No"), Action(Verb.EDIT, reader, (*own, 0)).pack()),
            ),
        ),
        brief=head,
    )


def abandoned(subject: Subject, reason: str, say: Speech) -> Message:
    """The whole activity is called off."""
    head = say.gettext("The whole activity is called off:")
    why = say.gettext("Reason: {text}").format(text=shortened(reason, 600))
    return Message(paragraph(head, heading(subject, say), why), brief=head)

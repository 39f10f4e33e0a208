"""The gathered table («свод») on the coordinator's desk, and the blank itself."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Attachment, Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.rounds import unanswered
from views.speech import Speech


def buttons(round_id: int, reader: int, say: Speech) -> tuple[Button, ...]:
    """What the card of a round by a table has beside the rest."""
    return (
        gather_button(round_id, reader, say),
        Button(say.gettext("The blank"), Action(Verb.BLANK_FILE, reader, (round_id,)).pack()),
    )


def gather_button(round_id: int, reader: int, say: Speech) -> Button:
    """«Свод»"""
    return Button(
        say.gettext("The gathered table"), Action(Verb.GATHER, reader, (round_id,)).pack()
    )


def gathered(
    title: str, done: int, absent: Sequence[str], file: Attachment, say: Speech
) -> Message:
    """The table, how many are in it and who is not."""
    head = say.gettext("The gathered table: {title}").format(title=shortened(title, 160))
    total = done + len(absent)
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("{}").format(
            say.gettext("Answered: {done} of {asked}").format(done=done, asked=total)
        ),
    ]
    if absent:
        rows.append(Markup("{}").format(unanswered(absent, say)))
    return Message(str(Markup("\n").join(rows)), attachments=(file,), brief=str(rows[1]))


def nothing(title: str, say: Speech) -> Message:
    """Nobody has answered."""
    head = say.gettext("The gathered table: {title}").format(title=shortened(title, 160))
    words = say.gettext("Nobody has handed in anything yet: there is nothing to gather.")
    return Message(str(Markup("<b>{}</b>\n{}").format(head, words)))


def blank(title: str, file: Attachment, say: Speech) -> Message:
    """The table as the coordinator sent it."""
    head = say.gettext("The blank: {title}").format(title=shortened(title, 160))
    return Message(str(Markup("<b>{}</b>").format(head)), attachments=(file,))


def failed(title: str, why: str, say: Speech) -> Message:
    """The table could not be made."""
    head = say.gettext("The gathered table was not made: {title}").format(
        title=shortened(title, 160)
    )
    return Message(str(Markup("<b>{}</b>\n{}").format(head, why)))


def complete(round_id: int, title: str, count: int, reader: int, say: Speech) -> Message:
    """To a coordinator: everybody has answered."""
    head = say.gettext("Everybody has answered: {title}").format(title=shortened(title, 160))
    words = say.gettext("Answered: {done} of {asked}").format(done=count, asked=count)
    opened = Action(Verb.ROUND, reader, (round_id,)).pack()
    return Message(
        str(Markup("<b>{}</b>\n{}").format(head, words)),
        buttons=(
            (gather_button(round_id, reader, say),),
            (Button(say.gettext("Open the round"), opened),),
        ),
        subject=say.gettext("Everybody has answered: {title}").format(title=shortened(title, 80)),
        brief=words,
    )

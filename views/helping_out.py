"""«Нужна помощь» as its sender meets it: what is in the way, and that it was passed on."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import Speech

WORDS_CHARS = 300


def ask(line: Line, person_id: int, say: Speech) -> Message:
    """The coordinators will hear of it; what is in the way?"""
    text = Markup("{}\n<i>{}</i>\n\n{}").format(
        say.gettext("I am telling the coordinator that you need help:"),
        shortened(line.title),
        say.gettext("What is in the way? Write it in one message, and I will pass it on."),
    )
    skip = Button(
        say.gettext("Skip"), Action(Verb.HELP_SKIP, person_id, (line.assignment_id,)).pack()
    )
    return Message(str(text), buttons=((skip,),))


def passed_on(line: Line, words: str, say: Speech) -> Message:
    """The coordinators have it, with what was written, if anything was."""
    rows = [
        Markup("{}\n<i>{}</i>").format(
            say.gettext("Passed on to the coordinator:"), shortened(line.title)
        )
    ]
    if words:
        rows.append(
            Markup("{}").format(
                say.gettext("You wrote: {text}").format(text=shortened(words, WORDS_CHARS))
            )
        )
    return Message(str(Markup("\n").join(rows)))


def not_needed(line: Line, say: Speech) -> Message:
    """The mark was changed meanwhile, so nothing is passed on."""
    return Message(
        str(
            Markup("{}\n<i>{}</i>").format(
                say.gettext("Help is no longer asked for here, so nothing was passed on:"),
                shortened(line.title),
            )
        )
    )

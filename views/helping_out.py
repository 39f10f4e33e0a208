"""«Нужна помощь» as its sender meets it: what is in the way, and that it was passed on."""

from __future__ import annotations

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views.actions import Action, Verb
from views.lines import place, shortened
from views.speech import Speech

WORDS_CHARS = 300


def ask(line: Line, person_id: int, say: Speech) -> Message:
    """The coordinators will hear of it; what is in the way?"""
    text, brief = (
        Markup("{}\n<i>{}</i>\n\n{}").format(
            say.gettext("I am telling the coordinator that you need help:"),
            name,
            say.gettext("What is in the way? Write it in one message, and I will pass it on."),
        )
        for name in (shortened(line.title), place(line, say))
    )
    skip = Button(
        say.gettext("Skip"), Action(Verb.HELP_SKIP, person_id, (line.assignment_id,)).pack()
    )
    return Message(str(text), buttons=((skip,),), brief=str(brief))


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
    said = say.gettext("Passed on to the coordinator:")
    brief = Markup("{}\n<i>{}</i>").format(said, place(line, say))
    return Message(str(Markup("\n").join(rows)), brief=str(brief))


def not_needed(line: Line, say: Speech) -> Message:
    """The mark was changed meanwhile, so nothing is passed on."""
    text, brief = (
        Markup("{}\n<i>{}</i>").format(
            say.gettext("Help is no longer asked for here, so nothing was passed on:"), name
        )
        for name in (shortened(line.title), place(line, say))
    )
    return Message(str(text), brief=str(brief))

"""«Снять…»: the question, the confirmation, and what the owners read."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views.actions import Action, Verb
from views.lines import place, shortened, thread_of
from views.speech import Speech

REASON_CHARS = 300
OWNERS = 10


def _about(head: str, line: Line, say: Speech) -> Markup:
    return Markup("{}\n<i>{}</i>\n{}").format(
        head,
        shortened(line.title),
        say.gettext("due {date}").format(date=say.full_day(line.due)),
    )


def _because(reason: str, say: Speech) -> Markup:
    said = say.gettext("Reason: {text}").format(text=shortened(reason, REASON_CHARS))
    return Markup("{}").format(said)


def ask(line: Line, say: Speech) -> Message:
    """Why is it to be called off?"""
    hint = say.gettext("Write the reason in one message; those responsible will read it.")
    head = say.gettext("You are calling off:")
    return Message(str(Markup("{}\n\n{}").format(_about(head, line, say), hint)))


def sure(line: Line, reason: str, owners: Sequence[str], reader: int, say: Speech) -> Message:
    """Is it meant, and for whom?"""
    names = ", ".join(owners[:OWNERS]) + ("…" if len(owners) > OWNERS else "")
    rows = [
        _about(say.gettext("Call off this date?"), line, say),
        _because(reason, say),
        Markup("{}").format(say.gettext("Will be told: {names}").format(names=names)),
    ]
    subject = (line.assignment_id,)
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (
                Button(say.gettext("Yes, call off"), Action(Verb.OFF_YES, reader, subject).pack()),
                Button(say.gettext("No"), Action(Verb.OFF_NO, reader, subject).pack()),
            ),
        ),
    )


def left(line: Line, say: Speech) -> Message:
    """Nothing was called off."""
    return Message(str(_about(say.gettext("It stays as it was:"), line, say)))


def done(line: Line, reason: str, say: Speech) -> Message:
    """It is called off; `reason` «» where it was before."""
    head = say.gettext("Called off:") if reason else say.gettext("It was called off before:")
    rows = [_about(head, line, say), *([_because(reason, say)] if reason else [])]
    return Message(str(Markup("\n").join(rows)))


def told(line: Line, reason: str, say: Speech) -> Message:
    """To an owner: nothing is to be done about it any more."""
    rows = [
        _about(say.gettext("Called off by the coordinator, nothing more to do:"), line, say),
        _because(reason, say),
        Markup("<i>{}</i>").format(place(line, say)),
    ]
    return Message(
        str(Markup("\n").join(rows)),
        subject=say.gettext("Called off: {title}").format(title=shortened(line.title, 80)),
        thread=thread_of([line]),
    )

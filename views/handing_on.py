"""«Передать…»: whom to choose, and what the new and the old owner read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views import reply_hints
from views.actions import Action, Verb
from views.lines import place, shortened, thread_of, title
from views.speech import Speech

PAGE = 8
DATES = 6
LABEL_CHARS = 50  # of a button; Telegram cuts longer ones on a phone


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to hand it to; a `colleague` is of the owner's organisation."""

    person_id: int
    name: str
    colleague: bool = False


def choose(line: Line, people: Sequence[Candidate], page: int, reader: int, say: Speech) -> Message:
    """One page of people, counted from 0; `reader` is who chooses."""
    last = max(0, (len(people) - 1) // PAGE)
    page = min(page, last)
    shown = people[page * PAGE : (page + 1) * PAGE]
    turns = []
    if page > 0:
        turns.append(_turn("‹", line, page - 1, reader))
    if page < last:
        turns.append(_turn("›", line, page + 1, reader))
    hint = say.gettext("Choose a person, or write the beginning of the surname.")
    return Message(
        str(_question(line, hint, say)),
        buttons=(*_names(line, shown, reader), *((tuple(turns),) if turns else ())),
    )


def found(line: Line, people: Sequence[Candidate], reader: int, say: Speech) -> Message:
    """Those whose names fit what was typed."""
    hint = say.gettext("Found by name:")
    if len(people) > PAGE:
        hint = say.gettext("Too many fit; here are the first. Write more of the name.")
    return Message(str(_question(line, hint, say)), buttons=_names(line, people[:PAGE], reader))


def _turn(label: str, line: Line, page: int, reader: int) -> Button:
    return Button(label, Action(Verb.HAND_ON, reader, (line.assignment_id, page)).pack())


def _question(line: Line, hint: str, say: Speech) -> Markup:
    return Markup("<b>{}</b>\n<i>{}</i>\n\n{}").format(
        say.gettext("Whom to hand it on to?"), shortened(line.title), hint
    )


def _names(line: Line, people: Sequence[Candidate], reader: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (
            Button(
                shortened(one.name, LABEL_CHARS),
                Action(Verb.HAND_TO, reader, (line.assignment_id, one.person_id)).pack(),
            ),
        )
        for one in people
    )


def nobody(text: str, say: Speech) -> Message:
    """No name begins so."""
    words = say.gettext("Nobody is called “{text}”. Write the beginning of the surname.")
    return Message(str(Markup("{}").format(words.format(text=text))))


def done(line: Line, name: str, say: Speech) -> Message:
    """It was handed on."""
    head = say.gettext("Handed on to {name}:").format(name=name)
    return Message(str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))))


def already(line: Line, name: str, say: Speech) -> Message:
    """It was that person's before."""
    head = say.gettext("{name} answers for it already:").format(name=name)
    return Message(str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))))


def yours_now(lines: Sequence[Line], person_id: int, say: Speech) -> Message:
    """To the new owner: the activity with its open dates in order."""
    first = lines[0]
    dates = [say.full_day(line.due) for line in lines[:DATES]]
    rows = [
        Markup("<b>{}</b>").format(say.gettext("This is yours now:")),
        Markup("{}").format(title(first)),
        Markup("{}").format(
            say.ngettext("due {dates}", "due dates: {dates}", len(lines)).format(
                dates="; ".join(dates) + ("…" if len(lines) > DATES else "")
            )
        ),
        Markup("<i>{}</i>").format(place(first, say)),
    ]
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (
                Button(
                    say.gettext("Open the card"),
                    Action(Verb.CARD, person_id, (first.assignment_id,)).pack(),
                ),
                Button(
                    say.gettext("Not mine"),
                    Action(Verb.NOT_MINE, person_id, (first.assignment_id,)).pack(),
                ),
            ),
        ),
        subject=say.gettext("This is yours now: {title}").format(title=shortened(first.title, 80)),
        thread=thread_of(lines),
        letter_hint=say.gettext("If it is not yours, please tell the coordinator."),
        reply_hint=reply_hints.given(say),
    )


def no_longer_yours(line: Line, name: str, say: Speech) -> Message:
    """To the old owner: nothing more is to be done about it."""
    head = say.gettext("No longer yours; now {name} answers for it:").format(name=name)
    return Message(
        str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))),
        subject=shortened(f"{head} {line.title}", 110),
        thread=thread_of([line]),
    )

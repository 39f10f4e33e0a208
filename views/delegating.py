"""«Передать сотруднику…»: whom of the organisation, and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.plan import Line
from views import reply_hints
from views.actions import Action, Verb
from views.lines import place, short_name, shortened, thread_of, title
from views.speech import Speech

PAGE = 8
DATES = 6
LABEL_CHARS = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the organisation; `chosen` is whom it was handed to before."""

    person_id: int
    name: str
    chosen: bool = False


def choose(line: Line, people: Sequence[Candidate], page: int, reader: int, say: Speech) -> Message:
    """One page of people, counted from 0; one press hands it over."""

    def button(label: str, verb: Verb, number: int) -> Button:
        return Button(label, Action(verb, reader, (line.assignment_id, number)).pack())

    last = max(0, (len(people) - 1) // PAGE)
    page = min(page, last)
    rows = [
        (
            button(
                ("✓ " if one.chosen else "") + _label(one, reader, say),
                Verb.DELEGATE_TO,
                one.person_id,
            ),
        )
        for one in people[page * PAGE : (page + 1) * PAGE]
    ]
    if any(one.chosen for one in people):
        rows.append((button(say.gettext("To nobody in particular"), Verb.DELEGATE_TO, 0),))
    turns = [button("‹", Verb.DELEGATE, page - 1)] if page > 0 else []
    turns += [button("›", Verb.DELEGATE, page + 1)] if page < last else []
    hint = say.gettext("Reminders go to the one you choose; everybody of yours can still answer.")
    if not people:
        hint = say.gettext(
            "Nobody else of your organisation is known. Ask your coordinator to add them."
        )
    text = Markup("<b>{}</b>\n<i>{}</i>\n{}\n\n{}").format(
        say.gettext("Who of yours will do it?"), shortened(line.title), line.owner, hint
    )
    return Message(str(text), buttons=(*rows, *([tuple(turns)] if turns else [])))


def _label(one: Candidate, reader: int, say: Speech) -> str:
    name = shortened(one.name, LABEL_CHARS)
    return say.gettext("To me: {name}").format(name=name) if one.person_id == reader else name


def done(line: Line, name: str, say: Speech, *, is_reached: bool) -> Message:
    """It is handed over, `name` «» for to nobody in particular; not `is_reached`: no message leads
    to them."""
    head = (
        say.gettext("Handed to {name}; reminders go there first:").format(name=name)
        if name
        else say.gettext("Handed to nobody in particular; reminders go as before:")
    )
    text = Markup("{}\n<i>{}</i>").format(head, shortened(line.title))
    if not is_reached:
        words = say.gettext("No message reaches them yet: until then reminders go as before.")
        text += Markup("\n<b>{}</b>").format(words)
    return Message(str(text))


def yours(lines: Sequence[Line], by: str, person_id: int, say: Speech) -> Message:
    """To the delegate: the activity with its open dates in order."""
    first = lines[0]
    dates = [say.full_day(line.due) for line in lines[:DATES]]
    head = say.gettext("Handed to you by {name}:").format(name=short_name(by))
    rows = [
        Markup("<b>{}</b>").format(head),
        title(first),
        Markup("{}").format(
            say.ngettext("due {dates}", "due dates: {dates}", len(lines)).format(
                dates="; ".join(dates) + ("…" if len(lines) > DATES else "")
            )
        ),
        Markup("<i>{}, {}</i>").format(place(first, say), first.owner),
    ]
    card = Action(Verb.CARD, person_id, (first.assignment_id,)).pack()
    brief = Markup("<b>{}</b>\n{}").format(say.gettext("Handed to you:"), place(first, say))
    return Message(
        str(Markup("\n").join(rows)),
        buttons=((Button(say.gettext("Open the card"), card),),),
        subject=say.gettext("Handed to you: {title}").format(title=shortened(first.title, 80)),
        thread=thread_of(lines),
        reply_hint=reply_hints.one(say),
        brief=str(brief),
    )


def no_longer_yours(line: Line, say: Speech) -> Message:
    """To whom it was handed before: reminders go elsewhere."""
    head = say.gettext("Handed to somebody else of yours, you are not reminded any more:")
    return Message(
        str(Markup("{}\n<i>{}</i>").format(head, shortened(line.title))),
        subject=shortened(f"{head} {line.title}", 110),
        thread=thread_of([line]),
        brief=str(Markup("{}\n{}").format(head, place(line, say))),
    )

"""«Люди и организации»: the counts, and lists that turn pages in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.speech import Speech

PAGE = 8
LABEL_CHARS = 58
NAME_CHARS = 200
ROLES = ("coordinator", "responsible", "school", "management")
"""In the order of the buttons; the place of a role goes into them."""
CHANNELS = ("telegram", "email", "both")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are: `joined` have an account, `uninvited` neither one nor a link that
    works, `unreachable` no way at all leads to."""

    people: int
    organizations: int
    joined: int
    uninvited: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list: a person or (`is_office`) an organisation."""

    id: int
    label: str
    is_office: bool = False


def role_name(role: str, say: Speech) -> str:
    """A role in a word."""
    return {
        "coordinator": say.gettext("coordinator"),
        "responsible": say.gettext("responsible official"),
        "school": say.gettext("school"),
        "management": say.gettext("management"),
    }[role]


def home(counts: Counts, reader: int, say: Speech) -> Message:
    """The entrance: counts, lists, and what can be done."""
    head = say.gettext("People and organisations")
    rows = [Markup("<b>{}</b>").format(head), Markup("{}").format(_counted(counts, say))]
    rows.append(
        Markup("{}").format(
            say.gettext(
                "A list of people (.xlsx or .csv) can be sent here as a file: I will show what "
                "changes before anything is stored."
            )
        )
    )
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(
            (Button(say.gettext("Find…"), Action(Verb.PEOPLE_FIND, reader).pack()),),
            (
                _to(say.gettext("All people"), 0, reader),
                _to(say.gettext("List of schools"), 5, reader),
                _to(say.gettext("Other organisations"), 6, reader),
            ),
            (
                _to(say.gettext("Not joined"), 1, reader),
                _to(say.gettext("Out of reach"), 2, reader),
            ),
            (
                _to(say.gettext("List of the management"), 3, reader),
                _to(say.gettext("List of coordinators"), 4, reader),
            ),
            (
                Button(say.gettext("Add a person…"), Action(Verb.NEW_ONE, reader, (0,)).pack()),
                Button(
                    say.gettext("Add an organisation…"), Action(Verb.NEW_ONE, reader, (1,)).pack()
                ),
            ),
            (
                Button(
                    say.gettext("Invite all who have not joined…"),
                    Action(Verb.INVITE_ALL, reader).pack(),
                ),
            ),
            (
                Button(say.gettext("Get the list"), Action(Verb.PEOPLE_SHEET, reader).pack()),
                Button(say.gettext("Blank for a list"), Action(Verb.PEOPLE_BLANK, reader).pack()),
            ),
        ),
    )


def _counted(counts: Counts, say: Speech) -> str:
    people = say.ngettext("{n} person", "{n} people", counts.people).format(n=counts.people)
    offices = say.ngettext("{n} organisation", "{n} organisations", counts.organizations).format(
        n=counts.organizations
    )
    text = say.gettext("{people}, {organizations}; joined: {joined}").format(
        people=people, organizations=offices, joined=counts.joined
    )
    if counts.uninvited:
        text += say.gettext(", not invited: {n}").format(n=counts.uninvited)
    if counts.unreachable:
        text += say.gettext(", out of reach: {n}").format(n=counts.unreachable)
    return text


def _to(label: str, which: int, reader: int) -> Button:
    return Button(label, Action(Verb.PEOPLE_LIST, reader, (which, 0)).pack())


def home_button(reader: int, say: Speech) -> Button:
    """Back to the entrance, in place."""
    label = say.gettext("‹ People and organisations")
    return Button(label, Action(Verb.PEOPLE, reader, (1,)).pack())


def opener(one: Listed, reader: int) -> Button:
    """A button that opens the card in a message of its own."""
    verb = Verb.OFFICE if one.is_office else Verb.PERSON
    return Button(shortened(one.label, LABEL_CHARS), Action(verb, reader, (one.id,)).pack())


def turns(page: int, count: int, press: Sequence[int], verb: Verb, reader: int) -> list[Button]:
    """The buttons to the pages before and after; `press` are the ids before the page."""
    last = max(0, (count - 1) // PAGE)
    return [
        Button(sign, Action(verb, reader, (*press, to)).pack())
        for sign, to in (("‹", page - 1), ("›", page + 1))
        if 0 <= to <= last
    ]


def paged(count: int, page: int) -> int:
    """The page, brought back to the last one there is."""
    return min(page, max(0, (count - 1) // PAGE))


def title_of(which: int, say: Speech) -> str:
    """The heading of a list, by the number in its button."""
    return (
        say.gettext("All people"),
        say.gettext("Not joined"),
        say.gettext("Out of reach"),
        say.gettext("List of the management"),
        say.gettext("List of coordinators"),
        say.gettext("List of schools"),
        say.gettext("Other organisations"),
    )[which]


def listing(rows: Sequence[Listed], which: int, page: int, reader: int, say: Speech) -> Message:
    """One page, counted from 0."""
    page = paged(len(rows), page)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    text = Markup("<b>{}</b>: {}").format(title_of(which, say), len(rows))
    if not rows:
        text = Markup("<b>{}</b>\n{}").format(title_of(which, say), say.gettext("Nobody is here."))
    turning = turns(page, len(rows), (which,), Verb.PEOPLE_LIST, reader)
    return Message(
        str(text),
        buttons=(
            *((opener(one, reader),) for one in shown),
            *((tuple(turning),) if turning else ()),
            (home_button(reader, say),),
        ),
    )


def ask_words(say: Speech) -> Message:
    """What to look for?"""
    return plain(
        say.gettext(
            "Write a name, an organisation, an email address or the digits of a telephone number."
        )
    )


def found(text: str, rows: Sequence[Listed], reader: int, say: Speech) -> Message:
    """Those who fit what was typed."""
    if not rows:
        words = say.gettext("Nothing was found for “{text}”. Write it another way.")
        return Message(
            str(Markup("{}").format(words.format(text=shortened(text, 60)))),
            buttons=((home_button(reader, say),),),
        )
    head = say.gettext("Found: {n}").format(n=len(rows))
    if len(rows) > PAGE:
        head = say.gettext("Found: {n}; here are the first. Write more to narrow it down.").format(
            n=len(rows)
        )
    return Message(
        str(Markup("{}").format(head)),
        buttons=(*((opener(one, reader),) for one in rows[:PAGE]), (home_button(reader, say),)),
    )

"""Changing a person: which field, what to write, roles, organisations, being away, deleting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from channels.message import Button, Message
from roadmap.absence_words import LONGEST, Days
from views import calendar_keyboard
from views.actions import Action, Verb
from views.answers import plain
from views.calendar_keyboard import as_number
from views.lines import shortened
from views.people_desk import (
    CHANNELS,
    LABEL_CHARS,
    PAGE,
    ROLES,
    Listed,
    paged,
    role_name,
    turns,
)
from views.person_card import Place, channel_name
from views.speech import Speech

NAME, POSITION, PHONE, EMAIL, CHANNEL = range(5)
"""The fields of a person, by the number in a button."""
KIND = 4
"""The field of an organisation in the place of a person's channel."""


def field_name(field: int, say: Speech) -> str:
    """What a field of a person is called."""
    return (
        say.gettext("Full name"),
        say.gettext("Position"),
        say.gettext("Telephone"),
        say.gettext("Email"),
        say.gettext("Where to write"),
    )[field]


def back(person_id: int, reader: int, say: Speech) -> Button:
    """Back to the card of a person, in place."""
    return Button(say.gettext("‹ Back"), Action(Verb.PERSON, reader, (person_id, 1)).pack())


def headed(name: str, *rows: str) -> str:
    """A name in bold and what is said of it."""
    parts = [Markup("<b>{}</b>").format(shortened(name)), *(Markup("{}").format(r) for r in rows)]
    return str(Markup("\n").join(parts))


def fields(person_id: int, name: str, channel: str, reader: int, say: Speech) -> Message:
    """What to change?"""
    rows = [
        (Button(field_name(n, say), Action(Verb.PERSON_EDIT, reader, (person_id, n)).pack()),)
        for n in (NAME, POSITION, PHONE, EMAIL)
    ]
    where = tuple(
        Button(
            ("✓ " if one == channel else "") + channel_name(one, say),
            Action(Verb.PERSON_EDIT, reader, (person_id, CHANNEL + n)).pack(),
        )
        for n, one in enumerate(CHANNELS)
    )
    text = headed(name, say.gettext("What is to be changed?"))
    return Message(text, buttons=(*rows, where, (back(person_id, reader, say),)))


def ask_value(name: str, field: str, now: str, say: Speech, *, may_be_empty: bool) -> Message:
    """Write the new value of a field."""
    rows = [say.gettext("{field} now: {value}").format(field=field, value=now or "—")]
    rows.append(say.gettext("Write the new value in one message. “Cancel” leaves it as it is."))
    if may_be_empty:
        rows.append(say.gettext("A single “-” empties it."))
    return Message(headed(name, *rows))


def not_taken(field: int, say: Speech) -> Message:
    """What was typed cannot be this field; the question stands."""
    return plain(
        {
            NAME: say.gettext(
                "This is not a full name. Write the surname, the name and the patronymic."
            ),
            PHONE: say.gettext(
                "This is not a telephone number. Write it in digits, for example +7 912 345-67-89."
            ),
            EMAIL: say.gettext("This is not an email address. It looks like name@example.org."),
        }.get(field, say.gettext("This text is too long. Write it shorter."))
    )


def roles(
    person_id: int,
    name: str,
    held: Collection[str],
    reader: int,
    say: Speech,
    *,
    sure: bool = False,
) -> Message:
    """The roles, a press each; with `sure` the question whether to give away one's own."""
    if sure:
        question = say.gettext(
            "These are your own rights: without the role of a coordinator you will no longer "
            "get here. Give it away?"
        )
        yes = Action(Verb.PERSON_ROLE, reader, (person_id, 0, 1)).pack()
        no = Action(Verb.PERSON_ROLE, reader, (person_id,)).pack()
        return Message(
            headed(name, question),
            buttons=(
                (Button(say.gettext("Yes, give it away"), yes), Button(say.gettext("No"), no)),
            ),
        )
    buttons = [
        (
            Button(
                ("✓ " if role in held else "") + role_name(role, say),
                Action(Verb.PERSON_ROLE, reader, (person_id, n)).pack(),
            ),
        )
        for n, role in enumerate(ROLES)
    ]
    text = headed(name, say.gettext("Roles: a press gives one or takes it away."))
    return Message(text, buttons=(*buttons, (back(person_id, reader, say),)))


def roles_changed(municipality: str, held: Sequence[str], say: Speech) -> str:
    """To the person whose roles a coordinator changed."""
    named = ", ".join(role_name(role, say) for role in held) or say.gettext("none")
    head = say.gettext("Your roles in {municipality} have been changed.")
    return str(
        Markup("{}\n{}").format(
            head.format(municipality=municipality),
            say.gettext("Now they are: {roles}.").format(roles=named),
        )
    )


def places(person_id: int, name: str, own: Sequence[Place], reader: int, say: Speech) -> Message:
    """The organisations of a person, each with a way out of it, and the way into another."""
    rows = [
        (
            Button(shortened(one.name, 40), Action(Verb.OFFICE, reader, (one.id,)).pack()),
            Button(
                say.gettext("Take out"),
                Action(Verb.PERSON_JOIN, reader, (person_id, one.id, 0)).pack(),
            ),
        )
        for one in own[:PAGE]
    ]
    add = Action(Verb.PERSON_PLACES, reader, (person_id, 0)).pack()
    hint = (
        say.gettext("Organisations of this person:")
        if own
        else say.gettext("Belongs to no organisation")
    )
    return Message(
        headed(name, hint),
        buttons=(
            *rows,
            (Button(say.gettext("Add to an organisation…"), add),),
            (back(person_id, reader, say),),
        ),
    )


def choose_place(
    person_id: int, name: str, rows: Sequence[Listed], page: int, reader: int, say: Speech
) -> Message:
    """Which organisation? One page, counted from 0."""
    page = paged(len(rows), page)
    turning = turns(page, len(rows), (person_id,), Verb.PERSON_PLACES, reader)
    buttons = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(Verb.PERSON_JOIN, reader, (person_id, one.id, 1)).pack(),
            ),
        )
        for one in rows[page * PAGE : (page + 1) * PAGE]
    ]
    return Message(
        headed(name, say.gettext("To which organisation?")),
        buttons=(
            *buttons,
            *((tuple(turning),) if turning else ()),
            (back(person_id, reader, say),),
        ),
    )


def ask_last_day(
    person_id: int, name: str, shown: date, today: date, reader: int, say: Speech
) -> Message:
    """Until what day is somebody away?"""
    furthest = today + timedelta(days=LONGEST)
    keyboard = calendar_keyboard.month(
        min(max(shown, today), furthest),
        today,
        furthest,
        lambda day: Action(
            Verb.PERSON_AWAY_TO, reader, (person_id, as_number(today), as_number(day))
        ).pack(),
        lambda day: Action(Verb.PERSON_AWAY, reader, (person_id, as_number(day))).pack(),
        Action(Verb.NOTHING, reader).pack(),
        say,
    )
    hints = (
        say.gettext("Until what day away? Press the last day."),
        say.gettext("Or write both days, for example: 20.10–31.10."),
    )
    return Message(headed(name, *hints), buttons=(*keyboard, (back(person_id, reader, say),)))


def days_not_read(say: Speech) -> Message:
    """The days that were typed are none; the question stands."""
    return plain(
        say.gettext(
            "I did not understand these days. Write, for example: 20.10–31.10, or press a day "
            "in the calendar."
        )
    )


def ask_stand_in(
    person_id: int,
    name: str,
    people: Sequence[tuple[int, str]],
    days: Days,
    page: int,
    reader: int,
    say: Speech,
) -> Message:
    """Who stands in? `people` are (id, name), colleagues first; `page` counts from 0."""
    span = (person_id, as_number(days.first), as_number(days.last))
    page = paged(len(people), page)
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                shortened(one, LABEL_CHARS),
                Action(Verb.PERSON_AWAY_WHO, reader, (*span, who)).pack(),
            ),
        )
        for who, one in people[page * PAGE : (page + 1) * PAGE]
    ]
    turning = turns(page, len(people), span, Verb.PERSON_AWAY_TO, reader)
    rows += [tuple(turning)] if turning else []
    rows.append(
        (Button(say.gettext("Nobody"), Action(Verb.PERSON_AWAY_WHO, reader, (*span, 0)).pack()),)
    )
    span_words = say.gettext("Away from {first} until {last}").format(
        first=say.day(days.first), last=say.day(days.last)
    )
    return Message(
        headed(name, span_words, say.gettext("Who stands in?")),
        buttons=(*rows, (back(person_id, reader, say),)),
    )


def said_away(agreed: Message, say: Speech) -> Message:
    """To somebody whom a coordinator put down as away: the same as if they had said so."""
    head = say.gettext("The coordinator has put you down as away.")
    text = Markup("{}\n{}").format(head, Markup(agreed.text))  # noqa: S704 - ours
    return Message(str(text), buttons=agreed.buttons, subject=head)


def back_again(say: Speech) -> Message:
    """To somebody whose absence a coordinator ended."""
    text = say.gettext("The coordinator has put you down as back: reminders come to you again.")
    return Message(str(Markup("{}").format(text)), subject=shortened(text))


def sure_to_drop(action: str, name: str, back_to: str, say: Speech) -> Message:
    """Delete for good? `action` does it, `back_to` leads back to the card."""
    question = say.gettext("Delete it for good? Nothing refers to it.")
    return Message(
        headed(name, question),
        buttons=((Button(say.gettext("Delete"), action), Button(say.gettext("No"), back_to)),),
    )


def cannot_drop(name: str, what: Sequence[str], back_to: str, say: Speech) -> Message:
    """Something refers to it."""
    rows = [
        say.gettext("It cannot be deleted: something refers to it ({what}).").format(
            what=", ".join(what)
        ),
        say.gettext("If this is somebody written down twice, merge the two."),
    ]
    return Message(headed(name, *rows), buttons=((Button(say.gettext("‹ Back"), back_to),),))


def references(tables: Sequence[str], say: Speech) -> list[str]:
    """What refers to somebody, in words, each once."""
    words = {
        "assignment": say.gettext("activities"),
        "activity_party": say.gettext("activities"),
        "party": say.gettext("responsible parties of a roadmap"),
        "appointment": say.gettext("activities"),
        "report": say.gettext("marks"),
        "evidence": say.gettext("confirming documents"),
        "account": say.gettext("a messenger's account"),
        "practice": say.gettext("practices"),
        "absence": say.gettext("absences"),
        "organization": say.gettext("an organisation it heads"),
    }
    other = say.gettext("records of the past")
    return list(dict.fromkeys(words.get(name, other) for name in tables))


def dropped(name: str, home: Button, say: Speech) -> Message:
    """It is gone."""
    return Message(headed(name, say.gettext("Deleted.")), buttons=((home,),))

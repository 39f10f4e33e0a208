"""The card of an organisation: its own address, head, and contacts in the order of asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.people_desk import LABEL_CHARS, NAME_CHARS, PAGE, Listed, home_button, paged, turns
from views.people_editing import headed
from views.speech import Speech

NAME, PHONE, EMAIL, KIND = range(4)
"""The fields of an organisation, by the number in a button."""
SHOWN = 12
MEMBER_CHARS = 80


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the organisation; `reachable`: some way leads to them."""

    id: int
    name: str
    position: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that the card shows; `members` in the order in which they are asked.

    `head_id` is who was named head, None where the first contact counts as one.
    """

    id: int
    name: str
    is_school: bool = False
    email: str = ""
    email_refused: bool = False
    phone: str = ""
    members: tuple[Member, ...] = ()
    head_id: int | None = None
    acting: bool = False
    open_work: int = 0


def kind_name(say: Speech, *, is_school: bool) -> str:
    """What sort of organisation it is."""
    return say.gettext("school") if is_school else say.gettext("organisation, not a school")


def field_name(field: int, say: Speech) -> str:
    """What a field of an organisation is called."""
    return (
        say.gettext("Name"),
        say.gettext("Telephone"),
        say.gettext("Email"),
        say.gettext("Kind"),
    )[field]


def card(one: Office, reader: int, say: Speech) -> Message:
    """The card of an organisation."""
    rows = [
        Markup("<b>{}</b>").format(shortened(one.name, NAME_CHARS)),
        Markup("{}").format(_sentence(kind_name(say, is_school=one.is_school))),
    ]
    email = one.email or "—"
    if one.email_refused:
        email = say.gettext("{email} (takes no letters)").format(email=one.email)
    for name, value in (
        (say.gettext("Email of the organisation"), email),
        (say.gettext("Telephone"), one.phone or "—"),
        (_head_title(one, say), _head(one) or "—"),
    ):
        rows.append(Markup("{}: {}").format(name, shortened(value, NAME_CHARS)))
    if one.members:
        rows.append(Markup("<b>{}</b>").format(say.gettext("Who is asked, in this order:")))
    for number, member in enumerate(one.members[:SHOWN], start=1):
        rows.append(Markup("{}. {}").format(number, _member(member, say)))
    if len(one.members) > SHOWN:
        rows.append(
            Markup("{}").format(say.gettext("and more: {n}").format(n=len(one.members) - SHOWN))
        )
    if not one.members:
        words = say.gettext("Nobody belongs to it: letters go to its own address.")
        rows.append(Markup("{}").format(words))
    work = say.ngettext("{n} open activity", "{n} open activities", one.open_work)
    none = say.gettext("No open activities")
    rows.append(Markup("{}").format(work.format(n=one.open_work) if one.open_work else none))
    return Message(str(Markup("\n").join(rows)), buttons=_deeds(one, reader, say))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _head_title(one: Office, say: Speech) -> str:
    return say.gettext("Acting head") if one.acting and one.head_id else say.gettext("Head")


def _head(one: Office) -> str:
    named = [member for member in one.members if member.id == one.head_id]
    return next((member.name for member in (*named, *one.members)), "")


def _member(member: Member, say: Speech) -> str:
    text = shortened(member.name, MEMBER_CHARS)
    if member.position:
        text += f", {shortened(member.position, 80)}"
    return text if member.reachable else text + say.gettext(" — out of reach")


def _deeds(one: Office, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def press(label: str, verb: Verb, *more: int) -> Button:
        return Button(label, Action(verb, reader, (one.id, *more)).pack())

    people = [
        (
            Button(
                shortened(f"{n}. {member.name}", LABEL_CHARS),
                Action(Verb.PERSON, reader, (member.id,)).pack(),
            ),
        )
        for n, member in enumerate(one.members[:PAGE], start=1)
    ]
    merge = Button(say.gettext("Merge with…"), Action(Verb.MERGE, reader, (1, one.id, 0)).pack())
    add = press(say.gettext("Add a member…"), Verb.OFFICE_ADD, 0)
    order = press(say.gettext("Order of asking…"), Verb.OFFICE_ORDER)
    return (
        *people,
        (add, *((order,) if len(one.members) > 1 else ())),
        (
            press(say.gettext("Edit…"), Verb.OFFICE_EDIT),
            *((press(say.gettext("Make the head…"), Verb.OFFICE_HEAD),) if one.members else ()),
        ),
        (press(say.gettext("Change the head…"), Verb.HEAD_CHANGE, 0),),
        (merge, press(say.gettext("Delete…"), Verb.OFFICE_DROP)),
        (home_button(reader, say),),
    )


def back(organization_id: int, reader: int, say: Speech) -> Button:
    """Back to the card, in place."""
    return Button(say.gettext("‹ Back"), Action(Verb.OFFICE, reader, (organization_id, 1)).pack())


def fields(one: Office, reader: int, say: Speech) -> Message:
    """What to change?"""
    rows = [
        (Button(field_name(n, say), Action(Verb.OFFICE_EDIT, reader, (one.id, n)).pack()),)
        for n in (NAME, PHONE, EMAIL)
    ]
    kinds = tuple(
        Button(
            ("✓ " if school == one.is_school else "") + kind_name(say, is_school=school),
            Action(Verb.OFFICE_EDIT, reader, (one.id, KIND + (not school))).pack(),
        )
        for school in (True, False)
    )
    text = headed(one.name, say.gettext("What is to be changed?"))
    return Message(
        text, buttons=(*rows, *((kind,) for kind in kinds), (back(one.id, reader, say),))
    )


def not_a_name(say: Speech) -> Message:
    """What was typed is no name of an organisation; the question stands."""
    return plain(
        say.gettext("This is not a name of an organisation. Write it in one line, in full.")
    )


def name_taken(name: str, organization_id: int, reader: int, say: Speech) -> Message:
    """Another organisation is called so; the question stands."""
    text = say.gettext(
        "There is an organisation of this name already. Merge the two, if it is one."
    )
    opener = Action(Verb.OFFICE, reader, (organization_id,)).pack()
    return Message(headed(name, text), buttons=((Button(say.gettext("Open it"), opener),),))


def order(one: Office, reader: int, say: Speech) -> Message:
    """Who is asked first: a press moves somebody one place up or down."""

    def move(member: Member, label: str, *, up: bool) -> Button:
        ids = (one.id, member.id, int(up))
        return Button(label, Action(Verb.OFFICE_ORDER, reader, ids).pack())

    rows = [
        (
            move(member, shortened(f"↑ {n}. {member.name}", LABEL_CHARS), up=True),
            move(member, "↓", up=False),
        )
        for n, member in enumerate(one.members[:SHOWN], start=1)
    ]
    hint = say.gettext("The first who can be reached is asked. ↑ moves up, ↓ moves down.")
    return Message(headed(one.name, hint), buttons=(*rows, (back(one.id, reader, say),)))


def choose_head(one: Office, reader: int, say: Speech) -> Message:
    """Who is at its head, for good or for a time."""

    def press(member: Member, label: str, *, acting: bool) -> Button:
        ids = (one.id, member.id, int(acting))
        return Button(label, Action(Verb.OFFICE_HEAD, reader, ids).pack())

    def mark(member: Member) -> str:
        return "✓ " if member.id == one.head_id else ""

    rows = [
        (
            press(member, shortened(f"{mark(member)}{member.name}", 40), acting=False),
            press(member, say.gettext("acting"), acting=True),
        )
        for member in one.members[:SHOWN]
    ]
    hint = say.gettext("Who is its head? “Acting” is for a time.")
    return Message(headed(one.name, hint), buttons=(*rows, (back(one.id, reader, say),)))


def choose_member(
    one: Office, people: Sequence[Listed], page: int, reader: int, say: Speech, *, found: bool
) -> Message:
    """Whom to add: a page, counted from 0, of everybody, or those whose names fit."""
    page = paged(len(people), page)
    turning = [] if found else turns(page, len(people), (one.id,), Verb.OFFICE_ADD, reader)
    rows = [
        (
            Button(
                shortened(person.label, LABEL_CHARS),
                Action(Verb.PERSON_JOIN, reader, (person.id, one.id, 1)).pack(),
            ),
        )
        for person in people[page * PAGE : (page + 1) * PAGE]
    ]
    hint = say.gettext("Whom to add? Choose a person, or write the beginning of the surname.")
    if found:
        hint = say.gettext("Found by name:") if people else say.gettext("Nobody is called so.")
    return Message(
        headed(one.name, hint),
        buttons=(
            *rows,
            *((tuple(turning),) if turning else ()),
            (back(one.id, reader, say),),
        ),
    )

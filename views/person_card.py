"""The card of a person: what is known of them, and what a coordinator can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.people_desk import NAME_CHARS, ROLES, home_button, role_name
from views.speech import Speech


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of a person: asked as the `rank`-th (from 1) of so many."""

    id: int
    name: str
    rank: int
    of: int
    heads: bool = False
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """An absence: from `first`, None where it has begun, to `last` inclusive."""

    first: date | None
    last: date
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that the card shows; «» for what is not known.

    `chat_works`: the messenger's account can be written to; `email_refused`: the address takes no
    letters; `oneself`: the card is the reader's own.
    """

    id: int
    name: str
    position: str = ""
    places: tuple[Place, ...] = ()
    roles: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    email_refused: bool = False
    channel: str = "telegram"
    joined_on: date | None = None
    chat_works: bool = False
    invited_on: date | None = None
    away: Away | None = None
    open_work: int = 0
    left_on: date | None = None
    oneself: bool = False


def channel_name(channel: str, say: Speech) -> str:
    """Where somebody wants to be written to."""
    return {
        "telegram": say.gettext("Telegram"),
        "email": say.gettext("email"),
        "both": say.gettext("Telegram and email"),
    }[channel]


def card(one: Person, reader: int, say: Speech) -> Message:
    """The card of a person."""
    rows = [Markup("<b>{}</b>").format(shortened(one.name, NAME_CHARS))]
    if one.position:
        rows.append(Markup("{}").format(shortened(one.position, NAME_CHARS)))
    if one.left_on is not None:
        left = say.gettext("Left on {date}").format(date=say.full_day(one.left_on))
        rows.append(Markup("<b>{}</b>").format(left))
    rows += [Markup("• {}").format(_place(place, say)) for place in one.places[:8]]
    if not one.places:
        rows.append(Markup("{}").format(say.gettext("Belongs to no organisation")))
    roles = ", ".join(role_name(role, say) for role in ROLES if role in one.roles)
    rows.append(_named(say.gettext("Roles"), roles or say.gettext("none")))
    rows.append(_named(say.gettext("Telephone"), one.phone or "—"))
    email = one.email or "—"
    if one.email_refused:
        email = say.gettext("{email} (takes no letters)").format(email=one.email)
    rows.append(_named(say.gettext("Mail"), email))
    rows.append(_named(say.gettext("Written to by"), channel_name(one.channel, say)))
    rows.append(Markup("{}").format(_entrance(one, say)))
    if one.away is not None:
        rows.append(Markup("<b>{}</b>").format(away_words(one.away, say)))
    work = say.ngettext("{n} open activity", "{n} open activities", one.open_work)
    none = say.gettext("No open activities")
    rows.append(Markup("{}").format(work.format(n=one.open_work) if one.open_work else none))
    return Message(str(Markup("\n").join(rows)), buttons=_deeds(one, reader, say))


def _named(name: str, value: str) -> Markup:
    return Markup("{}: {}").format(name, shortened(value, NAME_CHARS))


def _place(place: Place, say: Speech) -> str:
    text = shortened(place.name, NAME_CHARS)
    if place.heads:
        text += ", " + (say.gettext("acting head") if place.acting else say.gettext("head"))
    if place.of > 1:
        text += ", " + say.gettext("asked as no. {n} of {all}").format(n=place.rank, all=place.of)
    return text


def _entrance(one: Person, say: Speech) -> str:
    if one.joined_on is not None:
        joined = say.gettext("Joined on {date}").format(date=say.full_day(one.joined_on))
        if one.chat_works:
            return joined
        return joined + say.gettext(", but the bot cannot write to them there")
    if one.invited_on is not None:
        return say.gettext("Invited on {date}, has not joined yet").format(
            date=say.full_day(one.invited_on)
        )
    return say.gettext("Not invited yet")


def away_words(away: Away, say: Speech) -> str:
    """«Отсутствует до 25 октября, замещает Осотова И. В.»"""
    if away.first is None:
        text = say.gettext("Away until {last}").format(last=say.day(away.last))
    else:
        text = say.gettext("Away from {first} until {last}").format(
            first=say.day(away.first), last=say.day(away.last)
        )
    if away.stand_in:
        text += say.gettext(", {name} stands in").format(name=away.stand_in)
    return text


def _deeds(one: Person, reader: int, say: Speech) -> tuple[tuple[Button, ...], ...]:
    def press(label: str, verb: Verb, *more: int) -> Button:
        return Button(label, Action(verb, reader, (one.id, *more)).pack())

    invite = (
        press(say.gettext("Withdraw the invitation"), Verb.UNINVITE)
        if one.invited_on is not None
        else press(say.gettext("Invite"), Verb.INVITE)
    )
    again = (
        (press(say.gettext("New link"), Verb.INVITE), invite)
        if one.invited_on is not None
        else (invite,)
    )
    away = (
        press(say.gettext("Is back"), Verb.PERSON_BACK)
        if one.away is not None
        else press(say.gettext("Is away…"), Verb.PERSON_AWAY)
    )
    merge = Button(say.gettext("Merge with…"), Action(Verb.MERGE, reader, (0, one.id, 0)).pack())
    data = press(say.gettext("Personal data…"), Verb.PERSON_DATA)
    if one.left_on is not None:
        back = press(say.gettext("Works here again"), Verb.CAME_BACK)
        return ((back,), (merge,), (data,), (home_button(reader, say),))
    return (
        (
            press(say.gettext("Edit…"), Verb.PERSON_EDIT),
            press(say.gettext("Roles…"), Verb.PERSON_ROLE),
        ),
        (press(say.gettext("Organisations…"), Verb.PERSON_PLACES), away),
        again,
        (press(say.gettext("Does not work here any more…"), Verb.LEAVE, 0),),
        (merge, press(say.gettext("Delete…"), Verb.PERSON_DROP)),
        (data,),
        (home_button(reader, say),),
    )

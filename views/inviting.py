"""Invitations in the chat: a link to forward, all who have not joined, and links by the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from channels.message import Button, Message
from views.actions import Action, Verb
from views.lines import shortened
from views.people_desk import home_button
from views.speech import Speech

LINKS = 20
"""In one message: a name and a link are at most 160 characters."""
NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Link:
    """A single-use link of one person."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Uninvited:
    """Those who have not joined and hold no link that works; `waiting` have one."""

    by_email: int
    by_hand: int
    waiting: int


def one_link(
    person_id: int, link: Link, email: str, joined: str, days: int, reader: int, say: Speech
) -> Message:
    """A link to forward; `email` is where a letter goes too, `joined` since when another account
    stands for the person, «» for neither."""
    rows = [
        Markup("<b>{}</b>").format(
            say.gettext("Invitation for {name}").format(name=shortened(link.name))
        ),
        Markup("{}").format(link.url),
        Markup("{}").format(
            say.ngettext(
                "The link works once, for {n} day. Forward it to this person only: whoever opens "
                "it enters as them.",
                "The link works once, for {n} days. Forward it to this person only: whoever "
                "opens it enters as them.",
                days,
            ).format(n=days)
        ),
    ]
    if email:
        words = say.gettext("A letter with the link goes to {email}.")
        rows.append(Markup("{}").format(words.format(email=email)))
    if joined:
        words = say.gettext(
            "This person has joined already ({date}): the link lets them in from another phone, "
            "and the earlier one is let go."
        )
        rows.append(Markup("{}").format(words.format(date=joined)))
    back = Action(Verb.PERSON, reader, (person_id,)).pack()
    card = Button(say.gettext("Card"), back)
    return Message(str(Markup("\n").join(rows)), buttons=((card,),), secret=True)


def preview(count: Uninvited, reader: int, say: Speech) -> Message:
    """Before anything goes out: how many, and how."""
    head = Markup("<b>{}</b>").format(say.gettext("Invite all who have not joined"))
    rows = [head]
    if count.by_email:
        words = say.ngettext(
            "A letter goes to {n} person.", "Letters go to {n} people.", count.by_email
        )
        rows.append(Markup("{}").format(words.format(n=count.by_email)))
    if count.by_hand:
        words = say.ngettext(
            "{n} person has no email: you get a link to forward.",
            "{n} people have no email: you get links to forward.",
            count.by_hand,
        )
        rows.append(Markup("{}").format(words.format(n=count.by_hand)))
    if not count.by_email and not count.by_hand:
        rows.append(Markup("{}").format(say.gettext("Everybody has joined or been invited.")))
    if count.waiting:
        words = say.ngettext(
            "{n} person has been invited already; that link still works.",
            "{n} people have been invited already; their links still work.",
            count.waiting,
        )
        rows.append(Markup("{}").format(words.format(n=count.waiting)))
    go = Button(say.gettext("Invite"), Action(Verb.INVITE_ALL, reader, (1,)).pack())
    wanted = count.by_email + count.by_hand
    return Message(
        str(Markup("\n").join(rows)),
        buttons=(*(((go,),) if wanted else ()), (home_button(reader, say),)),
    )


def links(
    letters: int, page: Sequence[Link], left: int, days: int, reader: int, say: Speech
) -> Message:
    """What went out, and a page of links of those without an email; `left` still wait."""
    rows: list[Markup] = []
    if letters:
        words = say.ngettext("{n} letter is on its way.", "{n} letters are on their way.", letters)
        rows.append(Markup("{}").format(words.format(n=letters)))
    if page:
        words = say.ngettext(
            "Links to forward; each works once, for {n} day, and only for its own person:",
            "Links to forward; each works once, for {n} days, and only for its own person:",
            days,
        )
        rows.append(Markup("<b>{}</b>").format(words.format(n=days)))
    rows += [Markup("{}\n{}").format(shortened(one.name, NAME_CHARS), one.url) for one in page]
    if not rows:
        rows.append(Markup("{}").format(say.gettext("Everybody has joined or been invited.")))
    more = Button(
        say.gettext("The next ones ({n})").format(n=left),
        Action(Verb.INVITE_ALL, reader, (1,)).pack(),
    )
    return Message(
        str(Markup("\n\n").join(rows)),
        buttons=(*(((more,),) if left else ()), (home_button(reader, say),)),
        secret=bool(page),
    )

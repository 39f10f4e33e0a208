"""Who takes over: what goes over, the choice of a successor, somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from markupsafe import escape

from channels.message import Button, Message
from views.actions import Action, Verb
from views.answers import plain
from views.lines import shortened
from views.people_desk import LABEL_CHARS, PAGE, Listed, paged, turns
from views.people_editing import headed
from views.speech import Speech


class For(IntEnum):
    """What a successor is chosen for; the number goes into buttons."""

    LEAVING = 0
    HEAD = 1


_CHOOSE = {For.LEAVING: Verb.LEAVE, For.HEAD: Verb.HEAD_CHANGE}


_CHOSEN = {For.LEAVING: Verb.LEAVE_TO, For.HEAD: Verb.HEAD_TO}


_CARD = {For.LEAVING: Verb.PERSON, For.HEAD: Verb.OFFICE}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody has that another takes over: activities with their open dates, what
    organisations handed to them, requests that wait, rows of documents that mean them."""

    activities: int = 0
    dates: int = 0
    delegations: int = 0
    requests: int = 0
    parties: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to take over."""
        return bool(self.dates or self.delegations or self.requests or self.parties)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose successor is chosen: a person who leaves, or the organisation whose head changes."""

    kind: For
    id: int
    name: str


def headed_list(head: str, listed: Message) -> Message:
    """A list of what is somebody's, with what has happened above it."""
    return replace(listed, text=f"{escape(head)}\n\n{listed.text}")


def with_link(message: Message, link: Message) -> Message:
    """What was done, with the link to forward under it."""
    return replace(message, text=f"{message.text}\n\n{link.text}")


def counted(one: Theirs, say: Speech) -> list[str]:
    """What goes over, a line each."""
    rows = []
    if one.dates:
        activities = say.ngettext(
            "{n} open activity", "{n} open activities", one.activities
        ).format(n=one.activities)
        dates = say.ngettext("{n} date", "{n} dates", one.dates).format(n=one.dates)
        rows.append(f"{activities} ({dates})")
    for count, words in (
        (
            one.delegations,
            say.ngettext(
                "{n} date handed over by an organisation",
                "{n} dates handed over by organisations",
                one.delegations,
            ),
        ),
        (
            one.requests,
            say.ngettext(
                "{n} request that waits for a decision",
                "{n} requests that wait for a decision",
                one.requests,
            ),
        ),
        (
            one.parties,
            say.ngettext(
                "{n} entry among the responsible of roadmaps",
                "{n} entries among the responsible of roadmaps",
                one.parties,
            ),
        ),
    ):
        if count:
            rows.append(words.format(n=count))
    return rows


def goes_over(one: Theirs, say: Speech) -> str:
    """The same as one text."""
    return "\n".join(f"• {row}" for row in counted(one, say))


def back_to(of: Subject, reader: int, say: Speech) -> Button:
    """The way back to whose successor is chosen."""
    return Button(say.gettext("‹ Back"), Action(_CARD[of.kind], reader, (of.id, 1)).pack())


def choose(
    of: Subject,
    theirs: Theirs,
    people: Sequence[Listed],
    page: int,
    reader: int,
    say: Speech,
    *,
    found: bool = False,
    former: str = "",
) -> Message:
    """Who takes over? A page, counted from 0, or those whose names fit what was typed."""
    page = paged(len(people), page)
    verb = _CHOOSE[of.kind]
    turning = [] if found else turns(page, len(people), (of.id,), verb, reader)
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(_CHOSEN[of.kind], reader, (of.id, one.id)).pack(),
            ),
        )
        for one in people[page * PAGE : (page + 1) * PAGE]
    ]
    new = Action(Verb.SUCCESSOR_NEW, reader, (of.kind, of.id)).pack()
    return Message(
        headed(of.name, *_asked(of, theirs, former, say), hint(people, say, found=found)),
        buttons=(
            *rows,
            *((tuple(turning),) if turning else ()),
            (Button(say.gettext("Somebody new…"), new),),
            (back_to(of, reader, say),),
        ),
    )


def _asked(of: Subject, theirs: Theirs, former: str, say: Speech) -> list[str]:
    if of.kind is For.LEAVING:
        return [
            say.gettext("Does not work here any more. To be taken over:"),
            goes_over(theirs, say),
            say.gettext("Who takes it over?"),
        ]
    rows = [say.gettext("Who is the head from now on?")]
    if former:
        rows.insert(0, say.gettext("Head until now: {name}").format(name=former))
    return rows


def hint(people: Sequence[Listed], say: Speech, *, found: bool) -> str:
    """How to choose, or what was found for typed words."""
    if not found:
        return say.gettext("Choose a person, or write the beginning of the surname.")
    return say.gettext("Found by name:") if people else say.gettext("Nobody is called so.")


def went(name: str, count: int, say: Speech) -> str:
    """How many dates somebody takes over."""
    words = say.ngettext("{name} takes over {n} date.", "{name} takes over {n} dates.", count)
    return words.format(name=shortened(name), n=count)


def invitation(one: Listed, reader: int, say: Speech) -> tuple[Button, ...]:
    """A row with the button that invites who takes over."""
    label = say.gettext("Invite: {name}").format(name=one.label)
    return (Button(shortened(label, LABEL_CHARS), Action(Verb.INVITE, reader, (one.id,)).pack()),)


def ask_new(of: Subject, say: Speech) -> Message:
    """Name, telephone and address of somebody new, in one message."""
    words = say.gettext(
        "Write the full name and, by commas, a telephone and an email address where they are known."
    )
    return Message(headed(of.name, words))


def not_a_person(say: Speech) -> Message:
    """What was typed is no name; the question stands."""
    return plain(
        say.gettext(
            "There is no full name in it. Write it so: surname, name and patronymic, then by "
            "commas a telephone and an email address."
        )
    )


def perhaps_known(
    of: Subject, name: str, alike: Sequence[Listed], reader: int, say: Speech
) -> Message:
    """Those who may be the same: chosen instead of made anew."""
    rows = [
        (
            Button(
                shortened(one.label, LABEL_CHARS),
                Action(_CHOSEN[of.kind], reader, (of.id, one.id)).pack(),
            ),
        )
        for one in alike
    ]
    another = Action(Verb.SUCCESSOR_MAKE, reader, (of.kind, of.id)).pack()
    return Message(
        headed(name, say.gettext("Perhaps known already. Is it one of these?")),
        buttons=(*rows, (Button(say.gettext("No, it is somebody else"), another),)),
    )

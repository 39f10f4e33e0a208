"""What those are told who leave, take over, become or are no longer the head."""

from __future__ import annotations

from collections.abc import Sequence

from channels.message import Message
from views.answers import plain
from views.lines import shortened
from views.speech import Speech

SHOWN = 10


def goodbye(municipality: str, heirs: Sequence[str], say: Speech, *, had_work: bool) -> Message:
    """To somebody who has left: nothing more comes here."""
    rows = [
        say.gettext("A coordinator noted that you no longer work here: {name}.").format(
            name=municipality
        )
    ]
    if had_work and heirs:
        names = ", ".join(shortened(name) for name in heirs[:SHOWN])
        rows.append(
            say.gettext("Your open activities were taken over by: {names}.").format(names=names)
        )
    rows.append(
        say.gettext(
            "What you reported is kept. Nothing more will be written to you here. Thank you for "
            "the work! If this is a mistake, please tell the coordinator."
        )
    )
    return plain("\n".join(rows))


def not_head_now(office: str, name: str, dates: int, say: Speech, *, acting: bool) -> Message:
    """To the former head: who is the head now, for good or `acting`, and what went over."""
    words = (
        say.gettext("{office} has an acting head now: {name}.")
        if acting
        else say.gettext("{office} has another head now: {name}.")
    )
    rows = [words.format(office=office, name=name)]
    if dates:
        moved = say.ngettext(
            "{n} open date of yours went over to them.",
            "{n} open dates of yours went over to them.",
            dates,
        )
        rows.append(moved.format(n=dates))
    rows.append(say.gettext("What you reported stays in your name."))
    return plain("\n".join(rows))


def you_take_over(name: str, say: Speech) -> str:
    """Above the list for whoever takes over from somebody who has left."""
    return say.gettext("{name} no longer works here. This is yours now.").format(name=name)


def you_head(office: str, former: str, say: Speech, *, acting: bool) -> str:
    """Above the list for a new head."""
    words = (
        say.gettext("You are acting head now: {office}.")
        if acting
        else say.gettext("You are the head now: {office}.")
    )
    rows = [words.format(office=office)]
    if former:
        rows.append(say.gettext("What was open of {name} is yours now.").format(name=former))
    return " ".join(rows)

"""What became of an announcement, and the answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from markupsafe import Markup

from channels.message import Attachment, Button, Channel, Message
from views.actions import Action, Verb
from views.announcing import names_of
from views.answers import plain
from views.lines import shortened
from views.speech import Speech

SHOWN_CHARS = 2600


class Fate(IntEnum):
    """What became of it for one reader, the best of their ways."""

    NONE = 0
    CLOSED_CHAT = 1
    CLOSED_MAILBOX = 2
    WAITS = 3
    ARRIVED = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of what was sent at a local instant: the name and the fate of each."""

    on: datetime
    fates: tuple[tuple[str, Fate], ...]
    lost: tuple[str, ...] = ()

    def of(self, *wanted: Fate) -> list[str]:
        """Those whose fate it is."""
        return [name for name, fate in self.fates if fate in wanted]


def fate_of(state: str, channel: Channel) -> Fate:
    """What the state of a notice means to its author."""
    if state == "sent":
        return Fate.ARRIVED
    if state in ("planned", "sending"):
        return Fate.WAITS
    return Fate.CLOSED_CHAT if channel is Channel.TELEGRAM else Fate.CLOSED_MAILBOX


def report(number: int, text: str, outcome: Outcome, reader: int, say: Speech) -> Message:
    """Who has it, who not and why, who cannot be reached at all."""
    arrived, waits = outcome.of(Fate.ARRIVED), outcome.of(Fate.WAITS)
    chats, boxes = outcome.of(Fate.CLOSED_CHAT), outcome.of(Fate.CLOSED_MAILBOX)
    head = say.gettext("The message of {date}").format(date=say.full_day(outcome.on.date()))
    counted = say.gettext("Delivered: {n} of {total}").format(
        n=len(arrived), total=len(outcome.fates) + len(outcome.lost)
    )
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("<i>{}</i>").format(shortened(text, 120)),
        Markup("<b>{}</b>").format(counted),
    ]
    for label, names in (
        (say.gettext("On its way"), waits),
        (say.gettext("Not delivered: the bot is blocked or the chat is closed"), chats),
        (say.gettext("Not delivered: the mailbox takes no letters"), boxes),
        (say.gettext("Not registered and without email"), outcome.lost),
    ):
        if names:
            rows.append(Markup("• {} ({}): {}").format(label, len(names), names_of(names, say)))
    again = Button(say.gettext("Refresh"), Action(Verb.WORDS_REPORT, reader, (number,)).pack())
    calls = Button(say.gettext("Whom to call"), Action(Verb.CALLS, reader).pack())
    return Message(str(Markup("\n").join(rows)), buttons=((again, calls),))


def answer(
    on: date, text: str, who: str, said: str, files: Sequence[Attachment], say: Speech
) -> Message:
    """To the author: somebody answers."""
    head = say.gettext("An answer to your message of {date}").format(date=say.full_day(on))
    rows = [
        Markup("<b>{}</b>").format(head),
        Markup("<i>{}</i>").format(shortened(text, 120)),
        Markup("{}: {}").format(who, shortened(said, SHOWN_CHARS))
        if said
        else Markup("{}").format(who),
    ]
    return Message(str(Markup("\n").join(rows)), subject=f"{head}: {who}", attachments=tuple(files))


def passed_on(author: str, say: Speech) -> Message:
    """To whoever answered."""
    return plain(say.gettext("Passed on: {name}").format(name=author))

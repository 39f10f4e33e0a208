"""What is said and what became of it, as plain values that no messenger has touched.

A `Message` is what views make and the outbox keeps; an `Envelope` adds where it goes;
an `Outcome` is what a channel answers after it has tried. A channel never raises.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import quote

_TAG = re.compile(r"<[^>]*>")
_WORDS = (
    *("subject", "thread", "hint", "letter_hint", "reply_hint"),
    *("brief", "page", "answers", "calendar"),
)
"""The parts of a message that are plain text, empty where there is none."""
_FLAGS = ("secret", "quiet")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def _with_address(link: re.Match[str]) -> str:
    """A link as plain text: its words, and where it leads unless they say so."""
    address, words = link[1], link[2]
    return words if address in words else f"{words} ({address})"


class Channel(StrEnum):
    """The ways a person can be reached."""

    TELEGRAM = "telegram"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Button:
    """A thing to press: `action` is callback data, at most 64 bytes of UTF-8."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: kept under `sha256`, shown as `name`; `mime` is its media type.

    A `picture` is to be looked at in the chat, not to be kept; its `mime` is an image's.
    """

    sha256: str
    name: str
    mime: str
    picture: bool = False


def cid_of(sha256: str) -> str:
    """The Content-ID of a picture in a letter, without brackets (RFC 2392: `cid:` and this)."""
    return f"{sha256[:32]}@vekha"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one person.

    `text` is in a small mark-up: <b>, <i>, <u>, <s>, <code>, <a href>, <blockquote> and line
    breaks, everything else escaped (views build it with markupsafe, so user text cannot leak in).
    `menu` is the permanent keyboard under the chat, rows of words; None leaves it as it is.
    `hint` says what can be done in a chat (press, reply with a file); letters leave it out and
    say `reply_hint` instead, or where nobody reads answers to letters `letter_hint`.
    `subject` is for letters; `thread` groups letters, e.g. "person-7-2018-W41".
    `brief` is the text without names and titles, for municipalities whose Telegram is brief;
    empty: there is no such text.
    `attachments` follow the text; an edit of a message that was sent cannot bring any.
    `page` is the SHA-256 of a kept HTML page that a letter shows instead of the text; a picture
    whose `cid_of` address it names stands in it. `answers` is the Message-ID of the letter that a
    letter answers. `calendar` is an iCalendar text (RFC 5545) that goes with a letter.
    A `quiet` one arrives without a sound. Of a `secret` one (a link that lets in) no copy is kept
    once it has gone.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    menu: tuple[tuple[str, ...], ...] | None = None
    subject: str = ""
    thread: str = ""
    hint: str = ""
    letter_hint: str = ""
    reply_hint: str = ""
    brief: str = ""
    attachments: tuple[Attachment, ...] = ()
    secret: bool = False
    quiet: bool = False
    page: str = ""
    answers: str = ""
    calendar: str = ""

    def to_data(self) -> dict[str, Any]:
        """JSON-ready; the inverse of `from_data`. Empty parts are left out."""
        data: dict[str, Any] = {"text": self.text}
        if self.buttons:
            data["buttons"] = [[[b.label, b.action] for b in row] for row in self.buttons]
        if self.menu is not None:
            data["menu"] = [list(row) for row in self.menu]
        for name in _WORDS:
            if said := getattr(self, name):
                data[name] = said
        for flag in _FLAGS:
            if getattr(self, flag):
                data[flag] = True
        if self.attachments:
            data["attachments"] = [
                [a.sha256, a.name, a.mime, *([True] if a.picture else [])] for a in self.attachments
            ]
        return data

    @property
    def plain(self) -> str:
        """The text without its mark-up, as a plain letter or a terminal shows it."""
        return html.unescape(_TAG.sub("", self.text))

    @property
    def plain_with_links(self) -> str:
        """The same with the addresses of links, for who cannot press them."""
        return html.unescape(_TAG.sub("", _LINK.sub(_with_address, self.text)))

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Message:
        """The message that `to_data` wrote."""
        menu = data.get("menu")
        return Message(
            text=data["text"],
            buttons=tuple(
                tuple(Button(label, action) for label, action in row)
                for row in data.get("buttons", ())
            ),
            menu=None if menu is None else tuple(tuple(row) for row in menu),
            attachments=tuple(Attachment(*parts) for parts in data.get("attachments", ())),
            **{flag: data.get(flag, False) for flag in _FLAGS},
            **{name: data.get(name, "") for name in _WORDS},
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose a letter is: the name and language of the municipality; `kind` says why it goes."""

    town: str = ""
    language: str = "ru"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """The address for the answer to one letter, and what its subject has to keep."""

    address: str
    tag: str = ""

    def link(self, subject: str) -> str:
        """A mailto: address (RFC 6068) of a letter about something else of the reader's."""
        words = " ".join(f"{subject} {self.tag}".split())
        return f"mailto:{quote(self.address, safe='@+')}?subject={quote(words, safe='')}"


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter in both forms, with its subject; `dates` is the name of its file of dates."""

    subject: str
    plain: str
    html: str
    dates: str = "date.ics"


Wording = Callable[[Message, Letterhead, ReplyTo | None, str], Worded]
"""(message, whose it is, where answers go, its kept page or «») to what the letter says."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way: `address` is a chat id, «chat id/topic» or a mailbox; `edits` names a
    sent message.

    `notice_id` is the outbox row: letters derive their Message-ID from it, and have a `head`.
    """

    notice_id: int
    address: str
    message: Message
    edits: str | None = None
    head: Letterhead = Letterhead()


def chat_of(address: str) -> str:
    """The chat of an address in a messenger: «-100500» of «-100500/17», a topic of it."""
    return address.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived; `external_id` is what an edit or a reply will name (message id, Message-ID).

    `calls` is how many requests that took: a messenger's limits count each.
    """

    external_id: str
    calls: int = 1


@dataclass(frozen=True, slots=True)
class TryLater:
    """It may pass another time. With `lane`, nothing else should be tried before either."""

    reason: str
    after: timedelta | None = None
    lane: bool = False


class Fault(StrEnum):
    """What a refusal is about: nothing else of the kind is to be blamed."""

    MESSAGE = "message"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never pass: this message is wrong, or this address is dead."""

    reason: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat lives on under another id (a group became a supergroup)."""

    to: str


@dataclass(frozen=True, slots=True)
class ChannelDown:
    """The channel itself is out (wrong token or password): keep every letter, tell the operator."""

    reason: str


Outcome = Delivered | TryLater | Refused | Moved | ChannelDown


ReadFile = Callable[[str], bytes]
"""The bytes kept under a SHA-256; FileNotFoundError when nobody kept them."""


class Carrier(Protocol):
    """Something that takes envelopes to their addresses."""

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Try once and say what happened; never raises for what the far end does."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

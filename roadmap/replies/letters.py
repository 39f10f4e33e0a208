"""A letter as it came, in bytes, to a frozen `Letter`: nothing in it can make the reading fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum

from roadmap.replies.bodies import Attachment, Body, body_of
from roadmap.replies.bounces import Bounce
from roadmap.replies.headers import AS_SENT, Headers, Mailbox
from roadmap.replies.kinds import Kind, kind_of
from roadmap.replies.verdicts import Verdicts, verdicts_in

MEGABYTE = 1 << 20
HEAD_BYTES = 256 * 1024
__all__ = ["Attachment", "Fault", "Letter", "Limits", "Mailbox", "read_letter"]


class Fault(StrEnum):
    """Why not all of a letter was read; its headers always are."""

    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    PACKED = "packed"
    """winmail.dat that cannot be opened: to be sent once more as ordinary files."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: bytes of a letter, parts in it, signs of text."""

    letter_bytes: int = 50 * MEGABYTE
    parts: int = 100
    text_chars: int = 100_000


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says of itself.

    Identifiers keep their angle brackets; `recipients` are those of the servers' headers too;
    `text` is the best plain text with quotes and all; `bounce` is there where the kind says so.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Mailbox
    recipients: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    verdicts: Verdicts
    kind: Kind
    bounce: Bounce | None = None
    faults: frozenset[Fault] = frozenset()

    @property
    def answers(self) -> tuple[str, ...]:
        """The Message-IDs it answers, the nearest first."""
        return tuple(dict.fromkeys(self.in_reply_to + self.references[::-1]))


def _nobodys(_: str) -> bool:
    return False


def read_letter(
    raw: bytes, *, is_ours: Callable[[str], bool] = _nobodys, limits: Limits | None = None
) -> Letter:
    """The letter in `raw`. `is_ours` tells our own Message-IDs; what goes past a limit is left
    out and named among the faults."""
    limits = limits or Limits()
    message, fault = _parsed(raw, limits)
    headers = Headers(message)
    body = Body("") if fault else body_of(message, limits.text_chars)
    kind, bounce = kind_of(headers, body.text, is_ours)
    faults = {fault} if fault else set[Fault]()
    if body.is_packed:
        faults.add(Fault.PACKED)
    return Letter(
        message_id=next(iter(headers.identifiers("Message-ID")), ""),
        in_reply_to=headers.identifiers("In-Reply-To"),
        references=headers.identifiers("References"),
        sender=headers.sender(),
        recipients=headers.recipients(),
        subject=headers.text("Subject"),
        date=headers.date(),
        text=body.text,
        attachments=body.attachments,
        verdicts=verdicts_in(headers),
        kind=kind,
        bounce=bounce,
        faults=frozenset(faults),
    )


def _parsed(raw: bytes, limits: Limits) -> tuple[Message, Fault | None]:
    """The message whole, or only its headers and why."""
    if len(raw) > limits.letter_bytes:
        return _head(raw), Fault.TOO_LARGE
    # every nested part has such a line; looked at first, since parts are parsed recursively
    if raw.lower().count(b"\ncontent-type:") > limits.parts:
        return _head(raw), Fault.TOO_MANY_PARTS
    try:
        message = message_from_bytes(raw, policy=AS_SENT)
    except RecursionError:
        return _head(raw), Fault.TOO_MANY_PARTS
    if sum(1 for _ in message.walk()) > limits.parts:
        return _head(raw), Fault.TOO_MANY_PARTS
    return message, None


def _head(raw: bytes) -> Message:
    end = raw.replace(b"\r\n", b"\n", 2000)[:HEAD_BYTES].find(b"\n\n")
    head = raw[:HEAD_BYTES].replace(b"\r\n", b"\n")
    found = BytesHeaderParser(policy=AS_SENT).parsebytes(head[:end] if end > 0 else head)
    found.set_payload("")
    return found

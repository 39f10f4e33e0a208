"""The headers of a letter, read without trust: repeated, folded, broken or missing.

The header parser of the email package's newer policies raises on what some programs send, so
letters are read with `AS_SENT` and decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime

from roadmap.replies.charsets import header_text

LONGEST = 20_000
"""Signs of one header that are looked at."""
_MAILBOX = re.compile(r"[^\s<>\"(),:;@\[\]]{1,64}@[^\s<>\"(),:;@]{1,255}")
_IDENTIFIER = re.compile(r"<[^<>\s]{3,500}>")
_RECIPIENTS = (
    *("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"),
    *("To", "Cc", "Resent-To"),
)


class _AsSent(Compat32):
    """Headers as they stand, bytes above 127 as surrogates."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The value, unlike Compat32 not replaced where it holds 8-bit bytes."""
        return value


AS_SENT = _AsSent()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address in lower case («» where there is none or more than one) and the name said."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of one letter."""

    message: Message

    def raw(self, name: str) -> tuple[str, ...]:
        """Every value of a header as sent, in order of standing."""
        wanted = name.lower()
        return tuple(
            str(value)[:LONGEST] for key, value in self.message.raw_items() if key.lower() == wanted
        )

    def text(self, name: str) -> str:
        """The first value, decoded; «» where there is none."""
        return next((header_text(value) for value in self.raw(name)), "")

    def has(self, name: str) -> bool:
        """Whether the header is there."""
        return name in self.message

    def identifiers(self, name: str) -> tuple[str, ...]:
        """The <…> of a header, in order."""
        return tuple(found for value in self.raw(name) for found in _IDENTIFIER.findall(value))

    def sender(self) -> Mailbox:
        """Whom the letter is from: more than one address or header is nobody."""
        values = self.raw("From")
        if len(values) != 1:
            return Mailbox("")
        found = [(name, box) for name, box in getaddresses([_flat(values[0])]) if "@" in box]
        if len(found) != 1 or not _MAILBOX.fullmatch(found[0][1]):
            return Mailbox("")
        return Mailbox(found[0][1].lower(), header_text(found[0][0]))

    def recipients(self) -> tuple[str, ...]:
        """The addresses it was sent to, as the servers say first, then as the writer does."""
        found = (box for name in _RECIPIENTS for value in self.raw(name) for box in _boxes(value))
        return tuple(dict.fromkeys(found))

    def date(self) -> datetime | None:
        """When it says that it was written."""
        for value in self.raw("Date"):
            try:
                return parsedate_to_datetime(value)
            except (ValueError, TypeError, IndexError, OverflowError):
                return None
        return None


def _flat(value: str) -> str:
    return " ".join(value.split())


def _boxes(value: str) -> Iterator[str]:
    yield from (found.lower() for found in _MAILBOX.findall(_flat(value)))

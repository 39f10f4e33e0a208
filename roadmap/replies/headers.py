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
from email.utils import parsedate_to_datetime

from roadmap.replies.charsets import header_text

LONGEST = 20_000
"""Signs of one header that are looked at."""
_MAILBOX = re.compile(r"[^\s<>\"(),:;@\[\]]{1,64}@[^\s<>\"(),:;@]{1,255}")
_IDENTIFIER = re.compile(r"<[^<>\s]{3,500}>")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>\s*(?:\([^()]*\))?")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)$")
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
        return _only_mailbox(" ".join(values[0].split()))

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


def _only_mailbox(value: str) -> Mailbox:
    """The one address of a header, in the shapes that mail programs write (RFC 5322, 3.4); what
    could be read as more than one is none."""
    named = _NAMED.fullmatch(value)
    bare = _QUOTED.sub("", named["name"] if named else "")
    address = named["address"] if named else _COMMENT.sub("", value).strip()
    if not _MAILBOX.fullmatch(address) or any(sign in bare for sign in "@,;:"):
        return Mailbox("")
    name = named["name"].strip() if named else ""
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"')
    return Mailbox(address.lower(), header_text(name))


def _boxes(value: str) -> Iterator[str]:
    yield from (found.lower() for found in _MAILBOX.findall(" ".join(value.split())))

"""A letter that came back: to whom it could not be given, why, and which letter it was."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.replies.charsets import header_text
from roadmap.replies.headers import Headers

LONGEST = 50_000
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_IDENTIFIER = re.compile(r"^\W{0,4}Message-ID:\s*(<[^<>\s]{3,500}>)", re.I | re.M)
# the letter is at fault or the box is full, not the address (RFC 3463, 3)
_NOT_THE_ADDRESS = re.compile(r"5\.(?:7\.\d+|6\.\d+|3\.4|2\.[23]|5\.\d+)")


@dataclass(frozen=True, slots=True)
class Failed:
    """One address: `status` is an enhanced code («5.1.1») or «» where only words say it."""

    recipient: str
    status: str
    is_permanent: bool
    reason: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether the address itself will not do, as opposed to this letter or this hour."""
        return self.is_permanent and _NOT_THE_ADDRESS.fullmatch(self.status) is None


@dataclass(frozen=True, slots=True)
class Bounce:
    """The addresses that failed, and the Message-ID of the letter that came back («»)."""

    failed: tuple[Failed, ...]
    original_id: str = ""


@cache
def words() -> dict[str, Any]:
    """The vocabulary of kinds.toml."""
    return tomllib.loads(files("roadmap.replies").joinpath("kinds.toml").read_text("utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of kinds.toml as one pattern."""
    return re.compile("|".join(f"(?:{one})" for one in words()[name]), re.I)


def bounce_in(headers: Headers, text: str) -> Bounce | None:
    """The bounce that a letter is; None for any other, a report of success among them.

    `text` is the letter's plain text.
    """
    message = headers.message
    reported = tuple(_reported(message))
    if reported:
        failed = tuple(one for action, one in reported if action in {"failed", "delayed"})
        return Bounce(failed, _original_id(message, text)) if failed else None
    if not (headers.has("X-Failed-Recipients") or _is_by_words(headers)):
        return None
    return Bounce(tuple(_told(headers, text)), _original_id(message, text))


def is_from_machine(headers: Headers) -> bool:
    """Whether nobody is to be answered: an empty Return-Path (RFC 5321, 4.5.5) or a daemon."""
    empty = any(value.strip() in {"<>", ""} for value in headers.raw("Return-Path"))
    return empty or pattern("daemons").match(headers.sender().address) is not None


def _is_by_words(headers: Headers) -> bool:
    said = pattern("bounce_subjects").search(headers.text("Subject")) is not None
    return said and is_from_machine(headers)


def _reported(message: Message) -> Iterator[tuple[str, Failed]]:
    """Action and address of each recipient in the report (RFC 3464, 2.3)."""
    for part in message.walk():
        if part.get_content_type() not in {
            "message/delivery-status",
            "message/global-delivery-status",
        }:
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and "Action" in block:
                yield _of_block(Headers(block))


def _of_block(block: Headers) -> tuple[str, Failed]:
    action = block.text("Action").partition(" ")[0].lower()
    said = block.text("Final-Recipient") or block.text("Original-Recipient")
    found = _ADDRESS.search(said)
    status = _STATUS.search(block.text("Status"))
    reason = block.text("Diagnostic-Code").partition(";")[2].strip()
    # a server that says 5.0.0 often tells more in its own words
    told = _STATUS.search(reason)
    if told is not None and (status is None or status[0].endswith(".0.0")):
        status = told
    permanent = action == "failed" and (status is None or status[1] == "5")
    address = found[0].lower() if found else ""
    return action, Failed(address, status[0] if status else "", permanent, reason[:500])


def _told(headers: Headers, text: str) -> Iterator[Failed]:
    """The addresses that a bounce in words names, each once."""
    own = (*headers.recipients(), headers.sender().address)
    text = _without_original(text)[:LONGEST]
    named = " ".join(header_text(value) for value in headers.raw("X-Failed-Recipients"))
    status = _STATUS.search(text)
    code = _CODE.search(text)
    figure = (status or code or [""] * 2)[1]
    permanent = figure == "5" or (not figure and pattern("no_such_box").search(text) is not None)
    line = next((line.strip() for line in text.split("\n") if _CODE.search(line)), "")
    addresses = dict.fromkeys(found.lower() for found in _ADDRESS.findall(named or text))
    for address in addresses:
        if address not in own:
            yield Failed(address, status[0] if status else "", permanent, line[:500])
            if not named:
                return  # what follows belongs to the letter or to the server


def _without_original(text: str) -> str:
    found = pattern("originals").search(text)
    return text[: found.start()] if found else text


def _original_id(message: Message, text: str) -> str:
    for part in message.walk():
        if part is not message and part.get_content_maintype() == "message":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(first, Message) and (found := Headers(first).identifiers("Message-ID")):
                return found[0]
        if part.get_content_type() in {"text/rfc822-headers", "text/rfc822"}:
            data = part.get_payload(decode=True)
            said = data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
            if found_in := _IDENTIFIER.search(said[:LONGEST]):
                return found_in[1]
    in_words = _IDENTIFIER.search(text[:LONGEST])
    return in_words[1] if in_words else ""

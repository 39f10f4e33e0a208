"""An answer to a letter, as a mail program writes it, put where the bot looks for letters."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from pathlib import Path

from sandbox.letters import Letter

LINE_CHARS = 900


@dataclass(frozen=True)
class File:
    """Something attached."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Answer:
    """What somebody writes under a letter: `address` is theirs, `name` may be empty."""

    address: str
    text: str
    name: str = ""
    files: tuple[File, ...] = ()


def reply(letter: Letter, answer: Answer, now: datetime, number: int) -> bytes:
    """The answer as RFC 5322 bytes: to Reply-To or From, in the letter's thread, the letter quoted
    below. `number` makes its Message-ID."""
    original, made = letter.message, EmailMessage(policy=SMTP)
    user, _, host = answer.address.partition("@")
    made["From"] = Address(answer.name, user, host)
    made["To"] = _answers_go_to(letter)
    subject = " ".join(letter.subject.split())
    made["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<reply.{number}.{int(now.timestamp())}@{host or 'localhost'}>"
    asked = str(original.get("Message-ID", "")).strip()
    if asked:
        made["In-Reply-To"] = asked
        made["References"] = f"{original.get('References', '')} {asked}".strip()
    made.set_content(f"{answer.text}\n\n{_quoted(letter, now)}\n", cte="quoted-printable")
    for file in answer.files:
        kind, _, subtype = (file.mime or "application/octet-stream").partition("/")
        made.add_attachment(
            file.content, maintype=kind, subtype=subtype or "octet-stream", filename=file.name
        )
    return bytes(made)


def _answers_go_to(letter: Letter) -> str:
    header = letter.message.get("Reply-To") or letter.message.get("From") or letter.sender
    return next((address for _, address in getaddresses([str(header)]) if address), letter.sender)


def _quoted(letter: Letter, now: datetime) -> str:
    """The letter below the answer, as Gmail quotes it."""
    when = letter.received_at.astimezone(now.tzinfo)
    head = f"On {when:%d.%m.%Y %H:%M}, <{_address_of(letter)}> wrote:"
    lines = (letter.text or "").rstrip().splitlines()
    return "\n".join([head, *(f"> {line[:LINE_CHARS]}" for line in lines)])


def _address_of(letter: Letter) -> str:
    found = getaddresses([str(letter.message.get("From", letter.sender))])
    return found[0][1] if found else letter.sender


def put(folder: Path, raw: bytes, number: int, now: datetime) -> Path:
    """Put a letter into a Maildir: whole in tmp/, then moved to new/; where it lies."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    name = f"{int(now.timestamp())}.P{os.getpid()}Q{number}.sandbox"
    partial = folder / "tmp" / name
    partial.write_bytes(raw)
    return partial.rename(folder / "new" / name)

"""A letter as bytes: headers, both forms of the text, pictures in it and files with it.

Everything is encoded to ASCII lines, so that no relay has to change a letter on its way. What
equal letters share, a file or a picture, is encoded once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from enum import StrEnum

from channels.attachments import Loaded
from channels.headers import CRLF, mailbox, message_ids, unstructured
from channels.message import (
    Attachment,
    Envelope,
    Letterhead,
    Message,
    ReplyTo,
    Worded,
    Wording,
    cid_of,
)

SUMMARIES = frozenset({"weekly", "digest"})
"""The kinds of notices that a mail program offers to unsubscribe from (RFC 2369)."""
ENCODED_BYTES = 16 << 20
_DATE = Attachment("", "date.ics", "text/calendar")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"></head>'
    '<body style="margin:0;padding:16px;font:16px/1.5 Arial,sans-serif">'
    '<div style="max-width:640px;margin:0 auto">{body}</div></body></html>'
)


class ReplyStyle(StrEnum):
    """Where the token of an answer stands: box+TOKEN@host, [#TOKEN] in the subject, or only in the
    Message-ID that mail programs refer to."""

    PLUS = "plus"
    SUBJECT = "subject"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ReplyBox:
    """The mailbox that answers come to."""

    address: str
    style: ReplyStyle = ReplyStyle.PLUS

    def to(self, token: str) -> ReplyTo:
        """Where the answer to one letter goes."""
        local, _, host = self.address.rpartition("@")
        if self.style is ReplyStyle.PLUS:
            return ReplyTo(f"{local}+{token}@{host}")
        tag = f"[#{token}]" if self.style is ReplyStyle.SUBJECT else ""
        return ReplyTo(self.address, tag)


def plainly(message: Message, head: Letterhead, reply: ReplyTo | None, kept: str) -> Worded:
    """The simplest wording: the message's own mark-up."""
    said = whole(message)
    return Worded(said.subject, said.plain_with_links, kept or page(said))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters are from: `address` as in From, `secret` makes what nobody can guess, `token`
    names a notice, `replies` is the box for answers, None where nobody reads any."""

    address: str
    secret: bytes
    token: Callable[[int], str]
    replies: ReplyBox | None = None
    word: Wording = plainly

    @property
    def mailbox(self) -> str:
        """The address alone."""
        return parseaddr(self.address)[1]

    def message_id(self, notice_id: int) -> str:
        """The same for every repeat of a notice, and unguessable; an answer to it is a token."""
        return f"<{self.token(notice_id)}@{self._domain}>"

    def root_id(self, thread: str) -> str:
        """The Message-ID of a letter that nobody ever sent: every letter of a thread refers to it,
        so that mail programs show them together."""
        mark = hmac.new(self.secret, f"thread:{thread}".encode(), hashlib.sha256)
        return f"<thread.{mark.hexdigest()[:32]}@{self._domain}>"

    @property
    def _domain(self) -> str:
        return self.mailbox.rpartition("@")[2] or "localhost"


class EncodedFiles:
    """The parts of files as they stand in letters, the last used ones kept."""

    def __init__(self, limit: int = ENCODED_BYTES) -> None:
        self._limit, self._size = limit, 0
        self._parts: OrderedDict[Attachment, bytes] = OrderedDict()

    def known(self, files: Sequence[Attachment]) -> dict[Attachment, bytes]:
        """The parts of those that need not be read."""
        kept = [file for file in files if file in self._parts]
        for file in kept:
            self._parts.move_to_end(file)
        return {file: self._parts[file] for file in kept}

    def add(self, file: Attachment, loaded: Loaded) -> bytes:
        """The part of a file that has been read."""
        part = encoded(file, loaded)
        if len(part) <= self._limit // 2:
            self._size += len(part) - len(self._parts.pop(file, b""))
            self._parts[file] = part
            while self._size > self._limit:
                self._size -= len(self._parts.popitem(last=False)[1])
        return part


def encoded(file: Attachment, loaded: Loaded) -> bytes:
    """A file with its name in RFC 2231; text is said to be UTF-8 (RFC 2046, 4.1.2). A picture has
    a Content-ID."""
    kind, _, subtype = loaded.mime.partition("/")
    if not _MEDIA_TYPE.fullmatch(loaded.mime) or kind in {"message", "multipart"}:
        kind, subtype = "application", "octet-stream"
    part = MIMEPart(policy=SMTP)
    part.set_content(
        loaded.data,
        maintype=kind,
        subtype=subtype,
        disposition="inline" if loaded.picture else "attachment",
        filename=loaded.name,
        cid=f"<{cid_of(file.sha256)}>" if loaded.picture else None,
        params={"charset": "utf-8"} if kind == "text" else {},
    )
    return bytes(part)


def compose(
    sender: Sender,
    envelope: Envelope,
    files: Sequence[tuple[Attachment, bytes]],
    kept: str,
    now: datetime,
) -> bytes:
    """The letter as it goes out; `files` are encoded, `kept` is the text of the message's page."""
    message = envelope.message
    token = sender.token(envelope.notice_id)
    reply = sender.replies.to(token) if sender.replies else None
    worded = sender.word(message, envelope.head, reply, kept)
    boundary = hashlib.sha256(f"{token}:{worded.html}".encode("utf-8", "replace")).hexdigest()[:24]
    fields = _fields(sender, envelope, worded, reply, now)
    head = "".join(f"{name}: {value}{CRLF}" for name, value in fields if value)
    if message.calendar:
        files = [*files, (_DATE, encoded(_DATE, _dates(message.calendar, worded.dates)))]
    return head.encode() + _body(worded, files, boundary)


def _dates(calendar: str, name: str) -> Loaded:
    """The dates of a message as a file."""
    return Loaded(name, _DATE.mime, calendar.encode())


def _fields(
    sender: Sender, envelope: Envelope, worded: Worded, reply: ReplyTo | None, now: datetime
) -> list[tuple[str, str]]:
    """The header, in order; empty values are left out."""
    message, head = envelope.message, envelope.head
    own = parseaddr(sender.address)[0]
    root = sender.root_id(message.thread) if message.thread else ""
    subject = f"{worded.subject} {reply.tag}" if reply and reply.tag else worded.subject
    fields = [
        ("From", mailbox("From", head.town or own, sender.mailbox)),
        ("To", envelope.address),
        ("Subject", unstructured("Subject", subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", sender.message_id(envelope.notice_id)),
        ("In-Reply-To", message_ids(message.answers) or root),
        ("References", message_ids(root, message.answers)),
        # RFC 3834, section 5
        ("Auto-Submitted", "auto-replied" if message.answers else "auto-generated"),
    ]
    if reply:
        fields.append(("Reply-To", mailbox("Reply-To", head.town or own, reply.address)))
        if head.kind in SUMMARIES:
            fields.append(("List-Unsubscribe", f"<{reply.link('unsubscribe')}>"))
    return [*fields, ("MIME-Version", "1.0")]


def _body(worded: Worded, files: Sequence[tuple[Attachment, bytes]], boundary: str) -> bytes:
    """multipart/mixed of multipart/alternative (plain text, multipart/related of the page and its
    pictures) and files; each layer only where there is something in it."""
    shown = [part for file, part in files if _stands_in(file, worded.html)]
    others = [part for file, part in files if not _stands_in(file, worded.html)]
    page_part = _text("html", worded.html)
    if shown:
        page_part = _multipart("related", [page_part, *shown], f"{boundary}.r")
    both = _multipart("alternative", [_text("plain", worded.plain + "\n"), page_part], boundary)
    return _multipart("mixed", [both, *others], f"{boundary}.m") if others else both


def _stands_in(file: Attachment, page_text: str) -> bool:
    return file.picture and f"cid:{cid_of(file.sha256)}" in page_text


def _text(subtype: str, text: str) -> bytes:
    data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    return head.encode() + b"\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """RFC 2046, 5.1; base64 holds no «_», so no part holds the boundary."""
    mark = f"=_{boundary}".encode()
    head = f'Content-Type: multipart/{subtype}; boundary="=_{boundary}"\r\n\r\n'.encode()
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    return head + body + b"--" + mark + b"--\r\n"


def whole(message: Message) -> Message:
    """The message with what the reader of a letter can do."""
    if not message.letter_hint:
        return message
    hint = html.escape(message.letter_hint, quote=False)
    return replace(message, text=f"{message.text}\n\n<i>{hint}</i>")


def page(message: Message) -> str:
    """The HTML part: the same mark-up, paragraphs and line breaks made visible."""
    paragraphs = message.text.split("\n\n")
    body = "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)
    return _PAGE.format(body=body)

"""Email: envelopes to letters over SMTP, one connection kept open."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import html
import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from channels.attachments import CannotAttach, Loaded, load, nothing_kept
from channels.message import (
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Message,
    Outcome,
    ReadFile,
    Refused,
    TryLater,
)

SECONDS = 30
FILE_LIMIT = 50 << 20
"""What the server takes is often less: then it says so, and the letter is refused."""
GOOD_BYE_SECONDS = 3
PERMANENT = 500  # RFC 5321, 4.2.1: 5yz is a permanent negative completion
# the server has said no in full, so the connection is in order
_ANSWERED = (
    aiosmtplib.SMTPRecipientsRefused,
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPDataError,
)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"></head>'
    '<body style="margin:0;padding:16px;font:16px/1.5 Arial,sans-serif">'
    '<div style="max-width:640px;margin:0 auto">{body}</div></body></html>'
)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over.

    smtp://user:password@host:port upgrades by STARTTLS where offered (?starttls=always insists,
    ?starttls=never refrains); smtps:// is TLS from the first byte. Certificates are checked.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool | None = None

    @staticmethod
    def parse(url: str) -> SmtpServer:
        """Read an smtp:// or smtps:// address; ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("smtp:// or smtps:// and a host")
        tls = parts.scheme == "smtps"
        wish = parse_qs(parts.query).get("starttls", [""])[0]
        return SmtpServer(
            parts.hostname,
            parts.port or (465 if tls else 587),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            tls,
            {"always": True, "never": False}.get(wish),
        )


class MailCarrier:
    """Carries envelopes whose address is a mailbox; `external_id` is the Message-ID.

    `files` gives the bytes of attachments.
    """

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        secret: bytes,
        now: Callable[[], datetime],
        tls_context: ssl.SSLContext | None = None,
        files: ReadFile = nothing_kept,
    ) -> None:
        self._server, self._sender, self._secret, self._now = server, sender, secret, now
        self._tls_context, self._files = tls_context, files
        self._client: aiosmtplib.SMTP | None = None
        self._lock = asyncio.Lock()

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one letter over; never raises for what the server does."""
        if envelope.edits is not None:
            return Delivered(envelope.edits)  # a letter that has gone is not changed
        try:
            Address(addr_spec=envelope.address)
        except (MessageError, ValueError, IndexError) as error:
            return Refused(f"{type(error).__name__}: {error}", Fault.ADDRESS)
        try:
            letter = self.letter(envelope, await load(envelope.message, self._files, FILE_LIMIT))
        except CannotAttach as error:
            return Refused(str(error), Fault.MESSAGE)
        except OSError as error:
            return TryLater(f"{type(error).__name__}: {error}")
        except (MessageError, ValueError, IndexError) as error:
            return Refused(f"{type(error).__name__}: {error}", Fault.MESSAGE)
        try:
            async with self._lock:
                await self._hand_over(letter)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return self._outcome_of(error)
        return Delivered(letter["Message-ID"])

    async def _hand_over(self, letter: EmailMessage) -> None:
        try:
            client = await self._connected()
            await client.send_message(letter)
        except _ANSWERED:
            raise
        except BaseException:
            # an answer that comes later must not be taken for that to the next letter
            if self._client is not None:
                self._client.close()
            self._client = None
            raise

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is None or not self._client.is_connected:
            server = self._server
            self._client = aiosmtplib.SMTP(
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls,
                start_tls=None if server.tls else server.starttls,
                tls_context=self._tls_context,
                timeout=SECONDS,
            )
            await self._client.connect()
        return self._client

    def _outcome_of(self, error: Exception) -> Outcome:
        reason = f"{type(error).__name__}: {error}"
        match error:
            case aiosmtplib.SMTPAuthenticationError():
                return ChannelDown(reason)
            case aiosmtplib.SMTPNotSupported():
                return Refused(reason, Fault.ADDRESS)  # letters beyond ASCII in it, RFC 6531
            case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
                refused = Refused(reason, Fault.ADDRESS)
                return refused if first.code >= PERMANENT else TryLater(reason)
            case aiosmtplib.SMTPSenderRefused() | aiosmtplib.SMTPHeloError():
                return ChannelDown(reason) if error.code >= PERMANENT else TryLater(reason)
            case aiosmtplib.SMTPResponseException() if error.code >= PERMANENT:
                return Refused(reason, Fault.MESSAGE)
            case _:
                return TryLater(reason)

    def message_id(self, notice_id: int) -> str:
        """The same for every repeat of a notice, and unguessable: it is an HMAC of its number."""
        mark = hmac.new(self._secret, f"notice:{notice_id}".encode(), hashlib.sha256)
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "localhost"
        return f"<{notice_id}.{mark.hexdigest()[:32]}@{domain}>"

    def letter(self, envelope: Envelope, files: Sequence[Loaded] = ()) -> EmailMessage:
        """The letter as it goes out: plain text and HTML, both quoted for any relay, and files."""
        name, mailbox = parseaddr(self._sender)
        letter = EmailMessage(policy=SMTP_POLICY)
        letter["From"] = Address(name, addr_spec=mailbox)
        letter["To"] = Address(addr_spec=envelope.address)
        subject = Header(" ".join(envelope.message.subject.split()), "utf-8", header_name="Subject")
        # EmailMessage loses blanks where it folds encoded words (RFC 2047, section 2)
        letter.set_raw("Subject", subject.encode(linesep="\r\n"))
        letter["Date"] = format_datetime(self._now())
        letter["Message-ID"] = self.message_id(envelope.notice_id)
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5
        said = whole(envelope.message)
        letter.set_content(said.plain + "\n", cte="base64")
        letter.add_alternative(page(said), subtype="html", cte="base64")
        for file in files:
            _attach(letter, file)
        return letter

    async def close(self) -> None:
        """Say good-bye to the server."""
        if self._client is not None and self._client.is_connected:
            try:
                await self._client.quit(timeout=GOOD_BYE_SECONDS)
            except (aiosmtplib.SMTPException, OSError):
                self._client.close()


def _attach(letter: EmailMessage, file: Loaded) -> None:
    """A file with its name in RFC 2231; text is said to be UTF-8 (RFC 2046, 4.1.2)."""
    kind, _, subtype = file.mime.partition("/")
    if not _MEDIA_TYPE.fullmatch(file.mime) or kind in {"message", "multipart"}:
        kind, subtype = "application", "octet-stream"
    params = {"charset": "utf-8"} if kind == "text" else {}
    letter.add_attachment(
        file.data, maintype=kind, subtype=subtype, filename=file.name, params=params
    )


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

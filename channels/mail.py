"""Email: envelopes to letters over SMTP, over a few connections that are kept open."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address

import aiosmtplib

from channels.attachments import CannotAttach, load, nothing_kept
from channels.letters import EncodedFiles, ReplyBox, Sender, compose, plainly
from channels.message import (
    Attachment,
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Outcome,
    ReadFile,
    Refused,
    TryLater,
    Wording,
)
from channels.smtp import Connections, NotSecure, SmtpServer

FILE_LIMIT = 50 << 20
"""What the server takes is often less: then it says so, and the letter is refused."""
CONNECTIONS = 4
PERMANENT = 500  # RFC 5321, 4.2.1: 5yz is a permanent negative completion
_PAGE_NAME = "page.html"


class MailCarrier:
    """Carries envelopes whose address is a mailbox; `external_id` is the Message-ID.

    `files` gives the bytes of attachments and pages, `token` names a notice in its letter,
    `replies` is the box for answers, `word` says what letters say; `connections` at once.
    """

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        secret: bytes,
        now: Callable[[], datetime],
        tls_context: ssl.SSLContext | None = None,
        files: ReadFile = nothing_kept,
        *,
        token: Callable[[int], str] | None = None,
        replies: ReplyBox | None = None,
        word: Wording = plainly,
        connections: int = CONNECTIONS,
    ) -> None:
        own = token or (lambda notice_id: _token(secret, notice_id))
        self._sender = Sender(sender, secret, own, replies, word)
        self._now, self._files = now, files
        self._encoded = EncodedFiles()
        self._connections = Connections(server, tls_context, connections)

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one letter over; never raises for what the server does."""
        if envelope.edits is not None:
            return Delivered(envelope.edits)  # a letter that has gone is not changed
        try:
            Address(addr_spec=envelope.address)
        except (MessageError, ValueError, IndexError) as error:
            return Refused(f"{type(error).__name__}: {error}", Fault.ADDRESS)
        try:
            letter = await self.letter(envelope)
        except CannotAttach as error:
            return Refused(str(error), Fault.MESSAGE)
        except OSError as error:
            return TryLater(f"{type(error).__name__}: {error}")
        except (MessageError, ValueError, IndexError) as error:
            return Refused(f"{type(error).__name__}: {error}", Fault.MESSAGE)
        try:
            await self._hand_over(envelope.address, letter)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return _outcome_of(error)
        except ValueError as error:
            return Refused(f"{type(error).__name__}: {error}", Fault.ADDRESS)
        return Delivered(self.message_id(envelope.notice_id))

    async def _hand_over(self, address: str, letter: bytes) -> None:
        beyond_ascii = not (self._sender.mailbox + address).isascii()  # RFC 6531
        options = ["SMTPUTF8", "BODY=8BITMIME"] if beyond_ascii else []
        async with self._connections.one() as client:
            await client.sendmail(self._sender.mailbox, [address], letter, mail_options=options)

    def message_id(self, notice_id: int) -> str:
        """The Message-ID of a notice, the same for every repeat."""
        return self._sender.message_id(notice_id)

    async def letter(self, envelope: Envelope) -> bytes:
        """The letter as it goes out. Raises `CannotAttach`, OSError, ValueError."""
        message = envelope.message
        parts = self._encoded.known(message.attachments)
        missing = tuple(file for file in message.attachments if file not in parts)
        wanted = replace(message, attachments=(*missing, *_page_of(message.page)))
        loaded = await load(wanted, self._files, FILE_LIMIT)
        kept = loaded.pop().data.decode() if message.page else ""
        for file, read in zip(missing, loaded, strict=True):
            parts[file] = self._encoded.add(file, read)
        files = [(file, parts[file]) for file in message.attachments]
        return compose(self._sender, envelope, files, kept, self._now())

    async def close(self) -> None:
        """Say good-bye to the server."""
        await self._connections.close()


def _page_of(sha256: str) -> tuple[Attachment, ...]:
    """The kept page as a file to read."""
    return (Attachment(sha256, _PAGE_NAME, "text/html"),) if sha256 else ()


def _token(secret: bytes, notice_id: int) -> str:
    """Where nobody reads answers: unguessable, and the same each time."""
    mark = hmac.new(secret, f"notice:{notice_id}".encode(), hashlib.sha256)
    return f"{notice_id}.{mark.hexdigest()[:32]}"


def _outcome_of(error: Exception) -> Outcome:
    reason = f"{type(error).__name__}: {error}"
    match error:
        case aiosmtplib.SMTPAuthenticationError() | NotSecure():
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

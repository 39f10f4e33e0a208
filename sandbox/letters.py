"""A letter as it came over SMTP, read for people: headers, text, HTML, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Part:
    """A file in a letter: attached, or shown in its HTML under `content_id`."""

    name: str
    mime: str
    content: bytes
    content_id: str | None

    def described(self, url: str) -> dict[str, Any]:
        """Its facts as JSON, with the address it can be fetched from."""
        return {
            "name": self.name,
            "type": self.mime,
            "size": len(self.content),
            "content_id": self.content_id,
            "url": url,
        }


@dataclass(frozen=True)
class Letter:
    """One accepted letter: its number, envelope, raw bytes and the sandbox's time."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    received_at: datetime

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed letter; damaged ones are parsed as far as they go (RFC 5322, RFC 2045)."""
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101
        return message

    @property
    def subject(self) -> str:
        """The decoded subject, empty if there is none."""
        return str(self.message.get("Subject", ""))

    @cached_property
    def text(self) -> str | None:
        """The plain text body."""
        return self._body("plain")

    @cached_property
    def html(self) -> str | None:
        """The HTML body as it was sent."""
        return self._body("html")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Attachments and inline pictures, in order."""
        bodies = {id(self.message.get_body((kind,))) for kind in ("plain", "html")}
        return tuple(
            _part(part, number)
            for number, part in enumerate(self.message.walk())
            if not part.is_multipart() and id(part) not in bodies and part is not self.message
        )

    def headers(self) -> list[tuple[str, str]]:
        """All headers, decoded, in order."""
        return [(name, str(value)) for name, value in self.message.items()]

    def html_with_pictures(self, url_of: dict[str, str]) -> str:
        """The HTML with its cid: addresses (RFC 2392) replaced by real ones."""
        html = self.html or ""
        for content_id, url in url_of.items():
            html = html.replace(f"cid:{content_id}", url)
        return html

    def _body(self, kind: str) -> str | None:
        body = self.message.get_body((kind,))
        if body is None:
            return None
        try:
            return str(body.get_content())
        except (LookupError, UnicodeError):  # an unknown charset: show what can be shown
            return bytes(body.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _part(part: Any, number: int) -> Part:
    content_id = part.get("Content-ID")
    mime = part.get_content_type()
    payload = part.get_payload(decode=True)
    return Part(
        name=part.get_filename() or f"part-{number}",
        mime=mime,
        content=payload if isinstance(payload, bytes) else b"",
        content_id=str(content_id).strip("<> ") if content_id else None,
    )

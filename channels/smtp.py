"""Connections to a mail server: a few, each used again and again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

SECONDS = 30
IDLE_SECONDS = 45.0
"""Servers hang up on who is silent: some after a minute (RFC 5321, 4.5.3.2.7 asks for five)."""
GOOD_BYE_SECONDS = 3
# the server has said no in full, so the connection is in order
ANSWERED = (
    aiosmtplib.SMTPRecipientsRefused,
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPDataError,
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


class Connections:
    """At most `limit` connections at once; who wants one more waits."""

    def __init__(self, server: SmtpServer, tls_context: ssl.SSLContext | None, limit: int) -> None:
        self._server, self._tls_context = server, tls_context
        self._free = asyncio.Semaphore(limit)
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that has logged in. It is kept for others unless something broke on it.

        Raises `aiosmtplib.SMTPException`, OSError.
        """
        async with self._free:
            client = await self._connected()
            try:
                yield client
            except ANSWERED:
                self._keep(client)
                raise
            except BaseException:
                # an answer that comes later must not be taken for that to the next letter
                client.close()
                raise
            self._keep(client)

    def _keep(self, client: aiosmtplib.SMTP) -> None:
        if client.is_connected:
            self._idle.append((client, asyncio.get_running_loop().time()))

    async def _connected(self) -> aiosmtplib.SMTP:
        fresh = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            client, since = self._idle.pop()
            if client.is_connected and since > fresh:
                return client
            client.close()
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls,
            start_tls=None if server.tls else server.starttls,
            tls_context=self._tls_context,
            timeout=SECONDS,
        )
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client

    async def close(self) -> None:
        """Say good-bye to the server."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(_good_bye(client) for client, _ in idle))


async def _good_bye(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=GOOD_BYE_SECONDS)
    except (aiosmtplib.SMTPException, OSError):
        client.close()

"""Connections to a mail server: a few, each used again and again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
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


class NotSecure(aiosmtplib.SMTPException):
    """Nothing was handed over: the server offers no STARTTLS, or nobody vouches for it."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed over.

    smtp://user:password@host:port upgrades by STARTTLS and hands nothing to a server that offers
    none, unless it is on this machine (?starttls=always insists there too, ?starttls=never
    refrains); smtps:// is TLS from the first byte. Certificates are checked. `starttls` None: where
    it is offered.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool | None = True

    @staticmethod
    def parse(url: str) -> SmtpServer:
        """Read an smtp:// or smtps:// address; ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("smtp:// or smtps:// and a host")
        tls = parts.scheme == "smtps"
        wish = parse_qs(parts.query).get("starttls", [""])[0]
        usual = None if is_here(parts.hostname) else True
        known = {"": usual, "always": True, "never": False}
        if wish not in known:
            raise ValueError("smtp://…?starttls=always or never")
        return SmtpServer(
            parts.hostname,
            parts.port or (465 if tls else 587),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            tls,
            known[wish],
        )


def is_here(host: str) -> bool:
    """Whether a host is this machine, by its name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def connected(
    server: SmtpServer, tls_context: ssl.SSLContext | None = None, seconds: float = SECONDS
) -> aiosmtplib.SMTP:
    """A connection that has logged in; no answer is waited for longer than `seconds`.

    Raises `NotSecure` before anything of us is said, other kinds of `aiosmtplib.SMTPException`,
    OSError.
    """
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=False,
        tls_context=tls_context,
        timeout=seconds,
    )
    try:
        await client.connect()
        if not server.tls and server.starttls is not False:
            await _upgrade(client, server)
        if server.user:
            await client.login(server.user, server.password)
    except BaseException as error:
        client.close()
        if _is_not_vouched_for(error):
            raise NotSecure(f"{type(error).__name__}: {error}") from error
        raise
    return client


async def _upgrade(client: aiosmtplib.SMTP, server: SmtpServer) -> None:
    await client.ehlo()
    if client.supports_extension("starttls"):
        await client.starttls()
    elif server.starttls:
        raise NotSecure("no STARTTLS; smtps:// or ?starttls=never")


def _is_not_vouched_for(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


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
        return await connected(self._server, self._tls_context)

    async def close(self) -> None:
        """Say good-bye to the server."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(_good_bye(client) for client, _ in idle))


async def _good_bye(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=GOOD_BYE_SECONDS)
    except (aiosmtplib.SMTPException, OSError):
        client.close()

"""Networks as offices have them: proxies, TLS with a certificate of one's own authority."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOCAL = "127.0.0.1"
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Door = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[tuple[str, int] | None]]


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


class Relay:
    """Listens on loopback and passes bytes on to where `door` lets them; `seen` counts them."""

    def __init__(self, door: Door, tls: ssl.SSLContext | None = None) -> None:
        self._door, self._tls = door, tls
        self._server: asyncio.Server | None = None
        self.port = 0
        self.seen: list[tuple[str, int]] = []
        self.turned_away = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Relay]:
        """Listen while inside."""
        self._server = await asyncio.start_server(self._serve, LOCAL, 0, ssl=self._tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        try:
            yield self
        finally:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = None
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            target = await self._door(reader, writer)
        if target is None:
            self.turned_away += 1
            writer.close()
            return
        self.seen.append(target)
        there = await asyncio.open_connection(*target)
        await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))


def straight_to(port: int) -> Door:
    """A door that always leads to one port: what comes in by TLS goes on in the clear."""

    async def door(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> tuple[str, int]:
        return LOCAL, port

    return door


def socks5(user: str = "", password: str = "") -> Door:
    """The door of a SOCKS5 proxy (RFC 1928), with a name and password (RFC 1929) where given."""

    async def door(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x02" if user else b"\x05\x00")
        if user:
            _, length = await reader.readexactly(2)
            name = await reader.readexactly(length)
            (length,) = await reader.readexactly(1)
            said = await reader.readexactly(length)
            right = (name.decode(), said.decode()) == (user, password)
            writer.write(b"\x01\x00" if right else b"\x01\x01")
            if not right:
                await writer.drain()
                return None
        *_, kind = await reader.readexactly(4)
        if kind == 1:
            host = str(ipaddress.IPv4Address(await reader.readexactly(4)))
        else:
            (length,) = await reader.readexactly(1)
            host = (await reader.readexactly(length)).decode()
        port = int.from_bytes(await reader.readexactly(2))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await writer.drain()
        return host, port

    return door


def http_connect(user: str = "", password: str = "") -> Door:
    """The door of an HTTP proxy: CONNECT (RFC 9110, 9.3.6), Basic credentials where given."""
    wanted = base64.b64encode(f"{user}:{password}".encode()).decode()

    async def door(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.split(" ", 2)
        if method != "CONNECT" or (user and f"Basic {wanted}" not in head):
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            await writer.drain()
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        host, _, port = target.rpartition(":")
        return host, int(port)

    return door


class Authority:
    """A certificate authority of a town: `file` is its root, `server` speaks for loopback."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("The town's own authority")
        root = (
            _certificate(name, name, key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(ca=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.file = folder / "town-ca.pem"
        self.file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        own = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(LOCAL))]
        leaf = (
            _certificate(_name("localhost"), name, own.public_key())
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        both = folder / "server.pem"
        both.write_bytes(
            own.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + leaf.public_bytes(serialization.Encoding.PEM)
        )
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(both)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )

"""Letters over TLS: from the first byte or by STARTTLS, vouched for by the town's authority."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from bot.network import tls_context
from bot.settings import Settings
from channels.mail import MailCarrier
from channels.message import ChannelDown, Delivered
from channels.smtp import SmtpServer
from tests.channels.conftest import to_mailbox
from tests.far_networks import Authority
from tests.scheduler.road import NOW


class Post:
    """Keeps letters, and whether each came by TLS."""

    def __init__(self) -> None:
        self.by_tls: list[bool] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        transport = server.transport
        self.by_tls.append(transport.get_extra_info("sslcontext") is not None)
        return "250 2.0.0 OK"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture(params=["smtps", "starttls"])
async def server(
    request: pytest.FixtureRequest, authority: Authority
) -> AsyncIterator[tuple[str, Post]]:
    loop, post = asyncio.get_running_loop(), Post()
    implicit = request.param == "smtps"

    def speak() -> SMTP:
        own = None if implicit else authority.server
        return SMTP(post, hostname="localhost", tls_context=own, loop=loop)

    listening = await loop.create_server(
        speak, "127.0.0.1", 0, ssl=authority.server if implicit else None
    )
    port = listening.sockets[0].getsockname()[1]
    yield (
        (f"smtps://localhost:{port}" if implicit else f"smtp://localhost:{port}?starttls=always"),
        post,
    )
    listening.close()


def _carrier(url: str, trusted: ssl.SSLContext | None) -> MailCarrier:
    server = SmtpServer.parse(url)
    return MailCarrier(server, "v@town.example", b"secret", lambda: NOW, trusted)


async def test_a_letter_goes_by_tls_that_the_authority_vouches_for(
    server: tuple[str, Post], authority: Authority
) -> None:
    url, post = server
    mail = _carrier(url, tls_context(Settings(_env_file=None, ca_file=authority.file)))  # type: ignore[call-arg]
    assert isinstance(await mail.deliver(to_mailbox()), Delivered)
    await mail.close()
    assert post.by_tls == [True]


async def test_nothing_is_said_to_a_server_that_nobody_vouches_for(
    server: tuple[str, Post],
) -> None:
    url, post = server
    mail = _carrier(url, None)
    outcome = await mail.deliver(to_mailbox())
    assert isinstance(outcome, ChannelDown)
    assert "certificate" in outcome.reason.lower()
    await mail.close()
    assert post.by_tls == []


async def test_nothing_is_handed_to_a_server_without_encryption() -> None:
    loop, post = asyncio.get_running_loop(), Post()
    listening = await loop.create_server(lambda: SMTP(post, loop=loop), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    strict = _carrier(f"smtp://localhost:{port}?starttls=always", None)
    outcome = await strict.deliver(to_mailbox())
    assert isinstance(outcome, ChannelDown)
    assert "STARTTLS" in outcome.reason
    assert post.by_tls == []
    for wish in ("", "?starttls=never"):
        near = _carrier(f"smtp://localhost:{port}{wish}", None)
        assert isinstance(await near.deliver(to_mailbox()), Delivered)
        await near.close()
    await strict.close()
    listening.close()


async def test_the_public_authorities_are_trusted_beside_the_towns(authority: Authority) -> None:
    trusted = tls_context(Settings(_env_file=None, ca_file=authority.file))  # type: ignore[call-arg]
    assert trusted is not None
    names = {dict(x[0] for x in ca["subject"]).get("commonName") for ca in trusted.get_ca_certs()}
    assert "The town's own authority" in names
    assert len(names) > 50

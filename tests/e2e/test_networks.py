"""Offices behind proxies and with certificates of their own: the real process on the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world
from tests.e2e.loaded import NOW
from tests.far_networks import Authority, Relay, http_connect, socks5, straight_to

MARIA = 1001


@pytest.fixture
async def far_ends() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=NOW)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    async with world(far_ends) as opened:
        await opened.person(MARIA, "Мария")
        yield opened


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, people: World) -> AsyncIterator[Vekha]:
    installation = Vekha(tmp_path, far_ends, VEKHA_SMTP_URL="")
    yield installation
    await installation.stop()


async def _is_answered(vekha: Vekha, people: World) -> None:
    await vekha.start()
    await people.settle()
    await people.say(MARIA, "Добрый день")
    assert "по приглашениям" in (await people.from_bot(MARIA))[-1]["text"]
    assert await vekha.stop() == 0


@pytest.mark.parametrize(
    ("scheme", "door"), [("socks5", socks5), ("socks5h", socks5), ("http", http_connect)]
)
async def test_telegram_is_reached_through_the_proxy_only(
    vekha: Vekha, people: World, scheme: str, door: object
) -> None:
    async with Relay(door("clerk", "s:e@cret")).open() as proxy:  # type: ignore[operator]
        address = f"127.0.0.1:{proxy.port}"
        vekha.env["VEKHA_TELEGRAM_PROXY"] = f"{scheme}://clerk:s%3Ae%40cret@{address}"
        # a name that only the proxy's side could know is passed on to it
        vekha.env["VEKHA_TELEGRAM_API_URL"] = vekha.sandbox.url.replace("127.0.0.1", "localhost")
        await _is_answered(vekha, people)
        assert proxy.turned_away == 0
        assert {host for host, _ in proxy.seen} == {"localhost"}
        assert "✓ Токен" in (await vekha.try_command("doctor"))[0]


async def test_a_proxy_that_turns_away_is_waited_for_and_named(vekha: Vekha, people: World) -> None:
    async with Relay(socks5("clerk", "right")).open() as proxy:
        vekha.env["VEKHA_TELEGRAM_PROXY"] = f"socks5://clerk:wrong@127.0.0.1:{proxy.port}"
        await vekha.start()
        out, _, code = await vekha.try_command("doctor")
        assert code == 1
        assert "VEKHA_TELEGRAM_PROXY" in out
        assert proxy.turned_away >= 2
        assert await vekha.stop() == 0
    assert "polling.interrupted" in vekha.log()
    assert "Traceback" not in vekha.log()


async def test_the_towns_own_authority_vouches_for_the_bot_api(
    vekha: Vekha, people: World, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    port = urlsplit(vekha.sandbox.url).port or 0
    async with Relay(straight_to(port), authority.server).open() as behind_tls:
        vekha.env["VEKHA_TELEGRAM_API_URL"] = f"https://localhost:{behind_tls.port}"
        _, _, code = await vekha.try_command("doctor")
        assert code == 1  # nobody vouches yet
        vekha.env["VEKHA_CA_FILE"] = str(authority.file)
        await _is_answered(vekha, people)
        async with Relay(http_connect()).open() as proxy:  # both at once
            vekha.env["VEKHA_TELEGRAM_PROXY"] = f"http://127.0.0.1:{proxy.port}"
            out, _, _ = await vekha.try_command("doctor")
            assert "✓ Токен" in out
            assert proxy.seen


async def test_a_file_of_certificates_that_cannot_be_read_is_named(
    vekha: Vekha, tmp_path: Path
) -> None:
    for name, content in (("absent.pem", None), ("words.pem", "no certificate")):
        path = tmp_path / name
        if content is not None:
            path.write_text(content)
        vekha.env["VEKHA_CA_FILE"] = str(path)
        _, err, code = await vekha.try_command("run")
        assert code == 2
        assert err.startswith("VEKHA_CA_FILE: ")
        assert "Traceback" not in err

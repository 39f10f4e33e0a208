"""An IMAP folder as a source, against Dovecot: kept before it is flagged, nothing deleted."""

from __future__ import annotations

import asyncio
import itertools
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from channels import imap
from channels.arriving import Arrived
from channels.imap import KEYWORD, Box, Imap, ImapServer
from tests.far_networks import Relay, straight_to
from tests.mail_servers import DOMAIN, MailServers

NOW = datetime(2018, 10, 10, 9, tzinfo=UTC)
_numbers = itertools.count(1)


class Taking:
    """Keeps letters, as many as there is room for."""

    def __init__(self, room: int = 100) -> None:
        self.room, self.kept = room, list[Arrived]()

    async def take(self, letter: Arrived) -> bool:
        """Into the list."""
        if len(self.kept) >= self.room:
            return False
        self.kept.append(letter)
        return True


@pytest.fixture
def trusted(mail_servers: MailServers) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(mail_servers.authority.file))


@pytest.fixture
def box(mail_servers: MailServers, trusted: ssl.SSLContext) -> ImapServer:
    """A folder of this test's own."""
    inbox = ImapServer.parse(mail_servers.imap_url("otvet"))
    name = f"Answers{next(_numbers)}"
    opened = Box(inbox, trusted)
    opened._box.folder.create(name)
    opened.close()
    return replace(inbox, folder=name)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short waits."""
    monkeypatch.setattr(imap, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(imap, "STOP_SECONDS", 0.05)


def _put(box: ImapServer, trusted: ssl.SSLContext, size: int = 0) -> bytes:
    """A letter appears in the folder."""
    number = next(_numbers)
    raw = (
        f"From: olga@{DOMAIN}\r\nMessage-ID: <{number}@mail.example>\r\n\r\nDone\r\n".encode()
        + b"x" * size
    )
    opened = Box(box, trusted)
    opened._box.append(raw, box.folder)
    opened.close()
    return raw


def _flags(box: ImapServer, trusted: ssl.SSLContext) -> list[tuple[str, ...]]:
    opened = Box(box, trusted)
    found = [letter.flags for letter in opened._box.fetch(mark_seen=False, headers_only=True)]
    opened.close()
    return found


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not done():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _reading(source: Imap, taking: Taking) -> AsyncIterator[None]:
    task = asyncio.create_task(source.run(taking))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_lies_there_and_what_comes_is_taken_and_flagged(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    before = await asyncio.to_thread(_put, box, trusted)
    taking = Taking()
    async with _reading(Imap(box, lambda: NOW, trusted), taking):
        await _until(lambda: len(taking.kept) == 1)
        await asyncio.sleep(0.3)  # it has begun to idle
        after = await asyncio.to_thread(_put, box, trusted)
        await _until(lambda: len(taking.kept) == 2)
        assert [letter.raw for letter in taking.kept] == [before, after]
        await asyncio.sleep(0.2)
    flags = await asyncio.to_thread(_flags, box, trusted)
    assert len(flags) == 2
    assert all({"\\Seen", KEYWORD} <= set(one) for one in flags)
    async with _reading(Imap(box, lambda: NOW, trusted), again := Taking()):
        await asyncio.sleep(0.5)
    assert again.kept == []


async def test_a_letter_that_somebody_has_read_is_taken_too(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    await asyncio.to_thread(_put, box, trusted)
    opened = await asyncio.to_thread(Box, box, trusted)
    await asyncio.to_thread(opened._box.flag, "1", "\\Seen", True)
    await asyncio.to_thread(opened.close)
    taking = Taking()
    async with _reading(Imap(box, lambda: NOW, trusted), taking):
        await _until(lambda: len(taking.kept) == 1)


async def test_what_idle_keeps_quiet_about_is_found(
    box: ImapServer, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr("imap_tools.idle.IdleManager.poll", _deaf)
    taking = Taking()
    async with _reading(Imap(box, lambda: NOW, trusted), taking):
        await asyncio.sleep(0.5)
        await asyncio.to_thread(_put, box, trusted)
        await _until(lambda: len(taking.kept) == 1)


def _deaf(_: object, timeout: float) -> list[bytes]:
    time.sleep(timeout)
    return []


async def test_what_is_not_kept_is_offered_again(
    box: ImapServer, trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "IDLE_SECONDS", 0.3)
    await asyncio.to_thread(_put, box, trusted)
    taking = Taking(room=0)
    async with _reading(Imap(box, lambda: NOW, trusted), taking):
        await asyncio.sleep(0.5)
        assert await asyncio.to_thread(_flags, box, trusted) == [()]
        taking.room = 1
        await _until(lambda: len(taking.kept) == 1)


async def test_a_folder_that_was_made_anew_repeats_no_key(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    def anew(raw: bytes) -> None:
        opened = Box(replace(box, folder="INBOX"), trusted)
        opened._box.folder.delete(box.folder)
        time.sleep(1.1)  # a UIDVALIDITY is a second
        opened._box.folder.create(box.folder)
        opened._box.append(raw, box.folder)
        opened.close()

    raw = await asyncio.to_thread(_put, box, trusted)
    async with _reading(Imap(box, lambda: NOW, trusted), first := Taking()):
        await _until(lambda: len(first.kept) == 1)
    await asyncio.to_thread(anew, raw)
    async with _reading(Imap(box, lambda: NOW, trusted), second := Taking()):
        await _until(lambda: len(second.kept) == 1)
    (before,), (after,) = first.kept, second.kept
    assert before.raw == after.raw  # the same Message-ID: it is not read again
    assert before.key.partition("/")[2] == after.key.partition("/")[2] == "1"
    assert before.key != after.key


async def test_what_was_kept_before_a_kill_is_offered_again_under_its_key(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    class Dies(Taking):
        async def take(self, letter: Arrived) -> bool:
            await super().take(letter)
            await asyncio.Event().wait()  # kept, and nobody is told so any more
            return True

    await asyncio.to_thread(_put, box, trusted)
    async with _reading(Imap(box, lambda: NOW, trusted), killed := Dies()):
        await _until(lambda: len(killed.kept) == 1)
    assert await asyncio.to_thread(_flags, box, trusted) == [()]
    async with _reading(Imap(box, lambda: NOW, trusted), again := Taking()):
        await _until(lambda: len(again.kept) == 1)
    assert again.kept[0].key == killed.kept[0].key


async def test_a_connection_that_breaks_is_made_anew(
    box: ImapServer, trusted: ssl.SSLContext, mail_servers: MailServers
) -> None:
    async with Relay(straight_to(mail_servers.imap_port)).open() as relay:
        through = replace(box, host="127.0.0.1", port=relay.port, tls=False)
        taking = Taking()
        async with _reading(Imap(through, lambda: NOW, trusted), taking):
            await _until(lambda: len(relay.seen) == 1)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(mail_servers.drop)
            await asyncio.to_thread(_put, box, trusted)
            await _until(lambda: len(taking.kept) == 1)
        assert len(relay.seen) >= 2


async def test_what_was_taken_is_moved_where_that_is_wanted(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    opened = await asyncio.to_thread(Box, box, trusted)
    await asyncio.to_thread(opened._box.folder.create, "Разобрано")
    assert "Разобрано" in await asyncio.to_thread(opened.folders)
    await asyncio.to_thread(opened.close)
    raw = await asyncio.to_thread(_put, box, trusted)
    taking = Taking()
    async with _reading(Imap(replace(box, move="Разобрано"), lambda: NOW, trusted), taking):
        await _until(lambda: len(taking.kept) == 1)
        await asyncio.sleep(0.2)
    assert await asyncio.to_thread(_flags, box, trusted) == []
    there = replace(box, folder="Разобрано")
    opened = await asyncio.to_thread(Box, there, trusted)
    assert await asyncio.to_thread(opened.bytes_of, "1") == raw
    await asyncio.to_thread(opened.close)


async def test_of_a_letter_past_the_limit_only_the_headers_come(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    raw = await asyncio.to_thread(_put, box, trusted, 3000)
    taking = Taking()
    async with _reading(Imap(box, lambda: NOW, trusted, limit=1000), taking):
        await _until(lambda: len(taking.kept) == 1)
    (letter,) = taking.kept
    assert letter.size >= len(raw)
    assert len(letter.raw) < 200
    assert not letter.is_whole


async def test_a_server_that_nobody_vouches_for_hears_no_password(box: ImapServer) -> None:
    with capture_logs() as logs:
        async with _reading(Imap(box, lambda: NOW), Taking()):
            await _until(lambda: any(one["event"] == "imap.interrupted" for one in logs))
    assert any("CERTIFICATE_VERIFY_FAILED" in one.get("reason", "") for one in logs)


async def test_a_wrong_password_is_said_without_it(
    box: ImapServer, trusted: ssl.SSLContext
) -> None:
    with capture_logs() as logs:
        wrong = replace(box, password="another one")
        async with _reading(Imap(wrong, lambda: NOW, trusted), Taking()):
            await _until(lambda: any(one["event"] == "imap.refused" for one in logs))
    assert "another one" not in str(logs)


@pytest.mark.parametrize(
    "url",
    [
        "imaps://user:password@host",
        "imaps://user:password@host/",
        "imaps://host/Folder",
        "pop3://user@host/Folder",
    ],
)
def test_an_address_without_a_folder_or_a_name_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"host|folder"):
        ImapServer.parse(url)


def test_an_address_says_how_and_where() -> None:
    server = ImapServer.parse(
        "imap://o%40town.example:p%3A1@mail.example/%D0%92%D0%B5%D1%85%D0%B0?move=Done"
    )
    assert (server.user, server.password, server.port) == ("o@town.example", "p:1", 143)
    assert (server.folder, server.move) == ("Веха", "Done")
    assert (server.tls, server.starttls) == (False, True)
    assert "p:1" not in repr(server)

"""The webhook: only Telegram's own updates, stored before they are acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import DeleteWebhook, GetUpdates, SetWebhook, TelegramMethod

from handlers import webhook
from handlers.polling import Poller
from handlers.taking_in import WANTED, TakingIn
from handlers.webhook import SECRET_HEADER, WebhookOrder, WebhookServer, secret_of
from storage.database import Database
from storage.tables import InboxState
from tests.free_ports import free_port
from tests.handlers.desk import Desk, Written, message

SECRET = secret_of(b"key", 42)
KNOWN = {SECRET_HEADER: SECRET}


class Door:
    """A running server and a way to call it."""

    def __init__(self, desk: Desk, http: aiohttp.ClientSession) -> None:
        self.desk, self._http = desk, http

    async def post(self, headers: dict[str, str] = KNOWN, path: str = "/hook", **more: Any) -> int:
        """The status of one call."""
        async with self._http.post(path, headers=headers, **more) as answer:
            return answer.status

    async def health(self) -> int:
        """The status of /healthz."""
        async with self._http.get("/healthz") as answer:
            return answer.status

    async def states(self) -> list[InboxState]:
        """What is stored."""
        await self.desk.quiet()
        return [row.state for row in await self.desk.rows()]


@asynccontextmanager
async def door_to(database: Database) -> AsyncIterator[Door]:
    desk, port = Desk(database), free_port()
    taking_in = TakingIn(42, database, desk.inbox, desk.clock)
    server = WebhookServer(
        "https://vekha.example/hook", ("127.0.0.1", port), SECRET, taking_in, database
    )
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            yield Door(desk, http)
    finally:
        await server.stop()


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    async with door_to(database) as opened:
        yield opened


async def test_an_update_is_stored_then_acknowledged_then_worked(door: Door) -> None:
    assert await door.post(json=message(101, text="Помощь")) == 200
    assert await door.states() == [InboxState.DONE]
    assert len(await door.desk.notices()) == 1


async def test_an_update_that_comes_again_is_acknowledged_and_not_worked_again(door: Door) -> None:
    update = message(101, text="Помощь")
    assert [await door.post(json=update) for _ in range(2)] == [200, 200]
    assert await door.states() == [InboxState.DONE]
    assert len(await door.desk.notices()) == 1


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: "ключ"}]
)
async def test_who_does_not_know_the_secret_is_refused(door: Door, headers: dict[str, str]) -> None:
    assert await door.post(headers, json=message(101, text="Помощь")) == 401
    assert await door.states() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"update_id": "1"}', b"\xff\xfe"])
async def test_what_is_no_update_is_refused(door: Door, body: bytes) -> None:
    assert await door.post(data=body) == 400
    assert await door.states() == []


async def test_a_body_beyond_the_limit_is_refused(door: Door) -> None:
    assert await door.post(data=b" " * (webhook.LIMIT_BYTES + 1)) == 413


async def test_other_paths_are_not_there(door: Door) -> None:
    assert await door.post(path="/", json=message(101, text="Помощь")) == 404


async def test_in_trouble_telegram_is_asked_to_come_again() -> None:
    nobody_there = Database("postgresql://vekha@/vekha?host=/nowhere/at/all")
    async with door_to(nobody_there) as door:
        assert await door.post(json=message(101, text="Помощь")) == 503
        assert await door.health() == 503
    await nobody_there.close()


async def test_healthy_while_the_database_answers(door: Door) -> None:
    assert await door.health() == 200


def test_each_key_and_bot_has_a_secret_that_telegram_accepts() -> None:
    assert len({secret_of(b"key", 42), secret_of(b"key", 43), secret_of(b"yek", 42)}) == 3
    assert len(SECRET) == 64
    assert SECRET.isalnum()


class Stubborn(Written):
    """A Telegram that is out of reach for the first calls."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    async def make_request(
        self, bot: Any, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        """Fail, or write down."""
        if self.failures:
            self.failures -= 1
            raise TelegramNetworkError(method, "unreachable")
        if isinstance(method, GetUpdates):
            self.calls.append(method)
            await asyncio.Event().wait()
        return await super().make_request(bot, method, timeout)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_telegram_is_told_where_to_call_until_it_listens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0)
    desk.bot.session = Stubborn(2)
    await WebhookOrder(desk.bot, "https://vekha.example/hook", SECRET).run()
    (call,) = desk.bot.session.calls
    assert isinstance(call, SetWebhook)
    assert (call.url, call.secret_token) == ("https://vekha.example/hook", SECRET)
    assert call.allowed_updates == WANTED


async def test_without_a_webhook_one_left_behind_is_deleted(desk: Desk) -> None:
    desk.bot.session = Stubborn(0)
    taking_in = TakingIn(42, desk.database, desk.inbox, desk.clock)
    polling = asyncio.create_task(Poller(desk.bot, taking_in).run())
    async with asyncio.timeout(5):
        while len(desk.bot.session.calls) < 2:
            await asyncio.sleep(0)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    deleted, polled = desk.bot.session.calls
    assert isinstance(deleted, DeleteWebhook)
    assert not deleted.drop_pending_updates
    assert isinstance(polled, GetUpdates)

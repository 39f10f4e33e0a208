"""A sandbox on free ports, one bot and two people; a small client of the control interface."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox.server import Sandbox

START = datetime(2018, 6, 18, 6, 0, tzinfo=UTC)
TOKEN = "42:TEST"
MARIA, OLGA = 1001, 1002


class Control:
    """The control interface as a test uses it; answers must have the expected status."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def post(self, path: str, *, status: int = 200, **body: Any) -> Any:
        async with self.session.post(path, json=body) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        async with self.session.get(path, params=query) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def say(self, user: int, text: str, **more: Any) -> int:
        return (await self.post("/control/say", user=user, text=text, **more))["message_id"]

    async def chat(self, user: int) -> list[dict[str, Any]]:
        return (await self.get("/control/chat", user=user))["messages"]

    async def by(self, seconds: float) -> Any:
        return await self.post("/control/clock", by=seconds)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=START)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        control = Control(session)
        await control.post("/control/people", id=MARIA, name="Мария", email="maria@school.test")
        await control.post("/control/people", id=OLGA, name="Ольга", email="olga@school.test")
        yield control


@pytest.fixture
async def bot(sandbox: Sandbox, control: Control) -> AsyncIterator[Bot]:
    """A bot that has called once and to whom Maria has written."""
    bot = a_bot(sandbox)
    await bot.get_me()
    await control.say(MARIA, "/start")
    await bot.get_updates(offset=(await bot.get_updates())[-1].update_id + 1)
    yield bot
    await let_go(bot)


async def let_go(bot: Bot) -> None:
    """Close a bot's connections without aiogram's quarter of a second for TLS."""
    assert isinstance(bot.session, AiohttpSession)
    if bot.session._session is not None:
        await bot.session._session.close()


def a_bot(sandbox: Sandbox, token: str = TOKEN) -> Bot:
    """A real aiogram bot that talks to the sandbox."""
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))

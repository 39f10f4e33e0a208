"""The sandbox as the far end: one bot, Maria who has written to it, Olga who has not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from channels.attachments import nothing_kept
from channels.bot_api import make_bot
from channels.mail import MailCarrier
from channels.message import Envelope, Message, ReadFile
from channels.smtp import SmtpServer
from channels.telegram import TelegramCarrier
from sandbox.server import Sandbox
from tests.scheduler.road import NOW

TOKEN = "42:AAchannel-tests-in-the-sandbox-only"
MARIA, OLGA = 1001, 1002
MAIL = "maria@school.example"


class FarEnd:
    """A running sandbox, through its control interface."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
        self.url, self.smtp_url = sandbox.url, sandbox.smtp_url
        self._http = http

    async def post(self, what: str, **body: Any) -> dict[str, Any]:
        """One control request."""
        async with self._http.post(f"/control/{what}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def get(self, what: str, **query: Any) -> dict[str, Any]:
        """One look."""
        async with self._http.get(f"/control/{what}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def messages(self, user: int = MARIA) -> list[dict[str, Any]]:
        """What a person has from the bot, oldest first."""
        chat = await self.get("chat", user=user)
        return [message for message in chat["messages"] if message["from"] == "bot"]

    async def texts(self, user: int = MARIA) -> list[str]:
        """The same, the texts alone."""
        return [message["text"] for message in await self.messages(user)]

    async def letters(self, to: str = MAIL) -> list[dict[str, Any]]:
        """The letters in a mailbox, oldest first."""
        return list((await self.get("mail", to=to))["letters"])

    async def raw(self, letter: dict[str, Any]) -> bytes:
        """A letter as it came."""
        async with self._http.get(letter["raw_url"]) as answer:
            return await answer.read()

    async def send_file(self, name: str, data: bytes) -> str:
        """Maria sends a document; its file id."""
        form = aiohttp.FormData({"user": str(MARIA), "as": "document"})
        form.add_field("file", data, filename=name)
        async with self._http.post("/control/file", data=form) as answer:
            number = (await answer.json())["message_id"]
        chat = await self.get("chat", user=MARIA)
        (sent,) = [message for message in chat["messages"] if message["id"] == number]
        return str(sent["files"][0]["file_id"])


@pytest.fixture
async def far_end() -> AsyncIterator[FarEnd]:
    sandbox = Sandbox(now=NOW, limits=False)
    await sandbox.start()
    async with aiohttp.ClientSession(sandbox.url) as http:
        far_end = FarEnd(sandbox, http)
        await far_end.post("bots", token=TOKEN, name="Веха", username="vekha_bot")
        await far_end.post("people", id=MARIA, name="Мария", email=MAIL)
        await far_end.post("people", id=OLGA, name="Ольга")
        await far_end.post("say", user=MARIA, text="/start")
        yield far_end
    await sandbox.stop()


@pytest.fixture
async def telegram(far_end: FarEnd) -> AsyncIterator[TelegramCarrier]:
    carrier = TelegramCarrier(make_bot(TOKEN, api_url=far_end.url))
    yield carrier
    await carrier.close()


def mail_to(
    url: str, sender: str = "Веха <vekha@town.example>", files: ReadFile = nothing_kept
) -> MailCarrier:
    """A carrier of letters to an SMTP server."""

    def now() -> datetime:
        return NOW

    return MailCarrier(SmtpServer.parse(url), sender, b"secret", now, files=files)


@pytest.fixture
async def mail(far_end: FarEnd) -> AsyncIterator[MailCarrier]:
    carrier = mail_to(far_end.smtp_url)
    yield carrier
    await carrier.close()


def to_chat(text: str = "Срок <b>15 октября</b>", chat: int = MARIA, **more: Any) -> Envelope:
    """A message to a chat."""
    edits = more.pop("edits", None)
    return Envelope(7, str(chat), Message(text, **more), edits)


def to_mailbox(text: str = "Срок <b>15 октября</b>", **more: Any) -> Envelope:
    """A letter."""
    address = more.pop("address", MAIL)
    more.setdefault("subject", "Срок 15 октября")
    return Envelope(7, address, Message(text, **more))

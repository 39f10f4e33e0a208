"""A tiny bot process: polls, works by the sandbox's clock, echoes, greets every morning."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Self

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update

BUTTON = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Выполнено", callback_data="done")]]
)


class EchoBot:
    """Use as an async context manager. `dawdle`: real seconds of work for each update."""

    def __init__(self, bot: Bot, url: str, *, dawdle: float = 0.0) -> None:
        self.bot, self.url, self.dawdle = bot, url, dawdle
        self.now: datetime | None = None
        self.morning: datetime | None = None
        self.people: set[int] = set()
        self._busy = 0
        self._soon: datetime | None = None
        self._changed = asyncio.Event()
        self._moved = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        async with self._http.get(f"{self.url}/clock") as answer:
            self.now = datetime.fromisoformat((await answer.json())["now"])
        self.morning = self._next_morning()
        self._tasks = [asyncio.create_task(self._poll()), asyncio.create_task(self._wait())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.close()

    async def _poll(self) -> None:
        """Fetch updates; each is worked at after the next getUpdates has confirmed it."""
        offset = 0
        works: set[asyncio.Task[None]] = set()
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=20):
                offset = update.update_id + 1
                self._work(+1)
                work = asyncio.create_task(self._update(update))
                works.add(work)
                work.add_done_callback(works.discard)

    def _work(self, change: int) -> None:
        self._busy += change
        self._changed.set()

    async def _update(self, update: Update) -> None:
        try:
            await asyncio.sleep(self.dawdle)
            if update.message is not None:
                self.people.add(update.message.chat.id)
                await self._send(update.message.chat.id, f"эхо: {update.message.text}", BUTTON)
            elif update.callback_query is not None and update.callback_query.message is not None:
                message = update.callback_query.message
                await self.bot.answer_callback_query(update.callback_query.id, text="Принято")
                await self.bot.edit_message_text(
                    "<b>выполнено</b>",
                    parse_mode="HTML",
                    chat_id=message.chat.id,
                    message_id=message.message_id,
                )
        finally:
            self._work(-1)

    async def _send(self, chat: int, text: str, markup: Any = None) -> None:
        try:
            await self.bot.send_message(chat, text, reply_markup=markup)
        except TelegramRetryAfter as flood:
            await self._sleep(flood.retry_after)
            await self._send(chat, text, markup)

    async def _sleep(self, seconds: float) -> None:
        """A short wait on the sandbox's clock."""
        assert self.now is not None
        until = self.now + timedelta(seconds=seconds)
        while self.now < until:
            self._soon = until
            self._work(-1)
            self._moved.clear()
            await self._moved.wait()
            self._work(+1)
        self._soon = None

    async def _wait(self) -> None:
        """Tell the clock when there is nothing to do; work at what it has become time for."""
        while True:
            self._changed.clear()
            if self._busy:
                await self._changed.wait()
                continue
            idle = asyncio.create_task(self._idle())
            changed = asyncio.create_task(self._changed.wait())
            try:
                await asyncio.wait({idle, changed}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                told = idle.done()
                idle.cancel()
                changed.cancel()
                await asyncio.gather(idle, changed, return_exceptions=True)
            if told:
                await self._come(idle.result())

    async def _idle(self) -> datetime:
        body = {
            "worker": "echo",
            "soon": self._soon and self._soon.isoformat(),
            "next": self.morning and self.morning.isoformat(),
            "now": self.now and self.now.isoformat(),
        }
        async with self._http.post(f"{self.url}/clock/idle", json=body) as answer:
            return datetime.fromisoformat((await answer.json())["now"])

    async def _come(self, now: datetime) -> None:
        if now == self.now:
            return
        self.now = now
        self._moved.set()
        await asyncio.sleep(0)  # whoever slept counts itself busy again
        assert self.morning is not None
        if now < self.morning:
            return
        self.morning = self._next_morning()
        for person in sorted(self.people):
            await self._send_now(person)

    async def _send_now(self, person: int) -> None:
        with suppress(TelegramRetryAfter):
            await self.bot.send_message(person, "Доброе утро")

    def _next_morning(self) -> datetime:
        assert self.now is not None
        morning = self.now.replace(hour=9, minute=0, second=0)
        return morning if morning > self.now else morning + timedelta(days=1)

"""The commonest presses: a service is given the ids of the button, and what it answers is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services.rights import Actor
from views.actions import Verb

Service = Callable[..., Awaitable[Message]]
Presses = Callable[..., Any]
Handler = Callable[
    [CallbackQuery, AsyncSession, Actor | None, datetime],
    Awaitable[Reply],
]


def in_place(service: Service, ids: int) -> Handler:
    """`service(session, actor, *ids, now)`: so many ids of the button; the answer stands in its
    place."""

    async def handler(
        query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
    ) -> Reply:
        by, action = pressed(query, actor, ids)
        return Reply(await service(session, by, *action.ids[:ids], now), edits_pressed=True)

    return handler


def in_chat(service: Service, ids: int, *, in_place: bool = False) -> Handler:
    """`service(session, actor, *ids, address, now)` with the address of the chat, where something
    may be typed next; the answer is a message of its own, or stands in the place of the button."""

    async def handler(
        query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
    ) -> Reply:
        by, action = pressed(query, actor, ids)
        message = await service(session, by, *action.ids[:ids], chat_of(query), now)
        return Reply(message, edits_pressed=in_place)

    return handler


def router_of(name: str, looks: Mapping[Verb, Presses], deeds: Mapping[Verb, Presses]) -> Router:
    """The router of these presses; what only looks is made outside any writing."""
    router = Router(name=name)
    for verb, handler in looks.items():
        router.callback_query.register(
            handler, F.data.startswith(f"{verb}:"), flags={"reads": True}
        )
    for verb, handler in deeds.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

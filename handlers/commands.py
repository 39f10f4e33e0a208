"""Telling the messenger which commands a chat offers; what cannot be told is only logged."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from services import commanding
from services.commanding import Chat
from storage.database import Database
from views.commands import commands
from views.speech import speech

log = structlog.get_logger()

SECONDS = 10


async def offer_all(bot: Bot, database: Database) -> None:
    """Everybody's commands, and those of each chat that has more of them."""
    if not await _told(bot, None):
        return  # nobody answers there: the next start tries again
    async with database.read() as session:
        chats = await commanding.special(session)
    for chat in chats:
        await _told(bot, chat)


async def offer(bot: Bot, database: Database, chat_id: int) -> None:
    """The commands of one private chat, whose person or roles have changed."""
    async with database.read() as session:
        chats = await commanding.special(session, chat_id)
    for chat in chats or [Chat(chat_id)]:
        await _told(bot, chat)


async def _told(bot: Bot, chat: Chat | None) -> bool:
    """Whether the messenger knows now; None: everybody's."""
    say = speech()
    offered = (
        commands(say)
        if chat is None
        else commands(
            say,
            reads_digest=chat.reads_digest,
            coordinates=chat.coordinates,
            heads=chat.heads,
        )
    )
    scope = (
        BotCommandScopeAllPrivateChats()
        if chat is None
        else BotCommandScopeChat(chat_id=chat.chat_id)
    )
    try:
        await bot.set_my_commands(_named(offered), scope=scope, request_timeout=SECONDS)
    except (AiogramError, OSError, TimeoutError) as error:
        log.info("commands.not_offered", chat=chat.chat_id if chat else None, reason=str(error))
        return False
    return True


def _named(offered: Iterable[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(command=name, description=words) for name, words in offered]

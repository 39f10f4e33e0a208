"""A group that becomes a supergroup goes on under another id (Bot API, migrate_to_chat_id)."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from services import moved_chats


async def moved(message: Message, session: AsyncSession) -> Reply:
    """The service message in the old group: whatever holds its id follows it."""
    await moved_chats.move_chat(session, str(message.chat.id), str(message.migrate_to_chat_id))
    return Reply()


def routes() -> Router:
    """The service message."""
    router = Router(name="moving")
    router.message.register(moved, F.migrate_to_chat_id)
    return router

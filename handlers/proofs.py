"""Files that people send: written down at once, fetched by a job, put to an activity."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from services import evidence
from services.evidence import Announced
from services.rights import Actor
from views import answers
from views.actions import Verb
from views.speech import speech


def announced(message: Message) -> Announced | None:
    """The file in a message, or None."""
    if message.document is not None:
        file = message.document
        name = file.file_name or f"document-{message.message_id}"
        size = file.file_size
        file_id = file.file_id
    elif message.photo:
        photo = message.photo[-1]  # the largest
        file_id, size = photo.file_id, photo.file_size
        name = f"photo-{message.message_id}.jpg"
    else:
        return None
    replied = message.reply_to_message
    return Announced(
        file_id,
        name,
        size,
        str(message.chat.id),
        str(replied.message_id) if replied is not None else None,
    )


async def file_sent(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A document or a photo."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    file = announced(message)
    assert file is not None  # noqa: S101 - the filter looked
    return Reply(await evidence.announce(session, actor, file, now))


async def attach(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The answer to «which activity does it confirm?»."""
    by, action = pressed(query, actor, 2)
    message = await evidence.attach(session, by, action.ids[0], action.ids[1], now)
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """Files, and the answer to which activity they confirm."""
    router = Router(name="proofs")
    router.message.register(file_sent, F.document | F.photo, F.chat.type == "private")
    router.callback_query.register(attach, F.data.startswith(f"{Verb.ATTACH}:"))
    return router

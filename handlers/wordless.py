"""What is no text, or not where it should be: stickers, voices, edited messages, groups."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.reply import Reply
from handlers.words import command_in, is_for
from services import conversations
from services.rights import Actor
from views import answers, wordless
from views.speech import speech
from views.wordless import Wordless

OWN = frozenset(
    {
        *("my", "mine", "school", "bank", "help", "cancel", "start"),
        *("desk", "reports", "calls", "write", "people", "roadmaps"),
    }
)
"""Commands whose answer is nobody else's business."""

_FILES = F.document | F.photo


def kind_of(message: Message) -> Wordless:
    """What a message without text is."""
    if message.voice or message.video_note or message.audio:
        return Wordless.VOICE
    if message.sticker or message.animation or message.dice:
        return Wordless.STICKER
    return Wordless.OTHER


async def while_asked(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """No words where words were asked for: the question stands. Else others are asked."""
    step = await conversations.standing(session, str(message.chat.id), now)
    if actor is None or step is None:
        raise SkipHandler
    return Reply(wordless.words_wanted(speech()))


async def not_taken(message: Message, actor: Actor | None) -> Reply:
    """Nothing was asked, and nobody else takes it."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(wordless.not_taken(kind_of(message), speech()))


async def edited(message: Message, actor: Actor | None) -> Reply:
    """A message in a private chat was changed; strangers are not answered again."""
    return Reply(wordless.edited(speech())) if actor is not None else Reply()


async def in_group(message: Message, bot: Bot) -> Reply:
    """A command of one's own in a group; other words there are not for the bot."""
    name, to = command_in(message.text or "")
    if name not in OWN or not await is_for(bot, to):
        raise SkipHandler
    return Reply(wordless.in_private(speech()))


def first() -> Router:
    """Asked before those who take files and words."""
    router = Router(name="wordless, asked")
    router.message.register(while_asked, ~F.text, ~_FILES, F.chat.type == "private")
    router.message.register(in_group, F.text.startswith("/"), F.chat.type != "private")
    return router


def last() -> Router:
    """Asked when nobody has taken it."""
    router = Router(name="wordless")
    router.message.register(not_taken, ~F.text, F.chat.type == "private")
    router.edited_message.register(edited, F.chat.type == "private")
    return router

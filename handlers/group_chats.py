"""In a group chat: the bot comes and goes, /bind, /unbind, /digest; nothing with a name."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatMemberStatus
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from handlers.words import Words, command_in, is_for
from services import group_cards, group_chats, schedules
from services.group_chats import Place
from services.rights import Actor
from views.actions import Verb
from views.speech import speech

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)
_GROUPS = F.chat.type.in_({"group", "supergroup"})


def place_of(message: Message) -> Place:
    """The group, and the topic where it is a forum."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, topic, message.chat.title or "")


def _may_write(event: ChatMemberUpdated) -> bool:
    member = event.new_chat_member
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    return member.status not in _OUT


async def came_or_went(
    event: ChatMemberUpdated, session: AsyncSession, now: datetime, inbox_id: int
) -> Reply:
    """The bot was added to a group, or removed or silenced there."""
    if not _may_write(event):
        await group_chats.lost(session, event.chat.id, event.new_chat_member.status, now)
    elif event.old_chat_member.status in _OUT:
        place = Place(event.chat.id, None, event.chat.title or "")
        await group_chats.greet(session, place, f"inbox:{inbox_id}", now)
    return Reply()


async def command(
    message: Message, bot: Bot, session: AsyncSession, now: datetime, inbox_id: int
) -> Reply:
    """A command that is a group's; the answer goes there on behalf of nobody."""
    name, to = command_in(message.text or "")
    if name not in ("bind", "unbind", "digest") or not await is_for(bot, to):
        raise SkipHandler
    place, origin = place_of(message), f"inbox:{inbox_id}"
    if name == "digest":
        await group_chats.digest_asked(session, place, origin, now)
    elif message.from_user is not None:
        do = group_chats.bind if name == "bind" else group_chats.unbind
        await do(session, message.from_user.id, place, origin, now)
    return Reply()


async def not_for_us(message: Message) -> Reply:
    """A word that is a button's in private: in a group people say it to each other."""
    return Reply()


async def chosen(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Whose digest goes to a group, chosen in private."""
    by, action = pressed(query, actor, 1)
    message = await group_chats.chosen(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def card(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """One of the groups."""
    by, action = pressed(query, actor, 1)
    return Reply(await group_cards.card(session, by, action.ids[0]), edits_pressed=True)


async def set_roadmap(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Of which roadmap it hears."""
    by, action = pressed(query, actor, 2)
    message = await group_cards.set_roadmap(session, by, action.ids[0], action.ids[1], now)
    return Reply(message, edits_pressed=True)


async def let_go(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """No digest there any more."""
    by, action = pressed(query, actor, 1)
    await group_cards.let_go(session, by, action.ids[0], now)
    toast = speech().gettext("The digest comes there no more.")
    return Reply(await schedules.board(session, by), toast=toast, edits_pressed=True)


def routes() -> Router:
    """What happens in groups, and the presses about them in private."""
    router = Router(name="group_chats")
    router.my_chat_member.register(came_or_went, _GROUPS)
    router.message.register(command, F.text.startswith("/"), _GROUPS)
    for words in (Words("digest"), Words("desk"), Words("reports")):
        router.message.register(not_for_us, words, F.chat.type != "private")
    for verb, handler in (
        (Verb.GROUP_BIND, chosen),
        (Verb.GROUP_CARD, card),
        (Verb.GROUP_ROADMAP, set_roadmap),
        (Verb.GROUP_UNBIND, let_go),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

"""Coming in: invitation links, help, cancel, and everything that was not understood."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import CommandStart
from aiogram.filters.command import CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers import hearing
from handlers.lost import lost
from handlers.reply import Reply
from handlers.words import Words
from services import admitting, consents, conversations, helping, invitations, municipalities
from services.rights import Actor
from views import answers
from views.actions import Verb, unpack
from views.speech import speech


async def open_invitation(
    message: Message, command: CommandObject, session: AsyncSession, now: datetime
) -> Reply:
    """A link was opened: show whose it is and ask."""
    token, chat = command.args or "", str(message.chat.id)
    user = message.from_user.id if message.from_user else None
    try:
        return Reply(await invitations.opened(session, token, chat, now, user))
    except invitations.BadInvitation:  # raised before anything is written
        return Reply(answers.invitation_is_no_good(speech()))


async def start(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """/start without a link: a greeting for those known, with what they were not asked yet; a
    polite word for others."""
    if actor is None or message.from_user is None:
        return Reply(answers.not_known(speech()))
    await invitations.alive_again(session, message.from_user.id, message.chat.id)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    chat = str(message.chat.id)
    await consents.ask(session, tenant, actor.person_id, chat, actor.origin, now)
    greeting = await invitations.welcome(session, actor.municipality_id, actor.person_id)
    return Reply(greeting, new_commands=True)


async def blocked_or_back(event: ChatMemberUpdated, session: AsyncSession, now: datetime) -> Reply:
    """Somebody stopped the bot in their private chat, or let it in again."""
    if event.chat.type == "private":
        gone = event.new_chat_member.status == ChatMemberStatus.KICKED
        if gone:
            await invitations.refuses(session, event.from_user.id, event.chat.id, now)
        else:
            await invitations.alive_again(session, event.from_user.id, event.chat.id)
    return Reply()


async def confirm_invitation(query: CallbackQuery, session: AsyncSession, now: datetime) -> Reply:
    """«Да, это я» or «Нет, ошибка»."""
    action = unpack(query.data or "")
    if action is None or len(action.ids) != 2 or query.message is None:
        raise invitations.BadInvitation
    invitation_id, yes = action.ids
    return Reply(
        await invitations.confirm(
            session,
            invitation_id,
            action.person_id,
            query.from_user.id,
            query.message.chat.id,
            now,
            accepted=bool(yes),
        )
    )


async def show_help(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Помощь» from anywhere."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await helping.help_for(session, actor))


async def cancel(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Отмена» from anywhere."""
    if actor is None:
        await conversations.forget(session, str(message.chat.id))
        return Reply(answers.not_known(speech()))
    return Reply(await helping.cancel(session, actor, str(message.chat.id)))


async def not_understood(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime, inbox_id: int
) -> Reply:
    """Anything else that was said: the answer to a question, or not understood."""
    if actor is None:
        chat, origin = str(message.chat.id), f"inbox:{inbox_id}"
        said = await admitting.heard_stranger(session, chat, message.text or "", origin, now)
        return Reply(said or answers.not_known(speech()))
    text = message.text or ""
    answer = await hearing.heard(session, actor, str(message.chat.id), text, now)
    return Reply(answer) if answer is not None else await lost(session, actor, text, now)


async def nothing_to_press(query: CallbackQuery) -> Reply:
    """A day or a heading of a calendar that cannot be chosen."""
    return Reply()


async def unknown_press(query: CallbackQuery) -> Reply:
    """A button from another time."""
    return Reply(toast=speech().gettext("This button no longer works."))


def routes() -> Router:
    """Links, greetings, help and cancel: asked first."""
    router = Router(name="coming_in")
    router.message.register(open_invitation, CommandStart(deep_link=True), F.chat.type == "private")
    router.message.register(start, CommandStart(), F.chat.type == "private")
    router.callback_query.register(confirm_invitation, F.data.startswith(f"{Verb.JOIN}:"))
    router.callback_query.register(nothing_to_press, F.data.startswith(f"{Verb.NOTHING}:"))
    router.my_chat_member.register(blocked_or_back)
    router.message.register(show_help, Words("help", "help"), F.chat.type == "private")
    router.message.register(cancel, Words("cancel", "cancel"), F.chat.type == "private")
    return router


def left_over() -> Router:
    """What nobody else took: asked last."""
    router = Router(name="left_over")
    router.message.register(not_understood, F.chat.type == "private")
    router.callback_query.register(unknown_press)
    return router

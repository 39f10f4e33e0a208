"""From an update to its handler and back: one transaction, then the toast.

A handler gets an open session and the actor; what it returns goes into the outbox in the same
transaction, and the inbox row is marked done there too, so a replay repeats only the answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.flags import get_flag
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, InaccessibleMessage, Message, TelegramObject
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from handlers import commands
from handlers.refusals import refusal
from handlers.reply import Reply
from handlers.speaker import Speaker, speaker
from roadmap.settings_keys import TelegramUse
from services import accounts, commanding, consents, conversations, discretion, saying
from services.clock import Clock
from services.launching import NotADraft
from services.rights import Actor, Denied
from storage import inbox, outbox
from storage.database import Database
from storage.tables import NoticeRow
from views.answers import plain
from views.consents import no_messenger
from views.discretion import switched_off
from views.speaking import said_for
from views.speech import speech

log = structlog.get_logger()

TOAST_LIMIT = 200  # Bot API, answerCallbackQuery
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Arrivals(BaseMiddleware):
    """Wraps every handler of messages and presses."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Run `handler` and store what it says."""
        now = self._clock.now()
        inbox_id: int = data["inbox_id"]
        try:
            reply = await self._answered(handler, event, data, inbox_id, now)
        except Exception as error:
            said = refusal(error, speech())
            if said is None:
                raise
            reply = await self._refused(event, error, said, inbox_id, now)
        if isinstance(event, CallbackQuery):
            await _toast(data["bot"], event, reply)
        if reply.again is not None:
            data["accept"]([reply.again])
        chats = set(reply.offers_to)
        if reply.new_commands and isinstance(event, Message | CallbackQuery) and event.from_user:
            chats.add(event.from_user.id)
        for chat in sorted(chats):
            await commands.offer(data["bot"], self._database, chat)

    async def _answered(
        self,
        handler: Handler,
        event: TelegramObject,
        data: dict[str, Any],
        inbox_id: int,
        now: datetime,
    ) -> Reply:
        origin = f"inbox:{inbox_id}"
        nobody = bool(get_flag(data, "operates"))  # not as a person, but as who runs the bot
        if get_flag(data, "reads"):
            async with self._database.read() as session:
                who = await _who(session, event, origin, now, writes=False, nobody=nobody)
                off = await _use(session, who.actor) is TelegramUse.OFF
                reply = None
                if not off and not who.unwanted:
                    reply = await handler(event, data | _tools(session, who.actor, now))
                    reply = await _with_voice(session, event, who, reply)
            async with self._database.write(urgent=True) as session:
                if off:
                    return await self._off(session, event, origin, inbox_id, now)
                if who.unwanted:
                    reply = await _not_here(session, event, who)
                await self._store(session, event, who.actor, reply, origin, inbox_id, now)
            return reply or Reply()
        async with self._database.write(urgent=True) as session:
            who = await _who(session, event, origin, now, writes=True, nobody=nobody)
            use = await _use(session, who.actor)
            if use is TelegramUse.OFF:
                return await self._off(session, event, origin, inbox_id, now)
            if who.unwanted:
                reply = await _not_here(session, event, who)
            else:
                reply = await handler(event, data | _tools(session, who.actor, now))
                reply = await _with_voice(session, event, who, reply)
            await self._store(session, event, who.actor, reply, origin, inbox_id, now)
            chats = commanding.changed(session)
        reply = replace(reply or Reply(), offers_to=chats)
        if use is TelegramUse.BRIEF and reply.brief_toast:
            return replace(reply, toast=reply.brief_toast)
        return reply

    async def _off(
        self,
        session: AsyncSession,
        event: TelegramObject,
        origin: str,
        inbox_id: int,
        now: datetime,
    ) -> Reply:
        """Nothing is done and nothing told where Telegram is switched off; only that it is."""
        said = switched_off(speech())
        pressed = isinstance(event, CallbackQuery)
        reply = Reply(toast=said, alert=True) if pressed else Reply(message=plain(said))
        await self._store(session, event, None, reply, origin, inbox_id, now)
        return reply

    async def _refused(
        self, event: TelegramObject, error: Exception, said: str, inbox_id: int, now: datetime
    ) -> Reply:
        """The transaction was rolled back; say why, and do not work the arrival again.

        What somebody may not answer any more, or what is no draft by now, is asked no longer.
        """
        reply = (
            Reply(toast=said, alert=True)
            if isinstance(event, CallbackQuery)
            else Reply(message=plain(said))
        )
        async with self._database.write(urgent=True) as session:
            if isinstance(error, Denied | NotADraft) and isinstance(event, Message):
                await conversations.forget(session, str(event.chat.id))
            await self._store(session, event, None, reply, f"inbox:{inbox_id}", inbox_id, now)
        return reply

    async def _store(
        self,
        session: AsyncSession,
        event: TelegramObject,
        actor: Actor | None,
        reply: Reply | None,
        origin: str,
        inbox_id: int,
        now: datetime,
    ) -> None:
        if reply is not None and reply.message is not None:
            await _say(session, event, actor, reply, origin, now)
        await inbox.mark_done(session, inbox_id, now)


def _tools(session: AsyncSession, actor: Actor | None, now: datetime) -> dict[str, Any]:
    if actor is not None:
        conversations.begin_for(session, actor.person_id)
    return {"session": session, "actor": actor, "now": now}


async def _who(
    session: AsyncSession,
    event: TelegramObject,
    origin: str,
    now: datetime,
    *,
    writes: bool,
    nobody: bool,
) -> Speaker:
    """Who acts; with `nobody` no person does, whomever the account stands for."""
    if nobody:
        return Speaker()
    return await speaker(session, event, origin, now, writes=writes)


async def _not_here(session: AsyncSession, event: TelegramObject, who: Speaker) -> Reply:
    """Somebody writes or presses where they did not want to be written to in."""
    assert who.actor is not None  # noqa: S101 - it is theirs
    if isinstance(event, CallbackQuery):
        return Reply(toast=no_messenger(speech()), alert=True)
    return Reply(await consents.not_here(session, who.actor))


async def _with_voice(
    session: AsyncSession, event: TelegramObject, who: Speaker, reply: Reply | None
) -> Reply | None:
    """Where an account stands for several, the answer to words says for whom they were taken."""
    if not (who.several and reply and reply.message and isinstance(event, Message)):
        return reply
    assert who.actor is not None  # noqa: S101 - only accounts stand for several
    user = event.from_user.id if event.from_user else 0
    for voice in await accounts.people_of(session, user):
        if voice.person_id == who.actor.person_id:
            return replace(reply, message=said_for(reply.message, voice, speech()))
    return reply


async def _use(session: AsyncSession, actor: Actor | None) -> TelegramUse:
    """What the actor's municipality allows in Telegram; strangers have none."""
    return (
        TelegramUse.ON if actor is None else await discretion.use_of(session, actor.municipality_id)
    )


async def _say(
    session: AsyncSession,
    event: TelegramObject,
    actor: Actor | None,
    reply: Reply,
    origin: str,
    now: datetime,
) -> None:
    assert reply.message is not None  # noqa: S101 - the caller looked
    place = _place(event)
    if place is None:
        return  # nobody waits for an answer
    address, pressed_id = place
    if reply.edits_pressed and pressed_id is not None:
        pressed = await _notice(session, address, pressed_id)
        if pressed is not None:
            await outbox.edit(session, pressed, reply.message, now)
            return
    if actor is None:
        await saying.tell_stranger(session, address, reply.message, origin, now)
        return
    await saying.answer(
        session, actor, address, reply.message, now, kind=reply.kind, about=reply.about
    )


def _place(event: TelegramObject) -> tuple[str, str | None] | None:
    """The address to answer at, and the id of the message there that was sent or pressed.

    Of a message that is too old Telegram tells the chat only, or nothing: then it was pressed in
    the presser's own chat.
    """
    if isinstance(event, CallbackQuery) and event.message is None:
        return str(event.from_user.id), None
    message = event.message if isinstance(event, CallbackQuery) else event
    if not isinstance(message, Message | InaccessibleMessage):
        return None
    return address_of(message), str(message.message_id)


def address_of(message: Message | InaccessibleMessage) -> str:
    """Where to answer a message: its chat, in a forum with the topic («-100500/17»)."""
    if isinstance(message, InaccessibleMessage):
        return str(message.chat.id)
    if message.is_topic_message and message.message_thread_id is not None:
        return f"{message.chat.id}/{message.message_thread_id}"
    return str(message.chat.id)


async def _notice(session: AsyncSession, address: str, external_id: str) -> NoticeRow | None:
    statement = select(NoticeRow).where(
        NoticeRow.channel == Channel.TELEGRAM,
        NoticeRow.address == address,
        NoticeRow.external_id == external_id,
    )
    return (await session.exec(statement)).first()


async def _toast(bot: Bot, query: CallbackQuery, reply: Reply) -> None:
    """Take the clock off the button; a press too old to be answered is no failure."""
    try:
        await bot.answer_callback_query(
            query.id, text=reply.toast[:TOAST_LIMIT] or None, show_alert=reply.alert or None
        )
    except (AiogramError, OSError, TimeoutError) as error:
        log.info("toast.not_shown", reason=str(error))

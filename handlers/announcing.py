"""«Написать группе»: the presses on the way to an announcement, and answers to it."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from handlers.words import Words
from services import announcement_replies, announcement_sending, announcing, rights
from services.rights import Actor
from views import answers
from views.actions import Action, Verb
from views.announcing import CHOOSES, Kind
from views.speech import speech


async def asked(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Написать группе», typed or by its command."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await announcing.begin(session, actor))


async def begin(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The same by its button."""
    by, _ = pressed(query, actor, 0)
    return Reply(await announcing.begin(session, by))


def _kind(action: Action, actor: Actor) -> Kind:
    try:
        return Kind(action.ids[0])
    except ValueError as error:
        raise rights.deny(actor, "press", audience=action.ids[0]) from error


async def audience(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """For whom; which section or organisation."""
    by, action = pressed(query, actor, 1)
    kind, (number, page) = _kind(action, by), (*action.ids[1:], 0, 0)[:2]
    if kind in CHOOSES and not number:
        message = await announcing.choose(session, by, kind, page)
    else:
        message = await announcing.start(session, by, kind, number, chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def pick(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A name is ticked, or another page shown."""
    by, action = pressed(query, actor, 3)
    number, person_id, page = action.ids[:3]
    message = await announcing.pick(session, by, number, person_id, page)
    return Reply(message, edits_pressed=True)


async def picked(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Everybody is chosen."""
    by, action = pressed(query, actor, 1)
    message = await announcing.picked(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def send(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """It goes, once."""
    by, action = pressed(query, actor, 1)
    message = await announcement_sending.send(session, by, action.ids[0], chat_of(query), now)
    return Reply(message, edits_pressed=True)


async def try_it(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Сначала мне»."""
    by, action = pressed(query, actor, 1)
    return Reply(await announcing.try_on_oneself(session, by, action.ids[0]))


async def report(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What became of it by now."""
    by, action = pressed(query, actor, 1)
    message = await announcement_sending.report(session, by, action.ids[0])
    return Reply(message, edits_pressed=True)


async def drop(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Не отправлять»."""
    by, action = pressed(query, actor, 1)
    message = await announcing.drop(session, by, action.ids[0], chat_of(query))
    return Reply(message, edits_pressed=True)


async def replied(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Words in reply to an announcement; others are for somebody else to hear."""
    if actor is None or message.reply_to_message is None or message.text is None:
        raise SkipHandler
    answer = await announcement_replies.replied(
        session,
        actor,
        str(message.chat.id),
        str(message.reply_to_message.message_id),
        message.text,
        now,
    )
    if answer is None:
        raise SkipHandler
    return Reply(answer)


def routes() -> Router:
    """Announcements."""
    router = Router(name="announcing")
    private = F.chat.type == "private"
    router.message.register(asked, Words("write", "write"), private)
    router.message.register(replied, F.reply_to_message, F.text, private)
    for verb, handler in (
        (Verb.ANNOUNCE, begin),
        (Verb.AUDIENCE, audience),
        (Verb.PICK, pick),
        (Verb.PICKED, picked),
        (Verb.SEND_WORDS, send),
        (Verb.TRY_WORDS, try_it),
        (Verb.WORDS_REPORT, report),
        (Verb.DROP_WORDS, drop),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

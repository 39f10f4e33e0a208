"""Confirming documents as people send and press them: files, albums, links, requisites."""

from __future__ import annotations

from datetime import date, datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from roadmap.links import find_link
from roadmap.requisites import find
from services import attaching, evidence, picturing, removing
from services.evidence import Announced
from services.rights import Actor
from views import answers, evidence_refusals
from views.actions import Action, Verb
from views.lines import shortened
from views.speech import speech

CAPTION_IN_NAME = 60


def announced(message: Message) -> Announced | None:
    """The file in a message, or None."""
    if message.document is not None:
        file_id, size = message.document.file_id, message.document.file_size
        name = message.document.file_name or f"document-{message.message_id}"
    elif message.photo:
        photo = message.photo[-1]  # the largest
        file_id, size, name = photo.file_id, photo.file_size, _photo_name(message)
    else:
        return None
    return Announced(
        file_id,
        name,
        size,
        str(message.chat.id),
        _replied(message),
        message.media_group_id,
        message.caption or "",
    )


def _photo_name(message: Message) -> str:
    """A photo has no name of its own: what is written under it, or its number."""
    words = shortened(message.caption or "", CAPTION_IN_NAME).rstrip("….")
    if not words:
        words = speech().gettext("Photo {number}").format(number=message.message_id)
    return f"{words}.jpg"


def _replied(message: Message) -> str | None:
    replied = message.reply_to_message
    return str(replied.message_id) if replied is not None else None


def is_evidence(text: str) -> bool:
    """Whether words hold a link or the requisites of a paper, whatever the day is."""
    return find_link(text) is not None or find(text, date.max) is not None


async def file_sent(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A document or a photo."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    file = announced(message)
    assert file is not None  # noqa: S101 - the filter looked
    return Reply(await evidence.announce(session, actor, file, now))


async def words_sent(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A link or requisites, unless they answer another question: then others are asked."""
    if actor is None or message.text is None:
        raise SkipHandler
    receipt = await attaching.sent_words(
        session, actor, message.text, str(message.chat.id), _replied(message), now
    )
    if receipt is None:
        raise SkipHandler
    return Reply(receipt.message, about=receipt.about)


async def film_sent(message: Message, actor: Actor | None) -> Reply:
    """A video, long or round."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(evidence_refusals.film(speech()))


async def ask(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Приложить…»"""
    by, action = pressed(query, actor, 1)
    receipt = await attaching.ask(session, by, action.ids[0], chat_of(query), now)
    return Reply(receipt.message, about=receipt.about)


async def attach(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The answer to «which activity does it confirm?»."""
    by, action = pressed(query, actor, 2)
    message = await attaching.attach(session, by, action.ids[0], action.ids[1], now)
    return Reply(message, edits_pressed=True)


async def attach_more(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Ещё к мероприятию…»: a page of one's own, in place."""
    by, action = pressed(query, actor, 2)
    message = await attaching.more(session, by, action.ids[0], action.ids[1], now)
    return Reply(message, edits_pressed=True)


async def list_papers(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """The documents of an activity."""
    by, action = pressed(query, actor, 1)
    receipt = await attaching.listed(session, by, action.ids[0])
    return Reply(receipt.message, about=receipt.about)


async def show_paper(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A file, sent."""
    by, action = pressed(query, actor, 1)
    return Reply(await attaching.paper(session, by, action.ids[0]))


def _is_album(action: Action) -> bool:
    return len(action.ids) > 1 and bool(action.ids[1])


async def remove(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Removing: sure? yes, no."""
    by, action = pressed(query, actor, 1)
    piece, album = action.ids[0], _is_album(action)
    match action.verb:
        case Verb.REMOVE:
            message = await removing.ask(session, by, piece, album=album)
        case Verb.REMOVE_NO:
            message = await removing.leave(session, by, piece, now, album=album)
        case _:
            message = await removing.remove(session, by, piece, now, album=album)
    return Reply(message, edits_pressed=True)


async def keep_picture(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """There are no children in the photo."""
    by, action = pressed(query, actor, 1)
    return Reply(await picturing.stays(session, by, action.ids[0]), edits_pressed=True)


def routes() -> Router:
    """Files, words that name a paper, and the presses about them."""
    router = Router(name="proofs")
    private = F.chat.type == "private"
    router.message.register(file_sent, F.document | F.photo, private)
    router.message.register(film_sent, F.video | F.video_note, private)
    router.message.register(words_sent, F.text.func(is_evidence), private)
    for verb, handler in (
        (Verb.ATTACH, attach),
        (Verb.ATTACH_TO, ask),
        (Verb.ATTACH_MORE, attach_more),
        (Verb.PAPERS, list_papers),
        (Verb.PAPER, show_paper),
        (Verb.REMOVE, remove),
        (Verb.REMOVE_YES, remove),
        (Verb.REMOVE_NO, remove),
        (Verb.KEEP_PICTURE, keep_picture),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

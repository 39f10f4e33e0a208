"""The bank of best practices: looking, finding, offering, and what a coordinator decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.pressing import in_chat
from handlers.reply import Reply
from handlers.words import Words
from services import practice_decisions, practice_offers, practices
from services.rights import Actor
from views import answers
from views.actions import Verb
from views.speech import speech


async def open_bank(message: Message, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Банк практик»."""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await practices.bank(session, actor, str(message.chat.id), 0))


async def turn_page(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """Another page, of everything or of what was found, in place."""
    by, action = pressed(query, actor, 2)
    page, searched = action.ids[:2]
    message = await practices.bank(session, by, chat_of(query), page, searched=bool(searched))
    return Reply(message, edits_pressed=True)


async def ask_words(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Найти…»"""
    by, _ = pressed(query, actor, 0)
    return Reply(await practices.ask_words(session, by, chat_of(query), now))


async def open_card(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """One practice."""
    by, action = pressed(query, actor, 1)
    return Reply(await practices.card(session, by, action.ids[0]))


async def download(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """Its file."""
    by, action = pressed(query, actor, 1)
    return Reply(await practices.material(session, by, action.ids[0]))


async def offer(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Предложить практику…»"""
    by, _ = pressed(query, actor, 0)
    return Reply(await practice_offers.begin(session, by, chat_of(query), now))


async def waiting(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What waits for a coordinator."""
    by, _ = pressed(query, actor, 0)
    return Reply(await practice_decisions.waiting(session, by))


async def publish(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Into the bank."""
    by, action = pressed(query, actor, 1)
    message = await practice_decisions.publish(session, by, action.ids[0], now)
    return Reply(message, toast=speech().gettext("Published"), edits_pressed=True)


PRESSES: dict[Verb, Callable[..., Any]] = {
    Verb.BANK: turn_page,
    Verb.FIND_PRACTICE: ask_words,
    Verb.PRACTICE: open_card,
    Verb.PRACTICE_FILE: download,
    Verb.OFFER: offer,
    Verb.MEND_PRACTICE: in_chat(practice_offers.mend, 1),
    Verb.OFFER_THIS: in_chat(practice_offers.chosen, 2, in_place=True),
    Verb.OFFER_SUBJECT: in_chat(practice_offers.same_subject, 2, in_place=True),
    Verb.OFFER_SKIP: in_chat(practice_offers.without_description, 1, in_place=True),
    Verb.PRACTICES_WAIT: waiting,
    Verb.PUBLISH: publish,
    Verb.RETURN_PRACTICE: in_chat(practice_decisions.ask_remark, 1),
}


def routes() -> Router:
    """The word on the keyboard and every press."""
    router = Router(name="practices")
    router.message.register(open_bank, Words("bank", "bank"), F.chat.type == "private")
    for verb, handler in PRESSES.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

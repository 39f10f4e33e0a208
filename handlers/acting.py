"""Acting from the digest: the text for the chat, reminding and asking everybody, deciding."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services import asking_status, chat_text, decisions, nudging_all, rights, saying
from services.asking_all import Asked
from services.rights import Actor
from views.actions import Action, Verb
from views.decisions import Sort
from views.nudging_all import Scope, nobody
from views.speech import speech


async def chat_words(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Текст для чата»: as many messages as it takes, the last of them the answer."""
    by, action = pressed(query, actor, 0)
    number = action.ids[0] if action.ids else None
    if number is None:
        question, number = await chat_text.choose(session, by)
        if number is None:
            return Reply(question)
    *earlier, last = await chat_text.parts(session, by, number, now)
    for n, message in enumerate(earlier):
        part = replace(by, origin=f"{by.origin}/part{n}")
        await saying.answer(session, part, chat_of(query), message, now)
    return Reply(last)


async def nudge_all(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Напомнить всем, кто опаздывает»: who would get it."""
    by, _ = pressed(query, actor, 0)
    return Reply(await nudging_all.preview(session, by, now))


async def nudge_all_yes(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """They are reminded."""
    by, _ = pressed(query, actor, 0)
    return _came(await nudging_all.send(session, by, now))


def _came(asked: Asked) -> Reply:
    """What came of it takes the place of the button; pressed again it stays."""
    if not asked.sent:
        return Reply(toast=nobody(speech()))
    return Reply(asked.message, edits_pressed=True)


def _scope(action: Action, actor: Actor) -> Scope:
    try:
        return Scope(action.ids[0])
    except ValueError as error:
        raise rights.deny(actor, "press", scope=action.ids[0]) from error


async def ask_status(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Запросить статус сейчас»: of what, of which section or school, and who would get it."""
    by, action = pressed(query, actor, 0)
    if not action.ids:
        return Reply(await asking_status.choose(session, by, None, 0))
    scope, (number, page) = _scope(action, by), (*action.ids[1:], 0, 0)[:2]
    if scope in (Scope.SECTION, Scope.SCHOOL) and not number:
        message = await asking_status.choose(session, by, scope, page)
    else:
        message = await asking_status.preview(session, by, scope, number, now)
    return Reply(message, edits_pressed=True)


async def ask_status_yes(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """They are asked."""
    by, action = pressed(query, actor, 2)
    return _came(await asking_status.send(session, by, _scope(action, by), action.ids[1], now))


async def to_decide(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Решить»: what waits, or another page of it in place."""
    by, action = pressed(query, actor, 0)
    page = action.ids[0] if action.ids else 0
    message = await decisions.shown(session, by, page, now)
    return Reply(message, edits_pressed=bool(action.ids))


async def decide(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """One request, in a message of its own."""
    by, action = pressed(query, actor, 2)
    try:
        sort = Sort(action.ids[0])
    except ValueError as error:
        raise rights.deny(by, "press", sort=action.ids[0]) from error
    opened = await decisions.open_one(session, by, sort, action.ids[1])
    return Reply(opened.message, kind=opened.kind, about=opened.about)


def routes() -> Router:
    """The presses of acting from the digest."""
    router = Router(name="acting")
    for verb, handler in (
        (Verb.CHAT_TEXT, chat_words),
        (Verb.NUDGE_ALL, nudge_all),
        (Verb.NUDGE_ALL_YES, nudge_all_yes),
        (Verb.ASK_STATUS, ask_status),
        (Verb.ASK_STATUS_YES, ask_status_yes),
        (Verb.DECISIONS, to_decide),
        (Verb.DECIDE, decide),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

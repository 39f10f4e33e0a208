"""Whose answers complete an activity, reviewing what is done, and closing at five of seven."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.reply import Reply
from services import accepting, closing, completion_rules, rights
from services.rights import Actor
from views.actions import Verb
from views.completion import NUMBERS
from views.lines import shortened
from views.speech import speech

TITLE_CHARS = 110


async def accept(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Принять»: the list and the card are edited, the press is answered."""
    by, action = pressed(query, actor, 1)
    accepted = await accepting.accept(session, by, action.ids[0], now)
    say, about = speech(), shortened(accepted.line.title, TITLE_CHARS)
    words = (
        say.gettext("Accepted: {title}")
        if accepted.changed
        else say.gettext("It was accepted already: {title}")
    )
    return Reply(toast=words.format(title=about), brief_toast=words.format(title="✓"))


async def send_back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Вернуть…»: asks what is missing."""
    by, action = pressed(query, actor, 1)
    return Reply(await accepting.ask_remark(session, by, action.ids[0], chat_of(query), now))


async def close(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Закрыть при 5 из 7…»: asks why."""
    by, action = pressed(query, actor, 1)
    return Reply(await closing.ask(session, by, action.ids[0], chat_of(query), now))


async def rules(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Правило…»: what can be chosen."""
    by, action = pressed(query, actor, 1)
    return Reply(await completion_rules.shown(session, by, action.ids[0]))


async def set_rule(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A rule was chosen; the message shows what holds now."""
    by, action = pressed(query, actor, 2)
    assignment_id, number = action.ids[:2]
    if number >= len(NUMBERS):
        raise rights.deny(by, "rule", number=number)
    message = await completion_rules.choose(session, by, assignment_id, NUMBERS[number], now)
    return Reply(message, edits_pressed=True)


async def set_review(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What is done is reviewed from now on, or no more."""
    by, action = pressed(query, actor, 2)
    assignment_id, on = action.ids[:2]
    message = await completion_rules.set_review(session, by, assignment_id, now, on=bool(on))
    return Reply(message, edits_pressed=True)


def routes() -> Router:
    """The presses about completing."""
    router = Router(name="completion")
    for verb, handler in (
        (Verb.ACCEPT, accept),
        (Verb.RETURN, send_back),
        (Verb.CLOSE, close),
        (Verb.RULE, rules),
        (Verb.SET_RULE, set_rule),
        (Verb.SET_REVIEW, set_review),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

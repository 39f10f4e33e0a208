"""«Больше не работает», «Сменить руководителя»: who takes over, the preview, and the deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.people_desk import BotNamed
from handlers.pressing import in_chat
from handlers.reply import Reply
from services import inviting, leaving, leaving_steps, replacing, successor_steps
from services.leaving import Left
from services.rights import Actor
from views.actions import Verb
from views.speech import speech
from views.successors import with_link


async def leave_yes(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    bot_name: str,
    now: datetime,
) -> Reply:
    """It is so."""
    by, action = pressed(query, actor, 3)
    who, to, exceptions = action.ids[:3]
    done = await leaving.leave(session, by, who, to, exceptions, chat_of(query), now)
    return await _done(query, session, by, done, bot_name, now)


async def _done(
    query: CallbackQuery,
    session: AsyncSession,
    by: Actor,
    done: Left,
    bot_name: str,
    now: datetime,
) -> Reply:
    """The answer; in a private chat with the link of whoever took over and has not joined yet."""
    message = done.message
    private = query.message is not None and query.message.chat.type == "private"
    if done.changed and done.invite is not None and private:
        link = await inviting.invite(session, by, done.invite, bot_name, now)
        message = with_link(message, link) if link is not None else message
    toast = "" if done.changed else speech().gettext("Nothing was changed.")
    return Reply(message, toast=toast, edits_pressed=True)


async def head_to(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """For good, acting, or for a time?"""
    by, action = pressed(query, actor, 2)
    message = await replacing.preview(session, by, *action.ids[:2])
    return Reply(message, edits_pressed=True)


async def head_yes(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    bot_name: str,
    now: datetime,
) -> Reply:
    """Another head."""
    by, action = pressed(query, actor, 3)
    office, who, acting = action.ids[:3]
    done = await replacing.change(
        session, by, office, who, chat_of(query), now, acting=bool(acting)
    )
    return await _done(query, session, by, done, bot_name, now)


async def until(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Until which day? The same message with a calendar."""
    by, action = pressed(query, actor, 2)
    office, who = action.ids[:2]
    month = chosen_day(action.ids[2]) if len(action.ids) > 2 else None
    message = await replacing.ask_until(session, by, office, who, month, now)
    return Reply(message, edits_pressed=True)


async def until_day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Somebody stands in until that day."""
    by, action = pressed(query, actor, 3)
    office, who, day = action.ids[:3]
    message = await replacing.stand_in(session, by, office, who, chosen_day(day), now)
    return Reply(message, edits_pressed=True)


async def came_back(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Снова работает»"""
    by, action = pressed(query, actor, 1)
    message, changed = await leaving.come_back(session, by, action.ids[0], now)
    say = speech()
    toast = say.gettext("Agreed.") if changed else say.gettext("It is so already.")
    return Reply(message, toast=toast, edits_pressed=True)


PRESSES: dict[Verb, Callable[..., Any]] = {
    Verb.LEAVE: in_chat(leaving_steps.choose, 2, in_place=True),
    Verb.LEAVE_TO: in_chat(leaving_steps.preview, 2, in_place=True),
    Verb.LEAVE_EACH: in_chat(leaving_steps.share_out, 3, in_place=True),
    Verb.LEAVE_ONE: in_chat(leaving_steps.choose_for_one, 4, in_place=True),
    Verb.LEAVE_ONE_TO: in_chat(leaving_steps.give_one, 4, in_place=True),
    Verb.HEAD_CHANGE: in_chat(replacing.choose, 2, in_place=True),
    Verb.HEAD_TO: head_to,
    Verb.HEAD_UNTIL: until,
    Verb.HEAD_UNTIL_DAY: until_day,
    Verb.SUCCESSOR_NEW: in_chat(successor_steps.ask_new, 2),
    Verb.SUCCESSOR_MAKE: in_chat(successor_steps.make_new, 2, in_place=True),
    Verb.CAME_BACK: came_back,
}


def routes() -> Router:
    """The presses."""
    router = Router(name="replacing")
    for verb, handler in PRESSES.items():
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    for verb, linking in ((Verb.LEAVE_YES, leave_yes), (Verb.HEAD_YES, head_yes)):
        router.callback_query.register(linking, F.data.startswith(f"{verb}:"), BotNamed())
    return router

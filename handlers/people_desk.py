"""«Люди и организации»: lists, cards, invitations, organisations, merging."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, pressed
from handlers.pressing import in_chat, in_place
from handlers.reply import Reply
from handlers.words import Words
from services import (
    inviting,
    office_members,
    organizations_desk,
    people_desk,
    people_merging,
    rights,
)
from services.rights import Actor
from views import answers
from views.actions import Verb
from views.speech import speech


class BotNamed(BaseFilter):
    """Brings the bot's name, asked of the messenger before any transaction and once a process."""

    async def __call__(self, query: CallbackQuery, bot: Bot) -> dict[str, str]:
        """The name as `bot_name`."""
        return {"bot_name": (await bot.me()).username or ""}


def require_private(query: CallbackQuery, actor: Actor) -> None:
    """`Denied` outside a private chat: links are secrets."""
    if query.message is None or query.message.chat.type != "private":
        raise rights.deny(actor, "people.private")


async def typed(
    message: Message, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """/people"""
    if actor is None:
        return Reply(answers.not_known(speech()))
    return Reply(await people_desk.home(session, actor, now))


async def home(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The entrance, from the desk or, in place, from a card."""
    by, action = pressed(query, actor, 0)
    return Reply(await people_desk.home(session, by, now), edits_pressed=bool(action.ids))


async def find(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Найти…»"""
    by, _ = pressed(query, actor, 0)
    return Reply(await people_desk.ask_words(session, by, chat_of(query), now))


async def person(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The card of a person; with a mark, in place."""
    by, action = pressed(query, actor, 1)
    message = await people_desk.card(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def invite(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    bot_name: str,
    now: datetime,
) -> Reply:
    """«Пригласить»: the link, in a message of its own."""
    by, action = pressed(query, actor, 1)
    require_private(query, by)
    message = await inviting.invite(session, by, action.ids[0], bot_name, now)
    if message is None:
        return Reply(toast=speech().gettext("The link has just been made, it is above."))
    return Reply(message)


async def withdraw(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Отозвать приглашение»"""
    by, action = pressed(query, actor, 1)
    message, ended = await inviting.withdraw(session, by, action.ids[0], now)
    say = speech()
    toast = (
        say.gettext("The link no longer works.")
        if ended
        else say.gettext("There was no link that works.")
    )
    return Reply(message, toast=toast, edits_pressed=True)


async def invite_all(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    bot_name: str,
    now: datetime,
) -> Reply:
    """The preview, and then letters and a page of links."""
    by, action = pressed(query, actor, 0)
    require_private(query, by)
    if not action.ids:
        return Reply(await inviting.preview(session, by, now))
    return Reply(await inviting.invite_all(session, by, bot_name, now))


async def office(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The card of an organisation; with a mark, in place."""
    by, action = pressed(query, actor, 1)
    message = await organizations_desk.card(session, by, action.ids[0], now)
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def edit_office(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What to change, or the new value of a field."""
    by, action = pressed(query, actor, 1)
    if len(action.ids) == 1:
        message = await organizations_desk.fields(session, by, action.ids[0], now)
        return Reply(message, edits_pressed=True)
    number, field = action.ids[:2]
    done = await organizations_desk.edit(session, by, number, field, chat_of(query), now)
    asks = field in organizations_desk.COLUMNS
    return Reply(done.message, edits_pressed=not asks)


async def head(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who is at its head?"""
    by, action = pressed(query, actor, 1)
    if len(action.ids) < 3:
        message = await office_members.choose_head(session, by, action.ids[0], now)
        return Reply(message, edits_pressed=True)
    number, who, acting = action.ids[:3]
    done = await office_members.make_head(session, by, number, who, now, acting=bool(acting))
    return Reply(done.message, toast=_toast(changed=done.changed), edits_pressed=True)


def _toast(*, changed: bool) -> str:
    say = speech()
    return say.gettext("Agreed.") if changed else say.gettext("It is so already.")


async def order(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Who is asked first."""
    by, action = pressed(query, actor, 1)
    who = action.ids[1] if len(action.ids) > 2 else None
    up = bool(action.ids[2]) if who is not None else True
    done = await office_members.order(session, by, action.ids[0], now, who, up=up)
    return Reply(done.message, edits_pressed=True)


async def drop_office(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Удалить…»"""
    by, action = pressed(query, actor, 1)
    sure = action.ids[1:2] == (1,)
    done = await organizations_desk.drop(session, by, action.ids[0], now, sure=sure)
    return Reply(done.message, edits_pressed=True)


async def merge(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What will become of it, and then it does."""
    by, action = pressed(query, actor, 3)
    kind, keep, other, stage = (*action.ids, 0)[:4]
    address = chat_of(query)
    done = await people_merging.merge(session, by, kind, keep, other, stage, address, now)
    toast = ""
    if stage:
        say = speech()
        done_before = say.gettext("They have been merged already.")
        toast = say.gettext("Merged.") if done.changed else done_before
    return Reply(done.message, toast=toast, edits_pressed=True)


def routes() -> Router:
    """The command and the presses."""
    router = Router(name="people_desk")
    router.message.register(typed, Words("people", "people"), F.chat.type == "private")
    for verb, handler in (
        (Verb.PEOPLE, home),
        (Verb.PEOPLE_LIST, in_place(people_desk.listing, 2)),
        (Verb.PEOPLE_FIND, find),
        (Verb.PERSON, person),
        (Verb.UNINVITE, withdraw),
        (Verb.OFFICE, office),
        (Verb.OFFICE_EDIT, edit_office),
        (Verb.OFFICE_HEAD, head),
        (Verb.OFFICE_ORDER, order),
        (Verb.OFFICE_ADD, in_chat(office_members.choose_member, 2, in_place=True)),
        (Verb.OFFICE_DROP, drop_office),
        (Verb.MERGE, in_chat(people_merging.choose, 3, in_place=True)),
        (Verb.MERGE_YES, merge),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    for verb, with_link in ((Verb.INVITE, invite), (Verb.INVITE_ALL, invite_all)):
        router.callback_query.register(with_link, F.data.startswith(f"{verb}:"), BotNamed())
    return router

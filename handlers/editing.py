"""«Изменить…»: presses under the activity that a coordinator changes, and its history."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import chat_of, chosen_day, pressed
from handlers.pressing import in_chat, in_place
from handlers.reply import Reply
from roadmap.extending import Basis
from services import (
    change_history,
    editing,
    editing_deadline,
    editing_off,
    editing_owners,
    rights,
    splitting,
    undoing,
)
from services.rights import Actor
from views.actions import Action, Verb
from views.editing import FIELDS
from views.editing_owners import PARTS, Kind
from views.extensions import BASES
from views.splitting import STACKED


def optional(action: Action, place: int) -> int:
    """An id that may be left out of the callback data."""
    return action.ids[place] if len(action.ids) > place else 0


def kind_of(actor: Actor, number: int) -> Kind:
    """Who was chosen, or `Denied` for what is none."""
    if number not in set(Kind):
        raise rights.deny(actor, "press", kind=number)
    return Kind(number)


def _basis(actor: Actor, number: int) -> Basis | None:
    if number >= len(BASES):
        raise rights.deny(actor, "press", basis=number)
    return BASES[number]


async def menu(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """What can be changed of an activity."""
    by, action = pressed(query, actor, 1)
    return Reply(await editing.menu(session, by, action.ids[0], optional(action, 1)))


async def redate(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Срок…»; with a month: a calendar in the same message."""
    by, action = pressed(query, actor, 1)
    month = optional(action, 1)
    message = await editing_deadline.ask(
        session, by, action.ids[0], chat_of(query), now, chosen_day(month) if month else None
    )
    return Reply(message, edits_pressed=bool(month))


async def day(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A day of the calendar: the same as typing it."""
    by, action = pressed(query, actor, 2)
    typed = chosen_day(action.ids[1]).strftime("%d.%m.%Y")
    asked = {"activity": action.ids[0]}
    message = await editing_deadline.heard(session, by, asked, chat_of(query), typed, now)
    return Reply(message, edits_pressed=True)


async def on(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """The grounds for another deadline, or their number is not given."""
    by, action = pressed(query, actor, 2)
    activity_id, basis = action.ids[0], _basis(by, action.ids[1])
    numberless = action.verb is Verb.REDATE_NUMBERLESS
    message = await editing_deadline.on(
        session, by, activity_id, basis, chat_of(query), now, numberless=numberless
    )
    return Reply(message, edits_pressed=True)


async def owners(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«Ответственные…»."""
    by, action = pressed(query, actor, 1)
    return Reply(await editing_owners.shown(session, by, action.ids[0]))


async def owner(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """One of the parties."""
    by, action = pressed(query, actor, 2)
    message = await editing_owners.one(session, by, action.ids[0], action.ids[1])
    return Reply(message, edits_pressed=True)


async def choose_owner(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Добавить…», or another page in the same message."""
    by, action = pressed(query, actor, 1)
    page = optional(action, 1)
    message = await editing_owners.choose(session, by, action.ids[0], page, chat_of(query), now)
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def add_owner(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Somebody was chosen."""
    by, action = pressed(query, actor, 3)
    activity_id, kind, number = action.ids[:3]
    message = await editing_owners.add(
        session, by, activity_id, kind_of(by, kind), number, chat_of(query), now
    )
    return Reply(message, edits_pressed=True)


async def give_part(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Another part of a party."""
    by, action = pressed(query, actor, 3)
    activity_id, party_id, place = action.ids[:3]
    if place >= len(PARTS):
        raise rights.deny(by, "press", part=place)
    message = await editing_owners.give_part(session, by, activity_id, party_id, PARTS[place], now)
    return Reply(message, edits_pressed=True)


async def reword(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """«Название…», «Результат…»."""
    by, action = pressed(query, actor, 2)
    activity_id, place = action.ids[:2]
    if place >= len(FIELDS):
        raise rights.deny(by, "press", field=place)
    message = await editing.ask_words(session, by, activity_id, FIELDS[place], chat_of(query), now)
    return Reply(message)


async def split_so(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """By its deadlines, or by the titles typed."""
    by, action = pressed(query, actor, 2)
    stacked = action.ids[1] == STACKED
    message = await splitting.split(
        session, by, action.ids[0], chat_of(query), now, stacked=stacked
    )
    return Reply(message, edits_pressed=True)


async def history(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """«История изменений» of an activity; another page in the same message."""
    by, action = pressed(query, actor, 1)
    message = await change_history.of_activity(session, by, action.ids[0], optional(action, 1))
    return Reply(message, edits_pressed=len(action.ids) > 1)


async def roadmap_history(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None
) -> Reply:
    """The same of a roadmap."""
    by, action = pressed(query, actor, 1)
    message = await change_history.of_roadmap(session, by, action.ids[0], optional(action, 1))
    return Reply(message, edits_pressed=len(action.ids) > 1)


def routes() -> Router:
    """Every press of it."""
    router = Router(name="editing")
    for verb, handler in (
        (Verb.EDIT, menu),
        (Verb.REDATE, redate),
        (Verb.REDATE_DAY, day),
        (Verb.REDATE_YEAR, in_chat(editing_deadline.in_year, 2, in_place=True)),
        (Verb.REDATE_ON, on),
        (Verb.REDATE_NUMBERLESS, on),
        (Verb.OWNERS, owners),
        (Verb.OWNER, owner),
        (Verb.OWNER_ADD, choose_owner),
        (Verb.OWNER_THIS, add_owner),
        (Verb.OWNER_REMOVE, in_place(editing_owners.remove, 2)),
        (Verb.OWNER_LEAD, in_place(editing_owners.lead, 2)),
        (Verb.OWNER_PART, give_part),
        (Verb.REWORD, reword),
        (Verb.SPLIT, in_chat(splitting.ask, 1)),
        (Verb.SPLIT_SO, split_so),
        (Verb.ABANDON, in_chat(editing_off.ask, 1)),
        (Verb.ABANDON_YES, in_chat(editing_off.off, 1, in_place=True)),
        (Verb.UNDO_EDIT, in_place(undoing.undo, 1)),
        (Verb.HISTORY, history),
        (Verb.ROADMAP_HISTORY, roadmap_history),
    ):
        router.callback_query.register(handler, F.data.startswith(f"{verb}:"))
    return router

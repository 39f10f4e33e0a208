"""The presses of «Сводка»: its lists, its filters, its picture."""

from __future__ import annotations

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.activities import pressed
from handlers.reply import Reply
from roadmap.digest_filtering import BadFilter, Dimension, Filter, from_numbers
from roadmap.digest_parts import Part
from services import (
    digest_filters,
    digest_lists,
    digest_opening,
    municipalities,
    pictures,
    rights,
)
from services.rights import Actor
from storage.files import FileStore
from storage.tables import NoticeKind
from views.actions import Action, Verb


def _filter(action: Action, actor: Actor, at: int) -> tuple[int, Filter]:
    """(the minute from which changes are told, the filter) at a place of a press; `Denied` for
    what is none."""
    minutes = action.ids[at] if len(action.ids) > at else 0
    try:
        return minutes, from_numbers(action.ids[at + 1 :])
    except BadFilter as error:
        raise rights.deny(actor, "press", filter=action.ids) from error


async def overview(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """Back to the digest, or with another filter, in place."""
    by, action = pressed(query, actor, 0)
    minutes, wanted = _filter(action, by, 0)
    message = await digest_lists.ask(session, by, now, wanted, minutes)
    return Reply(message, kind=NoticeKind.DIGEST, edits_pressed=True)


async def part(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """A page of a list, in place."""
    by, action = pressed(query, actor, 2)
    minutes, wanted = _filter(action, by, 2)
    which, page = action.ids[:2]
    if which not in set(Part):
        raise rights.deny(by, "press", part=which)
    message = await digest_lists.page(session, by, Part(which), page, minutes, wanted, now)
    return Reply(message, edits_pressed=True)


async def choose(
    query: CallbackQuery, session: AsyncSession, actor: Actor | None, now: datetime
) -> Reply:
    """What to filter by, in place."""
    by, action = pressed(query, actor, 2)
    minutes, wanted = _filter(action, by, 2)
    which, page = action.ids[:2]
    if which not in set(Dimension):
        raise rights.deny(by, "press", dimension=which)
    links = await digest_lists.reader(session, by, wanted, minutes)
    tenant = await municipalities.by_id(session, by.municipality_id)
    message = await digest_filters.choose(session, by, tenant, Dimension(which), page, links, now)
    return Reply(message, edits_pressed=True)


async def picture(
    query: CallbackQuery,
    session: AsyncSession,
    actor: Actor | None,
    now: datetime,
    files: FileStore,
) -> Reply:
    """The digest as a picture, in a message of its own."""
    by, action = pressed(query, actor, 0)
    try:
        wanted = from_numbers(action.ids)
    except BadFilter as error:
        raise rights.deny(by, "press", filter=action.ids) from error
    return Reply(await pictures.digest_picture(session, by, wanted, files, now))


async def date_owners(query: CallbackQuery, session: AsyncSession, actor: Actor | None) -> Reply:
    """A date of several owners: whose card?"""
    by, action = pressed(query, actor, 1)
    return Reply(await digest_opening.owners(session, by, action.ids[0]))


def routes() -> Router:
    """Everything only looks."""
    router = Router(name="digest lists")
    for verb, handler in (
        (Verb.DIGEST, overview),
        (Verb.DIGEST_LIST, part),
        (Verb.DIGEST_FILTER, choose),
        (Verb.DIGEST_PICTURE, picture),
        (Verb.DIGEST_DATE, date_owners),
    ):
        router.callback_query.register(
            handler, F.data.startswith(f"{verb}:"), flags={"reads": True}
        )
    return router

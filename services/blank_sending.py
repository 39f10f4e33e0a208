"""A request by a table before it goes: by which day and hour, which schools, how urgent, in which
words; and sending it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.blanks.layout import to_data
from roadmap.plan import Asked
from services import (
    askings,
    blank_copies,
    blank_drafts,
    blank_previews,
    rights,
    round_desk,
    rounds,
)
from services.blank_drafts import NOTE_CHARS, TITLE_CHARS, Begun, NotBegun
from services.monitoring_desk import coordinator
from services.municipalities import Tenant
from services.rights import Actor
from services.rounds import Opening
from storage.files import FileStore
from views import asking_days
from views import askings as asking_words
from views import blank_requests as words
from views.actions import Verb
from views.answers import plain
from views.lines import shortened

log = structlog.get_logger()

LONGEST = timedelta(days=370)
"""How far ahead the last day can be."""
OFFERED = (1, 3, 5, 10)
"""Working days from today that are offered for it."""
END_OF_DAY = time(23, 59)
_HOUR = re.compile(r"\D{0,3}(\d{1,2})(?:\s*[:.\- ]\s*([0-5]\d))?(?:\s*\D{1,6})?")


class NoSuchMoment(Exception):
    """Answers are wanted after now, and within a year."""


async def next_step(
    session: AsyncSession, tenant: Tenant, actor: Actor, begun: Begun, now: datetime
) -> Message:
    """By which day, unless that is known; then what would be sent."""
    if begun.due is None:
        return _ask_due(tenant, actor, begun, now)
    return await blank_previews.shown(session, tenant, actor, begun, now)


def _ask_due(tenant: Tenant, actor: Actor, begun: Begun, now: datetime) -> Message:
    today = tenant.today(now)
    offered = [tenant.calendar.shift(today, days) for days in OFFERED]
    if now.astimezone(tenant.zone).hour < words.LAST_HOUR - 1:
        offered.insert(0, today)
    return words.ask_due(begun.title, begun.token, offered, actor.person_id, tenant.say)


async def ask_due(
    session: AsyncSession,
    actor: Actor,
    token: int,
    shown: date | None,
    address: str,
    now: datetime,
) -> Message:
    """By which day? `shown` is a month of the calendar. Raises `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    if shown is None:
        return _ask_due(tenant, actor, begun, now)
    today, reader = tenant.today(now), actor.person_id
    last = today + LONGEST
    shown = min(max(shown, today), last)
    verbs = Verb.BLANK_DAY, Verb.BLANK_MONTH
    return asking_days.ask_other_day(
        begun.title, token, verbs, shown, (today, last), reader, tenant.say
    )


async def by_day(
    session: AsyncSession, actor: Actor, token: int, day: date, address: str, now: datetime
) -> Message:
    """The day is chosen: by which hour? Raises `Denied`, `NotBegun`, `NoSuchMoment`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    today = tenant.today(now)
    if not today <= day <= today + LONGEST:
        raise NoSuchMoment
    begun = replace(begun, due=day, hour=None, typed=words.HOUR)
    if day == today:  # reminders come in the morning: today they would be too late
        begun = replace(begun, urgent=True)
    await blank_drafts.keep(session, address, begun, now)
    earliest = now.astimezone(tenant.zone).hour + 1 if day == today else 0
    return words.ask_hour(token, day, earliest, actor.person_id, tenant.say)


async def by_hour(
    session: AsyncSession, actor: Actor, token: int, number: int, address: str, now: datetime
) -> Message:
    """The hour is chosen («1430», or NO_HOUR). Raises `Denied`, `NotBegun`, `NoSuchMoment`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    hours, minutes = divmod(number, 100)
    if number != words.NO_HOUR and (hours > 23 or minutes > 59):
        raise rights.deny(actor, "blank", hour=number)
    hour = None if number == words.NO_HOUR else time(hours, minutes)
    return await _at(session, tenant, actor, begun, hour, address, now)


async def _at(
    session: AsyncSession,
    tenant: Tenant,
    actor: Actor,
    begun: Begun,
    hour: time | None,
    address: str,
    now: datetime,
) -> Message:
    begun = replace(begun, hour=hour, typed=0)
    _check_moment(tenant, begun, now)
    await blank_drafts.keep(session, address, begun, now)
    return await blank_previews.shown(session, tenant, actor, begun, now)


def _check_moment(tenant: Tenant, begun: Begun, now: datetime) -> None:
    if begun.due is None:
        raise NotBegun
    moment = datetime.combine(begun.due, begun.hour or END_OF_DAY, tenant.zone).astimezone(UTC)
    if moment <= now:
        raise NoSuchMoment


async def heard(
    session: AsyncSession,
    actor: Actor,
    asked: Mapping[str, Any],
    address: str,
    text: str,
    now: datetime,
) -> Message:
    """An hour, a note or a title as typed; words that name no cells where cells were asked for.
    Raises `Denied`."""
    tenant = await coordinator(session, actor, "blank")
    begun = blank_drafts.of(asked)
    if begun.town != actor.municipality_id:
        return plain(words.not_begun(tenant.say))
    match begun.typed:
        case words.HOUR:
            hour = _hour(text)
            if hour is None:
                return words.no_hour_read(tenant.say)
            try:
                return await _at(session, tenant, actor, begun, hour, address, now)
            except NoSuchMoment:
                return plain(words.no_such_hour(tenant.say))
        case words.NOTE:
            begun = replace(begun, note=shortened(text, NOTE_CHARS), typed=0)
        case words.TITLE:
            begun = replace(begun, title=shortened(text, TITLE_CHARS), typed=0)
        case _:
            return words.ask_words(words.RANGES, tenant.say)
    await blank_drafts.keep(session, address, begun, now)
    return await next_step(session, tenant, actor, begun, now)


def _hour(text: str) -> time | None:
    found = _HOUR.fullmatch(text.strip())
    if found is None or int(found[1]) > 23:
        return None
    return time(int(found[1]), int(found[2] or 0))


async def preview(
    session: AsyncSession,
    actor: Actor,
    token: int,
    address: str,
    now: datetime,
    *,
    urgent: bool | None = None,
) -> Message:
    """What would be sent; with `urgent` so, or not. Raises `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    begun = replace(begun, typed=0)
    if urgent is not None:
        begun = replace(begun, urgent=urgent or begun.due == tenant.today(now))
    await blank_drafts.keep(session, address, begun, now)
    return await next_step(session, tenant, actor, begun, now)


async def whom(
    session: AsyncSession,
    actor: Actor,
    token: int,
    page: int,
    pressed: int | None,
    address: str,
    now: datetime,
) -> Message:
    """Which schools are asked? The one `pressed` is taken out or in, 0 is everybody. Raises
    `Denied`, `NotBegun`."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    known = await askings.schools_of(session, tenant)
    if pressed is not None:
        chosen = askings.toggled(known, frozenset(begun.schools), pressed)
        begun = replace(begun, schools=tuple(sorted(chosen)))
        await blank_drafts.keep(session, address, begun, now)
    say, reader = tenant.say, actor.person_id
    back = words.back_to_preview(token, reader, say)
    return asking_words.choose_schools(
        Verb.BLANK_SCHOOLS, token, begun.title, known, begun.schools, page, back, reader, say
    )


async def sample(
    session: AsyncSession, actor: Actor, token: int, address: str, files: FileStore
) -> Message:
    """The copy of the first school, to look at; nothing is held open while it is made. Raises
    `Denied`, `NotBegun`, a DocumentError."""
    tenant = await coordinator(session, actor, "blank")
    begun = await blank_drafts.load(session, actor, address, token)
    wanted = blank_previews.wanted(begun, await askings.schools_of(session, tenant))
    if not wanted:
        raise NotBegun
    await session.rollback()
    blank = await asyncio.to_thread(files.get, begun.sha256)
    copied = blank_copies.Copy(blank, begun.area.layout, wanted[0].name, "sample", begun.title)
    return words.sample(wanted[0].name, await blank_copies.kept(copied, files), tenant.say)


async def send(
    session: AsyncSession, actor: Actor, token: int, address: str, now: datetime
) -> Message:
    """Open the round as it was shown; the round. Raises `Denied`, `NotBegun`, `NoSuchMoment`."""
    tenant = await coordinator(session, actor, "round.open")
    begun = await blank_drafts.load(session, actor, address, token)
    _check_moment(tenant, begun, now)
    wanted = blank_previews.wanted(begun, await askings.schools_of(session, tenant))
    today = tenant.today(now)
    if begun.due is None or not wanted:
        raise NotBegun
    opening = Opening(
        kind=Asked.TABLE,
        title=begun.title,
        cause=f"hand:{actor.origin}",
        opens_on=today,
        due_on=begun.due,
        due_time=begun.hour,
        urgent=begun.urgent or begun.due == today,
        blank_sha256=begun.sha256,
        blank_name=begun.name,
        layout=to_data(begun.area.layout),
        note=begun.note,
    )
    made = await rounds.open_asking(
        session, tenant, opening, [one.id for one in wanted], now, actor
    )
    await blank_drafts.forget(session, address)
    if made is None:
        raise NotBegun
    log.info("blank.sent", round=made.id, person=actor.person_id, schools=len(wanted))
    return await round_desk.opened(session, actor, made.id or 0, 0, now)

"""Opening a round of a form by hand: a period, a day, schools."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.monitoring.periods import (
    Period,
    PeriodKind,
    SchoolDates,
    period_of,
    periods_between,
    previous,
    round_dates,
)
from roadmap.plan import Asked, Line
from roadmap.progress import State
from roadmap.school_settings import school_dates_from
from services import asking_forms, conversations, rights, round_desk, rounds
from services.askings import form_with_wish, schools_of, toggled
from services.municipalities import Tenant
from services.rights import Actor
from services.rounds import Opening
from storage import round_queries
from storage.tables import FormRow, MunicipalityRow
from views import asking_days, reminders
from views import opening_by_hand as words
from views.actions import Verb
from views.askings import KINDS, choose_schools
from views.monitoring_periods import said
from views.opening_by_hand import Draft

STEP = "open_round"
LONGEST = timedelta(days=370)
"""How far ahead the last day of a round can be."""
OFFERED = (5, 10, 15)
"""Working days from today that are offered for it."""


class NotBeingOpened(Exception):
    """The round was opened already, or what was chosen for it is not known any more."""


class NoSuchDay(Exception):
    """The last day of a round is after today, and within a year."""


async def ask_period(session: AsyncSession, actor: Actor, form_id: int, now: datetime) -> Message:
    """About which period? Raises `Denied`."""
    tenant, row, wish = await form_with_wish(session, actor, form_id, "round.open", now)
    offered = _periods(wish.every, tenant.today(now), school_dates_from(tenant.settings))
    return words.ask_period(form_id, row.title, offered, actor.person_id, tenant.say)


def _periods(usual: PeriodKind | None, today: date, dates: SchoolDates) -> list[Period]:
    """The period of now and the one before, of the form's own kind first."""
    kinds = [usual or PeriodKind.QUARTER, PeriodKind.TERM, PeriodKind.HALF, PeriodKind.SCHOOL_YEAR]
    found = []
    for n, kind in enumerate(dict.fromkeys(kinds)):
        period = period_of(today, kind, dates)
        found += [previous(period, dates), period] if n == 0 else [period]
    return found


async def ask_due(
    session: AsyncSession,
    actor: Actor,
    form_id: int,
    chosen: tuple[int, int, int],
    address: str,
    now: datetime,
) -> Message:
    """By which day? `chosen` are the number of a kind of period, a year and a place in it. Raises
    `Denied`."""
    tenant, row, wish = await form_with_wish(session, actor, form_id, "round.open", now)
    period = _period(actor, tenant, chosen)
    await conversations.remember(
        session,
        address,
        STEP,
        {"form": row.id, "period": chosen, "schools": sorted(wish.schools)},
        now,
    )
    today, calendar = tenant.today(now), tenant.calendar
    offered = [calendar.shift(today, days) for days in OFFERED]
    if period is not None:
        opens, due = round_dates(period, calendar, wish.due_day)
        if due > today >= opens:
            offered = sorted({due, *offered})
    return words.ask_due(form_id, row.title, period, offered, actor.person_id, tenant.say)


def _period(actor: Actor, tenant: Tenant, chosen: tuple[int, int, int]) -> Period | None:
    number, year, place = chosen
    if number == len(KINDS):
        return None
    if number > len(KINDS) or not 2000 < year < 2200:
        raise rights.deny(actor, "round.open", period=chosen)
    dates = school_dates_from(tenant.settings)
    span = date(year, 1, 1), date(year + 1, 12, 31)
    for one in periods_between(*span, KINDS[number], dates):
        if (one.year, one.number) == (year, place):
            return one
    raise rights.deny(actor, "round.open", period=chosen)


async def other_day(
    session: AsyncSession, actor: Actor, form_id: int, shown: date, now: datetime
) -> Message:
    """The calendar of a month. Raises `Denied`."""
    tenant, row, _ = await form_with_wish(session, actor, form_id, "round.open", now)
    first = tenant.today(now) + timedelta(days=1)
    last = tenant.today(now) + LONGEST
    shown = min(max(shown, first), last)
    verbs = Verb.ASK_BY, Verb.ASK_MONTH
    return asking_days.ask_other_day(
        row.title, form_id, verbs, shown, (first, last), actor.person_id, tenant.say
    )


async def preview(
    session: AsyncSession, actor: Actor, form_id: int, day: date, address: str, now: datetime
) -> Message:
    """What would be opened by a local day. Raises `Denied`, `NotBeingOpened`, `NoSuchDay`."""
    tenant, row, _ = await form_with_wish(session, actor, form_id, "round.open", now)
    data = await _begun(session, row, address)
    today = tenant.today(now)
    if not today < day <= today + LONGEST:
        raise NoSuchDay
    data = {**data, "due": day.isoformat()}
    await conversations.remember(session, address, STEP, data, now)
    draft = await _draft(session, actor, tenant, row, data)
    town = await session.get_one(MunicipalityRow, tenant.id)
    sample = _sample(draft, tenant, town.last_code + 1, today)
    return words.preview(draft, sample, actor.person_id, tenant.say)


async def whom(
    session: AsyncSession,
    actor: Actor,
    form_id: int,
    page: int,
    pressed: int | None,
    address: str,
    now: datetime,
) -> Message:
    """Which schools are asked this time? Raises `Denied`, `NotBeingOpened`."""
    tenant, row, _ = await form_with_wish(session, actor, form_id, "round.open", now)
    data, known = await _begun(session, row, address), await schools_of(session, tenant)
    if "due" not in data:
        raise NotBeingOpened
    if pressed is not None:
        chosen = toggled(known, frozenset(data["schools"]), pressed)
        data = {**data, "schools": sorted(chosen)}
        await conversations.remember(session, address, STEP, data, now)
    draft = await _draft(session, actor, tenant, row, data)
    say, reader = tenant.say, actor.person_id
    back = words.back_to_preview(draft, reader, say)
    return choose_schools(
        Verb.ASK_WHOM, form_id, row.title, known, data["schools"], page, back, reader, say
    )


async def _begun(session: AsyncSession, row: FormRow, address: str) -> Mapping[str, Any]:
    known = await conversations.standing(session, address)
    if known is None or known.step != STEP or known.data["form"] != row.id:
        raise NotBeingOpened
    return known.data


async def _draft(
    session: AsyncSession, actor: Actor, tenant: Tenant, row: FormRow, data: Mapping[str, Any]
) -> Draft:
    number, year, place = data["period"]
    period = _period(actor, tenant, (number, year, place))
    again = False
    if period is not None:
        cause = asking_forms.cause_of(row.key, period.key)
        same = await round_queries.of_kind(session, tenant.id, Asked.FORM, period.key)
        versions = {one.form_id for one in same}
        again = await round_queries.by_cause(session, tenant.id, cause) is not None
        again = again or row.id in versions
    known = await schools_of(session, tenant)
    wanted = [one for one in known if not data["schools"] or one.id in data["schools"]]
    return Draft(
        form_id=row.id or 0,
        title=row.title,
        period=period,
        due=date.fromisoformat(data["due"]),
        total=len(known),
        schools=len(wanted) if data["schools"] else None,
        again=again,
    )


def _title(draft: Draft, tenant: Tenant) -> str:
    if draft.period is None:
        return draft.title
    return tenant.say.gettext("{form}: {period}").format(
        form=draft.title, period=said(draft.period, tenant.say)
    )


def _sample(draft: Draft, tenant: Tenant, code: int, today: date) -> Message:
    """What a school reads."""
    line = Line(
        assignment_id=0,
        activity_id=0,
        code=code,
        title=_title(draft, tenant),
        due=draft.due,
        document_due=draft.due,
        state=State.NOT_STARTED,
        separate=True,
        round_id=0,
        asked_as=Asked.FORM,
        asked_for_period=_title(draft, tenant),
    )
    return reminders.reminder([(1, line)], 0, today, tenant.calendar, tenant.say)


async def send(
    session: AsyncSession, actor: Actor, form_id: int, address: str, now: datetime
) -> Message:
    """Open the round as it was shown; the round. Raises `Denied`, `NotBeingOpened`,
    `NoSuchDay`."""
    tenant, row, _ = await form_with_wish(session, actor, form_id, "round.open", now)
    data = await _begun(session, row, address)
    if "due" not in data:
        raise NotBeingOpened
    draft = await _draft(session, actor, tenant, row, data)
    today = tenant.today(now)
    if draft.due <= today:
        raise NoSuchDay
    wanted = [
        one.id
        for one in await schools_of(session, tenant)
        if not data["schools"] or one.id in data["schools"]
    ]
    opening = Opening(
        kind=Asked.FORM,
        title=_title(draft, tenant),
        cause=f"hand:{actor.origin}",
        opens_on=today,
        due_on=draft.due,
        period=draft.period,
        form_id=row.id,
    )
    made = await rounds.open_asking(session, tenant, opening, wanted, now, actor)
    await conversations.forget(session, address, STEP)
    if made is None:
        raise NotBeingOpened
    return await round_desk.opened(session, actor, made.id or 0, 0, now)

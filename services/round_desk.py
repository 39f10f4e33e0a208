"""One round on the coordinator's desk, only looked at: how far it is, who is silent, figures."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from decimal import Decimal

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.plan import Asked
from services import calling, rights, round_figures, round_grid
from services.monitoring_desk import coordinator
from services.municipalities import Tenant
from services.rights import Actor
from services.round_figures import Figures
from storage import round_desk_queries
from storage.files import FileStore
from storage.round_desk_queries import Respondent
from storage.tables import RoundRow, SubmissionState
from views import round_desk as words
from views import round_figures as figure_words
from views import round_grid as grid_words
from views.charts import rounds as charts
from views.lines import shortened
from views.monitoring_periods import said, short
from views.round_figures import number, with_figures
from views.speech import Speech

log = structlog.get_logger()

PNG = "image/png"
MOST_PICTURES = 5
SCHOOLS_DRAWN = MOST_PICTURES * charts.ROWS
"""Of one message; the next ones are a press away."""


async def found(
    session: AsyncSession, actor: Actor, round_id: int, action: str
) -> tuple[Tenant, RoundRow]:
    """A round of the municipality that the actor coordinates. Raises `Denied`."""
    tenant = await coordinator(session, actor, action)
    row = await round_desk_queries.one(session, tenant.id, round_id)
    if row is None:
        raise rights.deny(actor, action, round=round_id)
    return tenant, row


async def opened(
    session: AsyncSession, actor: Actor, round_id: int, page: int, now: datetime
) -> Message:
    """How far a round is, and what can be done. Raises `Denied`."""
    tenant, row = await found(session, actor, round_id, "round")
    return words.opened(await _opened(session, tenant, row, now), page, actor.person_id, tenant.say)


async def _opened(
    session: AsyncSession, tenant: Tenant, row: RoundRow, now: datetime
) -> words.Opened:
    (standing,) = await round_figures.standings(session, tenant, [row], now)
    if row.kind is Asked.ONGOING:
        return words.Opened(standing, {}, note=row.note, activities=await _marks(session, row))
    asked = await round_desk_queries.respondents(session, tenant.id, row.id or 0)
    tones = Counter(round_grid.tone(one, tenant.today(now), tenant) for one in asked)
    waiting = sum(one.filled is SubmissionState.SENT and not one.is_exempt for one in asked)
    return words.Opened(standing, tones, waiting, row.note)


async def _marks(session: AsyncSession, row: RoundRow) -> tuple[words.Activity, ...]:
    """What became of each ongoing activity."""
    marks = await round_desk_queries.marks(session, row.municipality_id, row.id or 0)
    grouped: dict[int, list[round_desk_queries.Mark]] = {}
    for mark in marks:
        grouped.setdefault(mark.activity_id, []).append(mark)
    return tuple(
        words.Activity(
            own[0].code,
            own[0].number,
            own[0].title,
            tuple((mark.owner, mark.state, mark.note) for mark in own),
        )
        for own in grouped.values()
    )


async def silent(
    session: AsyncSession, actor: Actor, round_id: int, page: int, now: datetime
) -> Message:
    """A page of those who have not answered, with telephone numbers. Raises `Denied`."""
    tenant, row = await found(session, actor, round_id, "round.silent")
    waiting: dict[tuple[int | None, int | None], Respondent] = {}
    counts = Counter[tuple[int | None, int | None]]()
    for one in await round_desk_queries.respondents(session, tenant.id, round_id):
        if one.owes:
            waiting.setdefault((one.person_id, one.organization_id), one)
            counts[one.person_id, one.organization_id] += 1
    ongoing = row.kind is Asked.ONGOING
    listed = list(waiting.items())
    page = max(0, min(page, (len(listed) - 1) // words.PAGE))
    shown = listed[page * words.PAGE : (page + 1) * words.PAGE]
    today = tenant.today(now)
    phones = {who: await calling.contacts_of(session, tenant, who) for who, _ in shown}
    told = [
        words.Silent(
            one.assignment_id,
            one.name,
            tuple((own.name, own.phone) for own in phones.get(who, ()) if own.phone),
            is_late=tenant.calendar.working_days_late(one.due, today) > 0,
            who=who if ongoing else None,
            count=counts[who] if ongoing else 0,
        )
        for who, one in listed
    ]
    title = await round_figures.title_of(session, tenant, row)
    return words.silent(title, told, page, round_id, actor.person_id, tenant.say)


async def figures_of(
    session: AsyncSession, actor: Actor, round_id: int, action: str, periods: int = 1
) -> Figures:
    """The figures of a round of a form. Raises `Denied`, for any other round too."""
    tenant, row = await found(session, actor, round_id, action)
    read = await round_figures.read(session, tenant, row, periods)
    if read is None:
        raise rights.deny(actor, action, round=round_id)
    return read


async def _grid(
    session: AsyncSession, actor: Actor, round_id: int, now: datetime
) -> tuple[Tenant, grid_words.Grid]:
    tenant, row = await found(session, actor, round_id, "round.grid")
    if row.kind is Asked.ONGOING:
        raise rights.deny(actor, "round.grid", round=round_id)
    today, title = tenant.today(now), row.title
    read = await round_figures.read(session, tenant, row)
    if read is not None:
        return tenant, await asyncio.to_thread(round_grid.grid, read, title, today)
    asked = await round_desk_queries.respondents(session, tenant.id, round_id)
    return tenant, round_grid.bare(tenant, row, title, asked, today)


async def grid(
    session: AsyncSession, actor: Actor, round_id: int, page: int, now: datetime
) -> Message:
    """A page of schools × answers. Raises `Denied`."""
    tenant, made = await _grid(session, actor, round_id, now)
    return grid_words.message(made, page, actor.person_id, tenant.say)


async def picture(
    session: AsyncSession, actor: Actor, round_id: int, part: int, files: FileStore, now: datetime
) -> Message:
    """The same as pictures, a `part` of the schools a message; nothing is held open while they
    are drawn. Raises `Denied`."""
    tenant, made = await _grid(session, actor, round_id, now)
    await session.rollback()
    part = max(0, min(part, (len(made.rows) - 1) // SCHOOLS_DRAWN))
    first = part * MOST_PICTURES
    drawn = await asyncio.to_thread(charts.draw_grid, made, tenant.say, first, MOST_PICTURES)
    attached = []
    for n, data in enumerate(drawn, start=first + 1):
        sha256 = await asyncio.to_thread(files.put, data)
        name = f"{shortened(made.title, 60)} {n}.png".replace("/", "-")
        attached.append(Attachment(sha256, name, PNG, picture=True))
    log.info("round.drawn", person=actor.person_id, round=round_id, pictures=len(attached))
    return grid_words.caption(made, attached, part, SCHOOLS_DRAWN, actor.person_id, tenant.say)


async def figures(
    session: AsyncSession, actor: Actor, round_id: int, page: int, now: datetime
) -> Message:
    """A page of what the answers come to. Raises `Denied`."""
    read = await figures_of(session, actor, round_id, "round.figures")
    told = await asyncio.to_thread(round_grid.told, read)
    say = read.tenant.say
    before = said(read.last.period, say) if read.last else ""
    asked = sum(not one.is_exempt for one in read.asked)
    return figure_words.summary(
        read.row.title,
        (len(read.schools), asked),
        told,
        before,
        round_id,
        page,
        actor.person_id,
        say,
    )


async def dynamics(
    session: AsyncSession, actor: Actor, round_id: int, place: int, files: FileStore
) -> Message:
    """The picture of one figure over the periods before and this one; `place` is its place among
    the figures. Raises `Denied`."""
    read = await figures_of(session, actor, round_id, "round.series", round_figures.PERIODS)
    fields = with_figures(read.form)
    if place >= len(fields) or not fields[place].type.is_numeric:
        raise rights.deny(actor, "round.series", round=round_id, place=place)
    field, say = fields[place], read.tenant.say
    drawn = charts.Series(f"{read.form.title}: {field.label}", field, points(read, place))
    return await series_message(session, drawn, files, say)


async def series_message(
    session: AsyncSession, drawn: charts.Series, files: FileStore, say: Speech
) -> Message:
    """A figure over periods in words, with its picture; nothing is held open while it is drawn."""
    await session.rollback()
    data = await asyncio.to_thread(charts.draw_series, drawn, say)
    sha256 = await asyncio.to_thread(files.put, data)
    name = f"{shortened(drawn.field.label, 60)}.png".replace("/", "-")
    file = Attachment(sha256, name, PNG, picture=True)
    return figure_words.series(drawn.heading, drawn.field, drawn.points, file, say)


def points(read: Figures, place: int) -> tuple[tuple[str, Decimal | None], ...]:
    """A figure over periods: (short name, value), this round last."""
    field, say = with_figures(read.form)[place], read.tenant.say
    found = [(short(past.period, say), number(field, past.whole)) for past in read.before]
    period = round_figures.period_words(read.row, read.tenant) or say.short_day(read.row.due_on)
    return (*found, (period, number(field, read.whole)))

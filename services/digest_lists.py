"""«Сводка» in the chat: the overview, its lists and what a press on a line opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Button, Message
from roadmap.digest_filtering import Dimension, Filter
from roadmap.digest_parts import OF_DATES, Entry, Part
from roadmap.progress import OPEN
from services import (
    decisions,
    digest_changes,
    digest_figures,
    digest_filters,
    digest_people,
    municipalities,
    past_in_chat,
    rights,
    round_summaries,
)
from services.digest_figures import Figures
from services.digests import together, worded_lines
from services.municipalities import Tenant
from services.rights import Actor
from storage import people_queries
from storage.tables import Role
from views import digest_lists as words
from views import digests
from views import past as past_words
from views.digest_links import Links
from views.digest_lists import Dated, NoDate
from views.digest_overview import Overview, overview

A_MINUTE = timedelta(minutes=1)
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def as_minutes(at: datetime) -> int:
    """An instant in callback data."""
    return int((at - _BEGIN) / A_MINUTE)


async def reader(session: AsyncSession, actor: Actor, wanted: Filter, minutes: int) -> Links:
    """Where the actor's buttons lead. Raises `Denied` for who neither coordinates nor manages."""
    roles = await people_queries.roles_of(session, actor.municipality_id, actor.person_id)
    if not roles & {Role.COORDINATOR, Role.MANAGEMENT}:
        raise rights.deny(actor, "digest")
    return Links(actor.person_id, minutes, wanted, Role.COORDINATOR in roles)


async def ask(
    session: AsyncSession,
    actor: Actor,
    now: datetime,
    wanted: Filter | None = None,
    minutes: int = 0,
) -> Message:
    """«Сводка» for somebody who coordinates or manages; changes are told since that minute of
    1970, or since their last digest. Raises `Denied`."""
    links = await reader(session, actor, wanted or Filter(), minutes)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    since = _BEGIN + minutes * A_MINUTE
    if not minutes:
        since = await digest_changes.since(session, actor, now)
        links = replace(links, since=as_minutes(since))
    filters = await digest_filters.named(session, actor, tenant, links.wanted)
    figures = await digest_figures.read(session, tenant, links.wanted, now)
    message = overview(
        await _overview(session, figures, actor, links, filters, since, now), links, tenant.say
    )
    offers = await _offers(session, actor, links, tenant)
    return replace(message, buttons=(*message.buttons, *offers))


async def of_coordinator(
    session: AsyncSession, figures: Figures, person_id: int, since: datetime, now: datetime
) -> Message:
    """The whole digest as it comes by itself to a coordinator, with the changes since an
    instant."""
    tenant = figures.tenant
    links = Links(person_id, as_minutes(since), Filter(), coordinates=True)
    reads = Actor(tenant.id, person_id, "schedule", "", now)
    found = await _overview(session, figures, reads, links, {}, since, now)
    message = overview(found, links, tenant.say)
    return replace(message, buttons=(*message.buttons, digests.desk(person_id, tenant.say)))


async def _overview(
    session: AsyncSession,
    figures: Figures,
    actor: Actor,
    links: Links,
    filters: dict[Dimension, str],
    since: datetime,
    now: datetime,
) -> Overview:
    today = figures.tenant.today(now)
    changes = await digest_changes.changes(session, figures, since, now)
    counts = {part: len(figures.entries(part, today)) for part in OF_DATES}
    counts[Part.SILENT] = len(figures.silent())
    counts[Part.UNREACHABLE] = len(figures.unreachable)
    counts[Part.UNDATED] = len(figures.undated)
    counts[Part.READ] = len(figures.acquainted.waiting)
    counts[Part.CHANGES] = len(changes.all)
    counts[Part.DECIDE] = 0
    if links.coordinates and not links.wanted:
        asked = await decisions.listed(session, figures.tenant, actor.person_id)
        counts[Part.DECIDE] = len(asked)
    return Overview(
        heading=figures.heading,
        today=today,
        numbers=figures.numbers(today),
        counts=counts,
        sections=figures.progress(today),
        roadmaps=figures.by_roadmap(today),
        changes=changes,
        since=_moment(figures.tenant, since, now),
        acquainted=figures.acquainted,
        paused=figures.paused,
        filters=filters,
        monitoring=()
        if links.wanted
        else await round_summaries.open_now(session, figures.tenant, now),
    )


def _moment(tenant: Tenant, since: datetime, now: datetime) -> str:
    """«8 октября», of the same day «09:15»."""
    if tenant.today(since) == tenant.today(now):
        return tenant.say.clock_time(since, tenant.zone)
    return tenant.say.day(tenant.today(since))


async def _offers(
    session: AsyncSession, actor: Actor, links: Links, tenant: Tenant
) -> Sequence[tuple[Button, ...]]:
    """What a coordinator can do from the whole digest."""
    if not links.coordinates or links.wanted:
        return ()
    return [
        *(
            (past_words.offer(roadmap, count, actor.person_id, tenant.say),)
            for roadmap, count in await past_in_chat.offers(session, actor)
        ),
        digests.desk(actor.person_id, tenant.say),
    ]


async def page(
    session: AsyncSession,
    actor: Actor,
    part: Part,
    number: int,
    minutes: int,
    wanted: Filter,
    now: datetime,
) -> Message:
    """A page, counted from 0, of a list. Raises `Denied`."""
    links = await reader(session, actor, wanted, minutes)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    await digest_filters.named(session, actor, tenant, wanted)
    figures = await digest_figures.read(session, tenant, wanted, now)
    today, say = tenant.today(now), tenant.say
    if part in OF_DATES:
        entries = words.sheet(part, figures.entries(part, today), number)
        dated = await _dated(session, figures, [entry for _, entry in entries.rows])
        rows = [(n, dated[i]) for i, (n, _) in enumerate(entries.rows)]
        filled = words.Sheet(part, entries.page, entries.total, rows)
        return words.dates(filled, links, today, tenant.calendar, say)
    match part:
        case Part.CHANGES:
            return await _changes(session, figures, number, links, now)
        case Part.SILENT:
            return words.people(
                words.sheet(part, await digest_people.silent(session, figures), number), links, say
            )
        case Part.UNREACHABLE:
            return words.people(
                words.sheet(part, await digest_people.lost(session, figures), number), links, say
            )
        case Part.READ:
            return words.people(
                words.sheet(part, await digest_people.unread(session, figures), number), links, say
            )
        case Part.UNDATED:
            found = [NoDate(one.code, one.title, one.deadline_text) for one in figures.undated]
            return words.undated(words.sheet(part, found, number), links, say)
        case Part.SECTIONS:
            return _sections(figures, number, links, now)
        case _:
            raise rights.deny(actor, "digest.part", part=part)  # it is a room of its own


async def _dated(session: AsyncSession, figures: Figures, entries: Sequence[Entry]) -> list[Dated]:
    wanted = [i for entry in entries for i in entry.assignment_ids]
    lines = await worded_lines(session, figures, wanted)
    return [
        Dated(together(entry, lines), len(entry.duties), entry.duties[0].milestone_id)
        for entry in entries
    ]


async def _changes(
    session: AsyncSession, figures: Figures, number: int, links: Links, now: datetime
) -> Message:
    tenant, since = figures.tenant, _BEGIN + links.since * A_MINUTE
    changes = await digest_changes.changes(session, figures, since, now)
    ids = words.sheet(Part.CHANGES, changes.all, number)
    lines = await worded_lines(session, figures, [i for _, i in ids.rows])
    rows = []
    for n, i in ids.rows:
        line = lines[i]
        moved = line.document_due if i in changes.moved and line.state in OPEN else None
        change = words.change_words(line, moved, tenant.say)
        rows.append((n, Dated(line, 1, 0, change)))
    filled = words.Sheet(Part.CHANGES, ids.page, ids.total, rows)
    return words.dates(filled, links, tenant.today(now), tenant.calendar, tenant.say)


def _sections(figures: Figures, number: int, links: Links, now: datetime) -> Message:
    """Section by section; of several roadmaps first each of these."""
    today, say = figures.tenant.today(now), figures.tenant.say
    if len(figures.roadmaps) > 1:
        sheet = words.sheet(Part.SECTIONS, figures.by_roadmap(today), number)
        unnamed = say.gettext("Without a title")
        return words.sections(sheet, unnamed, Dimension.ROADMAP, links, say)
    sheet = words.sheet(Part.SECTIONS, figures.progress(today), number)
    unnamed = say.gettext("Without a section")
    return words.sections(sheet, unnamed, Dimension.SECTION, links, say)

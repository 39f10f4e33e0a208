"""The digest as a group may read it: organisations, never a person's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Part
from roadmap.digesting import Progress
from roadmap.nameless import Names
from roadmap.plan import Line, section_number
from services import digest_figures
from services.digest_figures import Figures
from services.digests import together, worded_lines
from services.municipalities import Tenant
from storage import group_queries
from storage.tables import GroupChatRow
from views import scheduled_digests as words
from views.lines import code
from views.scheduled_digests import Brief, Public
from views.speech import Speech


def brief(figures: Figures, today: date, decide: int = 0) -> Brief:
    """What a short digest counts on a local day; `decide` are requests that wait."""
    near = figures.tenant.calendar.shift(today, 1)
    open_ = [entry.due for entry in figures.entries(Part.SOON, today)]
    return Brief(
        day=today,
        near=near,
        numbers=figures.numbers(today),
        late=len(figures.entries(Part.LATE, today)),
        today=sum(due == today for due in open_),
        soon=sum(today < due <= near for due in open_),
        help=len(figures.entries(Part.HELP, today)),
        review=len(figures.entries(Part.REVIEW, today)),
        decide=decide,
    )


async def of_group(
    session: AsyncSession, tenant: Tenant, group: GroupChatRow, now: datetime
) -> Figures | None:
    """What a group hears of; None while nothing of it runs, or not any more."""
    known = {one.id for one in await group_queries.running(session, tenant.id)}
    if group.roadmap_id is not None and group.roadmap_id not in known:
        return None
    figures = await digest_figures.read(session, tenant, Filter(roadmap=group.roadmap_id), now)
    return figures if figures.activities else None


async def message(session: AsyncSession, figures: Figures, now: datetime, *, full: bool) -> Message:
    """The digest for a group; the full one has the sections and what is late or comes next."""
    tenant = figures.tenant
    today = tenant.today(now)
    names = Names.of(await group_queries.full_names(session, tenant.id))
    late = await _lines(session, figures, Part.LATE, today, names) if full else []
    soon = await _lines(session, figures, Part.SOON, today, names) if full else []
    heading = "" if names.are_in(figures.heading) else figures.heading
    public = Public(
        heading=heading,
        brief=brief(figures, today),
        sections=[_section(one, names) for one in figures.progress(today)],
        late=late,
        soon=soon,
        soon_in_all=len(figures.entries(Part.SOON, today)),
        paused=bool(figures.paused),
    )
    return words.to_group(public, tenant.calendar, tenant.say, full=full)


def _section(one: Progress, names: Names) -> Progress:
    return replace(one, title=section_number(one.title)) if names.are_in(one.title) else one


async def _lines(
    session: AsyncSession, figures: Figures, part: Part, today: date, names: Names
) -> Sequence[Line]:
    """The lines of a list; only those that are written out are read whole."""
    entries = figures.entries(part, today)
    wanted = [i for entry in entries[: words.LISTED] for i in entry.assignment_ids]
    lines = await worded_lines(session, figures, wanted)
    shown = [together(entry, lines) for entry in entries[: words.LISTED]]
    return [nameless(line, figures.tenant.say, names) for line in shown]


def nameless(line: Line, say: Speech, names: Names) -> Line:
    """The line as many eyes may read it: whose it is, an organisation; by its code where the title
    names somebody; without what was said of it."""
    title = code(line.code, say) if names.are_in(line.title) else line.title
    office = "" if names.are_in(line.office) else line.office
    return replace(line, title=title, owner=office, note="")

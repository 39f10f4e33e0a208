"""What the week's letter to management tells, read for the day on which it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.digest_filtering import Filter
from roadmap.digest_parts import Changes, Part
from roadmap.editions import Often, gained, is_monthly, light, summed
from roadmap.plan import Line
from roadmap.progress import State
from services import digest_changes, digest_figures, round_summaries
from services.digest_figures import Figures
from services.digests import together, worded_lines
from services.municipalities import Tenant
from storage import digest_queries, snapshot_queries
from views.weekly import Changed, Letter

WEEK = timedelta(days=7)


async def read(
    session: AsyncSession, tenant: Tenant, now: datetime, remark: str = ""
) -> list[tuple[Letter, Figures]]:
    """The letters of an instant: one about all roadmaps that run, or one about each."""
    running = await digest_queries.running(session, tenant.id, None)
    if tenant.letter.combined or len(running) <= 1:
        wanted: list[int | None] = [None]
    else:
        wanted = [one.id for one in running]
    found = [await _read(session, tenant, roadmap_id, now, remark) for roadmap_id in wanted]
    letters = [(letter, figures) for letter, figures in found if figures.activities]
    if letters:  # the rounds are the municipality's, not a roadmap's: told once
        lines = await round_summaries.open_now(session, tenant, now)
        letters[0] = (replace(letters[0][0], monitoring=lines), letters[0][1])
    return letters


def goes(letter: Letter, tenant: Tenant) -> bool:
    """Whether the municipality wants this one: every week, or only when there is something."""
    often = tenant.letter.often
    return often is Often.ALWAYS or letter.monthly or not letter.is_quiet or bool(letter.remark)


async def _read(
    session: AsyncSession, tenant: Tenant, roadmap_id: int | None, now: datetime, remark: str
) -> tuple[Letter, Figures]:
    today = tenant.today(now)
    figures = await digest_figures.read(session, tenant, Filter(roadmap=roadmap_id), now)
    changes = await digest_changes.changes(session, figures, now - WEEK, now)
    parts = {part: figures.entries(part, today) for part in (Part.LATE, Part.HELP, Part.SOON)}
    needed = {i for entries in parts.values() for entry in entries for i in entry.assignment_ids}
    lines = await worded_lines(session, figures, sorted({*needed, *changes.all, *changes.proofs}))
    shown = {i: _named(line, tenant) for i, line in lines.items()}
    late, asking, soon = (
        [together(entry, shown) for entry in parts[part]]
        for part in (Part.LATE, Part.HELP, Part.SOON)
    )
    numbers = figures.numbers(today)
    longest = max((tenant.calendar.working_days_late(line.due, today) for line in late), default=0)
    letter = Letter(
        heading=figures.heading,
        day=today,
        numbers=numbers,
        light=light(numbers, longest, tenant.policy.escalates_after),
        gained=gained(numbers.headline, await _a_week_ago(session, figures, today)),
        changed=_changed(changes, shown),
        late=_by_office(late),
        help=asking,
        soon=soon,
        paused=figures.paused,
        remark=remark,
        monthly=is_monthly(today, tenant.letter, tenant.calendar),
        roadmap_id=roadmap_id,
    )
    return letter, figures


def _named(line: Line, tenant: Tenant) -> Line:
    """Persons are named where the municipality wants it, else their organisations."""
    return line if tenant.letter_names else replace(line, owner=line.office)


def _by_office(lines: Iterable[Line]) -> list[tuple[str, Sequence[Line]]]:
    """Lines by the organisation of their owners, that with the longest overdue first."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.office or line.owner, []).append(line)
    return list(grouped.items())


def _changed(changes: Changes, lines: Mapping[int, Line]) -> Changed:
    """Each activity once, with all that confirms it: what was done first, then what went wrong."""
    told: set[int] = set()
    papers: dict[int, dict[str, None]] = {}
    for i, names in changes.proofs.items():
        if i in lines:
            papers.setdefault(lines[i].code, {}).update(dict.fromkeys(names))

    def fresh(ids: Iterable[int]) -> tuple[Line, ...]:
        found: dict[int, Line] = {}
        # who did it speaks for whom it was closed too
        for line in sorted(
            (lines[i] for i in ids if i in lines), key=lambda one: one.state is State.CLOSED_BY_LEAD
        ):
            if line.code not in told:
                own = tuple(papers.get(line.code, ()))
                found.setdefault(line.code, replace(line, evidence=own))
        told.update(found)
        return tuple(found.values())

    return Changed(
        done=fresh(changes.done),
        late=fresh(changes.late),
        help=fresh(changes.help),
        moved=fresh(changes.moved),
        confirmed=fresh(changes.proofs),
    )


async def _a_week_ago(
    session: AsyncSession, figures: Figures, today: date
) -> Mapping[str, int] | None:
    """The headline of the last day kept before this week began, of the week before; None where
    there is none of every roadmap."""
    ids = figures.roadmap_ids
    known = await snapshot_queries.by_day(session, figures.tenant.id, ids, today - WEEK)
    days = [day for day in known if day > today - 2 * WEEK and len(known[day]) == len(ids)]
    return summed(known[max(days)]) if days else None

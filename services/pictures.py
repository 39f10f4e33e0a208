"""The digest as a picture: read, let go of the database, then draw; equal content is drawn once."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date, datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from roadmap.digest_filtering import Dimension, Filter
from roadmap.digesting import by_month
from services import digest_figures, digest_filters, digest_lists, municipalities
from services.digest_figures import Figures
from services.rights import Actor
from storage import snapshot_queries
from storage.files import FileStore
from views import digest_pictures as words
from views.charts import progress
from views.charts.progress import Chart, stacked
from views.digest_filters import beside

log = structlog.get_logger()

REMEMBERED = 200
_drawn: OrderedDict[str, str] = OrderedDict()  # hash of the data to the hash of its picture


async def digest_picture(
    session: AsyncSession, actor: Actor, wanted: Filter, files: FileStore, now: datetime
) -> Message:
    """A photo of the digest with a caption that says the same. Raises `Denied`.

    Nothing is written; the session's connection is given back before the drawing.
    """
    links = await digest_lists.reader(session, actor, wanted, 0)
    tenant = await municipalities.by_id(session, actor.municipality_id)
    filters = await digest_filters.named(session, actor, tenant, wanted)
    figures = await digest_figures.read(session, tenant, wanted, now)
    today = tenant.today(now)
    drawn_trend = await trend(session, figures, today)
    await session.rollback()  # whoever waits for a connection does not wait for the drawing
    names = beside(figures.heading, filters)
    drawn = chart(figures, today, drawn_trend, names)
    sha256 = await kept(drawn, files, figures)
    name = tenant.say.gettext("Digest {date}").format(date=tenant.say.short_day(today))
    file = Attachment(sha256, f"{name}.png", "image/png", picture=True)
    return words.caption(drawn, figures.numbers(today), filters, file, links.overview(), tenant.say)


def chart(figures: Figures, today: date, trend: Mapping[date, float], filters: list[str]) -> Chart:
    """What is drawn of figures on a local day: roadmaps where there are several, else sections."""
    say = figures.tenant.say
    several = len(figures.roadmaps) > 1
    unnamed = say.gettext("Without a title") if several else say.gettext("Without a section")
    rows = figures.by_roadmap(today) if several else figures.progress(today)
    under = say.gettext("as of {date}").format(date=say.full_day(today))
    months = by_month(figures.milestones, today, figures.tenant.calendar)
    return Chart(
        heading=" · ".join([figures.heading, *filters]),
        under=under,
        today=today,
        rows=[stacked(one.title.strip() or unnamed, one.bars) for one in rows],
        months={month: stacked("", bars).counts for month, bars in months.items()},
        trend=trend,
        language=say.language,
    )


async def trend(session: AsyncSession, figures: Figures, today: date) -> dict[date, float]:
    """The percentage of dates done by day, as it was counted then; only of whole roadmaps."""
    if figures.wanted.without(Dimension.ROADMAP):
        return {}
    ids = figures.roadmap_ids
    known = await snapshot_queries.by_day(session, figures.tenant.id, ids, today)
    found: dict[date, float] = {}
    for day, by_roadmap in known.items():
        total = sum(numbers.get("total", 0) for numbers in by_roadmap.values())
        done = sum(numbers.get("done", 0) for numbers in by_roadmap.values())
        if total and len(by_roadmap) == len(ids):
            found[day] = round(100 * done / total, 1)
    return found


async def kept(drawn: Chart, files: FileStore, figures: Figures) -> str:
    """The hash under which the picture of a chart is kept; drawn unless it was before."""
    key = hashlib.sha256(repr(drawn).encode()).hexdigest()
    known = _drawn.get(key)
    if known is not None and await asyncio.to_thread(files.touch, known):
        _drawn.move_to_end(key)
        return known
    picture = await asyncio.to_thread(progress.draw, drawn, figures.tenant.say)
    sha256 = await asyncio.to_thread(files.put, picture)
    _drawn[key] = sha256
    while len(_drawn) > REMEMBERED:
        _drawn.popitem(last=False)
    log.info("picture.drawn", municipality=figures.tenant.id, size=len(picture))
    return sha256


def forget() -> None:
    """Draw everything anew, as a process that has just started would."""
    _drawn.clear()

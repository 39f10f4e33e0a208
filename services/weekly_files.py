"""What goes with the week's letter: its page with a picture, and the full tables; made outside any
transaction, once for all who get the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Attachment, Message
from services import pictures, report_files
from services.digest_figures import Figures
from services.report_files import MIMES, Kind, Material
from storage.files import FileStore
from views import weekly as words
from views.weekly import Letter

MOST_TABLES = 5
"""Of more roadmaps than that the tables would fill a mailbox: they are in the bot."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A letter with all that it is made from; nothing of it is read any more."""

    letter: Letter
    figures: Figures
    trend: Mapping[date, float]
    tables: Sequence[Material]

    @property
    def thread(self) -> str:
        """All letters of a series hang together."""
        about = f"-{self.letter.roadmap_id}" if self.letter.roadmap_id is not None else ""
        return f"weekly-{self.figures.tenant.id}{about}"


async def gather(session: AsyncSession, letter: Letter, figures: Figures) -> Edition:
    """Read what the picture and the tables need."""
    trend = await pictures.trend(session, figures, letter.day)
    tables = [
        await report_files.material(session, figures.tenant, number, letter.day)
        for number in figures.roadmap_ids[:MOST_TABLES]
    ]
    return Edition(letter, figures, trend, tables)


def as_text(edition: Edition) -> Message:
    """The letter without its page and files."""
    tenant = edition.figures.tenant
    return Message(
        words.text(edition.letter, tenant.calendar, tenant.say),
        subject=words.subject(edition.letter, tenant.say),
        thread=edition.thread,
    )


async def complete(edition: Edition, files: FileStore, now: datetime) -> Message:
    """The letter with everything, kept in the store."""
    from views.letters.weekly_page import alternative, attached, weekly_page

    letter, tenant = edition.letter, edition.figures.tenant
    chart = pictures.chart(edition.figures, letter.day, edition.trend, [])
    drawn = await pictures.kept(chart, files, edition.figures)
    name = tenant.say.gettext("Chart {date}").format(date=letter.day.isoformat())
    picture = Attachment(drawn, f"{name}.png", "image/png", picture=True)
    tables = await asyncio.to_thread(_tables, edition, files, now)
    names = [file.name for file in tables]
    page = await asyncio.to_thread(
        weekly_page,
        letter,
        tenant.name,
        (drawn, alternative(chart, tenant.say)),
        names,
        tenant.calendar,
        tenant.say,
    )
    kept = await asyncio.to_thread(files.put, page.encode())
    # what the page says beside the text, for who reads the plain part
    beside = "\n\n".join([alternative(chart, tenant.say), attached(names, tenant.say)])
    message = as_text(edition)
    return replace(message, page=kept, attachments=(picture, *tables), letter_hint=beside)


def _tables(edition: Edition, files: FileStore, now: datetime) -> list[Attachment]:
    """The full table of each roadmap and, once a month, the report that is printed."""
    kinds = [Kind.WORKBOOK, *([Kind.REPORT] if edition.letter.monthly else [])]
    return [
        Attachment(
            files.put(report_files.made(found, kind, now)),
            report_files.file_name(found, kind),
            MIMES[kind],
        )
        for found in edition.tables
        for kind in kinds
    ]

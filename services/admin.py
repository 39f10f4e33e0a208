"""What an operator looks at: municipalities in numbers, the health of the installation."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from importlib import metadata
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from storage import admin_queries
from views import admin
from views.admin import PAGE, Health
from views.speech import speech


def _pages(count: int, page: int) -> int:
    """The page, counted from 0, brought back to the last one there is."""
    return min(page, max(0, (count - 1) // PAGE))


async def overview(session: AsyncSession, page: int, now: datetime) -> Message:
    """Every municipality in numbers, a page of them."""
    known = await admin_queries.names(session)
    page = _pages(len(known), page)
    shown = [number for number, _ in known[page * PAGE : (page + 1) * PAGE]]
    towns = await admin_queries.towns(session, shown)
    backlog = await admin_queries.backlog(session, now)
    return admin.overview(towns, page, len(known), backlog.aside, speech())


async def town(session: AsyncSession, number: int) -> Message | None:
    """One municipality in numbers; None where there is none of that number."""
    found = await admin_queries.towns(session, [number])
    if not found:
        return None
    lacks = not await admin_queries.coordinator_has_joined(session, number)
    return admin.town(found[0], speech(), lacks_coordinator=lacks)


async def health(session: AsyncSession, folder: Path, now: datetime) -> Message:
    """How long the queues are, what is stuck, what room is left where files are kept."""
    backlog = await admin_queries.backlog(session, now)
    asked = replace(backlog, arrivals=max(0, backlog.arrivals - 1))  # the press itself is one
    return admin.health(Health(asked, _free_bytes(folder), version()), now, speech())


def version() -> str:
    """Ours, as it is installed; «» where it runs from a bare folder."""
    try:
        return metadata.version("vekha")
    except metadata.PackageNotFoundError:
        return ""


def _free_bytes(folder: Path) -> int | None:
    """Room left on the disk of a folder that may not have been made yet; None: nobody can say."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    try:
        return shutil.disk_usage(there).free if there is not None else None
    except OSError:
        return None


async def aside(session: AsyncSession, page: int) -> Message:
    """The arrivals that could not be worked, a page of them."""
    rows = await admin_queries.aside(session)
    page = _pages(len(rows), page)
    return admin.aside(rows[page * PAGE : (page + 1) * PAGE], page, len(rows), speech())

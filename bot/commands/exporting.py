"""`vekha export`: the report, by the file's ending."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.commands.opened import opened, tenant_for
from bot.errors import CommandError
from bot.sentences import say
from services import archive_files, report_files
from services.municipalities import Tenant
from services.report_files import Kind
from storage import report_queries
from storage.files import FileStore
from storage.tables import RoadmapStatus


async def export(
    file: Path, number: int | None, as_of: date | None, name: str | None, *, meeting: bool
) -> None:
    """`vekha export FILE`; the file is there whole or not at all. Raises `CommandError`."""
    kind = report_files.of_ending(file.name, meeting=meeting)
    if kind is None:
        wanted = ".docx" if meeting else ".xlsx .docx .ics .zip"
        raise CommandError(say().gettext("The file must end in: {endings}").format(endings=wanted))
    histories = None
    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        chosen = number or await _only(session, tenant)
        day = as_of or tenant.today(at.now)
        found = await report_files.material(session, tenant, chosen, day)
        if kind is Kind.ARCHIVE:
            histories = await archive_files.histories(session, found)
    try:
        if histories is None:
            data = await asyncio.to_thread(report_files.made, found, kind, at.now)
            await asyncio.to_thread(replace_file, file, data)
        else:
            kept = FileStore(at.settings.data_dir / "files")
            whole = archive_files.contents(found, histories, at.now)
            await asyncio.to_thread(archive_files.to_path, file, whole, kept)
    except OSError as error:
        raise CommandError(
            say()
            .gettext("The file {name} could not be written: {reason}")
            .format(name=file, reason=error.strerror)
        ) from error
    print(file)


def replace_file(file: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all. Raises OSError."""
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(file)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


async def _only(session: AsyncSession, tenant: Tenant) -> int:
    """The roadmap that runs, where there is one; else `CommandError`."""
    listed = await report_queries.listed(session, tenant.id)
    running = [row for row in listed if row.status is not RoadmapStatus.ARCHIVED] or listed
    if len(running) == 1:
        return running[0].id or 0
    if not running:
        raise CommandError(say().gettext("No roadmap was launched."))
    known = ", ".join(str(row.id) for row in running)
    raise CommandError(say().gettext("Say which one with --roadmap: {known}").format(known=known))

"""`vekha person`: a copy of somebody's data, and erasing it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.commands.exporting import replace_file
from bot.commands.opened import opened, tenant_for
from bot.errors import CommandError
from bot.sentences import say
from services import erasing, personal_data, rights
from services.erasing import OpenWork
from services.people_access import LastCoordinator
from storage.files import FileStore

NO_LIMIT = 1 << 40
ENDING = ".zip"


async def export(person: str, file: Path, name: str | None) -> None:
    """`vekha person export NAME FILE.zip`; the file is there whole or not at all. Raises
    `CommandError`, `NoSuchPerson`."""
    if file.suffix != ENDING:
        raise CommandError(say().gettext("The file must end in: {endings}").format(endings=ENDING))
    async with opened() as at:
        async with at.database.write() as session:
            tenant = await tenant_for(session, name)
            row = await erasing.named(session, tenant, person)
            gathered = await personal_data.gather(session, tenant, row, at.now)
            subject = f"person:{row.id}"
            rights.audit(session, None, tenant.id, "person.data_asked", at.now, subject)
        kept = FileStore(at.settings.data_dir / "files")
        data, _ = await asyncio.to_thread(personal_data.made, gathered, kept, NO_LIMIT)
    try:
        await asyncio.to_thread(replace_file, file, data)
    except OSError as error:
        raise CommandError(
            say()
            .gettext("The file {name} could not be written: {reason}")
            .format(name=file, reason=error.strerror)
        ) from error
    print(file)


async def erase(person: str, name: str | None) -> None:
    """`vekha person erase NAME`; refused while something of theirs is open. Raises
    `CommandError`, `NoSuchPerson`."""
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        kept = FileStore(at.settings.data_dir / "files")
        try:
            instead = await erasing.by_name(session, tenant, person, kept, at.now)
        except OpenWork as error:
            raise CommandError(_open(error.activities)) from error
        except LastCoordinator as error:
            words = say().gettext("This is the last coordinator: name another one first.")
            raise CommandError(words) from error
    print(say().gettext("Erased. What was reported stays as “{name}”.").format(name=instead))


def _open(activities: tuple[str, ...]) -> str:
    head = say().gettext("Nothing was erased: this is still open and must be taken over first.")
    return "\n".join([head, *(f"- {one}" for one in activities)])

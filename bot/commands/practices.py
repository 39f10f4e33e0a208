"""`vekha practices export`: the bank of best practices as a folder with an index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from bot.commands.opened import opened, tenant_for
from bot.errors import CommandError
from bot.sentences import say
from channels.attachments import safe_name
from roadmap.practices import Practice
from services import practice_export
from services.practice_export import Exported
from storage.files import FileStore
from views.practice_index import index
from views.workbooks.practices import workbook

TITLE_CHARS = 80
ENDING_CHARS = 8


async def export(folder: Path, name: str | None) -> None:
    """`vekha practices export FOLDER`: files/, index.html and index.xlsx. Raises `CommandError`
    where the folder is not empty or cannot be written."""
    async with opened() as at, at.database.read() as session:
        tenant = await tenant_for(session, name)
        found = await practice_export.published(session, tenant)
    kept = FileStore(at.settings.data_dir / "files")
    try:
        _make_empty(folder)
        listed = _write_files(folder, found, kept)
        on = tenant.today(at.now)
        (folder / "index.html").write_bytes(index(listed, tenant.name, on, tenant.say))
        (folder / "index.xlsx").write_bytes(workbook(listed, tenant.name, on, tenant.say))
    except OSError as error:
        raise CommandError(
            say()
            .gettext("The file {name} could not be written: {reason}")
            .format(name=error.filename or folder, reason=error.strerror)
        ) from error
    words = say().ngettext(
        "{n} practice written to {folder}", "{n} practices written to {folder}", len(found)
    )
    print(words.format(n=len(found), folder=folder))


def _make_empty(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise CommandError(
            say().gettext("The folder {name} is not empty; name a new one.").format(name=folder)
        )
    (folder / "files").mkdir(parents=True, exist_ok=True)


def _write_files(
    folder: Path, found: Sequence[Exported], kept: FileStore
) -> list[tuple[Practice, str]]:
    """Every practice with the path of its file in the folder, «» where there is none."""
    listed = []
    for number, one in enumerate(found, start=1):
        path = ""
        if one.sha256 is not None:
            try:
                data = kept.get(one.sha256)
            except FileNotFoundError:
                print(
                    say()
                    .gettext("The file of “{title}” is missing.")
                    .format(title=one.practice.title)
                )
            else:
                path = f"files/{file_name(number, one.practice.title, one.name)}"
                (folder / path).write_bytes(data)
        listed.append((one.practice, path))
    return listed


def file_name(number: int, title: str, name: str) -> str:
    """A name that no other file of the folder has and every system takes: «007 Title.pdf»."""
    ending = PurePath(name).suffix
    if len(ending) > ENDING_CHARS or not ending[1:].isalnum():
        ending = ""
    return safe_name(f"{number:03} {safe_name(title)[:TITLE_CHARS].rstrip('. ')}") + ending.lower()

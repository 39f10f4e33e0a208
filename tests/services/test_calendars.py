"""«My dates for a calendar»: whose dates, kept before spoken of, the same events each time."""

from __future__ import annotations

from pathlib import Path

from icalendar import Calendar

from channels.message import Message
from services import calendars
from storage.database import Database
from storage.files import FileStore
from tests.services.office import OLGA, VERA, Office, at, row


async def _file(office: Office, surname: str, files: FileStore, when: str) -> Message:
    actor = await office.actor(surname)
    async with office.database.read() as session:
        return await calendars.own_dates(session, actor, files, at(when))


def _events(files: FileStore, message: Message) -> dict[str, str]:
    """UID: the day."""
    (attached,) = message.attachments
    book = Calendar.from_ical(files.get(attached.sha256))
    return {str(e["uid"]): str(e.decoded("dtstart")) for e in book.walk("VEVENT")}


async def test_only_ones_own_dates_and_the_same_events_again(
    both: Database, tmp_path: Path
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(
        row("до 15 октября 2018", title="Утвердить план"),
        row("до 1 ноября 2018", title="Провести совещание"),
        row("до 20 ноября 2018", title="Чужое", owners="В.П. Мостовая"),
    )
    files = FileStore(tmp_path / "files")
    first = _events(files, await _file(office, "Пономарева", files, "2018-10-10 12:00"))
    again = _events(files, await _file(office, "Пономарева", files, "2018-10-11 12:00"))
    other = _events(files, await _file(office, "Мостовая", files, "2018-10-11 12:00"))
    assert sorted(first.values()) == ["2018-10-15", "2018-11-01"]
    assert again == first
    assert list(other.values()) == ["2018-11-20"]
    assert not set(other) & set(first)


async def test_nobody_without_dates_gets_an_empty_file(database: Database, tmp_path: Path) -> None:
    office = await Office.open(database, OLGA)
    files = FileStore(tmp_path / "files")
    message = await _file(office, "Пономарева", files, "2018-10-10 12:00")
    assert not message.attachments
    assert not (tmp_path / "files").exists()

"""«My dates for a calendar»: whose dates, kept before spoken of, the same events each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from icalendar import Calendar

from channels.message import Message
from roadmap.absence_words import Days
from services import absences, calendars, reporting
from storage.database import Database
from storage.files import FileStore
from tests.services.office import IRINA, OLGA, VERA, Office, at, row


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


async def test_dates_of_somebody_stood_in_for_are_left_out(both: Database, tmp_path: Path) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.launch(
        row("до 15 октября 2018", title="Чужое"),
        row("до 20 ноября 2018", title="Своё", owners="Осотова И.В."),
    )
    files, when = FileStore(tmp_path / "files"), at("2018-10-10 12:00")
    olga = replace(await office.actor("Пономарева"), at=when)
    irina = replace(await office.actor("Осотова"), at=when)
    days = Days(date(2018, 10, 9), date(2018, 10, 31))
    async with both.write() as session:
        await absences.begin(session, olga, days, irina.person_id, when)
        assert len(await reporting.own_lines(session, irina)) == 2
        message = await calendars.own_dates(session, irina, files, when)
    assert list(_events(files, message).values()) == ["2018-11-20"]

"""The file for a phone's calendar: read back by the rules of RFC 5545."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from roadmap.plan import Line
from roadmap.progress import State
from tests.views.samples import CALENDAR, EVIL, SAY, TODAY, line
from views.calendars import calendar_file, my_dates, no_dates

NOW = datetime(2018, 10, 10, 9, 0, tzinfo=UTC)
SUNDAY = date(2018, 9, 30)


def made(*lines: Line, source: str = "town", now: datetime = NOW) -> bytes:
    """The file of these lines."""
    return calendar_file(lines, source, TODAY, CALENDAR, now, SAY)


def events(data: bytes) -> list[Any]:
    """What a calendar reads in a file."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_a_date_is_an_event_of_the_whole_day() -> None:
    (event,) = events(made(line()))
    assert event.decoded("dtstart") == date(2018, 10, 15)
    assert event.decoded("dtend") == date(2018, 10, 16)
    assert event["summary"] == "Утвердить план"
    assert str(event["description"]).split("\n") == [
        "М-17, разд. 1.2, п. 1",
        "срок 15 октября 2018 г.",
        "в документе: «До 15 октября 2018»",
        "не начато",
    ]
    assert (event["status"], event["transp"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_date_on_a_day_off_stands_on_the_working_day_before() -> None:
    (event,) = events(made(line(due=SUNDAY, document_due=SUNDAY)))
    assert event.decoded("dtstart") == date(2018, 9, 28)


def test_sent_again_the_same_event_is_newer() -> None:
    moved = line(due=date(2018, 11, 30))
    (first,) = events(made(line()))
    (second,) = events(made(moved, now=NOW + timedelta(seconds=1)))
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"] > 0
    assert second.decoded("dtstart") == date(2018, 11, 30)
    assert "срок по документу: 15 октября 2018" in second["description"]
    assert 0 < second["sequence"] < 2**31


def test_other_assignments_and_towns_have_events_of_their_own() -> None:
    numbers = [
        event["uid"]
        for source in ("town", "village")
        for event in events(made(line(), line(assignment_id=2), source=source))
    ]
    assert len(set(numbers)) == 4


def test_what_is_done_is_ticked_and_what_is_called_off_is_cancelled() -> None:
    done, off = events(made(line(state=State.DONE), line(assignment_id=2, state=State.CALLED_OFF)))
    assert done["summary"] == "✓ Утвердить план"
    assert done["status"] == "CONFIRMED"
    assert off["status"] == "CANCELLED"


def test_strangers_words_break_no_line_and_no_rule() -> None:
    nasty = f"а;б,в\\г\r\nATTENDEE:x\nEND:VEVENT {EVIL} \x07 " + "ж" * 400
    data = made(line(title=nasty, roadmap=nasty, deadline_text=nasty))
    (event,) = events(data)
    assert set(event) == {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY"),
        *("DESCRIPTION", "STATUS", "TRANSP"),
    }
    assert event["summary"].startswith("а;б,в\\г ATTENDEE:x END:VEVENT </b>")
    assert data.endswith(b"END:VCALENDAR\r\n")
    for row in data.split(b"\r\n"):
        assert len(row) <= 75  # RFC 5545, 3.1
        assert not any(sign < 32 and sign != 9 for sign in row)


def test_the_message_brings_the_file_and_says_what_to_do() -> None:
    message = my_dates("a1", 3, SAY)
    (file,) = message.attachments
    assert (file.sha256, file.name, file.mime) == ("a1", "Мои даты.ics", "text/calendar")
    assert "Ваши даты для календаря: 3" in message.plain
    assert "обновятся" in message.plain
    assert no_dates(SAY).plain == "У вас пока нет сроков."

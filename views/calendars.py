"""One's own dates as a file for the calendar of a phone (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event, vText
from markupsafe import Markup

from channels.message import Attachment, Message
from roadmap.plan import Line
from roadmap.progress import OPEN, State
from roadmap.working_calendar import WorkingCalendar
from views.lines import as_written, by_document, due_phrase, place, shortened, state_words
from views.speech import Speech

MIME = "text/calendar"
_NAMESPACE = UUID("6f2d5a52-6d35-4b6e-9a39-6a3a43f6d3c1")
_FIRST_DAY = datetime(2018, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
TITLE_CHARS = 120


def calendar_file(
    lines: Sequence[Line],
    source: str,
    today: date,
    calendar: WorkingCalendar,
    now: datetime,
    say: Speech,
    *,
    name: str = "",
) -> bytes:
    """All-day events, which every phone takes, one an assignment.

    With `name` it is a calendar of other people's work too: each event says whose it is.

    `source` tells this installation and municipality from all others, so that an event is the
    same one each time; SEQUENCE (RFC 5545, 3.8.7.4) grows with the seconds.
    """
    book = Calendar()
    book.add("prodid", "-//Vekha//Vekha//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _clean(name) or say.gettext("My activities"))
    for line in lines:
        event = _event(line, source, today, calendar, now, say)
        if name:
            event["description"] = vText(_clean(f"{line.owner}\n{event['description']}"))
        book.add_component(event)
    return bytes(book.to_ical())


def _event(
    line: Line, source: str, today: date, calendar: WorkingCalendar, now: datetime, say: Speech
) -> Event:
    day = calendar.aim(line.due)
    event = Event()
    event.add("uid", f"{uuid5(_NAMESPACE, f'{source}:{line.assignment_id}')}@vekha")
    event.add("sequence", max(0, int((now - _FIRST_DAY).total_seconds())))
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _clean(_summary(line)))
    event.add("description", _clean(_description(line, today, calendar, say)))
    event.add("status", "CANCELLED" if line.state is State.CALLED_OFF else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(line: Line) -> str:
    sign = "" if line.state in OPEN or line.state is State.CALLED_OFF else "✓ "
    return f"{sign}{shortened(line.title, TITLE_CHARS)}"


def _description(line: Line, today: date, calendar: WorkingCalendar, say: Speech) -> str:
    rows = [
        place(line, say),
        due_phrase(line, today, calendar, say),
        Message(str(by_document(line, say))).plain,
        Message(str(as_written(line, say))).plain,
        state_words(line.state, say),
        line.roadmap,
    ]
    return "\n".join(shortened(row, 300) for row in rows if row)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def my_dates(sha256: str, dates: int, say: Speech) -> Message:
    """The file, and what to do with it."""
    head = say.ngettext(
        "Your dates for a calendar: {n}", "Your dates for a calendar: {n}", dates
    ).format(n=dates)
    text = Markup("<b>{}</b>\n{}").format(
        head,
        say.gettext(
            "Open the file on your phone or computer and agree to add the events. When dates "
            "change, ask for the file again: the same events are updated."
        ),
    )
    file = Attachment(sha256, say.gettext("My dates") + ".ics", MIME)
    return Message(str(text), subject=head, attachments=(file,))


def no_dates(say: Speech) -> Message:
    """There is nothing to put into a calendar."""
    return Message(str(Markup("{}").format(say.gettext("You have no dates yet."))))

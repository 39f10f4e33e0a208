"""The one morning message of somebody who coordinates and has work of their own besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from channels.message import Message
from roadmap.plan import Line
from roadmap.progress import OPEN
from roadmap.working_calendar import WorkingCalendar
from views import escalations, reminders
from views.speech import Speech

LONGEST = 3500  # characters, so that an edit still fits one message
LISTED = 10
FEWEST = 3

Numbered = Sequence[tuple[int, Line]]


def morning(
    own: Numbered,
    handed: Numbered,
    silent: Numbered,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
    *,
    limit: int,
) -> Message:
    """One's own lines, then what needs a coordinator, then who is silent on the eve of a date;
    any of the three may be empty. At most `limit` lines of one's own, fewer where it gets long."""
    made = Message("")
    for lines, listed in _sizes(limit):
        made = _joined(
            [
                _own(own, lines, person_id, today, calendar, say),
                _listed(escalations.handed_over, handed, listed, person_id, today, calendar, say),
                _listed(escalations.silent, silent, listed, person_id, today, calendar, say),
            ]
        )
        if len(made.plain) <= LONGEST:
            break
    return made


def _sizes(limit: int) -> Iterator[tuple[int, int]]:
    """(lines of one's own, lines of each list), ever fewer."""
    yield from ((limit, listed) for listed in range(LISTED, FEWEST - 1, -1))
    yield from ((lines, FEWEST) for lines in range(limit - 1, FEWEST - 1, -1))
    yield from ((min(FEWEST, limit), listed) for listed in range(FEWEST - 1, 0, -1))
    yield from ((lines, 1) for lines in range(FEWEST - 1, 0, -1))


def _own(
    own: Numbered,
    lines: int,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message | None:
    if not own:
        return None
    hidden = sum(line.state in OPEN for _, line in own[lines:])
    return reminders.reminder(own[:lines], person_id, today, calendar, say, hidden=hidden)


def _listed(
    words: escalations.ListWords,
    lines: Numbered,
    shown: int,
    person_id: int,
    today: date,
    calendar: WorkingCalendar,
    say: Speech,
) -> Message | None:
    return words(lines, person_id, today, calendar, say, shown=shown) if lines else None


def _joined(parts: Sequence[Message | None]) -> Message:
    """One after another; the first says the rest."""
    there = [part for part in parts if part is not None]
    first = there[0]
    return Message(
        text="\n\n".join(part.text for part in there),
        buttons=tuple(row for part in there for row in part.buttons),
        subject=first.subject,
        thread=first.thread,
        hint=first.hint,
        letter_hint=first.letter_hint,
        reply_hint=first.reply_hint,
        brief="\n\n".join(part.brief for part in there),
    )

"""«К совещанию»: one page for the chief, what is late and why, and what is coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from docx.shared import Pt

from roadmap.digesting import SOON_DAYS, Digest
from roadmap.progress import OPEN, State
from roadmap.report_marks import DateMark, Part, Report, Row
from views import report_words as words
from views.digests import headline
from views.documents import paper
from views.lines import short_name, shortened
from views.report_words import Voice
from views.speech import Speech

LATE_ROWS, SOON_ROWS, HELP_ROWS = 8, 7, 4
"""So much fits on one page; the rest is counted."""
POINTS = 10.5
TITLE_CHARS, NOTE_CHARS, NAME_CHARS, NAMES = 90, 70, 40, 2


@dataclass(frozen=True, slots=True)
class Item:
    """A date of a row with those who have not done it."""

    row: Row
    mark: DateMark
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What waits for the chief's or the coordinator's word: requests to move a date, and what is
    to be accepted; how many."""

    moves: int = 0
    reviews: int = 0


def meeting_document(report: Report, numbers: Digest, decisions: Decisions, voice: Voice) -> bytes:
    """The .docx, one page of A4."""
    say = voice.say
    document = paper.sheet(landscape=False, points=POINTS)
    paper.line(document, say.gettext("For the meeting"), bold=True, align=paper.CENTRE)
    paper.line(document, shortened(report.title, 160), align=paper.CENTRE)
    when = f"{report.municipality}, {words.as_of(report, say)}"
    paper.line(document, when, align=paper.CENTRE, after=6)
    paper.line(document, headline(numbers, say) + ".", bold=True, after=6)
    late, soon, stuck = _late(report, voice), _soon(report, voice), _stuck(report)
    overdue = [_late_line(own, voice) for own in late]
    _block(document, say.gettext("Late"), overdue, LATE_ROWS, say)
    coming = say.gettext("The next two weeks")
    _block(document, coming, [_soon_line(i, say) for i in soon], SOON_ROWS, say)
    help_lines = [_help_line(item, say) for item in stuck]
    _block(document, say.gettext("Help is needed"), help_lines, HELP_ROWS, say)
    _block(document, say.gettext("Decisions wanted"), _decisions(decisions, stuck, say), 4, say)
    return paper.saved(document, say.gettext("For the meeting"))


def _items(report: Report) -> list[Item]:
    found = [
        Item(row, mark, tuple(part for part in mark.owed if part.state in OPEN))
        for row in report.rows
        if not row.called_off
        for mark in row.dates
        if not mark.called_off
    ]
    return sorted(found, key=lambda item: (item.mark.due, item.row.codes))


def _late(report: Report, voice: Voice) -> list[list[Item]]:
    """The overdue dates of each row, the longest overdue first."""
    found: dict[tuple[int, ...], list[Item]] = {}
    for item in _items(report):
        if item.mark.is_late(voice.today, voice.calendar):
            found.setdefault(item.row.codes, []).append(item)
    return list(found.values())


def _soon(report: Report, voice: Voice) -> list[Item]:
    last = voice.today + timedelta(days=SOON_DAYS)
    return [
        item
        for item in _items(report)
        if any(voice.today <= part.due <= last for part in item.parts)
        and not item.mark.is_late(voice.today, voice.calendar)
    ]


def _stuck(report: Report) -> list[Item]:
    found = [
        Item(item.row, item.mark, tuple(p for p in item.parts if p.state is State.NEED_HELP))
        for item in _items(report)
    ]
    return [item for item in found if item.parts]


def _name(part: Part) -> str:
    is_office = part.owner == part.organization
    return shortened(part.owner if is_office else short_name(part.owner), NAME_CHARS)


def _whose(item: Item, say: Speech) -> str:
    names = list(dict.fromkeys(_name(part) for part in item.parts))
    rest = len(names) - NAMES
    more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest) if rest > 0 else ""
    return ", ".join([*names[:NAMES], *filter(None, [more])]) or shortened(
        words.owners(item.row), NAME_CHARS
    )


def _title(item: Item, say: Speech) -> str:
    number = item.row.number.rstrip(". ")
    title = shortened(item.row.title, TITLE_CHARS)
    where = say.gettext("item {number}").format(number=number) if number else ""
    return f"{title} ({where})" if where else title


def _late_line(own: Sequence[Item], voice: Voice) -> str:
    """«…— 20.10.2018, просрочено на 9 рабочих дней. Ответственный: …. Причина: …»"""
    say, first = voice.say, own[0]
    days = voice.calendar.working_days_late(first.mark.due, voice.today)
    late = say.ngettext("{n} working day overdue", "{n} working days overdue", days).format(n=days)
    if rest := len(own) - 1:
        late += ", " + say.ngettext("and {n} more date", "and {n} more dates", rest).format(n=rest)
    notes = list(dict.fromkeys(part.note for item in own for part in item.parts if part.note))
    why = shortened("; ".join(notes), NOTE_CHARS) if notes else say.gettext("no reason was given")
    return "{} — {}, {}. {}: {}. {}".format(
        _title(first, say),
        say.short_day(first.mark.due),
        late,
        say.gettext("Responsible"),
        _whose(first, say).rstrip("."),
        say.gettext("Reason: {text}").format(text=why),
    )


def _soon_line(item: Item, say: Speech) -> str:
    due = min(part.due for part in item.parts)
    return f"{say.weekday_day(due)}: {_title(item, say)} — {_whose(item, say)}"


def _help_line(item: Item, say: Speech) -> str:
    notes = "; ".join(dict.fromkeys(part.note for part in item.parts if part.note))
    words_of = f": {shortened(notes, NOTE_CHARS)}" if notes else ""
    return f"{_title(item, say)} — {_whose(item, say)}{words_of}"


def _decisions(decisions: Decisions, stuck: Sequence[Item], say: Speech) -> list[str]:
    found = []
    if decisions.moves:
        found.append(
            say.ngettext(
                "{n} request to move a date", "{n} requests to move a date", decisions.moves
            ).format(n=decisions.moves)
        )
    if decisions.reviews:
        found.append(
            say.ngettext(
                "{n} mark to be accepted", "{n} marks to be accepted", decisions.reviews
            ).format(n=decisions.reviews)
        )
    if stuck:
        found.append(
            say.ngettext(
                "who helps with {n} activity", "who helps with {n} activities", len(stuck)
            ).format(n=len(stuck))
        )
    return found


def _block(document: Any, title: str, lines: Sequence[str], most: int, say: Speech) -> None:
    """A heading with its lines, as many as fit; nothing to say is said."""
    paper.line(document, f"{title} ({len(lines)})" if lines else title, bold=True)
    for number, text in enumerate(lines[:most], start=1):
        paper.line(document, f"{number}) {text}")
    if not lines:
        paper.line(document, say.gettext("Nothing."))
    if (rest := len(lines) - most) > 0:
        more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        paper.line(document, more)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)

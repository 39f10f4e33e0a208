"""«К совещанию»: one page for the chief, what is late and why, and what is coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from docx.shared import Pt

from roadmap.digesting import SOON_DAYS, Digest
from roadmap.plan import section_number
from roadmap.progress import OPEN, State
from roadmap.report_marks import DateMark, Part, Report, Row
from views import report_words as words
from views.digests import headline
from views.documents import paper
from views.lines import short_name, shortened
from views.report_words import Voice
from views.speech import Speech

LEAST = (5, 4, 2, 3)
"""How many of each block fit however long the words are."""
ENOUGH = (8, 7, 4, 3)
"""How many of each come before more of another."""
LINES, LINE_CHARS = 38, 84
"""What the blocks have of the page beside their headings, as `POINTS` make it."""
POINTS = 10.5
NO_BREAK = "\u00a0"
TITLE_CHARS, NOTE_CHARS, NAME_CHARS, NAMES = 90, 70, 40, 2


@dataclass(frozen=True, slots=True)
class Item:
    """A date of a row with those who have not done it."""

    row: Row
    mark: DateMark
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its lines."""

    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What waits for the chief's or the coordinator's word: requests to move a date, and what is
    to be accepted; how many."""

    moves: int = 0
    reviews: int = 0


def meeting_document(report: Report, numbers: Digest, decisions: Decisions, voice: Voice) -> bytes:
    """The .docx, one page of A4."""
    say = voice.say
    document = paper.sheet(landscape=False, language=say.language, points=POINTS)
    paper.line(document, say.gettext("For the meeting"), bold=True, align=paper.CENTRE)
    paper.line(document, shortened(report.title, 160), align=paper.CENTRE)
    when = f"{report.municipality}, {words.as_of(report, say)}"
    paper.line(document, when, align=paper.CENTRE, after=6)
    paper.line(document, headline(numbers, say) + ".", bold=True, after=6)
    late, soon, stuck = _late(report, voice), _soon(report, voice), _stuck(report)
    blocks = [
        Block(say.gettext("Late"), [_late_line(own, voice) for own in late]),
        Block(say.gettext("The next two weeks"), [_soon_line(i, say) for i in soon]),
        Block(say.gettext("Help is needed"), [_help_line(i, say) for i in stuck]),
        Block(say.gettext("Decisions wanted"), _decisions(decisions, stuck, say)),
    ]
    for block, shown in zip(blocks, _shown(blocks), strict=True):
        _print(document, block, shown, say)
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
    """The overdue dates of each row with those who are late, the longest overdue first."""
    found: dict[tuple[int, ...], list[Item]] = {}
    for item in _items(report):
        if not item.mark.is_late(voice.today, voice.calendar):
            continue
        overdue = [p for p in item.parts if voice.calendar.working_days_late(p.due, voice.today)]
        found.setdefault(item.row.codes, []).append(replace(item, parts=tuple(overdue)))
    return list(found.values())


def _soon(report: Report, voice: Voice) -> list[Item]:
    last = voice.today + timedelta(days=SOON_DAYS)
    found = [
        replace(item, parts=tuple(p for p in item.parts if voice.today <= p.due <= last))
        for item in _items(report)
    ]
    return [item for item in found if item.parts]


def _stuck(report: Report) -> list[Item]:
    found = [
        Item(item.row, item.mark, tuple(p for p in item.parts if p.state is State.NEED_HELP))
        for item in _items(report)
    ]
    return [item for item in found if item.parts]


def _name(part: Part) -> str:
    is_office = part.owner == part.organization
    return shortened(part.owner if is_office else short_name(part.owner), NAME_CHARS)


def _names(item: Item) -> list[str]:
    return list(dict.fromkeys(_name(part) for part in item.parts))


def _whose(item: Item, say: Speech) -> str:
    names = _names(item)
    if not names:
        return shortened(words.owners(item.row), NAME_CHARS)
    listed, rest = ", ".join(names[:NAMES]), len(names) - NAMES
    if rest <= 0:
        return listed
    return f"{listed} " + say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)


def _responsible(item: Item, say: Speech) -> str:
    """«Ответственный: …», or «Ответственные: …»"""
    words = say.ngettext(
        "The one responsible: {names}", "Those responsible: {names}", min(len(_names(item)), 2)
    )
    return words.format(names=_whose(item, say).rstrip("."))


def _title(item: Item, say: Speech) -> str:
    """«… (разд. 1.2, п. 1)», a number never parted from its word."""
    number, row = item.row.number.rstrip(". "), item.row
    where = []
    section = section_number(row.subsection) or section_number(row.section)
    if section and not number.startswith(f"{section}."):
        where.append(say.gettext("sect. {number}").format(number=section))
    if number:
        where.append(say.gettext("item {number}").format(number=number))
    title = shortened(row.title, TITLE_CHARS)
    held = ", ".join(part.replace(" ", NO_BREAK) for part in where)
    return f"{title} ({held})" if number else title


def _late_line(own: Sequence[Item], voice: Voice) -> str:
    """«…— 20.10.2018, просрочено на 9 рабочих дней. Ответственный: …. Причина: …»"""
    say, first = voice.say, own[0]
    due = min((part.due for part in first.parts), default=first.mark.due)
    days = voice.calendar.working_days_late(due, voice.today)
    late = say.ngettext("{n} working day overdue", "{n} working days overdue", days).format(n=days)
    if rest := len(own) - 1:
        more = say.ngettext("and {n} more date", "and {n} more dates", rest).format(n=rest)
        late += f" ({more})"
    notes = list(dict.fromkeys(part.note for item in own for part in item.parts if part.note))
    why = shortened("; ".join(notes), NOTE_CHARS) if notes else say.gettext("no reason was given")
    return "{} — {}, {}. {}. {}".format(
        _title(first, say),
        say.short_day(due),
        late,
        _responsible(first, say),
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


def _shown(blocks: Sequence[Block]) -> list[int]:
    """How many lines of each block the page holds, the first blocks first: an empty one leaves
    its room to the others."""
    shown = [0] * len(blocks)
    room = LINES - len(blocks)  # «nothing», or how many more there are
    for most in (LEAST, ENOUGH, [len(block.lines) for block in blocks]):
        for at, block in enumerate(blocks):
            for text in block.lines[shown[at] : most[at]]:
                if (height := _height(text)) > room:
                    break
                shown[at] += 1
                room -= height
    return shown


def _height(text: str) -> int:
    """How many printed lines a text takes with its number."""
    return -(-(len(text) + 4) // LINE_CHARS)


def _print(document: Any, block: Block, most: int, say: Speech) -> None:
    """A heading with its lines, as many as fit; nothing to say is said."""
    lines = block.lines
    title = f"{block.title} ({len(lines)})" if lines else block.title
    paper.line(document, title, bold=True)
    for number, text in enumerate(lines[:most], start=1):
        paper.line(document, f"{number}){NO_BREAK}{text}")
    if not lines:
        paper.line(document, say.gettext("Nothing."))
    if (rest := len(lines) - most) > 0:
        more = say.ngettext("and {n} more", "and {n} more", rest).format(n=rest)
        paper.line(document, more)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)

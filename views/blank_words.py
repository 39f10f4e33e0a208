"""Blank tables in words: what is filled in and why it is offered, values under their headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from babel.numbers import format_decimal

from roadmap.blanks.answered import Answered
from roadmap.blanks.describing import RegionFacts
from roadmap.blanks.layout import RegionKind
from roadmap.blanks.pages import Value
from roadmap.blanks.proposing import Reason
from views.lines import shortened
from views.speech import Speech

LISTED = 10
HEADINGS, RANGES, SHEETS = 4, 4, 3
HEADING_CHARS, VALUE_CHARS = 60, 60


def asked(facts: Sequence[RegionFacts], say: Speech) -> str:
    """What a school fills in, sheet by sheet: «Лист «Кадры», C6:E8: всего; из них …»."""
    rows = [_region(one, say) for one in facts[:SHEETS]]
    if len(facts) > SHEETS:
        hidden = len(facts) - SHEETS
        rows.append(say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden))
    return "\n".join(rows)


def _region(one: RegionFacts, say: Speech) -> str:
    places = ", ".join(one.ranges[:RANGES]) + ("…" if len(one.ranges) > RANGES else "")
    heads = [h.text or h.at for h in one.headings[:HEADINGS]]
    named = "; ".join(shortened(text, HEADING_CHARS) for text in heads)
    if len(one.headings) > HEADINGS:
        hidden = len(one.headings) - HEADINGS
        named += " " + say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden)
    text = say.gettext("Sheet “{sheet}”, {cells}: {headings}").format(
        sheet=shortened(one.sheet, 40), cells=places, headings=named
    )
    if how := _schools(one, say):
        text += f". {how}"
    return text


def _schools(one: RegionFacts, say: Speech) -> str:
    if one.listed:
        words = say.ngettext(
            "{n} school is in the table", "{n} schools are in the table", len(one.listed)
        ).format(n=len(one.listed))
        return f"{words} ({_line(one, say)})"
    if one.many:
        return say.gettext("A school may fill in several lines")
    return ""


def _line(one: RegionFacts, say: Speech) -> str:
    if one.kind is RegionKind.COLUMNS:
        return say.gettext("row {at}").format(at=one.names)
    return say.gettext("column {at}").format(at=one.names)


def reason(why: Reason, say: Speech) -> str:
    """A short name of what is offered, for a button."""
    match why:
        case Reason.SCHOOLS_DOWN:
            return say.gettext("Each school its own row")
        case Reason.SCHOOLS_ACROSS:
            return say.gettext("Each school its own column")
        case Reason.LINE_WITH_NAME:
            return say.gettext("One row with the school’s name")
        case Reason.FREE_LINES:
            return say.gettext("Empty rows of the table")
        case Reason.UNLOCKED_CELLS:
            return say.gettext("The cells that are open for input")
        case Reason.LABELLED_CELLS:
            return say.gettext("Empty cells beside their labels")
        case Reason.POINTED_AT:
            return say.gettext("The range that you named")


def value(one: Value, say: Speech) -> str:
    """«1 234,5», «да», «15.10.2018» or a text, shortened."""
    match one:
        case bool():
            return say.gettext("yes") if one else say.gettext("no")
        case int() | float():
            return str(format_decimal(one, locale=say.locale))
        case datetime():
            return f"{say.short_day(one.date())} {one:%H:%M}"
        case date():
            return say.short_day(one)
        case _:
            return shortened(str(one), VALUE_CHARS)


def answer(one: Answered, say: Speech) -> str:
    """«Количество учителей / всего: 12»; of what has no heading the cell."""
    head = shortened(one.heading, HEADING_CHARS) or one.cell
    return f"{head}: {value(one.value, say)}"


def place(sheet: str, cell: str, heading: str = "") -> str:
    """«Лист1!C7, Всего»"""
    at = f"{sheet}!{cell}" if cell else sheet
    return f"{at}, {shortened(heading, HEADING_CHARS)}" if heading else at


def listed(rows: Sequence[str], say: Speech, most: int = LISTED) -> list[str]:
    """The first ones, and how many more there are."""
    shown = [f"• {row}" for row in rows[:most]]
    if len(rows) > most:
        hidden = len(rows) - most
        shown.append(say.ngettext("and {n} more", "and {n} more", hidden).format(n=hidden))
    return shown

"""What a document calls itself, and the years it is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from roadmap.documents.grid import Grid, Paragraph, Source
from roadmap.documents.headers import Columns
from roadmap.documents.numerals import whole
from roadmap.documents.vocabulary import begins, entries, has, plain, position
from roadmap.documents.words import flow, one_line
from roadmap.parties.grammar import is_genitive_only
from roadmap.period import Period

LONGEST_TITLE = 600
_YEARS = re.compile(
    r"(?<!\d)(?P<first>20\d\d)\s*(?:\D{0,6}?[-\u2013\u2014/\\,]\s*|\s+\w{1,2}\s+|\s*\w{1,4}\.?\s*[-\u2013\u2014]\s*)"
    r"(?P<last>20\d\d|\d\d(?!\d))(?!\d)"
)
_YEAR = re.compile(r"(?<![\d.])(20\d\d)(?!\d)")
EARLIEST, LATEST = 2000, 2099
SCHOOL_YEAR_STARTS = 9


def document_title(source: Source, near: Sequence[Paragraph]) -> str:
    """The document's own title: the lines from the first that names a kind of plan, else the last
    words before the table, else the first words there are."""
    paragraphs = list(near) or [block for block in source.blocks if isinstance(block, Paragraph)]
    texts = [one_line_of(paragraph) for paragraph in paragraphs]
    for at, text in enumerate(texts):
        if _names_a_plan(text):
            return _whole_title(texts[at:])
    rest = [text for text in texts if text and not begins(text, "titles", "stamps")]
    return (rest[-1] if rest else next((grid.name for grid in _grids(source)), ""))[:LONGEST_TITLE]


def one_line_of(paragraph: Paragraph) -> str:
    """A paragraph's words on one line, emphasis marks removed."""
    return one_line(flow(paragraph.text, wrapped=True).replace("**", ""))


def _grids(source: Source) -> Iterator[Grid]:
    return (block for block in source.blocks if isinstance(block, Grid) and block.name)


def _names_a_plan(text: str) -> bool:
    return bool(text) and begins(text, "titles", "words") and len(text) < LONGEST_TITLE


def _whole_title(texts: Sequence[str]) -> str:
    """The title's line and those that go on with it."""
    title = texts[0]
    for text in texts[1:]:
        ended = not text or title[-1] in ".!?:" or has(text, "titles", "stamps")
        if ended or not _goes_on(text) or len(title) + len(text) > LONGEST_TITLE:
            break
        title = f"{title}\n{text}"
    return flow(title, wrapped=True)


def _goes_on(text: str) -> bool:
    """Whether a line can only be the rest of a title: begun small, or with a name's genitive."""
    return text[0].islower() or is_genitive_only(text.split(maxsplit=1)[0].strip(",."))


def period_of(title: str, near: Iterable[Paragraph], columns: Columns | None) -> Period | None:
    """The years the plan is for: those of its title, else the nearest above the table, else those
    in the header; None when none are named."""
    lines = [one_line_of(item) for item in near]
    texts = [(title, _after(title, lines))]
    texts += reversed(list(pairwise([*lines, ""])))
    if columns is not None:
        texts += ((name, "") for name in columns.names)
    for text, following in texts[:8]:
        if found := period_in(text, following):
            return found
    return None


def period_named(source: Source) -> Period | None:
    """The years of the first line anywhere that calls itself a plan or a programme; the table of
    activities may stand far below the document's own title."""
    lines = [one_line_of(block) for block in source.blocks if isinstance(block, Paragraph)]
    named = (
        period_in(text, following)
        for text, following in pairwise([*lines, ""])
        if has(text, "titles", "words")
    )
    return next(filter(None, named), None)


def _after(title: str, lines: Sequence[str]) -> str:
    """The line below the one that ends the title."""
    ends = (at for at, line in enumerate(lines) if line and title.endswith(line))
    return next((lines[at + 1] for at in ends if at + 1 < len(lines)), "")


def period_in(text: str, following: str = "") -> Period | None:
    """The period a title names: calendar years, or school years where it says so.

    `following` is the line below, onto which «учебный год» may have been broken.
    """
    words = plain(text)
    broken = " ".join([*words.split()[-2:], *plain(following).split()[:2]])
    names_school_year = (
        position(each, entries("period", "school_year")) is not None for each in (words, broken)
    )
    school = any(names_school_year)
    if match := _YEARS.search(words):
        first, last = int(match["first"]), match["last"]
        year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        return _period(first, year, school=school) if first <= year <= first + 15 else None
    years = [int(year) for year in _YEAR.findall(words)]
    if len(years) != 1 or not _is_for_a_year(words, years[0]):
        return None
    return _period(years[0], years[0] + school, school=school)


def _is_for_a_year(words: str, year: int) -> bool:
    """Whether the year follows a preposition, or a part of a year does («на II полугодие 2022»):
    an order is dated, a plan is for a year."""
    before = words.split(str(year), maxsplit=1)[0].split()
    if before and position(before[-1], entries("period", "parts")) == 0:
        before = before[:-2] if len(before) > 2 and whole(before[-2].upper()) else before[:-1]
    return bool(before) and before[-1].strip("(") in entries("period", "on")


def _period(first: int, last: int, *, school: bool) -> Period | None:
    if not EARLIEST <= first <= last <= LATEST:
        return None
    if school and last > first:
        return Period(date(first, SCHOOL_YEAR_STARTS, 1), date(last, SCHOOL_YEAR_STARTS - 1, 31))
    return Period(date(first, 1, 1), date(last, 12, 31))

"""One deadline written over several columns: its beginning and end, or a mark under each year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.documents.vocabulary import entries, plain, position
from roadmap.documents.words import one_line

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEAR_ALONE = re.compile(r"20\d\d\s*(?:[^\W\d_]{1,4}\.?)?")
_MARK = re.compile(r"[+*xXvV\u0445\u0425\u221a\u2713\u2714\u2022\u25cf\u2212\u2013\u2014-]{1,3}$")
_NO_MARK = re.compile(r"[\u2212\u2013\u2014-]{1,3}$")


def names_year(name: str) -> bool:
    """Whether a column is called by a year and nothing else: «2019», «2019 г.»."""
    return _YEAR_ALONE.fullmatch(name) is not None


def is_mark(text: str) -> bool:
    """Whether a cell holds only a sign that says yes or no to its column."""
    return _MARK.fullmatch(text) is not None


def composed(columns: Sequence[tuple[str, str]]) -> str:
    """The deadline that the cells of a row say together; each is a header's name and a text.

    A beginning and an end make a range; under a year a mark means that year, and words without
    a year get it; anything else is put side by side.
    """
    filled = [(name, text) for name, text in columns if text.strip()]
    if not filled:
        return ""
    if all(_year(name) for name, _ in filled):
        return "\n\n".join(_by_years(filled))
    if len(filled) == 1:
        return filled[0][1]
    first = [text for name, text in filled if _is(name, "first")]
    last = [text for name, text in filled if _is(name, "last")]
    if len(filled) == 2 and first and last:
        return first[0] if first == last else f"{one_line(first[0])} \u2013 {one_line(last[0])}"
    return ", ".join(dict.fromkeys(one_line(text) for _, text in filled))


def _is(name: str, part: str) -> bool:
    return position(plain(name), entries("deadline_columns", part)) is not None


def _year(name: str) -> str | None:
    years = _YEAR.findall(name)
    return years[-1] if years else None


def _by_years(columns: Sequence[tuple[str, str]]) -> list[str]:
    """The cells with their column's year: marks become it, words without a year get it."""
    found = []
    for name, text in columns:
        year, words = _year(name) or "", one_line(text)
        if _NO_MARK.match(words):
            continue
        if _MARK.match(words):
            found.append(year)
        else:
            found.append(words if _YEAR.search(words) else f"{words} {year}")
    return found

"""The parts of school years as people type them: «1.09–25.10, 5.11–28.12, …».

Only the dates matter, in their order: the first and the last day of one part after another; words
between them are passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

from roadmap.period import SCHOOL_YEAR_MONTH, school_year_of
from roadmap.school_year import Span

_DAY = (
    r"(?<!\d)(?<!\d\.)(?:(?P<iso>\d{{4}}-\d\d-\d\d)"
    r"|(?P<day>\d{{1,2}})(?:\.(?P<month>\d{{1,2}})(?:\.(?P<year>\d{{4}}|\d\d))?"
    r"|\s+(?P<name>{months})\w*(?:\s+(?P<named>\d{{4}}))?))(?!\d)"
)
_YEAR = re.compile(r"\s*(\d{4})\s*[/–—-]\s*(\d{4}|\d\d)\b[^:\d]*:")


class SpanFault(StrEnum):
    """Why dates are not the parts of a school year."""

    NO_DAY = "no day"
    """`text` is no date."""
    NO_YEAR = "no year"
    """The first date, `text`, is written without its year."""
    PAIR = "pair"
    """`text` has no last day: the number of dates is odd."""
    COUNT = "count"
    """There are `count` parts and not `wanted`."""
    BACKWARDS = "backwards"
    """A part begins on the first and ends on the second of `days`."""
    OVERLAP = "overlap"
    """A part ends on the first of `days`, the next one begins on the second."""
    OUTSIDE = "outside"
    """The day in `days` is not of the school year that begins in the September of `wanted`."""


class BadSpans(ValueError):
    """What was typed is not the parts of a school year; what the facts mean says the `fault`."""

    def __init__(
        self,
        fault: SpanFault,
        *,
        text: str = "",
        days: Sequence[date] = (),
        count: int = 0,
        wanted: int = 0,
    ) -> None:
        super().__init__(fault, text, tuple(days), count, wanted)
        self.fault, self.text, self.days = fault, text, tuple(days)
        self.count, self.wanted = count, wanted


def typed_spans(text: str, count: int, year: int | None = None) -> tuple[Span, ...]:
    """The `count` parts of the school year that begins in September of `year`.

    Without a `year` the first date says it. Raises `BadSpans`.
    """
    found = list(_day().finditer(text.lower()))
    if year is None:
        year = _year_of(found[0]) if found else None
    if found and year is None:
        raise BadSpans(SpanFault.NO_YEAR, text=found[0][0])
    days = [_date(match, year or 0) for match in found]
    if len(days) % 2:
        raise BadSpans(SpanFault.PAIR, text=found[-1][0])
    spans = tuple(zip(days[::2], days[1::2], strict=True))
    if len(spans) != count:
        raise BadSpans(SpanFault.COUNT, count=len(spans), wanted=count)
    require_parts(spans, year or 0)
    return spans


def require_parts(spans: Sequence[Span], year: int) -> None:
    """Parts are in order, apart from each other and within their school year. Raises
    `BadSpans`."""
    before: date | None = None
    for first, last in spans:
        for day in (first, last):
            if school_year_of(day) != year:
                raise BadSpans(SpanFault.OUTSIDE, days=[day], wanted=year)
        if last < first:
            raise BadSpans(SpanFault.BACKWARDS, days=[first, last])
        if before is not None and first <= before:
            raise BadSpans(SpanFault.OVERLAP, days=[before, first])
        before = last


def typed_years(text: str, count: int) -> tuple[Span, ...]:
    """The parts of several school years: «2018/19: 1.09–25.10, …; 2019/20: …», or with the years
    in the dates. Raises `BadSpans`; the same year twice is an overlap."""
    made: list[Span] = []
    for part in filter(str.strip, re.split(r"[;\n]", text)):
        said = _YEAR.match(part)
        rest = part[said.end() :] if said else part
        made += typed_spans(rest, count, int(said[1]) if said else None)
    made.sort()
    for (_, last), (first, _) in pairwise(made):
        if first <= last:
            raise BadSpans(SpanFault.OVERLAP, days=[last, first])
    return tuple(made)


def shown_spans(spans: Sequence[Span]) -> str:
    """«1.09–28.10, 5.11–28.12, …»: as they can be typed where the school year is known."""
    return ", ".join(
        f"{first.day}.{first.month:02}–{last.day}.{last.month:02}" for first, last in spans
    )


def shown_years(by_year: Mapping[int, Sequence[Span]]) -> list[str]:
    """«2018/19: 1.09–28.10, …» for each school year: as `typed_years` reads them."""
    return [
        f"{year}/{(year + 1) % 100:02}: {shown_spans(own)}" for year, own in sorted(by_year.items())
    ]


@cache
def _day() -> re.Pattern[str]:
    return re.compile(_DAY.format(months="|".join(_months())))


@cache
def _months() -> tuple[str, ...]:
    """How the names of the months begin, January first; regular expressions."""
    words = tomllib.loads(files("roadmap").joinpath("requisites.toml").read_text("utf-8"))
    return tuple(words["months"])


def _year_of(match: re.Match[str]) -> int | None:
    """The school year of a date that is written with its year."""
    if match["iso"] or match["year"] or match["named"]:
        return school_year_of(_date(match, 0))
    return None


def _date(match: re.Match[str], year: int) -> date:
    """The date of a match, in the school year of `year` where its own is not written."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = _month(match)
        written = match["year"] or match["named"]
        if written:
            return date(int(written) + (2000 if len(written) == 2 else 0), month, int(match["day"]))
        own = year if month >= SCHOOL_YEAR_MONTH else year + 1
        return date(own, month, int(match["day"]))
    except ValueError as error:
        raise BadSpans(SpanFault.NO_DAY, text=match[0]) from error


def _month(match: re.Match[str]) -> int:
    if match["month"]:
        return int(match["month"])
    names = enumerate(_months(), start=1)
    return next(n for n, name in names if re.match(name, match["name"]))

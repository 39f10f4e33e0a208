"""Days as people type them in answers: «12.10», «12 октября», «вчера», «20 Dec», «2018-10-12»."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.deadlines import occurrences, read
from roadmap.period import Period

LONGEST_AHEAD = 366  # days
LIKELY = 183
"""Days: a day of last year, written without the year, is not told of later than that."""


@dataclass(frozen=True, slots=True)
class Written:
    """A day in a text from `start` to `end`: with a year or without, or by its distance."""

    start: int
    end: int
    day: int = 0
    month: int = 0
    year: int | None = None
    offset: int | None = None

    def exact(self, today: date) -> date | None:
        """The day where nothing is left to guess."""
        if self.offset is not None:
            return today + timedelta(days=self.offset)
        return _day(self.year, self.month, self.day) if self.year else None

    def past(self, today: date) -> date | None:
        """The last such day up to `today`; one to come where that is what it says, or where the
        last one was in another year and long ago: «31.12» in October is not last year's."""
        if (exact := self.exact(today)) is not None:
            return exact
        behind = _nearest(self, today, -1)
        told = behind and (behind.year == today.year or (today - behind).days <= LIKELY)
        return behind if told else _nearest(self, today, 1)

    def ahead(self, today: date) -> date | None:
        """The next such day from `today` on; an earlier one only where the year says so."""
        return self.exact(today) or _nearest(self, today, 1)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(written: Written, today: date, step: int) -> date | None:
    for year in range(today.year, today.year + 9 * step, step):  # 29 February
        found = _day(year, written.month, written.day)
        if found is not None and (found - today).days * step >= 0:
            return found
    return None


@cache
def source() -> dict[str, Any]:
    """The vocabulary of commands.toml."""
    return tomllib.loads(files("roadmap.replies").joinpath("commands.toml").read_text("utf-8"))


@cache
def _pattern() -> re.Pattern[str]:
    known = source()["days"]
    russian = "|".join(f"(?P<m{n}>{stem})" for n, stem in enumerate(known["months"], 1))
    english = "|".join(f"(?P<e{n}>{stem})" for n, stem in enumerate(known["english"], 1))
    first = "|".join(f"(?P<f{n}>{stem})" for n, stem in enumerate(known["english"], 1))
    named = "|".join(known["named"])
    year, ordinal = known["year"], known["ordinal"]
    return re.compile(
        r"(?<![\w./-])(?:"
        r"(?P<iso>\d{4}-\d\d-\d\d)"
        r"|(?P<d1>\d{1,2})(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<y1>20\d\d|\d\d)"
        r"|(?P<d2>\d{1,2})[./](?P<month2>\d\d)(?!\.\d)"
        rf"|(?P<d3>\d{{1,2}}){ordinal}\s?(?:of\s)?(?:(?:{russian})[\u0430-\u044f]*"
        rf"|(?:{english})[a-z]*)\.?(?:,?\s(?P<y3>20\d\d))?"
        rf"|(?:{first})[a-z]*\.?\s(?P<d4>\d{{1,2}}){ordinal}(?:,?\s(?P<y4>20\d\d))?"
        rf"|(?P<named>{named})"
        rf")(?:\s?{year}(?!\w))?(?![\w%]|[/-]\d)"
    )


def find(folded: str) -> Iterator[Written]:
    """The days in a text in lower case, in order; what no calendar has is passed over."""
    for found in _pattern().finditer(folded):
        written = _written(found)
        if written is not None and (
            written.offset is not None or _day(written.year or 2000, written.month, written.day)
        ):
            yield written


def _written(found: re.Match[str]) -> Written | None:
    at, end = found.span()
    said = found.groupdict()
    if said["named"]:
        return Written(at, end, offset=source()["days"]["named"][said["named"]])
    if said["iso"]:
        year, month, day = map(int, said["iso"].split("-"))
        return Written(at, end, day, month, year)
    day = int(said["d1"] or said["d2"] or said["d3"] or said["d4"])
    month = int(said["month"] or said["month2"] or _month(said))
    year_said = said["y1"] or said["y3"] or said["y4"]
    return Written(at, end, day, month, int(year_said) % 100 + 2000 if year_said else None)


def _month(said: dict[str, str | None]) -> int:
    return next(n for n in range(1, 13) if said[f"m{n}"] or said[f"e{n}"] or said[f"f{n}"])


def by_words(text: str, today: date) -> date | None:
    """The day that the language of deadlines sees in words such as «на конец декабря»."""
    period = Period(today, today + timedelta(days=LONGEST_AHEAD))
    found = occurrences(read(text, period).rule, period)
    return found[0].due if len(found) == 1 else None

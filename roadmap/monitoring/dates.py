"""Days as people write them: «15.10.2018», «15 октября 2018 г.», «2018-10-15»."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from roadmap.monitoring.words import words
from roadmap.people_sheet import fold

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""An answer's day lies between; anything else is a slip of the hand."""
OFFSET_FROM = 18_264
"""A spreadsheet's number of 1 January 1950: smaller ones mean no day."""
_EPOCH = date(1899, 12, 30)


def written_day(text: str) -> date | None:
    """The day somebody wrote, with its year; None for anything else."""
    found = _pattern().fullmatch(fold(text).rstrip(" ."))
    if found is None:
        return None
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    elif found["month"]:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
        year += 2000 if len(found["year"]) == 2 else 0
    else:
        month = next(n for n in range(1, 13) if found[f"m{n}"])
        year, day = int(found["of"]), int(found["on"])
    return _dated(year, month, day)


def day_of_number(number: float) -> date | None:
    """The day that a spreadsheet means by a number; None for no sensible one."""
    if not OFFSET_FROM <= number <= OFFSET_FROM + 366 * (LAST_YEAR - FIRST_YEAR):
        return None
    return sensible(_EPOCH + timedelta(days=int(number)))


def sensible(day: date) -> date | None:
    """The day itself, None when it lies too far away to be meant."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return sensible(date(year, month, day))
    except ValueError:
        return None


@cache
def _pattern() -> re.Pattern[str]:
    known = words("dates")
    months = "|".join(f"(?P<m{n}>{stem})" for n, stem in enumerate(known["months"], start=1))
    return re.compile(
        r"(?:(?P<iso>\d{4}-\d\d-\d\d)(?:[ t]00:00(?::00)?)?"
        r"|(?P<day>\d{1,2})(?P<mark>[./-])\s?(?P<month>\d{1,2})(?P=mark)\s?"
        rf"(?P<year>\d{{4}}|\d\d)\s?(?:{known['year']})?"
        rf"|(?P<on>\d{{1,2}})\s(?:{months})[^\W\d_]*\.?\s(?P<of>\d{{4}})\s?(?:{known['year']})?)",
    )

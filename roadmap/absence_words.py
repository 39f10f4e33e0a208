"""What somebody typed about being away or back: «меня нет до 25 октября», «я на месте».

A date counts as the last day away, as «до» does in deadlines; a day of the week after «до» is the
day on which one is back («до понедельника»), after «по» it is the last day away.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.deadlines import occurrences, read
from roadmap.parties.names import fold
from roadmap.period import Period

LONGEST = 366  # days
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an absence, both inside."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody says that they are away; `days` None where these were not said or not understood."""

    days: Days | None


@dataclass(frozen=True, slots=True)
class Back:
    """Somebody says that they are back."""


Said = Away | Back


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("roadmap").joinpath("absence_words.toml").read_text("utf-8"))


def read_absence(text: str, today: date) -> Said | None:
    """What was said on the local day `today`; None for anything else."""
    folded = " ".join(fold(text).strip(" .!…?").split())
    known = _words()
    if folded in known["back"]:
        return Back()
    rest = _after(folded, known["me"]) or folded
    for phrase in sorted(known["away"], key=len, reverse=True):
        if rest == phrase:
            return Away(None)
        if rest.startswith(f"{phrase} "):
            return Away(_days(rest.removeprefix(phrase).strip(" ,"), today))
    return None


def read_days(text: str, today: date) -> Days | None:
    """The days in «с 20.10 по 31.10» or «до 25 октября», said on the local day `today`."""
    return _days(" ".join(fold(text).strip(" .!…?").split()), today)


def _after(text: str, words: list[str]) -> str | None:
    """What follows one of the words at the head of the text."""
    for word in words:
        if text.startswith(f"{word} "):
            return text.removeprefix(word).strip()
    return None


def _days(text: str, today: date) -> Days | None:
    known = _words()
    for word in known["inside"]:
        text = text.removesuffix(word).strip(" ,")
    until, through = _after(text, known["until"]), _after(text, known["through"])
    named = through if until is None else until
    last = _named_day(named if named is not None else text, today, is_back=until is not None)
    if last is not None:
        alone = named is None and last > today
        return Days(last if alone else today, last)
    return _written(text, today, is_span=named is not None)


def _named_day(text: str, today: date, *, is_back: bool) -> date | None:
    """A day that is named by a word; `is_back`: it is the day of return, not the last day."""
    known = _words()
    if text in known["today"]:
        return today
    if text in known["tomorrow"]:
        return today if is_back else today + _DAY
    if text in known["week"]:
        return today + (6 - today.weekday()) * _DAY
    for number, names in enumerate(known["weekdays"]):
        if " " not in text and any(text.startswith(name) for name in names):
            ahead = (number - today.weekday() - 1) % 7 + 1
            return today + (ahead - is_back) * _DAY
    return None


def _written(text: str, today: date, *, is_span: bool) -> Days | None:
    """The nearest dates that the language of deadlines sees; a single date alone is that day."""
    period = Period(today, today + LONGEST * _DAY)
    found = occurrences(read(text, period).rule, period)
    if not found:
        return None
    start = found[0].start or (today if is_span else found[0].due)
    return Days(max(start, today), found[0].due)

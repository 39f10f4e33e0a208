"""From what a school put into a cell to a value, or to what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl.utils.datetime import from_excel

from roadmap.blanks.expecting import Expectation, Wanted
from roadmap.blanks.pages import Value
from roadmap.blanks.problems import Fault, Oddity
from roadmap.blanks.words import plain, vocabulary

LONGEST = 5_000
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_NUMBER = re.compile(
    r"(?P<number>[-+\u2212]?\d[\d \u00a0\u202f\u2009]*(?:[.,]\d+)?)\s*(?P<rest>\D*)"
)
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s*\u0433\.?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
SERIALS = range(20_000, 80_000)
"""Numbers of days that Excel shows as dates of 1954 to 2119."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value, with what is odd about it; or a fault."""

    value: Value | None = None
    fault: Fault | None = None
    oddity: Oddity | None = None


def take(value: Value, expected: Expectation) -> Taken:
    """The value as the cell wants it."""
    if isinstance(value, str):
        value = value.strip()
        if len(value) > LONGEST:
            return Taken(fault=Fault.TOO_LONG)
    if expected.choices:
        return _choice(value, expected.choices)
    match expected.wanted:
        case Wanted.NUMBER:
            return _number(value, expected)
        case Wanted.DATE:
            return _date(value)
        case Wanted.PERHAPS_NUMBER:
            taken = _number(value, expected)
            if taken.fault is Fault.NOT_NUMBER:
                return Taken(_plain(value), oddity=Oddity.PERHAPS_NUMBER)
            return taken
        case Wanted.ANYTHING:
            return Taken(_plain(value))


def _plain(value: Value) -> Value:
    """A moment at midnight is a date, a whole float a whole number."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _choice(value: Value, choices: tuple[str, ...]) -> Taken:
    for choice in choices:
        if plain(choice) == plain(str(_plain(value))):
            same = isinstance(value, int | float) and not isinstance(value, bool)
            return Taken(_plain(value) if same else choice)
    return Taken(fault=Fault.NOT_OF_LIST)


def _number(value: Value, expected: Expectation) -> Taken:
    if isinstance(value, bool):
        return Taken(fault=Fault.NOT_NUMBER)
    if isinstance(value, date):
        return Taken(fault=Fault.DATE_FOR_NUMBER)
    if isinstance(value, int | float):
        return _limited(_plain(value), expected)
    found = _NUMBER.fullmatch(value)
    if found is None:
        return Taken(fault=Fault.NOT_NUMBER)
    digits = found["number"].translate(_SPACES).replace(",", ".").replace("\u2212", "-")
    number, rest = float(digits), found["rest"].strip(" .")
    if rest and rest != "%" and rest.casefold() not in vocabulary()["units"]:
        return Taken(fault=Fault.NOT_NUMBER)
    if rest == "%" and expected.percent:
        return _limited(number / 100, expected)
    taken = _limited(_plain(number), expected)
    return Taken(taken.value, taken.fault, Oddity.UNIT_DROPPED if rest else None)


def _limited(value: Value, expected: Expectation) -> Taken:
    assert isinstance(value, int | float)  # noqa: S101 - numbers only come here
    if expected.whole and not isinstance(value, int):
        return Taken(fault=Fault.NOT_WHOLE)
    if expected.minimum is not None and value < expected.minimum:
        return Taken(fault=Fault.OUT_OF_LIMITS)
    if expected.maximum is not None and value > expected.maximum:
        return Taken(fault=Fault.OUT_OF_LIMITS)
    return Taken(value)


def _date(value: Value) -> Taken:
    if isinstance(value, date):
        return Taken(_plain(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in SERIALS:
        moment = from_excel(value)
        return Taken(_plain(moment)) if isinstance(moment, date) else Taken(fault=Fault.NOT_DATE)
    text = str(value)
    try:
        if found := _DAY.fullmatch(text):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return Taken(date(year, int(found[2]), int(found[1])))
        if found := _ISO.fullmatch(text):
            return Taken(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return Taken(fault=Fault.NOT_DATE)  # the 31st of a short month
    return Taken(fault=Fault.NOT_DATE)

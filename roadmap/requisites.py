"""A paper named instead of sent: «Приказ от 18.06.2018 № 275», read from what somebody typed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

LONGEST_NUMBER = 40
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = r"[^\W_][\w./-]*"
_WORDS_BEFORE = 2
"""How many words may stand before the kind where it must begin the text («наш приказ № 5»)."""


@dataclass(frozen=True, slots=True)
class Requisites:
    """The kind of a paper in the nominative, its number as printed («» unknown), its date."""

    kind: str
    number: str
    on: date | None


@dataclass(frozen=True, slots=True)
class _Patterns:
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    signed: re.Pattern[str]
    """A number after its sign."""
    dates: re.Pattern[str]
    dated: re.Pattern[str]
    """«от» before a date."""
    glued: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = tomllib.loads(files("roadmap").joinpath("requisites.toml").read_text("utf-8"))
    months = "|".join(f"(?P<m{i}>{stem})" for i, stem in enumerate(words["months"], start=1))
    return _Patterns(
        kinds=tuple(
            (name, re.compile(rf"(?<!\w){pattern}(?!\w)"))
            for name, pattern in words["kinds"].items()
        ),
        signed=re.compile(rf"(?<!\w)(?:{words['number']})\s*(?P<number>{_NUMBER})"),
        dates=re.compile(
            r"(?<![\w/-])(?<!\d\.)"
            r"(?:(?P<iso>\d{4}-\d\d-\d\d)"
            r"|(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.\s?(?P<year>\d{4}|\d\d))?"
            rf"|(?P<on>\d{{1,2}})\s(?:{months})\w*(?:\s(?P<of>\d{{4}}))?)(?![\d/-])"
        ),
        dated=re.compile(rf"(?<!\w){words['from']}\s*$"),
        glued=re.compile(rf"(?<=\d){words['from']}(?=\s*\d)"),
    )


def find(text: str, today: date, *, anywhere: bool = True) -> Requisites | None:
    """The first paper named in `text`: its kind with a number, or with «от» and a date.

    A date without a year is the last such day up to `today`. Unless `anywhere`, the text must
    begin with the kind (or nearly), so that a sentence about a paper is not taken for it.
    """
    line = _line(text)
    named = _kind(line)
    if named is None:
        return None
    kind, start, end = named
    if not anywhere and (len(line[:start].split()) > _WORDS_BEFORE or line.endswith("?")):
        return None
    rest = line[end:]
    signed = _signed(rest)
    on, is_dated, bare = _dated(rest, today, signed)
    number = signed.group("number") if signed is not None else _bare(bare)
    number = number.rstrip("./-")
    if not any(sign.isdigit() for sign in number) or len(number) > LONGEST_NUMBER:
        number = ""
    if not number and not (is_dated and on is not None):
        return None
    return Requisites(kind, _in_own_case(number, text), on)


def _line(text: str) -> str:
    line = _DASHES.sub("-", _BLANKS.sub(" ", text)).strip().lower().replace("\u0451", "\u0435")
    return _patterns().glued.sub(lambda found: f" {found.group()}", line)


def _kind(line: str) -> tuple[str, int, int] | None:
    """The kind that stands first, its beginning and its end; the longer of two at one place."""
    found = [
        (match.start(), -match.end(), name)
        for name, pattern in _patterns().kinds
        if (match := pattern.search(line))
    ]
    if not found:
        return None
    start, end, name = min(found)
    return name, start, -end


def _signed(rest: str) -> re.Match[str] | None:
    return next(
        (
            match
            for match in _patterns().signed.finditer(rest)
            if any(sign.isdigit() for sign in match.group("number"))
        ),
        None,
    )


def _dated(rest: str, today: date, signed: re.Match[str] | None) -> tuple[date | None, bool, str]:
    """The date, whether «от» stands before it, and what is left without the dates."""
    best: tuple[date | None, bool] = (None, False)
    left = rest
    for match in _patterns().dates.finditer(rest):
        if signed is not None and signed.start() <= match.start() < signed.end():
            continue
        day = _day(match, today)
        if day is None:
            continue
        is_dated = _patterns().dated.search(rest[: match.start()]) is not None
        left = left.replace(match.group(), " ", 1)
        if best[0] is None or (is_dated and not best[1]):
            best = (day, is_dated)
    return *best, left


def _bare(rest: str) -> str:
    """A number right after the kind, without its sign: «приказ 275 от …»."""
    match = re.match(r"\s*(?P<number>\d[\w./-]*)(?!\w)", rest)
    return match.group("number") if match else ""


def _day(match: re.Match[str], today: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["day"]:
            return _with_year(int(match["day"]), int(match["month"]), match["year"], today)
        month = next(i for i in range(1, 13) if match[f"m{i}"])
        return _with_year(int(match["on"]), month, match["of"], today)
    except ValueError:
        return None


def _with_year(day: int, month: int, year: str | None, today: date) -> date:
    """Raises ValueError for what is no date."""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    for back in range(9):  # 29 February comes at least every eight years
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError((day, month))


def _in_own_case(number: str, text: str) -> str:
    """The number as it was typed: `find` looks in lower case."""
    line = _DASHES.sub("-", _BLANKS.sub(" ", text))
    place = line.lower().find(number)
    own = line[place : place + len(number)]
    return own if place >= 0 and own.lower() == number else number

"""From a read document to its launch: which question is next, for which years, what is missing."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from roadmap.deadlines import NoDeadline, Rule, read
from roadmap.deadlines.questions import NotUnderstood, OutsidePeriod
from roadmap.period import SCHOOL_YEAR_MONTH, Period, PeriodError, school_year_of
from roadmap.review.folding import Folded, Topic, fold
from roadmap.review.values import Planned

LONGEST_YEARS = 15
"""A roadmap for more years is a slip of the pen."""
_YEARS = re.compile(
    r"(?<!\d)(?P<first>20\d\d)\s*(?P<sign>[-\u2013\u2014/])\s*(?P<last>20\d\d|\d\d)(?!\d)"
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")

ABOUT_ROWS = frozenset(
    {
        Topic.PIECES,
        Topic.GARBLED,
        Topic.OWNERS,
        Topic.NOBODY,
        Topic.NO_TITLE,
        Topic.REPEATED,
        Topic.STACKED,
    }
)
"""Questions that another date would not answer."""


class Step(StrEnum):
    """What a coordinator is advised to do next with a draft."""

    QUESTIONS = "questions"
    PARTIES = "parties"
    OWNERS = "owners"
    LAUNCH = "launch"


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is open in a draft: questions to answer, parties that are to act and mean nobody yet,
    activities that nobody would answer for."""

    questions: int = 0
    unresolved: int = 0
    unowned: int = 0

    @property
    def step(self) -> Step:
        """The first thing that is missing. Only owners must be there before the launch."""
        if self.questions:
            return Step.QUESTIONS
        if self.unresolved:
            return Step.PARTIES
        return Step.OWNERS if self.unowned else Step.LAUNCH


@cache
def _words() -> Mapping[str, Sequence[str]]:
    text = files("roadmap").joinpath("drafting_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def says_roadmap(caption: str) -> bool:
    """Whether the words under a file say that it is a roadmap."""
    text = " ".join(caption.casefold().split())
    return any(word in text for word in _words()["roadmap"])


def questions(activities: Iterable[Planned], apart: Collection[Topic] = ()) -> tuple[Folded, ...]:
    """Alike doubts as one question each, those of the topics `apart` row by row."""
    known = {one.code: one for one in activities}
    found: list[Folded] = []
    for question in fold(known.values()):
        if question.topic not in apart or len(question.codes) == 1:
            found.append(question)
            continue
        for code in question.codes:
            alone = fold([known[code]])
            found += [
                q for q in alone if (q.topic, q.choices) == (question.topic, question.choices)
            ]
    return tuple(found)


def key_of(question: Folded) -> int:
    """A number that names the question for as long as it stands about the same rows."""
    choices = ",".join(f"{choice.answer}{choice.year or ''}" for choice in question.choices)
    codes = ",".join(map(str, question.codes))
    return zlib.crc32(f"{question.topic}|{choices}|{codes}".encode())


def takes_a_date(question: Folded) -> bool:
    """Whether another deadline may be written instead: asked about one row and its date."""
    return len(question.codes) == 1 and question.topic not in ABOUT_ROWS


def rule_said(text: str, period: Period) -> Rule | None:
    """The rule that typed words mean, None where they mean none or a date outside the period."""
    reading = read(text, period)
    if isinstance(reading.rule, NoDeadline) or isinstance(
        reading.question, NotUnderstood | OutsidePeriod
    ):
        return None
    return reading.rule


def likely_periods(today: date, texts: Iterable[str] = ()) -> tuple[Period, ...]:
    """The years a plan may be for: those named in its deadlines first, then those about today."""
    year, school = today.year, school_year_of(today)
    named = sorted({int(found) for text in texts for found in _YEAR.findall(text)})
    offered = [_calendar(named[0], named[-1])] if named and _sane(named[0], named[-1]) else []
    offered += [
        _calendar(year, year),
        _calendar(year + 1, year + 1),
        _calendar(year, year + 2),
        _calendar(year + 1, year + 3),
        _school(school),
        _school(school + 1),
    ]
    return tuple(dict.fromkeys(offered))


def _sane(first: int, last: int) -> bool:
    return first <= last <= first + LONGEST_YEARS


def typed_period(text: str) -> Period | None:
    """«2018–2020», «2018», «2018/2019 учебный год» or «01.09.2018 – 31.08.2019»; None for other
    words."""
    days = _DAY.findall(text)
    if len(days) == 2:
        return _between(*(tuple(map(int, reversed(day))) for day in days))
    if found := _YEARS.search(text):
        first, last = int(found["first"]), found["last"]
        end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if end == first + 1 and (found["sign"] == "/" or _names_school_year(text)):
            return _school(first)
        return _calendar(first, end) if _sane(first, end) else None
    years = [int(year) for year in _YEAR.findall(text)]
    return _calendar(years[0], years[0]) if len(years) == 1 and not days else None


def _between(first: tuple[int, ...], last: tuple[int, ...]) -> Period | None:
    try:
        period = Period(date(*first), date(*last))
    except (PeriodError, ValueError):
        return None
    return period if _sane(period.start.year, period.end.year) else None


def _names_school_year(text: str) -> bool:
    return any(word in _words()["school_year"] for word in text.casefold().split())


def _calendar(first: int, last: int) -> Period:
    return Period(date(first, 1, 1), date(last, 12, 31))


def _school(year: int) -> Period:
    return Period(date(year, SCHOOL_YEAR_MONTH, 1), date(year + 1, SCHOOL_YEAR_MONTH - 1, 31))

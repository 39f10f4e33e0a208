"""Span + period → a dated rule, or a day of every year, with what is doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from roadmap.deadlines.extent import Extent, extent, in_year
from roadmap.deadlines.occurrences import month_end
from roadmap.deadlines.questions import (
    Approximate,
    Misprint,
    Question,
    RepeatsEveryYear,
    SchoolTerm,
    UpToMonth,
    YearWorkedOut,
)
from roadmap.deadlines.rules import OnDate, Ongoing, Window, YearDay
from roadmap.deadlines.terms import Edge, Moment, Relation, Span, Unit
from roadmap.period import Period

_EXACT = (Unit.DAY, Unit.NTH_WEEKDAY)
_ROUGH = (Unit.WEEK, Unit.SEASON)
_SCHOOL = (Unit.TERM, Unit.SCHOOL_HALF)
_LEAP_YEAR = 2000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A span whose dates are known. `told`: the year is written, not found by the period."""

    start: date
    due: date
    rule: OnDate | Window | Ongoing
    doubts: tuple[Question, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Yearly:
    """A span without a year, in a period of several."""

    day: YearDay
    doubts: tuple[Question, ...]


def is_dated(span: Span) -> bool:
    """Whether a year is written in it (or follows from what is)."""
    return span.end.year is not None


def resolve(span: Span, period: Period | None) -> Dated | Yearly:
    """What `span` means in `period`."""
    span = _school_halves(span, period)
    if is_dated(span):
        return _dated(span, period, told=True)
    if period is not None and period.is_one_year:
        return _dated(_placed(span, period), period, told=False)
    return _yearly(span)


def _school_halves(span: Span, period: Period | None) -> Span:
    """A half-year in the plan of a school year is the school's."""
    if period is None or not (period.is_school_year or period.start.month == 9):
        return span

    def school(moment: Moment) -> Moment:
        half = moment.unit is Unit.HALF and moment.year is None
        return replace(moment, unit=Unit.SCHOOL_HALF) if half else moment

    return replace(span, first=school(span.first), last=span.last and school(span.last))


def _placed(span: Span, period: Period) -> Span:
    """The span with the year in which it ends inside a period of one year."""
    inside = [y for y in period.years if period.contains(_by(span, in_year(span.end, y))[1])]
    year = inside[0] if inside else period.start.year
    if span.end.following and not period.is_school_year:
        year = period.end.year + 1
    last = _at(span.end, year)
    if span.last is None:
        return replace(span, first=last)
    first = _at(span.first, year)
    if extent(first)[0] > extent(last)[1]:
        first = _at(span.first, year - 1)
    return replace(span, first=first, last=last)


def _at(moment: Moment, year: int) -> Moment:
    """The moment in the calendar `year` of its end."""
    placed = replace(moment, year=year, school=False)
    return placed if extent(placed)[1].year == year else replace(placed, year=year - 1)


def _dated(span: Span, period: Period | None, *, told: bool) -> Dated:
    opened = extent(span.first)
    start, due = _by(span, extent(span.end))
    if span.last is not None:
        start = min(opened[0], due)
    doubts = [*_doubts(span, due)]
    worked_out = span.first.worked_out or span.end.worked_out
    before = not told and period is not None and start < period.start and span.last is not None
    if worked_out or before:
        doubts.append(YearWorkedOut(start, due))
    if not told and period is not None and period.is_school_year and ends_with_year(span):
        doubts.append(SchoolTerm(due))
    rule: OnDate | Window | Ongoing = OnDate(due)
    windowed = span.relation in (Relation.DURING, Relation.WITHIN) and span.end.unit not in _EXACT
    if span.last is not None or windowed or _is_school_year(span):
        rule = Window(start, due)
    if windowed and period is not None and start <= period.start and due >= period.end:
        rule = Ongoing()
    return Dated(start, due, rule, tuple(doubts), told)


def _is_school_year(span: Span) -> bool:
    whole = span.end.unit is Unit.SCHOOL_YEAR and span.end.edge is None
    return whole and span.relation in (Relation.IN, Relation.THROUGH)


def _by(span: Span, end: Extent) -> Extent:
    """First and due day by the span's relation: «до января» is due the day before."""
    start, due = end
    if _is_up_to(span) and span.relation is Relation.BEFORE and start > date.min:
        return start, start - _DAY
    return start, due


def _is_up_to(span: Span) -> bool:
    """Whether «до», «к», «не позднее» is followed by a month or the like, not by a day."""
    if span.end.unit in _EXACT or span.end.edge is Edge.END:
        return False
    return span.relation in (Relation.BEFORE, Relation.NOT_LATER)


def _doubts(span: Span, due: date) -> list[Question]:
    found: list[Question] = []
    if _is_up_to(span):
        end = extent(span.end) if span.end.year is not None else None
        found.append(UpToMonth(end and end[0] - _DAY, end and end[1]))
    found += (_impossible(day, due) for day in (span.first, span.end) if not _exists(day))
    if any(_is_school(moment) for moment in (span.first, span.end)):
        found.append(SchoolTerm(due))
    if span.relation is Relation.AFTER or any(map(_is_rough, (span.first, span.end))):
        found.append(Approximate(due))
    return found


def _exists(moment: Moment) -> bool:
    """Whether the month has that day; 29 February without a year may be."""
    if moment.unit is not Unit.DAY:
        return True
    return moment.n <= month_end(moment.year or _LEAP_YEAR, moment.month).day


def _impossible(moment: Moment, due: date) -> Misprint:
    return Misprint(f"{moment.n:02}.{moment.month:02}", f"{due.day:02}.{due.month:02}")


def _is_school(moment: Moment) -> bool:
    end_of_year = moment.unit is Unit.SCHOOL_YEAR and moment.edge is Edge.END
    return moment.unit in _SCHOOL or end_of_year


def _is_rough(moment: Moment) -> bool:
    return moment.unit in _ROUGH or moment.edge in (Edge.BEGIN, Edge.MIDDLE)


def _yearly(span: Span) -> Yearly:
    end, some_year = span.end, 2001
    _, due = _by(span, in_year(end, some_year))
    whole = due == month_end(due.year, due.month) and end.unit is not Unit.DAY
    since = None
    if span.last is not None:
        opened = in_year(span.first, some_year)[0]
        is_day = span.first.unit is Unit.DAY  # 29 February is kept, whatever the year
        since = (opened.month, span.first.n if is_day else opened.day)
    doubts = tuple(_rephrased(each) for each in _doubts(span, due))
    if end.to_year is not None:
        doubts += (RepeatsEveryYear(()),)
    if end.unit is Unit.NTH_WEEKDAY:
        doubts += (Approximate(None),)
    day = end.n if end.unit is Unit.DAY else due.day
    return Yearly(YearDay(due.month, None if whole else day, since), doubts)


def _rephrased(doubt: Question) -> Question:
    """A doubt about a day of every year names no date."""
    match doubt:
        case UpToMonth():
            return UpToMonth(None, None)
        case SchoolTerm():
            return SchoolTerm(None)
        case Approximate():
            return Approximate(None)
        case _:
            return doubt


def without_year(span: Span) -> Span:
    """The span as if no year were written."""

    def bare(moment: Moment) -> Moment:
        return replace(moment, year=None, to_year=None, school=False)

    return replace(span, first=bare(span.first), last=span.last and bare(span.last))


def ends_with_year(span: Span) -> bool:
    """Whether it is the end of a year named by no number («до конца года»)."""
    return span.end.unit is Unit.YEAR and span.end.edge is Edge.END

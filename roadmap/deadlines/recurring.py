"""Words of repetition with the days and bounds beside them → one recurring rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from roadmap.deadlines.extent import extent
from roadmap.deadlines.occurrences import CYCLE_MONTHS
from roadmap.deadlines.questions import (
    DayNotNamed,
    EndNotNamed,
    MonthOfCycle,
    MonthsNotNamed,
    Question,
    TwoRules,
)
from roadmap.deadlines.resolving import (
    Dated,
    Yearly,
    ends_with_year,
    is_dated,
    resolve,
    without_year,
)
from roadmap.deadlines.rules import (
    At,
    CycleEnd,
    CycleMonth,
    Frequency,
    OnDays,
    OnWeekdays,
    OnYearDays,
    Recurring,
    YearDay,
)
from roadmap.deadlines.terms import MonthDays, Relation, Repeat, Span, Unit
from roadmap.period import Period

_FRAMES = (Relation.WITHIN, Relation.DURING, Relation.SINCE, Relation.THROUGH)
_ENDS = (Relation.BEFORE, Relation.NOT_LATER, Relation.THROUGH, Relation.WITHIN)
_WHOLE_YEARS = (Unit.YEAR, Unit.SCHOOL_YEAR)
_BY_DATE = (Frequency.WEEKLY, Frequency.DAILY)


@dataclass(frozen=True, slots=True)
class Found:
    """The rule, repetitions that do not go with it, and spans it could not take in."""

    rule: Recurring
    doubts: tuple[Question, ...]
    others: tuple[Recurring, ...]
    left: tuple[Span, ...]


def recurring(
    repeats: Sequence[Repeat],
    month_days: Sequence[MonthDays],
    spans: Sequence[Span],
    period: Period | None,
) -> Found:
    """The repetition told by `repeats`, `month_days` or the words of a span."""
    freq, others = _frequency(repeats, month_days)
    bounding = [span for span in spans if _bounds(span, freq)]
    rest = [span for span in spans if span not in bounding]
    days = [span for span in rest if not is_dated(span)]
    left = tuple(span for span in rest if is_dated(span))
    first = left[0] if freq is Frequency.YEARLY and len(left) == 1 and not days else None
    if first is not None:  # «сентябрь 2022, далее ежегодно»
        days, left = [without_year(first)], ()
    yearly = _yearly(days)
    counted = max((each.counted for each in repeats), default=0)
    if counted and yearly:
        freq = Frequency.YEARLY
    at = _at(freq, repeats, month_days, [each.day for each in yearly])
    since, until, doubts = _limits(bounding, period)
    onwards = any(each.onwards for each in repeats)
    if onwards:
        since, until = since or _beginning(first), None
    doubts += (doubt for each in yearly for doubt in each.doubts)
    doubts += _doubts(freq, at, repeats, month_days, solved=bool(counted and yearly))
    if counted and yearly and len(yearly) != counted:
        doubts.append(MonthsNotNamed(counted, freq))
    if (first is not None and not onwards) or _at_odds(freq, at, yearly, onwards=onwards):
        doubts.append(TwoRules(""))
    if onwards and freq is not Frequency.YEARLY and bounding:
        doubts.append(TwoRules(""))
    if freq is Frequency.YEARLY and isinstance(at, CycleEnd) and _begins_in_year(bounding):
        doubts.append(MonthsNotNamed(1, freq))
    rule = Recurring(freq, at, since, until)
    return Found(rule, tuple(doubts), tuple(Recurring(each) for each in others), left)


def _yearly(spans: Iterable[Span]) -> list[Yearly]:
    """The days of every year that spans without a year name; a year's end is its own."""
    named = (span for span in spans if not ends_with_year(span))
    return [found for span in named if isinstance(found := resolve(span, None), Yearly)]


def _at_odds(freq: Frequency, at: At, yearly: Sequence[Yearly], *, onwards: bool) -> bool:
    """Whether the days named do not fit how often it repeats («ежемесячно, сентябрь»)."""
    if not yearly or freq is Frequency.YEARLY:
        return False
    if onwards or not isinstance(at, OnYearDays):
        return True
    if any(each.day.since is not None for each in yearly):
        return False
    expected = 12 // CYCLE_MONTHS[freq]
    return len(yearly) != expected and not (freq is Frequency.MONTHLY and len(yearly) > 1)


def _begins_in_year(spans: Iterable[Span]) -> bool:
    """«с сентября 2018 г. ежегодно»: the month may be meant for every year."""
    return any(
        span.relation is Relation.SINCE and span.first.unit not in _WHOLE_YEARS for span in spans
    )


def _beginning(span: Span | None) -> date | None:
    return None if span is None else extent(span.first)[0]


def _frequency(
    repeats: Sequence[Repeat], month_days: Sequence[MonthDays]
) -> tuple[Frequency, list[Frequency]]:
    """The leading frequency and those it cannot be reconciled with; a year holds the rest."""
    told = [each.freq for each in repeats] + [each.freq for each in month_days if each.freq]
    finer: list[Frequency] = [freq for freq in dict.fromkeys(told) if freq is not Frequency.YEARLY]
    if finer:
        return finer[0], finer[1:]
    if told or not month_days:
        return Frequency.YEARLY, []
    return Frequency.MONTHLY, []


def _bounds(span: Span, freq: Frequency) -> bool:
    """Whether a span says within what the repetition goes on."""
    if span.relation is Relation.SINCE:
        return True
    if not is_dated(span):
        return False
    if span.relation in _FRAMES or span.end.unit in _WHOLE_YEARS:
        return True
    if freq is Frequency.YEARLY:
        return False
    return span.last is not None or span.relation in (Relation.BEFORE, Relation.NOT_LATER)


def _limits(
    spans: Iterable[Span], period: Period | None
) -> tuple[date | None, date | None, list[Question]]:
    """First and last day of the repetition, and what is doubtful about them."""
    since: date | None = None
    until: date | None = None
    doubts: list[Question] = []
    for span in spans:
        found = resolve(span, period)
        if not isinstance(found, Dated):
            doubts.append(EndNotNamed(None))
            continue
        doubts += found.doubts
        if span.relation is Relation.SINCE:
            since = extent(span.first)[0] if found.told else found.start
        elif span.last is None and span.relation in _ENDS:
            until = found.due
        else:
            since, until = found.start, found.due
    return since, until, doubts


def _at(
    freq: Frequency,
    repeats: Sequence[Repeat],
    month_days: Sequence[MonthDays],
    days: list[YearDay],
) -> At:
    """On what days of the cycle it is due."""
    if month_days and not days:
        found = month_days[0]
        following = CycleMonth.LAST if freq is Frequency.MONTHLY else CycleMonth.NEXT
        month = found.month or following
        if freq is Frequency.MONTHLY and month is CycleMonth.FIRST:
            month = CycleMonth.LAST
        every = tuple(dict.fromkeys(day for each in month_days for day in each.days))
        return OnDays(every, month)
    told = next((each.at for each in repeats if each.at is not None), None)
    if told is not None and not (days and freq not in _BY_DATE):
        return told
    if not days or freq in _BY_DATE:
        return CycleEnd()
    if freq is not Frequency.YEARLY:
        day = month_days[0].days[0] if month_days else None
        days = [part for each in days for part in _cycles_in(each, freq, day)]
    return OnYearDays(tuple(dict.fromkeys(days)))


def _cycles_in(day: YearDay, freq: Frequency, number: int | None) -> list[YearDay]:
    """A window of months («сентябрь-май») as the ends of the cycles inside it."""
    if day.since is None:
        return [day if number is None else YearDay(day.month, number)]
    size = CYCLE_MONTHS[freq]
    months = (day.month - day.since[0]) % 12
    inside = [(day.since[0] - 1 + ahead) % 12 + 1 for ahead in range(months + 1)]
    ends = [month for month in inside if month % size == 0]
    return [YearDay(month, number) for month in ends] or [day]


def _doubts(
    freq: Frequency,
    at: At,
    repeats: Sequence[Repeat],
    month_days: Sequence[MonthDays],
    *,
    solved: bool,
) -> list[Question]:
    found: list[Question] = []
    for each in repeats:
        doubt = each.doubt
        if doubt is None or (solved and isinstance(doubt, MonthsNotNamed)):
            continue
        if isinstance(doubt, DayNotNamed) and isinstance(at, OnWeekdays):
            continue
        if each.at is not None and isinstance(each.at, OnWeekdays) and len(repeats) > 1:
            continue
        found.append(doubt)
    if month_days and isinstance(at, OnDays):
        named = month_days[0].month is not None or (freq is Frequency.MONTHLY and bool(repeats))
        if not named:
            found.append(MonthOfCycle(at.days[0], freq))
    return found

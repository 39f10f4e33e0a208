"""The terms of one clause → rules, each with its doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from roadmap.deadlines.questions import (
    Approximate,
    DependsOnNeed,
    EndNotNamed,
    NotUnderstood,
    Question,
    RepeatsEveryYear,
    TwoRules,
    YearMissing,
)
from roadmap.deadlines.recurring import recurring
from roadmap.deadlines.resolving import (
    Dated,
    Yearly,
    ends_with_year,
    is_dated,
    resolve,
    without_year,
)
from roadmap.deadlines.rules import (
    CycleEnd,
    External,
    Frequency,
    NoDeadline,
    Ongoing,
    OnWeekdays,
    OnYearDays,
    Recurring,
    Simple,
    Window,
)
from roadmap.deadlines.terms import (
    Always,
    MonthDays,
    Outside,
    Relation,
    Repeat,
    Rough,
    Span,
    Term,
    Unit,
    Unread,
)
from roadmap.period import Period


@dataclass(frozen=True, slots=True)
class Item:
    """One rule of a clause and what is doubtful about it."""

    rule: Simple
    doubts: tuple[Question, ...] = ()


@dataclass(slots=True)
class _Parts:
    """The terms of a clause by kind."""

    repeats: list[Repeat] = field(default_factory=list)
    month_days: list[MonthDays] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    always: list[Always] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    rough: bool = False


def compose(terms: Iterable[Term], period: Period | None) -> tuple[Item, ...]:
    """The rules of a clause, in no particular order; at least one."""
    parts = _with_days(_without_weekdays(_sorted(terms)))
    items = [_all_along(item, parts, period) for item in _timed(parts, period)]
    if not items:
        return (_untimed(parts),)
    conditions = list(_conditions(parts, items))
    if len(items) > 1:
        items += (Item(External(each.text)) for each in parts.outside)
    doubts = [doubt for doubt in conditions if len(items) == 1]
    if parts.unread:
        doubts.append(NotUnderstood(" ".join(parts.unread), rest=True))
    if parts.rough:
        doubts.append(Approximate(None))
    first = items[0]
    return (replace(first, doubts=first.doubts + tuple(doubts)), *items[1:])


def _all_along(item: Item, parts: _Parts, period: Period | None) -> Item:
    """«Постоянно, 2018-2020 гг.»: the years of the whole roadmap beside it add nothing."""
    rule = item.rule
    if period is None or not parts.always or not isinstance(rule, Window):
        return item
    whole = rule.start <= period.start and rule.due >= period.end
    return replace(item, rule=Ongoing()) if whole else item


def _sorted(terms: Iterable[Term]) -> _Parts:
    parts = _Parts()
    for term in terms:
        match term:
            case Repeat():
                parts.repeats.append(term)
            case MonthDays():
                parts.month_days.append(term)
            case Span():
                parts.spans.append(term)
            case Always():
                parts.always.append(term)
            case Outside():
                parts.outside.append(term)
            case Unread(text):
                parts.unread.append(text)
            case Rough():
                parts.rough = True
    return parts


def _without_weekdays(parts: _Parts) -> _Parts:
    """«15 октября (пн)»: the weekday of a day repeats nothing."""
    if any(Unit.DAY in (span.first.unit, span.end.unit) for span in parts.spans):
        parts.repeats = [
            each for each in parts.repeats if not (each.doubt and isinstance(each.at, OnWeekdays))
        ]
    return parts


def _with_days(parts: _Parts) -> _Parts:
    """«октябрь 2018, до 15 числа»: a day without its month goes with the months named."""
    months = [span.last is None and span.first.unit is Unit.MONTH for span in parts.spans]
    unplaced = [each for each in parts.month_days if each.month is None and each.freq is None]
    finer = any(each.freq is not Frequency.YEARLY for each in parts.repeats)
    if len(unplaced) != 1 or len(parts.month_days) != 1 or finer or not months or not all(months):
        return parts
    day = unplaced[0].days[0]
    parts.month_days = []
    parts.spans = [
        replace(span, first=replace(span.first, unit=Unit.DAY, n=day)) for span in parts.spans
    ]
    return parts


def _untimed(parts: _Parts) -> Item:
    """A clause that names no time: ongoing, a condition, or nothing that can be read."""
    unread = (NotUnderstood(" ".join(parts.unread), rest=False),) if parts.unread else ()
    if parts.always:
        doubts = tuple(each.doubt for each in parts.always if each.doubt)
        doubts += tuple(TwoRules(each.text) for each in parts.outside[:1])
        left = tuple(replace(doubt, rest=True) for doubt in unread)
        return Item(Ongoing(), doubts + left)
    if parts.outside:
        text = ", ".join(each.text for each in parts.outside)
        needs = tuple(DependsOnNeed(each.text) for each in parts.outside if each.need)
        return Item(External(text), needs)
    return Item(NoDeadline(), unread)


def _conditions(parts: _Parts, items: list[Item]) -> Iterator[Question]:
    """What a condition or «постоянно» beside a time makes doubtful."""
    yield from (TwoRules(each.text) for each in parts.outside)
    rule = items[0].rule
    plain = isinstance(rule, Recurring) and rule.freq is not Frequency.YEARLY
    for each in parts.always:
        if not (each.frame and plain) and not isinstance(rule, Ongoing):
            yield TwoRules("")


def _timed(parts: _Parts, period: Period | None) -> Iterator[Item]:
    """The rules that name a time."""
    spans = parts.spans
    if parts.repeats or parts.month_days or any(span.end.yearly for span in spans):
        found = recurring(parts.repeats, parts.month_days, spans, period)
        yield Item(found.rule, found.doubts)
        yield from (Item(rule) for rule in found.others)
        spans = list(found.left)
    yield from _dates(spans, period, always=bool(parts.always))


def _dates(spans: list[Span], period: Period | None, *, always: bool) -> Iterator[Item]:
    since = [span for span in spans if span.relation is Relation.SINCE]
    rest = [span for span in spans if span.relation is not Relation.SINCE]
    yield from (_since(span, period, always=always) for span in since)
    yearless = [span for span in rest if not is_dated(span)]
    if len(yearless) > 1 and all(span.end.unit is not Unit.DAY for span in yearless):
        yield _every_year([resolve(span, None) for span in yearless], period)
        rest = [span for span in rest if is_dated(span)]
    resolved = [(span, resolve(span, period)) for span in rest]
    yearly = [(span, found) for span, found in resolved if isinstance(found, Yearly)]
    if len(yearly) == 1 and ends_with_year(yearly[0][0]):
        yield Item(Recurring(Frequency.YEARLY), (YearMissing(_years(period)),))
    elif yearly:
        yield _every_year([found for _, found in yearly], period)
    for span, found in resolved:
        if isinstance(found, Dated) and span.end.to_year is not None:
            yield _some_years(span, found.due)
        elif isinstance(found, Dated):
            yield Item(found.rule, found.doubts)


def _some_years(span: Span, due: date) -> Item:
    """«октябрь 2019-2021 гг.»: October of each of these years."""
    day = resolve(without_year(span), None)
    years = range(due.year, (span.end.to_year or due.year) + 1)
    at = OnYearDays((day.day,)) if isinstance(day, Yearly) else CycleEnd()
    bounds = date(years.start, 1, 1), date(years.stop - 1, 12, 31)
    return Item(Recurring(Frequency.YEARLY, at, *bounds), (RepeatsEveryYear(tuple(years)),))


def _since(span: Span, period: Period | None, *, always: bool) -> Item:
    """«С 1 сентября 2019 г.» with no end."""
    found = resolve(span, period)
    start = found.start if isinstance(found, Dated) else None
    return Item(Ongoing(start), () if always and start else (EndNotNamed(start),))


def _every_year(found: list[Dated | Yearly], period: Period | None) -> Item:
    """Days without a year in a roadmap of several years, or several in one year."""
    yearly = [each for each in found if isinstance(each, Yearly)]
    days = tuple(dict.fromkeys(each.day for each in yearly))
    doubts = tuple(doubt for each in yearly for doubt in each.doubts)
    years = _years(period)
    missing = YearMissing(years) if len(days) == 1 else RepeatsEveryYear(years)
    return Item(Recurring(Frequency.YEARLY, OnYearDays(days)), (*doubts, missing))


def _years(period: Period | None) -> tuple[int, ...]:
    return tuple(period.years) if period else ()

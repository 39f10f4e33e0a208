"""Words of repetition: «ежегодно», «2 раза в год», «каждый квартал», «по итогам полугодия»."""

from __future__ import annotations

from dataclasses import replace

from roadmap.deadlines.grammar.cursor import Cursor, numeral, year_in
from roadmap.deadlines.questions import Approximate, DayNotNamed, MonthsNotNamed, Question
from roadmap.deadlines.questions import SchoolTerm as SchoolTermQuestion
from roadmap.deadlines.rules import (
    At,
    CycleMonth,
    Frequency,
    OnDays,
    OnWeekdays,
    OnYearDays,
    SchoolTermEnds,
    Weekday,
    YearDay,
)
from roadmap.deadlines.terms import Repeat
from roadmap.deadlines.vocabulary import Role

_MONTHS_IN = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_BY_MONTHS = {
    12: Frequency.YEARLY,
    6: Frequency.HALF_YEARLY,
    3: Frequency.QUARTERLY,
    1: Frequency.MONTHLY,
}
_SCHOOL_YEAR_END = OnYearDays((YearDay(5),))
_MIDDLE_DAY, _EARLY_DAY = 20, 10


def repeat(cursor: Cursor) -> Repeat | None:
    """The repetition that begins here; the cursor stays when there is none."""
    start = cursor.at
    readers = (_word, _times, _every, _plural, _results, _edge, _month_of_cycle, _nth, _weekdays)
    for read in readers:
        found = read(cursor)
        if found is not None:
            return found
        cursor.at = start
    return None


def every(unit: str, count: int = 1, *, school: bool = False) -> Repeat:
    """Once in `count` units («каждые 3 месяца»)."""
    if unit == "term" or (unit == "half" and school):
        freq = Frequency.QUARTERLY if unit == "term" else Frequency.HALF_YEARLY
        return Repeat(freq, at=SchoolTermEnds(), doubt=SchoolTermQuestion(None))
    if unit == "year" and school:
        return Repeat(Frequency.YEARLY, doubt=SchoolTermQuestion(None))
    if unit not in _MONTHS_IN:
        freq = Frequency.WEEKLY if unit in ("week", "decade") else Frequency.DAILY
        return Repeat(freq, doubt=DayNotNamed(freq))
    months = _MONTHS_IN[unit] * count
    if months in _BY_MONTHS:
        return Repeat(_BY_MONTHS[months])
    freq = Frequency.YEARLY if months > 12 else Frequency.MONTHLY
    return Repeat(freq, doubt=MonthsNotNamed(count, freq))


def _word(cursor: Cursor) -> Repeat | None:
    token = cursor.take(Role.REPEAT)
    if token is None or token.word is None:
        return None
    freq = Frequency(token.word.value)
    named = freq not in (Frequency.WEEKLY, Frequency.DAILY)
    return Repeat(freq, doubt=None if named else DayNotNamed(freq))


def _times(cursor: Cursor) -> Repeat | None:
    """«не реже 1 раза в квартал», «2 раза в год», «раз в 3 месяца», «дважды в год»."""
    cursor.take(Role.THROUGH)
    if cursor.skip(Role.NOT, Role.LEAST):
        cursor.take_mark(",")
        cursor.skip(Role.NOISE)
    times = _how_often(cursor)
    if times is None:
        return None
    if not (cursor.take(Role.IN, Role.BEHIND) or cursor.take_mark("/")):
        cursor.take(Role.EVERY)
    cursor.skip(Role.DURATION, Role.ALL, Role.EVERY, Role.CALENDAR)
    count = numeral(cursor.peek())
    if count is not None:
        cursor.step()
    school = bool(cursor.take(Role.SCHOOL))
    unit = cursor.take_unit("year", "half", "quarter", "term", "month", "week", "decade", "day")
    if unit is None:
        return None
    return _so_often(times, count or 1, unit, school=school)


def _how_often(cursor: Cursor) -> int | None:
    multiplier = cursor.take(Role.MULTIPLIER)
    if multiplier is not None and multiplier.word is not None:
        return multiplier.word.number
    times = numeral(cursor.peek())
    if times is None:
        times = 1
    else:
        cursor.step()
        if cursor.take_mark("-") and numeral(cursor.peek()) is not None:  # «1-2 раза»
            times = 0
            cursor.step()
    return times if cursor.take(Role.TIMES) else None


def _so_often(times: int, count: int, unit: str, *, school: bool) -> Repeat | None:
    once = every(unit, count, school=school)
    if times == 1:
        return once
    counted = times if unit == "year" and count == 1 else 0
    if times < 1 or unit not in _MONTHS_IN:
        return Repeat(once.freq, counted=counted, at=once.at, doubt=_uneven(times, once))
    months, rest = divmod(_MONTHS_IN[unit] * count, times)
    if rest or months not in _BY_MONTHS:
        return Repeat(once.freq, counted=counted, doubt=_uneven(times, once))
    return Repeat(_BY_MONTHS[months], counted=counted, doubt=once.doubt)


def _uneven(times: int, once: Repeat) -> Question:
    return once.doubt or MonthsNotNamed(times, once.freq)


def _every(cursor: Cursor) -> Repeat | None:
    """«каждый квартал», «каждые 3 месяца», «каждую пятницу», «каждый сентябрь»."""
    cursor.take(Role.IN)
    if not cursor.take(Role.EVERY):
        return None
    if cursor.peek().has(Role.WEEKDAY):
        weekdays = _listed_weekdays(cursor)
        cursor.take_unit("month", "week")
        return Repeat(Frequency.WEEKLY, at=OnWeekdays(weekdays))
    if cursor.peek().has(Role.MONTH):
        return Repeat(Frequency.YEARLY)
    count = numeral(cursor.peek())
    if count is not None:
        cursor.step()
        cursor.take(Role.CALENDAR)
    school = bool(cursor.take(Role.SCHOOL))
    unit = cursor.take_unit("year", "half", "quarter", "term", "month", "week", "day")
    return every(unit, count or 1, school=school) if unit else None


def _plural(cursor: Cursor) -> Repeat | None:
    """«по полугодиям», «по четвертям», «по пятницам»."""
    if not cursor.take(Role.THROUGH):
        return None
    if cursor.peek().has(Role.WEEKDAY):
        return Repeat(Frequency.WEEKLY, at=OnWeekdays(_listed_weekdays(cursor)))
    school = bool(cursor.take(Role.SCHOOL))
    unit = cursor.take_unit("half", "quarter", "term", "month", "week")
    return every(unit, school=school) if unit else None


def _results(cursor: Cursor) -> Repeat | None:
    """«по итогам года», «по окончании каждой четверти»: when the cycle is over."""
    cursor.skip(Role.THROUGH, Role.IN)
    if not cursor.take(Role.RESULTS):
        return None
    cursor.skip(Role.EVERY, Role.REPORTING, Role.CALENDAR)
    school = bool(cursor.take(Role.SCHOOL))
    unit = cursor.take_unit("year", "half", "quarter", "term", "month", "week")
    if unit is None or year_in(cursor.peek()) is not None or numeral(cursor.peek()) is not None:
        return None
    if unit == "year" and school:
        return Repeat(Frequency.YEARLY, at=_SCHOOL_YEAR_END, doubt=SchoolTermQuestion(None))
    return every(unit, school=school)


def _edge(cursor: Cursor) -> Repeat | None:
    """«в конце каждого месяца», «начало четверти»; a bare «конец года» is a moment."""
    cursor.skip(Role.IN, Role.BEFORE, Role.BY, Role.NOT, Role.LATER)
    edge = cursor.take(Role.EDGE)
    if edge is None or edge.word is None:
        return None
    told = cursor.skip(Role.EVERY, Role.REPORTING)
    school = bool(cursor.take(Role.SCHOOL))
    units = ("half", "quarter", "term", "month", "week", *(("year",) if told else ()))
    unit = cursor.take_unit(*units)
    if unit is None or numeral(cursor.peek()) is not None:
        return None
    once = every(unit, school=school)
    if unit == "year" and school:
        months = {"begin": 9, "middle": 12, "end": 5}
        at: At = OnYearDays((YearDay(months[edge.word.value]),))
        return Repeat(once.freq, at=at, doubt=once.doubt)
    return _at_edge(once, edge.word.value, told=told)


def _at_edge(once: Repeat, edge: str, *, told: bool) -> Repeat:
    doubt = once.doubt if told else once.doubt or Approximate(None)
    if edge == "end" or isinstance(once.at, SchoolTermEnds) or once.doubt:
        return Repeat(once.freq, at=once.at, doubt=doubt)
    day, month = _EARLY_DAY, CycleMonth.FIRST
    if edge == "middle" and once.freq is Frequency.MONTHLY:
        day = _MIDDLE_DAY
    if once.freq is Frequency.MONTHLY:
        month = CycleMonth.LAST
    return Repeat(once.freq, at=OnDays((day,), month), doubt=Approximate(None))


def _month_of_cycle(cursor: Cursor) -> Repeat | None:
    """«последний месяц квартала», «последний день месяца», «последняя неделя месяца»."""
    cursor.skip(Role.IN, Role.BEFORE, Role.BY, Role.NOT, Role.LATER)
    ordinal = cursor.step()
    if not ordinal.has(Role.LAST) and numeral(ordinal) is None:
        return None
    working = bool(cursor.take(Role.WORKING))
    part = cursor.take_unit("month", "day", "week", "decade")
    if part is None:
        return None
    told = cursor.skip(Role.EVERY, Role.REPORTING)
    school = bool(cursor.take(Role.SCHOOL))
    unit = cursor.take_unit("year", "half", "quarter", "month", "term")
    if unit is None or unit == part:
        return None
    once = every(unit, school=school)
    if ordinal.has(Role.LAST):
        rough = working or part == "week"
        return Repeat(once.freq, at=once.at, doubt=once.doubt or (_ROUGH if rough else None))
    found = _in_month(once, part, numeral(ordinal) or 1, told=told)
    return replace(found, doubt=found.doubt or _ROUGH) if found and working else found


_ROUGH = Approximate(None)


def _in_month(once: Repeat, part: str, number: int, *, told: bool) -> Repeat | None:
    """The first (or the quarter's third) month of the cycle, its first day, a decade."""
    if part == "decade" and once.freq is Frequency.MONTHLY and number in (1, 2, 3):
        at: At | None = OnDays((10 * number,)) if number < 3 else None
        return Repeat(once.freq, at=at, doubt=None if told else _ROUGH)
    if part == "month" and number == 1:
        return Repeat(once.freq, at=OnDays((31,), CycleMonth.FIRST), doubt=once.doubt)
    if part == "month" and number == 3 and once.freq is Frequency.QUARTERLY:
        return once
    if part == "day" and number == 1:
        month = CycleMonth.LAST if once.freq is Frequency.MONTHLY else CycleMonth.FIRST
        return Repeat(once.freq, at=OnDays((1,), month), doubt=once.doubt)
    return None


def _nth(cursor: Cursor) -> Repeat | None:
    """«последний четверг (каждого) месяца», «каждая вторая пятница месяца»."""
    cursor.skip(Role.IN, Role.EVERY)
    ordinal = cursor.step()
    nth = -1 if ordinal.has(Role.LAST) else numeral(ordinal)
    if nth is None or not cursor.peek().has(Role.WEEKDAY):
        return None
    weekdays = _listed_weekdays(cursor)
    cursor.skip(Role.IN, Role.EVERY)
    if cursor.take_unit("quarter"):
        return Repeat(Frequency.QUARTERLY, at=OnWeekdays(weekdays, nth))
    cursor.take_unit("month")
    if cursor.peek().has(Role.MONTH):
        return None
    return Repeat(Frequency.MONTHLY, at=OnWeekdays(weekdays, nth))


def _weekdays(cursor: Cursor) -> Repeat | None:
    """A weekday by itself, as after «еженедельно»."""
    cursor.skip(Role.IN)
    if not cursor.peek().has(Role.WEEKDAY):
        return None
    return Repeat(Frequency.WEEKLY, at=OnWeekdays(_listed_weekdays(cursor)), doubt=_ROUGH)


def _listed_weekdays(cursor: Cursor) -> tuple[Weekday, ...]:
    days: list[Weekday] = []
    while True:
        start = cursor.at
        cursor.take_mark(",")
        cursor.skip(Role.AND, Role.THROUGH, Role.IN)
        token = cursor.take(Role.WEEKDAY)
        if token is None or token.word is None:
            cursor.at = start
            return tuple(days)
        day = Weekday(token.word.number)
        if day not in days:
            days.append(day)


def read_cycle(unit: str) -> Frequency | None:
    """The frequency of a cycle named by its unit («за отчётным кварталом»)."""
    return _BY_MONTHS.get(_MONTHS_IN.get(unit, 0))

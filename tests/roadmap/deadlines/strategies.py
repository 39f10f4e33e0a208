"""Rules, periods and noisy texts for property tests."""

from datetime import date

from hypothesis import strategies as st

from roadmap.deadlines import (
    CycleEnd,
    CycleMonth,
    External,
    Frequency,
    NoDeadline,
    OnDate,
    OnDays,
    Ongoing,
    OnWeekdays,
    OnYearDays,
    Recurring,
    SchoolTermEnds,
    Stacked,
    Weekday,
    Window,
    YearDay,
)
from roadmap.period import Period

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
CYCLES = st.sampled_from(
    [Frequency.YEARLY, Frequency.HALF_YEARLY, Frequency.QUARTERLY, Frequency.MONTHLY]
)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@st.composite
def year_days(draw: st.DrawFn) -> YearDay:
    month = draw(st.integers(1, 12))
    day = draw(st.none() | st.integers(1, _LENGTHS[month - 1]))
    if not draw(st.booleans()):
        return YearDay(month, day)
    first = draw(st.integers(1, 12).filter(lambda other: other != month))
    return YearDay(month, day, (first, draw(st.integers(1, _LENGTHS[first - 1]))))


@st.composite
def recurring(draw: st.DrawFn) -> Recurring:
    kind = draw(st.sampled_from(["end", "year", "days", "weekly", "nth", "school", "daily"]))
    freq = draw(CYCLES)
    match kind:
        case "year":
            listed = draw(st.lists(year_days(), min_size=1, max_size=4, unique=True))
            if freq is not Frequency.YEARLY:  # a window inside a cycle is its ends, not one day
                listed = [YearDay(day.month, day.day) for day in listed]
            at = OnYearDays(tuple(dict.fromkeys(listed)))
        case "days":
            days = draw(st.lists(st.integers(1, 31), min_size=1, max_size=2, unique=True))
            months = list(CycleMonth)
            if freq is Frequency.MONTHLY:
                months.remove(CycleMonth.FIRST)
            at = OnDays(tuple(days), draw(st.sampled_from(months)))
        case "weekly":
            freq, at = Frequency.WEEKLY, OnWeekdays(draw(_weekdays))
        case "nth":
            freq = draw(st.sampled_from([Frequency.MONTHLY, Frequency.QUARTERLY]))
            at = OnWeekdays(draw(_weekdays), draw(st.sampled_from([-1, 1, 2, 3, 4])))
        case "school":
            freq = draw(st.sampled_from([Frequency.QUARTERLY, Frequency.HALF_YEARLY]))
            at = SchoolTermEnds()
        case "daily":
            freq, at = draw(st.sampled_from([Frequency.DAILY, Frequency.WEEKLY])), CycleEnd()
        case _:
            at = CycleEnd()
    since, until = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if since is not None and until is not None and until < since:
        since, until = until, since
    return Recurring(freq, at, since, until)


_weekdays = st.lists(st.sampled_from(list(Weekday)), min_size=1, max_size=3, unique=True).map(tuple)
_dated = st.tuples(DAYS, DAYS).map(sorted)
SIMPLE = st.one_of(
    DAYS.map(OnDate),
    _dated.map(lambda pair: Window(*pair)),
    recurring(),
    st.builds(Ongoing, st.none() | DAYS),
    st.sampled_from(["по графику", "по согласованию", "за 10 дней до начала ГИА"]).map(External),
)
RULES = st.one_of(
    SIMPLE,
    st.just(NoDeadline()),
    st.lists(SIMPLE, min_size=2, max_size=4, unique=True).map(lambda items: Stacked(tuple(items))),
)
PERIODS = st.tuples(DAYS, st.integers(0, 1500)).map(
    lambda pair: Period(pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
)

"""A monitoring period in words: «I квартал 2019 г.», «во 2-й четверти 2018/19 учебного года»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from roadmap.monitoring.periods import Period, PeriodKind, school_year_name
from views.speech import Speech

_ROMAN = ("", "I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class _Words:
    """A kind of period with places for its number and year: to begin with, what something is of,
    when; `second` is when of the second one («во втором», but «в первом»); `short` for an axis."""

    said: str
    of: str
    during: str
    second: str
    short: str


def _words(kind: PeriodKind, say: Speech) -> _Words:
    match kind:
        case PeriodKind.QUARTER:
            return _Words(
                say.gettext("quarter {roman} of {year}"),
                say.gettext("of quarter {roman} of {year}"),
                say.gettext("in quarter {roman} of {year}"),
                say.gettext("in the second quarter of {year}"),
                say.gettext("Q{roman} {year}"),
            )
        case PeriodKind.TERM:
            return _Words(
                say.gettext("term {n} of the school year {years}"),
                say.gettext("of term {n} of the school year {years}"),
                say.gettext("in term {n} of the school year {years}"),
                say.gettext("in the second term of the school year {years}"),
                say.gettext("T{n} {years}"),
            )
        case PeriodKind.TRIMESTER:
            return _Words(
                say.gettext("trimester {n} of the school year {years}"),
                say.gettext("of trimester {n} of the school year {years}"),
                say.gettext("in trimester {n} of the school year {years}"),
                say.gettext("in the second trimester of the school year {years}"),
                say.gettext("Tr{n} {years}"),
            )
        case PeriodKind.HALF:
            return _Words(
                say.gettext("half {roman} of {year}"),
                say.gettext("of half {roman} of {year}"),
                say.gettext("in half {roman} of {year}"),
                say.gettext("in the second half of {year}"),
                say.gettext("H{roman} {year}"),
            )
        case PeriodKind.SCHOOL_HALF:
            return _Words(
                say.gettext("half {roman} of the school year {years}"),
                say.gettext("of half {roman} of the school year {years}"),
                say.gettext("in half {roman} of the school year {years}"),
                say.gettext("in the second half of the school year {years}"),
                say.gettext("H{roman} {years}"),
            )
        case PeriodKind.YEAR:
            during = say.gettext("in the year {year}")
            said, of = say.gettext("the year {year}"), say.gettext("of the year {year}")
            return _Words(said, of, during, during, "{year}")
        case PeriodKind.SCHOOL_YEAR:
            during = say.gettext("in the school year {years}")
            said = say.gettext("the school year {years}")
            of = say.gettext("of the school year {years}")
            return _Words(said, of, during, during, "{years}")


def said(period: Period, say: Speech) -> str:
    """«I квартал 2019 г.»: to begin with, and after «за»."""
    return _filled(_words(period.kind, say).said, period)


def of(period: Period, say: Speech) -> str:
    """«I квартала 2019 г.»: what something is of."""
    return _filled(_words(period.kind, say).of, period)


def during(period: Period, say: Speech) -> str:
    """«в I квартале 2019 г.», «во 2-й четверти 2018/19 учебного года»: when."""
    words = _words(period.kind, say)
    return _filled(words.second if period.number == 2 else words.during, period)


def short(period: Period, say: Speech) -> str:
    """«I кв. 2019», «2 ч. 2018/19»: for an axis or a column."""
    return _filled(_words(period.kind, say).short, period)


def days_said(first: date, last: date, say: Speech) -> str:
    """«5 ноября – 28 декабря 2018 г.», «9 января 2018 г. – 31 мая 2019 г.»: both days inside."""
    begins = say.day(first) if first.year == last.year else say.full_day(first)
    return f"{begins} – {say.full_day(last)}"


def with_days(period: Period, say: Speech) -> str:
    """«2-я четверть 2018/19 учебного года (5 ноября – 28 декабря 2018 г.)»: a school's period with
    its days, which each municipality has of its own; the calendar's need none."""
    name = said(period, say)
    if not period.kind.is_school:
        return name
    return f"{name} ({days_said(period.start, period.end, say)})"


def kind_said(kind: PeriodKind, say: Speech) -> str:
    """«учебная четверть»: a kind of period as a setting names it."""
    match kind:
        case PeriodKind.QUARTER:
            return say.gettext("quarter of the year")
        case PeriodKind.TERM:
            return say.gettext("school term")
        case PeriodKind.TRIMESTER:
            return say.gettext("school trimester")
        case PeriodKind.HALF:
            return say.gettext("half of the year")
        case PeriodKind.SCHOOL_HALF:
            return say.gettext("half of the school year")
        case PeriodKind.YEAR:
            return say.gettext("calendar year")
        case PeriodKind.SCHOOL_YEAR:
            return say.gettext("school year")


def _filled(text: str, period: Period) -> str:
    return text.format(
        roman=_ROMAN[period.number],
        n=period.number,
        year=period.year,
        years=school_year_name(period.year),
    )

"""A monitoring period in words: «I квартал 2019 г.», «во 2-й четверти 2018/19 учебного года»."""

from __future__ import annotations

from roadmap.monitoring.periods import Period, PeriodKind, school_year_name
from views.speech import Speech

_ROMAN = ("", "I", "II", "III", "IV")


def said(period: Period, say: Speech) -> str:
    """«I квартал 2019 г.»: to begin with, and after «за»."""
    match period.kind:
        case PeriodKind.QUARTER:
            text = say.gettext("quarter {roman} of {year}")
        case PeriodKind.TERM:
            text = say.gettext("term {n} of the school year {years}")
        case PeriodKind.TRIMESTER:
            text = say.gettext("trimester {n} of the school year {years}")
        case PeriodKind.HALF:
            text = say.gettext("half {roman} of {year}")
        case PeriodKind.SCHOOL_HALF:
            text = say.gettext("half {roman} of the school year {years}")
        case PeriodKind.YEAR:
            text = say.gettext("the year {year}")
        case PeriodKind.SCHOOL_YEAR:
            text = say.gettext("the school year {years}")
    return _filled(text, period)


def of(period: Period, say: Speech) -> str:
    """«I квартала 2019 г.»: what something is of."""
    match period.kind:
        case PeriodKind.QUARTER:
            text = say.gettext("of quarter {roman} of {year}")
        case PeriodKind.TERM:
            text = say.gettext("of term {n} of the school year {years}")
        case PeriodKind.TRIMESTER:
            text = say.gettext("of trimester {n} of the school year {years}")
        case PeriodKind.HALF:
            text = say.gettext("of half {roman} of {year}")
        case PeriodKind.SCHOOL_HALF:
            text = say.gettext("of half {roman} of the school year {years}")
        case PeriodKind.YEAR:
            text = say.gettext("of the year {year}")
        case PeriodKind.SCHOOL_YEAR:
            text = say.gettext("of the school year {years}")
    return _filled(text, period)


def during(period: Period, say: Speech) -> str:
    """«в I квартале 2019 г.», «во 2-й четверти 2018/19 учебного года»: when."""
    second = period.number == 2  # «во втором», «в первом»
    match period.kind:
        case PeriodKind.QUARTER if second:
            text = say.gettext("in the second quarter of {year}")
        case PeriodKind.QUARTER:
            text = say.gettext("in quarter {roman} of {year}")
        case PeriodKind.TERM if second:
            text = say.gettext("in the second term of the school year {years}")
        case PeriodKind.TERM:
            text = say.gettext("in term {n} of the school year {years}")
        case PeriodKind.TRIMESTER if second:
            text = say.gettext("in the second trimester of the school year {years}")
        case PeriodKind.TRIMESTER:
            text = say.gettext("in trimester {n} of the school year {years}")
        case PeriodKind.HALF if second:
            text = say.gettext("in the second half of {year}")
        case PeriodKind.HALF:
            text = say.gettext("in half {roman} of {year}")
        case PeriodKind.SCHOOL_HALF if second:
            text = say.gettext("in the second half of the school year {years}")
        case PeriodKind.SCHOOL_HALF:
            text = say.gettext("in half {roman} of the school year {years}")
        case PeriodKind.YEAR:
            text = say.gettext("in the year {year}")
        case PeriodKind.SCHOOL_YEAR:
            text = say.gettext("in the school year {years}")
    return _filled(text, period)


def short(period: Period, say: Speech) -> str:
    """«I кв. 2019», «2 ч. 2018/19»: for an axis or a column."""
    match period.kind:
        case PeriodKind.QUARTER:
            text = say.gettext("Q{roman} {year}")
        case PeriodKind.TERM:
            text = say.gettext("T{n} {years}")
        case PeriodKind.TRIMESTER:
            text = say.gettext("Tr{n} {years}")
        case PeriodKind.HALF:
            text = say.gettext("H{roman} {year}")
        case PeriodKind.SCHOOL_HALF:
            text = say.gettext("H{roman} {years}")
        case PeriodKind.YEAR | PeriodKind.SCHOOL_YEAR:
            text = period.key
    return _filled(text, period)


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

"""The parts of school years as typed and as kept: read in order, refused with the reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.monitoring.periods import PeriodKind, period_of
from roadmap.policy_settings import BadSetting
from roadmap.school_settings import (
    own_periods,
    school_dates_from,
    school_year_from,
    with_periods,
)
from roadmap.school_spans import (
    BadSpans,
    SpanFault,
    shown_spans,
    shown_years,
    typed_spans,
    typed_years,
)

TERMS = (
    (date(2018, 9, 1), date(2018, 10, 25)),
    (date(2018, 11, 5), date(2018, 12, 28)),
    (date(2019, 1, 9), date(2019, 3, 22)),
    (date(2019, 4, 1), date(2019, 5, 31)),
)


@pytest.mark.parametrize(
    "text",
    [
        "1.09–25.10, 5.11–28.12, 9.01–22.03, 1.04–31.05",
        "01.09.18-25.10.18\n05.11.18-28.12.18\n09.01.19-22.03.19\n01.04.19-31.05.19",
        "2018-09-01..2018-10-25,2018-11-05..2018-12-28,2019-01-09..2019-03-22,"
        "2019-04-01..2019-05-31",
        "I четверть: с 1 сентября по 25 октября (8 недель); II — 5 ноября – 28 декабря 2018; "
        "III: 9 января – 22 марта, IV с 1 Апреля по 31 мая",
    ],
)
def test_people_write_dates_in_many_ways(text: str) -> None:
    assert typed_spans(text, 4, 2018) == TERMS


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", SpanFault.COUNT),
        ("как обычно", SpanFault.COUNT),
        ("1.09–25.10, 5.11–28.12, 9.01–22.03", SpanFault.COUNT),
        ("1.09–25.10, 5.11–28.12, 9.01–22.03, 1.04", SpanFault.PAIR),
        ("31.09–25.10, 5.11–28.12, 9.01–22.03, 1.04–31.05", SpanFault.NO_DAY),
        ("1.09–25.13, 5.11–28.12, 9.01–22.03, 1.04–31.05", SpanFault.NO_DAY),
        ("25.10–1.09, 5.11–28.12, 9.01–22.03, 1.04–31.05", SpanFault.BACKWARDS),
        ("1.09–5.11, 5.11–28.12, 9.01–22.03, 1.04–31.05", SpanFault.OVERLAP),
        ("5.11–28.12, 1.09–25.10, 9.01–22.03, 1.04–31.05", SpanFault.OVERLAP),
        ("1.09.17–25.10.17, 5.11–28.12, 9.01–22.03, 1.04–31.05", SpanFault.OUTSIDE),
    ],
)
def test_what_is_no_year_is_refused_with_the_reason(text: str, fault: SpanFault) -> None:
    with pytest.raises(BadSpans) as refused:
        typed_spans(text, 4, 2018)
    assert refused.value.fault is fault


def test_years_are_told_before_the_dates_or_in_them() -> None:
    assert typed_years("2018/19: 1.09–25.05; 1.09.2019–30.05.2020", 1) == (
        (date(2018, 9, 1), date(2019, 5, 25)),
        (date(2019, 9, 1), date(2020, 5, 30)),
    )
    with pytest.raises(BadSpans) as refused:
        typed_years("1.09–25.05", 1)
    assert refused.value.fault is SpanFault.NO_YEAR
    with pytest.raises(BadSpans) as refused:
        typed_years("2018/19: 1.09–25.05; 2018/2019: 2.09–26.05", 1)
    assert refused.value.fault is SpanFault.OVERLAP


@given(st.integers(2000, 2090), st.lists(st.integers(0, 364), min_size=8, max_size=8, unique=True))
def test_what_is_shown_can_be_typed(year: int, days: list[int]) -> None:
    marks = [date(year, 9, 1) + timedelta(days=n) for n in sorted(days)]
    spans = tuple(zip(marks[::2], marks[1::2], strict=True))
    assert typed_spans(shown_spans(spans), 4, year) == spans
    assert typed_years("; ".join(shown_years({year: spans})), 4) == spans


def _settings(**kept: Any) -> dict[str, Any]:
    return {"periods": kept}


def _kept(spans: tuple[tuple[date, date], ...]) -> list[list[str]]:
    return [[first.isoformat(), last.isoformat()] for first, last in spans]


def test_own_terms_make_halves_the_year_and_the_holidays_between_them() -> None:
    settings = _settings(terms=_kept(TERMS))
    dates = school_dates_from(settings)
    assert dates.spans(PeriodKind.TERM, 2018) == TERMS
    assert dates.spans(PeriodKind.SCHOOL_HALF, 2018)[0] == (date(2018, 9, 1), date(2018, 12, 28))
    assert dates.spans(PeriodKind.SCHOOL_YEAR, 2018) == ((date(2018, 9, 1), date(2019, 5, 31)),)
    assert period_of(date(2018, 10, 30), PeriodKind.TERM, dates).end == date(2018, 10, 25)
    quiet = school_year_from(settings)
    assert quiet.is_quiet(date(2018, 10, 26))
    assert quiet.is_quiet(date(2018, 11, 4))
    assert not quiet.is_quiet(date(2018, 11, 5))
    told = school_year_from({**settings, "holidays": [["2018-10-29", "2018-11-04"]]})
    assert not told.is_quiet(date(2018, 10, 26))


def test_halves_and_the_year_may_have_dates_of_their_own() -> None:
    settings = _settings(
        trimesters=[
            ["2018-09-03", "2018-11-18"],
            ["2018-11-26", "2019-02-17"],
            ["2019-02-25", "2019-05-25"],
        ],
        halves=[["2018-09-03", "2018-12-29"], ["2019-01-10", "2019-05-25"]],
    )
    dates = school_dates_from(settings)
    assert dates.spans(PeriodKind.SCHOOL_HALF, 2018)[1] == (date(2019, 1, 10), date(2019, 5, 25))
    assert dates.spans(PeriodKind.SCHOOL_YEAR, 2018) == ((date(2018, 9, 3), date(2019, 5, 25)),)
    assert dates.is_own(PeriodKind.TRIMESTER, 2018)
    assert not dates.is_own(PeriodKind.TERM, 2018)
    assert not dates.is_own(PeriodKind.TRIMESTER, 2019)


@pytest.mark.parametrize(
    "kept",
    [
        [["2018-09-01", "2018-10-25"]],
        [["2018-09-01"]],
        "2018",
        [["2018-09-01", "2018-11-30"], ["2018-11-30", "2019-02-28"], ["2019-03-01", "2019-05-31"]],
    ],
)
def test_settings_that_cannot_be_meant_are_named(kept: Any) -> None:
    with pytest.raises(BadSetting) as refused:
        school_dates_from(_settings(trimesters=kept))
    assert refused.value.key == "periods.trimesters"


def test_one_year_changes_and_the_others_stay() -> None:
    settings = _settings(terms=_kept(TERMS))
    later = tuple(
        (one.replace(year=one.year + 1), two.replace(year=two.year + 1)) for one, two in TERMS
    )
    both = _settings(terms=with_periods(settings, PeriodKind.TERM, 2019, later))
    assert own_periods(both, PeriodKind.TERM) == {2018: TERMS, 2019: later}
    back = _settings(terms=with_periods(both, PeriodKind.TERM, 2018, ()))
    assert own_periods(back, PeriodKind.TERM) == {2019: later}

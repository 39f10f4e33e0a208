"""Periods in words."""

from __future__ import annotations

import pytest

from roadmap.monitoring.periods import PeriodKind, period_by_key
from views.monitoring_periods import during, kind_said, of, said, short
from views.speech import speech

SAY = speech("ru")


@pytest.mark.parametrize(
    ("kind", "key", "nominative", "genitive", "when"),
    [
        ("quarter", "2019-Q1", "I квартал 2019 г.", "I квартала 2019 г.", "в I квартале 2019 г."),
        (
            "quarter",
            "2019-Q2",
            "II квартал 2019 г.",
            "II квартала 2019 г.",
            "во II квартале 2019 г.",
        ),
        (
            "term",
            "2018/19-T2",
            "2-я четверть 2018/19 учебного года",
            "2-й четверти 2018/19 учебного года",
            "во 2-й четверти 2018/19 учебного года",
        ),
        (
            "term",
            "2018/19-T3",
            "3-я четверть 2018/19 учебного года",
            "3-й четверти 2018/19 учебного года",
            "в 3-й четверти 2018/19 учебного года",
        ),
        (
            "trimester",
            "2018/19-TR1",
            "1-й триместр 2018/19 учебного года",
            "1-го триместра 2018/19 учебного года",
            "в 1-м триместре 2018/19 учебного года",
        ),
        ("half", "2019-H1", "I полугодие 2019 г.", "I полугодия 2019 г.", "в I полугодии 2019 г."),
        (
            "school_half",
            "2018/19-H2",
            "II полугодие 2018/19 учебного года",
            "II полугодия 2018/19 учебного года",
            "во II полугодии 2018/19 учебного года",
        ),
        ("year", "2019", "2019 год", "2019 года", "в 2019 году"),
        (
            "school_year",
            "2018/19",
            "2018/19 учебный год",
            "2018/19 учебного года",
            "в 2018/19 учебном году",
        ),
    ],
)
def test_a_period_is_said_in_three_cases(kind, key, nominative, genitive, when):
    period = period_by_key(PeriodKind(kind), key)
    assert (said(period, SAY), of(period, SAY), during(period, SAY)) == (nominative, genitive, when)


def test_every_kind_has_a_name_and_every_period_a_short_one():
    assert [kind_said(kind, SAY) for kind in PeriodKind] == [
        "квартал",
        "учебная четверть",
        "триместр",
        "полугодие",
        "учебное полугодие",
        "год",
        "учебный год",
    ]
    assert short(period_by_key(PeriodKind.QUARTER, "2019-Q3"), SAY) == "III кв. 2019"
    assert short(period_by_key(PeriodKind.SCHOOL_YEAR, "2018/19"), SAY) == "2018/19"


def test_english_reads_too():
    assert said(period_by_key(PeriodKind.QUARTER, "2019-Q1"), speech("en")) == "quarter I of 2019"

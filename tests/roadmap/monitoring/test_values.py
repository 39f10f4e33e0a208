"""What people type and cells hold, as values."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roadmap.monitoring.fields import Field, FieldType
from roadmap.monitoring.showing import shown
from roadmap.monitoring.values import BadValue, ValueFault, read
from tests.roadmap.monitoring.strategies import fields, values


def field(kind: str, unit: str = "", **more) -> Field:
    return Field("x", "Поле", FieldType(kind), unit=unit, **more)


CHOICES = {"choices": ("да, полностью", "да, частично", "нет")}


@pytest.mark.parametrize(
    ("asked", "raw", "value"),
    [
        (field("number", "чел."), "12 чел.", 12),
        (field("number"), "12 человек", 12),
        (field("number"), "1\u00a0234", 1234),
        (field("number"), "12 (двенадцать)", 12),
        (field("number"), "12,0", 12),
        (field("number"), " +7 ", 7),
        (field("number"), "−3", -3),
        (field("number"), 12.0, 12),
        (field("number"), 11.999999999999998, 12),
        (field("number"), "—", None),
        (field("number"), "н/д", None),
        (field("number"), "", None),
        (field("number"), None, None),
        (field("decimal"), "3,25", "3.25"),
        (field("decimal"), 0.1 + 0.2, "0.3"),
        (field("decimal", "Мбит/с"), "100 Мбит/с", "100"),
        (field("percent"), "45 %", "45"),
        (field("percent", "%"), "45,50%", "45.5"),
        (field("percent"), 0.45, "0.45"),
        (field("money", "руб."), "1 234,50 руб.", "1234.5"),
        (field("money", "руб."), "1 234 руб. 50 коп.", "1234.5"),
        (field("money", "руб."), "1,234,567.89", "1234567.89"),
        (field("money", "руб."), "1.234.567,89", "1234567.89"),
        (field("money", "руб."), "1,2 тыс. руб.", "1200"),
        (field("money", "тыс. руб."), "1 234,50 руб.", "1.2345"),
        (field("money", "тыс. руб."), "2 млн", "2000"),
        (field("money"), 33.333333, "33.33"),
        (field("yes_no"), "Да.", True),
        (field("yes_no"), "+", True),
        (field("yes_no"), "-", False),
        (field("yes_no"), "нет", False),
        (field("yes_no"), 1, True),
        (field("yes_no"), 0.0, False),
        (field("yes_no"), True, True),
        (field("date"), "15 октября 2018 г.", "2018-10-15"),
        (field("date"), "5 мая 2019 года", "2019-05-05"),
        (field("date"), "15.10.18", "2018-10-15"),
        (field("date"), "2018-10-15", "2018-10-15"),
        (field("date"), datetime.combine(date(2018, 10, 15), time()), "2018-10-15"),
        (field("date"), date(2018, 10, 15), "2018-10-15"),
        (field("date"), 43388.0, "2018-10-15"),
        (field("choice", **CHOICES), "ДА, полностью", "да, полностью"),
        (field("choice", **CHOICES), "3", "нет"),
        (field("choice", **CHOICES), "да, част", "да, частично"),
        (field("choices", **CHOICES), "нет, да, частично", ["да, частично", "нет"]),
        (field("choices", **CHOICES), "1; 3", ["да, полностью", "нет"]),
        (field("text"), " всё\u00a0 хорошо ", "всё хорошо"),
        (field("text"), 5.0, "5"),
        (field("text"), "-", "-"),
        (field("text"), "#ГОРОД", "#ГОРОД"),
    ],
)
def test_an_answer_is_understood(asked, raw, value):
    found = read(asked, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("asked", "raw", "fault"),
    [
        (field("number"), "двенадцать", ValueFault.NOT_A_NUMBER),
        (field("number"), "12-15", ValueFault.NOT_A_NUMBER),
        (field("number"), "около 12", ValueFault.NOT_A_NUMBER),
        (field("number"), "12 34", ValueFault.NOT_A_NUMBER),
        (field("number"), "1e5", ValueFault.NOT_A_NUMBER),
        (field("number"), "нет", ValueFault.NOT_A_NUMBER),
        (field("number"), "9" * 70, ValueFault.NOT_A_NUMBER),
        (field("number"), float("inf"), ValueFault.NOT_A_NUMBER),
        (field("number"), True, ValueFault.NOT_A_NUMBER),
        (field("number"), "12,5", ValueFault.NOT_WHOLE),
        (field("number"), 12.5, ValueFault.NOT_WHOLE),
        (field("number"), date(2018, 5, 1), ValueFault.DATE_FOR_NUMBER),
        (field("number"), "01.05.2018", ValueFault.DATE_FOR_NUMBER),
        (field("number", "чел."), "12 руб.", ValueFault.OTHER_UNIT),
        (field("number"), 1e20, ValueFault.TOO_LARGE),
        (field("number"), "#REF!", ValueFault.BROKEN_CELL),
        (field("number"), "#ДЕЛ/0!", ValueFault.BROKEN_CELL),
        (field("text"), "#Н/Д", ValueFault.BROKEN_CELL),
        (field("money"), "1,234", ValueFault.TOO_PRECISE),
        (field("money"), "1.23.456", ValueFault.NOT_A_NUMBER),
        (field("choice", **CHOICES), "да", ValueFault.NO_SUCH_CHOICE),
        (field("choice", choices=("0", "1–2", "3 и более")), "2", ValueFault.NO_SUCH_CHOICE),
        (field("choices", **CHOICES), "нет; может быть", ValueFault.NO_SUCH_CHOICE),
        (field("yes_no"), "может быть", ValueFault.NOT_YES_NO),
        (field("date"), "31.02.2018", ValueFault.NOT_A_DATE),
        (field("date"), "15.10", ValueFault.NOT_A_DATE),
        (field("date"), "15.10.0018", ValueFault.NOT_A_DATE),
        (field("date"), 12, ValueFault.NOT_A_DATE),
        (field("file"), "приказ.pdf", ValueFault.NOT_A_FILE),
        (field("text"), "я" * 2001, ValueFault.TOO_LONG),
    ],
)
def test_an_answer_is_refused_with_its_fault(asked, raw, fault):
    with pytest.raises(BadValue) as refused:
        read(asked, raw)
    assert refused.value.fault is fault
    assert refused.value.field is asked


def test_a_limit_is_told_with_the_refusal():
    asked = field("number", minimum=Decimal(0), maximum=Decimal(100))
    with pytest.raises(BadValue) as refused:
        read(asked, "101 чел.")
    assert (refused.value.fault, refused.value.limit) == (ValueFault.TOO_LARGE, Decimal(100))
    with pytest.raises(BadValue) as refused:
        read(asked, "-1")
    assert (refused.value.fault, refused.value.limit) == (ValueFault.TOO_SMALL, Decimal(0))
    assert read(asked, "100") == 100


def test_a_cell_shown_in_per_cent_means_what_it_shows():
    assert read(field("percent"), 0.455, as_share=True) == "45.5"
    assert read(field("percent"), "45,5 %", as_share=True) == "45.5"
    assert read(field("decimal"), 0.455, as_share=True) == "0.455"


@pytest.mark.parametrize(
    ("asked", "value", "text"),
    [
        (field("money", "руб."), "1234.5", "1\u00a0234,50\u00a0руб."),
        (field("money", "руб."), "1200", "1\u00a0200\u00a0руб."),
        (field("number", "чел."), 1234567, "1\u00a0234\u00a0567\u00a0чел."),
        (field("number"), -5, "\u22125"),
        (field("percent", "%"), "45.5", "45,5\u00a0%"),
        (field("yes_no"), False, "нет"),
        (field("date"), "2018-10-05", "05.10.2018"),
        (field("choices"), ["а", "б"], "а; б"),
        (field("text"), None, "—"),
    ],
)
def test_a_value_is_written_for_people(asked, value, text):
    assert shown(asked, value) == text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_shown_can_be_typed_back(data):
    asked = data.draw(fields("x"))
    value = data.draw(values(asked))
    assume(asked.type is not FieldType.FILE and value is not None)
    assume(asked.type is not FieldType.DATE or "1950" <= str(value)[:4] <= "2100")
    wide = Field("x", "Поле", asked.type, unit=asked.unit, choices=asked.choices)
    kept = read(wide, str(value)) if asked.type.is_numeric else value
    assert read(wide, shown(wide, value)) == kept


@settings(max_examples=200, deadline=None)
@given(fields("x"), st.text(max_size=40) | st.floats() | st.integers() | st.datetimes())
def test_nothing_typed_breaks_the_reading(asked, raw):
    try:
        value = read(asked, raw)
    except BadValue:
        return
    assert value is None or read(asked, shown(asked, value)) is not None

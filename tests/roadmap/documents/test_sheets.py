"""Plans in workbooks and in files of separated values."""

import io
from datetime import date

import pytest

from roadmap.documents.reading import read_document
from tests.roadmap.documents.builders import HEAD, comma_separated, workbook

ROWS = (
    ("План-график мероприятий на 2023-2024 учебный год",),
    (),
    HEAD,
    ("1. Организация",),
    (1, "Провести совещание директоров школ", "15.09.2023", "УО", "Протокол"),
    (2, "Собрать сведения о вакансиях", "ежемесячно", "МБОУ СОШ № 1, 2", ""),
    ("2. Методическая работа",),
    (3, "Провести мастер-класс для учителей", "ноябрь", "ММС; ОО", "Не менее 2-х занятий"),
)


def test_a_workbook_with_a_title_merged_headings_and_real_dates() -> None:
    rows = [list(row) for row in ROWS]
    rows[4][2] = date(2023, 9, 15)
    draft = read_document(workbook(rows, merged=("A1:E1", "A4:E4", "A7:E7")), "plan.xlsx")
    assert draft.title == "План-график мероприятий на 2023-2024 учебный год"
    assert draft.period is not None
    assert (draft.period.start, draft.period.end) == (date(2023, 9, 1), date(2024, 8, 31))
    first, second, third = draft.activities
    assert first.deadline_text == "15.09.2023"
    assert first.reading.dues == (date(2023, 9, 15),)
    assert first.number == "1"
    assert second.owners == ("МБОУ СОШ № 1, 2",)
    assert third.section == "2. Методическая работа"
    assert third.reading.dues == (date(2023, 11, 30),)
    assert third.target is not None
    assert third.target.count == 2


def test_every_visible_sheet_is_read() -> None:
    data = workbook(
        [HEAD, (1, "Провести совещание директоров школ", "май 2023", "УО", "")],
        Второй=[HEAD, (1, "Обобщить опыт работы школ", "июнь 2023", "ММС", "")],
    )
    draft = read_document(data, "plan.xlsx")
    assert [activity.title for activity in draft.activities] == [
        "Провести совещание директоров школ",
        "Обобщить опыт работы школ",
    ]


def test_cells_merged_down_belong_to_every_row() -> None:
    rows = [
        HEAD,
        (1, "Проверить сайты школ района", "май 2023", "УО", ""),
        (2, "Подготовить справку о сайтах", None, None, ""),
    ]
    draft = read_document(workbook(rows, merged=("C2:C3", "D2:D3")), "plan.xlsx")
    assert [activity.deadline_text for activity in draft.activities] == ["май 2023", "май 2023"]


def test_a_formula_is_neither_evaluated_nor_kept() -> None:
    rows = [HEAD, (1, '=HYPERLINK("http://x","y")', "май 2023", "УО", "=1+1")]
    rows.append((2, "Подготовить справку о сайтах", "май 2023", "УО", ""))
    draft = read_document(workbook(rows), "plan.xlsx")
    texts = [
        text
        for activity in draft.activities
        for text in (activity.title, activity.expected_result or "")
    ]
    assert not any("=" in text or "HYPERLINK" in text for text in texts)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_separated_values(delimiter: str, encoding: str) -> None:
    draft = read_document(comma_separated(ROWS, delimiter, encoding), "plan.csv")
    assert [activity.deadline_text for activity in draft.activities] == [
        "15.09.2023",
        "ежемесячно",
        "ноябрь",
    ]
    assert [activity.section for activity in draft.activities] == [
        "1. Организация",
        "1. Организация",
        "2. Методическая работа",
    ]
    assert draft.activities[2].owners == ("ММС", "ОО")


def test_lines_inside_a_quoted_cell_are_one_cell() -> None:
    rows = [HEAD, ("1", "Провести\nсовещание", "сентябрь\n2023", "УО", "")]
    draft = read_document(comma_separated(rows), "plan.csv")
    assert draft.activities[0].title == "Провести совещание"
    assert draft.activities[0].deadline_text == "сентябрь 2023"


def test_a_date_shown_as_a_month_is_a_month() -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(HEAD)
    sheet.append((1, "Провести мониторинг условий", date(2023, 9, 1), "УО", ""))
    sheet.append((2, "Провести совещание школ", date(2023, 9, 1), "УО", ""))
    sheet["C2"].number_format = "mmm\\-yy"
    stream = io.BytesIO()
    book.save(stream)
    first, second = read_document(stream.getvalue(), "plan.xlsx").activities
    assert first.reading.dues == (date(2023, 9, 30),)
    assert second.reading.dues == (date(2023, 9, 1),)


def test_a_signature_below_the_plan_is_no_activity() -> None:
    rows = [
        HEAD,
        (1, "Провести мониторинг условий", "май 2023", "УО", ""),
        (),
        ("", "Директор ММС", "", "Петрова П.П.", ""),
    ]
    assert len(read_document(workbook(rows), "plan.xlsx").activities) == 1

"""Plans in .pdf: with and without lines, rows cut by the end of a page."""

import io

import pypdfium2
import pytest

from roadmap.documents.reading import read_document
from tests.roadmap.documents.builders import HEAD, pdf

WIDTHS = (7, 42, 14, 20, 30)
TITLE = "Дорожная карта поддержки школ\nна 2022-2024 годы"
FIRST = (
    HEAD,
    ("I. Подготовка и запуск программы поддержки школ района",),
    ("1.1", "Назначить муниципального координатора проекта", "сентябрь 2022", "УО", "Приказ"),
    (
        "1.2",
        "Организовать проведение мониторинга образовательных достижений учащихся школ",
        "ежегодно",
        "ММС, ОО",
        "Аналитическая справка по итогам мониторинга",
    ),
    (
        "1.3",
        "Составить планы профессионального развития педагогов школ и утвер-",
        "до 15.10.2022",
        "ОО",
        "Планы",
    ),
)
SECOND = (
    ("", "дить их на педагогических советах", "", "", "развития"),
    ("1.4", "Провести обучающие семинары", "раз в полугодие", "ММС", ""),
)


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "unruled"])
def test_a_table_over_two_pages(ruled: bool) -> None:
    draft = read_document(pdf([FIRST, SECOND], WIDTHS, ruled=ruled, title=TITLE), "plan.pdf")
    assert [activity.number for activity in draft.activities] == ["1.1", "1.2", "1.3", "1.4"]
    assert [activity.deadline_text for activity in draft.activities] == [
        "сентябрь 2022",
        "ежегодно",
        "до 15.10.2022",
        "раз в полугодие",
    ]
    third = draft.activities[2]
    assert third.title == (
        "Составить планы профессионального развития педагогов школ и утвердить их "
        "на педагогических советах"
    )
    assert third.expected_result == "Планы развития"
    assert draft.activities[1].owners == ("ММС", "ОО")
    assert draft.activities[1].section == FIRST[1][0]
    assert draft.title == "Дорожная карта поддержки школ на 2022-2024 годы"
    assert draft.period is not None


def test_rows_without_numbers_are_told_apart_by_lines() -> None:
    rows = [
        HEAD[1:],
        ("Назначить муниципального координатора проекта поддержки", "сентябрь 2022", "УО", ""),
        ("Провести обучающие семинары для директоров школ", "октябрь 2022", "ММС", ""),
    ]
    draft = read_document(pdf([rows], WIDTHS[1:], title=TITLE), "plan.pdf")
    assert [activity.title for activity in draft.activities] == [rows[1][0], rows[2][0]]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_its_head(angle: int) -> None:
    document = pypdfium2.PdfDocument(pdf([FIRST], WIDTHS, title=TITLE))
    document[0].set_rotation(angle)
    stream = io.BytesIO()
    document.save(stream)
    draft = read_document(stream.getvalue(), "plan.pdf")
    assert [activity.number for activity in draft.activities] == ["1.1", "1.2", "1.3"]


def test_a_blank_that_stands_alike_in_every_row_makes_no_column() -> None:
    rows = [HEAD] + [
        (str(at), f"Подготовка отчёта {at} школы района", "до 15 октября 2024", "УО", "Отчёт")
        for at in range(1, 9)
    ]
    draft = read_document(pdf([rows], (7, 42, 13, 20, 30), ruled=False), "plan.pdf")
    assert {activity.deadline_text for activity in draft.activities} == {"до 15 октября 2024"}
    assert {activity.owners for activity in draft.activities} == {("УО",)}


def test_a_year_alone_on_the_last_line_is_no_page_number() -> None:
    rows = [
        HEAD,
        ("1", "Отбор школ района", "до 15 ноября 2024", "УО", "Список"),
        ("2", "Годовой отчёт", "до 25 декабря\n2024", "УО", "Отчёт"),
    ]
    draft = read_document(pdf([rows], (7, 42, 14, 20, 30), ruled=False), "plan.pdf")
    assert draft.activities[-1].deadline_text == "до 25 декабря 2024"

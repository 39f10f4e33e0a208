"""Plain text in the shapes that copying leaves, and what is around the table."""

from datetime import date

import pytest

from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.numerals import leading, whole
from roadmap.documents.reading import read_document
from roadmap.documents.sections import Place
from roadmap.documents.titles import period_in
from roadmap.period import Period
from tests.roadmap.documents.builders import word, workbook


def read(text: str, name: str = "plan.txt"):
    return read_document(text.encode(), name)


def test_lines_with_tabs_and_a_row_cut_by_a_page() -> None:
    draft = read(
        "План на 2023 год\n\n№\tМероприятия\tСроки\tИсполнители\n"
        "1. Раздел\t\t\t\n"
        "1.\tОказание помощи педагогам (по\tпостоянно\tИ.В.Осотова\n\n"
        "\tрезультатам экзамена)\t\t\n"
        "2.\t**Сбор** данных: <p>– по школам;</p>\tмай\tУО\n"
    )
    first, second = draft.activities
    assert first.title == "Оказание помощи педагогам (по результатам экзамена)"
    assert first.section == "1. Раздел"
    assert second.title == "Сбор данных: – по школам;"
    assert second.reading.dues == (date(2023, 5, 31),)


def test_cells_led_by_tabs() -> None:
    draft = read(
        "Дорожная карта\n\n\t№\n\tМероприятия\n\tСроки\n\tОтветственные\n\n"
        "\t1. Раздел первый\n\n"
        "\t1.1\n\tНазначить координатора\nи тьюторов\n\n\tмай 2023\n\tУО\n\n"
        "\t1.2\n\tПровести семинар\n\tиюнь 2023\n\n\n\tММС\n"
    )
    assert [activity.title for activity in draft.activities] == [
        "Назначить координатора и тьюторов",
        "Провести семинар",
    ]
    assert [activity.deadline_text for activity in draft.activities] == ["май 2023", "июнь 2023"]
    assert draft.activities[1].owners == ("ММС",)
    assert draft.activities[1].section == "1. Раздел первый"


def test_cells_written_one_after_another() -> None:
    draft = read(
        "Программа поддержки школ\nна 2019-2021 годы\n\n"
        "№ п/п Мероприятия Сроки Ответ-\nственные Планируемый результат\n"
        "I. Подготовка и запуск программы повышения качества образования в школах района\n"
        "1.1 Формирование муниципальной группы\nпо сопровождению школ района\n"
        "Август\n2019\nУО, ОО-\nучастники\nпроекта\nОрганизация системы\nмониторинга\n"
        "1.2 Проведение диагностики школ района\nдекабрь МУ «МЦ» Разработано\nПоложение\n"
    )
    first, second = draft.activities
    assert first.title == "Формирование муниципальной группы по сопровождению школ района"
    assert first.deadline_text == "Август 2019"
    assert first.owners == ("УО", "ОО-участники проекта")
    assert first.expected_result == "Организация системы мониторинга"
    assert (second.number, second.deadline_text) == ("1.2", "декабрь")
    assert (second.owners, second.expected_result) == (("МУ «МЦ»",), "Разработано Положение")
    assert first.section is not None
    assert first.section.startswith("I. Подготовка")
    assert draft.period == Period(date(2019, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("План на 2018-2020г.", "2018-01-01..2020-12-31"),
        ("План на 2022 – 2024 годы", "2022-01-01..2024-12-31"),
        ("План на 2023 год", "2023-01-01..2023-12-31"),
        ("План на 2023-2024 учебный год", "2023-09-01..2024-08-31"),
        ("План на 2023/24 уч. год", "2023-09-01..2024-08-31"),
        ("Дорожная карта (период 2021-2023 гг.)", "2021-01-01..2023-12-31"),
        ("Приказ от 18.06.2018 № 275", None),
        ("План мероприятий", None),
    ],
)
def test_the_period_in_a_title(title: str, period: str | None) -> None:
    found = period_in(title)
    assert (None if found is None else str(found)) == period


def test_a_period_that_is_given_wins() -> None:
    data = "План на 2018 год\n\n№\tМероприятия\tСроки\n1\tПровести семинар\tмай\n".encode()
    period = Period.parse("2020-01-01..2020-12-31")
    assert read_document(data, "a.txt", period).activities[0].reading.dues == (date(2020, 5, 31),)


@pytest.mark.parametrize(
    ("text", "parts", "rest"),
    [
        ("1. Раздел", (1,), "Раздел"),
        ("1.2 Раздел", (1, 2), "Раздел"),
        ("1.2.3. Раздел", (1, 2, 3), "Раздел"),
        ("IV. Раздел", (4,), "Раздел"),
        ("II - Раздел", (2,), "Раздел"),
        ("ІІ. Раздел", (2,), "Раздел"),
    ],
)
def test_numbers_before_headings(text: str, parts: tuple[int, ...], rest: str) -> None:
    numeral = leading(text)
    assert numeral is not None
    assert numeral.parts == parts
    assert text[numeral.length :] == rest


@pytest.mark.parametrize("text", ["2018 год", "1 раз в квартал", "В течение года", "Раздел 1"])
def test_words_that_are_no_numbered_heading(text: str) -> None:
    assert leading(text) is None


def test_numbers_of_rows() -> None:
    assert [
        whole(text) is not None for text in ("1", "1.", "1.1.", "2)", "IV", "сентябрь", "")
    ] == [
        *(True, True, True, True, True),
        *(False, False),
    ]


@pytest.mark.parametrize(
    ("headings", "place"),
    [
        (["1. А", "1.1. Б"], ("1. А", "1.1. Б")),
        (["I. А", "1.1. Б", "2. В"], ("2. В", None)),
        (["I. А", "1. Б"], ("I. А", "1. Б")),
        (["I. А", "1. Б", "2. В"], ("I. А", "2. В")),
        (["1. А", "1.1. Б", "2. В"], ("2. В", None)),
        (["Раздел 1. А", "Б"], ("Раздел 1. А", "Б")),
        (["А", "Б"], ("А", "Б")),
        (["1.1. Б"], ("1.1. Б", None)),
    ],
)
def test_where_headings_put_an_activity(headings: list[str], place: tuple[str, str | None]) -> None:
    found = Place()
    for heading in headings:
        found = found.under(heading)
    assert (found.section, found.subsection) == place


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\n\n  %PDF-1.4", Kind.PDF),
        (b"{\\rtf1}", Kind.RTF),
        (b"<html><table>", Kind.HTML),
        (b"\x89PNG\r\n", Kind.PICTURE),
        ("слова".encode("cp1251"), Kind.TEXT),
        (b"PK\x03\x04garbage", Kind.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16le"), Kind.DOC),
        (b"\0\1\2\3", Kind.OTHER),
    ],
)
def test_kinds_by_their_bytes(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def test_kinds_of_packages() -> None:
    assert sniff(word("слова")) is Kind.DOCX
    assert sniff(workbook([("а",)])) is Kind.XLSX


BOXED = """План-график мероприятий на 2006-2007 годы

|----|---------------------------|--------------|-------------|
| №  | Наименование              | Сроки        | Исполнители |
|    | мероприятия               | реализации   |             |
|----|---------------------------|--------------|-------------|
| 1. | Обеспечение основ                                       |
|----|---------------------------|--------------|-------------|
| 1. | Анализ действующей систе- | 4 квартал    | Департамент |
|    | мы оценки качества        | 2006 г.      |             |
|----|---------------------------|--------------|-------------|
| 2. | Подготовка положения      | март 2007 г. | ИРО, ОО     |
|----|---------------------------|--------------|-------------|
"""


@pytest.mark.parametrize("border", ["|", "│"])
def test_a_table_drawn_with_signs(border: str) -> None:
    draft = read(BOXED.replace("|", border))
    first, second = draft.activities
    assert first.title == "Анализ действующей системы оценки качества"
    assert first.deadline_text == "4 квартал 2006 г."
    assert second.owners == ("ИРО", "ОО")


def test_a_markdown_table() -> None:
    draft = read(
        "| № | Мероприятия | Сроки | Ответственные |\n|---|---|---|---|\n"
        "| 1 | Провести семинар директоров | май 2023 | УО |\n"
        "| 2 | Провести совет директоров | июнь 2023 | УО |\n"
    )
    assert [activity.deadline_text for activity in draft.activities] == ["май 2023", "июнь 2023"]

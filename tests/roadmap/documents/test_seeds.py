"""The five real documents, read from their text as it is."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from roadmap.documents.reading import read_document
from roadmap.drafts import Draft, GarbledWords, Level, StackedDeadlines, WordsMixed, draft_to_json
from tests.seeds import seed

pytestmark = pytest.mark.seeds


@cache
def draft(prefix: str) -> Draft:
    path = seed(prefix)
    return read_document(path.read_bytes(), path.name)


def transcription(prefix: str) -> dict[str, Any]:
    path = seed(prefix).parent.parent / "examples" / f"{prefix}.json"
    if not path.exists():
        pytest.skip(f"no transcription {path.name} beside the seeds")
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


@pytest.mark.parametrize("prefix", ["001", "003"])
def test_a_whole_document_as_transcribed_by_hand(prefix: str) -> None:
    expected = transcription(prefix)
    found = draft_to_json(draft(prefix), repr)
    assert found["title"] == expected["title"]
    assert found["period"] == expected["period"]
    assert len(found["activities"]) == len(expected["activities"])
    fields = ("section", "subsection", "number", "title", "owners", "expected_result", "level")
    for read, written in zip(found["activities"], expected["activities"], strict=True):
        assert {name: read[name] for name in fields} == {name: written[name] for name in fields}


@pytest.mark.parametrize("prefix", ["001", "003"])
def test_deadlines_as_transcribed_by_hand(prefix: str) -> None:
    expected = transcription(prefix)["activities"]
    found = draft_to_json(draft(prefix), repr)["activities"]
    fields = ("kind", "start", "due", "freq", "months")
    right = sum(
        all(read["deadline"][name] == written["deadline"][name] for name in fields)
        for read, written in zip(found, expected, strict=True)
    )
    assert right >= 0.97 * len(expected)


def test_three_levels_side_by_side() -> None:
    activities = draft("000").activities
    levels = [activity.level for activity in activities]
    assert len(activities) == 75
    assert levels.count(Level.MUNICIPALITY) == 25
    assert levels.count(Level.METHODICAL) == 26
    assert levels.count(Level.SCHOOL) == 24
    rows: dict[int | None, list[Level | None]] = {}
    for activity in activities:
        rows.setdefault(activity.row, []).append(activity.level)
    assert all(len(set(row)) == len(row) <= 3 for row in rows.values())
    assert all(activity.deadline_text is None for activity in activities)


def test_a_cell_that_goes_on_over_the_page_is_whole() -> None:
    titles = {activity.title for activity in draft("000").activities}
    assert (
        "Подготовить и подписать приказ (постановление) об участии школ, функционирующих в "
        "неблагоприятных социальных условиях, в региональном конкурсном отборе."
    ) in titles
    assert "Разработать соответствующее Положение, на основе регионального положения." in titles


def test_the_programme_with_seven_schools() -> None:
    found = draft("004")
    assert len(found.activities) == 23
    assert [activity.number for activity in found.activities][:3] == ["1.1.1", "1.1.2.", "1.1.3"]
    assert found.activities[19].number is None
    assert found.activities[19].deadline_text == "Сентябрь, ежегодно"
    assert found.activities[3].deadline_text == "В течение всего периода; Июнь; Апрель-август"
    assert any(isinstance(doubt, StackedDeadlines) for doubt in found.activities[3].doubts)
    assert all(
        activity.owners[1:]
        == (
            "МКУ ДПО «Учебно - методический Центр»",
            "ОО Солнечногорского муниципального района",
        )
        for activity in found.activities
    )
    assert len(found.schools) == len(found.school_types) == 7
    assert found.schools[0] == "МБОУ Кутузовская СОШ"
    assert found.school_types[0] is not None
    assert found.school_types[0].startswith("Депривированные сельские школы")


SCANNED = (
    ("Назначение муниципального координатора", "декабрь 2021г"),
    ("Разработка и утверждение муниципальной программы", "декабрь 2021г"),
    ("Создание рабочих групп по организации работы", "декабрь, январь"),
    ("Корректировка локальных актов школ", "ноябрь"),
    ("Заключение договоров о сетевом взаимодействии", "по согласован"),
    ("Собеседование с руководителями школ", "ноябрь 2021 г"),
    ("Организация и проведение инструктивно-методических", "втечение года"),
    ("Диссеминация лучших муниципальных", "втечение года"),
    ("Организация и проведение для педагогов профессиональных", "В соответствии"),
    ("Открытое информационное обеспечение", "втечение года"),
    ("Подготовка и проведение районных и школьных", "октябрь-ноябрь"),
    ("Проведение консультаций для обучающихся", "втечение года"),
    ("Проведение статистического анализа", "август"),
    ("Совещание руководителей общеобразовательных", "сентябрь"),
    ("Подготовка и проведение совета", "январь, март, ИЮНЬ, ноябрь"),
    ("Организация участия в онлайн-уроках", "по графику"),
    ("Информирование образовательных организаций", "декабрь"),
    ("Организация и афиширование олимпиадного", "втечение года"),
    ("Проведение школьного и муниципального этапов", "по графику"),
    ("Организация участия обучающихся", "втечение года"),
    ("Мониторинг кадрового потенциала", "ноябрь"),
    ("Мониторинг организация работы с учащимися", "В течение года"),
    ("Мониторинг дефицитов в области", "ноябрь"),
)


def test_a_scan_as_far_as_a_careful_reader_gets() -> None:
    activities = draft("002").activities
    assert len(activities) == len(SCANNED)
    for activity, (title, deadline) in zip(activities, SCANNED, strict=True):
        assert activity.title.startswith(title)
        assert (activity.deadline_text or "").startswith(deadline)
        assert activity.owners
    doubtful = [
        activity
        for activity in activities
        if any(isinstance(doubt, WordsMixed | GarbledWords) for doubt in activity.doubts)
    ]
    assert len(activities) / 3 < len(doubtful) < len(activities)

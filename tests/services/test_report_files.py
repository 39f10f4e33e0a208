"""The files of a report: what stands in their cells, and that nothing in them is alive."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from roadmap.extending import Basis
from services import archive_files, report_files, rights
from services.archive_files import harmless
from services.report_files import Kind, Material
from storage.database import Database
from storage.files import FileStore
from storage.tables import ObjectionRow
from tests.services.office import FIRST, SECOND, VERA, Office, at, row
from tests.services.reports import FORMULA, folder, material, move, reported

NOW = at("2018-11-01 12:00")


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> Office:
    """A town of which much was reported."""
    return await reported(database, folder(tmp_path / "files"))


async def _made(office: Office, kind: Kind) -> io.BytesIO:
    return io.BytesIO(report_files.made(await material(office), kind, NOW))


async def test_the_printed_report_has_the_documents_table(office: Office) -> None:
    document: Any = Document(await _made(office, Kind.REPORT))
    section = document.sections[0]
    assert section.page_width > section.page_height
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[:4] == [
        "Информация о ходе исполнения",
        "Дорожная карта",
        "Город. Период: 01.01.2018 – 31.12.2020, по состоянию на 1 ноября 2018\u00a0г.",
        "Наступил срок по 6 из 8 мероприятий: выполнено 1, с опозданием 1, не выполнено 4.",
    ]
    assert texts[-2:] == [
        "Глава\t____________________\tА.П. Главная",
        "Исп. Мостовая Вера Петровна",
    ]
    (table,) = document.tables
    rows = [[cell.text for cell in one.cells] for one in table.rows]
    assert rows[0] == [
        "№ п/п",
        "Мероприятие",
        "Срок",
        "Ответственный",
        "Ожидаемый результат",
        "Отметка об исполнении",
        "Подтверждающие документы",
    ]
    assert rows[1] == ["1. Организация"] * 7  # one merged cell
    assert rows[2] == [
        "1",
        "Утвердить план",
        "до 15 октября 2018",
        "Пономарева О.И.",
        "",
        "Исполнено 12.10.2018. Приказ подписан, 24 участника.",
        "План ../работы: 2018.pdf\nПриказ от 12.10.2018 № 275",
    ]
    assert [one[0] for one in rows].index("2. Мониторинг") == 8
    marks = [one._tr.xml for one in table.rows]
    assert "w:tblHeader" in marks[0]
    assert all("w:cantSplit" in xml for xml in marks)
    assert 'w:autoHyphenation w:val="true"' in document.settings.element.xml
    assert 'w:lang w:val="ru-RU"' in document.styles["Normal"].element.xml


async def test_a_long_row_goes_over_to_the_next_page(office: Office) -> None:
    """Kept whole it would leave half a page empty before it, or not fit on any."""
    found = await material(office)
    long = replace(found.report.rows[0], expected_result="Повышение качества образования. " * 20)
    rows = (long, found.report.rows[1])
    data = report_files.made(
        replace(found, report=replace(found.report, rows=rows)), Kind.REPORT, NOW
    )
    (table,) = Document(io.BytesIO(data)).tables
    kept = ["w:cantSplit" in one._tr.xml for one in table.rows]
    assert kept == [True, True, False, True]


async def _meeting(found: Material) -> list[str]:
    document: Any = Document(io.BytesIO(report_files.made(found, Kind.MEETING, NOW)))
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


async def test_the_page_for_the_meeting_names_reasons(office: Office) -> None:
    texts = await _meeting(await material(office))
    assert texts[4] == "Просрочено (4)"
    assert texts[5].startswith(
        "1)\u00a0Мониторинг (разд.\u00a02, п.\u00a01) — 31.03.2018, просрочено на "
    )
    assert " (и ещё 2 срока). Ответственный: Осотова И. В. Причина: " in texts[5]
    assert any("Причина: Нет учителя физики" in text for text in texts)
    assert texts[-1] == "1)\u00a0кто поможет по 1 мероприятию"


async def test_the_page_for_the_meeting_names_only_who_is_late(both: Database) -> None:
    """A school whose own date was moved on an order is coming, not late."""
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.launch(row("до 22 октября 2018", "ОО", title="План"))
    await move(office, 1, Basis.ORDER, "№ 5", owner="МОУ «СОШ № 1»")
    texts = await _meeting(await material(office, date(2018, 11, 20)))
    late, soon = texts[5], texts[7]
    assert "Ответственный: МОУ «СОШ № 2». Причина" in late
    assert "— 22.10.2018, " in late
    assert soon.endswith("План (разд.\u00a01, п.\u00a01) — МОУ «СОШ № 1»")
    assert "30 ноября" in soon


async def test_many_are_responsible_in_the_plural(database: Database) -> None:
    third = "Третий Иван Ильич;МОУ «СОШ № 3»;директор;;;школа;"
    office = await Office.open(database, FIRST, SECOND, third, VERA)
    await office.launch(row("до 22 октября 2018", "ОО", title="План"))
    (late,) = [text for text in await _meeting(await material(office)) if "План" in text]
    assert "Ответственные: МОУ «СОШ № 1», МОУ «СОШ № 2» и ещё 1. Причина" in late


async def test_the_page_for_the_meeting_stays_one_page(office: Office) -> None:
    """As many lines as a page of A4 holds, however long the words are."""
    found = await material(office)
    late = found.report.rows[3]
    many = tuple(replace(late, title="Разработать " * 40, codes=(n,)) for n in range(40))
    texts = await _meeting(replace(found, report=replace(found.report, rows=many)))
    assert "Просрочено (40)" in texts
    assert any(text.startswith("и ещё ") for text in texts)
    assert 40 <= sum(-(-len(text) // 90) or 1 for text in texts) <= 50


async def test_the_page_is_filled_with_what_is_late(office: Office) -> None:
    found = await material(office)
    late = replace(found.report.rows[5], title="Справка")
    many = tuple(replace(late, codes=(n,)) for n in range(16))
    texts = await _meeting(replace(found, report=replace(found.report, rows=many)))
    assert texts[4] == "Просрочено (16)"
    assert sum(text.startswith("16)") for text in texts) == 1
    assert not any(text.startswith("и ещё") for text in texts)


async def test_the_workbook_holds_no_live_formula_and_its_lists(office: Office) -> None:
    book = load_workbook(await _made(office, Kind.WORKBOOK))
    assert book.sheetnames == ["Отчёт", "Отметки", "По школам", "Итоги", "vekha-marks"]
    for sheet in book:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells), sheet.title
    report = book["Отчёт"]
    assert [cell.value for cell in report[4]][:4] == [
        "М-1",
        "1",
        "1. Организация",
        "Утвердить план",
    ]
    assert report["D7"].value == FORMULA
    assert (report.freeze_panes, report.auto_filter.ref) == ("E4", "A3:I11")
    assert report.page_setup.orientation == "landscape"
    marks = book["Отметки"]
    assert marks.column_dimensions["A"].hidden
    owners = [cell.value for cell in marks["F"][3:7]]
    assert owners[-1] == "МОУ «СОШ № 2»"  # the other school has answered
    assert {str(rule.type) for rule in marks.data_validations.dataValidation} == {"list", "date"}
    summary = [[cell.value for cell in one] for one in book["Итоги"].iter_rows(min_row=4)]
    assert summary[-1][0] == "Всего"


async def test_the_plan_is_a_calendar_that_says_whose_it_is(office: Office) -> None:
    text = (await _made(office, Kind.CALENDAR)).getvalue().decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 18
    assert "X-WR-CALNAME:Дорожная карта" in text
    assert "DESCRIPTION:Осотова Ирина Васильевна\\n" in text


async def test_the_archive_is_whole_and_its_names_are_safe(office: Office, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    whole = await _contents(office)
    path = tmp_path / "out.zip"
    archive_files.to_path(path, whole, files)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        proof = "Документы/М-1 Утвердить план/01 План .. работы 2018.pdf"
        assert archive.read(proof) == b"%PDF-1.4 plan"
        reports = archive.read("reports.csv").decode("utf-8-sig").splitlines()
        trail = archive.read("audit.csv").decode("utf-8-sig").splitlines()
    assert {name.rpartition(".")[2] for name in names} == {"docx", "xlsx", "csv", "txt", "pdf"}
    assert reports[0].startswith("Код;Мероприятие;Срок;Исполнитель;Событие;")
    assert any(f"'{FORMULA[:5]}" in line for line in reports)
    told = "М-2;Провести семинар;2018-10-15;Осотова Ирина Васильевна;выполнено;не начато;"
    (by_word,) = [line for line in reports if line.startswith(told)]
    assert "Мостовая Вера Петровна;со слов;" in by_word
    assert any(";запущена;дорожная карта;" in line for line in trail)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".part")] == []


async def _contents(office: Office) -> archive_files.Contents:
    found = await material(office)
    async with office.database.read() as session:
        told = await archive_files.histories(session, found)
    return archive_files.contents(found, told, NOW)


async def test_the_trail_is_of_this_roadmap_and_of_all_that_touches_it(both: Database) -> None:
    """Another roadmap whose activity's id is a code here, and calls to others, are not in it."""
    office = await reported(both)
    other = await office.draft(row("до 15 октября 2018", title="Чужое"), title="Другая")
    await office.start(other)
    vera, now, held = await office.actor("Мостовая"), NOW - timedelta(days=1), 0
    held = (await office.assignment(1)).id or 0
    foreign = (await office.assignment(9)).id or 0
    olga, boss = await office.person("Пономарева"), await office.person("Главная")
    async with both.write() as session:
        objection = ObjectionRow(
            municipality_id=office.tenant.id,
            assignment_id=held,
            person_id=olga,
            reason="Не моё",
            origin="objection",
            asked_at=now,
        )
        session.add(objection)
        await session.flush()
        about = {
            "call.missed": f"person:{olga}",
            "call.noted": f"person:{boss}",
            "objection.kept": f"objection:{objection.id}",
            "draft.party": "party:1",
            "activity.removed": "activity:9",
            "activity.redated": "activity:9",
            "person.edited": f"person:{olga}",
        }
        for action, subject in about.items():
            rights.audit(session, vera, office.tenant.id, action, now, subject)
        for action, ids in (("nudge.all", [held, foreign]), ("status.all", [foreign])):
            rights.audit(session, vera, office.tenant.id, action, now, assignments=ids)
        gone = {"assignments": [held]}
        rights.audit(session, vera, office.tenant.id, "evidence.removed", now, "evidence:7", **gone)
    told = (await _contents(office)).made[-1][1].decode("utf-8-sig").splitlines()[1:]
    assert [line.split(";")[2:4] for line in told if not line.startswith("2018-10-01")] == [
        ["запущена", "дорожная карта"],
        ["звонок без ответа", "Пономарева Ольга Ивановна"],
        ["возражение отклонено", "М-1, 15.10.2018, Пономарева Ольга Ивановна"],
        ["указано, о ком говорит документ", "Пономарева О.И."],
        ["напоминание всем опаздывающим", ""],
        ["документ удалён", "документ"],
    ]


async def test_a_big_archive_comes_in_volumes_or_not_at_all(office: Office, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    whole = await _contents(office)
    (one,) = archive_files.volumes(whole, files, 1 << 30)
    assert len(one) == 1
    twice = replace(whole, kept=(*whole.kept, replace(whole.kept[0], place="ещё.pdf")))
    shares = archive_files.volumes(twice, files, 1)
    assert [len(share) for share in shares] == [1, 1]
    hashes = archive_files.into_store(twice, files, 1, 2)
    assert hashes is not None and len(set(hashes)) == 2
    assert archive_files.into_store(twice, files, 1, 1) is None


async def test_a_file_that_is_gone_is_named(office: Office, tmp_path: Path) -> None:
    whole = await _contents(office)
    out = io.BytesIO()
    archive_files.write(out, whole, whole.kept, folder(tmp_path / "empty"))
    with zipfile.ZipFile(out) as archive:
        readme = archive.read("README.txt").decode("utf-8-sig")
    assert "Эти файлы больше не хранятся:" in readme


@pytest.mark.parametrize("text", ["=1", "+7", "-1", "@x", "\t=1", " =1"])
def test_no_text_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("План") == "План"

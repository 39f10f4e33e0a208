"""The official report: the document's own table, and what it says of every date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from roadmap.report_marks import Report, facts
from services import report_tables
from storage.database import Database
from tests.services.office import MONDAY, OLGA, VERA, Office, row
from tests.services.reports import NOVEMBER, reported
from views.report_words import Voice, of_row


async def _report(office: Office, as_of: date = NOVEMBER) -> Report:
    async with office.database.read() as session:
        return await report_tables.table(session, office.tenant, 1, as_of)


def _said(office: Office, report: Report) -> list[str]:
    voice = Voice(report.as_of, office.tenant.calendar, office.tenant.say)
    return [of_row(one, voice) for one in report.rows]


async def test_the_marks_are_sentences_of_an_office(both: Database) -> None:
    office = await reported(both)
    assert _said(office, await _report(office)) == [
        "Исполнено 12.10.2018. Приказ подписан, 24 участника.",
        "Исполнено с опозданием 18.10.2018 (срок — 15.10.2018) (со слов). Семинар проведён.",
        "Исполнено в 1 из 2 школ; не исполнено: МОУ «СОШ № 2».",
        "Не исполнено. Причина: Нет учителя физики.",
        "Срок не наступил. Срок перенесён на 30.11.2018: приказ № 12 от 19.10.2018.",
        "Не исполнено.",  # the internal date is nobody's business outside
        "31.03.2018: не исполнено.\n30.06.2018: не исполнено.\n30.09.2018: не исполнено.\n"
        "Следующий срок — 31.12.2018.",
        "Исполняется постоянно.",
    ]


async def test_what_came_after_the_day_is_not_in_it(both: Database) -> None:
    office = await reported(both)
    earlier = await _report(office, date(2018, 10, 11))
    assert _said(office, earlier)[:5] == [
        "Срок не наступил.",
        "Срок не наступил.",
        "Срок не наступил.",
        "На исполнении. Требуется помощь: Нет учителя физики.",
        "Срок не наступил.",
    ]
    assert not any(one.proofs for one in earlier.rows)


async def test_a_row_that_was_split_is_printed_as_the_one_it_is(database: Database) -> None:
    from dataclasses import replace

    office = await Office.open(database, OLGA, VERA)
    one = replace(row("до 15 октября 2018", title="Семинары"), row=7)
    parts: Sequence[str] = ("1.1.4-а", "1.1.4-б")
    await office.launch(
        *(replace(one, number=number) for number in parts),
        replace(row("до 20 октября 2018", title="Другое"), row=8),
    )
    report = await _report(office)
    assert [(r.number, r.codes) for r in report.rows] == [("1.1.4", (1, 2)), ("1", (3,))]
    assert len(facts(report)) == 3
    assert {m.activity_id for m in facts(report)} == {
        report.rows[0].activity_ids[0],
        report.rows[1].activity_ids[0],
    }


async def test_it_is_signed_and_made_by_somebody(database: Database) -> None:
    office = await reported(database)
    report = await _report(office, MONDAY)
    assert report.signs.name == "Главная Анна Павловна"
    assert report.made_by.name == "Мостовая Вера Петровна"

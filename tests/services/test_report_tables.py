"""The official report: the document's own table, and what it says of every date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import select

from roadmap.completion import Completion
from roadmap.drafts import Draft
from roadmap.extending import Basis
from roadmap.progress import Event
from roadmap.report_marks import Report, facts
from services import accepting, detailing, editing_off, report_tables, reporting, reviewing
from storage.database import Database
from storage.tables import BY_WORD, ActivityRow
from tests.services.office import (
    FIRST,
    IRINA,
    MONDAY,
    OLGA,
    PERIOD,
    SECOND,
    VERA,
    Office,
    at,
    row,
)
from tests.services.reports import NOVEMBER, move, reported
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


async def _reviewed(office: Office) -> None:
    async with office.database.write() as session:
        for one in await session.exec(select(ActivityRow)):
            one.reviewed = True
            session.add(one)


async def test_a_coordinators_remark_is_not_the_owners_words(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("до 15 октября 2018", title="План"))
    await _reviewed(office)
    held, noon = await office.assignment(1), at("2018-10-11 12:00")
    await office.report("Пономарева", held, Event.DONE, "2018-10-10 12:00", text="Сделано всё")
    async with both.write() as session:
        vera = await office.actor("Мостовая")
        asked = {"assignment": held.id}
        await accepting.remark_heard(session, vera, asked, "301", "Приложите приказ", noon)
    assert _said(office, await _report(office)) == ["Не исполнено."]
    await office.report("Пономарева", held, Event.DONE, "2018-10-12 12:00")
    async with both.write() as session:
        vera = await office.actor("Мостовая")
        await accepting.accept(session, vera, held.id or 0, at("2018-10-12 13:00"))
    assert _said(office, await _report(office)) == ["Исполнено 12.10.2018."]
    await office.report("Мостовая", held, Event.REOPEN, "2018-10-20 12:00", text="По ошибке")
    assert _said(office, await _report(office)) == ["Не исполнено."]


async def test_why_it_is_not_done_is_told_by_who_has_not_done_it(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.launch(row("до 15 октября 2018", "Пономарева О.И., Осотова И.В."))
    irina = await office.assignment(1, "Осотова")
    await office.report("Осотова", irina, Event.DONE, text="Семинар проведён")
    assert _said(office, await _report(office)) == ["Не исполнено."]
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP, text="Нет зала")
    assert _said(office, await _report(office)) == ["Не исполнено. Причина: Нет зала."]
    assert _said(office, await _report(office, date(2018, 10, 12))) == [
        "На исполнении. Требуется помощь: Нет зала."
    ]
    await office.report("Пономарева", await office.assignment(1), Event.DONE, "2018-10-25 12:00")
    (done,) = _said(office, await _report(office))
    assert "Нет зала" not in done
    assert "Семинар проведён" in done


async def test_what_was_told_stays_told_when_its_date_is_corrected(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(row("до 15 октября 2018"))
    held = await office.assignment(1)
    async with both.write() as session:
        by_word = replace(await office.actor("Мостовая"), via=BY_WORD)
        now = at("2018-10-14 12:00")
        await reporting.report(session, by_word, held.id or 0, Event.DONE, now, text="Подписан")
    async with both.write() as session:
        vera, now = await office.actor("Мостовая"), at("2018-10-14 12:05")
        await detailing.date_fact(session, vera, held.id or 0, date(2018, 10, 13), now)
    said = _said(office, await _report(office))
    assert said == ["Исполнено 13.10.2018 (со слов). Подписан."]


async def test_what_was_told_is_counted_and_only_beside_what_was_done(database: Database) -> None:
    office = await Office.open(database, OLGA, FIRST, SECOND, VERA)
    await office.launch(row("до 15 октября 2018"), row("до 15 октября 2018", "ОО"))
    told = [
        (await office.assignment(1), Event.IN_PROGRESS),
        (await office.assignment(2, "МОУ «СОШ № 1»"), Event.DONE),
    ]
    for held, event in told:
        async with database.write() as session:
            by_word = replace(await office.actor("Мостовая"), via=BY_WORD)
            await reporting.report(session, by_word, held.id or 0, event, at("2018-10-12 12:00"))
    assert _said(office, await _report(office)) == [
        "Не исполнено.",
        "Исполнено в 1 из 2 школ (со слов — 1); не исполнено: МОУ «СОШ № 2».",
    ]


async def test_what_was_called_off_later_stands_in_an_earlier_report(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(
        row("до 15 октября 2018", title="План"), row("до 15 октября 2018", title="Справка")
    )
    actor, now = await office.actor("Мостовая"), at("2018-11-05 12:00")
    async with both.write() as session:
        statement = select(ActivityRow.id).where(ActivityRow.code == 1)
        number = (await session.exec(statement)).one() or 0
        await editing_off.ask(session, actor, number, "301", now)
        await editing_off.heard(session, actor, {"activity": number}, "301", "По приказу", now)
        await editing_off.off(session, actor, number, "301", now)
    assert _said(office, await _report(office)) == ["Не исполнено.", "Не исполнено."]
    off = _said(office, await _report(office, date(2018, 11, 6)))
    assert off == ["Снято с исполнения.", "Не исполнено."]


async def test_what_a_workbook_took_out_later_stands_in_an_earlier_report(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(
        row("до 15 октября 2018", title="План"), row("до 15 октября 2018", title="Справка")
    )
    await office.report("Пономарева", await office.assignment(1), Event.NEED_HELP, text="Нет зала")
    async with both.write() as session:
        draft = Draft("Дорожная карта", PERIOD, (row("до 15 октября 2018", title="Справка"),))
        proposal = await reviewing.of_document(session, office.tenant, draft, 1)
        await reviewing.apply(session, office.tenant, proposal, at("2018-11-05 12:00"))
    assert _said(office, await _report(office)) == [
        "Не исполнено. Причина: Нет зала.",
        "Не исполнено.",
    ]
    assert _said(office, await _report(office, date(2018, 11, 6)))[0] == "Снято с исполнения."


async def test_dates_beyond_the_last_six_are_named_in_one_line(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row("ежемесячно", title="Мониторинг"))
    for number in (0, 1):
        done = (await office.assignments())[number]
        await office.report("Пономарева", done, Event.DONE, text="Сдан")
    (said,) = _said(office, await _report(office, date(2018, 11, 1)))
    assert said.splitlines()[:3] == [
        "Исполнено: 2 из 10 сроков.",
        "И ещё 4: не исполнено: 31.03.2018, 30.04.2018; "
        "исполнено с опозданием: 31.01.2018, 28.02.2018.",
        "31.05.2018: не исполнено.",
    ]


async def test_how_many_have_done_it_is_said_as_an_office_says_it(database: Database) -> None:
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, VERA)
    await office.launch(
        row("до 15 октября 2018", "ОО"),
        row("до 15 октября 2018", "ОО"),
        row("до 15 октября 2018", "Пономарева О.И., Осотова И.В."),
        row("до 15 октября 2018", "Пономарева О.И., Осотова И.В."),
        row("до 15 октября 2018", "Пономарева О.И., Осотова И.В."),
    )
    async with database.write() as session:
        for one in await session.exec(select(ActivityRow)):
            one.completion = Completion.ALL if one.code > 2 else one.completion
            session.add(one)
    first = await office.assignment(2, "МОУ «СОШ № 1»")
    await office.report("Громов", first, Event.IN_PROGRESS, text="Пишем")
    for owner in ("Пономарева", "Осотова"):
        await office.report(owner, await office.assignment(5, owner), Event.DONE)
    await office.report("Осотова", await office.assignment(4, "Осотова"), Event.DONE)
    assert _said(office, await _report(office)) == [
        "Не исполнено ни в одной из 2 школ: МОУ «СОШ № 1», МОУ «СОШ № 2».",
        "Не исполнено ни в одной из 2 школ: МОУ «СОШ № 1» (Пишем), МОУ «СОШ № 2».",
        "Не исполнено никем из 2 ответственных: "
        "Пономарева Ольга Ивановна, Осотова Ирина Васильевна.",
        "Исполнил 1 из 2; не исполнено: Пономарева Ольга Ивановна.",
        "Исполнили 2 из 2, 10.10.2018.",
    ]
    begun = _said(office, await _report(office, date(2018, 10, 12)))[1]
    assert begun == "На исполнении: МОУ «СОШ № 1» (Пишем), МОУ «СОШ № 2»."


async def test_a_schools_own_date_on_an_order_is_named(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.launch(row("до 20 октября 2018", "ОО", title="План"))
    await move(office, 1, Basis.ORDER, "№ 5", owner="МОУ «СОШ № 1»")
    assert _said(office, await _report(office)) == [
        "Исполнено в 0 из 2 школ; не исполнено: МОУ «СОШ № 2»; на исполнении: "
        "МОУ «СОШ № 1» (срок перенесён на 30.11.2018: приказ № 5)."
    ]

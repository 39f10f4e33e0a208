"""What the answers to rounds come to, told in the digest, the letter to management, the report."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook

from channels.message import Message
from roadmap.marks_back import read_marks
from services import archiving, digest_lists, report_files, round_summaries, weekly_facts
from services.report_files import Kind
from storage.database import Database
from tests.services.monitored import NOW, Monitored
from tests.services.office import at, row
from views import weekly

BEFORE = [(100, "40"), (100, "44")]
SINCE = [(100, "44"), (300, "56")]
SHARE = "Доля успевающих на «4» и «5»: 53 % (было 42 %, +11 п. п.; цель: не менее 50 — достигнута)"


async def _answered(database: Database) -> Monitored:
    """Two of three schools have answered for two quarters; a roadmap runs beside."""
    office = await Monitored.with_schools(database, 3)
    await office.launch(row("до 15 мая 2019", "ОО"), on=date(2019, 1, 10))
    form = await office.form()
    title = "Сведения о школе: IV квартал 2018 г."
    before = await office.round(form, "2018-Q4", date(2019, 1, 14), date(2019, 1, 9), title)
    await office.answered(before, BEFORE, "2019-01-11 12:00")
    await office.answered(await office.round(form), SINCE)
    return office


def _text(message: Message) -> str:
    return message.plain.replace("\u00a0", " ")


async def _digest(office: Monitored) -> str:
    actor = await office.actor("Мостовая")
    async with office.database.read() as session:
        return _text(await digest_lists.ask(session, actor, at(NOW)))


async def test_the_digest_tells_what_open_rounds_come_to(
    both: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await _answered(both)
    told = await _digest(office)
    assert "Сведения о школе: I квартал 2019 г. — 2 из 3, до 10 апреля 2019 г." in told
    assert SHARE in told
    monkeypatch.setattr(round_summaries, "AT_ONCE", 5)  # a region would be waited for
    short = await _digest(office)
    assert "2 из 3" in short
    assert SHARE not in short


async def test_the_letter_to_management_tells_it_too(both: Database) -> None:
    office = await _answered(both)
    async with both.read() as session:
        ((letter, _),) = await weekly_facts.read(session, office.tenant, at(NOW))
    text = weekly.text(letter, office.tenant.calendar, office.tenant.say)
    assert SHARE in _text(Message(text))


async def _material(office: Monitored, as_of: date) -> report_files.Material:
    async with office.database.read() as session:
        return await report_files.material(session, office.tenant, 1, as_of)


async def test_the_report_has_a_table_of_each_form(both: Database) -> None:
    office = await _answered(both)
    found = await _material(office, date(2019, 4, 5))
    document = Document(io.BytesIO(report_files.made(found, Kind.REPORT, at(NOW))))
    text = "\n".join(one.text for one in document.paragraphs).replace("\u00a0", " ")
    assert "Сведения о школе: I квартал 2019 г. Ответили: 2 из 3." in text
    rows = [[cell.text.replace("\u00a0", " ") for cell in r.cells] for r in document.tables[1].rows]
    assert rows[0][3] == "IV квартал 2018 г."
    share = ["1", "Доля успевающих на «4» и «5»", "53 %", "42 %", "не менее 50, достигнута"]
    assert rows[1] == share
    data = report_files.made(found, Kind.WORKBOOK, at(NOW))
    read = read_marks(data)  # past the new sheet
    assert (read.roadmap, read.wrong) == (1, ())
    book = load_workbook(io.BytesIO(data))
    values = [[str(c.value).replace("\u00a0", " ") for c in r] for r in book["Мониторинг"].rows]
    assert any("53 %" in line and "42 %" in line for line in values)


async def test_a_report_as_of_an_earlier_day_knows_no_later_answers(both: Database) -> None:
    office = await _answered(both)
    (quarter,) = (await _material(office, date(2019, 2, 1))).monitoring
    assert quarter.title == "Сведения о школе: IV квартал 2018 г."
    assert (await _material(office, date(2019, 1, 10))).monitoring == ()


async def test_rounds_of_a_roadmap_in_the_archive_ask_nobody_any_more(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    await office.launch(row("постоянно", "ОО"), on=date(2019, 1, 10))
    from services import monitoring_desk, opening_rounds

    await opening_rounds.plan_due(both, at("2019-04-01 09:00"))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        (one,) = await round_summaries.open_now(session, office.tenant, at(NOW))
    async with both.write() as session:
        await archiving.set_archived(session, office.tenant, 1, at(NOW), archive=True)
    async with both.read() as session:
        assert await round_summaries.open_now(session, office.tenant, at(NOW)) == []
        over = await monitoring_desk.over(session, actor, 0, at(NOW))
    assert str(one.standing.due.year) == "2019"
    assert "I квартал 2019" in over.plain

"""The analytical note, and what the report, the digest and the letter tell of monitoring."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from docx import Document

from roadmap.progress import Event
from services import opening_rounds, report_tables, round_deeds, round_desk, round_reports
from services import weekly_facts as facts
from storage import round_queries
from storage.database import Database
from storage.files import FileStore
from tests.services.monitored import NOW, Monitored
from tests.services.office import IRINA, OLGA, VERA, Office, at, row
from views.report_words import Voice, of_row

SIX = [(100, "40"), (110, "42"), (105, "41"), (95, "39.5"), (102, "40.5"), (900, "61.5")]
JANUARY = "2019-01-09 09:00"


async def test_the_note_says_what_was_asked_who_answered_and_what_it_comes_to(
    both: Database, tmp_path: Path
) -> None:
    office = await Monitored.with_schools(both, 7)
    form = await office.form()
    before = await office.round(form, "2018-Q4", date(2019, 1, 14), date(2019, 1, 9), "IV квартал")
    await office.answered(before, [(one - 4, "40") for one, _ in SIX])
    number = await office.round(form)
    await office.answered(number, SIX, "2019-04-11 12:00")
    actor, files = await office.actor("Мостовая"), FileStore(tmp_path)
    async with both.read() as session:
        message = await round_reports.paper(session, actor, number, files, at(NOW))
    (file,) = message.attachments
    document = Document(io.BytesIO(files.get(file.sha256)))
    text = "\n".join(one.text for one in document.paragraphs).replace("\u00a0", " ")
    assert "по итогам сбора сведений «Сведения о школе» за I квартал 2019 г." in text
    assert "Сведения представили 6 из 7 организаций (86 %)." in text
    assert "С опозданием — 6 организаций." in text
    assert "Не представили: МОУ «СОШ № 7»." in text
    assert "В IV квартале 2018 г. было 40 %: рост на" in text
    assert "МОУ «СОШ № 6» — 900 чел." in text
    assert "Достигнута цель (не менее 50)." in text
    assert ".." not in text
    cells = [[cell.text for cell in line.cells] for line in document.tables[0].rows]
    assert cells[1][2].replace("\u00a0", " ") == "1 412 чел."
    assert len(document.inline_shapes) == 1


async def test_the_report_tells_of_ongoing_rows_round_by_round(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    number = await office.draft(row("постоянно"), row("постоянно", "Осотова И.В."))
    await office.start(number)
    await opening_rounds.plan_due(both, at(JANUARY))
    first = (await office.assignments(1))[0]
    await office.report("Пономарева", first, Event.DONE, JANUARY, text="Проведено 3 семинара")
    async with both.read() as session:
        table = await report_tables.table(session, office.tenant, number, date(2019, 1, 10))
    voice = Voice(date(2019, 1, 10), office.tenant.calendar, office.tenant.say)
    assert [of_row(one, voice) for one in table.rows] == [
        "За IV квартал 2018 г.: ведётся. Проведено 3 семинара.",
        "За IV квартал 2018 г.: нет ответа.",
    ]
    assert all(not one.dates for one in table.rows)


async def test_a_round_of_ongoing_activities_lists_what_was_said(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.launch(row("постоянно"), row("постоянно", "Осотова И.В."))
    await opening_rounds.plan_due(both, at(JANUARY))
    first = (await office.assignments(1))[0]
    await office.report("Пономарева", first, Event.DONE, JANUARY, text="Проведено 3 семинара")
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        (asked,) = await round_queries.rounds(session, office.tenant.id)
        shown = await round_desk.opened(session, actor, asked.id or 0, 0, at(JANUARY))
        (letter, _), *_ = await facts.read(session, office.tenant, at(JANUARY))
    assert "Постоянные мероприятия, IV квартал 2018 г." in shown.plain
    assert "Ответили: 1 из 2" in shown.plain
    assert "Проведено 3 семинара" in shown.plain
    assert "ответа пока нет" in shown.plain
    (told,) = letter.monitoring
    assert (told.standing.done, told.standing.asked) == (1, 2)


async def test_moving_a_round_of_ongoing_activities_moves_every_date(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.launch(row("постоянно"), row("постоянно", "Осотова И.В."))
    await opening_rounds.plan_due(both, at(JANUARY))
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        (asked,) = await round_queries.rounds(session, office.tenant.id)
        await round_deeds.move(session, actor, asked.id or 0, date(2019, 1, 31), at(JANUARY))
    async with both.read() as session:
        (asked,) = await round_queries.rounds(session, office.tenant.id)
    assert asked.due_on == date(2019, 1, 31)

"""Tables without a mark that come by a letter: taken where the letter answers one request, else
kept as documents, and it is said which."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import select

from channels.message import Channel
from roadmap.progress import State
from services import children, papers_ahead, planning
from storage import submission_queries
from storage.database import Database
from storage.tables import EvidenceRow, NoticeRow, OrganizationRow, SubmissionState
from tests.roadmap.blanks.tables import edited, listed
from tests.roadmap.monitoring.papers import edited as worked_in
from tests.services.monitoring import NOW as JANUARY
from tests.services.monitoring import STAFF, ask
from tests.services.office import FIRST, SECOND, VERA, Office, said
from tests.services.postbox import Postbox, letter
from tests.services.tables import Tables, in_process
from tests.services.test_submission_files import ALL, _filled

BOX = "school1@town.example"
ONE, TWO = "МОУ «СОШ № 1»", "МОУ «СОШ № 2»"
BLANK = listed(("СОШ №1", "СОШ №2"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks are read here, not in a child."""
    monkeypatch.setattr(children, "ask", in_process)


async def _office(database: Database) -> Office:
    office = await Office.open(database, FIRST, SECOND, VERA)
    await office.bind("Мостовая", 301)
    async with database.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization(ONE))
        school.email = BOX
    return office


async def _asked(office: Office, when: str) -> NoticeRow:
    """The letter to the first school."""
    return next(n for n in await office.plan(when) if n.address == BOX)


async def _proofs(database: Database) -> list[EvidenceRow]:
    async with database.read() as session:
        return list(await session.exec(select(EvidenceRow)))


@pytest.mark.usefixtures("at_once")
async def test_in_answer_to_one_request_it_is_handed_in(both: Database, tmp_path: Path) -> None:
    office = await _office(both)
    tables, post = Tables(office, tmp_path), Postbox(office, tmp_path)
    await tables.ask(BLANK, ONE, TWO)
    notice = await _asked(office, "2018-10-10 14:05")
    data = edited(BLANK, C6=4, D6=3, E6=2)
    files = [("Наша таблица.xlsx", data)]
    await post.take(letter("Направляем", to=notice, sender=BOX, files=files))
    (answer,) = await post.answers(BOX)
    assert "Количество учителей / всего: 4" in answer.plain.replace("\xa0", " ")
    own = next(r for r in await office.assignments() if r.state is State.DONE)
    held = await tables.stored("Громов", own.id or 0)
    assert held.submission.state is SubmissionState.SENT
    assert await _proofs(both) == []


@pytest.mark.usefixtures("at_once")
async def test_among_several_it_is_a_document_and_the_answer_says_so(
    both: Database, tmp_path: Path
) -> None:
    office = await _office(both)
    tables, post = Tables(office, tmp_path), Postbox(office, tmp_path)
    await tables.ask(BLANK, ONE, TWO)
    await tables.ask(edited(BLANK, A1="Другая таблица"), ONE, TWO, due=date(2018, 10, 16))
    notice = await _asked(office, "2018-10-10 14:05")
    assert len(await office.items(notice)) == 2
    files = [("Наша таблица.xlsx", edited(BLANK, C6=4))]
    text = "1 в работе, таблица приложена"
    await post.take(letter(text, to=notice, sender=BOX, files=files))
    (answer,) = await post.answers(BOX)
    assert "Они приняты как подтверждающие документы" in answer.plain
    assert "таблица, которую запросили в п. 1, этим не сдана" in answer.plain
    assert "пришлите" in answer.plain
    assert [row.name for row in await _proofs(both)] == ["Наша таблица.xlsx"]


async def test_a_workbook_of_a_form_that_lost_its_mark_is_known_by_its_questions(
    both: Database, tmp_path: Path
) -> None:
    office = await _office(both)
    post = Postbox(office, tmp_path)
    number = await ask(office, STAFF)
    await planning.plan_due(both, JANUARY)
    await papers_ahead.add(both, post.files, JANUARY)
    (notice,) = [n for n in await office.notices() if n.channel is Channel.EMAIL]
    (table,) = said(notice).attachments

    def strip(book: Workbook) -> None:
        del book["vekha-answers"]
        book.custom_doc_props.props.clear()  # type: ignore[attr-defined]

    bare = worked_in(_filled(post.files.get(table.sha256), ALL), strip)
    raw = letter("", to=notice, sender=BOX, files=[("Кадры.xlsx", bare)])
    await post.take(raw, when="2019-01-15 12:00")
    async with both.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, number)
    assert row is not None
    assert row.state is SubmissionState.SENT

"""Letters of rounds bring the table along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.message import Channel
from roadmap.blanks.errors import NotOfThisBlank
from services import blank_work, intake, papers_ahead, planning, refreshing, submission_files
from services.intake import Sent
from services.rights import Actor
from storage import paper_queries, submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeRow, OrganizationRow, RoundRow, SubmissionState
from tests.services.monitoring import CLASSES, NOW, STAFF, ask
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, plain, row, said
from tests.services.test_submission_files import ALL, _filled

THIRD = "Чернов Пётр Ильич;МОУ «СОШ № 3»;директор;;;школа;"
EMPTY_LAYOUT: dict[str, Any] = {"regions": [], "names": []}


async def _letter(office: Office, files: FileStore) -> NoticeRow:
    """What the planning job writes to the school's mailbox."""
    await planning.plan_due(office.database, NOW)
    assert await papers_ahead.add(office.database, files, NOW) == 1
    assert await papers_ahead.add(office.database, files, NOW) == 0
    (notice,) = await office.notices()
    assert notice.not_before == NOW
    return notice


async def _with_mailbox(both: Database, *people: str) -> Office:
    office = await Office.open(both, *(people or (FIRST,)))
    await _mailbox(office, "МОУ «СОШ № 1»")
    return office


async def _mailbox(office: Office, name: str) -> None:
    number = await office.organization(name)
    async with office.database.write() as session:
        school = await session.get_one(OrganizationRow, number)
        school.email = f"school{number}@town.example"


async def test_a_schools_mailbox_gets_the_table_and_sends_it_back(
    both: Database, tmp_path: Path
) -> None:
    office, files = await _with_mailbox(both), FileStore(tmp_path)
    number = await ask(office, STAFF)
    notice = await _letter(office, files)
    assert notice.channel is Channel.EMAIL
    (attachment,) = said(notice).attachments
    assert "Заполните приложенную таблицу" in said(notice).reply_hint
    assert "пришлите её координатору" in said(notice).letter_hint
    filled = _filled(files.get(attachment.sha256), ALL)
    actor = Actor(office.tenant.id, await office.person("Громов"), "email", "letter:1:book1", NOW)
    sent = Sent(filled, attachment.name, actor.origin)
    async with both.read() as session:
        assert await intake.taker_by_letter(session, actor, sent) is submission_files
    answer = await submission_files.take(both, files, actor, sent, NOW)
    assert answer.plain.startswith("Таблица прочитана.")
    async with both.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, number)
    assert row is not None
    assert row.state is SubmissionState.SENT


async def test_a_letter_that_waits_keeps_its_table_when_it_is_worded_anew(
    both: Database, tmp_path: Path
) -> None:
    office, files = await _with_mailbox(both), FileStore(tmp_path)
    number = await ask(office, CLASSES)
    before = said(await _letter(office, files)).attachments
    async with both.write() as session:
        await refreshing.refresh(session, office.tenant, [number], NOW)
    (notice,) = await office.notices()
    assert said(notice).attachments == before != ()
    assert "Заполните приложенную таблицу" in said(notice).reply_hint


@pytest.mark.parametrize("bound", [True, False])
async def test_no_table_is_made_for_who_reads_in_the_chat_or_not_at_all(
    database: Database, tmp_path: Path, bound: bool
) -> None:
    office, files = await Office.open(database, FIRST), FileStore(tmp_path)
    if bound:
        await office.bind("Громов", 201)
    await ask(office, STAFF)
    await planning.plan_due(database, NOW)
    assert all(one.not_before == NOW for one in await office.notices())
    assert await papers_ahead.add(database, files, NOW) == 0
    assert not list(tmp_path.iterdir())


async def test_nothing_else_waits_for_tables_and_they_are_resumed(
    both: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers_ahead, "AT_ONCE", 1)
    office, files = await _with_mailbox(both, FIRST, SECOND, OLGA), FileStore(tmp_path)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 15 января 2019"))
    for school in ("МОУ «СОШ № 1»", "МОУ «СОШ № 2»"):
        await _mailbox(office, school)
        await ask(office, replace(STAFF, key=school), school=school)
    await planning.plan_due(both, NOW)
    at_once = [one for one in await office.notices() if one.not_before == NOW]
    assert [one.person_id for one in at_once] == [await office.person("Пономарева")]
    letters = [one for one in await office.notices() if one.channel is Channel.EMAIL]
    assert len(letters) == 2
    assert all(NOW < one.not_before <= NOW + papers_ahead.PATIENCE for one in letters)
    for there in (1, 2, 2):  # a run makes one of them; what is left is known to the next process
        await papers_ahead.add(both, files, NOW)
        ready = [one for one in await office.notices() if said(one).attachments]
        assert len(ready) == there
    assert all(one.not_before == NOW for one in ready)


async def test_municipalities_take_turns(both: Database) -> None:
    for name, count in (("Первый", 3), ("Второй", 1)):
        schools = [FIRST, SECOND, THIRD][:count]
        office = await Office.open(both, *schools, name=name)
        for n in range(1, count + 1):
            await _mailbox(office, f"МОУ «СОШ № {n}»")
            await ask(office, replace(STAFF, key=str(n)), school=f"МОУ «СОШ № {n}»")
    await planning.plan_due(both, NOW)
    async with both.read() as session:
        waiting = await paper_queries.waiting(session, NOW, 2)
    assert len({town for town, _ in waiting}) == 2


async def test_a_table_that_cannot_be_made_stops_no_other_and_is_told_once(
    both: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, files = await _with_mailbox(both, FIRST, SECOND, VERA), FileStore(tmp_path)
    vera = await office.bind("Мостовая", 301)
    await _mailbox(office, "МОУ «СОШ № 2»")
    bad = await ask(office, None)
    async with both.write() as session:
        found = await submission_queries.of_assignment(session, office.tenant.id, bad)
        assert found is not None
        asked = await session.get_one(RoundRow, found.round_id)
        asked.blank_sha256, asked.layout = files.put(b"blank"), EMPTY_LAYOUT
    good = await ask(office, STAFF, school="МОУ «СОШ № 2»")

    async def broken(*_: object) -> bytes:
        raise NotOfThisBlank("Лист1")

    monkeypatch.setattr(blank_work, "copy", broken)
    await planning.plan_due(both, NOW)
    assert await papers_ahead.add(both, files, NOW) == 2
    letters = [one for one in await office.notices() if one.channel is Channel.EMAIL]
    beside = {await _about(office, one): len(said(one).attachments) for one in letters}
    assert beside == {bad: 0, good: 1}
    assert all(one.not_before == NOW for one in letters)
    async with both.write() as session:  # the same round speaks again another day
        number = next(one.id for one in letters if not said(one).attachments)
        letter = await session.get_one(NoticeRow, number)
        letter.not_before = NOW + papers_ahead.PATIENCE
    await papers_ahead.add(both, files, NOW)
    told = [one for one in await office.notices() if one.person_id == vera]
    assert len(told) == 1
    assert "Не удалось подготовить таблицу" in plain(told[0])


async def _about(office: Office, notice: NoticeRow) -> int:
    (item,) = await office.items(notice)
    return item.assignment_id

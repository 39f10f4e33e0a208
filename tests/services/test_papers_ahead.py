"""Letters of rounds bring the table along."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.message import Channel
from services import intake, papers_ahead, planning, refreshing, submission_files
from services.intake import Sent
from services.rights import Actor
from storage import submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeRow, OrganizationRow, SubmissionState
from tests.services.monitoring import CLASSES, NOW, STAFF, ask
from tests.services.office import FIRST, Office, plain, said
from tests.services.test_submission_files import ALL, _filled


async def _letter(office: Office, files: FileStore) -> NoticeRow:
    """What the planning job writes to the school's mailbox."""
    papers = await papers_ahead.ahead(office.database, files, NOW)
    await planning.plan_due(office.database, NOW, papers=papers)
    (notice,) = await office.notices()
    return notice


async def _with_mailbox(both: Database) -> Office:
    office = await Office.open(both, FIRST)
    async with both.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        school.email = "school1@town.example"
    return office


async def test_a_schools_mailbox_gets_the_table_and_sends_it_back(
    both: Database, tmp_path: Path
) -> None:
    office, files = await _with_mailbox(both), FileStore(tmp_path)
    number = await ask(office, STAFF)
    notice = await _letter(office, files)
    assert notice.channel is Channel.EMAIL
    (attachment,) = said(notice).attachments
    assert "Заполните приложенную таблицу" in plain(notice)
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


@pytest.mark.parametrize("bound", [True, False])
async def test_no_table_is_made_for_who_reads_in_the_chat_or_not_at_all(
    database: Database, tmp_path: Path, bound: bool
) -> None:
    office, files = await Office.open(database, FIRST), FileStore(tmp_path)
    if bound:
        await office.bind("Громов", 201)
    await ask(office, STAFF)
    assert await papers_ahead.ahead(database, files, NOW) == {}
    assert not list(tmp_path.iterdir())

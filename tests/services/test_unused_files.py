"""Files go when nothing names them any more, and never before."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from services import conversations, retention, unused_files, weekly
from storage import file_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import Base, DocumentRow, NoticeRow
from tests.services.office import BOSS, OLGA, Office, at, row, said

MONDAY_8 = at("2018-10-15 08:00")
WITHOUT_FILES = {
    ("announcement", "audience"),
    ("activity", "doubts"),
    ("activity", "rule"),
    ("activity", "target"),
    ("asking", "audience"),
    ("audit", "facts"),  # a line of the trail keeps no file
    ("class_part", "answers"),
    ("edition", "choices"),
    ("form", "content"),
    ("inbox", "payload"),  # a messenger's numbers of files, none of ours
    ("municipality", "settings"),
    ("person", "letters"),
    ("roadmap", "schools"),
    ("roadmap", "settings"),
    ("round", "layout"),
    ("snapshot", "numbers"),
    ("submission", "answers"),
    ("submission", "comments"),
    ("submission", "remarks"),
    ("submission", "warnings"),
}


def test_every_column_of_json_is_known_to_hold_files_or_none() -> None:
    found = {
        (each.name, column.name)
        for each in Base.metadata.sorted_tables
        for column in each.columns
        if isinstance(column.type, sa.JSON)
    }
    holding = {(column.table.name, column.name) for column in file_queries.IN_JSON}
    assert found == WITHOUT_FILES | holding


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def _age(files: FileStore, days: int = 8) -> None:
    for path in files.root.glob("??/*"):
        then = path.stat().st_mtime - days * 86400
        os.utime(path, (then, then))


async def test_what_a_letter_carried_goes_with_its_notice(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 12 октября 2018"))
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 1
    (letter,) = await office.notices()
    message = said(letter)
    carried = [message.page, *(file.sha256 for file in message.attachments)]
    assert len(carried) == 3  # the page, the picture, the table
    stray = files.put(b"stored by a process that was killed")
    assert await unused_files.sweep(both, files) == 0  # it may be named in a moment
    _age(files)
    assert await unused_files.sweep(both, files) == 1
    assert not files.path(stray).exists()
    async with both.write() as session:
        await session.execute(sa.update(NoticeRow).values(state="sent", settled_at=MONDAY_8))
    await retention.clear(both, files, MONDAY_8 + timedelta(days=399))
    assert all(files.path(one).exists() for one in carried)
    await retention.clear(both, files, MONDAY_8 + timedelta(days=401))
    assert not any(files.path(one).exists() for one in carried)


async def test_what_rows_and_unfinished_conversations_name_stays(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA)
    begun, sent = files.put(b"a table, half-way"), files.put(b"a roadmap")
    async with both.write() as session:
        await conversations.remember(session, "301", "blank.ask", {"sha256": begun}, MONDAY_8)
        session.add(
            DocumentRow(
                municipality_id=office.tenant.id,
                person_id=await office.person("Пономарева"),
                address="301",
                name="plan.docx",
                sha256=sent,
                origin="update:1",
                at=MONDAY_8,
            )
        )
    _age(files)
    assert await unused_files.sweep(both, files) == 0
    async with both.write() as session:
        await conversations.forget(session, "301")
    assert await unused_files.sweep(both, files) == 1
    assert [files.path(one).exists() for one in (begun, sent)] == [False, True]

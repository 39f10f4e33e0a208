"""A round handed on by its coordinator."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services import answers, round_files, submissions
from services.answers import Change
from services.rights import Denied
from storage import submission_queries
from storage.database import Database
from storage.files import FileStore
from tests.services.monitoring import CLASSES, NOW, ask
from tests.services.office import FIRST, VERA, Office


async def test_a_coordinator_exports_what_was_handed_in(both: Database, tmp_path: Path) -> None:
    office = await Office.open(both, FIRST, VERA)
    number = await ask(office, CLASSES)
    files = FileStore(tmp_path)
    vera, igor = await office.actor("Мостовая"), await office.actor("Громов")
    async with both.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, number)
        assert row is not None
        round_id = row.round_id
        early = await round_files.export(session, vera, round_id, 0, files, NOW)
    assert early.attachments == ()
    async with both.write() as session:
        held = await answers.held(session, igor, number, "test", change=True)
        given = [Change("pupils", 25, "5А"), Change("special", 1, "5А")]
        await answers.put(session, igor, held, given, NOW)
        await submissions.hand_in(session, igor, held, NOW)
    found = []
    for kind in (0, 1):
        async with both.read() as session:
            said = await round_files.export(session, vera, round_id, kind, files, NOW)
        (attachment,) = said.attachments
        found.append((attachment.name, files.get(attachment.sha256)))
    assert [name for name, _ in found] == [
        "Контекстные данные 2018-Q4.xlsx",
        "Контекстные данные 2018-Q4.csv",
    ]
    sheet = load_workbook(io.BytesIO(found[0][1])).worksheets[0]
    assert [cell.value for cell in sheet[4]][1:5] == ["МОУ «СОШ № 1»", "5А", 25, 1]
    assert "IV квартал 2018 г.;МОУ «СОШ № 1»;5А;pupils;Обучающихся;25;чел.;" in found[1][1].decode()
    async with both.read() as session:
        with pytest.raises(Denied):
            await round_files.export(session, igor, round_id, 0, files, NOW)

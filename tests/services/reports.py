"""A roadmap of which much has been reported: what its report, workbook and archive are made of."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from roadmap import marks_back as sheet
from roadmap.extending import Basis
from roadmap.progress import Event
from services import report_files, reporting
from services.report_files import Kind, Material
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    BY_WORD,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    Verdict,
)
from tests.services.office import BOSS, FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row

NOVEMBER = date(2018, 11, 1)
Rows = Mapping[int, Mapping[str, Any]]
"""By the number of an open row, from 0: what is filled in, by column."""
FORMULA = '=HYPERLINK("http://evil.example";"жми")'


async def reported(database: Database, files: FileStore | None = None) -> Office:
    """М-1 done in time, М-2 done late by word, М-3 half of the schools, М-4 late with a reason,
    М-5 moved on an order, М-6 moved without grounds, М-7 quarterly, М-8 all the time."""
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, BOSS, VERA)
    rows = [
        row("до 15 октября 2018", title="Утвердить план"),
        row("до 15 октября 2018", "Осотова И.В.", title="Провести семинар"),
        row("до 20 октября 2018", "ОО", title="Назначить ответственных"),
        row("до 20 октября 2018", title=FORMULA),
        row("до 22 октября 2018", title="Разместить материалы"),
        row("до 22 октября 2018", title="Подготовить справку"),
        replace(row("ежеквартально", "Осотова И.В.", title="Мониторинг"), section="2. Мониторинг"),
        replace(row("постоянно", title="Консультации"), section="2. Мониторинг"),
    ]
    await office.launch(*rows)
    await _mark(office, "Пономарева", 1, date(2018, 10, 12), "Приказ подписан, 24 участника")
    await _mark(office, "Мостовая", 2, date(2018, 10, 18), "Семинар проведён", via=BY_WORD)
    first = (await office.assignment(3, "МОУ «СОШ № 1»")).id or 0
    await _mark(office, "Громов", 3, date(2018, 10, 19), assignment=first)
    late = await office.assignment(4)
    await office.report(
        "Пономарева", late, Event.NEED_HELP, "2018-10-10 12:00", text="Нет учителя физики"
    )
    await move(office, 5, Basis.ORDER, "№ 12 от 19.10.2018")
    await move(office, 6, None, "")
    if files is not None:
        await _prove(office, files)
    return office


async def _mark(
    office: Office,
    surname: str,
    code: int,
    fact: date,
    text: str = "",
    *,
    via: str = "telegram",
    assignment: int | None = None,
) -> None:
    number = assignment or (await office.assignment(code)).id or 0
    actor = replace(await office.actor(surname), via=via)
    async with office.database.write() as session:
        await reporting.report(
            session,
            actor,
            number,
            Event.DONE,
            at(f"{fact.isoformat()} 15:00"),
            text=text,
            fact_on=fact,
        )


async def move(
    office: Office, code: int, basis: Basis | None, text: str, owner: str | None = None
) -> None:
    """The date of an activity moves to 30.11.2018: for all, or for one `owner`."""
    held = await office.assignment(code, owner)
    async with office.database.write() as session:
        session.add(
            ExtensionRow(
                municipality_id=office.tenant.id,
                assignment_id=held.id or 0,
                person_id=await office.person("Мостовая"),
                due_before=date(2018, 10, 22),
                proposed=date(2018, 11, 30),
                verdict=Verdict.GRANTED,
                granted=date(2018, 11, 30),
                basis=basis,
                basis_text=text,
                decided_by=await office.person("Мостовая"),
                decided_at=at("2018-10-19 12:00"),
                for_all=owner is None,
                origin=f"moved:{code}",
                asked_at=at("2018-10-19 12:00"),
            )
        )


async def _prove(office: Office, files: FileStore) -> None:
    """A file and requisites for М-1, a link for М-2."""
    pieces = [
        (1, EvidenceKind.FILE, "План ../работы: 2018.pdf", files.put(b"%PDF-1.4 plan")),
        (1, EvidenceKind.REQUISITES, "Приказ от 12.10.2018 № 275", None),
        (2, EvidenceKind.LINK, "https://school.example/seminar", None),
    ]
    for at_, (code, kind, text, sha256) in enumerate(pieces):
        held = await office.assignment(code)
        async with office.database.write() as session:
            piece = EvidenceRow(
                municipality_id=office.tenant.id,
                kind=kind,
                sha256=sha256,
                name=text,
                text=text,
                person_id=await office.person("Пономарева"),
                origin=f"proof:{at_}",
                at=at("2018-10-12 15:00"),
            )
            session.add(piece)
            await session.flush()
            session.add(
                EvidenceLinkRow(
                    municipality_id=office.tenant.id,
                    evidence_id=piece.id or 0,
                    assignment_id=held.id or 0,
                    at=at("2018-10-12 15:00"),
                )
            )


async def material(office: Office, as_of: date = NOVEMBER) -> Material:
    """What the files are made of."""
    async with office.database.read() as session:
        return await report_files.material(session, office.tenant, 1, as_of)


def folder(path: Path) -> FileStore:
    """Where files are kept."""
    path.mkdir(parents=True, exist_ok=True)
    return FileStore(path)


async def workbook(office: Office, rows: Rows) -> bytes:
    """The workbook of marks with its rows filled in."""
    data = report_files.made(await material(office), Kind.WORKBOOK, at("2018-11-01 12:00"))
    book = load_workbook(io.BytesIO(data))
    page, columns = book[sheet.sheet_name()], list(sheet.words("headers"))
    for number, filled in rows.items():
        for name, value in filled.items():
            page.cell(4 + number, columns.index(name) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

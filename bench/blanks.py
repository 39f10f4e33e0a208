"""Blank tables: the table of 100 returned workbooks gathered, from the database and the file store
to the bytes; reading one of them and making one copy beside it."""

from __future__ import annotations

import io
import os
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import select

from bench.measuring import NOW, Row, median
from bench.servers import sqlite
from roadmap.blanks import values
from roadmap.blanks.gathering import gather
from roadmap.blanks.layout import Layout, to_data
from roadmap.blanks.problems import Accepted
from roadmap.blanks.returned import read_returned
from roadmap.people_sheet import read_people
from roadmap.plan import Asked
from services import blank_work, gathering_up, municipalities, people, rounds
from services.municipalities import Tenant
from services.rights import Actor
from services.rounds import Opening
from storage import people_desk_queries, round_queries, submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import PersonRow, SubmissionState

SCHOOLS = int(os.environ.get("BENCH_SCHOOLS", "100"))
COLUMNS = 30
ROUNDS = 3


def blank() -> bytes:
    """A table with a row for the schools, 30 columns and sums."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = "Data"
    for column, text in enumerate(("№ п/п", "Наименование ОО"), 1):
        sheet.cell(3, column).value = text
    for column in range(3, COLUMNS + 3):
        sheet.cell(3, column).value = f"Количество {column - 2}"
    sheet.cell(5, 2).value = "Итого"
    for column in range(3, COLUMNS + 3):
        letter = get_column_letter(column)
        sheet.cell(5, column).value = f"=SUM({letter}4:{letter}4)"
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _filled(copy: bytes) -> bytes:
    book = load_workbook(io.BytesIO(copy))
    sheet = book.worksheets[0]
    for column in range(3, COLUMNS + 3):
        sheet.cell(4, column).value = column
    return _saved(book)


async def _town(database: Database) -> tuple[Tenant, Actor]:
    async with database.write() as session:
        tenant = await municipalities.add(session, "Town", "Europe/Moscow", NOW)
    lines = ["ФИО;Организация;Должность;Email;Телефон;Роли;Канал"]
    lines += [
        f"Громова{n} Анна Игоревна;СОШ № {n};директор;;;школа;" for n in range(1, SCHOOLS + 1)
    ]
    lines.append("Мостовая Вера Петровна;МЦ;методист;;;координатор;")
    async with database.write() as session:
        await people.take(session, tenant.id, read_people("\n".join(lines).encode()), NOW)
        found = select(PersonRow.id).where(PersonRow.full_name == "Мостовая Вера Петровна")
        clerk = (await session.exec(found)).one() or 0
    return tenant, Actor(tenant.id, clerk, "telegram", "bench", NOW)


async def _answered(
    database: Database, tenant: Tenant, sha256: str, layout: Layout, cells: dict[str, object]
) -> int:
    """A round that every school has answered; its id."""
    async with database.write() as session:
        rows = await people_desk_queries.organizations(session, tenant.id)
        schools = [row.id or 0 for row in rows if row.name != "МЦ"]
        opening = Opening(
            kind=Asked.TABLE,
            title="Figures",
            cause="bench",
            opens_on=NOW.date(),
            due_on=date(2018, 10, 15),
            blank_sha256=sha256,
            blank_name="blank.xlsx",
            layout=to_data(layout),
        )
        row = await rounds.open_asking(session, tenant, opening, schools, NOW)
        assert row is not None
        number = row.id or 0
    async with database.write() as session:
        for one in await round_queries.assignments_of(session, tenant.id, number):
            held = await submission_queries.of_assignment(session, tenant.id, one.id or 0)
            assert held is not None
            held.answers, held.state = cells, SubmissionState.SENT
            session.add(held)
    return number


def _from_workbooks(data: bytes, layout: Layout, returned: bytes, names: list[str]) -> float:
    """Seconds from the bytes that all schools sent to the bytes of the whole table. The one file
    stands for all, and is read as many times."""
    began = time.perf_counter()
    came = {}
    for name in names:
        found = read_returned(returned, data, layout, names[0], "1.1.1")
        assert isinstance(found, Accepted), found
        came[name] = found.values
    assert gather(data, layout, came)
    return time.perf_counter() - began


async def measure() -> list[Row]:
    """Seconds, the child's start included."""
    with TemporaryDirectory() as folder:
        async with sqlite() as database:
            return await _measured(database, FileStore(Path(folder)))


async def _measured(database: Database, files: FileStore) -> list[Row]:
    tenant, clerk = await _town(database)
    data = blank()
    sha256 = files.put(data)
    names = [f"СОШ № {n}" for n in range(1, SCHOOLS + 1)]
    offered = await blank_work.offers(data, names)
    layout = offered[0][0].layout
    began = time.perf_counter()
    copy = await blank_work.copy(data, layout, names[0], "1.1.1")
    copied = time.perf_counter() - began
    returned = _filled(copy)
    began = time.perf_counter()
    found, _ = await blank_work.read(returned, data, layout, names[0], "1.1.1")
    read = time.perf_counter() - began
    assert isinstance(found, Accepted), found
    number = await _answered(database, tenant, sha256, layout, values.to_data(found.values))
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with database.read() as session:
            message = await gathering_up.gathered(session, clerk, number, files)
        took.append(time.perf_counter() - began)
        assert message.attachments, message.text
    return [
        Row(
            f"{SCHOOLS} returned workbooks read and gathered in one process",
            f"{_from_workbooks(data, layout, returned, names):.1f} s",
            "-",
            "-",
            "<= 20 s",
        ),
        Row("a school's copy of a blank", f"{copied:.1f} s", "-", "-", "-"),
        Row("a returned table read", f"{read:.1f} s", "-", "-", "-"),
        Row(
            f"{SCHOOLS} returned tables gathered, {COLUMNS} figures each",
            f"{median(took):.1f} s",
            "-",
            "-",
            "<= 20 s",
        ),
    ]

"""A round of 1,000 schools with 20 classes of 30 questions each: rolled up and handed on as a
workbook and as a .csv; keeping one answer among 600; the workbook of one school, made and read. On
SQLite, each export in a process of its own, so that the peak of memory is its own."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from datetime import date
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.measuring import NOW, Row, median
from bench.servers import sqlite
from roadmap.monitoring import fields
from roadmap.monitoring.fields import Field, FieldType, Form, RollUp
from roadmap.monitoring.periods import PeriodKind, period_by_key
from roadmap.monitoring.returned import read_returned
from roadmap.monitoring.sheet_cells import read_cells
from roadmap.plan import Asked
from services import answers, municipalities, round_files, rounds, submission_papers
from services.answers import Change
from services.municipalities import Tenant
from services.rights import Actor
from services.round_files import Kind
from services.rounds import Opening
from storage.database import Database
from storage.tables import (
    AssignmentRow,
    FormRow,
    MembershipRow,
    OrganizationKind,
    OrganizationRow,
    PersonRow,
    RoundRow,
    SubmissionRow,
    SubmissionState,
)

SCHOOLS, CLASSES, COUNTS, SHARES = 1_000, 20, 25, 5
SAVED = 60
ROUNDS = 3


def _form() -> Form:
    """25 counts that are summed and 5 percentages that are averaged by the first of them."""
    counts = [_count(n) for n in range(COUNTS)]
    shares = [
        Field(
            f"s{n}", f"Percentage {n}", FieldType.PERCENT, roll_up=RollUp.MEAN, weight=counts[0].key
        )
        for n in range(SHARES)
    ]
    return Form("bench", "Data by class", (*counts, *shares), per_class=True)


def _count(n: int) -> Field:
    return Field(f"n{n}", f"How many of kind {n}", FieldType.NUMBER, roll_up=RollUp.SUM)


def _answers(school: int, form: Form) -> dict[str, dict[str, Any]]:
    return {
        f"{1 + c // 2}{'AB'[c % 2]}": {
            one.key: (school * 7 + c * 3 + place) % 40 if one.key[0] == "n" else f"{c}.{place}"
            for place, one in enumerate(form.fields)
        }
        for c in range(CLASSES)
    }


async def _fill(database: Database) -> int:
    """A closed round in which every school has answered everything; its number."""
    form = _form()
    async with database.write() as session:
        tenant = await municipalities.add(session, "Bench", "Europe/Moscow", NOW)
        schools = [
            OrganizationRow(
                municipality_id=tenant.id,
                name=f"School {n}",
                key=f"school {n}",
                kind=OrganizationKind.SCHOOL,
            )
            for n in range(SCHOOLS)
        ]
        row = FormRow(
            municipality_id=tenant.id,
            key=form.key,
            title=form.title,
            content=fields.to_data(form),
            at=NOW,
        )
        session.add_all([*schools, row])
        await session.flush()
        await _head(session, tenant, schools[0])
        period = period_by_key(PeriodKind.QUARTER, "2018-Q3")
        opening = Opening(
            Asked.FORM,
            form.title,
            "bench",
            date(2018, 10, 1),
            date(2018, 10, 10),
            period,
            form_id=row.id,
        )
        ids = [one.id or 0 for one in schools]
        made = await rounds.open_asking(session, tenant, opening, ids, NOW)
        assert made is not None
        await _answer(session, made, form)
        return made.id or 0


async def _head(session: AsyncSession, tenant: Tenant, school: OrganizationRow) -> None:
    """Somebody who answers for the first school: the first person."""
    person = PersonRow(municipality_id=tenant.id, full_name="Head", key="head", created_at=NOW)
    session.add(person)
    await session.flush()
    session.add(
        MembershipRow(
            municipality_id=tenant.id,
            organization_id=school.id or 0,
            person_id=person.id or 0,
        )
    )


async def _answer(session: AsyncSession, made: RoundRow, form: Form) -> None:
    rows = await session.exec(select(SubmissionRow).where(SubmissionRow.round_id == made.id))
    for number, one in enumerate(rows):
        one.answers, one.state = _answers(number, form), SubmissionState.SENT
        session.add(one)
    await session.flush()


async def _exported(path: str, kind: Kind) -> dict[str, float]:
    """Seconds from the database to the bytes, and the peak of memory in MB, of this process."""
    database = Database(path)
    async with database.read() as session:
        row = await session.get_one(RoundRow, 1)
        tenant = await municipalities.by_id(session, row.municipality_id)
        began = time.perf_counter()
        table = await round_files.read(session, tenant, row)
    _, data = await asyncio.to_thread(round_files.made, table, kind, tenant, "Q3")
    spent = time.perf_counter() - began
    await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": spent, "peak": peak, "bytes": len(data)}


async def _apart(path: str, kind: Kind) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.monitoring",
        path,
        str(int(kind)),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    found: dict[str, float] = json.loads(out)
    return found


async def _saving(database: Database) -> list[float]:
    """Milliseconds of keeping one answer of the first school, which has 600 values, each in a
    transaction of its own."""
    async with database.write() as session:
        row = await session.get_one(SubmissionRow, 1)
        row.state = SubmissionState.DRAFT
        number = row.assignment_id
        assert (await session.get_one(AssignmentRow, number)).organization_id == 1
    actor = Actor(1, 1, "telegram", "bench", NOW)
    spent = []
    for n in range(SAVED):
        began = time.perf_counter()
        async with database.write(urgent=True) as session:
            held = await answers.held(session, actor, number, "bench", change=True)
            await answers.put(session, actor, held, [Change("n3", n % 40, "1A")], NOW)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


async def _paper(database: Database) -> tuple[list[float], list[float]]:
    """Milliseconds of making the workbook of a school with 600 values, and of reading it."""
    actor = Actor(1, 1, "telegram", "bench", NOW)
    async with database.read() as session:
        held = await answers.held(session, actor, 1, "bench")
        paper = await submission_papers.wanted(session, held)
    assert paper is not None
    made, read = [], []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        data = submission_papers.made(paper)
        made.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        found = read_returned(read_cells(data), paper.form)
        read.append((time.perf_counter() - began) * 1000)
        assert found.problems == ()
    return made[1:], read[1:]


async def measure() -> list[Row]:
    """Everything, on SQLite."""
    async with sqlite() as database:
        await _fill(database)
        path = str(database.engine.url)
        rows = []
        for name, kind in (("workbook", Kind.WORKBOOK), (".csv", Kind.FLAT)):
            found = [await _apart(path, kind) for _ in range(ROUNDS)]
            seconds = median([one["seconds"] for one in found])
            peak = max(one["peak"] for one in found)
            what = f"a round of {SCHOOLS:,} × {CLASSES} × {COUNTS + SHARES} as a {name}"
            size = f"{found[0]['bytes'] / 2**20:.1f} MB"
            rows.append(Row(what, f"{seconds:.1f} s, {peak:.0f} MB", size, "-", "< 5 s, < 300 MB"))
        saved = median(await _saving(database))
        rows.append(Row("keeping one answer among 600", f"{saved:.1f} ms", "-", "-", "< 10 ms"))
        made, read = await _paper(database)
        shown = f"{median(made):.0f} ms, {median(read):.0f} ms"
        rows.append(
            Row("the workbook of a school with 600 answers, made, read", shown, "-", "-", "-")
        )
    return rows


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_exported(sys.argv[1], Kind(int(sys.argv[2]))))))

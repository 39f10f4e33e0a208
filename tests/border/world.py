"""Two municipalities with the same people, titles and codes, and one account at home in both.

Everything that is written in the other one carries MARKER, but for what its own people are called;
all its rows have numbers from OTHERS on, the first of every table OTHERS itself, so that one number
names something of each kind.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Channel
from roadmap.plan import Asked
from roadmap.practices import PracticeState
from roadmap.progress import Event
from storage.database import Database
from storage.tables import (
    AbsenceRow,
    AdmissionRow,
    AlbumRow,
    AnnouncementRow,
    AskingRow,
    Base,
    ClassPartRow,
    ConfirmedAddressRow,
    DocumentRow,
    EditionRow,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    FormRow,
    InvitationRow,
    LetterRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    ObjectionRow,
    PracticeRow,
    RoundRow,
    SnapshotRow,
    SubmissionRow,
)
from storage.tables import GroupChatRow as GroupRow
from tests.services.office import Office, at, row

MARKER = "Чужеземное"
OTHERS = 1_000_001
BOTH = 777
"""The user whose account stands for an all-powerful person in both."""
OWN = 778
"""The user of somebody who is here only."""
TOGETHER = "координатор, ответственный, школа, руководство"
NOW = at("2018-10-10 12:00")
TABLES = tuple(Base.metadata.sorted_tables)


@dataclass(frozen=True)
class World:
    """Both municipalities, and the person in each who may do everything there."""

    database: Database
    here: Office
    there: Office
    mighty: int
    mighty_there: int


def _staff(mark: str) -> list[str]:
    place = f"{mark} школа" if mark else "Школа № 1"
    return [
        f"Мостовая Вера Петровна;МОУ «СОШ № 1»;директор;vera{len(mark)}@town.example;;{TOGETHER};",
        f"Пономарева Ольга Ивановна;МОУ «{place}»;{mark};olga{len(mark)}@town.example;"
        "+7 912 345-67-89;ответственный;",
        f"Громов Игорь Николаевич;МОУ «{place}»;директор;;;школа;",
    ]


async def _fill(database: Database, name: str, mark: str) -> Office:
    office = await Office.open(database, *_staff(mark), name=name)
    await office.launch(
        row("до 15 октября 2018", "Мостовая В.П.", title=f"{mark} Утвердить план".strip()),
        row("до 15 октября 2018", title=f"{mark} Провести совещание".strip()),
        row("по графику", title=f"{mark} Без даты".strip()),
    )
    await office.draft(row("до 1 ноября 2018"), title=f"{mark} Черновик")
    await office.plan("2018-10-10 09:00")
    await _things(office, mark)
    await office.report("Пономарева", await office.assignment(2), Event.NEED_HELP, text=mark)
    return office


async def _things(office: Office, mark: str) -> None:
    """One of everything that a button or a query may be about."""
    here: dict[str, Any] = {"municipality_id": office.tenant.id}
    boss = await office.person("Мостовая")
    somebody = await office.person("Пономарева")
    by: dict[str, Any] = here | {"person_id": somebody}
    assignment = (await office.assignment(2)).id or 0
    due: dict[str, Any] = {"due_before": date(2018, 10, 15), "proposed": date(2018, 10, 25)}
    town = office.tenant.id
    names: dict[str, Any] = {"name": f"{mark}.docx", "mime": "application/msword"}
    async with office.database.write() as session:
        album = AlbumRow(**by, address="1", key=str(town), closes_at=NOW, closed_at=NOW)
        session.add(album)
        evidence = EvidenceRow(
            **by,
            **names,
            kind=EvidenceKind.FILE,
            sha256="e" * 64,
            text=mark,
            origin=f"e{town}",
            at=NOW,
        )
        session.add(evidence)
        await session.flush()
        number = evidence.id or 0
        more: list[Any] = [
            EvidenceLinkRow(**here, evidence_id=number, assignment_id=assignment, at=NOW),
            ExtensionRow(
                **by, **due, assignment_id=assignment, origin=f"x{town}", asked_at=NOW, reason=mark
            ),
            ObjectionRow(**by, assignment_id=assignment, origin=f"o{town}", asked_at=NOW),
            AdmissionRow(
                **here,
                user_id=7,
                chat_id=7,
                said=f"{mark} Осотова",
                origin=f"a{town}",
                asked_at=NOW,
            ),
            PracticeRow(
                **by,
                evidence_id=number,
                title=f"{mark} Опыт",
                state=PracticeState.PUBLISHED,
                origin=f"p{town}",
                offered_at=NOW,
            ),
            AnnouncementRow(
                **here, person_id=boss, text=mark, sent_at=NOW, origin=f"n{town}", at=NOW
            ),
            DocumentRow(
                **here,
                person_id=boss,
                address="1",
                sha256="d" * 64,
                name=f"{mark}.docx",
                origin=f"d{town}",
                at=NOW,
            ),
            GroupRow(**here, chat_id=-100 - town, title=mark, bound_by=boss, bound_at=NOW),
            AbsenceRow(
                **by,
                first=date(2018, 10, 1),
                last=date(2018, 10, 31),
                stand_in_id=boss,
                said_by=somebody,
                said_at=NOW,
            ),
            InvitationRow(**by, token_hash=f"{town:064x}", created_at=NOW, expires_at=NOW),
            NoticeRow(
                **by,
                channel=Channel.TELEGRAM,
                address=str(town),
                external_id="55",
                kind=NoticeKind.REMINDER,
                state=NoticeState.SENT,
                dedup_key=f"sent{town}",
                message={"text": mark},
                not_before=NOW,
                created_at=NOW,
            ),
        ]
        session.add_all(more)
        await _monitoring(session, here, assignment, somebody, mark)
        session.add(
            SnapshotRow(
                **here, roadmap_id=1 if town == 1 else OTHERS, day=date(2018, 10, 9), numbers={}
            )
        )


async def _monitoring(
    session: AsyncSession, here: dict[str, Any], assignment: int, somebody: int, mark: str
) -> None:
    """A form that is asked, a round of it, answers, a class handed on; letters that came."""
    town = here["municipality_id"]
    form = FormRow(**here, key="form", title=mark, content={"key": "form"}, at=NOW)
    session.add(form)
    session.add(AskingRow(**here, form_key="form", period_kind="quarter", next_at=NOW, at=NOW))
    await session.flush()
    days: dict[str, Any] = {"opens_on": date(2018, 10, 1), "due_on": date(2018, 10, 10)}
    asked = RoundRow(
        **here,
        **days,
        kind=Asked.FORM,
        title=mark,
        period_key="2018-Q3",
        form_id=form.id,
        cause="round",
        at=NOW,
    )
    session.add(asked)
    await session.flush()
    answers = SubmissionRow(
        **here, round_id=asked.id or 0, assignment_id=assignment, answers={"pupils": mark}
    )
    session.add(answers)
    await session.flush()
    session.add(
        ClassPartRow(
            **here,
            submission_id=answers.id or 0,
            class_label="5А",
            person_id=somebody,
            changed_at=NOW,
        )
    )
    session.add(
        LetterRow(
            **here,
            source="maildir",
            key=str(town),
            message_id=f"<{town}@town.example>",
            sender=f"{mark}@town.example",
            sha256="e" * 64,
            person_id=somebody,
            received_at=NOW,
        )
    )
    session.add(
        ConfirmedAddressRow(
            **here,
            address=f"{mark}@other.example",
            person_id=somebody,
            confirmed_by=somebody,
            at=NOW,
        )
    )
    session.add(EditionRow(**here, week=date(2018, 10, 8), remark=mark))


async def two_towns(url: str) -> World:
    """Both, in a SQLite database with the tables and nothing in them."""
    database = Database(url)
    here = await _fill(database, "Город", "")
    path = Path(url.removeprefix("sqlite:///"))
    _fences(path, put=True)
    there = await _fill(database, "Соседний город", MARKER)
    _fences(path, put=False)
    mighty, mighty_there = await here.bind("Мостовая", BOTH), await there.bind("Мостовая", BOTH)
    await here.bind("Пономарева", OWN)
    return World(database, here, there, mighty, mighty_there)


def _fences(path: Path, *, put: bool) -> None:
    """A row before OTHERS in every table that numbers its rows, so that the next ones follow."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for table in TABLES:
            if "id" not in table.c:
                continue
            if not put:
                connection.execute(f"DELETE FROM {table.name} WHERE id = ?", (OTHERS - 1,))
                continue
            filled = [c for c in table.c if not c.nullable]
            values = [OTHERS - 1 if c.name == "id" else _junk(c) for c in filled]
            columns = ", ".join(c.name for c in filled)
            marks = ", ".join("?" * len(filled))
            connection.execute(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", values)


def _junk(column: sa.Column[Any]) -> object:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[-1]
    name = repr(column.type).partition("(")[0]
    return {
        "UTCDateTime": "2000-01-01 00:00:00.000000",
        "Date": "2000-01-01",
        "JSON": "{}",
        "AutoString": "-",
    }.get(name, OTHERS - 1)


def rows_there(path: Path, town: int = OTHERS) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored for a municipality, as it stands."""
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for table in TABLES:
            if "municipality_id" in table.c and table.name != "audit":
                statement = f"SELECT * FROM {table.name} WHERE municipality_id = ? ORDER BY 1, 2"
                found[table.name] = connection.execute(statement, (town,)).fetchall()
    return found

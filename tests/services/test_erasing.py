"""Personal data: a copy of all of it; erased, no trace of it is in any table."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from channels.message import Channel, Message
from roadmap.progress import Event
from services import appointing, erasing, leaving, personal_data, retention, rights
from services.erasing import SURE, Erased, OpenWork
from services.people_access import LastCoordinator
from services.rights import Denied
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AbsenceRow,
    AdmissionRow,
    AuditRow,
    Base,
    ConsentKind,
    ConsentRow,
    ConversationRow,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    InboxRow,
    InboxState,
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
    ReportRow,
)
from tests.services.office import FIRST, IRINA, VERA, Office, at, row

NOW = at("2018-10-10 12:00")
CHAT = 5_001_234_567
OLGA = "Пономарева Ольга Ивановна;Отдел;начальник;olga@town.example;8 (912) 345-67-89;;"
TRACES = ("пономарев", "ольг", "ивановн", "olga@town", "345-67-89", "9123456789", str(CHAT))


def _store(tmp_path: Path) -> FileStore:
    (tmp_path / "files").mkdir(exist_ok=True)
    return FileStore(tmp_path / "files")


async def _town(both: Database, files: FileStore) -> tuple[Office, int]:
    """Olga worked here, is spoken of everywhere, and has left."""
    office = await Office.open(both, OLGA, IRINA, FIRST, VERA)
    await office.bind("Мостовая", 301)
    olga = await office.bind("Пономарева", CHAT)
    await office.launch(row("до 15 октября 2018"), row("до 5 октября 2018"))
    await appointing.plan_due(both, at("2018-10-08 09:00"))
    await office.plan("2018-10-09 09:00")
    one = await office.assignment(1)
    await office.report("Пономарева", one, Event.DONE, text="Сделано. О.И. Пономарева")
    here: dict[str, Any] = {"municipality_id": office.tenant.id, "person_id": olga}
    async with both.write() as session:
        evidence = EvidenceRow(
            **here,
            kind=EvidenceKind.FILE,
            sha256=files.put(b"paper"),
            name="Отчёт Пономаревой.docx",
            origin="e",
            at=NOW,
        )
        session.add(evidence)
        await session.flush()
        session.add_all(
            [
                EvidenceLinkRow(
                    municipality_id=office.tenant.id,
                    evidence_id=evidence.id or 0,
                    assignment_id=one.id or 0,
                    at=NOW,
                ),
                ConsentRow(**here, kind=ConsentKind.NOTICE, version="1", given_at=NOW),
                AbsenceRow(
                    **here,
                    first=date(2018, 9, 1),
                    last=date(2018, 9, 5),
                    said_by=olga,
                    said_at=NOW,
                ),
                AdmissionRow(
                    **here,
                    user_id=CHAT,
                    chat_id=CHAT,
                    said="Пономарева О.И.",
                    origin="a",
                    asked_at=NOW,
                ),
                ConversationRow(address=str(CHAT), step="x", changed_at=NOW),
                ConversationRow(
                    address="301", step="y", data={"name": "Пономарева Ольга"}, changed_at=NOW
                ),
            ]
        )
        for key, chat, text in (("1", str(CHAT), "Это я"), ("2", "301", "Позвонить Пономаревой")):
            session.add(
                InboxRow(
                    source="telegram:42",
                    key=key,
                    chat=chat,
                    payload={"message": {"text": text, "from": {"id": int(chat)}}},
                    state=InboxState.DONE,
                    received_at=NOW,
                )
            )
        actor = await office.actor("Мостовая")
        rights.audit(
            session, actor, office.tenant.id, "account.bound", NOW, f"user:{CHAT}", user=CHAT
        )
        rights.audit(session, actor, office.tenant.id, "x", NOW, name="Пономаревой О. И.")
        session.add(
            NoticeRow(
                municipality_id=office.tenant.id,
                person_id=actor.person_id,
                channel=Channel.TELEGRAM,
                address="301",
                kind=NoticeKind.ANSWER,
                dedup_key="n",
                message=Message("Позвонить: Пономарева Ольга Ивановна, 8 912 345 67 89").to_data(),
                state=NoticeState.SENT,
                not_before=NOW,
                created_at=NOW,
            )
        )
    return office, olga


async def _erase(office: Office, who: int, files: FileStore, stage: int = SURE) -> Erased:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await erasing.erase(session, actor, who, stage, files, NOW)


async def _hand_over(office: Office, olga: int) -> None:
    actor, irina = await office.actor("Мостовая"), await office.person("Осотова")
    async with office.database.write() as session:
        await leaving.leave(session, actor, olga, irina, 0, "301", NOW)


async def _found(database: Database) -> list[str]:
    """Every cell of every table in which somebody could still be recognised."""
    found = []
    async with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for line in (await session.execute(sa.select(table))).mappings():
                for column, value in line.items():
                    text = json.dumps(value, ensure_ascii=False, default=str).casefold()
                    text = text.replace("ё", "е")
                    digits = re.sub(r"\D", "", text)
                    if any(one in text for one in TRACES) or "9123456789" in digits:
                        found.append(f"{table.name}.{column}: {text[:80]}")
    return found


async def test_no_trace_is_left_in_any_table(both: Database, tmp_path: Path) -> None:
    files = _store(tmp_path)
    office, olga = await _town(both, files)
    for stage in (0, 1):
        refused = await _erase(office, olga, files, stage)
        assert "сначала нужно передать открытые дела" in refused.message.plain
        assert "М-2 Мероприятие" in refused.message.plain
    await _hand_over(office, olga)
    assert len(await _found(both)) > 15
    for stage in (0, 1):
        assert not (await _erase(office, olga, files, stage)).changed

    assert (await _erase(office, olga, files)).changed

    assert "\n".join(await _found(both)) == ""
    async with both.read() as session:
        gone = await session.get_one(PersonRow, olga)
        assert (gone.full_name, gone.erased_at) == (f"Сотрудник № {olga}", NOW)
        reports = list(await session.exec(select(ReportRow).where(ReportRow.person_id == olga)))
        assert [one.text for one in reports] == [f"Сделано. Сотрудник № {olga}"]
        (paper,) = await session.exec(select(EvidenceRow))
        assert (paper.person_id, paper.name) == (olga, f"Отчёт Сотрудник № {olga}.docx")
        assert files.get(paper.sha256 or "") == b"paper"
        irina = await session.get_one(PersonRow, await office.person("Осотова"))
        assert irina.full_name == "Осотова Ирина Васильевна"
        audits = await session.exec(select(AuditRow).where(AuditRow.action == "person.erased"))
        assert audits.one().subject == f"person:{olga}"
    with pytest.raises(Denied):
        await _erase(office, olga, files)
    await office.plan("2018-10-11 09:00")  # planning goes on


async def test_nobody_erases_the_last_coordinator_or_a_neighbour(
    database: Database, tmp_path: Path
) -> None:
    office = await Office.open(database, OLGA, VERA)
    abroad = await Office.open(database, OLGA, name="Соседний город")
    files = _store(tmp_path)
    with pytest.raises(LastCoordinator):
        await _erase(office, await office.person("Мостовая"), files)
    with pytest.raises(Denied):
        await _erase(office, await abroad.person("Пономарева"), files)
    await _erase(office, await office.person("Пономарева"), files)
    assert await abroad.person("Пономарева")  # a namesake over the border stays
    async with database.write() as session:
        with pytest.raises(LastCoordinator):
            await erasing.by_name(session, office.tenant, "Мостовая В.П.", files, NOW)


async def test_what_the_same_chat_waits_for_in_another_town_goes_on(
    both: Database, tmp_path: Path
) -> None:
    office = await Office.open(both, OLGA, VERA)
    abroad = await Office.open(both, OLGA, name="Соседний город")
    olga, there = await office.bind("Пономарева", CHAT), await abroad.bind("Пономарева", CHAT)
    async with both.write() as session:
        for number, state in enumerate((InboxState.NEW, InboxState.DONE)):
            session.add(
                InboxRow(
                    source="telegram:42",
                    key=str(number),
                    chat=str(CHAT),
                    payload={"text": f"письмо {number}"},
                    state=state,
                    received_at=NOW,
                )
            )
        session.add(
            ConversationRow(address=str(CHAT), step="words", data={"asked": there}, changed_at=NOW)
        )
    await _erase(office, olga, _store(tmp_path))
    async with both.read() as session:
        rows = list(await session.exec(select(InboxRow).order_by(col(InboxRow.key))))
        assert [(one.state, bool(one.payload)) for one in rows] == [
            (InboxState.NEW, True),
            (InboxState.DONE, False),
        ]
        assert await session.get(ConversationRow, str(CHAT)) is not None


async def test_a_copy_has_everything_and_can_be_read(both: Database, tmp_path: Path) -> None:
    files = _store(tmp_path)
    office, olga = await _town(both, files)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        message = await personal_data.copy(session, actor, olga, files, NOW)
    (file,) = message.attachments
    archive = zipfile.ZipFile(io.BytesIO(files.get(file.sha256)))
    assert sorted(archive.namelist()) == [
        "data.json",
        "data.txt",
        "documents/001 Отчёт Пономаревой.docx",
    ]
    text = archive.read("data.txt").decode("utf-8-sig")
    for words in (
        "Персональные данные на 10 октября 2018 г.",
        "ФИО: Пономарева Ольга Ивановна",
        "Телефон: 8 (912) 345-67-89",
        "Организации: Отдел",
        "ознакомление с порядком обработки персональных данных",
        "1 сентября 2018 г. — 5 сентября 2018 г.",
        "Сделано. О.И. Пономарева",
        "Отчёт Пономаревой.docx",
    ):
        assert words in text.replace("\xa0", " "), words
    data = json.loads(archive.read("data.json"))
    assert data["account"][0]["user_id"] == CHAT
    assert archive.read("documents/001 Отчёт Пономаревой.docx") == b"paper"
    irina = await office.actor("Осотова")
    async with both.read() as session:
        with pytest.raises(Denied):
            await personal_data.copy(session, irina, olga, files, NOW)
        own = await personal_data.copy(session, irina, irina.person_id, files, NOW)
    assert own.attachments


async def test_the_command_refuses_while_something_is_open(
    database: Database, tmp_path: Path
) -> None:
    files = _store(tmp_path)
    office, olga = await _town(database, files)
    async with database.write() as session:
        with pytest.raises(OpenWork) as refused:
            await erasing.by_name(session, office.tenant, "Пономарева О.И.", files, NOW)
    assert len(refused.value.activities) == 1
    await _hand_over(office, olga)
    async with database.write() as session:
        assert await erasing.by_name(session, office.tenant, "Пономарева О.И.", files, NOW)


async def test_what_was_kept_long_enough_goes(both: Database, tmp_path: Path) -> None:
    files = _store(tmp_path)
    office, olga = await _town(both, files)
    await _hand_over(office, olga)
    async with both.write() as session:
        await session.execute(sa.update(NoticeRow).values(state="sent", settled_at=NOW))
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"retention": {"erase_left_days": 365}}

    async def counts() -> tuple[int, ...]:
        async with both.read() as session:
            found = [
                len(list(await session.exec(select(model))))
                for model in (InboxRow, NoticeRow, AuditRow)
            ]
            return tuple(found)

    before = await counts()
    assert await retention.clear(both, files, NOW + timedelta(days=60)) == 0
    assert await counts() == before
    await retention.clear(both, files, NOW + timedelta(days=91))
    assert (await counts())[0] == 0
    assert (await counts())[1:] == before[1:]
    await retention.clear(both, files, NOW + timedelta(days=401))
    async with both.read() as session:
        gone = await session.get_one(PersonRow, olga)
        assert gone.erased_at is not None
        kept = list(await session.exec(select(NoticeRow)))
    assert 0 < len(kept) < before[1]  # the list that somebody is to read stays, as does open work
    await retention.clear(both, files, NOW + timedelta(days=1101))
    async with both.read() as session:
        actions = {one.action for one in await session.exec(select(AuditRow))}
    assert actions == {"person.erased"}

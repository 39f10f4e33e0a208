"""A list of people in the chat: compared first, doubts asked about, stored whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.people_sheet import read_people
from services import conversations, intake, people_desk, people_import, people_sheets
from services.intake import Sent
from services.people_import import ListGone
from services.rights import Denied
from storage import people_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import AuditRow, DocumentRow, DocumentState, OrganizationRow, PersonRow
from tests.services.office import FIRST, HEAD, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.workbooks import people as sheets

NOW = at("2018-10-10 12:00")
CHAT = "301"
NEW = "Ильина Яна Олеговна;МОУ «СОШ № 3»;завуч;yana@s3.example;8-900-3;школа;почта"


def _sent(*lines: str, name: str = "Сотрудники.csv") -> Sent:
    return Sent((HEAD + "\n".join(lines)).encode(), name, CHAT)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


async def _take(office: Office, files: FileStore, sent: Sent) -> tuple[Message, int]:
    actor = await office.actor("Мостовая")
    async with office.database.read() as session:
        assert await intake.taker_of(session, actor, sent) is people_import
    message = await people_import.take(office.database, files, actor, sent, NOW)
    async with office.database.read() as session:
        rows = list(await session.exec(select(DocumentRow.id)))
    return message, (rows[-1] or 0) if rows else 0


async def _load(office: Office, files: FileStore, document: int) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await people_import.load(session, actor, files, document, NOW)


async def _decide(
    office: Office, files: FileStore, document: int, row: int, person: int
) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await people_import.decide(session, actor, files, document, row, person, NOW)


async def _decide_office(
    office: Office, files: FileStore, document: int, row: int, known: int
) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await people_import.decide(
            session, actor, files, document, row, known, NOW, office=True
        )


async def _offices(office: Office) -> list[str]:
    async with office.database.read() as session:
        return sorted(await session.exec(select(OrganizationRow.name)))


async def _people(office: Office) -> list[str]:
    async with office.database.read() as session:
        return sorted(await session.exec(select(PersonRow.full_name)))


def _labels(message: Message) -> list[str]:
    return [one.label for line in message.buttons for one in line]


async def test_a_list_is_shown_first_and_stored_by_a_press(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.draft(row("до 15 октября 2018", "Ильина Яна Олеговна"))
    changed = OLGA.replace("начальник", "заместитель начальника")
    before = await _people(office)
    preview, document = await _take(office, files, _sent(changed, IRINA, NEW))
    assert "добавить: 1, изменить: 1, без изменений: 1" in preview.plain
    assert "Новые организации: МОУ «СОШ № 3»" in preview.plain
    assert _labels(preview) == ["Загрузить", "Не загружать"]
    assert await _people(office) == before

    stored = await _load(office, files, document)
    assert "добавлено: 1, изменено: 1" in stored.plain
    assert "найден 1 ответственный" in stored.plain
    async with both.read() as session:
        olga = await session.get_one(PersonRow, await office.person("Пономарева"))
        assert olga.position == "заместитель начальника"
        yana = await office.person("Ильина")
        assert await people_queries.roles_of(session, office.tenant.id, yana) == {"school"}
        (audit,) = await session.exec(select(AuditRow).where(AuditRow.action == "people.imported"))
        assert audit.facts["changed"] == [
            [olga.id, "position", "начальник", "заместитель начальника"]
        ]
    with pytest.raises(ListGone):
        await _load(office, files, document)


async def test_faults_are_named_by_cell_and_nothing_is_stored(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, VERA)
    before = await _people(office)
    wrong = "Ильина Яна Олеговна;;;не почта;звонить;директриса;"
    message, document = await _take(office, files, _sent(NEW, wrong, name="список.csv"))
    assert document == 0
    for words in (
        "Ничего не загружено",
        "D3 (Email): это не адрес электронной почты «не почта»",
        "E3 (Телефон): это не номер телефона «звонить»",
        "F3 (Роли): неизвестная роль",
    ):
        assert words in message.plain
    assert await _people(office) == before


async def test_whoever_looks_like_somebody_known_is_asked_about_one_by_one(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, IRINA, FIRST, VERA)
    irina = await office.person("Осотова")
    rows = (
        "Осотова И.В.;МЦ;;;8-912-1;;",  # another spelling
        "Громов Игорь Николаевич;МОУ «СОШ № 2»;директор;;;школа;",  # another organisation
    )
    first, document = await _take(office, files, _sent(*rows))
    assert "под вопросом: 2" in first.plain
    assert "Строка 2 списка" in first.plain
    assert _labels(first) == [
        "Да, это Осотова Ирина Васильевна, методист",
        "Нет, это другой человек",
        "Не загружать",
    ]
    unasked = await _load(office, files, document)  # while in doubt nothing is stored
    assert "Строка 2 списка" in unasked.plain
    second = await _decide(office, files, document, 2, irina)
    assert "Строка 3 списка" in second.plain
    ready = await _decide(office, files, document, 3, 0)
    assert "добавить: 1, изменить: 1" in ready.plain
    await _load(office, files, document)
    assert (await _people(office)).count("Громов Игорь Николаевич") == 2
    async with both.read() as session:
        person = await session.get_one(PersonRow, irina)
        assert (person.full_name, person.phone) == ("Осотова Ирина Васильевна", "8-912-1")


async def test_a_list_set_aside_stays_so_and_others_cannot_touch_it(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, OLGA, VERA, IRINA.replace("ответственный", "координатор"))
    _, document = await _take(office, files, _sent(NEW))
    other = await office.actor("Осотова")
    with pytest.raises(Denied):
        async with database.write() as session:
            await people_import.load(session, other, files, document, NOW)
    async with database.write() as session:
        await people_import.leave(session, await office.actor("Мостовая"), document)
    with pytest.raises(ListGone):
        await _load(office, files, document)
    async with database.read() as session:
        assert (await session.get_one(DocumentRow, document)).state is DocumentState.DROPPED


async def test_the_current_list_comes_back_unchanged_and_holds_no_formula(
    database: Database, files: FileStore
) -> None:
    two = "Осотова Ирина Васильевна;Отдел образования;методист;irina@town.example;;ответственный;"
    evil = '=HYPERLINK("http://evil");МЦ;+1;;;школа;оба'
    office = await Office.open(database, OLGA, IRINA, two, FIRST, SECOND, VERA, evil)
    async with database.read() as session:
        actor = await office.actor("Мостовая")
        message = await people_sheets.current(session, actor, files, NOW)
    (attachment,) = message.attachments
    assert attachment.name == "Сотрудники 2018-10-10.xlsx"
    data = files.get(attachment.sha256)
    names = [entry.name for entry in read_people(data)]
    assert names.count("Осотова Ирина Васильевна") == 2
    assert '=HYPERLINK("http://evil")' in names
    sent = Sent(data, attachment.name, CHAT)
    preview, _ = await _take(office, files, sent)
    assert "добавить: 0, изменить: 0, без изменений: 6" in preview.plain
    assert "Всё уже так и записано." in preview.plain


async def test_organisations_with_a_mailbox_of_their_own_are_on_the_list(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, FIRST, VERA)
    mailboxes = (
        ";МОУ «СОШ № 1»;;first@town.example;2-12-85;;",
        ";МОУ «СОШ № 3»;;third@town.example;;;",
    )
    preview, document = await _take(office, files, _sent(*mailboxes))
    assert "добавить: 0, изменить: 1" in preview.plain
    assert "Изменения: МОУ «СОШ № 1»" in preview.plain
    assert "Новые организации: МОУ «СОШ № 3»" in preview.plain
    await _load(office, files, document)
    async with both.read() as session:
        stored = await session.exec(select(OrganizationRow).where(col(OrganizationRow.email) != ""))
        assert {(row.name, row.email, row.phone) for row in stored} == {
            ("МОУ «СОШ № 1»", "first@town.example", "2-12-85"),
            ("МОУ «СОШ № 3»", "third@town.example", ""),
        }
        assert "" not in set(await session.exec(select(PersonRow.full_name)))
        actor = await office.actor("Мостовая")
        message = await people_sheets.current(session, actor, files, NOW)
    data = files.get(message.attachments[0].sha256)
    assert [one.organization for one in read_people(data) if one.is_office] == [
        "МОУ «СОШ № 1»",
        "МОУ «СОШ № 3»",
    ]
    again, _ = await _take(office, files, Sent(data, message.attachments[0].name, CHAT))
    assert "Всё уже так и записано." in again.plain


async def test_a_blank_is_a_list_without_people(database: Database, files: FileStore) -> None:
    office = await Office.open(database, VERA)
    async with database.read() as session:
        message = await people_sheets.blank(session, await office.actor("Мостовая"), files)
    assert read_people(files.get(message.attachments[0].sha256)) == ()
    assert message.attachments[0].mime == sheets.MIME


async def test_only_a_coordinators_own_list_is_taken(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    official, vera = await office.actor("Пономарева"), await office.actor("Мостовая")
    roadmap = Sent("№;Мероприятие;Срок\n1;Отчёт;май".encode(), "план.csv", CHAT)
    reply = Sent(_sent(NEW).data, "список.csv", CHAT, replies_to="5")
    async with database.read() as session:
        assert not await people_import.wants(session, official, _sent(NEW))
        assert not await people_import.wants(session, vera, roadmap)
        assert not await people_import.wants(session, vera, reply)


@pytest.mark.parametrize("written", ["МОУ СОШ №1", "моу «сош №1»", 'МОУ "СОШ № 1"'])
async def test_a_school_written_with_other_signs_is_the_known_one(
    both: Database, files: FileStore, written: str
) -> None:
    office = await Office.open(both, FIRST, VERA)
    before = await _offices(office)
    preview, document = await _take(office, files, _sent(NEW.replace("МОУ «СОШ № 3»", written)))
    assert "Новые организации" not in preview.plain
    await _load(office, files, document)
    assert await _offices(office) == before
    await office.hire(NEW.replace("МОУ «СОШ № 3»", written))  # as a command takes it
    assert await _offices(office) == before


@pytest.mark.parametrize("written", ["МБОУ «СОШ № 1»", "СОШ № 1", "Средняя школа №1"])
async def test_a_school_of_the_same_number_is_asked_about(
    both: Database, files: FileStore, written: str
) -> None:
    office = await Office.open(both, FIRST, VERA)
    before, first = await _offices(office), await office.organization("МОУ «СОШ № 1»")
    lines = (NEW, NEW.replace("Ильина", "Ильинская"))
    sent = _sent(*(line.replace("МОУ «СОШ № 3»", written) for line in lines))
    asked, document = await _take(office, files, sent)
    assert "под вопросом: 1" in asked.plain
    assert _labels(asked)[:2] == ["Да, это МОУ «СОШ № 1»", "Нет, это другая организация"]
    await _load(office, files, document)
    assert await _offices(office) == before
    ready = await _decide_office(office, files, document, 2, first)
    assert "Новые организации" not in ready.plain
    await _load(office, files, document)
    assert await _offices(office) == before
    assert len(await _people(office)) == 4


async def test_another_school_of_the_same_number_is_made_when_it_is_said(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, FIRST, VERA)
    _, document = await _take(office, files, _sent(NEW.replace("МОУ «СОШ № 3»", "Гимназия № 1")))
    ready = await _decide_office(office, files, document, 2, 0)
    assert "Новые организации: Гимназия № 1" in ready.plain
    await _load(office, files, document)
    assert "Гимназия № 1" in await _offices(office)


async def test_answers_stay_with_the_list_whatever_is_asked_meanwhile(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    rows = ("Осотова И.В.;МЦ;;;8-912-1;;", "Пономарева О.И.;Отдел образования;;;8-912-2;;")
    _, document = await _take(office, files, _sent(*rows))
    await _decide(office, files, document, 2, await office.person("Осотова"))
    async with both.write() as session:
        await conversations.remember(session, CHAT, people_desk.FIND, {}, NOW)
    ready = await _decide(office, files, document, 3, await office.person("Пономарева"))
    assert "Загрузить" in _labels(ready)
    await _load(office, files, document)
    assert len(await _people(office)) == 3


async def test_whoever_left_is_asked_about_and_comes_back(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    irina = await office.person("Осотова")
    async with both.write() as session:
        (await session.get_one(PersonRow, irina)).left_on = date(2018, 9, 1)
    asked, document = await _take(office, files, _sent(IRINA))
    assert "сейчас не работает" in asked.plain
    assert _labels(asked)[0] == "Снова работает: Осотова Ирина Васильевна, методист"
    await _decide(office, files, document, 2, irina)
    await _load(office, files, document)
    assert len(await _people(office)) == 3
    async with both.read() as session:
        assert (await session.get_one(PersonRow, irina)).left_on is None
        acts = set(await session.exec(select(AuditRow.action)))
    assert {"person.returned", "people.imported"} <= acts

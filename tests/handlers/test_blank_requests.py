"""A request for data by a table, pressed and typed by a coordinator: from file to round."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Message
from services import children, intake
from services.intake import Sent
from storage.database import Database
from storage.files import FileStore
from storage.tables import AssignmentRow, DocumentRow, DocumentState, RoundRow
from tests.handlers.desk import Desk
from tests.roadmap.blanks.tables import lines, listed, opened
from tests.services.office import FIRST, SECOND, VERA, Office
from tests.services.tables import in_process
from views.actions import Action, Verb

COORDINATOR, HEAD = 301, 201


class Chat:
    """The coordinator's chat: the last message of the bot, and what is pressed in it."""

    def __init__(self, office: Office, files: FileStore, person: int) -> None:
        self.office, self.files, self.person = office, files, person
        self.desk = Desk(office.database, "2018-10-10 12:00", files)
        self.last = Message("")

    async def file(self, data: bytes, name: str = "Кадры_на_01.10.xlsx") -> str:
        """The coordinator sends a file."""
        now = self.desk.clock.now()
        actor = await self.office.actor("Мостовая")
        sent = Sent(data, name, str(COORDINATOR))
        async with self.office.database.read() as session:
            taker = await intake.taker_of(session, actor, sent)
        assert taker is not None
        self.last = await taker.take(self.office.database, self.files, actor, sent, now)
        return self.text

    async def press(self, label: str) -> str:
        """A button of the last message, by its first words."""
        buttons = [b for row in self.last.buttons for b in row]
        (found,) = [b for b in buttons if b.label.replace("\xa0", " ").startswith(label)]
        return await self.do(found.action)

    async def do(self, data: str) -> str:
        """By callback data."""
        shown = await self.desk.press(COORDINATOR, data)
        self.last = shown[-1] if shown else self.last
        return self.text

    async def say(self, text: str) -> str:
        """Write."""
        (self.last,) = await self.desk.say(COORDINATOR, text)
        return self.text

    @property
    def text(self) -> str:
        """The last message, with plain blanks."""
        return self.last.plain.replace("\xa0", " ")

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [b.label.replace("\xa0", " ") for row in self.last.buttons for b in row]

    async def rounds(self) -> list[RoundRow]:
        """What was opened."""
        async with self.office.database.read() as session:
            return list(await session.exec(select(RoundRow)))


@pytest.fixture
async def chat(
    both: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Chat]:
    monkeypatch.setattr(children, "ask", in_process)
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.bind("Громов", HEAD)
    person = await office.bind("Мостовая", COORDINATOR)
    yield Chat(office, FileStore(tmp_path / "files"), person)


async def _begin(chat: Chat) -> None:
    await chat.do(Action(Verb.BLANK_NEW, chat.person).pack())


async def test_from_the_file_to_the_round(chat: Chat) -> None:
    await _begin(chat)
    assert "Пришлите таблицу .xlsx" in chat.text
    text = await chat.file(listed())
    assert "1. У каждой школы своя строка" in text
    assert "Лист «Кадры», C6:E7, G6:G7: Количество учителей / всего" in text
    await chat.press("1. У каждой")
    assert chat.labels[:2] == ["Ср, 10 октября", "Чт, 11 октября"]
    await chat.press("Пн, 15 октября")
    assert "К какому часу?" in chat.text
    text = await chat.press("15:00")
    assert "Кадры на 01.10" in text
    assert "До 15 октября 2018 г., 15:00" in text
    assert "все школы (2)" in text
    text = await chat.press("Отправить")
    assert chat.desk.toasts[-1] == "Запрос отправлен."
    (row,) = await chat.rounds()
    assert (row.due_on, row.due_time, row.urgent) == (date(2018, 10, 15), time(15), False)
    assert row.blank_name == "Кадры_на_01.10.xlsx"
    assert "Свод" in chat.labels
    assert "Бланк" in chat.labels
    before = chat.labels
    await chat.do(Action(Verb.BLANK_SEND, chat.person, (1,)).pack())
    assert "уже отправлен" in chat.desk.toasts[-1]
    assert chat.labels == before
    assert len(await chat.rounds()) == 1


async def test_everything_can_be_changed_before_it_goes(chat: Chat) -> None:
    await _begin(chat)
    await chat.file(lines(3))
    await chat.press("1.")
    await chat.press("Пн, 15 октября")
    assert "14:30" in await chat.say("к 14:30")
    await chat.press("Добавить примечание")
    assert "По форме области." in await chat.say("По форме области.")
    await chat.press("Название")
    assert (await chat.say("Кадры школ")).splitlines()[1] == "Кадры школ"
    await chat.press("Школы…")
    assert chat.labels[:2] == ["✓ МОУ «СОШ № 1»", "✓ МОУ «СОШ № 2»"]
    await chat.press("✓ МОУ «СОШ № 1»")
    assert "1 школа" in await chat.press("‹ Назад")
    assert "Срочно, до 15 октября" in await chat.press("Срочно")
    await chat.press("Отправить")
    (row,) = await chat.rounds()
    assert (row.title, row.note, row.urgent) == ("Кадры школ", "По форме области.", True)
    async with chat.office.database.read() as session:
        (asked,) = await session.exec(select(AssignmentRow))
    assert asked.organization_id == await chat.office.organization("МОУ «СОШ № 2»")


async def test_cells_are_named_by_typing(chat: Chat) -> None:
    await _begin(chat)
    await chat.file(listed())
    await chat.press("Другое")
    assert "Напишите, какие ячейки" in await chat.say("вон те, слева")
    assert "Листа «3» нет. Есть: Кадры" in await chat.say("лист 3: B5:G20")
    assert "заполнять нечего" in await chat.say("A3:B4")
    text = await chat.say("C6:D7")
    assert "Школа заполняет:" in text
    assert "C6:D7" in text
    assert "Ср, 10 октября" in chat.labels


async def test_ranges_elsewhere_are_no_business_of_it(chat: Chat) -> None:
    assert "ячейки" not in await chat.say("5-20")


async def test_today_is_urgent_and_the_past_is_refused(chat: Chat) -> None:
    await _begin(chat)
    await chat.file(listed())
    await chat.press("1.")
    await chat.press("Ср, 10 октября")
    assert chat.labels[0] == "13:00"
    assert "уже прошёл" in await chat.say("9:00")
    assert "Срочно: сообщим сразу" in await chat.say("16")
    await chat.press("Отправить")
    (row,) = await chat.rounds()
    assert row.urgent


async def test_a_school_s_copy_to_look_at(chat: Chat) -> None:
    await _begin(chat)
    await chat.file(listed())
    await chat.press("1.")
    await chat.press("Пн, 15 октября")
    await chat.press("До конца дня")
    assert "Такую таблицу получит МОУ «СОШ № 1»" in await chat.press("Посмотреть таблицу")
    (file,) = chat.last.attachments
    assert file.name == "Кадры на 01.10 – МОУ «СОШ № 1».xlsx"
    assert opened(chat.files.get(file.sha256))["Кадры"].protection.sheet


async def test_a_document_that_was_asked_about_may_be_a_table_for_schools(chat: Chat) -> None:
    row = DocumentRow(
        municipality_id=chat.office.tenant.id,
        person_id=chat.person,
        address=str(COORDINATOR),
        sha256=chat.files.put(listed()),
        name="Кадры.xlsx",
        size=1,
        state=DocumentState.FAILED,
        origin="test:document",
        at=chat.desk.clock.now(),
    )
    async with chat.office.database.write() as session:
        session.add(row)
        await session.flush()
        number = row.id or 0
    data = Action(Verb.BLANK_OF, chat.person, (number,)).pack()
    assert "1. У каждой школы своя строка" in await chat.do(data)
    await chat.press("1.")
    assert "До какого дня" in chat.text
    async with chat.office.database.read() as session:
        assert (await session.get_one(DocumentRow, number)).state is DocumentState.DROPPED


async def test_what_is_no_table_is_told_of(chat: Chat) -> None:
    await _begin(chat)
    assert "нельзя разослать" in await chat.file(listed()[:600])


async def test_a_new_table_makes_buttons_of_the_old_one_void(chat: Chat) -> None:
    await _begin(chat)
    await chat.file(listed())
    old = chat.last
    await _begin(chat)
    await chat.file(lines())
    chat.last = old
    await chat.press("1.")
    assert "уже отправлен или больше не хранится" in chat.desk.toasts[-1]
    chat.last = old
    await chat.press("Отмена")
    assert not await chat.rounds()

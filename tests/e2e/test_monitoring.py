"""A round of monitoring through the real process: it opens by the clock, the head of one school
fills it in in the chat, leaves, goes on, hands it in and has the receipt; that of another sends the
table back; the coordinator accepts both."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
from openpyxl import Workbook

from roadmap.monitoring import fields
from roadmap.monitoring.fields import Field, FieldType, Form
from sandbox.server import Sandbox
from storage.opening import open_database
from storage.tables import AskingRow, FormRow
from tests.e2e.driving import Vekha, World, join
from tests.roadmap.monitoring.papers import edited

BEGINS = "2025-10-01T08:00:00+03:00"  # the quarter is over; the first working day after it
HEAD, NAME = 201, "Громов Игорь Николаевич"
OTHER, SECOND = 202, "Лаптева Ольга Петровна"
VERA, COORDINATOR = 301, "Мостовая Вера Петровна"
STAFF = f"""ФИО;Организация;Должность;Роли
{NAME};МОУ «СОШ № 1»;директор;школа
{SECOND};МОУ «СОШ № 2»;директор;школа
{COORDINATOR};МЦ;методист;координатор
"""
FORM = Form(
    "staff",
    "Кадры",
    (
        Field("teachers", "Учителей всего", FieldType.NUMBER, unit="чел."),
        Field("site", "Есть раздел на сайте", FieldType.YES_NO),
        Field("note", "Пояснение", FieldType.TEXT, required=False),
    ),
)


async def _ask_every_quarter(vekha: Vekha) -> None:
    """The form as a coordinator would have it asked."""
    at = datetime(2025, 9, 1, tzinfo=UTC)
    database = await open_database(f"sqlite:///{vekha.folder / 'data' / 'vekha.sqlite3'}")
    async with database.write() as session:
        content = fields.to_data(FORM)
        form = FormRow(municipality_id=1, key="staff", title=FORM.title, content=content, at=at)
        session.add(form)
        asking = AskingRow(municipality_id=1, form_key="staff", period_kind="quarter", at=at)
        asking.next_at = at
        session.add(asking)
    await database.close()


async def test_schools_answer_a_round_and_the_coordinator_accepts(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    staff = vekha.folder / "people.csv"
    staff.write_text(STAFF, "utf-8")
    await vekha.command("people", "import", str(staff))
    await _ask_every_quarter(vekha)
    await vekha.start()
    for number, name in ((HEAD, NAME), (OTHER, SECOND), (VERA, COORDINATOR)):
        await people.person(number, name)
        await join(vekha, people, number, name)
    await people.move("2025-10-01T14:00:00+03:00")
    await _in_the_chat(vekha, people)
    await _by_the_table(people, far_ends)
    await _accepted(people)


async def _in_the_chat(vekha: Vekha, people: World) -> None:
    asked = (await people.from_bot(HEAD))[-1]
    assert asked["text"].startswith("Нужны ваши сведения")
    await people.press(HEAD, "1. Заполнить", asked["id"])
    opened = (await people.from_bot(HEAD))[-1]
    assert opened["text"].startswith("Кадры: III квартал 2025 г.\nМОУ «СОШ № 1»")
    await people.press(HEAD, "Заполнить в чате", opened["id"])
    question = (await people.from_bot(HEAD))[-1]
    assert question["id"] == opened["id"]  # in place
    await people.say(HEAD, "сорок")
    await people.say(HEAD, "40 чел.")
    second = (await people.from_bot(HEAD))[-1]
    assert "2 из 3. Есть раздел на сайте" in second["text"]
    await people.press(HEAD, "Сохранить и выйти", second["id"])
    assert "заполнено 1 из 3" in (await people.from_bot(HEAD))[-1]["text"]

    await vekha.stop()
    await vekha.start()
    await people.press(HEAD, "Продолжить в чате")
    await people.press(HEAD, "Да")
    await people.press(HEAD, "Пропустить ›")
    summary = (await people.from_bot(HEAD))[-1]
    assert summary["text"].endswith("Всё верно? Сдать?")
    await people.press(HEAD, "Сдать", summary["id"])
    messages = {m["id"]: m["text"].replace("\xa0", " ") for m in await people.from_bot(HEAD)}
    receipt = messages[summary["id"]]
    assert receipt.startswith("Сведения приняты 1 октября в 14:00. Вот что записано:")
    assert "1. Учителей всего: 40 чел.\n2. Есть раздел на сайте: да" in receipt
    assert "сдано" in messages[asked["id"]]


async def _by_the_table(people: World, far_ends: Sandbox) -> None:
    await people.press(OTHER, "1. Заполнить")
    await people.press(OTHER, "Получить таблицу")
    (file,) = (await people.from_bot(OTHER))[-1]["files"]
    async with aiohttp.ClientSession(far_ends.url) as http, http.get(file["url"]) as answer:
        table = await answer.read()
    await people.send_file(OTHER, "Кадры.xlsx", _filled(table, E7="много", E8="да"))
    assert "E7, Учителей всего: «много»: нужно число" in (await people.from_bot(OTHER))[-1]["text"]
    await people.send_file(OTHER, "Кадры.xlsx", _filled(table, E7=25, E8="да"))
    assert (await people.from_bot(OTHER))[-1]["text"].startswith("Таблица прочитана.")
    await people.press(OTHER, "Сдать")
    texts = [m["text"] for m in await people.from_bot(OTHER)]
    assert any(text.startswith("Сведения приняты 1 октября") for text in texts)


def _filled(table: bytes, **cells: object) -> bytes:
    def fill(book: Workbook) -> None:
        for name, value in cells.items():
            book["Сведения"][name] = value

    return edited(table, fill)


async def _accepted(people: World) -> None:
    await people.say(VERA, "Управление")
    await people.press(VERA, "Мониторинг: 1")
    await people.press(VERA, "Кадры: III квартал 2025 г.: 2 из 2")
    await people.press(VERA, "Принять все сданные: 2")
    assert "принято: 2" in (await people.from_bot(VERA))[-1]["text"]
    told = await people.press(OTHER, "Исправить")
    assert "Координатор уже принял сведения" in str(told)

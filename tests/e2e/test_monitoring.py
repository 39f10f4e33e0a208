"""A round of monitoring through the real process: it opens by the clock, the head of a school fills
it in in the chat, leaves, goes on, hands it in and has the receipt."""

from __future__ import annotations

from datetime import UTC, datetime

from roadmap.monitoring import fields
from roadmap.monitoring.fields import Field, FieldType, Form
from storage.opening import open_database
from storage.tables import AskingRow, FormRow
from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-10-01T08:00:00+03:00"  # the quarter is over; the first working day after it
HEAD, NAME = 201, "Громов Игорь Николаевич"
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


async def test_a_school_answers_a_round_in_the_chat(vekha: Vekha, people: World) -> None:
    staff = vekha.folder / "people.csv"
    school = f"{NAME};МОУ «СОШ № 1»;директор;школа\n"
    staff.write_text(f"ФИО;Организация;Должность;Роли\n{school}", "utf-8")
    await vekha.command("people", "import", str(staff))
    await _ask_every_quarter(vekha)
    await people.person(HEAD, NAME)
    await vekha.start()
    await join(vekha, people, HEAD, NAME)
    await people.move("2025-10-01T14:00:00+03:00")
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

"""The clerk's review in the chat: the workbook goes out, comes back corrected, and is taken."""

from __future__ import annotations

import io
from importlib.resources import files

import openpyxl

from tests.e2e.driving import Vekha, World, join

BEGINS = "2025-09-08T08:00:00+03:00"
COORDINATOR, OFFICIAL = 301, 302
DOCUMENT = str(files("bot.demo").joinpath("roadmap.txt"))
VERA, OLGA = "Мостовая Вера Павловна", "Соколова Марина Викторовна"


def corrected(data: bytes, old: str, new: str) -> bytes:
    """The workbook with one cell changed, as Excel would save it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book["Мероприятия"].iter_rows() for cell in row if cell.value == old]
    assert cells, old
    cells[0].value = new
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


async def test_a_corrected_workbook_sent_in_the_chat_is_taken(vekha: Vekha, people: World) -> None:
    await vekha.command("import", DOCUMENT, "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(f"ФИО;роли\n{VERA};координатор\n{OLGA};ответственный\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    await people.person(COORDINATOR, VERA)
    await people.person(OFFICIAL, OLGA)
    await vekha.start()
    await join(vekha, people, COORDINATOR, VERA)
    await join(vekha, people, OFFICIAL, OLGA)
    await vekha.command("review", "1", "review.xlsx")
    data = (vekha.folder / "review.xlsx").read_bytes()
    title = "Довести до сведения школ порядок участия в программе"

    wrong = corrected(data, "до 19 сентября 2025 г.", "когда-нибудь потом")
    await people.send_file(COORDINATOR, "Проверка.xlsx", wrong)
    refused = (await people.from_bot(COORDINATOR))[-1]["text"]
    assert "Мероприятия!" in refused
    assert "когда-нибудь потом" in refused

    await people.send_file(COORDINATOR, "Проверка.xlsx", corrected(data, title, "Довести порядок"))
    taken = (await people.from_bot(COORDINATOR))[-1]["text"]
    assert "Таблица принята" in taken
    assert "Довести порядок" in taken
    again = await vekha.command("import", "review.xlsx")
    assert "изменено: 1" in again.lower()

    await people.send_file(OFFICIAL, "Проверка.xlsx", data)
    assert "Таблица принята" not in (await people.from_bot(OFFICIAL))[-1]["text"]


async def test_what_lay_before_the_launch_is_marked_but_for_exceptions(
    vekha: Vekha, people: World
) -> None:
    await vekha.command("import", DOCUMENT, "--commit", "--period", "2025-01-01..2027-12-31")
    staff = vekha.folder / "people.csv"
    staff.write_text(
        f"ФИО;роли\n{VERA};координатор\n{OLGA};ответственный\nЕгоров Павел Андреевич;\n", "utf-8"
    )
    await vekha.command("people", "import", str(staff))
    await people.person(COORDINATOR, VERA)
    await vekha.start()
    await join(vekha, people, COORDINATOR, VERA)
    await vekha.command("launch", "1", "--as-of", "2025-09-08", "--allow-unowned")
    before = await vekha.json("digest")
    assert before["done"] == 0

    await people.press(COORDINATOR, "Сводка")
    labels = [b["text"] for row in (await people.from_bot(COORDINATOR))[-1]["buttons"] for b in row]
    (offer,) = [label for label in labels if label.startswith("До запуска: ")]
    await people.press(COORDINATOR, offer)
    question = (await people.from_bot(COORDINATOR))[-1]["text"]
    assert "Всё выполнено?" in question
    await people.say(COORDINATOR, "М-1")
    assert "Среди них нет: М-1" in (await people.from_bot(COORDINATOR))[-1]["text"]
    await people.say(COORDINATOR, "М-12, м-13")
    assert "Отмечено" in (await people.from_bot(COORDINATOR))[-1]["text"]

    after = await vekha.json("digest")
    assert 0 < after["done"] < before["late"]
    assert 0 < after["late"] < before["late"]
    await people.say(COORDINATOR, "М-12, М-13")
    assert "Не удалось понять" in (await people.from_bot(COORDINATOR))[-1]["text"]

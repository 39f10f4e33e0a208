"""From a Word document sent in the chat to the first reminder, without one command."""

from __future__ import annotations

import io

import docx

from tests.e2e.driving import Vekha, World

BEGINS = "2018-10-08T10:00:00+03:00"
COORDINATOR, OFFICIAL = 301, 302
VERA, OLGA = "Мостовая Вера Павловна", "Соколова Марина Викторовна"
TITLE = "План мероприятий («дорожная карта») развития школ на 2018–2020 годы"
ROWS = (
    ("1", "Утвердить положение о банке лучших практик", "до 12 октября 2018 г.", "М.В. Соколова"),
    ("2", "Подготовить справку об итогах", "До января 2019", "М.В. Соколова"),
    ("3", "Провести семинар для учителей", "до 20 ноября 2018 г.", "МЦ"),
)


def document() -> bytes:
    """The document as somebody typed it."""
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    table = paper.add_table(rows=1, cols=4)
    head = ("№ п/п", "Мероприятие", "Срок исполнения", "Ответственный")
    for cells, texts in [(table.rows[0].cells, head), *((None, row) for row in ROWS)]:
        for cell, text in zip(cells or table.add_row().cells, texts, strict=True):
            cell.text = text
    saved = io.BytesIO()
    paper.save(saved)
    return saved.getvalue()


def labels(message: dict[str, object]) -> list[str]:
    """What can be pressed under a message."""
    return [b["text"] for row in message["buttons"] for b in row]  # type: ignore[attr-defined]


async def test_a_document_becomes_a_running_roadmap_in_the_chat(
    vekha: Vekha, people: World
) -> None:
    staff = vekha.folder / "people.csv"
    staff.write_text(f"ФИО;роли\n{VERA};координатор\n{OLGA};ответственный\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    await people.person(COORDINATOR, VERA)
    await people.person(OFFICIAL, OLGA)
    await vekha.start()
    links = {link["person"]: link["token"] for link in await vekha.json("invite", "--all")}
    for user, name in ((COORDINATOR, VERA), (OFFICIAL, OLGA)):
        await people.say(user, f"/start {links[name]}")
        await people.press(user, "Да, это я")

    async def last() -> dict[str, object]:
        return (await people.from_bot(COORDINATOR))[-1]

    await people.send_file(COORDINATOR, "План.docx", document())
    card = await last()
    assert "3 мероприятия" in str(card["text"])
    assert "«План.docx»" in str(card["text"])
    assert "Не найдены среди сотрудников и организаций: 1" in str(card["text"])

    await people.press(COORDINATOR, "Ответить на вопросы (1)")
    assert "Вопрос 1 из 1" in str((await last())["text"])
    await people.press(COORDINATOR, "До конца: до 31 января 2019 г.")
    assert "На все вопросы есть ответы" in str((await last())["text"])
    await people.say(COORDINATOR, "Дорожные карты")
    (draft,) = [label for label in labels(await last()) if label.startswith("План мероприятий")]
    await people.press(COORDINATOR, draft)
    await people.press(COORDINATOR, "Ответственные (не найдено: 1)")
    await people.press(COORDINATOR, "❓ МЦ")
    await people.press(COORDINATOR, "Новая организация: МЦ")
    assert "Кто это: МЦ" in str((await last())["text"])
    await people.press(COORDINATOR, "‹ Все ответственные")
    await people.press(COORDINATOR, "‹ К дорожной карте")
    assert "Всё готово" in str((await last())["text"])

    await people.press(COORDINATOR, "Что будет отправлено?")
    assert "Соколова М. В.:" in str((await last())["text"])
    await people.press(COORDINATOR, "‹ К дорожной карте")
    await people.press(COORDINATOR, "Запустить…")
    confirm = str((await last())["text"])
    assert "1 не зарегистрирован" in confirm
    assert "МЦ" in confirm
    await people.press(COORDINATOR, "Запустить")
    said = [m["text"] for m in await people.from_bot(COORDINATOR)]
    assert any("Дорожная карта запущена" in text for text in said)
    assert any("МЦ — никто не подключился" in text for text in said)
    await people.move("2018-10-09T12:00:00+03:00")
    told = "\n".join(m["text"] for m in await people.from_bot(OFFICIAL))
    assert "Утвердить положение о банке лучших практик" in told

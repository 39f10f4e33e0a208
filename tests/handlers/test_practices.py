"""The bank of best practices as people press and write it, from the keyboard to a download."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from channels.message import Message
from services import albums, evidence
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeKind
from tests.handlers.desk import Desk, message
from tests.services.bank import labels
from tests.services.office import FIRST, SECOND, VERA, Office, plain, row
from views.actions import Action, Verb

VERA_CHAT, FIRST_CHAT, SECOND_CHAT = 301, 401, 501
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DOCUMENT = {
    "file_id": "F",
    "file_unique_id": "U",
    "file_name": "Сценарий.pdf",
    "file_size": len(PDF),
}


class Messenger:
    """Gives the file."""

    async def fetch(self, file_id: str) -> bytes:
        """The same for all."""
        return PDF


async def _open(database: Database, tmp_path: Path) -> tuple[Office, Desk, FileStore]:
    office = await Office.open(database, VERA, FIRST, SECOND)
    for surname, chat in (("Мостовая", 301), ("Громов", 401), ("Лаптева", 501)):
        await office.bind(surname, chat)
    files = FileStore(tmp_path / "files")
    return office, Desk(database, files=files), files


def _action(shown: Message, label: str) -> str:
    (button,) = [b for r in shown.buttons for b in r if b.label == label]
    return button.action


async def _sent(desk: Desk, files: FileStore) -> Message:
    """Mr Gromov sends the file, and it is fetched; the answer."""
    await desk.take(message(FIRST_CHAT, document=DOCUMENT))
    await evidence.fetch_waiting(desk.database, files, Messenger(), desk.clock.now())
    return Message.from_data((await desk.notices())[-1].message)


async def test_a_new_file_becomes_a_practice_that_others_download(
    database: Database, tmp_path: Path
) -> None:
    office, desk, files = await _open(database, tmp_path)
    await office.launch(row("до 15 октября 2018", owners="МОУ «СОШ № 1»"))
    (bank,) = await desk.say(FIRST_CHAT, "Банк практик")
    (question,) = await desk.press(FIRST_CHAT, _action(bank, "Предложить практику…"))
    assert question.plain.startswith("1/4.")
    title = await _sent(desk, files)
    assert title.plain.startswith("2/4.")  # and not «which activity?»
    for words in ("Школа наставников", "Наставничество"):
        (answer,) = await desk.say(FIRST_CHAT, words)
    done = (await desk.press(FIRST_CHAT, _action(answer, "Пропустить")))[-1]
    assert "Координатор посмотрит" in done.plain

    (waiting,) = await office.notices(NoticeKind.PRACTICE)
    card = (await desk.press(VERA_CHAT, _action(Message.from_data(waiting.message), "1")))[0]
    await desk.press(VERA_CHAT, _action(card, "Опубликовать"))
    assert desk.toasts[-1] == "Опубликовано"

    (bank,) = await desk.say(SECOND_CHAT, "/bank")
    (shown,) = await desk.press(SECOND_CHAT, _action(bank, "1"))
    (sent,) = await desk.press(SECOND_CHAT, _action(shown, "Скачать"))
    (file,) = sent.attachments
    assert (file.name, files.get(file.sha256)) == ("Сценарий.pdf", PDF)


async def test_an_album_is_one_practice_with_its_first_file(
    database: Database, tmp_path: Path
) -> None:
    office, desk, files = await _open(database, tmp_path)
    await desk.press(FIRST_CHAT, Action(Verb.OFFER, await office.person("Громов")).pack())
    for number in (1, 2):
        file = DOCUMENT | {"file_id": f"F{number}", "file_name": f"Часть {number}.pdf"}
        await desk.take(message(FIRST_CHAT, document=file, media_group_id="g"))
    await evidence.fetch_waiting(desk.database, files, Messenger(), desk.clock.now())
    before = len(await desk.notices())
    await albums.close_waiting(desk.database, desk.clock.now() + timedelta(minutes=1))
    (title,) = (await desk.notices())[before:]
    assert plain(title).startswith("2/4.")
    assert "Часть 1.pdf" in plain(title)


async def test_a_remark_reaches_the_author_who_mends(database: Database, tmp_path: Path) -> None:
    office, desk, files = await _open(database, tmp_path)
    gromov = await office.person("Громов")
    await desk.press(FIRST_CHAT, Action(Verb.OFFER, gromov).pack())
    await _sent(desk, files)
    for words in ("Сырая", "Тема", "Описание"):
        await desk.say(FIRST_CHAT, words)
    (waiting,) = await office.notices(NoticeKind.PRACTICE)
    (card,) = await desk.press(VERA_CHAT, _action(Message.from_data(waiting.message), "1"))
    (why,) = await desk.press(VERA_CHAT, _action(card, "Вернуть с замечанием…"))
    assert why.plain.startswith("Почему возвращаете?")
    answer = (await desk.say(VERA_CHAT, "Нет списка литературы"))[-1]
    assert answer.plain.startswith("Возвращено автору:")
    told = [n for n in await office.notices(NoticeKind.PRACTICE) if n.address == str(FIRST_CHAT)]
    assert "Нет списка литературы" in plain(told[0])
    mend = _action(Message.from_data(told[0].message), "Исправить и предложить снова…")
    (again,) = await desk.press(FIRST_CHAT, mend)
    assert labels(again) == ["Оставить: Сценарий.pdf"]


async def test_looking_for_words_and_leaving(database: Database, tmp_path: Path) -> None:
    _, desk, _ = await _open(database, tmp_path)
    lapteva = Action(Verb.FIND_PRACTICE, 3).pack()
    await desk.press(SECOND_CHAT, lapteva)
    (nothing,) = await desk.say(SECOND_CHAT, "наставники")
    assert "ничего не найдено" in nothing.plain
    (other,) = await desk.say(SECOND_CHAT, "Помощь")
    assert "Банк практик" in other.plain
    await desk.say(SECOND_CHAT, "Отмена")
    (lost,) = await desk.say(SECOND_CHAT, "наставники")
    assert "запросу" not in lost.plain


async def test_presses_of_others_and_of_long_ago_are_answered(
    database: Database, tmp_path: Path
) -> None:
    office, desk, files = await _open(database, tmp_path)
    gromov, vera = await office.person("Громов"), await office.person("Мостовая")
    lapteva = await office.person("Лаптева")
    await desk.press(FIRST_CHAT, Action(Verb.OFFER, gromov).pack())
    skip = Action(Verb.OFFER_SKIP, gromov, (1,)).pack()
    await desk.press(FIRST_CHAT, skip)
    await _sent(desk, files)
    for words in ("Название", "Тема", "Описание"):
        await desk.say(FIRST_CHAT, words)
    await desk.press(FIRST_CHAT, skip)
    for verb in (Verb.PUBLISH, Verb.RETURN_PRACTICE, Verb.PRACTICE, Verb.PRACTICE_FILE):
        await desk.press(SECOND_CHAT, Action(verb, lapteva, (1,)).pack())
    await desk.press(SECOND_CHAT, Action(Verb.PUBLISH, vera, (1,)).pack())
    await desk.press(SECOND_CHAT, Action(Verb.PRACTICES_WAIT, lapteva).pack())
    for _ in range(2):
        await desk.press(VERA_CHAT, Action(Verb.PUBLISH, vera, (1,)).pack())
    no = "У вас нет прав на это действие."
    late = "Эту практику вы сейчас не предлагаете"
    assert [toast.split(".")[0] for toast in desk.toasts if late in toast] == [late, late]
    assert desk.toasts[-8:] == [*[no] * 6, "Опубликовано", "Опубликовано"]
    assert all(len(toast) <= 200 for toast in desk.toasts)

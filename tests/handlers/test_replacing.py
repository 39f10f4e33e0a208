"""Leaving, another head and personal data, pressed through in the chat."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from channels.message import Message
from storage.database import Database
from storage.files import FileStore
from storage.tables import AccountRow, InvitationRow, OrganizationRow, PersonRow
from tests.handlers.desk import Desk, press
from tests.handlers.test_people_desk import button
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, row
from views.actions import Action, Verb

VERAS, IRINAS, OLGAS = 301, 102, 101


async def _desk(database: Database, tmp_path: Path) -> tuple[Office, Desk]:
    office = await Office.open(database, OLGA, IRINA, FIRST, SECOND, VERA)
    for surname, chat in (("Мостовая", VERAS), ("Осотова", IRINAS), ("Пономарева", OLGAS)):
        await office.bind(surname, chat)
    await office.launch(
        row("до 15 октября 2018", title="Первое"), row("до 20 октября 2018", title="Второе")
    )
    (tmp_path / "files").mkdir()
    return office, Desk(database, files=FileStore(tmp_path / "files"))


async def _press(desk: Desk, message: Message, label: str) -> Message:
    answers = await desk.press(VERAS, button(message, label))
    if answers:
        return answers[-1]
    edits = [n for n in await desk.notices() if n.kind == "edit" and n.address == str(VERAS)]
    return Message.from_data(edits[-1].message)


async def _open(desk: Desk, words: str, label: str) -> Message:
    (home,) = await desk.say(VERAS, "/people")
    await _press(desk, home, "Найти…")
    (found,) = await desk.say(VERAS, words)
    return await _press(desk, found, label)


async def test_somebody_leaves_and_two_take_over(database: Database, tmp_path: Path) -> None:
    office, desk = await _desk(database, tmp_path)
    card = await _open(desk, "Пономарева", "Пономарева")
    asked = await _press(desk, card, "Больше не работает…")
    assert "• 2 открытых мероприятия (2 срока)" in asked.plain
    (found,) = await desk.say(VERAS, "осот")
    assert "Найдены по имени:" in found.plain
    shown = await _press(desk, found, "Осотова Ирина Васильевна, МЦ")
    assert "Дела примет Осотова Ирина Васильевна, МЦ:" in shown.plain
    shared = await _press(desk, shown, "Распределить мероприятия…")
    one = await _press(desk, shared, "М-2 Второе")
    (typed,) = await desk.say(VERAS, "громов")
    shared = await _press(desk, typed, "Громов")
    assert "• М-2 Второе — Громов Игорь Николаевич" in shared.plain
    shown = await _press(desk, shared, "Готово")
    assert "Кроме:\n• М-2 Второе — Громов Игорь Николаевич" in shown.plain
    done = await _press(desk, shown, "Да, больше не работает")
    assert "Принимает дела Осотова Ирина Васильевна: 1 срок." in done.plain
    assert "Принимает дела Громов Игорь Николаевич: 1 срок." in done.plain
    rows = await office.assignments()
    names = [await office.person("Осотова"), await office.person("Громов")]
    assert [r.person_id for r in rows] == names

    await desk.press(VERAS, button(shown, "Да, больше не работает"))
    assert desk.toasts[-1] == "Ничего не изменилось."
    await desk.press(VERAS, button(one, "Громов"))  # an old button about what is somebody else's
    assert "нет прав" in desk.toasts[-1]
    (stranger,) = await desk.say(OLGAS, "Мои мероприятия")
    assert "по приглашению" in stranger.plain or "приглаш" in stranger.plain
    card = await _open(desk, "Пономарева", "Пономарева")
    assert "Не работает с 10 октября 2018" in card.plain
    card = await _press(desk, card, "Снова работает")
    assert "Больше не работает…" in [b.label for r in card.buttons for b in r]


async def test_a_new_head_is_typed_named_and_invited(database: Database, tmp_path: Path) -> None:
    office, desk = await _desk(database, tmp_path)
    card = await _open(desk, "сош 1", "МОУ «СОШ № 1»")
    asked = await _press(desk, card, "Сменить руководителя…")
    assert "Сейчас руководитель: Громов Игорь Николаевич" in asked.plain
    await _press(desk, asked, "Новый человек…")
    (alike,) = await desk.say(VERAS, "Лаптева Ольга Петровна, 8-912-345-67-89")
    preview = await _press(desk, alike, "Нет, это другой человек")
    assert "Новый руководитель — Лаптева Ольга Петровна?" in preview.plain
    done = await _press(desk, preview, "И. о. руководителя")
    assert "И. о. руководителя теперь Лаптева Ольга Петровна." in done.plain
    assert "https://t.me/vekha_bot?start=" in done.text
    async with database.read() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        head = await session.get_one(PersonRow, school.head_id or 0)
        assert (head.phone, school.acting) == ("8-912-345-67-89", True)
        (invitation,) = await session.exec(select(InvitationRow))
        assert invitation.person_id == head.id
    leave = await _press(desk, done, "Больше не работает: Громов")
    gone = await _press(desk, leave, "Да, больше не работает")
    assert "Отмечено: больше не работает." in gone.plain


async def test_one_gets_a_copy_of_ones_own_data_only_in_private(
    database: Database, tmp_path: Path
) -> None:
    office, desk = await _desk(database, tmp_path)
    (mine,) = await desk.say(IRINAS, "Мои данные")
    assert "обратитесь к координатору: Мостовая Вера Петровна" in mine.plain
    data = button(mine, "Получить мои данные")
    (copy,) = await desk.press(IRINAS, data)
    irina = await office.person("Осотова")
    assert copy.attachments[0].name == f"personal-data-{irina}.zip"
    update = press(IRINAS, data)
    update["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Все"}
    await desk.take(update)
    assert "нет прав" in desk.toasts[-1]
    foreign = Action(Verb.DATA_COPY, irina, (await office.person("Пономарева"),)).pack()
    assert await desk.press(IRINAS, foreign) == []
    assert "нет прав" in desk.toasts[-1]


async def test_data_is_erased_after_two_questions(database: Database, tmp_path: Path) -> None:
    office, desk = await _desk(database, tmp_path)
    irina = await office.person("Осотова")
    (mine,) = await desk.say(IRINAS, "/mydata")
    (copy,) = await desk.press(IRINAS, button(mine, "Получить мои данные"))
    store = FileStore(tmp_path / "files")
    assert store.path(copy.attachments[0].sha256).exists()
    card = await _open(desk, "Осотова", "Осотова")
    room = await _press(desk, card, "Персональные данные…")
    sure = await _press(desk, room, "Удалить данные…")
    assert f"под именем «Сотрудник № {irina}»" in sure.plain
    again = await _press(desk, sure, "Удалить")
    done = await _press(desk, again, "Удалить безвозвратно")
    assert "Персональные данные удалены." in done.plain
    assert not store.path(copy.attachments[0].sha256).exists()
    async with database.read() as session:
        accounts = await session.exec(select(AccountRow.person_id))
        assert irina not in list(accounts)
    await desk.press(VERAS, button(again, "Удалить безвозвратно"))
    assert "нет прав" in desk.toasts[-1]
    (stranger,) = await desk.say(IRINAS, "/my")
    assert "приглаш" in stranger.plain

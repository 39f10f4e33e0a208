"""«Моя школа»: what the director sees and may do, and nobody else."""

from __future__ import annotations

from roadmap.progress import State
from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import FIRST, SECOND, VERA, Office, plain, row
from views.actions import Action, Verb

TEACHER = "Белова Анна Сергеевна;МОУ «СОШ № 1»;учитель;;;школа;"
DIRECTOR_CHAT, TEACHER_CHAT, OTHER_CHAT = 201, 202, 203
BY_15 = "до 15 октября 2018"


async def _town(database: Database) -> tuple[Office, Desk]:
    office = await Office.open(database, FIRST, TEACHER, SECOND, VERA)
    for surname, chat in (("Громов", 201), ("Белова", 202), ("Лаптева", 203)):
        await office.bind(surname, chat)
    await office.launch(
        row(BY_15, "ОО", title="Отчёт школы"), row(BY_15, "Белова А.С.", title="Открытый урок")
    )
    return office, Desk(database)


async def test_the_director_sees_the_rows_of_all_and_whose_they_are(database: Database) -> None:
    _, desk = await _town(database)
    (listed,) = await desk.say(DIRECTOR_CHAT, "Моя школа")
    assert listed.plain.startswith("МОУ «СОШ № 1»\nоткрыто: 2")
    assert "Открытый урок · 15.10.2018 — осталось 5 дней, Белова А. С." in listed.plain
    (own,) = await desk.say(DIRECTOR_CHAT, "Мои мероприятия")
    assert "Открытый урок" not in own.plain


async def test_a_teacher_and_a_stranger_have_no_school(database: Database) -> None:
    office, desk = await _town(database)
    (refused,) = await desk.say(TEACHER_CHAT, "/school")
    assert "нет прав" in refused.plain
    director = await office.person("Громов")
    assert await desk.press(TEACHER_CHAT, Action(Verb.SCHOOL, director, (0, 0)).pack()) == []


async def test_the_director_reminds_a_teacher_and_answers_for_them(database: Database) -> None:
    office, desk = await _town(database)
    director, lesson = await office.person("Громов"), await office.assignment(2)
    (card,) = await desk.press(DIRECTOR_CHAT, Action(Verb.CARD, director, (lesson.id or 0,)).pack())
    assert "Ответственный: Белова Анна Сергеевна" in card.plain
    labels = {b.label for line in card.buttons for b in line}
    assert {"Напомнить", "Выполнено"} <= labels
    await desk.press(DIRECTOR_CHAT, Action(Verb.NUDGE, director, (lesson.id or 0,)).pack())
    (nudge,) = await office.notices(NoticeKind.NUDGE)
    assert nudge.address == str(TEACHER_CHAT)
    assert "Открытый урок" in plain(nudge)
    await desk.press(DIRECTOR_CHAT, Action(Verb.DONE, director, (lesson.id or 0,)).pack())
    assert (await office.assignment(2)).state is State.DONE


async def test_another_schools_director_does_neither(database: Database) -> None:
    office, desk = await _town(database)
    other, lesson = await office.person("Лаптева"), await office.assignment(2)
    for verb in (Verb.CARD, Verb.NUDGE, Verb.DONE):
        assert await desk.press(OTHER_CHAT, Action(verb, other, (lesson.id or 0,)).pack()) == []
        assert "прав" in desk.toasts[-1]
    assert (await office.assignment(2)).state is State.NOT_STARTED


async def test_the_keyboard_has_the_school_for_its_head_only(database: Database) -> None:
    _, desk = await _town(database)
    for chat, wanted in ((DIRECTOR_CHAT, True), (TEACHER_CHAT, False)):
        (helped,) = await desk.say(chat, "Помощь")
        assert helped.menu is not None
        assert any("Моя школа" in line for line in helped.menu) is wanted

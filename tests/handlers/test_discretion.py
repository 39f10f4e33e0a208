"""Chats of a municipality whose Telegram is off or brief: what a press and a file are answered."""

from __future__ import annotations

from roadmap.progress import State
from services import municipality_settings
from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk, message
from tests.services.office import OLGA, Office, at, row
from views.actions import Action, Verb

TITLE = "Провести совещание с О.И. Пономаревой"
DOCUMENT = {"file_id": "F", "file_unique_id": "U", "file_name": "Пономарева.pdf", "file_size": 9}


async def town(database: Database, telegram: str) -> tuple[Desk, Action]:
    office = await Office.open(database, OLGA)
    person = await office.bind("Пономарева", 101)
    await office.launch(row("До 15 октября 2018", title=TITLE))
    async with database.write() as session:
        await municipality_settings.change(
            session, office.tenant, [("telegram", telegram)], at("2018-10-09 09:00")
        )
    (assignment,) = await office.assignments()
    return Desk(database), Action(Verb.DONE, person, (assignment.id or 0,))


async def test_where_telegram_is_off_a_press_and_a_word_are_answered_and_do_nothing(
    database: Database,
) -> None:
    desk, done = await town(database, "off")
    await desk.press(101, done.pack())
    assert len(desk.toasts) == 1
    assert "Telegram" in desk.toasts[0] or "Телеграм" in desk.toasts[0]
    for words in ("Мои мероприятия", "Сводка", "/help", "что-то"):
        (answer,) = await desk.say(101, words)
        assert answer.plain == desk.toasts[0]
    office_rows = await desk.notices()
    assert all(notice.municipality_id is None for notice in office_rows)
    assert {r.state for r in await desk.rows()} == {"done"}


async def test_where_telegram_is_brief_a_press_names_the_code_only(database: Database) -> None:
    desk, done = await town(database, "brief")
    await desk.press(101, done.pack())
    (toast,) = desk.toasts
    assert "М-1, разд. 1, п. 1" in toast
    assert "Пономарев" not in toast
    async with database.read() as session:
        from storage.tables import AssignmentRow

        row_ = await session.get_one(AssignmentRow, done.ids[0])
    assert row_.state is State.DONE


async def test_where_telegram_is_brief_files_are_not_taken(database: Database) -> None:
    desk, _ = await town(database, "brief")
    await desk.take(message(101, document=DOCUMENT))
    (answer,) = await desk.notices()
    assert answer.kind is NoticeKind.ANSWER
    assert "Пономарева.pdf" not in str(answer.message)


async def test_every_common_answer_has_brief_words_without_names(database: Database) -> None:
    desk, done = await town(database, "brief")
    card = Action(Verb.CARD, done.person_id, done.ids)
    for words in ("/start", "Мои мероприятия", "Помощь", "Отмена", "что-то"):
        for answer in await desk.say(101, words):
            assert answer.brief, words
            assert "Пономарев" not in answer.brief
            assert "совещание" not in answer.brief
    (shown,) = await desk.press(101, card.pack())
    assert "М-1" in shown.brief
    assert "совещание" not in shown.brief

"""Presses under messages that are long gone, odd commands, words for somebody else."""

from __future__ import annotations

import pytest
from sqlmodel import select

from roadmap.progress import State
from storage.database import Database
from storage.tables import AssignmentRow, ConversationRow, InboxState, RoadmapRow, RoadmapStatus
from tests.handlers.desk import Desk, message, press
from tests.services.office import IRINA, OLGA, VERA, Office, row
from views.actions import Action, Verb

BY_15 = "до 15 октября 2018"


async def _office(database: Database) -> tuple[Office, int, int]:
    office = await Office.open(database, OLGA, IRINA, VERA)
    olga, irina = await office.bind("Пономарева", 101), await office.bind("Осотова", 101)
    await office.launch(
        row(BY_15, title="Первое"), row(BY_15, "Осотова И.В.", title="Второе"), row(BY_15)
    )
    return office, olga, irina


@pytest.mark.parametrize("verb", [Verb.CARD, Verb.ATTACH_TO, Verb.NEED_HELP, Verb.DONE])
@pytest.mark.parametrize("known", [True, False])
async def test_a_press_under_a_message_that_is_too_old_is_answered(
    database: Database, verb: Verb, known: bool
) -> None:
    office, olga, _ = await _office(database)
    desk = Desk(database)
    update = press(101, Action(verb, olga, ((await office.assignment(1)).id or 0,)).pack())
    chat = {"id": 101, "type": "private", "first_name": "User"}
    old = {"chat": chat, "message_id": 5, "date": 0}  # Bot API, InaccessibleMessage
    update["callback_query"]["message"] = old
    if not known:
        del update["callback_query"]["message"]
    await desk.take(update)
    (answer, *_) = await desk.notices()
    assert answer.address == "101"
    assert "Первое" in answer.message["text"]


async def test_a_page_turned_in_an_old_message_is_turned(database: Database) -> None:
    _, olga, _ = await _office(database)
    desk = Desk(database)
    update = press(101, Action(Verb.MINE, olga, (0,)).pack())
    update["callback_query"]["message"] |= {"date": 0}
    await desk.take(update)
    (answer,) = await desk.notices()
    assert "Мои мероприятия" in answer.message["text"]


@pytest.mark.parametrize("words", ["/", "/ ", "//", "/@", "/help@"])
async def test_a_bare_slash_is_no_failure(database: Database, words: str) -> None:
    await _office(database)
    desk = Desk(database)
    assert await desk.say(101, words)
    assert [r.state for r in await desk.rows()] == [InboxState.DONE]


async def test_a_command_for_another_bot_is_not_ours(database: Database) -> None:
    await _office(database)
    desk = Desk(database)
    await desk.take(message(101, text="/help@other_bot", chat_type="supergroup"))
    assert await desk.notices() == []
    for words in ("/help@vekha_bot", "/bank", "/my"):
        await desk.take(message(101, text=words, chat_type="supergroup"))
    assert len(await desk.notices()) == 3


async def test_words_that_answer_a_question_are_for_whom_it_was_asked_of(
    database: Database,
) -> None:
    office, olga, irina = await _office(database)
    desk = Desk(database)
    first, second = await office.assignment(1), await office.assignment(2)
    await desk.press(101, Action(Verb.NEED_HELP, olga, (first.id or 0,)).pack())
    await desk.press(101, Action(Verb.CARD, irina, (second.id or 0,)).pack())
    await desk.say(101, "Нет денег")
    reports = (await desk.say(101, "Мои мероприятия"))[0]
    assert "Второе" in reports.plain or "Первое" in reports.plain
    async with database.read() as session:
        assert list(await session.exec(select(ConversationRow))) == []
        held = await session.get_one(AssignmentRow, first.id)
    assert held.state is State.NEED_HELP


async def test_a_question_that_one_may_not_answer_any_more_does_not_stay(
    database: Database,
) -> None:
    office, olga, irina = await _office(database)
    desk = Desk(database)
    first = await office.assignment(1)
    await desk.press(101, Action(Verb.NEED_HELP, olga, (first.id or 0,)).pack())
    async with database.write() as session:
        held = await session.get_one(AssignmentRow, first.id)
        held.person_id = irina
        session.add(held)
    (refused,) = await desk.say(101, "Нет денег")
    assert "прав" in refused.plain
    async with database.read() as session:
        assert list(await session.exec(select(ConversationRow))) == []


async def test_what_is_archived_is_not_marked(database: Database) -> None:
    office, olga, _ = await _office(database)
    async with database.write() as session:
        roadmap = await session.get_one(RoadmapRow, 1)
        roadmap.status = RoadmapStatus.ARCHIVED
        session.add(roadmap)
    desk = Desk(database)
    first = await office.assignment(1)
    await desk.press(101, Action(Verb.DONE, olga, (first.id or 0,)).pack())
    assert "архив" in desk.toasts[-1]
    assert (await office.assignment(1)).state is State.NOT_STARTED

"""A coordinator's presses when acting: the way from the desk to what comes of it."""

from __future__ import annotations

import pytest

from channels.message import Message
from roadmap.progress import State
from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import OLGA, VERA, Office, row, said
from views.actions import Action, Verb
from views.nudging_all import Scope

VERA_CHAT, OLGA_CHAT = 301, 101
NOW = "2018-10-22 12:00"


@pytest.fixture
async def office(database: Database) -> Office:
    town = await Office.open(database, OLGA, VERA)
    await town.bind("Мостовая", VERA_CHAT)
    await town.bind("Пономарева", OLGA_CHAT)
    for_vera = [row("до 15 октября 2018", title=title) for title in ("План", "Отчёт")]
    await town.launch(*for_vera)
    return town


def _data(message: Message, label: str) -> str:
    """The data of the button whose label begins so."""
    found = [b.action for line in message.buttons for b in line if b.label.startswith(label)]
    return found[0]


async def _newest(desk: Desk) -> Message:
    return said((await desk.notices())[-1])


async def test_from_the_list_of_calls_to_a_mark_for_all(office: Office) -> None:
    desk = Desk(office.database, NOW)
    (listed,) = await desk.say(VERA_CHAT, "/calls")
    (card,) = await desk.press(VERA_CHAT, _data(listed, "1"))
    (how,) = await desk.press(VERA_CHAT, _data(card, "Выполнено всё"))
    await desk.press(VERA_CHAT, _data(how, "По письму"))
    when = await _newest(desk)
    await desk.press(VERA_CHAT, _data(when, "Выполнено в срок"))
    await desk.say(VERA_CHAT, "Письмо № 12")
    marked = await _newest(desk)
    assert "по письму" in marked.plain
    assert {a.state for a in await office.assignments()} == {State.DONE}
    (answer,) = await desk.say(VERA_CHAT, "/calls")
    assert not answer.buttons


async def test_that_somebody_needs_help_is_marked_for_them(office: Office) -> None:
    desk = Desk(office.database, NOW)
    (listed,) = await desk.say(VERA_CHAT, "/calls")
    (card,) = await desk.press(VERA_CHAT, _data(listed, "1"))
    (how,) = await desk.press(VERA_CHAT, _data(card, "1. Отметить"))
    await desk.press(VERA_CHAT, _data(how, "Со слов"))
    await desk.press(VERA_CHAT, _data(await _newest(desk), "Нужна помощь"))
    asked = await _newest(desk)
    assert "нужна помощь, со слов" in asked.plain
    assert "что мешает" in asked.plain
    await desk.say(VERA_CHAT, "Нет денег на бумагу")
    assert "Нет денег на бумагу" in (await _newest(desk)).plain
    assert (await office.assignment(1)).state is State.NEED_HELP


async def test_a_date_that_is_none_and_nobody_are_refused(office: Office) -> None:
    desk, vera = Desk(office.database, NOW), await office.person("Мостовая")
    olga = await office.person("Пономарева")
    for data in (
        Action(Verb.CALL_CARD, vera, (0, 0)),
        Action(Verb.CALL_CARD, vera, (olga, 1)),
        Action(Verb.PROMISED_ON, vera, (olga, 0, 20181399)),
        Action(Verb.MARK_SO, vera, (olga, 0, 0, 1, 7)),
        Action(Verb.MARK_YES, vera, (olga, 0, 0, 9, 20181015)),
        Action(Verb.ASK_STATUS, vera, (9,)),
        Action(Verb.AUDIENCE, vera, (99,)),
        Action(Verb.DECIDE, vera, (9, 1)),
    ):
        assert await desk.press(VERA_CHAT, data.pack()) == []
        assert desk.toasts[-1] == "У вас нет прав на это действие."
    assert {a.state for a in await office.assignments()} == {State.NOT_STARTED}


async def test_an_announcement_goes_once_and_its_answer_comes_back(office: Office) -> None:
    desk = Desk(office.database, NOW)
    (whom,) = await desk.say(VERA_CHAT, "/write")
    assert _data(whom, "Ответственным по разделу…")
    (ask,) = await desk.press(VERA_CHAT, _data(whom, "Всем"))
    assert "Telegram: 1" in ask.plain
    (preview,) = await desk.say(VERA_CHAT, "Совещание в среду")
    for _ in range(2):
        await desk.press(VERA_CHAT, _data(preview, "Отправить"))
    (sent,) = await office.notices(NoticeKind.ANNOUNCEMENT)
    assert said(sent).text.startswith("Совещание в среду")
    await office.sent(sent, "500")
    reply = {"message_id": 500, "date": 1, "chat": {"id": OLGA_CHAT, "type": "private"}}
    answers = await desk.say(OLGA_CHAT, "Буду", reply_to_message=reply)
    texts = [answer.plain for answer in answers]
    assert any("Пономарева Ольга Ивановна: Буду" in text for text in texts)
    assert any("Передано автору" in text for text in texts)


async def test_the_buttons_of_a_deleted_announcement_say_so(office: Office) -> None:
    desk = Desk(office.database, NOW)
    (whom,) = await desk.say(VERA_CHAT, "/write")
    (ask,) = await desk.press(VERA_CHAT, _data(whom, "Всем"))
    (preview,) = await desk.say(VERA_CHAT, "Совещание в среду")
    await desk.press(VERA_CHAT, _data(preview, "Не отправлять"))
    for old in (_data(preview, "Отправить"), _data(ask, "Не отправлять")):
        assert await desk.press(VERA_CHAT, old) == []
        assert desk.toasts[-1] == "Это объявление уже удалено."
    await desk.press(VERA_CHAT, _data(whom, "Всем"))
    await desk.say(VERA_CHAT, "Совещание в пятницу")
    await desk.press(VERA_CHAT, _data(preview, "Отправить"))  # of the one deleted, not of this
    assert desk.toasts[-1] == "Это объявление уже удалено."
    assert await office.notices(NoticeKind.ANNOUNCEMENT) == []


async def test_pressed_twice_what_came_of_asking_for_the_status_stays(office: Office) -> None:
    desk, vera = Desk(office.database, NOW), await office.person("Мостовая")
    late = Action(Verb.ASK_STATUS_YES, vera, (Scope.LATE, 0)).pack()
    for _ in range(2):
        await desk.press(VERA_CHAT, late)
    assert len(await office.notices(NoticeKind.STATUS)) == 1
    assert "Отправлено 1" in (await _newest(desk)).plain
    assert desk.toasts[-1].startswith("Никому не отправлено: сегодня")


async def test_everybody_who_is_late_is_reminded_once(office: Office) -> None:
    desk, vera = Desk(office.database, NOW), await office.person("Мостовая")
    (preview,) = await desk.press(VERA_CHAT, Action(Verb.NUDGE_ALL, vera).pack())
    for _ in range(2):
        await desk.press(VERA_CHAT, _data(preview, "Отправить"))
    assert len(await office.notices(NoticeKind.NUDGE)) == 1
    (came_of_it,) = [n for n in await desk.notices() if "Отправлено 1" in said(n).plain]
    assert await _newest(desk) == said(came_of_it)  # it stands there: the second press only says
    assert desk.toasts[-1].startswith("Никому не отправлено: сегодня")
    (text,) = await desk.press(VERA_CHAT, Action(Verb.CHAT_TEXT, vera).pack())
    assert "Пономарева" not in text.plain

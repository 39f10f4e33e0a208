"""What is no text, or not where it should be, has an answer or a defined silence."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap.progress import State
from roadmap.typed import typed
from storage.database import Database
from storage.tables import InboxState
from tests.handlers.desk import Desk, message
from tests.services.office import OLGA, Office, row, said
from views.actions import Action, Verb

OLGA_CHAT, STRANGER = 101, 666
FILE = {"file_id": "F", "file_unique_id": "U"}
STICKER: dict[str, Any] = {
    "sticker": {
        **FILE,
        "type": "regular",
        "width": 1,
        "height": 1,
        "is_animated": False,
        "is_video": False,
    }
}
VOICE: dict[str, Any] = {"voice": {**FILE, "duration": 3}}
PLACE: dict[str, Any] = {"location": {"latitude": 55.7, "longitude": 37.6}}


async def _asked(database: Database) -> tuple[Office, Desk]:
    """Somebody who was asked in words what was done."""
    office = await Office.open(database, OLGA)
    olga = await office.bind("Пономарева", OLGA_CHAT)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    desk = Desk(database)
    target = (await office.assignment(1)).id or 0
    await desk.press(OLGA_CHAT, Action(Verb.DONE, olga, (target,)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.SAY_WHAT, olga, (target,)).pack())
    return office, desk


async def _answers(desk: Desk, update: dict[str, Any]) -> list[str]:
    before = {n.id for n in await desk.notices()}
    await desk.take(update)
    return [said(n).plain for n in await desk.notices() if n.id not in before]


@pytest.mark.parametrize("body", [STICKER, VOICE, PLACE], ids=["sticker", "voice", "place"])
async def test_where_words_were_asked_for_the_question_stands(
    database: Database, body: dict[str, Any]
) -> None:
    _, desk = await _asked(database)
    (answer,) = await _answers(desk, message(OLGA_CHAT, **body))
    assert answer.startswith("Ответьте, пожалуйста, словами")
    (noted,) = await desk.say(OLGA_CHAT, "Утверждён")
    assert "Записано: Утверждён" in noted.plain


@pytest.mark.parametrize("text", ["   ", "\u200b\u200e", "\u2800", "\u202e\u00a0"])
async def test_nothing_to_be_seen_is_no_answer(database: Database, text: str) -> None:
    _, desk = await _asked(database)
    (answer,) = await desk.say(OLGA_CHAT, text)
    assert answer.plain.startswith("Ответьте, пожалуйста, словами")


async def test_five_thousand_characters_are_cut_and_said_so(database: Database) -> None:
    _, desk = await _asked(database)
    (noted,) = await desk.say(OLGA_CHAT, "слово " * 833)
    assert "сохранено только его начало" in noted.plain
    assert len(noted.plain) < 1000


@pytest.mark.parametrize("body", [STICKER, VOICE, PLACE], ids=["sticker", "voice", "place"])
async def test_unasked_it_has_an_answer_of_its_own(
    database: Database, body: dict[str, Any]
) -> None:
    _, desk = await _asked(database)
    await desk.say(OLGA_CHAT, "Отмена")
    (answer,) = await _answers(desk, message(OLGA_CHAT, **body))
    assert answer
    assert "словами, одним сообщением" not in answer
    (unknown,) = await _answers(desk, message(STRANGER, **body))
    assert "по приглашениям" in unknown


async def test_an_edited_message_is_answered_and_changes_nothing(database: Database) -> None:
    _, desk = await _asked(database)
    changed = message(OLGA_CHAT, text="Утверждён", edit_date=1539162001)
    changed["edited_message"] = changed.pop("message")
    (answer,) = await _answers(desk, changed)
    assert "Исправленные сообщения я заново не читаю" in answer
    (noted,) = await desk.say(OLGA_CHAT, "Утверждён приказом")
    assert "Записано: Утверждён приказом" in noted.plain


async def test_commands_of_ones_own_are_sent_to_the_private_chat(database: Database) -> None:
    _, desk = await _asked(database)
    for text in ("/my", "/help@vekha_bot", "/cancel", "/school"):
        update = message(OLGA_CHAT, text=text, chat_type="supergroup")
        (answer,) = await _answers(desk, update)
        assert answer.startswith("Это работает в личном чате")
    for text in ("Мои мероприятия", "/whatever", "привет"):
        assert await _answers(desk, message(OLGA_CHAT, text=text, chat_type="group")) == []


async def test_a_channel_post_is_let_pass(database: Database) -> None:
    office, desk = await _asked(database)
    post = message(OLGA_CHAT, text="Мои мероприятия", chat_type="channel")
    post["channel_post"] = post.pop("message")
    del post["channel_post"]["from"]
    assert await _answers(desk, post) == []
    assert {r.state for r in await desk.rows()} == {InboxState.DONE}
    assert (await office.assignment(1)).state is State.DONE


def test_typed_words_keep_what_is_seen() -> None:
    assert typed(" a\u202e\u200f b\u0000 \n\n c ") == "a b\nc"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert typed(family) == family
    assert typed("e\u0301") == "\u00e9"

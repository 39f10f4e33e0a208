"""«Сводка» pressed through: lists in place, a filter, the picture; presses of others and of old."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from channels.message import Message
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import BOSS, OLGA, VERA, Office, at, row

COORDINATOR, CHIEF, OWNER = 301, 401, 101


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """One late, one ahead; a coordinator, a chief and the owner in their chats."""
    office = await Office.open(database, OLGA, VERA, BOSS)
    for name, chat in (("Мостовая", COORDINATOR), ("Главная", CHIEF), ("Пономарева", OWNER)):
        await office.bind(name, chat)
    await office.launch(
        row("до 3 октября 2018", title="Приказ"),
        row("до 25 октября 2018", title="Семинар"),
        on=date(2018, 9, 3),
    )
    return Desk(database, "2018-10-15 12:00", FileStore(tmp_path))


def button(message: Message, label: str) -> str:
    """What a button does whose label begins so."""
    return next(b.action for line in message.buttons for b in line if b.label.startswith(label))


async def test_lists_open_and_close_in_the_message_itself(desk: Desk) -> None:
    (digest,) = await desk.say(COORDINATOR, "/digest")
    (told,) = [n for n in await desk.notices() if n.kind is NoticeKind.DIGEST]
    late = await desk.press(COORDINATOR, button(digest, "Просрочено"))
    assert "Приказ — 3 октября, просрочено" in late[-1].plain
    back = await desk.press(COORDINATOR, button(late[-1], "‹"))
    assert back[-1].text == digest.text
    assert told.person_id is not None
    card = await desk.press(COORDINATOR, button(late[-1], "1"))
    assert "Приказ" in card[-1].plain
    assert (await desk.notices())[-1].kind is NoticeKind.DESK


async def test_the_picture_comes_with_its_words(desk: Desk) -> None:
    (digest,) = await desk.say(CHIEF, "Сводка")
    (picture,) = await desk.press(CHIEF, button(digest, "Картинкой"))
    (file,) = picture.attachments
    assert (file.mime, file.picture) == ("image/png", True)
    assert "1. Организация — 0 из 2, просрочено 1" in picture.plain


async def test_a_filter_is_chosen_and_taken_off(desk: Desk) -> None:
    (digest,) = await desk.say(COORDINATOR, "/digest")
    (what,) = await desk.press(COORDINATOR, button(digest, "Фильтр"))
    (who,) = await desk.press(COORDINATOR, button(what, "Сотрудник"))
    (narrowed,) = await desk.press(COORDINATOR, button(who, "Пономарева"))
    assert "Фильтр: Пономарева Ольга Ивановна" in narrowed.plain
    (whole,) = await desk.press(COORDINATOR, button(narrowed, "× Сотрудник"))
    assert whole.text == digest.text


async def test_who_may_not_or_presses_what_never_was_is_told_so(desk: Desk) -> None:
    (digest,) = await desk.say(COORDINATOR, "/digest")
    press = button(digest, "Просрочено")
    before = len(desk.toasts)
    assert await desk.press(OWNER, press) == []
    for nonsense in (99, 0):
        person = press.split(":")[1]
        assert await desk.press(COORDINATOR, f"t2:{person}:{nonsense}:0:0:0:0:0") == []
        assert await desk.press(COORDINATOR, f"t1:{person}:0:0:0:9") == []
    assert len(desk.toasts) == before + 5
    assert all(desk.toasts[before:])


async def test_a_month_old_press_shows_how_it_stands_now(desk: Desk) -> None:
    (digest,) = await desk.say(COORDINATOR, "/digest")
    press = button(digest, "Просрочено")
    desk.clock.move(at("2018-11-15 12:00"))
    (late,) = await desk.press(COORDINATOR, press)
    assert "Просрочено: 2" in late.plain

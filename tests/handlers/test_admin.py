"""`/admin`: an operator makes municipalities, looks after the installation, and sees nobody."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from channels.message import Channel
from storage import outbox
from storage.database import Database
from storage.tables import (
    AuditRow,
    InboxRow,
    InboxState,
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    PersonRow,
)
from tests.handlers.desk import Desk, message
from tests.services.office import OLGA, VERA, Office, at, row
from views.actions import Action, Verb

OPERATOR, OTHER = 900, 901
MARKER = "Секретное мероприятие"


def _desk(database: Database) -> Desk:
    desk = Desk(database)
    desk.dispatcher["operators"] = frozenset({OPERATOR})
    return desk


def _button(verb: Verb, *ids: int) -> str:
    return Action(verb, 0, ids).pack()


async def _towns(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        rows = await session.exec(select(MunicipalityRow).order_by(col(MunicipalityRow.id)))
        return [(one.name, one.zone) for one in rows]


async def _audit(database: Database, action: str) -> list[AuditRow]:
    async with database.read() as session:
        return list(await session.exec(select(AuditRow).where(AuditRow.action == action)))


@pytest.mark.parametrize("user", [OTHER, 301])
async def test_for_others_it_is_an_unknown_command(database: Database, user: int) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    desk = _desk(database)
    (answer,) = await desk.say(user, "/admin")
    (unknown,) = await desk.say(user, "/dance")
    assert answer == unknown
    for verb in (one for one in Verb if one.name.startswith("ADMIN")):
        assert await desk.press(user, _button(verb, office.tenant.id)) == []
        assert "нет прав" in desk.toasts[-1]


async def test_an_operator_makes_a_municipality_and_its_first_coordinator(
    database: Database,
) -> None:
    desk = _desk(database)
    (empty,) = await desk.say(OPERATOR, "/admin")
    assert "0 муниципалитетов" in empty.plain
    (asked,) = await desk.press(OPERATOR, _button(Verb.ADMIN_NEW))
    assert "Как называется" in asked.plain
    (zones,) = await desk.say(OPERATOR, "Каменский  район")
    assert len(zones.buttons) == 11
    (again,) = await desk.say(OPERATOR, "Атлантида")
    assert "Не знаю такого часового пояса" in again.plain
    (card,) = await desk.say(OPERATOR, "МСК+2")
    assert await _towns(database) == [("Каменский район", "Asia/Yekaterinburg")]
    assert "Екатеринбург" in card.plain
    lead = card.buttons[0][0]
    assert lead.label == "Пригласить первого координатора"
    await desk.press(OPERATOR, lead.action)
    (short,) = await desk.say(OPERATOR, "Вера")
    assert "фамилию" in short.plain
    (link,) = await desk.say(OPERATOR, "Мостовая Вера Петровна")
    assert link.secret  # so that it is forgotten once it has gone
    token = link.plain.partition("start=")[2].split()[0]
    (question,) = await desk.say(301, f"/start {token}")
    await desk.press(301, question.buttons[0][0].action)
    (menu,) = await desk.say(301, "/desk")
    assert "Управление" in menu.plain
    (refused,) = await desk.press(OPERATOR, lead.action)
    assert "уже есть координатор" in refused.plain
    (who,) = {one.actor for one in await _audit(database, "municipality.added")}
    assert who == f"operator:{OPERATOR}"
    assert len(await _audit(database, "coordinator.invited")) == 1


async def test_a_name_is_taken_once_however_it_is_written(database: Database) -> None:
    await Office.open(database, name="Город")
    desk = _desk(database)
    await desk.press(OPERATOR, _button(Verb.ADMIN_NEW))
    (taken,) = await desk.say(OPERATOR, " ГОРОД ")
    assert "уже есть" in taken.plain
    (zones,) = await desk.say(OPERATOR, "Соседний город")
    press = zones.buttons[1][0].action
    await desk.press(OPERATOR, press)
    await desk.press(OPERATOR, press)
    assert "уже не спрашивают" in desk.toasts[-1]
    assert await _towns(database) == [
        ("Город", "Europe/Moscow"),
        ("Соседний город", "Europe/Moscow"),
    ]


async def test_menu_words_and_cancel_are_heard_while_a_name_is_asked_for(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", OPERATOR)
    desk = _desk(database)
    await desk.press(OPERATOR, _button(Verb.ADMIN_NEW))
    (menu,) = await desk.say(OPERATOR, "Управление")
    assert menu.buttons
    await desk.say(OPERATOR, "Отмена")
    (lost,) = await desk.say(OPERATOR, "Новый район")
    assert lost.plain != "" and len(await _towns(database)) == 1


async def test_an_operator_is_answered_where_the_messenger_is_switched_off(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", OPERATOR)
    async with database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"telegram": "off"}
        session.add(town)
    desk = _desk(database)
    (answer,) = await desk.say(OPERATOR, "/admin")
    assert "1 муниципалитет" in answer.plain


async def test_nothing_of_a_municipality_but_numbers_is_shown(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.launch(row("до 15 октября 2018", title=MARKER))
    await office.plan("2018-10-10 09:00")
    desk = _desk(database)
    await _fail(desk, MARKER)
    shown = await desk.say(OPERATOR, "/admin")
    for verb in (Verb.ADMIN, Verb.ADMIN_TOWN, Verb.ADMIN_HEALTH, Verb.ADMIN_ASIDE):
        ids = (office.tenant.id,) if verb is Verb.ADMIN_TOWN else (0,)
        shown += await desk.press(OPERATOR, _button(verb, *ids))
    assert len(shown) == 5
    async with database.read() as session:
        names = list(await session.exec(select(PersonRow.full_name)))
    for text in (one.plain for one in shown):
        assert MARKER not in text
        assert not [name for name in names if name.split()[0] in text]
    assert "Людей: 2" in shown[2].plain
    assert "Сообщения в Телеграме" in shown[3].plain


async def _fail(desk: Desk, words: str) -> InboxRow:
    """An arrival that was set aside."""
    async with desk.database.write() as session:
        row = InboxRow(
            source="telegram:42",
            key="7",
            chat="301",
            payload=message(301, text="/desk"),
            state=InboxState.ASIDE,
            attempts=3,
            last_error=f"ValueError: {words}",
            received_at=desk.clock.now(),
            settled_at=desk.clock.now(),
        )
        session.add(row)
    return row


async def test_what_could_not_be_worked_is_tried_again(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Мостовая", 301)
    desk = _desk(database)
    row = await _fail(desk, "beyond")
    (room,) = await desk.say(OPERATOR, "/admin")
    (listed,) = await desk.press(OPERATOR, room.buttons[-1][0].action)
    assert "ValueError" in listed.plain and "beyond" not in listed.plain
    press = _button(Verb.ADMIN_AGAIN, row.id or 0)
    answers = await desk.press(OPERATOR, press)
    assert any("Управление" in one.plain for one in answers)
    assert {one.state for one in await desk.rows()} == {InboxState.DONE}
    await desk.press(OPERATOR, press)
    assert "уже нет в списке" in desk.toasts[-1]


async def test_a_channel_that_does_not_take_anything_is_seen(database: Database) -> None:
    desk = _desk(database)
    async with database.write() as session:
        for n in range(2):
            await outbox.add(
                session,
                NoticeRow(
                    channel=Channel.EMAIL,
                    address="a@town.example",
                    kind=NoticeKind.ANSWER,
                    dedup_key=f"x{n}",
                    message={"text": "x"},
                    not_before=at("2018-10-10 10:00"),
                    created_at=at("2018-10-10 10:00"),
                ),
            )
    (health,) = await desk.press(OPERATOR, _button(Verb.ADMIN_HEALTH))
    assert "⚠ Письма: ждут отправки: 2, дольше всего 120 мин" in health.plain

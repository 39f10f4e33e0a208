"""Asking to be let in without a link, and the one press that decides it."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from channels.message import Message
from services import municipality_settings
from storage.database import Database
from storage.tables import (
    AccountRow,
    AdmissionRow,
    MembershipRow,
    NoticeKind,
    NoticeRow,
    PersonRow,
    Role,
    RoleRow,
)
from tests.handlers.desk import Desk, press
from tests.services.office import FIRST, OLGA, VERA, Office, at, plain, said
from views.actions import Action, Verb

VERA_CHAT, SECOND_CHAT, STRANGER, THIEF = 301, 302, 666, 667
SECOND = "Вторая Нина Львовна;МЦ;методист;nina@town.example;;координатор;"
ASK = Action(Verb.ASK_IN, 0).pack()


async def _office(database: Database, *more: str, name: str = "Город") -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, *more, name=name)
    await office.bind("Мостовая", VERA_CHAT)
    return office


def _buttons(message: Message) -> dict[str, str]:
    return {b.label: b.action for line in message.buttons for b in line}


async def _asked(office: Office, chat: int = VERA_CHAT) -> NoticeRow:
    found = await office.notices(NoticeKind.ADMISSION)
    return [n for n in found if n.address == str(chat)][-1]


async def _persons(office: Office, user: int) -> list[str]:
    async with office.database.read() as session:
        statement = (
            select(PersonRow.full_name)
            .join(AccountRow, col(AccountRow.person_id) == col(PersonRow.id))
            .where(AccountRow.user_id == user)
        )
        return list(await session.exec(statement))


async def test_a_stranger_is_shown_the_way(database: Database) -> None:
    await _office(database)
    desk = Desk(database)
    for words in ("здравствуйте", "/start", "/start wrong", "Помощь"):
        (hello,) = await desk.say(STRANGER, words)
        assert _buttons(hello) == {"Попросить доступ": ASK}, words


async def test_one_press_lets_a_known_person_in(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    (question,) = await desk.press(STRANGER, ASK)
    assert "ФИО и организацию" in question.plain
    await desk.say(STRANGER, "Громов Игорь, <b>школа 1</b>")
    notice = await _asked(office)
    assert "Громов Игорь, <b>школа 1</b>" in plain(notice)
    assert "User 666" in plain(notice)
    await office.sent(notice, "77")
    buttons = _buttons(said(notice))
    assert list(buttons) == [
        "Это Громов Игорь Николаевич, МОУ «СОШ № 1»",
        "Новый сотрудник",
        "Отказать",
    ]
    before = len(await office.notices())
    await desk.press(VERA_CHAT, next(iter(buttons.values())), 77)
    assert desk.toasts[-1] == "Доступ открыт"
    told = (await office.notices())[before:]
    texts = [plain(n) for n in told if n.address == str(STRANGER)]
    assert texts[0].startswith("Добро пожаловать, Громов Игорь Николаевич")
    assert "персональные данные" in texts[1]
    (edit,) = [n for n in told if n.kind is NoticeKind.EDIT]
    assert "✓ Доступ открыт: Громов Игорь Николаевич (решение: Мостовая Вера Петровна)" in plain(
        edit
    )
    assert await _persons(office, STRANGER) == ["Громов Игорь Николаевич"]
    await desk.press(VERA_CHAT, buttons["Отказать"], 77)
    assert desk.toasts[-1] == "Уже решено."
    assert await _persons(office, STRANGER) == ["Громов Игорь Николаевич"]


async def test_a_new_person_joins_the_organisation_that_was_named(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await desk.press(STRANGER, ASK)
    await desk.say(STRANGER, "Ромашкина Анна Юрьевна, МОУ «СОШ № 1»")
    notice = await _asked(office)
    assert "Как новый сотрудник: Ромашкина Анна Юрьевна, МОУ «СОШ № 1»" in plain(notice)
    await desk.press(VERA_CHAT, _buttons(said(notice))["Новый сотрудник"])
    person = await office.person("Ромашкина")
    async with database.read() as session:
        roles = list(await session.exec(select(RoleRow.role).where(RoleRow.person_id == person)))
        member = (
            await session.exec(select(MembershipRow).where(MembershipRow.person_id == person))
        ).one()
    assert roles == [Role.SCHOOL]
    assert (member.organization_id, member.rank) == (await office.organization("МОУ «СОШ № 1»"), 1)


async def test_refused_it_can_be_asked_again_tomorrow(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await desk.press(STRANGER, ASK)
    await desk.say(STRANGER, "Громов Игорь, школа")
    (waits,) = await desk.press(STRANGER, ASK)
    assert "уже у координатора" in waits.plain
    notice = await _asked(office)
    await desk.press(VERA_CHAT, _buttons(said(notice))["Отказать"])
    (refusal,) = [n for n in await office.notices() if "не подтвердил доступ" in plain(n)]
    assert refusal.address == str(STRANGER)
    (later,) = await desk.press(STRANGER, ASK)
    assert "завтра" in later.plain
    tomorrow = Desk(database, "2018-10-12 12:00")
    (question,) = await tomorrow.press(STRANGER, ASK)
    assert "ФИО" in question.plain
    assert await _persons(office, STRANGER) == []


@pytest.mark.parametrize("words", ["привет", "!!!", "   ", "школа 5", "🙂🙂"])
async def test_too_little_is_asked_again(database: Database, words: str) -> None:
    await _office(database)
    desk = Desk(database)
    await desk.press(STRANGER, ASK)
    (answer,) = await desk.say(STRANGER, words)
    assert "одним сообщением" in answer.plain
    async with database.read() as session:
        assert list(await session.exec(select(AdmissionRow))) == []
    await desk.say(STRANGER, "Отмена")
    (unknown,) = await desk.say(STRANGER, "Громов Игорь, школа")
    assert "по приглашениям" in unknown.plain


async def test_of_several_municipalities_one_is_chosen(database: Database) -> None:
    here = await _office(database, name="Здесь")
    there = await Office.open(database, SECOND, name="Там")
    await there.bind("Вторая", SECOND_CHAT)
    desk = Desk(database)
    (where,) = await desk.press(STRANGER, ASK)
    assert list(_buttons(where)) == ["Здесь", "Там"]
    await desk.press(STRANGER, _buttons(where)["Там"])
    await desk.say(STRANGER, "Ромашкина Анна Юрьевна, методцентр")
    notice = await _asked(there, SECOND_CHAT)
    assert [n.address for n in await here.notices(NoticeKind.ADMISSION)] == [str(SECOND_CHAT)]
    foreign = _buttons(said(notice))["Новый сотрудник"].split(":")
    vera = await here.person("Мостовая")
    await desk.press(VERA_CHAT, f"{foreign[0]}:{vera}:{foreign[2]}")
    assert "нет прав" in desk.toasts[-1]
    grow = Action(Verb.ADMIT, await there.person("Вторая"), (int(foreign[2]), vera)).pack()
    await desk.press(SECOND_CHAT, grow)
    assert "нет прав" in desk.toasts[-1]
    assert await _persons(there, STRANGER) == []


async def test_every_coordinator_is_told_and_sees_the_decision(database: Database) -> None:
    office = await _office(database, SECOND)
    await office.bind("Вторая", SECOND_CHAT)
    desk = Desk(database)
    await desk.press(STRANGER, ASK)
    await desk.say(STRANGER, "Громов Игорь, школа")
    first, second = await _asked(office), await _asked(office, SECOND_CHAT)
    await office.sent(first, "77")
    await desk.press(VERA_CHAT, _buttons(said(first))["Отказать"], 77)
    rows = {n.id: n.state for n in await office.notices(NoticeKind.ADMISSION)}
    assert rows[second.id] == "withdrawn"
    await desk.press(SECOND_CHAT, _buttons(said(second))["Новый сотрудник"])
    assert desk.toasts[-1] == "Уже решено."


async def test_where_telegram_is_brief_names_go_by_letter(database: Database) -> None:
    office = await _office(database, SECOND)
    await office.bind("Вторая", SECOND_CHAT)
    async with database.write() as session:
        await municipality_settings.change(
            session, office.tenant, [("telegram", "brief")], at("2018-10-09 09:00")
        )
    desk = Desk(database)
    await desk.press(STRANGER, ASK)
    await desk.say(STRANGER, "Громов Игорь, школа")
    sent = [n for n in await office.notices(NoticeKind.ADMISSION) if n.address != str(VERA_CHAT)]
    assert sorted(n.channel for n in sent) == ["email", "telegram"]
    for notice in sent:
        message = said(notice)
        assert "Громов" not in message.brief
        assert not any("Громов" in label for label in _buttons(message))


async def test_in_a_group_nobody_asks(database: Database) -> None:
    await _office(database)
    desk = Desk(database)
    update = press(STRANGER, ASK)
    update["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Г"}
    await desk.take(update)
    assert "нет прав" in desk.toasts[-1]
    assert await desk.notices() == []

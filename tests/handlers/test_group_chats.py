"""Groups: bound by a coordinator, told without names, moved, lost, let go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiogram.types import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberRestricted,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from channels.message import Fault, Message, Refused
from roadmap.nameless import Names
from roadmap.plan import Line
from services import archiving, group_digests, municipality_settings, undelivered
from storage.database import Database
from storage.tables import (
    AuditRow,
    GroupChatRow,
    GroupState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    PersonRow,
)
from tests.handlers.desk import Desk, Json, message
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, at, row
from tests.services.test_desk_mornings import morning
from tests.views.samples import SAY, line
from views.actions import Verb, unpack

GROUP, TOPIC, CHAT = -1004001, 17, 301
MEMBERS: dict[str, type[ChatMember]] = {
    "left": ChatMemberLeft,
    "kicked": ChatMemberBanned,
    "member": ChatMemberMember,
    "administrator": ChatMemberAdministrator,
    "restricted": ChatMemberRestricted,
}
NAMES = ("Пономарев", "Мостов", "Осотов", "Громов", "Смирнов")


async def _town(database: Database) -> tuple[Office, Desk]:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST)
    for name, chat in (("Мостовая", CHAT), ("Пономарева", 101)):
        await office.bind(name, chat)
    await office.launch(
        row("до 5 октября 2018", title="Мастер-класс О.И.Пономаревой для директоров"),
        row("до 5 октября 2018", "ОО", title="План работы школ"),
        row("до 15 октября 2018", "Осотова И.В.", title="Семинар"),
    )
    return office, Desk(database)


def _in_group(text: str, user: int = CHAT, *, topic: int | None = None, **more: Any) -> Json:
    update = message(user, text=text, **more)
    body = update["message"]
    body["chat"] = {"id": GROUP, "type": "supergroup", "title": "Директора школ"}
    if topic is not None:
        body |= {"message_thread_id": topic, "is_topic_message": True}
    return update


def _member(old: str, new: str) -> Json:
    update = message(CHAT, text="")
    user = {"id": 42, "is_bot": True, "first_name": "Веха"}

    def member(status: str) -> Json:
        wanted = MEMBERS[status].model_fields.items()
        flags = {name: False for name, field in wanted if field.is_required()}
        return flags | {"user": user, "status": status, "until_date": 0}

    event = {
        "chat": {"id": GROUP, "type": "supergroup", "title": "Директора школ"},
        "from": {"id": CHAT, "is_bot": False, "first_name": "Вера"},
        "date": 1539162000,
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    return {"update_id": update["update_id"], "my_chat_member": event}


async def _said(desk: Desk, *updates: Json) -> list[NoticeRow]:
    before = {notice.id for notice in await desk.notices()}
    await desk.take(*updates)
    return [notice for notice in await desk.notices() if notice.id not in before]


async def _groups(database: Database) -> list[GroupChatRow]:
    async with database.read() as session:
        return list(await session.exec(select(GroupChatRow)))


def _text(notice: NoticeRow) -> str:
    return Message.from_data(notice.message).plain


def _is_nameless(text: str) -> bool:
    return not any(name in text for name in NAMES)


async def test_it_says_how_to_bind_and_binds_for_a_coordinator(database: Database) -> None:
    _, desk = await _town(database)
    (hello,) = await _said(desk, _member("left", "member"))
    assert (hello.address, "/bind" in _text(hello)) == (str(GROUP), True)
    (no,) = await _said(desk, _in_group("/bind", 101))
    assert "только координатор" in _text(no)
    assert await _groups(database) == []
    (done,) = await _said(desk, _in_group("/bind@vekha_bot", topic=TOPIC))
    assert (done.address, done.kind) == (f"{GROUP}/{TOPIC}", NoticeKind.GROUP)
    assert "по понедельникам в 09:00" in _text(done)
    (bound,) = await _groups(database)
    assert (bound.chat_id, bound.topic_id, bound.title) == (GROUP, TOPIC, "Директора школ")
    async with database.read() as session:
        (audited,) = (
            await session.exec(select(AuditRow).where(AuditRow.action == "group.bound"))
        ).all()
    assert (audited.facts["before"], audited.facts["after"]["chat"]) == ({}, GROUP)
    (again,) = await _said(desk, _in_group("/bind", topic=TOPIC))
    assert "уже приходит" in _text(again)
    assert await _said(desk, _member("member", "administrator")) == []


async def test_the_digest_in_a_group_names_nobody_and_has_no_buttons(database: Database) -> None:
    _, desk = await _town(database)
    (no,) = await _said(desk, _in_group("/digest", 777))
    assert "Наступил" not in _text(no)
    await _said(desk, _in_group("/bind"))
    (told,) = await _said(desk, _in_group("/digest", 777))
    text = _text(told)
    assert "Наступил срок по 2 из 3 мероприятий" in text
    assert "План работы школ" in text
    assert "МОУ «СОШ № 1»" in text
    assert "• М-1 — " in text  # its title names somebody
    assert _is_nameless(text)
    assert Message.from_data(told.message).buttons == ()
    assert await _said(desk, _in_group("/digest", 778)) == []  # once a minute is enough
    (beside,) = await _said(desk, _in_group("/digest", 778, topic=TOPIC))
    assert beside.address == f"{GROUP}/{TOPIC}"


@pytest.mark.parametrize("words", ["Сводка", "Управление", "Отчёты", "привет", "/desk", "/calls"])
async def test_nothing_else_is_told_in_a_group(database: Database, words: str) -> None:
    _, desk = await _town(database)
    said = await _said(desk, _in_group(words))
    assert all("личн" in _text(notice) and _is_nameless(_text(notice)) for notice in said)
    assert bool(said) == words.startswith("/")


async def test_the_mondays_digest_goes_to_the_group_and_the_short_one_by_a_setting(
    database: Database,
) -> None:
    office, desk = await _town(database)
    await _said(desk, _in_group("/bind", topic=TOPIC))
    await morning(office, "2018-10-12 12:00")
    made = [n for n in await morning(office, "2018-10-15 09:00") if n.kind is NoticeKind.GROUP]
    assert [n.address for n in made] == [f"{GROUP}/{TOPIC}"]
    assert _is_nameless(_text(made[0]))
    assert "По разделам" in _text(made[0])
    made = await morning(office, "2018-10-16 09:00")
    assert [n for n in made if n.kind is NoticeKind.GROUP] == []
    async with database.write() as session:
        pairs = [("digest.groups", "yes")]
        await municipality_settings.change(session, office.tenant, pairs, at("2018-10-16 12:00"))
    await morning(office, "2018-10-16 12:01")
    made = [n for n in await morning(office, "2018-10-17 09:00") if n.kind is NoticeKind.GROUP]
    assert ["По разделам" in _text(n) for n in made] == [False]


async def test_of_several_municipalities_one_is_chosen_in_private(database: Database) -> None:
    office, desk = await _town(database)
    other = await Office.open(database, VERA, name="Посёлок")
    await other.bind("Мостовая", CHAT)
    told = await _said(desk, _in_group("/bind"))
    asked = next(notice for notice in told if notice.address == str(CHAT))
    buttons = [b for line_ in Message.from_data(asked.message).buttons for b in line_]
    assert [b.label for b in buttons] == ["Город", "Посёлок"]
    assert _is_nameless(" ".join(_text(n) for n in told))
    await desk.press(CHAT, buttons[1].action)
    (bound,) = await _groups(database)
    assert bound.municipality_id == other.tenant.id
    (late,) = await desk.press(CHAT, buttons[0].action)
    assert "ещё раз" in late.plain
    assert (await _groups(database))[0].municipality_id != office.tenant.id


async def test_a_group_of_others_is_not_taken_over(database: Database) -> None:
    _, desk = await _town(database)
    other = await Office.open(database, VERA, name="Посёлок")
    await other.bind("Мостовая", 302)
    await _said(desk, _in_group("/bind"))
    for words in ("/bind", "/unbind"):
        (no,) = await _said(desk, _in_group(words, 302))
        assert "Готово" not in _text(no)
    (bound,) = await _groups(database)
    assert bound.municipality_id != other.tenant.id
    (gone,) = await _said(desk, _in_group("/unbind"))
    assert "больше не будет" in _text(gone)
    assert await _groups(database) == []


@pytest.mark.parametrize("how", ["removed", "silenced", "refused"])
async def test_a_lost_group_is_told_of_once_and_can_be_bound_again(
    both: Database, how: str
) -> None:
    office, desk = await _town(both)
    await _said(desk, _in_group("/bind"))
    for _ in range(2):
        if how == "removed":
            await desk.take(_member("member", "kicked"))
        elif how == "silenced":
            await desk.take(_member("member", "restricted"))
        else:
            await _refused(both)
    (group,) = await _groups(both)
    assert group.state is GroupState.GONE
    told = [n for n in await desk.notices() if n.address == str(CHAT) and "не доходит" in _text(n)]
    assert len(told) == 1
    await morning(office, "2018-10-12 12:00")
    made = await morning(office, "2018-10-15 09:00")
    assert [n for n in made if n.kind is NoticeKind.GROUP] == []
    (hello,) = await _said(desk, _member("left", "member"))
    assert "/bind" in _text(hello)
    await _said(desk, _in_group("/bind"))
    assert [g.state for g in await _groups(both)] == [GroupState.BOUND]


async def _refused(database: Database) -> None:
    async with database.write() as session:
        notices = await session.exec(
            select(NoticeRow).where(
                NoticeRow.kind == NoticeKind.GROUP, NoticeRow.address == str(GROUP)
            )
        )
        notice = next(iter(notices))
        notice.state = NoticeState.FAILED
        await session.flush()
        outcome = Refused("Bad Request: message thread not found", Fault.ADDRESS)
        await undelivered.follow(session, notice.id or 0, outcome, at("2018-10-10 12:00"))


async def test_the_binding_follows_a_group_that_moves(database: Database) -> None:
    _, desk = await _town(database)
    await _said(desk, _in_group("/bind"))
    update = _in_group("")
    update["message"] |= {"migrate_to_chat_id": -1009009}
    await desk.take(update)
    assert [g.chat_id for g in await _groups(database)] == [-1009009]


async def test_what_a_group_hears_of_is_set_in_private(database: Database) -> None:
    office, desk = await _town(database)
    second = await office.draft(row("до 1 декабря 2018", "ОО", title="Второй план"))
    await office.start(second)
    await _said(desk, _in_group("/bind"))
    vera = await office.person("Мостовая")
    (board,) = await desk.press(CHAT, f"{Verb.SCHEDULE}:{vera}")
    assert "Групп: 1" in board.plain
    opens = next(b.action for line_ in board.buttons for b in line_ if b.label == "Директора школ")
    (card,) = await desk.press(CHAT, opens)
    last = [b for line_ in card.buttons for b in line_][2]
    (after,) = await desk.press(CHAT, last.action)
    assert [g.roadmap_id for g in await _groups(database)] == [second]
    assert any(b.label.startswith("✓ ") for line_ in after.buttons for b in line_)
    (told,) = await _said(desk, _in_group("/digest"))
    assert "всего 1 мероприятие" in _text(told)
    end = next(
        b.action
        for line_ in after.buttons
        for b in line_
        if (action := unpack(b.action)) is not None and action.verb is Verb.GROUP_UNBIND
    )
    await desk.press(CHAT, end)
    assert await _groups(database) == []


async def test_a_group_hears_nothing_of_a_roadmap_that_was_put_into_the_archive(
    database: Database,
) -> None:
    office, desk = await _town(database)
    await _said(desk, _in_group("/bind"))
    (bound,) = await _groups(database)
    async with database.write() as session:
        (await session.get_one(GroupChatRow, bound.id)).roadmap_id = 1
        vera = await office.actor("Мостовая")
        await archiving.press(session, vera, 1, at("2018-10-10 12:00"), archive=True)
    (told,) = await _said(desk, _in_group("/digest", 777))
    assert "Наступил срок" not in _text(told)
    await morning(office, "2018-10-12 12:00")
    made = await morning(office, "2018-10-15 09:00")
    assert [n for n in made if n.kind is NoticeKind.GROUP] == []
    await desk.press(CHAT, f"{Verb.GROUP_CARD}:{vera.person_id}:{bound.id}")
    assert "не действует" in _text((await desk.notices())[-1])


async def test_what_stands_in_place_of_an_erased_name_hides_no_title(database: Database) -> None:
    office, desk = await _town(database)
    await office.launch(row("до 9 октября 2018", "ОО", title="Обучение сотрудников"))
    async with database.write() as session:
        gone = await session.get_one(PersonRow, await office.person("Осотова"))
        gone.full_name, gone.erased_at = "Сотрудник № 7", at("2018-10-01 12:00")
    await _said(desk, _in_group("/bind"))
    (told,) = await _said(desk, _in_group("/digest", 777))
    assert "Обучение сотрудников" in _text(told)


async def test_brief_and_off_are_respected(database: Database) -> None:
    office, desk = await _town(database)
    await _said(desk, _in_group("/bind"))
    (told,) = await _said(desk, _in_group("/digest", 777))
    brief = Message.from_data(told.message).brief
    assert "Наступил срок по 2 из 3" in brief
    assert "План работы" not in brief
    async with database.write() as session:
        pairs = [("telegram", "off")]
        await municipality_settings.change(session, office.tenant, pairs, at("2018-10-10 12:00"))
    desk.clock.move(at("2018-10-10 12:05"))
    assert await _said(desk, _in_group("/digest", 777)) == []
    await morning(office, "2018-10-12 12:00")
    made = await morning(office, "2018-10-15 09:00")
    assert [n for n in made if n.kind is NoticeKind.GROUP] == []


_surnames = st.sampled_from(["Громова", "Ким", "Осотова", "Петров-Водкин", "Ли"])
_initials = st.sampled_from([" А.Б.", " А. Б.", " Анна Борисовна", "у", ""])


@given(_surnames, _initials, st.sampled_from(["Отчёт {}", "{}: доклад", "Семинар «{}»"]))
@settings(max_examples=40)
def test_no_name_gets_through_in_whatever_form(surname: str, rest: str, frame: str) -> None:
    names = Names.of([f"{surname} Анна Борисовна"])
    found: Line = line(title=frame.format(surname + rest), office=f"Школа ({surname}{rest})")
    public = group_digests.nameless(found, SAY, names)
    assert not re.search(surname, f"{public.title} {public.owner} {public.note}")

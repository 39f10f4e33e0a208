"""Settings changed between planning and sending, and what Telegram may say of a municipality."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from channels.message import Channel, Delivered, Message
from roadmap.policy_settings import BadSetting
from services import delivery, municipality_settings
from services.delivery import Attempt
from storage.books import Claimed
from storage.database import Database
from storage.tables import MunicipalityRow, NoticeKind, NoticeState
from tests.services.office import OLGA, VERA, Office, at, plain, row, said

BY_15 = "До 15 октября 2018"
TITLE = "Провести совещание с О.И. Пономаревой"


async def set_(office: Office, when: str, **values: str) -> None:
    """`vekha municipality set`"""
    pairs = [(name.replace("__", "."), value) for name, value in values.items()]
    async with office.database.write() as session:
        office.tenant = await municipality_settings.change(session, office.tenant, pairs, at(when))


async def carried(
    office: Office, when: str, channel: Channel = Channel.TELEGRAM
) -> tuple[Claimed, ...]:
    """What the courier takes and delivers."""
    turn = await delivery.turn(office.database, channel, 1, (), free=10, now=at(when))
    done = [Attempt(one, Delivered(f"m{one.envelope.notice_id}")) for one in turn.claimed]
    await delivery.turn(office.database, channel, 1, done, free=0, now=at(when))
    return turn.claimed


async def ready(database: Database, staff: str = OLGA) -> Office:
    office = await Office.open(database, staff)
    await office.bind("Пономарева", 101)
    await office.launch(row(BY_15, title=TITLE))
    return office


async def test_shorter_hours_move_what_is_not_planned_yet(both: Database) -> None:
    office = await ready(both)
    await set_(office, "2018-10-09 20:00", hours="11:00-12:00")
    assert await office.plan("2018-10-10 09:00") == []
    (reminder,) = await office.plan("2018-10-10 11:00")
    assert reminder.kind is NoticeKind.REMINDER


async def test_another_zone_moves_the_morning_and_the_monday_letter(both: Database) -> None:
    office = await ready(both)
    await set_(office, "2018-10-09 20:00", zone="Asia/Kamchatka")  # nine hours ahead of Moscow
    async with both.read() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
    assert town.next_weekly_at == at("2018-10-14 23:00")
    (reminder,) = await office.plan("2018-10-10 09:00")  # of Kamchatka now
    assert reminder.created_at == at("2018-10-10 00:00")


@pytest.mark.parametrize(("day", "utc_hour"), [("2018-10-26", 7), ("2018-10-29", 8)])
async def test_when_the_clocks_of_a_zone_change_the_morning_is_local(
    database: Database, day: str, utc_hour: int
) -> None:
    """Berlin: UTC+2 until 28 October 2018, then UTC+1."""
    office = await ready(database)
    async with database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = town.settings | {"ladder": {"before": [10], "late": []}}
    await set_(office, "2018-10-08 12:00", zone="Europe/Berlin", ladder__late="8,9,10")
    await office.plan("2018-10-15 09:00")
    for notice in await office.notices():
        await office.sent(notice, str(notice.id))
    assert await office.plan(f"{day} 08:59") == []
    (late,) = await office.plan(f"{day} 09:00")
    assert late.created_at.hour == utc_hour


async def test_another_ladder_is_looked_at_in_the_same_transaction(both: Database) -> None:
    office = await ready(both)
    assert await office.plan("2018-10-08 09:00") == []
    await set_(office, "2018-10-08 10:00", ladder__before="5")
    (again,) = await office.assignments()
    assert again.next_notice_at == at("2018-10-08 10:00")
    (reminder,) = await office.plan("2018-10-08 10:00")
    assert "осталось 7 дней" in plain(reminder)


async def test_a_wrong_value_changes_nothing(both: Database) -> None:
    office = await ready(both)
    with pytest.raises(BadSetting):
        await set_(office, "2018-10-09 20:00", cap="2", hours="18:00-09:00")
    async with both.read() as session:
        assert (await session.exec(select(MunicipalityRow))).one().settings == {}


async def test_brief_tells_numbers_dates_and_buttons_only(both: Database) -> None:
    office = await ready(both, OLGA + "оба")
    await office.plan("2018-10-10 09:00")
    await set_(office, "2018-10-10 09:01", telegram="brief")  # between planning and sending
    await office.plan("2018-10-10 09:01")
    (one,) = await carried(office, "2018-10-10 09:02")
    told = one.envelope.message
    for name in ("Пономарев", "совещание", "Дорожная карта"):
        assert name not in told.text
    for fact in ("М-1, разд. 1, п. 1", "15 октября 2018", "осталось 5 дней"):
        assert fact in told.plain
    assert told.buttons == said((await office.notices())[0]).buttons
    assert told.hint == ""  # it speaks of files
    (letter,) = await carried(office, "2018-10-10 09:02", Channel.EMAIL)
    assert TITLE in letter.envelope.message.plain


async def test_what_has_no_brief_words_goes_by_letter(both: Database) -> None:
    office = await ready(both)
    await set_(office, "2018-10-10 09:01", telegram="brief")
    await _answer(office, "Вместе с вами: Осотова И.В.")
    (chat,) = await carried(office, "2018-10-10 09:02")
    assert "Осотова" not in chat.envelope.message.text
    (letter,) = await carried(office, "2018-10-10 09:02", Channel.EMAIL)
    assert "Осотова" in letter.envelope.message.text
    assert letter.envelope.address == "olga@town.example"
    assert letter.envelope.message.subject


async def test_without_a_mailbox_names_go_nowhere(both: Database) -> None:
    office = await Office.open(both, VERA)
    await office.bind("Мостовая", 102)
    await set_(office, "2018-10-10 09:01", telegram="brief")
    await _answer(office, "Осотова И.В.", person="Мостовая", chat="102")
    (chat,) = await carried(office, "2018-10-10 09:02")
    assert "Осотова" not in chat.envelope.message.text
    assert await carried(office, "2018-10-10 09:02", Channel.EMAIL) == ()


async def test_switched_off_letters_take_over_what_was_waiting(both: Database) -> None:
    office = await ready(both)
    (waiting,) = await office.plan("2018-10-10 09:00")
    assert waiting.channel is Channel.TELEGRAM
    await set_(office, "2018-10-10 09:01", telegram="off")
    assert await carried(office, "2018-10-10 09:02") == ()
    (letter,) = await office.plan("2018-10-10 09:03")
    assert (letter.channel, letter.address) == (Channel.EMAIL, "olga@town.example")
    assert [n.state for n in await office.notices()] == [
        NoticeState.WITHDRAWN,
        NoticeState.PLANNED,
    ]
    await set_(office, "2018-10-11 09:01", telegram="on")
    (again,) = await office.assignments()
    assert again.next_notice_at == at("2018-10-11 09:01")


async def test_one_towns_discretion_is_not_anothers(both: Database) -> None:
    here = await ready(both)
    there = await Office.open(both, OLGA, name="Там")
    await set_(there, "2018-10-09 09:00", telegram="off")
    await here.plan("2018-10-10 09:00")
    (one,) = await carried(here, "2018-10-10 09:02")
    assert TITLE in one.envelope.message.plain


async def _answer(
    office: Office, text: str, *, person: str = "Пономарева", chat: str = "101"
) -> None:
    from services import saying

    async with office.database.write() as session:
        actor = await office.actor(person)
        now = at("2018-10-10 09:01") + timedelta(seconds=1)
        await saying.answer(session, actor, chat, Message(text), now)

"""What was asked about a draft is not asked for ever: words later, or about something else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.database import Database
from storage.tables import ActivityRow, ConversationRow, PartyRow
from tests.handlers.desk import Desk
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, row
from tests.services.test_drafts_in_chat import button, doubtful
from views.actions import Action, Verb

VERA_CHAT = 301
BY_20 = "до 20 октября 2018"
AWAY = "в отпуске с 20 по 30 октября"


async def _asked(database: Database, owners: str) -> tuple[Office, Desk, int, int]:
    """A coordinator who looks at a party of a draft: its number and the coordinator's id."""
    office = await Office.open(database, OLGA, IRINA, FIRST, VERA)
    vera = await office.bind("Мостовая", VERA_CHAT)
    number = await office.draft(row(BY_20, owners))
    async with database.read() as session:
        party = (await session.exec(select(PartyRow.id))).one()
    desk = Desk(database)
    await desk.press(VERA_CHAT, Action(Verb.PARTY, vera, (number, party or 0)).pack())
    assert await _stands(database)
    return office, desk, number, vera


async def _stands(database: Database) -> bool:
    async with database.read() as session:
        return (await session.exec(select(ConversationRow))).first() is not None


async def test_a_greeting_on_the_next_day_answers_nothing(database: Database) -> None:
    _, desk, _, _ = await _asked(database, "Неизвестный Н.Н.")
    (named,) = await desk.say(VERA_CHAT, "осотова")
    assert "Осотова" in str(named.buttons)
    desk.clock.move(desk.clock.now() + timedelta(hours=13))
    (hint,) = await desk.say(VERA_CHAT, "добрый день")
    assert "Неизвестный" not in hint.plain


async def test_words_about_being_away_are_no_name(database: Database) -> None:
    _, desk, _, _ = await _asked(database, "Неизвестный Н.Н.")
    (asked,) = await desk.say(VERA_CHAT, AWAY)
    assert "замещает" in asked.plain
    assert "Неизвестный" not in asked.plain


@pytest.mark.parametrize("verb", [Verb.PARTIES, Verb.DRAFT, Verb.UNOWNED])
async def test_what_is_turned_away_from_is_asked_no_more(database: Database, verb: Verb) -> None:
    _, desk, number, vera = await _asked(database, "Неизвестный Н.Н.")
    await desk.press(VERA_CHAT, Action(verb, vera, (number,)).pack())
    assert not await _stands(database)


async def test_a_launch_asks_nothing_more(database: Database) -> None:
    _, desk, number, vera = await _asked(database, "Пономарева О.И.")
    await desk.press(VERA_CHAT, Action(Verb.LAUNCH_YES, vera, (number, 0)).pack())
    assert not await _stands(database)


async def test_a_draft_launched_elsewhere_asks_nothing_more(database: Database) -> None:
    office, desk, number, _ = await _asked(database, "Пономарева О.И.")
    await office.start(number)
    await desk.say(VERA_CHAT, "добрый день")
    assert not await _stands(database)


async def test_a_deleted_draft_asks_nothing_more_and_is_deleted_once(both: Database) -> None:
    _, desk, number, vera = await _asked(both, "Пономарева О.И.")
    drop = Action(Verb.DROP_YES, vera, (number,)).pack()
    (gone,) = await desk.press(VERA_CHAT, drop)
    assert "Черновик удалён" in gone.plain
    assert not await _stands(both)
    for data in (drop, Action(Verb.DROP_DRAFT, vera, (number,)).pack()):
        (again,) = await desk.press(VERA_CHAT, data)
        assert again.plain == "Черновик уже удалён."
    assert not any(desk.toasts)


async def test_another_question_forgets_the_date_of_the_first(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    vera = await office.bind("Мостовая", VERA_CHAT)
    number = await office.draft(doubtful("май"), doubtful("До января 2019"))
    desk = Desk(both)
    (first,) = await desk.press(VERA_CHAT, Action(Verb.DRAFT_ASK, vera, (number, 0)).pack())
    ids = button(first, "Другой срок")
    await desk.press(VERA_CHAT, Action(Verb.DRAFT_TYPE, vera, ids).pack())
    assert await _stands(both)
    async with both.read() as session:
        before = [str(one.rule) for one in await session.exec(select(ActivityRow))]
    await desk.press(VERA_CHAT, Action(Verb.DRAFT_ASK, vera, (number, 1)).pack())
    await desk.say(VERA_CHAT, "до 1 марта 2019")
    async with both.read() as session:
        assert [str(one.rule) for one in await session.exec(select(ActivityRow))] == before

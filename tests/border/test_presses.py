"""Whoever may do everything here, and is at home in both, does nothing over there from here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from channels.message import Channel, Delivered, Message
from services import delivery
from services.delivery import Attempt
from storage import outbox
from storage.tables import AuditRow, InboxState, NoticeRow
from tests.border.world import BOTH, MARKER, NOW, OTHERS, OWN, World, rows_there
from tests.handlers.desk import Desk, message, press
from tests.handlers.test_rights_matrix import COMMANDS, Things, _subjects
from tests.services.office import at
from views.actions import LIMIT_BYTES, Action, Verb

PLACES = ("account", "conversation")
"""What a press of one's own may change: for whom one speaks, and what is asked in the chat."""
SUBJECTS = _subjects(Things(*([1] * len(Things.__annotations__))))


def _data(verb: Verb, person: int) -> Iterator[str]:
    """The button as it is here with each of its numbers exchanged in turn, one more where it has
    none."""
    _, ids = SUBJECTS[verb]
    for place in range(max(1, len(ids))):
        packed = ":".join(map(str, (verb, person, *ids[:place], OTHERS, *ids[place + 1 :])))
        assert len(packed) <= LIMIT_BYTES
        yield packed


async def _leaks(desk: Desk, path: Path, before: object, seen: int) -> list[str]:
    """What the last presses show or did of the other municipality."""
    async with desk.database.read() as session:
        fresh = list(await session.exec(select(NoticeRow).where(col(NoticeRow.id) > seen)))
    told = [f"says {one.message}" for one in fresh if MARKER in str(one.message)]
    told += [f"a notice there: {one.kind}" for one in fresh if one.municipality_id == OTHERS]
    told += [f"toasts {one}" for one in desk.toasts if MARKER in one]
    after = rows_there(path)
    assert isinstance(before, dict)
    told += [f"changes {t}" for t in before if t not in PLACES and before[t] != after[t]]
    return told


async def _last(desk: Desk) -> int:
    return max((one.id or 0 for one in await desk.notices()), default=0)


async def test_no_button_reaches_over(world: World, towns_path: Path) -> None:
    desk = Desk(world.database)
    before, seen, wrong = rows_there(towns_path), await _last(desk), []
    for verb in sorted(set(SUBJECTS) - {Verb.SPEAK_AS}):
        desk.far_end.calls.clear()
        await desk.take(*(press(BOTH, data) for data in _data(verb, world.mighty)))
        leaks = await _leaks(desk, towns_path, before, seen)
        if leaks:
            wrong += [f"{verb.name}: {leak}" for leak in leaks]
            before, seen = rows_there(towns_path), await _last(desk)
    aside = [row for row in await desk.rows() if row.state is not InboxState.DONE]
    assert [(row.last_error, str(row.payload)[-200:]) for row in aside] == []
    assert wrong == []


async def test_refusals_are_logged_with_whose_they_were(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(world.database)
    capsys.readouterr()
    await desk.press(BOTH, Action(Verb.DONE, world.mighty, (OTHERS,)).pack())
    printed = capsys.readouterr().out
    assert "action.denied" in printed
    assert f"municipality={world.here.tenant.id}" in printed


async def test_a_button_of_the_other_one_speaks_for_the_other_one(world: World) -> None:
    """The same account presses what it got there: that is done there, by its person there."""
    desk = Desk(world.database)
    await desk.press(BOTH, Action(Verb.DONE, world.mighty_there, (OTHERS,)).pack())
    assert "выполнено" in desk.toasts[-1].lower()
    assert await desk.press(OWN, Action(Verb.DONE, world.mighty_there, (OTHERS,)).pack()) == []
    assert "нет прав" in desk.toasts[-1]


WORDS = ("Управление", "Мои мероприятия", "Моя школа", "Кому позвонить", "Отчёты", "утвердить")


async def test_no_command_shows_the_other_one(world: World, towns_path: Path) -> None:
    desk = Desk(world.database)
    before = rows_there(towns_path)
    for user in (BOTH, OWN):
        await desk.press(user, Action(Verb.MINE, world.mighty).pack())  # speaks for this one
        for words in (*COMMANDS, *WORDS):
            answers = await desk.say(user, words)
            assert answers, words
            assert [words for one in answers if MARKER in str(one)] == []
            if user == BOTH:
                assert _says_for_whom(answers[-1]), words
    after = rows_there(towns_path)
    assert {t for t in before if before[t] != after[t]} <= set(PLACES)


def _says_for_whom(answer: Message) -> bool:
    """Where an account stands for several, words are answered with whose answer it is."""
    return "Вы отвечаете как" in answer.plain or answer.menu is not None


async def test_the_same_words_are_for_the_one_spoken_for(world: World) -> None:
    desk = Desk(world.database)
    await desk.press(BOTH, Action(Verb.MINE, world.mighty_there).pack())
    (mine,) = await desk.say(BOTH, "Мои мероприятия")
    assert f"{MARKER} Утвердить план" in mine.plain
    await desk.press(BOTH, Action(Verb.MINE, world.mighty).pack())
    (own,) = await desk.say(BOTH, "Мои мероприятия")
    assert "Утвердить план" in own.plain
    assert MARKER not in str(own)


async def test_a_reply_to_a_message_of_the_other_one_reaches_nothing_there(
    world: World, towns_path: Path
) -> None:
    """The number of a message means nothing outside its chat."""
    desk = Desk(world.database)
    before = rows_there(towns_path)
    bot = {"id": 42, "is_bot": True, "first_name": "Веха"}
    chat = {"id": OWN, "type": "private", "first_name": "User"}
    told = {"message_id": 55, "date": 1539162000, "chat": chat, "from": bot, "text": "…"}
    answers = await desk.say(OWN, "Приказ от 18.06.2018 № 275", reply_to_message=told)
    edited = message(OWN, text="выполнено", reply_to_message=told)
    edited["edited_message"] = edited.pop("message")
    await desk.take(edited)
    assert MARKER not in str(answers)
    after = rows_there(towns_path)
    assert {t for t in before if before[t] != after[t]} <= set(PLACES)


async def test_what_goes_to_both_says_which_it_is_of(world: World) -> None:
    """Two mornings come into one chat: each message is under the name of its municipality."""
    await world.here.plan("2018-10-15 09:00")
    desk = Desk(world.database)
    await desk.press(BOTH, Action(Verb.MINE, world.mighty).pack())
    async with world.database.write() as session:
        worker = await outbox.start_worker(session, NOW)
    told: dict[int | None, list[str]] = {}
    of = {one.id: one.municipality_id for one in await desk.notices()}
    for _ in range(20):
        late = at("2018-10-15 12:00")
        turn = await delivery.turn(world.database, Channel.TELEGRAM, worker, [], free=10, now=late)
        for one in turn.claimed:
            told.setdefault(of[one.envelope.notice_id], []).append(one.envelope.message.plain)
            if one.envelope.address == str(OWN):
                assert not one.envelope.message.plain.startswith("Город")
        settled = [Attempt(one, Delivered("1")) for one in turn.claimed]
        await delivery.turn(world.database, Channel.TELEGRAM, worker, settled, free=0, now=late)
    there, own = told[OTHERS], told[world.here.tenant.id]
    assert there and all(text.startswith("Соседний город\n") for text in there)
    assert [text for text in own if text.startswith("Город\n")]
    assert not [text for text in own if MARKER in text]


async def test_the_trail_of_deeds_names_its_own_municipality(world: World) -> None:
    desk = Desk(world.database)
    await desk.press(BOTH, Action(Verb.DONE, world.mighty_there, (OTHERS,)).pack())
    async with world.database.read() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.municipality_id == 1))
        assert [row for row in rows if row.actor == f"person:{world.mighty_there}"] == []

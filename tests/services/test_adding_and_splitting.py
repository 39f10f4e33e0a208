"""An activity added step by step, and one made several of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.numbering import next_number
from roadmap.progress import Event, State
from services import (
    added,
    adding,
    appointing,
    conversations,
    editing_deadline,
    editing_owners,
    splitting,
)
from services.adding import NotAdding
from services.rights import Actor
from services.splitting import CannotSplit
from storage.database import Database
from storage.tables import ActivityRow, AssignmentRow, MilestoneRow, NoticeKind
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row
from views.editing_owners import Kind

NOON = at("2018-10-10 12:00")
CHAT = "301"


async def _town(database: Database, *texts: str) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(*(row(text) for text in texts))
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    return office


async def _say(office: Office, text: str) -> Message:
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await adding.heard(session, by, {"roadmap": 1}, CHAT, text, NOON)


async def _rows(office: Office) -> list[ActivityRow]:
    async with office.database.read() as session:
        found = await session.exec(
            select(ActivityRow)
            .where(col(ActivityRow.called_off).is_(False))
            .order_by(col(ActivityRow.position))
        )
        return list(found)


async def test_an_activity_is_added_at_the_end_of_its_section(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        shown = await adding.begin(session, by, 1, 0)
        section = int(str(shown.buttons[0][0].action).rsplit(":", 1)[1])
        await adding.in_section(session, by, 1, section, CHAT, NOON)
    await _say(office, "Провести ярмарку педагогических идей")
    again = await _say(office, "когда рак свистнет")
    assert not again.buttons
    asked = await _say(office, "до 15 декабря 2018")
    assert "15.12.2018" in asked.plain
    found = await _say(office, "осот")
    assert [b.label for line in found.buttons for b in line] == ["Осотова Ирина Васильевна"]
    irina = await office.person("Осотова")
    async with both.write() as session:
        await adding.owned_by(session, by, 1, Kind.PERSON, irina, CHAT, NOON)
    sure = await _say(office, "Не менее 10 мастер-классов")
    assert "15.12.2018" in sure.plain
    assert "Осотова" in sure.plain
    async with both.write() as session:
        await added.add(session, by, 1, CHAT, NOON)
    old, new = await _rows(office)
    assert (old.code, new.code) == (1, 2)
    assert (new.title, new.number) == ("Провести ярмарку педагогических идей", "2")
    assert new.section_id == old.section_id
    (owed,) = await office.assignments(2)
    assert owed.person_id == irina
    with pytest.raises(NotAdding):
        async with both.write() as session:
            await added.add(session, by, 1, CHAT, NOON)
    assert len(await _rows(office)) == 2
    assert not [n for n in await office.notices() if n.dedup_key.startswith("edited:")]


async def test_who_answers_for_something_already_is_told_once(database: Database) -> None:
    office = await _town(database, "до 15 октября 2018")
    by = await office.actor("Мостовая")
    async with database.write() as session:
        await adding.in_section(session, by, 1, 0, CHAT, NOON)
    await _say(office, "Ещё одно дело")
    await _say(office, "ежеквартально")
    olga = await office.person("Пономарева")
    async with database.write() as session:
        await adding.owned_by(session, by, 1, Kind.PERSON, olga, CHAT, NOON)
        await adding.without_result(session, by, 1, CHAT, NOON)
        await added.add(session, by, 1, CHAT, NOON)
    told = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert [n.person_id for n in told] == [olga]
    assert "31.12.2018" in plain(told[0])
    assert {a.since.year for a in await office.assignments(2)} == {2018}
    assert len(await office.notices(NoticeKind.APPOINTMENT)) == 1


async def _add(office: Office, deadline: str = "до 15 декабря 2018") -> None:
    by, irina = await office.actor("Мостовая"), await office.person("Осотова")
    async with office.database.write() as session:
        await adding.in_section(session, by, 1, 1, CHAT, NOON)
    await _say(office, "Новое дело")
    await _say(office, deadline)
    async with office.database.write() as session:
        await adding.owned_by(session, by, 1, Kind.PERSON, irina, CHAT, NOON)
        await adding.without_result(session, by, 1, CHAT, NOON)
        await added.add(session, by, 1, CHAT, NOON)


async def _split(office: Office, activity: int) -> None:
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        await splitting.heard(session, by, {"activity": activity}, CHAT, "Раз\nДва", NOON)
        await splitting.split(session, by, activity, CHAT, NOON, stacked=False)


async def _state(office: Office, activity: int) -> list[tuple[object, ...]]:
    async with office.database.read() as session:
        found = await session.exec(
            select(MilestoneRow, AssignmentRow)
            .join(AssignmentRow, col(AssignmentRow.milestone_id) == col(MilestoneRow.id))
            .where(MilestoneRow.activity_id == activity)
            .order_by(col(AssignmentRow.id))
        )
        return [
            (m.due, m.extended_to, m.called_off, a.organization_id, a.state, a.extended_to)
            for m, a in found
        ]


@pytest.mark.parametrize("deed", [_add, lambda office: _split(office, 2)])
async def test_other_activities_stay_as_they_are(
    both: Database, deed: Callable[[Office], Awaitable[None]]
) -> None:
    office = await _town(both, "до 30 сентября ежегодно", "до 20 октября 2018", "до 9 октября 2018")
    await office.report("Пономарева", (await office.assignments(1))[0], Event.DONE)
    by = await office.actor("Мостовая")
    async with both.write() as session:  # what nobody has reported on moves; what is done stays
        asked = {"activity": 1}
        text = "до 15 июня ежегодно"
        await editing_deadline.heard(session, by, asked, CHAT, text, NOON)
        await editing_deadline.on(session, by, 1, None, CHAT, NOON)
    before = [await _state(office, activity) for activity in (1, 3)]
    await deed(office)
    assert [await _state(office, activity) for activity in (1, 3)] == before
    assert State.DONE in [state for *_, state, _ in before[0]]


@pytest.mark.parametrize("deed", [_add, lambda office: _split(office, 2)])
async def test_a_school_that_came_later_gets_nothing_by_the_way(
    both: Database, deed: Callable[[Office], Awaitable[None]]
) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA, FIRST)
    await office.launch(row("ежеквартально", "ОО"), row("до 20 октября 2018"))
    before = await _state(office, 1)
    await office.hire(SECOND)
    await deed(office)
    assert await _state(office, 1) == before


async def test_two_coordinators_change_one_roadmap_at_once(both: Database) -> None:
    office = await _town(both, "ежеквартально", "ежемесячно")
    await office.hire("Вторая Анна Ивановна;МЦ;;;;координатор;")
    irina, deeds = await office.person("Осотова"), []
    for who, chat in (("Мостовая", "301"), ("Вторая", "302")):
        by = await office.actor(who)
        async with both.write() as session:
            await adding.in_section(session, by, 1, 1, chat, NOON)
            for text in ("Новое дело", "до 15 декабря 2018"):
                await adding.heard(session, by, {"roadmap": 1}, chat, text, NOON)
            await adding.owned_by(session, by, 1, Kind.PARTY, 1, chat, NOON)
            await adding.without_result(session, by, 1, chat, NOON)
        deeds.append((by, chat))

    async def add(by: Actor, chat: str) -> None:
        async with both.write() as session:
            await added.add(session, by, 1, chat, NOON)

    async def own(by: Actor, chat: str, activity: int) -> None:
        async with both.write() as session:
            await editing_owners.add(session, by, activity, Kind.PERSON, irina, chat, NOON)

    await asyncio.gather(*(add(by, chat) for by, chat in deeds))
    assert [r.code for r in await _rows(office)] == [1, 2, 3, 4]
    await asyncio.gather(*(own(by, chat, n) for n, (by, chat) in enumerate(deeds, start=1)))
    owned = [a.person_id for n in (1, 2) for a in await office.assignments(n)]
    assert owned.count(irina) * 2 == len(owned)


async def test_a_row_of_several_deadlines_is_split_by_them(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018; до 20 ноября 2018")
    first = (await office.assignments())[0]
    await office.report("Пономарева", first, Event.DONE)
    by = await office.actor("Мостовая")
    async with both.write() as session:
        asked = await splitting.ask(session, by, 1, CHAT, NOON)
        assert asked.buttons
        done = await splitting.split(session, by, 1, CHAT, NOON, stacked=True)
    assert len(done.buttons) == 2
    rows = await _rows(office)
    assert [r.number for r in rows] == ["1-а", "1-б"]
    assert [a.state for a in await office.assignments(rows[0].code)] == [State.DONE]
    assert [a.state for a in await office.assignments(rows[1].code)] == [State.NOT_STARTED]
    told = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert len(told) <= 1


async def test_titles_typed_make_several_and_reports_stay_with_the_first(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", "до 1 ноября 2018")
    first = (await office.assignments(1))[0]
    await office.report("Пономарева", first, Event.IN_PROGRESS)
    by = await office.actor("Мостовая")
    async with both.write() as session:
        text = "Подготовить план\nУтвердить план\n\nРазослать план"
        sure = await splitting.heard(session, by, {"activity": 1}, CHAT, text, NOON)
        assert "1-в" in sure.plain
        await splitting.split(session, by, 1, CHAT, NOON, stacked=False)
    rows = await _rows(office)
    assert [r.title for r in rows][:3] == ["Подготовить план", "Утвердить план", "Разослать план"]
    assert rows[0].code == 1
    assert (await office.assignments(1))[0].state is State.IN_PROGRESS
    assert [len(await office.assignments(r.code)) for r in rows] == [1, 1, 1, 1]
    with pytest.raises(CannotSplit):
        async with both.write() as session:
            await splitting.split(session, by, 1, CHAT, NOON, stacked=False)


async def test_pieces_of_a_past_date_are_warned_about_and_can_have_another(
    both: Database,
) -> None:
    office = await _town(both, "до 20 сентября 2018")
    await office.report("Пономарева", (await office.assignments(1))[0], Event.DONE)
    by, chat = await office.actor("Мостовая"), CHAT
    async with both.write() as session:
        shown = await splitting.heard(session, by, {"activity": 1}, chat, "Раз\nДва\nТри", NOON)
        assert "сразу окажутся просроченными: 20.09.2018" in shown.plain
        known = await conversations.standing(session, chat)
        assert known is not None
        wrong = await splitting.heard(session, by, known.data, chat, "когда-нибудь", NOON)
        assert not wrong.buttons
        sure = await splitting.heard(session, by, known.data, chat, "до 1 ноября", NOON)
        assert "01.11.2018" in sure.plain
        assert "просроченными" not in sure.plain
        await splitting.split(session, by, 1, chat, NOON, stacked=False)
    rows = await _rows(office)
    dates = [(await _state(office, r.id or 0))[0] for r in rows]
    assert [str(due) for due, *_ in dates] == ["2018-09-20", "2018-11-01", "2018-11-01"]
    assert [r.deadline_text for r in rows] == ["до 20 сентября 2018", "до 1 ноября", "до 1 ноября"]
    (told,) = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert told.person_id == await office.person("Пономарева")
    assert "разделено" in plain(told)
    assert "01.11.2018" in plain(told)  # of the pieces that are theirs to do


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        (["1.1.3.", "1.1.4."], "1.1.5."),
        (["1", ""], "2"),
        (["9)"], "10)"),
        (["1.1.4-а", "1.1.4-б"], "1.1.5"),
        ([], ""),
        (["—"], ""),
    ],
)
def test_the_next_number(numbers: list[str], following: str) -> None:
    assert next_number(numbers) == following

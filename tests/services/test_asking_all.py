"""Reminding everybody who is late and asking for the status: once a day each, and said why not."""

from __future__ import annotations

import asyncio

import pytest

from channels.message import Channel, Message
from roadmap.progress import Event
from services import asking_status, nudging, nudging_all, pausing
from services.asking_all import Stopped
from services.nudging import Outcome
from services.rights import Denied
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow, NoticeState
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row, said
from views.actions import Verb, unpack
from views.nudging_all import Scope

BY_15 = "до 15 октября 2018"
NOW = "2018-10-22 12:00"
LOST = "Петров Игорь Ильич;МЦ;методист;;8 (48535) 2-14-15;ответственный;"


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST, SECOND, LOST)
    for surname, chat in (("Мостовая", 301), ("Пономарева", 101), ("Громов", 201)):
        await office.bind(surname, chat)
    await office.launch(
        row(BY_15, title="Утвердить план"),
        row("до 16 октября 2018", title="Провести совещание"),
        row(BY_15, "Петров И.И.", title="Собрать справки"),
        row(BY_15, "Мостовая В.П.", title="Своё"),
        row("до 30 октября 2018", "МОУ «СОШ № 1»", title="Школьное"),
        on=at("2018-10-01 08:00").date(),
    )
    return office


async def _nudge_all(office: Office, when: str = NOW, who: str = "Мостовая") -> Message:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return (await nudging_all.send(session, actor, at(when))).message


async def _status(office: Office, scope: Scope, number: int = 0, when: str = NOW) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        return (await asking_status.send(session, actor, scope, number, at(when))).message


async def _of(office: Office, kind: NoticeKind) -> list[NoticeRow]:
    return await office.notices(kind)


async def test_a_preview_names_who_gets_it_and_who_does_not(database: Database) -> None:
    office = await _town(database)
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        shown = await nudging_all.preview(session, actor, at(NOW))
    assert "Пономарева О. И. (2" in shown.plain
    assert "Петров И. И." in shown.plain
    assert "Утвердить план" in shown.plain
    assert "Школьное" not in shown.plain
    assert await _of(office, NoticeKind.NUDGE) == []


async def test_one_message_each_once_a_day_however_many_press(both: Database) -> None:
    office = await _town(both)
    olga = await office.person("Пономарева")
    await asyncio.gather(*(_nudge_all(office) for _ in range(2)))
    (sent,) = await _of(office, NoticeKind.NUDGE)
    assert (sent.person_id, sent.channel) == (olga, Channel.TELEGRAM)
    assert await office.codes(sent) == [1, 2]
    assert plain(sent).startswith("Координатор просит ответить")
    assert (await office.assignment(1)).silent == 1
    first = await office.assignment(1)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        single = await nudging.nudge(session, actor, first.id or 0, at(NOW))
    assert single.outcome is Outcome.ALREADY
    await _nudge_all(office, "2018-10-23 12:00")
    assert len(await _of(office, NoticeKind.NUDGE)) == 2


@pytest.mark.parametrize("all_first", [True, False])
async def test_one_message_each_also_while_somebody_is_nudged_by_hand(
    both: Database, *, all_first: bool
) -> None:
    office = await _town(both)
    await office.launch(row("до 29 октября 2018", title="Не опаздывает"))
    actor, one = await office.actor("Мостовая"), await office.assignment(6)

    async def by_hand() -> None:
        async with both.write() as session:
            await nudging.nudge(session, actor, one.id or 0, at(NOW))

    async with both.write() as session:
        if all_first:
            await nudging_all.send(session, actor, at(NOW))
        else:
            await nudging.nudge(session, actor, one.id or 0, at(NOW))
        other = asyncio.create_task(by_hand() if all_first else _nudge_all(office))
        await asyncio.wait({other}, timeout=0.3)  # as far as it gets before this is stored
    await other
    assert len(await _of(office, NoticeKind.NUDGE)) == 1


async def test_who_was_nudged_by_hand_today_is_left_out(database: Database) -> None:
    office = await _town(database)
    first, actor = await office.assignment(1), await office.actor("Мостовая")
    async with database.write() as session:
        await nudging.nudge(session, actor, first.id or 0, at(NOW))
    said_back = await _nudge_all(office)
    assert len(await _of(office, NoticeKind.NUDGE)) == 1
    assert "Пономарева О. И." in said_back.plain


async def test_answered_lines_are_struck_and_an_answered_message_is_withdrawn(
    both: Database,
) -> None:
    office = await _town(both)
    await _nudge_all(office, "2018-10-19 20:00")
    (waits,) = await _of(office, NoticeKind.NUDGE)
    assert waits.not_before == at("2018-10-22 09:00")
    first, second = await office.assignment(1), await office.assignment(2)
    await office.report("Пономарева", first, Event.DONE, "2018-10-20 12:00")
    (waits,) = await _of(office, NoticeKind.NUDGE)
    assert "<s>1. Утвердить план" in said(waits).text
    await office.report("Пономарева", second, Event.DONE, "2018-10-20 12:00")
    (waits,) = await _of(office, NoticeKind.NUDGE)
    assert waits.state is NoticeState.WITHDRAWN


async def test_the_status_is_asked_with_one_press_answers(both: Database) -> None:
    office = await _town(both)
    await _status(office, Scope.LATE)
    (sent,) = await _of(office, NoticeKind.STATUS)
    verbs = [action.verb for b in said(sent).buttons[0] if (action := unpack(b.action))]
    assert verbs == [Verb.DONE, Verb.IN_PROGRESS, Verb.NEED_HELP]
    assert "1. Утвердить план" in plain(sent)
    await office.sent(sent, "7")
    await office.report("Пономарева", await office.assignment(1), Event.DONE, NOW)
    (edit,) = await _of(office, NoticeKind.EDIT)
    assert "как идут дела" in plain(edit)
    assert "<s>1. Утвердить план" in said(edit).text


async def test_of_a_school_and_of_a_section(database: Database) -> None:
    office = await _town(database)
    school = await office.organization("МОУ «СОШ № 1»")
    await _status(office, Scope.SCHOOL, school, "2018-10-22 15:00")
    (sent,) = await _of(office, NoticeKind.STATUS)
    assert sent.person_id == await office.person("Громов")
    await _status(office, Scope.SECTION, 1, "2018-10-22 15:30")
    readers = {n.person_id for n in await _of(office, NoticeKind.STATUS)}
    assert readers == {await office.person("Громов"), await office.person("Пономарева")}


async def test_it_is_a_coordinators_of_the_town(database: Database) -> None:
    office = await _town(database)
    with pytest.raises(Denied):
        await _nudge_all(office, who="Пономарева")
    abroad = await Office.open(database, VERA, name="Соседний город")
    actor = await abroad.actor("Мостовая")
    async with database.write() as session:
        for scope, number in ((Scope.SECTION, 1), (Scope.SCHOOL, 1)):
            with pytest.raises(Denied):
                await asking_status.send(session, actor, scope, number, at(NOW))


async def test_while_everything_is_paused_nobody_is_asked(database: Database) -> None:
    office = await _town(database)
    async with database.write() as session:
        await pausing.set_municipality(session, office.tenant, at(NOW), pause=True)
    actor, one = await office.actor("Мостовая"), await office.assignment(1)
    async with database.write() as session:
        with pytest.raises(Stopped):
            await nudging_all.preview(session, actor, at(NOW))
        with pytest.raises(Stopped):
            await nudging_all.send(session, actor, at(NOW))
        with pytest.raises(Stopped):
            await nudging.nudge(session, actor, one.id or 0, at(NOW))
        with pytest.raises(Stopped):
            await asking_status.choose(session, actor, None, 0)
        with pytest.raises(Stopped):
            await asking_status.send(session, actor, Scope.LATE, 0, at(NOW))

"""«Кому позвонить»: who is on it, what came of the call, and marking for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.absence_words import Days
from roadmap.progress import State
from services import absences, calling, marking_for
from services.calling import NobodyToCall, NotADay
from services.rights import Actor, Denied
from storage.database import Database
from storage.tables import AuditRow, NoticeState, PersonRow, ReportRow
from tests.services.office import FIRST, OLGA, VERA, Office, at, plain, row
from tests.services.office import said as said_by
from views.marking_for import LETTER, WORD, Deed

BY_15 = "до 15 октября 2018"
NOW = "2018-10-22 12:00"
IGOR = "Петров Игорь Ильич;МЦ;методист;;8 (48535) 2-14-15;ответственный;"


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, IGOR)
    await office.bind("Мостовая", 301)
    await office.bind("Пономарева", 101)
    await office.launch(
        row(BY_15, title="Утвердить план"),
        row("до 18 октября 2018", title="Провести совещание"),
        row("до 25 октября 2018", "Петров И.И.", title="Сводная справка"),
        row("до 25 декабря 2018", "МОУ «СОШ № 1»", title="Школьное"),
    )
    return office


async def _list(office: Office, when: str = NOW, page: int = 0) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.read() as session:
        return await calling.shown(session, actor, page, at(when))


async def test_the_late_come_first_then_those_whom_nothing_reaches(database: Database) -> None:
    office = await _town(database)
    text = (await _list(office)).plain
    assert text.index("Пономарева") < text.index("Петров")
    assert "8 (48535) 2-14-15" in text
    assert "СОШ" not in text  # its date is far, though nobody there has joined
    card = (await _list(office)).buttons[0][0].action
    assert card.startswith("c3:")
    assert (await _list(office, "2018-10-10 12:00")).plain.count("Пономарева") == 0


async def test_a_promise_leaves_them_in_peace_until_the_day(both: Database) -> None:
    office = await _town(both)
    olga = (await office.person("Пономарева"), None)
    for day in (8, 10, 15, 17):
        await office.plan(f"2018-10-{day:02} 09:00")
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        said = await calling.promised(session, actor, olga, date(2018, 10, 29), "301", at(NOW))
    assert "Утвердить план" in said.plain
    late = await office.assignment(1)
    assert (late.snoozed_until, late.silent) == (date(2018, 10, 29), 0)
    for day in range(23, 29):
        assert [
            n for n in await office.plan(f"2018-10-{day} 09:00") if n.person_id == olga[0]
        ] == []
    (reminder,) = [n for n in await office.plan("2018-10-29 09:00") if n.person_id == olga[0]]
    assert "Утвердить план" in plain(reminder)
    async with both.read() as session:
        audited = (
            await session.exec(select(AuditRow).where(AuditRow.action == "call.promised"))
        ).one()
    assert audited.facts["until"] == "2018-10-29"
    assert "Пономарева" not in (await _list(office)).plain
    assert "Пономарева" in (await _list(office, "2018-10-30 12:00")).plain


async def test_what_they_said_and_that_nobody_answered_is_shown(database: Database) -> None:
    office = await _town(database)
    olga = (await office.person("Пономарева"), None)
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        await calling.missed(session, actor, olga, at(NOW))
    assert "сегодня" in (await _list(office)).plain or "today" in (await _list(office)).plain
    async with database.write() as session:
        await calling.promised(session, actor, olga, date(2018, 10, 29), "301", at(NOW))
        asked = {"person": olga[0], "organization": None}
        await calling.note_heard(session, actor, asked, "301", "Ждёт подписи", at(NOW))
    async with database.read() as session:
        card = await calling.entry(session, actor, olga, 0, at("2018-10-30 12:00"))
    assert "Ждёт подписи" in card.plain


async def test_a_promise_is_of_a_coming_day_by_a_coordinator_of_the_town(
    database: Database,
) -> None:
    office = await _town(database)
    olga = (await office.person("Пономарева"), None)
    actor, other = await office.actor("Мостовая"), await office.actor("Петров")
    abroad = await Office.open(database, VERA, name="Соседний город")
    async with database.write() as session:
        with pytest.raises(NotADay):
            await calling.promised(session, actor, olga, date(2018, 10, 22), "301", at(NOW))
        with pytest.raises(Denied):
            await calling.missed(session, other, olga, at(NOW))
        with pytest.raises(Denied):
            await calling.entry(session, await abroad.actor("Мостовая"), olga, 0, at(NOW))


async def _mark(office: Office, deed: Deed, text: str = "", actor: Actor | None = None) -> Message:
    by = actor or await office.actor("Мостовая")
    async with office.database.write() as session:
        return await marking_for.mark(session, by, deed, "301", at(NOW), text)


async def test_everything_is_marked_at_once_from_a_letter(both: Database) -> None:
    office = await _town(both)
    olga = (await office.person("Пономарева"), None)
    deed = Deed(olga, 0, LETTER, on=date(2018, 10, 16))
    actor = await office.actor("Мостовая")
    said = await _mark(office, deed, "Письмо № 5", actor)
    assert "Письмо № 5" in said.plain
    rows = [await office.assignment(1), await office.assignment(2)]
    assert {(r.state, r.fact_on) for r in rows} == {(State.DONE, date(2018, 10, 16))}
    async with both.read() as session:
        reports = (await session.exec(select(ReportRow))).all()
    assert [(r.via, r.text) for r in reports] == [("by_letter", "Письмо № 5")] * 2
    with pytest.raises(NobodyToCall):  # a second press finds nothing
        await _mark(office, deed, "", actor)


async def test_one_is_marked_as_told_and_reminders_waiting_are_taken_back(
    database: Database,
) -> None:
    office = await _town(database)
    olga = (await office.person("Пономарева"), None)
    notices = await office.plan("2018-10-15 09:00")
    first = await office.assignment(1)
    said = await _mark(office, Deed(olga, first.id or 0, WORD, on=date(2018, 10, 15)))
    assert "Утвердить план" in said.plain
    assert "Провести совещание" not in said.plain
    waits = next(n for n in await office.notices() if n.id == notices[0].id)
    assert waits.state is NoticeState.PLANNED
    assert next(b.action.split(":")[2] for row in said_by(waits).buttons for b in row) == str(
        (await office.assignment(2)).id
    )
    with pytest.raises(Denied):  # somebody else's assignment under this name
        igor = (await office.person("Петров"), None)
        await _mark(office, Deed(igor, (await office.assignment(2)).id or 0, WORD))


async def test_what_was_due_more_than_a_year_ago_can_be_marked_as_done_in_time(
    database: Database,
) -> None:
    office = await _town(database)
    olga, actor = (await office.person("Пономарева"), None), await office.actor("Мостовая")
    first, much_later = await office.assignment(1), at("2020-12-02 12:00")
    deed = Deed(olga, first.id or 0, WORD)
    async with database.write() as session:
        asked = await marking_for.ask_when(session, actor, deed, much_later)
        assert asked.buttons[1][0].label == "Выполнено в срок: 15 октября 2018\xa0г."
        assert "Утвердить план, 15 октября 2018" in asked.plain
        before = replace(deed, on=date(2018, 8, 16))  # sixty days before it was due
        await marking_for.preview(session, actor, before, "301", much_later)
        with pytest.raises(Denied):
            earlier = replace(deed, on=date(2018, 8, 15))
            await marking_for.preview(session, actor, earlier, "301", much_later)
        in_time = replace(deed, on=date(2018, 10, 15))
        await marking_for.mark(session, actor, in_time, "301", much_later)
    assert (await office.assignment(1)).fact_on == date(2018, 10, 15)


async def test_who_is_away_is_shown_with_who_stands_in_and_who_has_left(
    database: Database,
) -> None:
    office = await _town(database)
    olga, igor = await office.person("Пономарева"), await office.person("Петров")
    actor = replace(await office.actor("Пономарева"), at=at(NOW))
    school = await office.organization("МОУ «СОШ № 1»")
    async with database.write() as session:
        days = Days(date(2018, 10, 20), date(2018, 11, 20))
        await absences.begin(session, actor, days, igor, at(NOW))
        days = Days(date(2018, 10, 22), date(2018, 10, 29))
        head = await office.person("Громов")
        await absences.begin(session, actor, days, None, at(NOW), of=head)
    away = "Отсутствует до 20 ноября включительно, замещает Петров И. И., тел. 8 (48535) 2-14-15"
    assert away in (await _list(office)).plain
    vera = await office.actor("Мостовая")
    async with database.write() as session:
        assert away in (await calling.entry(session, vera, (olga, None), 0, at(NOW))).plain
        card = await calling.entry(session, vera, (None, school), 0, at(NOW))
        assert "Громов И. Н.: отсутствует до 29 октября включительно" in card.plain
        left = await session.get_one(PersonRow, igor)
        left.left_on = date(2018, 10, 16)
        session.add(left)
    assert "16 октября 2018" in (await _list(office)).plain

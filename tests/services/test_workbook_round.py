"""A workbook that changes a running roadmap: who is told what, what is finished, what moved."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from roadmap.extending import Basis
from roadmap.progress import Event, State
from roadmap.review.book import read_book
from services import appointing, change_history, editing_deadline, reviewing
from services.reviewing import Outcome
from storage.database import Database
from storage.tables import AuditRow, ExtensionRow, MilestoneRow, NoticeKind, NoticeRow
from tests.roadmap.review.editing import Clerk, drafted
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row, said
from views.actions import Action, Verb

NOW = at("2018-10-10 12:00")
BOTH = "Пономарева О.И., Осотова И.В."


async def _town(database: Database, *texts: str, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(*(row(text, owners, f"Дело {n}") for n, text in enumerate(texts, 1)))
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    return office


async def _given(office: Office) -> Clerk:
    async with office.database.read() as session:
        return Clerk(await reviewing.workbook(session, office.tenant, 1))


async def _take(office: Office, clerk: Clerk, who: str | None = "Мостовая") -> Outcome:
    book = read_book(clerk.data)
    actor = await office.actor(who) if who else None
    async with office.database.write() as session:
        proposal = await reviewing.of_workbook(session, office.tenant, book)
        return await reviewing.apply(session, office.tenant, proposal, NOW, actor=actor)


async def _news(office: Office) -> list[NoticeRow]:
    return [n for n in await office.notices() if n.dedup_key.startswith("reviewed:")]


async def _dates(office: Office, activity: int = 1) -> list[tuple[date, date | None, bool]]:
    async with office.database.read() as session:
        found = await session.exec(
            select(MilestoneRow)
            .where(MilestoneRow.activity_id == activity)
            .order_by(col(MilestoneRow.due))
        )
        return [(m.due, m.extended_to, m.called_off) for m in found]


async def _trail(office: Office) -> list[AuditRow]:
    async with office.database.read() as session:
        return list(await session.exec(select(AuditRow).order_by(col(AuditRow.id))))


async def test_however_many_rows_changed_it_is_one_message(both: Database) -> None:
    office = await _town(both, *(f"до {day} ноября 2018" for day in range(1, 13)))
    clerk = await _given(office)
    for code in range(1, 12):
        clerk.activity(str(code), "title", f"Новое дело {code}")
    clerk.activity("1", "deadline", "до 20 ноября 2018 г.")
    clerk.activity("12", "number", "99").activity("12", "section", "2. Другой раздел")
    assert await _take(office, clerk) == Outcome(told=1, moved=1)
    (told,) = await _news(office)
    text = plain(told)
    assert told.person_id == await office.person("Пономарева")
    assert text.startswith("Координатор изменил дорожную карту:\nДорожная карта")
    assert "• название: Дело 1 → Новое дело 1" in text
    assert "• срок: до 1 ноября 2018 г. → до 20 ноября 2018 г." in text
    assert "Ваш срок: 20.11.2018" in text
    assert "Новое дело 8" in text
    assert "Новое дело 9" not in text
    assert "И ещё 3 ваших мероприятия" in text
    assert "Дело 12" not in text
    assert "Решение: Мостовая Вера Петровна" in text
    ((mine,),) = said(told).buttons
    assert mine.action == Action(Verb.MINE, told.person_id or 0).pack()


async def test_who_comes_gets_the_list_and_who_goes_is_told(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018", "до 16 ноября 2018")
    clerk = await _given(office)
    await _take(office, clerk.activity("1", "owners", "Осотова И.В. — исполняет"))
    (told,) = await _news(office)
    assert told.person_id == await office.person("Пономарева")
    assert "• ответственные: Пономарева О.И. — исполняет → Осотова И.В. — исполняет" in plain(told)
    assert "больше ничего не требуется" in plain(told)
    assert "Дело 2" not in plain(told)
    assert await appointing.plan_due(both, NOW) == 1
    listed = (await office.notices(NoticeKind.APPOINTMENT))[-1]
    assert (listed.person_id, await office.codes(listed)) == (await office.person("Осотова"), [1])
    # she has the list by now: of another row she is told
    await _take(office, (await _given(office)).activity("2", "owners", BOTH.replace(",", ";")))
    told = (await _news(office))[-1]
    assert told.person_id == await office.person("Осотова")
    assert "Ваш срок: 16.11.2018" in plain(told)


async def test_whom_a_party_means_is_a_change_of_owners(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018")
    clerk = (await _given(office)).party("Пономарева", kind="сотрудник", meant="Осотова И.В.")
    await _take(office, clerk)
    (told,) = await _news(office)
    assert told.person_id == await office.person("Пономарева")
    change = "ответственные: Пономарева Ольга Ивановна → Осотова Ирина Васильевна"
    assert change in plain(told)
    trail = [one for one in await _trail(office) if one.subject == "activity:1"]
    assert [(one.facts["field"], one.actor) for one in trail] == [
        ("owners", f"person:{await office.person('Мостовая')}")
    ]


async def test_added_and_removed_rows_are_told(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018", "до 16 ноября 2018")
    clerk = (await _given(office)).delete("1")
    clerk.add(title="Новое", deadline="до 1 декабря 2018 г.", owners="Пономарева О.И.")
    await _take(office, clerk)
    (told,) = await _news(office)
    assert "Дело 1\nМ-1, разд. 1, п. 1\n• мероприятие исключено" in plain(told)
    assert "Новое\nМ-3\n• мероприятие добавлено\nВаш срок: 01.12.2018" in plain(told)


async def test_nothing_seen_is_nothing_told(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018", "ежеквартально")
    clerk = (await _given(office)).activity("1", "level", "школа")
    clerk.activity("1", "number", "7").activity("1", "deadline_text", "до 15.11.2018")
    assert (await _take(office, clerk)).told == 0
    assert (await _take(office, await _given(office))).told == 0
    assert await _news(office) == []


async def test_drafts_tell_nobody_and_the_sender_is_not_told(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.bind("Пономарева", 101)
    await office.bind("Мостовая", 301)
    await office.draft(row("до 15 ноября 2018"), row("до 16 ноября 2018", "Мостовая В.П."))
    clerk = await _given(office)
    await _take(office, clerk.activity("1", "title", "Ещё не начато"))
    assert await office.notices() == []
    await office.start(1)
    await appointing.plan_due(both, at("2018-10-08 09:00"))
    await _take(office, (await _given(office)).activity("2", "title", "Моё"))
    assert await _news(office) == []


async def test_a_date_moves_without_grounds_beside_the_document_s(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018", "до 16 ноября 2018", "до 17 ноября 2018")
    clerk = (await _given(office)).activity("1", "deadline", "до 20 ноября 2018 г.")
    clerk.activity("2", "deadline", "до 26 ноября 2018 г.")
    clerk.activity("2", "deadline_text", "до 26 ноября 2018")
    assert (await _take(office, clerk)).moved == 1
    assert await _dates(office, 1) == [(date(2018, 11, 15), date(2018, 11, 20), False)]
    assert await _dates(office, 2) == [(date(2018, 11, 26), None, False)]  # it was read wrongly
    async with both.read() as session:
        (move,) = await session.exec(select(ExtensionRow))
    assert (move.due_before, move.granted, move.basis) == (
        date(2018, 11, 15),
        date(2018, 11, 20),
        None,
    )
    assert move.decided_by == await office.person("Мостовая")
    assert {a.next_notice_at for a in await office.assignments(1)} == {NOW}
    # a workbook about something else leaves what a coordinator has moved since where it is
    await _take(office, (await _given(office)).activity("3", "title", "Иное"))
    assert await _dates(office, 1) == [(date(2018, 11, 15), date(2018, 11, 20), False)]


async def test_what_was_moved_on_grounds_is_not_taken_for_the_document_s(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018", "до 16 ноября 2018")
    by, chat = await office.actor("Мостовая"), "301"
    for text in ("до 20 ноября 2018", "до 25 ноября 2018"):
        async with both.write() as session:
            await editing_deadline.heard(session, by, {"activity": 1}, chat, text, NOW)
            by = await office.actor("Мостовая")
            await editing_deadline.on(session, by, 1, Basis.ORAL, chat, NOW)
    await _take(office, (await _given(office)).activity("2", "title", "Иное"))
    assert await _dates(office) == [(date(2018, 11, 15), date(2018, 11, 25), False)]


async def test_a_doubt_that_is_settled_is_another_reading(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    await office.launch(drafted("до января 2019", "Пономарева О.И."))
    await _take(office, (await _given(office)).answer("up_to", "до конца"))
    assert await _dates(office) == [(date(2019, 1, 31), None, False)]


async def test_nobody_is_asked_about_a_past_in_which_nothing_was_due(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018")
    clerk = (await _given(office)).activity("1", "deadline", "ежемесячно до 5 числа")
    clerk.add(title="Новое", deadline="ежеквартально", owners="Пономарева О.И.")
    await _take(office, clerk)
    assert (await _dates(office, 1))[0] == (date(2018, 11, 5), None, False)
    assert (await _dates(office, 2))[0] == (date(2018, 12, 31), None, False)
    (told,) = await _news(office)
    assert "Ваши сроки: 05.11.2018, 05.12.2018" in plain(told)
    again = await _given(office)
    assert (await _take(office, again)).told == 0
    assert (await _dates(office, 1))[0] == (date(2018, 11, 5), None, False)


async def test_what_is_finished_stays_when_a_rule_changes(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно", owners=BOTH)
    first, second = (await office.assignments())[:2]
    await office.report("Пономарева", first, Event.DONE)
    clerk = (await _given(office)).activity("1", "deadline", "до 15 декабря 2018")
    clerk.activity("1", "owners", "Осотова И.В. — исполняет")
    await _take(office, clerk)
    assert await _dates(office) == [
        (date(2018, 9, 30), None, False),
        (date(2018, 12, 15), None, False),
    ]
    states = {one.id: one.state for one in await office.assignments()}
    assert (states[first.id], states[second.id]) == (State.DONE, State.CLOSED_BY_LEAD)
    await _take(office, (await _given(office)).activity("1", "title", "Иное"))
    assert (await _dates(office))[0] == (date(2018, 9, 30), None, False)


async def test_of_a_date_that_goes_what_some_have_done_stays(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST, SECOND, VERA)
    await office.launch(row("до 30 сентября ежегодно", "ОО"))
    one, other = (await office.assignments())[:2]
    await office.report("Громов", one, Event.DONE)
    await office.report("Лаптева", other, Event.PARTLY)
    await _take(office, (await _given(office)).activity("1", "deadline", "до 15 декабря 2018"))
    assert (await _dates(office))[0] == (date(2018, 9, 30), None, False)
    states = {a.id: a.state for a in await office.assignments()}
    assert (states[one.id], states[other.id]) == (State.DONE, State.CALLED_OFF)


async def test_what_was_done_of_a_removed_row_stays_done(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно", "до 15 ноября 2018")
    first = (await office.assignments(1))[0]
    await office.report("Пономарева", first, Event.DONE)
    await _take(office, (await _given(office)).delete("1"))
    states = [one.state for one in await office.assignments(1)]
    assert states == [State.DONE, State.CALLED_OFF, State.CALLED_OFF]


async def test_the_trail_says_who_did_it_before_and_after(both: Database) -> None:
    office = await _town(both, "до 15 ноября 2018")
    clerk = (await _given(office)).activity("1", "title", "Иное").activity("1", "section", "2. Да")
    clerk.activity("1", "expected_result", "Приказ").activity("1", "owners", BOTH.replace(",", ";"))
    await _take(office, clerk.activity("1", "deadline", "до 20 ноября 2018 г."))
    await _take(office, (await _given(office)).party("Осотова", part="к сведению"), None)
    trail = [one for one in await _trail(office) if one.action == "activity.changed"]
    facts = {one.facts["field"]: (one.facts["before"], one.facts["after"]) for one in trail[:-1]}
    assert set(facts) == {"title", "section", "expected_result", "owners", "deadline"}
    assert facts["title"] == ("Дело 1", "Иное")
    assert facts["section"] == ("1. Организация", "2. Да")
    part = trail[-1].facts
    assert "Осотова И.В. — исполняет" in part["before"]
    assert "Осотова И.В. — к сведению" in part["after"]
    assert [one.actor for one in trail[-2:]] == [
        f"person:{await office.person('Мостовая')}",
        "command",
    ]
    by = await office.actor("Мостовая")
    async with both.read() as session:
        history = await change_history.of_activity(session, by, 1, 0)
    assert "10.10.2018 администратор: ответственные:" in history.plain
    assert "10.10.2018 Мостовая В. П.: название: Дело 1 → Иное" in history.plain

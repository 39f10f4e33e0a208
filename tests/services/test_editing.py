"""A running roadmap changed by hand: dates, owners, words; what is told, what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.completion import Completion
from roadmap.deadlines import rule_from_data
from roadmap.deadlines.wording import russian
from roadmap.extending import Basis, CannotMove, Grounds
from roadmap.parts import Part
from roadmap.progress import Event, State
from roadmap.review.comparing import compare
from services import (
    applying,
    appointing,
    calling_off,
    change_history,
    completion_rules,
    conversations,
    draft_desk,
    editing,
    editing_deadline,
    editing_off,
    editing_owners,
    extension_steps,
    pausing,
    stored_plans,
    undoing,
)
from services.editing import NotEditable
from services.editing_deadline import NotTyped
from services.editing_owners import LastOwner
from services.rights import Actor, Denied
from services.undoing import CannotUndo
from storage.database import Database
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    AuditRow,
    ExtensionRow,
    MilestoneRow,
    NoticeRow,
    NoticeState,
    PartyRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row
from views.editing import Field
from views.editing_owners import Kind

NOON = "2018-10-10 12:00"
CHAT = "301"


async def _town(database: Database, *rows: str, owners: str = "Пономарева О.И.") -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for surname, chat in (("Пономарева", 101), ("Осотова", 102), ("Мостовая", 301)):
        await office.bind(surname, chat)
    await office.launch(*(row(text, owners) for text in rows))
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    return office


async def _schools(database: Database, *rows: str, owners: str = "ОО") -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, SECOND)
    await office.bind("Мостовая", 301)
    await office.launch(*(row(text, owners) for text in rows))
    return office


async def _redate(
    office: Office, text: str, basis: Basis | None = None, when: str = NOON, code: int = 1
) -> tuple[Message, Message]:
    """Type a deadline and choose the grounds: what was shown, what came of it."""
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        shown = await editing_deadline.heard(session, by, {"activity": code}, CHAT, text, at(when))
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        done = await editing_deadline.on(session, by, code, basis, CHAT, at(when))
    return shown, done


async def _dates(office: Office, code: int = 1) -> list[tuple[date, date | None, bool]]:
    async with office.database.read() as session:
        found = await session.exec(
            select(MilestoneRow)
            .where(MilestoneRow.activity_id == code)
            .order_by(col(MilestoneRow.due))
        )
        return [(m.due, m.extended_to, m.called_off) for m in found]


async def _waiting(office: Office) -> list[NoticeRow]:
    notices = await office.notices()
    return [n for n in notices if n.dedup_key.startswith("edited:")]


async def _last_change(office: Office) -> int:
    async with office.database.read() as session:
        rows = await session.exec(select(AuditRow.id).order_by(col(AuditRow.id).desc()))
        return rows.first() or 0


async def test_a_single_date_moves_as_an_extension_and_the_document_s_stays(
    both: Database,
) -> None:
    office = await _town(both, "до 15 октября 2018")
    shown, _ = await _redate(office, "до 20 октября 2018", Basis.ORAL)
    assert "20.10.2018" in shown.plain
    assert await _dates(office) == [(date(2018, 10, 15), date(2018, 10, 20), False)]
    async with both.read() as session:
        extension = (await session.exec(select(ExtensionRow))).one()
        activity = await session.get_one(ActivityRow, 1)
    assert (extension.basis, extension.granted) == (Basis.ORAL, date(2018, 10, 20))
    assert activity.deadline_text == "до 15 октября 2018"


async def test_a_changed_rule_keeps_what_was_reported(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно")
    first = (await office.assignments())[0]
    await office.report("Пономарева", first, Event.DONE)
    shown, done = await _redate(office, "ежеквартально", Basis.ORDER)
    assert "30.09.2018" not in shown.plain
    async with both.write() as session:
        by = await office.actor("Мостовая")
        done = await editing_deadline.on(
            session, by, 1, Basis.ORDER, CHAT, at(NOON), numberless=True
        )
    assert done.buttons
    dates = await _dates(office)
    assert (date(2018, 9, 30), None, False) in dates
    assert [due for due, _, off in dates if not off and due.year == 2018] == [
        date(2018, 9, 30),
        date(2018, 12, 31),
    ]
    states = {a.id: a.state for a in await office.assignments()}
    assert states[first.id] is State.DONE
    async with both.read() as session:
        activity = await session.get_one(ActivityRow, 1)
    assert "квартал" in russian(rule_from_data(activity.rule))


async def test_a_date_for_what_had_none_is_planned_and_told(both: Database) -> None:
    office = await _town(both, "по графику")
    assert await _dates(office) == []
    await _redate(office, "до 15 декабря 2018")
    assert await _dates(office) == [(date(2018, 12, 15), None, False)]
    (told,) = await _waiting(office)
    assert "15.12.2018" in plain(told)


async def test_several_changes_within_ten_minutes_are_one_message(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно")
    await _redate(office, "до 10 октября ежегодно")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        asked = {"activity": 1, "field": Field.TITLE.value}
        later = at("2018-10-10 12:05")
        await editing.words_heard(session, by, asked, CHAT, "Новое название", later)
    (one,) = await _waiting(office)
    assert one.state is NoticeState.PLANNED
    assert one.not_before == at("2018-10-10 12:10")
    assert "10 октября" in plain(one)
    assert "Новое название" in plain(one)


async def test_many_activities_changed_in_a_row_are_one_message(both: Database) -> None:
    office = await _town(both, *["до 15 октября 2018"] * 6)
    for n in range(1, 7):
        when = f"2018-10-10 12:0{n}"
        await _redate(office, "ежегодно до 25 ноября", code=n, when=when)
    (one,) = await _waiting(office)
    assert one.not_before == at("2018-10-10 12:11")
    text = plain(one)
    assert text.startswith("Координатор изменил 6 мероприятий:")
    assert all(f"М-{n}" in text for n in range(1, 7))
    assert text.count("25.11.2018") == 6
    assert text.count("Решение:") == 1


async def test_what_is_as_it_was_is_not_told(both: Database) -> None:
    office = await _town(both, "до 15 октября ежегодно", "до 16 октября ежегодно")
    for text in ("до 20 октября ежегодно", "до 15 октября ежегодно"):
        await _redate(office, text)
    assert [n.state for n in await _waiting(office)] == [NoticeState.WITHDRAWN]
    for text in ("до 20 октября ежегодно", "до 25 октября ежегодно"):
        await _redate(office, text, code=2)
    told = (await _waiting(office))[-1]
    assert plain(told).count("•") == 1
    assert "16 октября → ежегодно, до 25 октября" in plain(told).replace("\u00a0", " ")


async def test_who_has_no_date_now_is_told_that_they_stay(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018")
    await _redate(office, "постоянно")
    (told,) = await _waiting(office)
    assert "вы остаётесь ответственным" in plain(told)
    assert "ничего не требуется" not in plain(told)


async def test_whoever_changes_it_is_not_told(database: Database) -> None:
    owners = "Пономарева О.И., Мостовая В.П."
    office = await _town(database, "до 30 сентября ежегодно", owners=owners)
    await _redate(office, "до 10 октября ежегодно")
    assert [n.person_id for n in await _waiting(office)] == [await office.person("Пономарева")]


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (Field.TITLE, "Провести\nсеминар  для завучей", "Провести семинар для завучей"),
        (Field.TITLE, "—", "Мероприятие со сроком «до 15 октября 2018»"),
        (Field.RESULT, "Справка\nи приказ", "Справка\nи приказ"),
        (Field.RESULT, "-", ""),
    ],
)
async def test_words_are_stored_as_they_are_meant(
    database: Database, field: Field, typed: str, stored: str
) -> None:
    office = await _town(database, "до 15 октября 2018")
    by = await office.actor("Мостовая")
    asked = {"activity": 1, "field": field.value}
    async with database.write() as session:
        if field is Field.RESULT:
            await editing.words_heard(session, by, asked, CHAT, "Было", at(NOON))
            shown = await editing.ask_words(session, by, 1, field, CHAT, at(NOON))
            assert "дефис: -" in shown.plain
        await editing.words_heard(session, by, asked, CHAT, typed, at(NOON))
        activity = await session.get_one(ActivityRow, 1)
        assert editing.field_of(activity, field) == stored


async def test_a_date_is_taken_back_and_nobody_hears_of_it(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно")
    before = await _dates(office)
    await _redate(office, "до 10 октября ежегодно", Basis.ORAL)
    assert await _dates(office) != before
    change = await _last_change(office)
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await undoing.undo(session, by, change, at("2018-10-10 12:05"))
    assert await _dates(office) == before
    assert [n.state for n in await _waiting(office)] == [NoticeState.WITHDRAWN]
    async with both.read() as session:
        assert (await session.exec(select(ExtensionRow))).all() == []


async def test_it_is_too_late_to_take_back_after_ten_minutes(database: Database) -> None:
    office = await _town(database, "до 30 сентября ежегодно")
    await _redate(office, "до 10 октября ежегодно")
    change, by = await _last_change(office), await office.actor("Мостовая")
    async with database.write() as session:
        with pytest.raises(CannotUndo):
            await undoing.undo(session, by, change, at("2018-10-10 12:11"))
    other = await office.actor("Пономарева")
    async with database.write() as session:
        with pytest.raises(Denied):
            await undoing.undo(session, other, change, at("2018-10-10 12:01"))


async def test_the_same_deadline_changes_nothing(database: Database) -> None:
    office = await _town(database, "до 30 сентября ежегодно")
    with pytest.raises(CannotMove):
        await _redate(office, "ежегодно до 30 сентября")


async def test_a_day_without_a_year_is_the_next_such_day(both: Database) -> None:
    office = await _town(both, "до 20 октября 2018")
    shown, _ = await _redate(office, "до 15 декабря", Basis.ORAL)
    assert "ежегодно" not in shown.plain
    assert await _dates(office) == [(date(2018, 10, 20), date(2018, 12, 15), False)]


async def test_the_year_is_asked_for_where_it_could_be_any(both: Database) -> None:
    office = await _town(both, "по графику")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        asked = {"activity": 1}
        shown = await editing_deadline.heard(session, by, asked, CHAT, "до 15 декабря", at(NOON))
    labels = [b.label for line in shown.buttons for b in line]
    assert labels[:3] == ["2018", "2019", "2020"]
    with pytest.raises(NotTyped):  # the grounds wait for the year
        async with both.write() as session:
            await editing_deadline.on(session, by, 1, None, CHAT, at(NOON))
    async with both.write() as session:
        sure = await editing_deadline.in_year(session, by, 1, 2019, CHAT, at(NOON))
        assert "15.12.2019" in sure.plain
        await editing_deadline.on(session, by, 1, None, CHAT, at(NOON))
    assert await _dates(office) == [(date(2019, 12, 15), None, False)]


async def test_the_only_date_of_every_school_moves_past_the_period(both: Database) -> None:
    office = await _schools(both, "до 20 октября 2018")
    shown, done = await _redate(office, "до 20 февраля 2021")
    assert "20.02.2021" in shown.plain
    assert "20.02.2021" in done.plain
    assert await _dates(office) == [(date(2018, 10, 20), date(2021, 2, 20), False)]
    assert len(await office.assignments(1)) == 2
    by = await office.actor("Мостовая")
    change = await _last_change(office)
    async with both.write() as session:
        await undoing.undo(session, by, change, at("2018-10-10 12:05"))
    assert await _dates(office) == [(date(2018, 10, 20), None, False)]


async def test_a_school_keeps_a_later_day_of_its_own(both: Database) -> None:
    office = await _schools(both, "до 20 октября 2018")
    first, second = await office.assignments(1)
    by = await office.actor("Мостовая")
    for row_, day in ((first, date(2018, 12, 20)), (second, date(2018, 11, 1))):
        by = await office.actor("Мостовая")
        async with both.write() as session:
            grounds = Grounds(None)
            await extension_steps.moved(session, by, row_.id or 0, day, grounds, at(NOON), 0)
    await _redate(office, "до 20 ноября 2018")
    own = {a.id: a.extended_to for a in await office.assignments(1)}
    assert own == {first.id: date(2018, 12, 20), second.id: None}
    assert await _dates(office) == [(date(2018, 10, 20), date(2018, 11, 20), False)]


@pytest.mark.parametrize("owners", ["Пономарева О.И.", "ОО"])
async def test_a_past_day_is_refused_when_it_is_typed(database: Database, owners: str) -> None:
    office = await _schools(database, "до 20 октября 2018", owners=owners)
    by = await office.actor("Мостовая")
    async with database.write() as session:
        await editing_deadline.ask(session, by, 1, CHAT, at(NOON))
        text, asked = "до 1 марта 2018", {"activity": 1}
        said = await editing_deadline.heard(session, by, asked, CHAT, text, at(NOON))
        step = await conversations.standing(session, CHAT)
    assert "прош" in said.plain
    assert not said.buttons
    assert step is not None
    assert step.step == editing_deadline.ASKED


@pytest.mark.parametrize("text", ["когда-нибудь потом", "до 15 декабря 2030"])
async def test_what_is_not_understood_or_outside_is_asked_anew(
    database: Database, text: str
) -> None:
    office = await _town(database, "по графику")
    by = await office.actor("Мостовая")
    async with database.write() as session:
        said = await editing_deadline.heard(session, by, {"activity": 1}, CHAT, text, at(NOON))
    assert not said.buttons
    assert await _dates(office) == []


async def test_what_has_passed_is_warned_about(database: Database) -> None:
    office = await _town(database, "по графику")
    by = await office.actor("Мостовая")
    async with database.write() as session:
        said = await editing_deadline.heard(
            session, by, {"activity": 1}, CHAT, "до 1 сентября 2018", at(NOON)
        )
    assert "⚠" in said.plain


async def _add(office: Office, kind: Kind, number: int, when: str = NOON) -> Message:
    by = await office.actor("Мостовая")
    async with office.database.write() as session:
        return await editing_owners.add(session, by, 1, kind, number, CHAT, at(when))


async def _party(office: Office, name: str) -> int:
    async with office.database.read() as session:
        found = await session.exec(select(PartyRow.id).where(col(PartyRow.name).startswith(name)))
        return found.one() or 0


async def test_an_owner_joins_and_leaves_and_each_is_told_once(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018")
    irina = await office.person("Осотова")
    await _add(office, Kind.PERSON, irina)
    assert {a.person_id for a in await office.assignments()} == {
        irina,
        await office.person("Пономарева"),
    }
    told, *none = await _waiting(office)
    assert not none  # she who is new gets the list of what is hers instead
    assert told.person_id == await office.person("Пономарева")
    olga = await _party(office, "Пономарева")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await editing_owners.lead(
            session, by, 1, await _party(office, "Осотова"), at("2018-10-10 12:02")
        )
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await editing_owners.remove(session, by, 1, olga, at("2018-10-10 12:03"))
    (row_,) = await office.assignments()
    assert (row_.person_id, row_.is_lead) == (irina, True)
    mine = [n for n in await _waiting(office) if n.person_id == told.person_id]
    assert [plain(n).count("•") for n in mine] == [3]


async def test_who_joins_gets_no_date_that_was_called_off(both: Database) -> None:
    office = await _town(both, "ежеквартально")
    by, first = await office.actor("Мостовая"), (await office.assignments())[0]
    async with both.write() as session:
        asked = {"assignment": first.id}
        await calling_off.heard(session, by, asked, CHAT, "Отменено", at(NOON))
        await calling_off.call_off(session, by, first.id or 0, CHAT, at(NOON))
    irina = await office.person("Осотова")
    await _add(office, Kind.PERSON, irina)
    hers = {a.milestone_id for a in await office.assignments() if a.person_id == irina}
    assert first.milestone_id not in hers
    assert len(hers) == len(await _dates(office)) - 1


async def test_a_school_that_came_later_does_not_join_by_the_way(both: Database) -> None:
    office = await _schools(both, "ежеквартально")
    await office.hire("Новый Пётр Петрович;МОУ «СОШ № 3»;директор;;;школа;", OLGA)
    known = {a.organization_id for a in await office.assignments()}
    await _add(office, Kind.PERSON, await office.person("Пономарева"))
    schools = {a.organization_id for a in await office.assignments()} - {None}
    assert schools == known


async def test_an_owner_who_reported_is_kept_on_record(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018")
    await office.report("Пономарева", await office.assignment(1), Event.IN_PROGRESS)
    await _add(office, Kind.PERSON, await office.person("Осотова"))
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await editing_owners.remove(session, by, 1, await _party(office, "Пономарева"), at(NOON))
    states = {a.person_id: a.state for a in await office.assignments()}
    assert states[await office.person("Пономарева")] is State.CALLED_OFF
    change, by = await _last_change(office), await office.actor("Мостовая")
    async with both.write() as session:
        await undoing.undo(session, by, change, at("2018-10-10 12:04"))
    states = {a.person_id: a.state for a in await office.assignments()}
    assert states[await office.person("Пономарева")] is State.IN_PROGRESS


async def test_somebody_must_answer(database: Database) -> None:
    office = await _town(database, "до 15 октября 2018")
    by = await office.actor("Мостовая")
    party = await _party(office, "Пономарева")
    with pytest.raises(LastOwner):
        async with database.write() as session:
            await editing_owners.remove(session, by, 1, party, at(NOON))
    with pytest.raises(LastOwner):
        async with database.write() as session:
            await editing_owners.give_part(session, by, 1, party, Part.INFORMED, at(NOON))


async def test_of_a_group_each_school_performs_or_is_informed(database: Database) -> None:
    office = await _schools(database, "до 15 октября 2018", owners="Пономарева О.И., ОО")
    by, party = await office.actor("Мостовая"), await _party(office, "ОО")
    async with database.write() as session:
        link = await session.get_one(ActivityPartyRow, (office.tenant.id, 1, party))
        link.part = Part.PERFORMS
        session.add(link)
    async with database.write() as session:
        listed = await editing_owners.shown(session, by, 1)
        shown = await editing_owners.one(session, by, 1, party)
        with pytest.raises(Denied):
            await editing_owners.give_part(session, by, 1, party, Part.PERFORMS, at(NOON))
    assert "ОО — каждая школа" in listed.plain
    labels = [b.label for line in shown.buttons for b in line]
    assert labels == ["К сведению", "Убрать", "Назад"]


async def test_the_history_tells_it_in_words(database: Database) -> None:
    office = await _town(database, "до 15 октября 2018", "до 30 сентября ежегодно")
    await _redate(office, "до 20 октября 2018", Basis.ORAL)
    await _redate(office, "до 10 октября ежегодно", code=2)
    await _add(office, Kind.PERSON, await office.person("Осотова"))
    by = await office.actor("Мостовая")
    async with database.read() as session:
        own = await change_history.of_activity(session, by, 1, 0)
        whole = await change_history.of_roadmap(session, by, 1, 0)
    assert "15.10.2018 → 20.10.2018" in own.plain
    assert "10.10.2018 Мостовая В. П." in own.plain
    assert "Осотова" in own.plain
    assert "сентября" not in own.plain
    assert "10 октября" in whole.plain
    assert "М-2" in whole.plain


async def test_what_became_of_a_deleted_draft_is_no_history_of_another(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    by, now = await office.actor("Мостовая"), at(NOON)
    number = await office.draft(row("до 20 октября 2018", title="Старое"))
    asked = {"activity": 1, "field": Field.TITLE.value}
    async with both.write() as session:
        await editing.words_heard(session, by, asked, CHAT, "Старое иначе", now)
    change = await _last_change(office)
    async with both.write() as session:
        await draft_desk.drop(session, by, number, now)
    await office.draft(row("до 20 октября 2018", title="Совсем другое"))
    async with both.write() as session:
        (activity,) = await session.exec(select(ActivityRow))
        line = await session.get_one(AuditRow, change)
        line.subject = f"activity:{activity.id}"  # SQLite gives the same id by itself
        session.add(line)
        await session.flush()
        shown = await change_history.of_activity(session, by, activity.id or 0, 0)
        whole = await change_history.of_roadmap(session, by, activity.roadmap_id, 0)
        with pytest.raises(CannotUndo):
            await undoing.undo(session, by, change, now)
    assert "Старое" not in shown.plain + whole.plain


async def test_the_roadmap_s_history_has_pauses_and_what_was_taken_out(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", "до 16 октября 2018")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        plan = await stored_plans.load(session, office.tenant.id, 1)
        rest = replace(plan, activities=plan.activities[:1])
        change = compare(plan, rest, keyed=True)
        now = at(NOON)
        await applying.apply(
            session, office.tenant, rest, change, now, names_parties=False, actor=by
        )
        await pausing.press(session, by, 1, now, pause=True)
        await pausing.press(session, by, 0, now, pause=True)
    async with both.read() as session:
        shown = await change_history.of_roadmap(session, by, 1, 0)
        own = await change_history.of_activity(session, by, 1, 0)
    assert "М-2, мероприятие исключено" in shown.plain
    assert "Мостовая В. П.: дорожная карта приостановлена" in shown.plain
    assert "Мостовая В. П.: все напоминания приостановлены" in shown.plain
    assert "приостанов" not in own.plain
    assert not [n for n in await _waiting(office) if "приостанов" in plain(n)]


async def test_another_rule_is_told_once(both: Database) -> None:
    office = await _town(both, "до 15 октября 2018", owners="Пономарева О.И., Осотова И.В.")
    first = (await office.assignments())[0].id or 0
    for rule in (Completion.EACH, Completion.LEAD, Completion.EACH):
        by = await office.actor("Мостовая")
        async with both.write() as session:
            await completion_rules.choose(session, by, first, rule, at(NOON))
    told = [n for n in await _waiting(office) if n.state is NoticeState.PLANNED]
    assert {n.address for n in told} == {"101", "102"}
    assert len(told) == 2
    assert "правило" in plain(told[0])


async def test_a_whole_activity_is_called_off_with_a_reason(both: Database) -> None:
    office = await _town(both, "до 30 сентября ежегодно")
    by = await office.actor("Мостовая")
    async with both.write() as session:
        await editing_off.ask(session, by, 1, CHAT, at(NOON))
        await editing_off.heard(session, by, {"activity": 1}, CHAT, "Дублирует М-2", at(NOON))
    async with both.write() as session:
        await editing_off.off(session, by, 1, CHAT, at(NOON))
    assert {a.state for a in await office.assignments()} == {State.CALLED_OFF}
    assert {off for _, _, off in await _dates(office)} == {True}
    (told,) = await _waiting(office)
    assert "Дублирует М-2" in plain(told)
    async with both.write() as session:
        with pytest.raises(NotEditable):
            await editing.menu(session, by, 1, 0)


async def test_another_municipality_s_activity_is_out_of_reach(database: Database) -> None:
    office = await _town(database, "до 15 октября 2018")
    abroad = await Office.open(database, OLGA, VERA, name="Сосед")
    by: Actor = await abroad.actor("Мостовая")
    async with database.write() as session:
        for call in (
            editing.menu(session, by, 1, 0),
            change_history.of_activity(session, by, 1, 0),
            change_history.of_roadmap(session, by, 1, 0),
            editing_owners.add(session, by, 1, Kind.PERSON, 1, CHAT, at(NOON)),
        ):
            with pytest.raises(Denied):
                await call
    mine = await office.actor("Мостовая")
    theirs = await abroad.person("Пономарева")
    async with database.write() as session:
        with pytest.raises(Denied):
            await editing_owners.add(session, mine, 1, Kind.PERSON, theirs, CHAT, at(NOON))


async def test_a_date_that_moves_without_grounds_says_so_in_two_words(database: Database) -> None:
    office = await _town(database, "до 15 октября 2018")
    _, done = await _redate(office, "до 20 октября 2018")
    assert "Без основания" in done.plain
    assert "Основание: без" not in done.plain

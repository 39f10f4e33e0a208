"""Rounds of monitoring: lists of what is ongoing, forms asked every period, urgent rounds."""

from __future__ import annotations

from datetime import date, time

import pytest

from channels.message import Channel, Message
from roadmap.monitoring import fields
from roadmap.monitoring.fields import Field, FieldType, Form
from roadmap.plan import Asked
from roadmap.progress import Event, State
from services import (
    archiving,
    confirmable,
    keeping,
    ongoing,
    opening_rounds,
    own_cards,
    pausing,
    report_tables,
    reporting,
    rounds,
    simulation,
    steps,
    urgent_rounds,
)
from services.reporting import Archived, ToBeFilled
from services.rights import Denied
from services.rounds import Opening, RoundIsOver
from storage import plan_queries, round_queries
from storage.database import Database
from storage.tables import (
    AskingRow,
    AssignmentRow,
    FormRow,
    MunicipalityRow,
    NoticeKind,
    NoticeRow,
    RoundRow,
    RoundState,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, plain, row, said

ONGOING = "постоянно"
AFTER_THE_QUARTER = "2019-01-09 09:00"  # the first working day of 2019
LESSONS_OVER = "2019-01-14 14:00"  # the first day of lessons, when schools may be written to


async def _open(office: Office, when: str) -> int:
    return await opening_rounds.plan_due(office.database, at(when))


async def _rounds(office: Office) -> list[RoundRow]:
    async with office.database.read() as session:
        return await round_queries.rounds(session, office.tenant.id)


async def _labels(message: Message) -> list[str]:
    return [button.label for line in message.buttons for button in line]


async def _of_rounds(office: Office) -> list[AssignmentRow]:
    async with office.database.read() as session:
        return [
            one
            for asked in await round_queries.rounds(session, office.tenant.id)
            for one in await round_queries.assignments_of(session, office.tenant.id, asked.id or 0)
        ]


async def test_what_is_ongoing_is_asked_about_in_one_list_when_the_quarter_is_over(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA, VERA)
    olga = await office.bind("Пономарева", 101)
    await office.launch(row(ONGOING), row(ONGOING), row("до 15 февраля 2019"))
    assert await _open(office, "2018-12-31 12:00") == 0
    assert await _open(office, AFTER_THE_QUARTER) == 1
    assert await _open(office, AFTER_THE_QUARTER) == 0
    (asked,) = await _rounds(office)
    assert (asked.kind, asked.title) == (Asked.ONGOING, "IV квартал 2018 г.")
    assert (asked.opens_on, asked.due_on) == (date(2019, 1, 9), date(2019, 1, 14))
    (notice,) = await office.plan(AFTER_THE_QUARTER)
    assert (notice.kind, notice.person_id) == (NoticeKind.MONITORING, olga)
    assert plain(notice).startswith(
        "IV квартал 2018 г.: как идёт работа по 2 постоянным мероприятиям?"
    )
    labels = await _labels(said(notice))
    assert labels[0] == "1. Ведётся"
    assert "По всем: ведётся" in labels


async def test_one_press_answers_all_of_them(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    await office.launch(
        row(ONGOING), row(ONGOING), row(ONGOING, "Осотова И.В."), row("до 15 февраля 2019")
    )
    await _open(office, AFTER_THE_QUARTER)
    await office.plan(AFTER_THE_QUARTER)
    (asked,) = await _rounds(office)
    actor = await office.actor("Пономарева")
    for expected in (2, 0):
        async with both.write() as session:
            marked = await ongoing.all_go_on(session, actor, asked.id or 0, at(AFTER_THE_QUARTER))
        assert marked == expected
    states = [one.state for one in await _of_rounds(office)]
    assert states.count(State.DONE) == 2
    assert states.count(State.NOT_STARTED) == 1
    assert all(one.state is State.NOT_STARTED for one in await office.assignments(4))


async def test_a_round_of_another_municipality_is_nobodys_to_answer(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(ONGOING))
    await _open(office, AFTER_THE_QUARTER)
    (asked,) = await _rounds(office)
    other = await Office.open(both, IRINA, name="Другой город")
    actor = await other.actor("Осотова")
    with pytest.raises(Denied):
        async with both.write() as session:
            await ongoing.all_go_on(session, actor, asked.id or 0, at(AFTER_THE_QUARTER))


async def test_nothing_is_asked_where_the_municipality_does_not_want_it(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(ONGOING))
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"monitoring": {"ongoing": "never"}}
    assert await _open(office, AFTER_THE_QUARTER) == 0


async def test_a_roadmap_launched_after_the_quarter_is_asked_about_the_next(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(ONGOING), on=date(2019, 1, 10))
    assert await _open(office, "2019-01-11 09:00") == 0
    assert await _open(office, "2019-04-01 00:05") == 1


async def test_the_figures_of_a_plan_count_no_period_of_monitoring(both: Database) -> None:
    from services.digests import board

    office = await Office.open(both, OLGA)
    await office.launch(row(ONGOING), row("до 15 февраля 2019"))
    await _open(office, AFTER_THE_QUARTER)
    async with both.read() as session:
        state = await board(session, office.tenant, None, at(AFTER_THE_QUARTER))
    assert state.numbers(date(2019, 2, 20)).total == 1


def _form() -> Form:
    return Form("staff", "Кадры", (Field("teachers", "Учителей", FieldType.NUMBER),))


async def _store_form(office: Office, *, asked: bool = True) -> int:
    async with office.database.write() as session:
        form = FormRow(
            municipality_id=office.tenant.id,
            key="staff",
            title="Кадры",
            content=fields.to_data(_form()),
            at=at("2018-10-01 08:00"),
        )
        session.add(form)
        if asked:
            session.add(
                AskingRow(
                    municipality_id=office.tenant.id,
                    form_key="staff",
                    period_kind="quarter",
                    next_at=at("2018-10-01 08:00"),
                    at=at("2018-10-01 08:00"),
                )
            )
        await session.flush()
        return form.id or 0


async def test_a_form_is_asked_of_every_school_when_its_period_is_over(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, OLGA)
    await office.bind("Громов", 201)
    await _store_form(office)
    assert await _open(office, AFTER_THE_QUARTER) == 1
    (asked,) = await _rounds(office)
    assert asked.title == "Кадры: IV квартал 2018 г."
    rows = await _of_rounds(office)
    assert len(rows) == 2
    assert {one.organization_id for one in rows} == {
        await office.organization("МОУ «СОШ № 1»"),
        await office.organization("МОУ «СОШ № 2»"),
    }
    (notice,) = await office.plan(LESSONS_OVER)
    assert notice.kind is NoticeKind.MONITORING
    assert (await _labels(said(notice)))[0] == "1. Заполнить"


async def test_schools_owe_what_a_summer_round_asks_after_their_holidays(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST)
    await office.bind("Пономарева", 101)
    await office.bind("Громов", 201)
    await office.launch(row(ONGOING), row(ONGOING, "ОО"))
    await _store_form(office)
    assert await _open(office, "2019-07-01 09:00") == 2
    ids = [one.id or 0 for one in await _of_rounds(office)]
    async with both.read() as session:
        lines = await plan_queries.lines(session, ids)
    assert {(one.person_id is None, one.due) for one in lines.values()} == {
        (False, date(2019, 7, 10)),
        (True, date(2019, 9, 5)),
    }
    assert {one.title: one.due_on for one in await _rounds(office)} == {
        "II квартал 2019 г.": date(2019, 7, 10),
        "Кадры: II квартал 2019 г.": date(2019, 9, 5),
    }
    told = await office.plan("2019-09-02 14:00")
    head = [plain(one) for one in told if one.person_id == await office.person("Громов")]
    assert "осталось 3 дня" in head[0]
    assert "просрочено" not in head[0]


async def test_what_is_pressed_after_a_round_is_over_marks_nothing(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    await office.launch(row(ONGOING, "ОО"), row(ONGOING, "ОО"))
    await _open(office, AFTER_THE_QUARTER)
    (asked,) = await _rounds(office)
    one = (await _of_rounds(office))[0]
    async with both.write() as session:
        (await session.get_one(RoundRow, asked.id)).state = RoundState.CLOSED
    head = await office.actor("Громов")
    with pytest.raises(RoundIsOver):
        await office.report("Громов", one, Event.DONE, AFTER_THE_QUARTER)
    with pytest.raises(RoundIsOver):
        async with both.write() as session:
            await ongoing.all_go_on(session, head, asked.id or 0, at(AFTER_THE_QUARTER))
    assert {one.state for one in await _of_rounds(office)} == {State.NOT_STARTED}


async def test_what_is_to_be_filled_in_is_not_marked(both: Database) -> None:
    office = await Office.open(both, FIRST)
    await _store_form(office)
    await _open(office, AFTER_THE_QUARTER)
    (one,) = await _of_rounds(office)
    with pytest.raises(ToBeFilled):
        await office.report("Громов", one, Event.DONE, AFTER_THE_QUARTER)
    await office.report("Громов", one, Event.NEED_HELP, AFTER_THE_QUARTER)
    actor = await office.actor("Громов")
    async with both.write() as session:
        done = await reporting.report(
            session, actor, one.id or 0, Event.DONE, at(AFTER_THE_QUARTER), filled=True
        )
    assert done.line.state is State.DONE


async def _urgent(office: Office, hour: time) -> RoundRow:
    schools = [
        await office.organization("МОУ «СОШ № 1»"),
        await office.organization("МОУ «СОШ № 2»"),
    ]
    opening = Opening(
        kind=Asked.TABLE,
        title="Сведения о подвозе",
        cause="test:1",
        opens_on=date(2018, 10, 10),
        due_on=date(2018, 10, 10),
        due_time=hour,
        urgent=True,
    )
    async with office.database.write() as session:
        made = await rounds.open_asking(
            session, office.tenant, opening, schools, at("2018-10-10 10:00")
        )
    assert made is not None
    return made


async def _say(office: Office, when: str) -> list[NoticeRow]:
    before = {notice.id for notice in await office.notices()}
    await urgent_rounds.plan_due(office.database, at(when))
    return [notice for notice in await office.notices() if notice.id not in before]


async def test_an_urgent_round_speaks_at_once_an_hour_before_and_when_it_is_over(
    both: Database,
) -> None:
    office = await Office.open(both, FIRST, SECOND, VERA)
    first = await office.bind("Громов", 201)
    second, vera = await office.bind("Лаптева", 202), await office.bind("Мостовая", 203)
    await _urgent(office, time(15))
    told = await _say(office, "2018-10-10 10:00")
    assert {notice.person_id for notice in told} == {first, second}
    assert (
        plain(told[0])
        .replace("\xa0", " ")
        .startswith("Срочно, до 10 октября 2018 г., 15:00\nНужны ваши сведения")
    )
    assert await _say(office, "2018-10-10 10:01") == []
    assert await office.plan("2018-10-10 10:02") == []
    one = next(a for a in await _of_rounds(office) if a.organization_id is not None)
    actor = await office.actor("Громов")
    async with both.write() as session:
        await reporting.report(
            session, actor, one.id or 0, Event.DONE, at("2018-10-10 12:00"), filled=True
        )
    (again,) = await _say(office, "2018-10-10 14:00")
    assert again.person_id == second
    (over,) = await _say(office, "2018-10-10 15:00")
    assert over.person_id == vera
    assert "Ответили: 1 из 2" in plain(over)
    assert "Не ответили: МОУ «СОШ № 2»" in plain(over)
    assert await _say(office, "2018-10-10 15:01") == []


async def test_the_simulation_knows_the_list_of_a_round_that_is_open(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(ONGOING))
    await _open(office, "2019-01-09 00:05")
    async with both.read() as session:
        coming = await simulation.simulate(
            session, office.tenant, date(2019, 1, 9), date(2019, 1, 9), at("2019-01-09 00:10")
        )
    assert [one.kind for one in coming] == ["monitoring"]


async def test_the_simulation_supposes_the_rounds_that_will_open(both: Database) -> None:
    office = await Office.open(both, OLGA, FIRST)
    await office.bind("Пономарева", 101)
    await office.bind("Громов", 201)
    await office.launch(row(ONGOING), row(ONGOING, "ОО"))
    await _store_form(office)
    async with both.read() as session:
        coming = await simulation.simulate(
            session, office.tenant, date(2018, 10, 8), date(2019, 5, 31), at("2018-10-08 09:00")
        )
    asked = [(one.at.date().isoformat(), one.person, one.about) for one in coming]
    asked = [one for one, kind in zip(asked, coming, strict=True) if kind.kind == "monitoring"]
    days = sorted({day for day, person, _ in asked if person.startswith("Пономарева")})
    assert days[0] == "2019-01-09"
    assert "2019-04-01" in days
    assert any(person.startswith("Громов") for _, person, _ in asked)
    stored = await _rounds(office)
    assert stored == []


async def test_what_goes_on_is_no_deed_of_a_day(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(ONGOING))
    await _open(office, AFTER_THE_QUARTER)
    (one,) = await _of_rounds(office)
    await office.report(
        "Пономарева", one, Event.DONE, AFTER_THE_QUARTER, text="Ведём каждую неделю"
    )
    now, reader = at("2019-01-09 09:05"), await office.person("Пономарева")
    async with database.read() as session:
        line = await plan_queries.full_line(session, one.id or 0)
        after = await steps.step_of(session, office.tenant, line, reader, now)
        card, _ = await own_cards.worded(session, office.tenant, one.id or 0, reader, now)
    assert after.plain.startswith("Отмечено: ведётся")
    assert "Дата исполнения" not in after.plain + card.plain
    assert (await _labels(after))[0] == "Что сделано…"
    assert "09.01.2019: ведётся — Пономарева О. И.: «Ведём каждую неделю»" in card.plain


async def test_a_document_confirms_what_goes_on_and_stands_in_the_report(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row(ONGOING))
    await _open(office, AFTER_THE_QUARTER)
    (one,) = await _of_rounds(office)
    await office.report("Пономарева", one, Event.DONE, AFTER_THE_QUARTER, text="Ведём")
    actor, now = await office.actor("Пономарева"), at(AFTER_THE_QUARTER)
    target = confirmable.Target("101", Channel.TELEGRAM, assignment_id=one.id)
    async with both.write() as session:
        said = await keeping.words(
            session, office.tenant, actor, "Приказ от 09.01.2019 № 5", target, now
        )
        assert said is not None
        assert said.about == (one.id,)
    async with both.read() as session:
        report = await report_tables.table(session, office.tenant, 1, date(2019, 1, 31))
    (line,) = report.rows
    assert [proof.text for proof in line.proofs] == ["Приказ от 09.01.2019 № 5"]


async def test_all_go_on_while_a_roadmap_is_paused_and_nothing_in_the_archive(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(ONGOING), row(ONGOING))
    await _open(office, AFTER_THE_QUARTER)
    (asked,) = await _rounds(office)
    actor, now = await office.actor("Пономарева"), at(AFTER_THE_QUARTER)
    async with both.write() as session:
        await archiving.set_archived(session, office.tenant, 1, now, archive=True)
    with pytest.raises(Archived):
        async with both.write() as session:
            await ongoing.all_go_on(session, actor, asked.id or 0, now)
    async with both.write() as session:
        await archiving.set_archived(session, office.tenant, 1, now, archive=False)
        await pausing.set_roadmap(session, office.tenant, 1, now, pause=True)
    async with both.write() as session:
        assert await ongoing.all_go_on(session, actor, asked.id or 0, now) == 2

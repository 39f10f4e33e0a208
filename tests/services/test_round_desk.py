"""A round on the coordinator's desk: how far it is, figures, checking, moving it on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from channels.message import Message
from roadmap.progress import State
from services import checking_answers, round_deeds, round_desk, round_figures, round_schools
from services.rights import Denied
from services.round_deeds import NoSuchRoundDay
from services.rounds import RoundIsOver
from storage import round_desk_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeKind, RoundState, SubmissionState
from tests.services.monitored import BY_CLASS, NOW, Monitored
from tests.services.office import FIRST, VERA, Office, at, said
from views import monitoring_desk
from views.charts import rounds as charts

CHAT = "301"
SIX = [(100, "40"), (110, "42"), (105, "41"), (95, "39.5"), (102, "40.5"), (900, "41.5")]


def text(message: Message) -> str:
    """What is read, with plain blanks."""
    return message.plain.replace("\u00a0", " ")


def labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


async def test_a_round_says_how_far_it_is_and_what_can_be_done(both: Database) -> None:
    office = await Monitored.with_schools(both, 7)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:3])
    asked = await office.respondents(number)
    await office.answer(asked[3].assignment_id, {"pupils": 5}, send=False)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        found = await round_desk.opened(session, actor, number, 0, at(NOW))
        (hub,) = await round_figures.open_now(session, office.tenant, at(NOW))
    assert "Ответили: 3 из 7" in text(found)
    assert "сдано: 3, заполняется: 1, не начато: 3" in text(found)
    assert "Принять все сданные: 3" in labels(found)
    assert monitoring_desk.line(hub, office.tenant.say) == (
        "Сведения о школе: I квартал 2019 г. — 3 из 7, до 10 апреля 2019\u00a0г."
    )


async def test_who_has_not_answered_is_listed_with_telephone_numbers(both: Database) -> None:
    office = await Monitored.with_schools(both, 12)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:1])
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        found = await round_desk.silent(session, actor, number, 0, at("2019-04-15 12:00"))
    assert "Не ответили: 11" in text(found)
    assert "1. МОУ «СОШ № 2» (просрочено)" in text(found)
    assert "8 3402" in text(found)
    assert "СОШ № 12" not in text(found)  # on the second page, as people count


async def test_the_grid_shows_values_changes_and_who_stands_apart(both: Database) -> None:
    office = await Monitored.with_schools(both, 6)
    form = await office.form()
    before = await office.round(form, "2018-Q4", date(2019, 1, 14), date(2019, 1, 9), "IV квартал")
    await office.answered(before, [(one - 3, share) for one, share in SIX])
    number = await office.round(form)
    await office.answered(number, SIX)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        found = await round_desk.grid(session, actor, number, 0, at(NOW))
        told = await round_desk.figures(session, actor, number, 0, at(NOW))
    assert "1. МОУ «СОШ № 1» — сдано 03.04.2019" in text(found)
    assert "100 чел. (+3)" in text(found)
    assert "900 чел. (+3) !" in text(found)
    assert "1 412 чел." in text(told)  # the sum
    assert "было 1 394 чел., +18 (+1,3 %)" in text(told)
    assert "выделяются: МОУ «СОШ № 6» — 900 чел." in text(told)
    assert "цель: не менее 50 — не достигнута" in text(told)
    assert "одна смена — 6" in text(told)


async def test_what_was_sent_back_or_only_begun_is_not_counted(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:2])
    asked = await office.respondents(number)
    await office.answer(asked[2].assignment_id, {"pupils": 5}, send=False)
    actor = await office.actor("Мостовая")
    first = asked[0].assignment_id
    async with both.write() as session:
        await checking_answers.ask_remark(session, actor, first, 0, 0, CHAT, at(NOW))
        step = {"assignment": first, "said": {}, "name": "pupils", "label": 0}
        shown = await checking_answers.heard(session, actor, step, CHAT, "Проверьте", at(NOW))
        assert "Вернуть: 1 замечание" in labels(shown)
        await checking_answers.give_back(session, actor, first, CHAT, at(NOW))
    async with both.write() as session:
        again = await checking_answers.give_back(session, actor, first, CHAT, at(NOW))
    assert isinstance(again, str)
    async with both.read() as session:
        row = await round_desk_queries.one(session, office.tenant.id, number)
        assert row is not None
        read = await round_figures.read(session, office.tenant, row)
    assert read is not None
    assert [len(read.schools), read.whole["pupils"].total] == [1, 110]
    assert (await office.respondents(number))[0].filled is SubmissionState.RETURNED
    assert (await office.respondents(number))[0].state is not State.DONE


async def test_one_school_by_class_and_a_remark_to_one_value(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    number = await office.round(await office.form(BY_CLASS))
    (asked,) = await office.respondents(number)
    row = {"pupils": 25, "good": "60", "mode": "две смены", "note": "Тесно"}
    await office.answer(asked.assignment_id, {"10А": row, "5Б": row | {"pupils": 20}})
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        shown = await checking_answers.one(session, actor, asked.assignment_id, 0, at(NOW))
        assert "Численность обучающихся: 45" in text(shown)
        assert text(shown).index("5Б") < text(shown).index("10А")
        ids = (asked.assignment_id, 2, 1)
        question = await checking_answers.ask_remark(session, actor, *ids, CHAT, at(NOW))
        assert "10А: Доля успевающих" in text(question)
        with pytest.raises(Denied):
            await checking_answers.ask_remark(
                session, actor, asked.assignment_id, 0, 1, CHAT, at(NOW)
            )


async def test_accepting_all_twice_accepts_once(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:2])
    actor = await office.actor("Мостовая")
    counts = []
    for _ in range(2):
        async with both.write() as session:
            count, _message = await round_deeds.accept_all(session, actor, number, at(NOW))
            counts.append(count)
    assert counts == [2, 0]


async def test_a_closed_round_asks_nobody_and_opens_again(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    number = await office.round(await office.form())
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        ask = await round_deeds.change_state(session, actor, number, 1, at(NOW), sure=False)
        assert "Закрыть сбор?" in text(ask)
        await round_deeds.change_state(session, actor, number, 1, at(NOW), sure=True)
    assert all(row.next_notice_at is None for row in await office.assignments())
    async with both.write() as session:
        with pytest.raises(RoundIsOver):
            await round_deeds.remind(session, actor, number, at(NOW), sure=False)
    async with both.write() as session:
        await round_deeds.change_state(session, actor, number, 0, at(NOW), sure=True)
    assert all(row.next_notice_at == at(NOW) for row in await office.assignments())
    async with both.read() as session:
        row = await round_desk_queries.one(session, office.tenant.id, number)
    assert row is not None
    assert (row.state, row.closed_at) == (RoundState.OPEN, None)


async def test_calling_off_tells_those_who_have_not_answered_once(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    for n, chat in ((1, 201), (2, 202), (3, 203)):
        await office.bind(f"Директоров Иван №{n}", chat)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:1])
    actor = await office.actor("Мостовая")
    for _ in range(2):
        async with both.write() as session:
            await round_deeds.change_state(session, actor, number, 2, at(NOW), sure=True)
    told = [one for one in await office.notices() if "Сбор отменён" in text(said(one))]
    assert sorted(one.address for one in told) == ["202", "203"]


async def test_the_date_moves_for_all_but_a_later_day_stays(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    await office.bind("Директоров Иван №1", 201)
    number = await office.round(await office.form())
    rows = await office.assignments()
    async with both.write() as session:
        later = await session.get_one(type(rows[1]), rows[1].id)
        later.extended_to = date(2019, 4, 30)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        with pytest.raises(NoSuchRoundDay):
            await round_deeds.move(session, actor, number, date(2019, 4, 3), at(NOW))
        await round_deeds.move(session, actor, number, date(2019, 4, 17), at(NOW))
    asked = await office.respondents(number)
    assert [one.due for one in asked] == [date(2019, 4, 17), date(2019, 4, 30)]
    (told,) = [one for one in await office.notices() if "Новый срок" in text(said(one))]
    assert "до 17 апреля 2019 г., а не до 10 апреля 2019 г." in text(said(told))


async def test_schools_that_came_later_are_asked_too(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    number = await office.round(await office.form())
    await office.hire(FIRST.replace("№ 1", "№ 9"))
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        shown = await round_schools.add(session, actor, number, 0, None, at(NOW))
        assert "+ МОУ «СОШ № 9»" in labels(shown)
        school = await office.organization("МОУ «СОШ № 9»")
        await round_schools.add(session, actor, number, 0, school, at(NOW))
        await round_schools.add(session, actor, number, 0, school, at(NOW))
    asked = await office.respondents(number)
    assert [(one.name, one.submission_id is not None) for one in asked] == [
        ("МОУ «СОШ № 1»", True),
        ("МОУ «СОШ № 9»", True),
    ]


async def test_all_who_have_not_answered_are_reminded_once_a_day(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    await office.bind("Директоров Иван №1", 201)
    await office.bind("Директоров Иван №2", 202)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:1])
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        shown = await round_deeds.remind(session, actor, number, at(NOW), sure=False)
        assert "Отправить (1)" in labels(shown)[0]
        for _ in range(2):
            await round_deeds.remind(session, actor, number, at(NOW), sure=True)
    (sent,) = await office.notices(NoticeKind.NUDGE)
    assert sent.address == "202"


async def test_a_round_of_another_municipality_is_denied(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    number = await office.round(await office.form())
    abroad = await Office.open(both, VERA, name="Соседи")
    actor = await abroad.actor("Мостовая")
    async with both.read() as session:
        for look in (round_desk.opened, round_desk.silent, round_desk.grid, round_desk.figures):
            with pytest.raises(Denied):
                await look(session, actor, number, 0, at(NOW))
    director = await office.actor("Директоров")
    async with both.read() as session:
        with pytest.raises(Denied):
            await round_desk.opened(session, director, number, 0, at(NOW))


async def test_pictures_are_kept_and_named(both: Database, tmp_path: Path) -> None:
    office = await Monitored.with_schools(both, 3)
    number = await office.round(await office.form())
    await office.answered(number, SIX[:2])
    actor, files = await office.actor("Мостовая"), FileStore(tmp_path)
    async with both.read() as session:
        grid = await round_desk.picture(session, actor, number, 0, files, at(NOW))
    async with both.read() as session:
        series = await round_desk.dynamics(session, actor, number, 1, files)
    for message in (grid, series):
        (file,) = message.attachments
        assert files.get(file.sha256).startswith(b"\x89PNG")
    async with both.read() as session:
        with pytest.raises(Denied):
            await round_desk.dynamics(session, actor, number, 99, files)


async def test_every_school_is_on_some_picture(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "ROWS", 2)
    monkeypatch.setattr(round_desk, "MOST_PICTURES", 1)
    monkeypatch.setattr(round_desk, "SCHOOLS_DRAWN", 2)
    office = await Monitored.with_schools(database, 5)
    number = await office.round(await office.form())
    actor, files = await office.actor("Мостовая"), FileStore(tmp_path)
    seen = []
    for part in range(3):
        async with database.read() as session:
            message = await round_desk.picture(session, actor, number, part, files, at(NOW))
        assert len(message.attachments) == 1
        seen.append((text(message).splitlines()[-1], labels(message)))
    assert seen == [
        ("Школы 1–2 из 5", ["Следующие школы: 3–4"]),
        ("Школы 3–4 из 5", ["Следующие школы: 5–5"]),
        ("Школы 5–5 из 5", []),
    ]

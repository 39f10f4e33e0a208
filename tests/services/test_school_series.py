"""One school's figures over periods: its own for its respondent, anybody's for a coordinator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from channels.message import Message
from roadmap.monitoring.fields import Target
from services import checking_answers, filling_sheets, round_deeds, school_series
from services.rights import Denied
from storage.database import Database
from storage.files import FileStore
from tests.services.monitored import BY_CLASS, FORM, NOW, Monitored
from tests.services.office import at


def text(message: Message) -> str:
    """What is read, with plain blanks."""
    return message.plain.replace("\u00a0", " ")


def labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


async def _year(office: Monitored) -> tuple[int, int]:
    """Three quarters of two schools, the form changed before the last; the last assignments."""
    form = await office.form()
    for key, ends, figures in (
        ("2018-Q3", date(2018, 10, 10), [(400, "40"), (90, "70")]),
        ("2018-Q4", date(2019, 1, 14), [(410, "48"), (91, "71")]),
    ):
        await office.answered(
            await office.round(form, key, ends, ends.replace(day=1), f"Сведения: {key}"), figures
        )
    good = replace(FORM.fields[1], target=Target(Decimal(45)))
    changed = replace(FORM, fields=(FORM.fields[0], good, *FORM.fields[2:]))
    last = await office.round(await office.form(changed, 2))
    await office.answered(last, [(412, "52"), (95, "72")])
    first, second = await office.respondents(last)
    return first.assignment_id, second.assignment_id


async def test_a_school_sees_its_own_figures_and_no_others(both: Database, tmp_path: Path) -> None:
    office, files = await Monitored.with_schools(both, 2), FileStore(tmp_path)
    mine, others = await _year(office)
    head = await office.actor("Директоров Иван №1")
    async with both.read() as session:
        opened = await filling_sheets.opened(session, head, mine, at(NOW))
        table = await school_series.table(session, head, mine, 0)
    assert "Динамика по периодам" in labels(opened)
    assert "III кв. 2018 → IV кв. 2018 → I кв. 2019" in text(table)
    assert "Численность обучающихся: 400 чел. → 410 чел. → 412 чел." in text(table)
    assert "было 410 чел., +2 (+0,5 %)" in text(table)
    assert "40 % → 48 % → 52 %" in text(table)
    assert "цель: не менее 45 — достигнута" in text(table)  # the target of today
    assert "95" not in text(table)
    async with both.read() as session:
        drawn = await school_series.picture(session, head, mine, 0, files)
    assert files.get(drawn.attachments[0].sha256).startswith(b"\x89PNG")
    assert "МОУ «СОШ № 1»: Доля успевающих" in text(drawn)
    assert "I кв. 2019: 52 % (было 48 %, +4 п. п.)" in text(drawn)
    async with both.read() as session:
        with pytest.raises(Denied):
            await school_series.table(session, head, others, 0)
        with pytest.raises(Denied):
            await school_series.picture(session, head, others, 0, files)


async def test_a_coordinator_comes_to_it_from_the_schools_answers(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    _, second = await _year(office)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        card = await checking_answers.one(session, actor, second, 0, at(NOW))
        table = await school_series.table(session, actor, second, 0)
    assert "Динамика по периодам" in labels(card)
    assert "90 чел. → 91 чел. → 95 чел." in text(table)
    assert "410" not in text(table)


async def test_a_round_called_off_and_a_draft_count_nowhere(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    form = await office.form(BY_CLASS)
    row = {"pupils": 25, "good": "60", "mode": "две смены", "note": "Тесно"}
    numbers = []
    for key, day in (("2018-Q3", date(2018, 10, 10)), ("2018-Q4", date(2019, 1, 14))):
        number = await office.round(form, key, day, day.replace(day=1), key)
        (asked,) = await office.respondents(number)
        await office.answer(asked.assignment_id, {"10А": row, "5Б": row})
        numbers.append(number)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        await round_deeds.change_state(session, actor, numbers[0], 2, at(NOW), sure=True)
    last = await office.round(form)
    (asked,) = await office.respondents(last)
    await office.answer(asked.assignment_id, {"10А": row}, send=False)
    async with both.read() as session:
        table = await school_series.table(session, actor, asked.assignment_id, 0)
    assert "Численность обучающихся: 50 чел." in text(table)  # the classes together
    assert "→" not in text(table)

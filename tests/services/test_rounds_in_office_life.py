"""Rounds of monitoring amid what else happens: schools merged, people erased, roadmaps listed."""

from __future__ import annotations

import pytest
from sqlmodel import select

from roadmap.monitoring.periods import PeriodKind
from services import asking_forms, people_merging
from storage.database import Database
from storage.tables import AskingRow, SubmissionRow, SubmissionState
from tests.services.monitored import FORM, NOW, Monitored
from tests.services.office import at
from views.people_merging import OFFICE

DRAFT = {"pupils": 5}
WHOLE = {"pupils": 100, "good": "40", "mode": "одна смена"}


async def _merge(office: Monitored, keep: int, other: int) -> None:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        await people_merging.merge(session, actor, OFFICE, keep, other, 1, "301", at(NOW))


async def _submissions(office: Monitored) -> list[SubmissionRow]:
    async with office.database.read() as session:
        return list(await session.exec(select(SubmissionRow)))


@pytest.mark.parametrize("fuller", [0, 1])
@pytest.mark.parametrize("sent", [False, True])
async def test_of_two_that_were_one_school_the_fuller_answers_stay(
    both: Database, fuller: int, sent: bool
) -> None:
    office = await Monitored.with_schools(both, 2)
    number = await office.round(await office.form())
    asked = await office.respondents(number)
    values = WHOLE if sent else DRAFT
    await office.answer(asked[fuller].assignment_id, values, send=sent)

    keep, other = (one.organization_id or 0 for one in asked)
    await _merge(office, keep, other)

    (row,) = await _submissions(office)
    assert row.state is (SubmissionState.SENT if sent else SubmissionState.DRAFT)
    assert row.answers["pupils"] == values["pupils"]
    (left,) = await office.respondents(number)
    assert (left.organization_id, left.owes) == (keep, not sent)


async def test_a_draft_does_not_take_the_place_of_what_was_handed_in(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    number = await office.round(await office.form())
    asked = await office.respondents(number)
    await office.answer(asked[0].assignment_id, DRAFT, send=False)
    await office.answer(asked[1].assignment_id, WHOLE)
    keep, other = (one.organization_id or 0 for one in asked)
    await _merge(office, keep, other)
    (row,) = await _submissions(office)
    assert (row.state, row.answers["pupils"]) == (SubmissionState.SENT, 100)


async def test_a_merged_school_is_asked_on_where_its_twin_was_chosen(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    await office.form()
    keep, other, third = [await office.organization(f"МОУ «СОШ № {n}»") for n in (1, 2, 3)]
    person = await office.person("Мостовая")
    async with both.write() as session:
        await asking_forms.set_wish(
            session,
            office.tenant,
            FORM.key,
            person,
            at(NOW),
            every=PeriodKind.QUARTER,
            due_day=10,
            schools=frozenset({other, third}),
        )
    await _merge(office, keep, other)
    async with both.read() as session:
        asking = (await session.exec(select(AskingRow))).one()
    assert asking.audience == sorted({keep, third})

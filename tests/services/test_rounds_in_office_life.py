"""Rounds of monitoring amid what else happens: schools merged, people erased, roadmaps listed."""

from __future__ import annotations

import json
import os
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.monitoring.periods import PeriodKind
from roadmap.plan import Asked
from services import (
    archiving,
    asking_forms,
    copying,
    desk,
    draft_desk,
    editing,
    erasing,
    municipalities,
    opening_rounds,
    pausing,
    people_merging,
    retention,
    rounds,
    stored_plans,
    urgent_rounds,
)
from services.asking_forms import Start, Wish
from services.launching import NoSuchRoadmap
from services.rights import Denied
from services.rounds import Opening
from storage import asking_queries, digest_queries, report_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AskingRow,
    AssignmentRow,
    MilestoneRow,
    RoadmapRow,
    RoundRow,
    SubmissionRow,
    SubmissionState,
)
from tests.services.monitored import FORM, NOW, Monitored
from tests.services.office import at
from views.actions import Verb, unpack
from views.people_merging import OFFICE

DRAFT = {"pupils": 5}
WHOLE = {"pupils": 100, "good": "40", "mode": "одна смена"}


async def _merge(office: Monitored, keep: int, other: int) -> None:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        await people_merging.merge(session, actor, OFFICE, keep, other, 1, "301", at(NOW))


def _verbs(message: Message) -> set[Verb]:
    """What there is to press."""
    found = (unpack(button.action) for row in message.buttons for button in row)
    return {action.verb for action in found if action is not None}


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
            Wish(PeriodKind.QUARTER, 10, frozenset({other, third})),
            Start.NOW,
            at(NOW),
        )
    await _merge(office, keep, other)
    async with both.read() as session:
        asking = (await session.exec(select(AskingRow))).one()
    assert asking.audience == sorted({keep, third})


async def test_the_list_that_rounds_stand_in_is_no_roadmap(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    number = await office.round(await office.form())
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        hidden = (await session.exec(select(RoadmapRow.id))).one() or 0
        assert await asking_queries.running_roadmaps(session, office.tenant.id) == []
        assert await digest_queries.running(session, office.tenant.id, hidden) == []
        assert await report_queries.roadmap(session, office.tenant.id, hidden) is None
        with pytest.raises(NoSuchRoadmap):
            await stored_plans.load(session, office.tenant.id, hidden)
    async with both.write() as session:
        with pytest.raises(NoSuchRoadmap):
            await archiving.set_archived(session, office.tenant, hidden, at(NOW), archive=True)
        with pytest.raises(NoSuchRoadmap):
            await copying.copy(session, office.tenant, hidden, at(NOW))
        with pytest.raises(Denied):
            await draft_desk.card(session, actor, hidden, at(NOW))
    assert (await office.respondents(number))[0].owes


async def test_a_school_asked_by_hand_is_not_asked_again_of_itself(both: Database) -> None:
    office = await Monitored.with_schools(both, 3)
    form = await office.form()
    third = await office.organization("МОУ «СОШ № 3»")
    number = await office.round(form)
    async with both.write() as session:
        (left,) = [
            row for row in await session.exec(select(AssignmentRow)) if row.organization_id == third
        ]
        await session.delete(left)
    async with both.write() as session:
        person = await office.person("Мостовая")
        await asking_forms.set_wish(
            session,
            office.tenant,
            FORM.key,
            person,
            Wish(PeriodKind.QUARTER, 10, frozenset()),
            Start.NOW,
            at(NOW),
        )
    assert await opening_rounds.plan_due(both, at(NOW)) == 1
    assert await opening_rounds.plan_due(both, at(NOW)) == 0
    async with both.read() as session:
        opened = list(await session.exec(select(RoundRow)))
    of_itself = next(row for row in opened if row.id != number)
    assert [one.organization_id for one in await office.respondents(of_itself.id or 0)] == [third]


async def test_the_desk_changes_of_a_school_in_a_round_only_what_is_its_own(both: Database) -> None:
    office = await Monitored.with_schools(both, 2)
    number = await office.round(await office.form())
    await office.answered(number, [(100, "40")])
    done, left = await office.respondents(number)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        card = await desk.open_card(session, actor, left.assignment_id, at(NOW))
        answered = await desk.open_card(session, actor, done.assignment_id, at(NOW))
        typed = await desk.by_code(session, actor, 1, at(NOW))
    assert _verbs(card) == {Verb.NUDGE, Verb.EXTEND, Verb.FILL, Verb.CALL_OFF, Verb.ROUND}
    assert _verbs(answered) == {Verb.ROUND}
    assert typed is not None
    assert "Ответили: 1 из 2" in typed[0].plain
    (row,) = {one.milestone_id for one in await office.assignments()}
    async with both.write() as session:
        milestone = await session.get_one(MilestoneRow, row)
        with pytest.raises(Denied):
            await editing.menu(session, actor, milestone.activity_id, left.assignment_id)


async def test_an_urgent_round_says_after_a_pause_what_it_has_not_said(both: Database) -> None:
    office = await Monitored.with_schools(both, 1)
    await office.bind("Директоров", 201)
    school = await office.organization("МОУ «СОШ № 1»")
    opening = Opening(
        kind=Asked.TABLE,
        title="Срочно: подвоз",
        cause="urgent",
        opens_on=date(2019, 4, 3),
        due_on=date(2019, 4, 4),
        due_time=time(15, 0),
        urgent=True,
    )

    async def pause(when: str, *, on: bool) -> None:
        async with both.write() as session:
            tenant = await municipalities.by_id(session, office.tenant.id)
            await pausing.set_municipality(session, tenant, at(when), pause=on)

    await pause("2019-04-03 10:00", on=True)
    async with both.write() as session:
        await rounds.open_asking(session, office.tenant, opening, [school], at(NOW))
    assert await urgent_rounds.plan_due(both, at(NOW)) == 0
    await pause("2019-04-03 14:00", on=False)
    assert await urgent_rounds.plan_due(both, at("2019-04-03 14:00")) == 1
    await pause("2019-04-03 14:10", on=True)
    await pause("2019-04-03 14:20", on=False)
    assert await urgent_rounds.plan_due(both, at("2019-04-03 14:20")) == 0
    (row,) = await office.assignments()
    assert row.next_notice_at is None  # outside the ladder


async def test_an_erased_person_is_in_no_answer_and_the_figures_stay(
    both: Database, tmp_path: Path
) -> None:
    office = await Monitored.with_schools(both, 1)
    await office.hire("Белова Анна Ивановна;МОУ «СОШ № 1»;учитель;;;школа;")
    number = await office.round(await office.form())
    (one,) = await office.respondents(number)
    await office.answer(one.assignment_id, WHOLE | {"note": "Болеет Белова Анна"})
    async with both.write() as session:
        (row,) = await session.exec(select(SubmissionRow))
        row.comments, row.remarks = {"good": "Уточнит А.И. Белова"}, {"": "Спросите Белову А. И."}
    async with both.write() as session:
        files = FileStore(tmp_path)
        await erasing.by_name(session, office.tenant, "Белова Анна Ивановна", files, at(NOW))
    (row,) = await _submissions(office)
    kept = json.dumps([row.answers, row.comments, row.remarks], ensure_ascii=False)
    assert "Белов" not in kept
    assert {key: row.answers[key] for key in WHOLE} == WHOLE


async def test_what_was_answered_is_kept_when_notices_and_files_go(
    both: Database, tmp_path: Path
) -> None:
    office, files = await Monitored.with_schools(both, 1), FileStore(tmp_path)
    number = await office.round(await office.form())
    (one,) = await office.respondents(number)
    await office.answer(one.assignment_id, WHOLE)
    old = files.put(b"the workbook that came")
    async with both.write() as session:
        (row,) = await session.exec(select(SubmissionRow))
        row.file_sha256 = old
    long_ago = (at(NOW) - timedelta(days=900)).timestamp()
    os.utime(files.path(old), (long_ago, long_ago))
    await retention.clear(both, files, at("2023-04-03 12:00"))
    (row,) = await _submissions(office)
    assert row.answers == WHOLE
    assert files.get(old) == b"the workbook that came"

"""A draft made ready in the chat: questions, parties, schools, the first month, the launch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from channels.message import Message
from roadmap.drafts import DeadlineUnsure, DraftActivity
from roadmap.parts import Part
from services import (
    draft_desk,
    draft_launch,
    draft_naming,
    draft_parties,
    draft_preview,
    draft_questions,
    draft_schools,
)
from services.draft_naming import Naming
from services.launching import NotADraft
from services.rights import Actor, Denied
from storage.database import Database
from storage.tables import (
    ActivityPartyRow,
    ActivityRow,
    AssignmentRow,
    AuditRow,
    DocumentRow,
    DocumentState,
    OrganizationRow,
    PartyRow,
    PersonRow,
    RoadmapRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.actions import Verb, unpack
from views.drafts_parties import GROUP, OFFICE, PERSON

NOW = at("2018-10-10 12:00")
CHAT = "301"
BY_20 = "до 20 октября 2018"


def doubtful(deadline: str, owners: str = "Пономарева О.И.") -> DraftActivity:
    """A row whose deadline raises the question that reading it does."""
    made = row(deadline, owners)
    assert made.reading.question is not None
    return replace(made, doubts=(DeadlineUnsure(made.reading.question),))


def button(message: Message, label: str) -> Any:
    """The ids behind the first button whose words begin so."""
    found = [b for line in message.buttons for b in line if b.label.startswith(label)]
    assert found, (label, [b.label for line in message.buttons for b in line])
    action = unpack(found[0].action)
    assert action is not None
    return action.ids


async def answer(session: AsyncSession, actor: Actor, ids: Any) -> draft_questions.Asked:
    """Press an answer."""
    number, key, choice = ids
    return await draft_questions.answer(session, actor, number, key, choice, CHAT, NOW)


def labels(message: Message) -> list[str]:
    """What can be pressed."""
    return [b.label for line in message.buttons for b in line]


async def rules(office: Office) -> dict[int, str]:
    """The stored rules by code."""
    async with office.database.read() as session:
        rows = await session.exec(select(ActivityRow).order_by(ActivityRow.code))  # type: ignore[arg-type]
        return {one.code: str(one.rule) for one in rows}


async def test_alike_doubts_are_answered_at_once_and_taken_back(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    number = await office.draft(doubtful("май"), doubtful("июнь"), row(BY_20))
    before, actor = await rules(office), await office.actor("Мостовая")
    async with both.read() as session:
        asked = await draft_questions.ask(session, actor, number, 0)
    assert "Вопрос 1 из 1" in asked.plain
    ids = button(asked, "Только 2019")
    async with both.write() as session:
        done = await answer(session, actor, ids)
    assert "На все вопросы есть ответы" in done.message.plain
    after = await rules(office)
    assert "2019" in after[1]
    assert "2019" in after[2]
    assert after[3] == before[3]
    async with both.write() as session:
        again = await answer(session, actor, ids)
    assert again.toast
    async with both.write() as session:
        back = await draft_questions.take_back(session, actor, number, NOW)
    assert "Вопрос 1 из 1" in back.message.plain
    assert await rules(office) == before


async def test_a_row_is_split_and_put_together_again(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    number = await office.draft(doubtful("до 15 мая 2018; до 15 мая 2019"), row(BY_20))
    before, actor = await rules(office), await office.actor("Мостовая")
    async with both.read() as session:
        ids = button(await draft_questions.ask(session, actor, number, 0), "Разделить")
    async with both.write() as session:
        await answer(session, actor, ids)
    assert len(await rules(office)) == 3
    async with both.write() as session:
        await draft_questions.take_back(session, actor, number, NOW)
    assert await rules(office) == before


async def test_an_answer_to_what_was_changed_since_is_not_taken_back(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    number = await office.draft(doubtful("май"))
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        ids = button(await draft_questions.ask(session, actor, number, 0), "Ежегодно")
    async with database.write() as session:
        await answer(session, actor, ids)
        one = (await session.exec(select(ActivityRow))).one()
        one.rule = {"rule": "ongoing", "since": None}
    async with database.write() as session:
        asked = await draft_questions.take_back(session, actor, number, NOW)
    assert "изменены" in asked.toast
    assert "ongoing" in (await rules(office))[1]


async def test_one_by_one_another_deadline_is_typed_and_later_means_later(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    number = await office.draft(doubtful("май"), doubtful("июнь"))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        ids = button(await draft_questions.ask(session, actor, number, 0), "По одному")
    async with both.write() as session:
        one = (await answer(session, actor, ids)).message
    assert "Вопрос 1 из 2" in one.plain
    async with both.read() as session:
        later = await draft_questions.ask(session, actor, *button(one, "Спросить позже"))
    assert "Вопрос 2 из 2" in later.plain
    ids = button(one, "Другой срок")
    asked = {"roadmap": ids[0], "key": ids[1]}
    async with both.write() as session:
        await draft_questions.ask_date(session, actor, ids[0], ids[1], CHAT, NOW)
        wrong = await draft_questions.heard(session, actor, asked, CHAT, "скоро", NOW)
        assert "не удалось понять срок" in wrong.plain
        right = await draft_questions.heard(session, actor, asked, CHAT, "до 5 мая 2019", NOW)
    assert "Записано: до 5 мая 2019" in right.plain
    assert "2019-05-05" in (await rules(office))[1]


async def test_a_party_is_found_added_and_given_its_part(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    number = await office.draft(row(BY_20, "Методцентр"), row(BY_20, "И. Осипова, Методцентр"))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        listed = await draft_parties.listing(session, actor, number, 0)
    assert labels(listed)[:2] == ["❓ Методцентр", "❓ И. Осипова"]
    center, helper = button(listed, "❓ Методцентр")[1], button(listed, "❓ И. Осипова")[1]
    async with both.write() as session:
        await draft_parties.card(session, actor, number, center, CHAT, NOW)
    async with both.write() as session:
        typed = {"roadmap": number, "party": center}
        found = await draft_parties.heard(session, actor, typed, CHAT, "мц", NOW)
        assert "МЦ" in labels(found)
        _, _, what, known = button(found, "МЦ")
        await draft_parties.is_whom(session, actor, number, center, what, known, CHAT, NOW)
        added = await draft_parties.add_new(
            session, actor, number, helper, PERSON, CHAT, NOW, typed=False
        )
        assert "Кто это: И. Осипова" in added.plain
        await draft_parties.set_part(
            session, actor, number, helper, list(Part).index(Part.INFORMED), NOW
        )
    async with both.read() as session:
        party = await session.get_one(PartyRow, center)
        assert party.organization_id == await office.organization("МЦ")
        links = await session.exec(
            select(ActivityPartyRow.part).where(ActivityPartyRow.party_id == helper)
        )
        assert set(links) == {Part.INFORMED}
        done = await draft_parties.listing(session, actor, number, 0)
        assert "Все определены" in done.plain


async def test_only_who_has_a_name_is_added_as_somebody(both: Database) -> None:
    office = await Office.open(both, VERA)
    number = await office.draft(row(BY_20, "РМО"))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        party = (await session.exec(select(PartyRow.id))).one() or 0
    async with both.write() as session:
        card = await draft_parties.card(session, actor, number, party, CHAT, NOW)
    new = [label for label in labels(card) if label.startswith("Нов")]
    assert new == ["Новая организация: РМО"]
    for name, can in (("1 2", False), ("— —", False), ("РМО", False), ("Ким Ён", True)):
        async with both.write() as session:
            asked = {"roadmap": number, "party": party}
            card = await draft_parties.heard(session, actor, asked, CHAT, name, NOW)
        assert any(label == f"Новый сотрудник: {name}" for label in labels(card)) is can
    for typed in (False, True):  # as a press under an older message may come
        async with both.write() as session:
            card = await draft_parties.add_new(
                session, actor, number, party, PERSON, CHAT, NOW, typed=typed
            )
        async with both.read() as session:
            names = set(await session.exec(select(PersonRow.full_name)))
        assert ("Ким Ён" in names) is typed
        assert "РМО" not in names


async def test_a_party_may_be_all_schools_but_for_some(both: Database) -> None:
    office = await Office.open(both, FIRST, SECOND, OLGA, VERA)
    number = await office.draft(row(BY_20, "Учреждения"), row(BY_20, "Пономарева О.И., Учреждения"))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        party = button(await draft_parties.listing(session, actor, number, 0), "❓")[1]
    second = await office.organization("МОУ «СОШ № 2»")
    async with both.write() as session:
        await draft_parties.is_whom(session, actor, number, party, GROUP, 0, CHAT, NOW)
        await draft_schools.turn(session, actor, number, second, 0, NOW)
    await office.start(number)
    owners = [(a.person_id, a.organization_id) for a in await office.assignments()]
    assert sorted(owners, key=str) == sorted(
        [
            (None, await office.organization("МОУ «СОШ № 1»")),
            (await office.person("Пономарева"), None),
        ],
        key=str,
    )


async def test_schools_of_the_document_are_added_once(database: Database) -> None:
    office = await Office.open(database, FIRST, VERA)
    number = await office.draft(row(BY_20, "ОО"))
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        roadmap = await session.get_one(RoadmapRow, number)
        roadmap.schools = ["МОУ «СОШ № 1»", "МБОУ Поваровская СОШ", "мбоу поваровская сош"]
    for _ in range(2):
        async with database.write() as session:
            await draft_schools.add_missing(session, actor, number, NOW)
    async with database.read() as session:
        names = set(await session.exec(select(OrganizationRow.name)))
    assert names == {"МОУ «СОШ № 1»", "МЦ", "МБОУ Поваровская СОШ"}


async def test_a_school_of_the_same_number_is_shown_and_not_added(both: Database) -> None:
    office = await Office.open(both, FIRST, VERA)
    number = await office.draft(row(BY_20, "ОО"))
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        roadmap = await session.get_one(RoadmapRow, number)
        roadmap.schools = ["МОУ СОШ №1", "МБОУ СОШ № 1", "МОУ СОШ №7", "МОУ «СОШ № 7»"]
    async with both.write() as session:
        shown = await draft_schools.add_missing(session, actor, number, NOW)
    assert "Возможно, уже есть, поэтому не добавляются: МБОУ СОШ № 1 → МОУ «СОШ № 1»" in shown.plain
    async with both.read() as session:
        names = set(await session.exec(select(OrganizationRow.name)))
    assert names == {"МОУ «СОШ № 1»", "МЦ", "МОУ СОШ №7"}


async def test_the_first_month_is_what_then_happens(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Пономарева", 101)
    number = await office.draft(row(BY_20), row("до 1 ноября 2018", "Осотова И.В."))
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        month = await draft_preview.month(session, actor, number, 0, NOW)
        assert "Пономарева О. И." in month.plain
        ids = button(month, "1")
        text = await draft_preview.text(session, actor, number, NOW.date(), ids[2:4], NOW)
        assert "Вы указаны ответственным" in text.plain
    async with both.write() as session:
        trial = await draft_preview.try_on_me(session, actor, number, NOW.date(), ids[2:4], NOW)
    assert trial.plain.startswith("Проба")
    assert {b.action.split(":")[0] for line in trial.buttons for b in line} == {Verb.NOTHING}
    async with both.read() as session:
        stored = (
            await session.execute(sa.select(sa.func.count()).select_from(AssignmentRow))
        ).scalar()
        assert stored == 0


async def test_a_launch_says_what_it_will_do_and_is_done_once(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Пономарева", 101)
    number = await office.draft(
        row("до 1 октября 2018"), row(BY_20, "Неизвестный Н.Н."), row(BY_20, "Осотова И.В.")
    )
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        blocked = await draft_launch.ask(session, actor, number, NOW)
    assert "Сначала назначьте ответственного" in blocked.plain
    assert "Запустить" not in labels(blocked)
    async with both.write() as session:
        await draft_naming.assign(session, actor, number, Naming(0, PERSON, 0), CHAT, NOW)
    async with both.read() as session:
        confirm = await draft_launch.ask(session, actor, number, NOW)
    assert "сегодня в 12:00" in confirm.plain
    assert "Всё до сегодня выполнено?" in confirm.plain
    async with both.write() as session:
        done = await draft_launch.launch(session, actor, number, NOW, past_done=True)
    assert "Отмечено выполненным до запуска: 1" in done.plain
    with pytest.raises(NotADraft):
        async with both.write() as session:
            await draft_launch.launch(session, actor, number, NOW, past_done=True)
    states = [(a.person_id, a.state.value) for a in await office.assignments()]
    assert (actor.person_id, "not_started") in states
    assert (await office.person("Пономарева"), "done") in states
    async with both.read() as session:
        by = await session.exec(select(AuditRow.actor).where(AuditRow.action == "roadmap.launched"))
        assert list(by) == [f"person:{actor.person_id}"]


async def test_an_activity_of_nobody_goes_to_an_office_or_all_schools(database: Database) -> None:
    office = await Office.open(database, FIRST, SECOND, IRINA, VERA)
    number = await office.draft(row(BY_20, ""), row(BY_20, "", title="Второе"))
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        first, second = await draft_desk.unowned(
            session, office.tenant, await session.get_one(RoadmapRow, number)
        )
    center = await office.organization("МЦ")
    async with database.write() as session:
        naming = Naming(first.id or 0, OFFICE, center)
        await draft_naming.assign(session, actor, number, naming, CHAT, NOW)
        left = await draft_naming.assign(
            session, actor, number, Naming(second.id or 0, GROUP, 0), CHAT, NOW
        )
    assert "Ответственные есть у всех" in left.plain
    await office.start(number)
    assert len(await office.assignments(first.code)) == 1
    assert len(await office.assignments(second.code)) == 2


async def test_a_draft_is_deleted_whole_and_a_running_roadmap_is_not(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA)
    gone, runs = await office.draft(row(BY_20)), await office.draft(row(BY_20, title="Иное"))
    await office.start(runs)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        document = DocumentRow(
            municipality_id=office.tenant.id,
            person_id=actor.person_id,
            address=CHAT,
            sha256="a1",
            name="План.docx",
            state=DocumentState.READ,
            roadmap_id=gone,
            origin="test",
            at=NOW,
        )
        session.add(document)
    async with both.write() as session:
        await draft_desk.drop(session, actor, gone, NOW)
    async with both.read() as session:
        kept = (await session.exec(select(DocumentRow))).one()
        assert (kept.state, kept.roadmap_id) == (DocumentState.DROPPED, None)
        assert [r.id for r in await session.exec(select(RoadmapRow))] == [runs]
        assert len((await session.exec(select(ActivityRow))).all()) == 1
        listed = await draft_desk.listing(session, actor, 0)
    assert "действует" in listed.plain
    with pytest.raises(NotADraft):
        async with both.write() as session:
            await draft_desk.drop(session, actor, runs, NOW)


async def test_only_coordinators_of_the_town_see_it(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    abroad = await Office.open(database, VERA, name="Соседний город")
    number = await office.draft(row(BY_20))
    strangers: list[Actor] = [await office.actor("Пономарева"), await abroad.actor("Мостовая")]
    for actor in strangers:
        with pytest.raises(Denied):
            async with database.read() as session:
                await draft_desk.card(session, actor, number, NOW)

"""The queue under review, the queue of requests, and the text for the chat."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.progress import Event, State
from services import (
    acquainting,
    archiving,
    chat_text,
    decisions,
    extension_requests,
    review_queue,
)
from services.decisions import DecidedMeanwhile
from services.reporting import Archived
from services.review_queue import Passed
from services.rights import Denied
from storage.database import Database
from storage.tables import (
    ActivityRow,
    EvidenceKind,
    EvidenceLinkRow,
    EvidenceRow,
    NoticeKind,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from views.actions import Verb, unpack
from views.decisions import Sort

BY_15 = "до 15 октября 2018"
NOW = "2018-10-19 12:00"
OTHER = "Седова Анна Игоревна;МЦ;методист;;;координатор, ответственный;"


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, OTHER, FIRST, SECOND)
    for surname, chat in (("Пономарева", 101), ("Мостовая", 301), ("Седова", 302)):
        await office.bind(surname, chat)
    titles = ("Утвердить план", "Собрать справки", "Провести совещание")
    await office.launch(*(row(BY_15, title=title) for title in titles))
    async with database.write() as session:
        for activity in await session.exec(select(ActivityRow)):
            activity.reviewed = True
            session.add(activity)
    return office


async def _report_all(office: Office) -> None:
    for assignment in await office.assignments():
        await office.report("Пономарева", assignment, Event.DONE, "2018-10-10 12:00")


async def _shown(office: Office, after: int = 0, who: str = "Мостовая") -> Message:
    actor = await office.actor(who)
    async with office.database.read() as session:
        return await review_queue.shown(session, actor, after)


async def _accept(office: Office, number: int, who: str = "Мостовая") -> Passed:
    actor = await office.actor(who)
    async with office.database.write() as session:
        return await review_queue.accept(session, actor, number, at(NOW))


async def test_one_after_another_with_its_files(both: Database) -> None:
    office = await _town(both)
    await _report_all(office)
    first, second, third = (a.id or 0 for a in await office.assignments())
    async with both.write() as session:
        paper = EvidenceRow(
            municipality_id=office.tenant.id,
            kind=EvidenceKind.FILE,
            sha256="0" * 64,
            name="приказ.pdf",
            person_id=await office.person("Пономарева"),
            origin="e",
            at=at(NOW),
        )
        session.add(paper)
        await session.flush()
        session.add(
            EvidenceLinkRow(
                municipality_id=office.tenant.id,
                evidence_id=paper.id or 0,
                assignment_id=second,
                at=at(NOW),
            )
        )
    card = await _shown(office)
    assert "Утвердить план" in card.plain
    assert not card.attachments
    passed = await _accept(office, first)
    assert "Утвердить план" in passed.verdict.plain
    assert "Собрать справки" in passed.next.plain
    assert [file.name for file in passed.next.attachments] == ["приказ.pdf"]
    later = await _shown(office, second)
    assert "Провести совещание" in later.plain
    end = await _shown(office, third)
    assert [unpack(b.action) for b in end.buttons[0]]
    assert (await office.assignment(1)).state is State.DONE


async def test_two_coordinators_at_once_decide_each_once(both: Database) -> None:
    office = await _town(both)
    await _report_all(office)
    first = (await office.assignments())[0].id or 0
    await asyncio.gather(_accept(office, first), _accept(office, first, "Седова"))
    told = [n for n in await office.notices(NoticeKind.ANSWER) if n.person_id]
    assert len([n for n in told if "reviewed:" in n.dedup_key]) == 1
    again = await _accept(office, first, "Седова")
    assert "Собрать справки" in again.next.plain


async def test_a_remark_sends_it_back_and_shows_the_next(database: Database) -> None:
    office = await _town(database)
    await _report_all(office)
    first = (await office.assignments())[0].id or 0
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        await review_queue.ask_remark(session, actor, first, "301", at(NOW))
        following = await review_queue.remark_heard(
            session, actor, {"assignment": first}, "301", "Нет подписи", at(NOW)
        )
    assert "Собрать справки" in following.plain
    assert (await office.assignment(1)).state is State.IN_PROGRESS


async def test_nobody_is_shown_their_own_and_others_nothing(database: Database) -> None:
    office = await _town(database)
    await _report_all(office)
    with pytest.raises(Denied):
        await _shown(office, who="Пономарева")
    abroad = await Office.open(database, VERA, name="Соседний город")
    assert not (await _shown(abroad)).buttons


async def _ask_and_object(office: Office) -> None:
    olga = await office.actor("Пономарева")
    numbers = [a.id or 0 for a in await office.assignments()]
    async with office.database.write() as session:
        await acquainting.object_to(session, olga, numbers[1], "101", at("2018-10-09 12:00"))
        await extension_requests.ask(
            session,
            await office.actor("Пономарева"),
            numbers[0],
            date(2018, 10, 25),
            "101",
            at("2018-10-10 12:00"),
        )


async def test_requests_come_in_the_order_of_age_and_open_as_their_own_lists(
    database: Database,
) -> None:
    office = await _town(database)
    await _ask_and_object(office)
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        queue = await decisions.shown(session, actor, 0, at(NOW))
        opened = await decisions.open_one(session, actor, Sort.EXTENSION, 1)
        other = await decisions.open_one(session, actor, Sort.NOT_MINE, 1)
    assert queue.plain.index("Собрать справки") < queue.plain.index("Утвердить план")
    assert [b.label for b in queue.buttons[0]] == ["1", "2"]
    verbs = {a.verb for r in opened.message.buttons for b in r if (a := unpack(b.action))}
    assert Verb.GRANT in verbs
    assert opened.kind is NoticeKind.EXTENSION
    assert other.about == ((await office.assignments())[1].id,)


async def test_what_is_decided_or_anothers_cannot_be_opened(database: Database) -> None:
    office = await _town(database)
    await _ask_and_object(office)
    abroad = await Office.open(database, VERA, name="Соседний город")
    actor, foreign = await office.actor("Мостовая"), await abroad.actor("Мостовая")
    async with database.write() as session:
        assert not (await decisions.shown(session, foreign, 0, at(NOW))).buttons
        with pytest.raises(Denied):
            await decisions.open_one(session, foreign, Sort.NOT_MINE, 1)
        await acquainting.decide(session, actor, 1, at(NOW), take=False)
        with pytest.raises(DecidedMeanwhile):
            await decisions.open_one(session, actor, Sort.NOT_MINE, 1)


async def test_nothing_of_an_archived_roadmap_waits_for_a_decision(database: Database) -> None:
    office = await _town(database)
    await _ask_and_object(office)
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        await archiving.set_archived(session, office.tenant, 1, at(NOW), archive=True)
        assert await decisions.listed(session, office.tenant, actor.person_id) == []
        for sort in (Sort.EXTENSION, Sort.NOT_MINE):
            with pytest.raises(Archived):
                await decisions.open_one(session, actor, sort, 1)
        await archiving.set_archived(session, office.tenant, 1, at(NOW), archive=False)
        assert len(await decisions.listed(session, office.tenant, actor.person_id)) == 2


async def test_the_text_for_the_chat_names_schools_and_nobody_else(database: Database) -> None:
    staff = [f"Иванов{n} Пётр Ильич;МОУ «СОШ № {n}»;директор;;;школа;" for n in (10, 2, 1)]
    office = await Office.open(database, OLGA, VERA, *staff)
    owners = [f"МОУ «СОШ № {n}»" for n in (10, 2, 1)]
    rows = [row(BY_15, owner, title=f"Открытый урок {i}") for i, owner in enumerate(owners)]
    far = row("до 25 декабря 2018", owners[0], title="Далёкое")
    await office.launch(*rows, row("до 25 октября 2018", title="Справка <b>"), far)
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        _, number = await chat_text.choose(session, actor)
        (text,) = await chat_text.parts(session, actor, number or 0, at(NOW))
    places = [text.plain.index(f"№ {n}»") for n in (1, 2, 10)]
    assert places == sorted(places)
    assert text.plain.index("№ 10»") < text.plain.index("Отдел образования")
    assert not text.buttons
    for name in ("Иванов", "Пономарева", "Далёкое"):
        assert name not in text.plain
    assert "срок был 15 октября" in text.plain or "15 октября" in text.plain


async def test_a_long_text_comes_in_several_messages(database: Database) -> None:
    staff = [f"Иванов{n} Пётр Ильич;МОУ «СОШ № {n}»;директор;;;школа;" for n in range(1, 31)]
    office = await Office.open(database, VERA, *staff)
    await office.launch(
        *(row(BY_15, f"МОУ «СОШ № {n}»", title="Провести урок " * 8) for n in range(1, 31))
    )
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        parts = await chat_text.parts(session, actor, 1, at(NOW))
        codes = (await session.exec(select(ActivityRow.code).order_by(col(ActivityRow.code)))).all()
    assert len(parts) > 1
    assert all(len(part.text) <= 3500 for part in parts)
    whole = "\n".join(part.plain for part in parts)
    assert all(f"-{code})" in whole for code in codes)

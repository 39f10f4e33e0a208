"""Answers of a school: kept from two devices, sent back once, accepted; classes at teachers."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.extending import Grounds
from roadmap.monitoring.fields import Value
from roadmap.monitoring.filling import class_number
from roadmap.monitoring.values import BadValue, ValueFault
from roadmap.progress import State
from services import (
    answers,
    calling_off,
    class_parts,
    extending,
    filling_sheets,
    leaving,
    round_deeds,
    rounds,
    submissions,
    teacher_classes,
)
from services.answers import HandedInAlready
from services.class_parts import NothingSent
from services.filling_rows import PartIsSent, keep, open_row
from services.held_answers import OnlyClasses
from services.rights import Denied
from services.submissions import Change
from storage import submission_queries
from storage.database import Database
from storage.tables import (
    AssignmentRow,
    ClassPartRow,
    NoticeRow,
    NoticeState,
    PartState,
    RoundRow,
    RoundState,
    SubmissionRow,
    SubmissionState,
)
from tests.services.monitoring import CLASSES, NOW, SCHOOL, ask
from tests.services.office import FIRST, SECOND, VERA, Office, at, plain
from views.filling_questions import Where

ANNA = f"Белова Анна Ивановна;{SCHOOL};учитель;;;школа;"
GALINA = f"Зорина Галина Петровна;{SCHOOL};учитель;;;школа;"
FULL: dict[str, Value] = {
    "teachers": 40,
    "young": 12,
    "trained": "85.5",
    "mode": "одна смена",
    "site": True,
}


async def _office(database: Database) -> Office:
    office = await Office.open(database, FIRST, SECOND, VERA, ANNA, GALINA)
    for name, chat in (("Громов", 201), ("Мостовая", 301), ("Белова", 202)):
        await office.bind(name, chat)
    return office


async def _put(office: Office, assignment: int, *changes: Change, who: str = "Громов") -> None:
    actor = await office.actor(who)
    async with office.database.write() as session:
        held = await submissions.held(session, actor, assignment, "test", change=True)
        await submissions.put(session, actor, held, changes, NOW)


async def _send(office: Office, assignment: int) -> submissions.HandedIn:
    actor = await office.actor("Громов")
    async with office.database.write() as session:
        held = await submissions.held(session, actor, assignment, "test", change=True)
        return await submissions.hand_in(session, actor, held, NOW)


async def _row(office: Office, assignment: int) -> SubmissionRow:
    async with office.database.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, assignment)
    assert row is not None
    return row


async def _handed_in(office: Office) -> int:
    one = await ask(office)
    await _put(office, one, *(Change(key, value) for key, value in FULL.items()))
    assert (await _send(office, one)).changed
    return one


async def test_two_devices_lose_nothing_and_the_newest_answer_counts(both: Database) -> None:
    office = await _office(both)
    one = await ask(office)
    await _put(office, one, Change("teachers", 40, comment="по списку"))
    await _put(office, one, Change("young", 12), who="Белова")
    await _put(office, one, Change("teachers", 41))
    row = await _row(office, one)
    assert row.answers == {"teachers": 41, "young": 12}
    assert row.comments == {"teachers": "по списку"}
    assert (row.revision, row.row_count, row.state) == (3, 2, SubmissionState.DRAFT)
    with pytest.raises(BadValue) as wrong:
        await _put(office, one, Change("trained", "120"))
    assert wrong.value.fault is ValueFault.TOO_LARGE
    with pytest.raises(answers.NoSuchQuestion):
        await _put(office, one, Change("nothing", 1))
    done = await _send(office, one)
    assert [problem.key for problem in done.problems] == ["trained", "mode", "site"]
    assert (await _row(office, one)).revision == 3


async def test_answers_are_sent_back_with_remarks_and_asked_for_again(both: Database) -> None:
    office = await _office(both)
    one = await _handed_in(office)
    row, coordinator = await _row(office, one), await office.actor("Мостовая")
    remarks = {"young": "Проверьте по приказу"}
    for expected in (True, False):
        async with both.write() as session:
            given = await submissions.give_back(session, coordinator, row.id or 0, remarks, NOW)
        assert given is expected
    told = [n for n in await office.notices() if "сдайте ещё раз" in plain(n)]
    assert [n.person_id for n in told] == [await office.person("Громов")]
    assert "• из них до 35 лет: Проверьте по приказу" in plain(told[0])
    after = await _row(office, one)
    assert (after.state, after.remarks) == (SubmissionState.RETURNED, remarks)
    assert after.answers == FULL
    async with both.read() as session:
        assert (await session.get_one(AssignmentRow, one)).state is State.IN_PROGRESS
    await _put(office, one, Change("young", 10))
    assert (await _send(office, one)).changed
    assert (await _row(office, one)).remarks == {}
    async with both.write() as session:
        taken = await submissions.accept(session, coordinator, [row.id or 0], NOW)
    assert [one.id for one in taken] == [row.id]
    with pytest.raises(answers.AcceptedAlready):
        await _put(office, one, Change("young", 9))


async def test_only_a_coordinator_sends_back_and_a_closed_round_takes_nothing(
    database: Database,
) -> None:
    office = await _office(database)
    one = await _handed_in(office)
    row, head = await _row(office, one), await office.actor("Громов")
    for deed in (
        lambda s: submissions.give_back(s, head, row.id or 0, {}, NOW),
        lambda s: submissions.accept(s, head, [row.id or 0], NOW),
    ):
        with pytest.raises(Denied):
            async with database.write() as session:
                await deed(session)
    with pytest.raises(HandedInAlready):
        await _put(office, one, Change("young", 1))
    with pytest.raises(Denied):
        await _put(office, one, Change("young", 1), who="Лаптева")
    async with database.write() as session:
        (await session.exec(select(RoundRow))).one().state = RoundState.CLOSED
    with pytest.raises(rounds.RoundIsOver):
        await _put(office, one, Change("young", 1))


async def _by_class(office: Office) -> tuple[int, dict[str, int]]:
    """A round by class with two classes, and the numbers of the classes in buttons."""
    one, actor = await ask(office, CLASSES), await office.actor("Громов")
    async with office.database.write() as session:
        held = await submissions.held(session, actor, one, "test", change=True)
        for label in ("5А", "5Б"):
            await submissions.add_class(session, actor, held, label, NOW)
    return one, {label: class_number(label) for label in ("5А", "5Б")}


async def _hand(office: Office, assignment: int, number: int, to: str) -> Message:
    actor = await office.actor("Громов")
    person = await office.person(to)
    async with office.database.write() as session:
        return await class_parts.hand_to(session, actor, assignment, number, person, NOW)


async def test_a_teacher_gets_one_message_fills_her_classes_and_they_are_taken(
    both: Database,
) -> None:
    office = await _office(both)
    one, numbers = await _by_class(office)
    for label in ("5А", "5Б"):
        message = await _hand(office, one, numbers[label], "Белова")
    assert "5А: Белова А. И., заполнено 0 из 2" in message.plain
    with pytest.raises(Denied):  # nobody can write to her yet
        await _hand(office, one, numbers["5Б"], "Зорина")
    teacher, anna = await office.actor("Белова"), await office.person("Белова")
    waiting = [
        n for n in await office.notices() if n.person_id == anna and n.state is NoticeState.PLANNED
    ]
    first, reminder = sorted(waiting, key=lambda n: n.not_before)
    assert "5А: заполнено 0 из 2\n5Б: заполнено 0 из 2" in plain(first)
    assert reminder.not_before == at("2019-01-18 14:00")  # due on Monday 21 January
    submission = await _row(office, one)
    parts = await _parts(office, submission)
    async with both.write() as session:
        said = await teacher_classes.send(session, teacher, submission.id or 0, NOW)
    assert "заполнено 0 из 2" in said.plain
    for part, pupils in zip(parts, (25, 26), strict=True):
        for n, value in ((0, pupils), (1, 2)):
            async with both.write() as session:
                where = Where(part.id or 0, part=True)
                row = await open_row(session, teacher, where, "test", change=True)
                await keep(session, teacher, row, row.asked(n), value, NOW)
    assert (await _row(office, one)).answers == {"5А": {}, "5Б": {}}
    async with both.write() as session:
        said = await teacher_classes.send(session, teacher, submission.id or 0, NOW)
    assert said.plain.startswith("Отправлено, спасибо.\n\nВаши классы отправлены:")
    assert {p.state for p in await _parts(office, submission)} == {PartState.SENT}
    head = await office.person("Громов")
    told = [n for n in await office.notices() if n.person_id == head]
    assert "Белова А. И.: заполнено по классам 5А, 5Б" in plain(told[-1])
    still = [n.state for n in await office.notices() if n.person_id == anna]
    assert set(still) == {NoticeState.WITHDRAWN}
    await _take(office, one, anna)
    assert (await _row(office, one)).answers == {
        "5А": {"pupils": 25, "special": 2},
        "5Б": {"pupils": 26, "special": 2},
    }
    with pytest.raises(NothingSent):
        await _take(office, one, anna)


async def _take(office: Office, assignment: int, teacher: int) -> None:
    actor = await office.actor("Громов")
    async with office.database.write() as session:
        await class_parts.look(session, actor, assignment, teacher)
        await class_parts.take(session, actor, assignment, teacher, NOW)


async def _parts(office: Office, submission: SubmissionRow) -> list[ClassPartRow]:
    async with office.database.read() as session:
        return await submission_queries.parts(session, office.tenant.id, submission.id or 0)


async def test_a_teacher_s_class_is_hers_alone_and_can_be_taken_back(database: Database) -> None:
    office = await _office(database)
    one, numbers = await _by_class(office)
    await _hand(office, one, numbers["5А"], "Белова")
    submission = await _row(office, one)
    (part,) = await _parts(office, submission)
    where = Where(part.id or 0, part=True)
    for who in ("Громов", "Лаптева", "Мостовая"):
        with pytest.raises(Denied):
            async with database.read() as session:
                await open_row(session, await office.actor(who), where, "test")
    coordinator = await office.actor("Мостовая")
    with pytest.raises(Denied):
        async with database.write() as session:
            await class_parts.listed(session, coordinator, one)
    actor = await office.actor("Громов")
    async with database.write() as session:
        await class_parts.hand_to(session, actor, one, numbers["5А"], class_parts.NOBODY, NOW)
    assert await _parts(office, submission) == []
    anna = await office.person("Белова")
    assert all(
        n.state is NoticeState.WITHDRAWN for n in await office.notices() if n.person_id == anna
    )


async def test_what_a_teacher_sent_is_returned_to_her(database: Database) -> None:
    office = await _office(database)
    one, numbers = await _by_class(office)
    await _hand(office, one, numbers["5А"], "Белова")
    submission, teacher = await _row(office, one), await office.actor("Белова")
    (part,) = await _parts(office, submission)
    where = Where(part.id or 0, part=True)
    async with database.write() as session:
        row = await open_row(session, teacher, where, "test", change=True)
        row = await keep(session, teacher, row, row.asked(0), 25, NOW)
        said = await teacher_classes.send(session, teacher, submission.id or 0, NOW)
        assert "5А: С ОВЗ: нужен ответ" in said.plain
        row = await keep(session, teacher, row, row.asked(1), 0, NOW)
        await teacher_classes.send(session, teacher, submission.id or 0, NOW)
    with pytest.raises(PartIsSent):
        async with database.write() as session:
            await open_row(session, teacher, where, "test", change=True)
    actor, anna = await office.actor("Громов"), await office.person("Белова")
    async with database.write() as session:
        await class_parts.give_back(session, actor, one, anna, NOW)
    assert {p.state for p in await _parts(office, submission)} == {PartState.ASKED}
    told = [plain(n) for n in await office.notices() if n.person_id == anna]
    assert any(text.startswith("Громов И. Н. просит проверить ваши классы") for text in told)


async def test_a_teacher_opens_her_classes_and_nothing_else_of_the_submission(
    database: Database,
) -> None:
    office = await _office(database)
    one, numbers = await _by_class(office)
    teacher = await office.actor("Белова")
    async with database.read() as session:  # a member of the school like any other
        assert (await submissions.held(session, teacher, one, "test")).form is not None
    await _hand(office, one, numbers["5А"], "Белова")
    with pytest.raises(OnlyClasses):
        async with database.read() as session:
            await submissions.held(session, teacher, one, "test")
    with pytest.raises(Denied):
        await _put(office, one, Change("pupils", 1, "5Б"), who="Белова")
    async with database.write() as session:
        opened = await filling_sheets.opened(session, teacher, one, NOW)
    assert "5А: заполнено 0 из 2" in opened.plain
    assert "5Б" not in opened.plain
    await _put(office, one, Change("pupils", 20, "5Б"))  # the head still answers
    async with database.write() as session:
        row = await session.get_one(AssignmentRow, one)
        row.delegate_id = await office.person("Белова")
    async with database.read() as session:
        assert (await submissions.held(session, teacher, one, "test")).form is not None


async def test_the_classes_of_a_teacher_who_leaves_are_the_school_s_again(both: Database) -> None:
    office = await _office(both)
    one, numbers = await _by_class(office)
    for label in ("5А", "5Б"):
        await _hand(office, one, numbers[label], "Белова")
    submission, teacher = await _row(office, one), await office.actor("Белова")
    first, _ = await _parts(office, submission)
    async with both.write() as session:
        where = Where(first.id or 0, part=True)
        row = await open_row(session, teacher, where, "test", change=True)
        await keep(session, teacher, row, row.asked(0), 25, NOW)
    anna, vera = await office.person("Белова"), await office.actor("Мостовая")
    async with both.write() as session:
        left = await leaving.leave(session, vera, anna, 0, 0, "301", NOW)
    assert left.changed
    assert [(p.class_label, p.state) for p in await _parts(office, submission)] == [
        ("5А", PartState.SENT)
    ]
    head = await office.person("Громов")
    told = [plain(n) for n in await office.notices() if n.person_id == head][-1]
    assert told.startswith("Белова А. И. у вас больше не работает")
    assert "Теперь снова заполняете вы: 5Б" in told
    assert "Было заполнено, проверьте: 5А" in told
    await _take(office, one, anna)
    assert (await _row(office, one)).answers == {"5А": {"pupils": 25}, "5Б": {}}


async def _waiting(office: Office, surname: str) -> list[NoticeRow]:
    person = await office.person(surname)
    found = [n for n in await office.notices() if n.person_id == person]
    return sorted(
        (n for n in found if n.state is NoticeState.PLANNED), key=lambda one: one.not_before
    )


async def _round_of(office: Office) -> int:
    async with office.database.read() as session:
        return (await session.exec(select(RoundRow))).one().id or 0


async def test_the_reminder_of_a_teacher_follows_the_date_and_the_round(both: Database) -> None:
    office = await _office(both)
    one, numbers = await _by_class(office)
    await _hand(office, one, numbers["5А"], "Белова")
    number, vera = await _round_of(office), await office.actor("Мостовая")
    async with both.write() as session:
        await round_deeds.move(session, vera, number, date(2019, 1, 30), NOW)
    first, reminder = await _waiting(office, "Белова")
    assert "срок 30 января 2019" in plain(first)
    assert reminder.not_before == at("2019-01-29 14:00")
    assert "Громов И. Н." in plain(reminder)
    grounds = Grounds(None, "")
    async with both.write() as session:
        vera = await office.actor("Мостовая")
        await extending.move(session, vera, one, date(2019, 2, 6), grounds, NOW)
    assert (await _waiting(office, "Белова"))[-1].not_before == at("2019-02-05 14:00")
    async with both.write() as session:
        await round_deeds.change_state(session, vera, number, 1, NOW, sure=True)
    assert await _waiting(office, "Белова") == []
    again = await office.actor("Мостовая")
    async with both.write() as session:
        await round_deeds.change_state(session, again, number, 0, NOW, sure=True)
    assert (await _waiting(office, "Белова"))[-1].not_before == at("2019-02-05 14:00")
    async with both.write() as session:
        row = await session.get_one(AssignmentRow, one)
        await calling_off.settle(session, office.tenant, vera, row, "нет таких классов", NOW)
    told = [plain(n) for n in await _waiting(office, "Белова")]
    assert not any("классах" in text for text in told)

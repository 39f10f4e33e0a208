"""A coordinator sends the workbook of a running roadmap back in the chat."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from channels.message import Message
from services import appointing, returning, reviewing
from services.intake import Sent
from storage.database import Database
from storage.files import FileStore
from storage.tables import ActivityRow, NoticeState
from tests.handlers.test_proofs import Proofs
from tests.roadmap.review.editing import Clerk
from tests.services.office import IRINA, OLGA, VERA, Office, at, row

OFFICIAL, OTHER, COORDINATOR = 101, 102, 301
NOON = at("2018-10-10 12:00")


async def _town(database: Database) -> tuple[Office, Clerk]:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for surname, chat in (("Пономарева", OFFICIAL), ("Осотова", OTHER), ("Мостовая", COORDINATOR)):
        await office.bind(surname, chat)
    await office.launch(
        row("до 15 ноября 2018", title="Провести семинар"),
        row("до 16 ноября 2018", "Осотова И.В.", "Собрать отчёты"),
        row("до 17 ноября 2018", "Осотова И.В.", "Подвести итоги"),
    )
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    async with database.read() as session:
        return office, Clerk(await reviewing.workbook(session, office.tenant, 1))


async def test_the_sender_reads_what_changed_and_others_are_told_once(
    database: Database, tmp_path: Path
) -> None:
    office, clerk = await _town(database)
    desk = Proofs(office, tmp_path)
    clerk.activity("1", "deadline", "до 22 ноября 2018 г.")
    clerk.activity("2", "title", "Собрать отчёты школ")
    clerk.activity("3", "expected_result", "Справка")
    answers = await desk.send(COORDINATOR, "Проверка.xlsx", clerk.data)
    taken = next(m for m in answers if m.plain.startswith("Таблица принята"))
    assert "Без основания перенесён 1 срок" in taken.plain
    assert "Об изменениях сообщим 2 ответственным." in taken.plain
    told = {n.address: n for n in await desk.notices() if n.dedup_key.startswith("reviewed:")}
    assert set(told) == {str(OFFICIAL), str(OTHER)}
    assert {n.state for n in told.values()} == {NoticeState.PLANNED}
    olga, irina = (Message.from_data(told[str(chat)].message) for chat in (OFFICIAL, OTHER))
    assert "Ваш срок: 22.11.2018" in olga.plain
    assert "отчёты" not in olga.plain
    assert "Собрать отчёты школ" in irina.plain
    assert "ожидаемый результат: — → Справка" in irina.plain
    listed = await desk.press(OFFICIAL, olga.buttons[0][0].action)
    assert listed[-1].plain.startswith("Мои мероприятия")


async def test_a_file_that_was_taken_before_its_answer_adds_nothing_again(
    database: Database, tmp_path: Path
) -> None:
    office, clerk = await _town(database)
    clerk.add(title="Новое", deadline="до 1 декабря 2018 г.", owners="Осотова И.В.")
    actor = await office.actor("Мостовая", "file:1")
    sent = Sent(clerk.data, "Проверка.xlsx", str(COORDINATOR))
    for answer in ("Таблица принята", "Эта таблица уже принята"):
        message = await returning.take(database, FileStore(tmp_path), actor, sent, NOON)
        assert message.plain.startswith(answer)
    async with database.read() as session:
        titles = [one.title for one in await session.exec(select(ActivityRow))]
    assert titles.count("Новое") == 1
    assert len([n for n in await office.notices() if n.dedup_key.startswith("reviewed:")]) == 1

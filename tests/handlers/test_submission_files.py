"""The buttons about workbooks of answers, pressed by those they are for and by others."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.message import Message
from services import answers, submission_files
from services.answers import Change
from services.intake import Sent
from storage import submission_queries
from storage.database import Database
from storage.files import FileStore
from tests.handlers.desk import Desk
from tests.roadmap.monitoring.papers import edited
from tests.services.monitoring import NOW, STAFF, ask
from tests.services.office import FIRST, SECOND, Office
from views.actions import Action, Verb

DIRECTOR, OTHER = 201, 202


@pytest.fixture
async def there(database: Database, tmp_path: Path) -> tuple[Office, Desk, FileStore, int]:
    """Two schools, the first of which is asked."""
    office = await Office.open(database, FIRST, SECOND)
    await office.bind("Громов", DIRECTOR)
    await office.bind("Лаптева", OTHER)
    files = FileStore(tmp_path)
    return office, Desk(database, "2019-01-14 14:00", files), files, await ask(office, STAFF)


async def _press(
    office: Office, desk: Desk, surname: str, user: int, verb: Verb, number: int
) -> list[Message]:
    person = await office.person(surname)
    return await desk.press(user, Action(verb, person, (number,)).pack())


async def test_the_table_is_sent_to_who_is_asked_only(
    there: tuple[Office, Desk, FileStore, int],
) -> None:
    office, desk, files, number = there
    (said,) = await _press(office, desk, "Громов", DIRECTOR, Verb.TABLE_OUT, number)
    (attachment,) = said.attachments
    assert attachment.name == "Кадры 2018-Q4 МОУ «СОШ № 1».xlsx"
    assert files.get(attachment.sha256)[:2] == b"PK"
    assert "зелёные ячейки" in said.plain
    assert await _press(office, desk, "Лаптева", OTHER, Verb.TABLE_OUT, number) == []


async def test_a_decision_is_taken_once(there: tuple[Office, Desk, FileStore, int]) -> None:
    office, desk, files, number = there
    (said,) = await _press(office, desk, "Громов", DIRECTOR, Verb.TABLE_OUT, number)
    data = edited(
        files.get(said.attachments[0].sha256), lambda book: book["Сведения"].__setitem__("E7", 30)
    )
    actor = await office.actor("Громов")
    async with office.database.write() as session:
        held = await answers.held(session, actor, number, "test", change=True)
        await answers.put(session, actor, held, [Change("teachers", 29)], NOW)
    sent = Sent(data, "t.xlsx", str(DIRECTOR))
    asked = await submission_files.take(office.database, files, actor, sent, NOW)
    assert [one.label for one in asked.buttons[0]] == ["Взять из файла", "Оставить как в боте"]
    (said,) = await desk.press(DIRECTOR, asked.buttons[0][0].action)
    assert said.plain.startswith("Таблица прочитана.")
    (said,) = await desk.press(DIRECTOR, asked.buttons[0][1].action)
    assert said.plain.startswith("Это уже решено.")
    async with office.database.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, number)
    assert row is not None
    assert row.answers == {"teachers": 30}

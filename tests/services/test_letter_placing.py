"""Files that came by letter without a word what they confirm: asked about, placed, told of."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from roadmap.replies.line_numbers import numbers_alone
from services import letter_placing
from storage.database import Database
from storage.tables import EvidenceLinkRow, LetterState, NoticeKind, NoticeRow
from tests.services.office import IRINA, OLGA, VERA, Office, at, row
from tests.services.postbox import Postbox, letter

REPORT = [("Отчёт.pdf", b"%PDF-1.4 report")]


async def _post(database: Database, tmp_path: Path) -> Postbox:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(*(row("до 15 октября 2018", title=f"Дело {n}") for n in (1, 2, 3)))
    await office.plan("2018-10-10 09:00")
    return Postbox(office, tmp_path)


async def _confirmed(post: Postbox) -> list[int]:
    async with post.database.read() as session:
        links = await session.exec(select(EvidenceLinkRow.assignment_id))
        return sorted(links)


async def _question(post: Postbox) -> NoticeRow:
    """The letter of ours that asks which."""
    return (await post.office.notices(NoticeKind.ANSWER))[-1]


@pytest.mark.parametrize("words", ["", "Во вложении отчёт"])
async def test_the_writer_alone_is_asked_and_a_number_is_enough(
    both: Database, tmp_path: Path, words: str
) -> None:
    post = await _post(both, tmp_path)
    kept = await post.take(letter(words, to=await post.reminder(), files=REPORT))
    assert kept.state is LetterState.UNDERSTOOD
    (asked,) = await post.answers()
    assert "Отчёт.pdf" in asked.plain
    assert "например «2»" in asked.plain
    assert await post.shown() == []
    assert await _confirmed(post) == []
    await post.take(letter("к 2", to=await _question(post)), when="2018-10-10 13:00")
    told = (await post.answers())[-1]
    assert "Они приложены к мероприятию 2." in told.plain
    second = await post.office.assignment(2)
    assert await _confirmed(post) == [second.id]
    assert await letter_placing.plan_due(both, at("2018-10-20 12:00")) == 0
    assert await post.shown() == []


async def test_a_mark_in_answer_takes_the_files_along(both: Database, tmp_path: Path) -> None:
    post = await _post(both, tmp_path)
    await post.take(letter("", to=await post.reminder(), files=REPORT))
    answer = letter("1, 3 выполнено 9.10", to=await _question(post))
    await post.take(answer, when="2018-10-10 13:00")
    first, _, third = [one.id for one in await post.office.assignments()]
    assert await _confirmed(post) == [first, third]


async def test_without_an_answer_the_coordinator_hears_once(both: Database, tmp_path: Path) -> None:
    post = await _post(both, tmp_path)
    await post.take(letter("", to=await post.reminder(), files=REPORT))
    async with both.read() as session:
        assert await letter_placing.next_at(session) == at("2018-10-12 09:00")
    assert await letter_placing.plan_due(both, at("2018-10-11 12:00")) == 0
    assert await letter_placing.plan_due(both, at("2018-10-12 09:00")) == 1
    assert await letter_placing.plan_due(both, at("2018-10-12 10:00")) == 0
    (shown,) = await post.shown()
    assert "Пономарева" in shown.plain
    assert "Отчёт.pdf" in shown.plain
    assert [file.mime for file in shown.attachments] == ["message/rfc822"]
    async with both.read() as session:
        assert await letter_placing.next_at(session) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", (2,)),
        ("к 2", (2,)),
        ("Это к п. 1 и 3.", (1, 3)),
        ("№2", (2,)),
        ("ко второму", (2,)),
        ("все", (1, 2, 3)),
        ("5", ()),
        ("2 приказа", ()),
        ("15 октября", ()),
        ("", ()),
    ],
)
def test_numbers_and_nothing_else(text: str, numbers: tuple[int, ...]) -> None:
    assert numbers_alone(text, 3) == numbers

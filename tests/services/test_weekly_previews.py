"""The week's letter before it goes: shown on the working day before, explained, held, let go."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from services import weekly, weekly_previews
from services.rights import Denied
from services.weekly_previews import LetterGone
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeKind
from tests.services.editions import (
    FRIDAY_10,
    MONDAY_8,
    NOW,
    WEEK,
    deeds,
    explain,
    hold,
    opened,
    verbs,
)
from tests.services.office import at, plain, said
from views.actions import Verb


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


async def test_it_is_shown_on_friday_and_once(both: Database) -> None:
    office = await opened(both)
    async with both.read() as session:
        assert await weekly_previews.next_at(session) == FRIDAY_10
    assert await weekly_previews.plan_due(both, at("2018-10-12 09:59")) == 0
    told = await asyncio.gather(*(weekly_previews.plan_due(both, FRIDAY_10) for _ in range(3)))
    assert sum(told) == 1
    assert await weekly_previews.plan_due(both, NOW) == 0
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert shown.address == "301"
    head, *_ = plain(shown).splitlines()
    assert head == "Письмо руководству уйдёт в понедельник, 15 октября, в 8:00"
    assert "Его получит 1 человек." in plain(shown)
    assert "Недавнее — просрочено на 2 рабочих дня" in plain(shown)  # as it will be on Monday
    assert verbs(said(shown)) == [Verb.LETTER_LINE, Verb.LETTER_HOLD, Verb.LETTER_SEE]


async def test_what_slept_over_it_shows_nothing_and_waits_for_nothing(both: Database) -> None:
    office = await opened(both)
    assert await weekly_previews.plan_due(both, at("2018-10-13 12:00")) == 0
    assert await office.notices(NoticeKind.ANSWER) == []
    async with both.read() as session:
        assert await weekly_previews.next_at(session) is None


async def test_a_line_of_explanation_heads_the_letter(both: Database, files: FileStore) -> None:
    office = await opened(both)
    shown = await explain(office, "  Отчёт школы\nждём во вторник ")
    assert "Отчёт школы ждём во вторник" in shown.plain
    assert Verb.LETTER_NO_LINE in verbs(shown)
    await weekly.plan_weekly(both, files, MONDAY_8)
    (letter,) = await office.notices(NoticeKind.WEEKLY)
    assert "Отчёт школы ждём во вторник" in plain(letter)
    assert "Отчёт школы ждём во вторник" in files.get(said(letter).page).decode()


async def test_a_line_can_be_taken_out_again(database: Database) -> None:
    office = await opened(database)
    await explain(office, "Пояснение")
    actor = await office.actor("Мостовая")
    async with database.write() as session:
        shown = await weekly_previews.no_line(session, actor, WEEK, NOW)
    assert "Пояснение" not in shown.plain


async def test_a_line_that_is_too_long_is_not_cut(database: Database) -> None:
    office = await opened(database)
    answer = await explain(office, "а" * 501)
    assert "501" in answer.plain


async def test_a_held_letter_stays_until_it_is_let_go(both: Database, files: FileStore) -> None:
    office = await opened(both)
    held = await hold(office, stop=True)
    assert held.plain.startswith("Письмо руководству задержано: Мостовая В. П.")
    assert Verb.LETTER_GO in verbs(held)
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0
    assert await weekly.plan_weekly(both, files, at("2018-10-16 08:00")) == 0
    await hold(office, stop=False, when="2018-10-16 12:00")
    assert await weekly.plan_weekly(both, files, at("2018-10-16 12:00")) == 1
    assert await weekly.plan_weekly(both, files, at("2018-10-16 12:01")) == 0
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2018-10-22 08:00")


async def test_let_go_before_its_hour_it_goes_at_its_hour(both: Database, files: FileStore) -> None:
    office = await opened(both)
    await hold(office, stop=True)
    shown = await hold(office, stop=False)
    assert "уйдёт в понедельник, 15 октября" in shown.plain
    assert await weekly.plan_weekly(both, files, NOW) == 0
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 1


async def test_what_has_gone_cannot_be_held(both: Database, files: FileStore) -> None:
    office = await opened(both)
    await weekly.plan_weekly(both, files, MONDAY_8)
    with pytest.raises(LetterGone):
        await hold(office, stop=True, when="2018-10-15 09:00")
    with pytest.raises(LetterGone):
        await hold(office, stop=False, when="2018-11-15 09:00")


async def test_only_coordinators_decide_and_it_is_written_down(both: Database) -> None:
    office = await opened(both)
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        with pytest.raises(Denied):
            await weekly_previews.hold(session, actor, WEEK, NOW, stop=True)
    await hold(office, stop=True)
    await hold(office, stop=True)  # pressed twice
    async with both.read() as session:
        kept = await session.exec(deeds())
        assert [(one.action, one.subject) for one in kept] == [
            ("letter.held", "edition:2018-10-15")
        ]


async def test_the_letter_can_be_seen_as_its_readers_get_it(
    database: Database, files: FileStore
) -> None:
    office = await opened(database)
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        (shown,) = await weekly_previews.see(session, actor, WEEK, files, NOW)
    assert "Недавнее — просрочено на 2 рабочих дня" in shown.plain
    assert [file.name[-5:] for file in shown.attachments] == ["5.png", ".xlsx"]

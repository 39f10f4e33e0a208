"""The week's letter before it goes, where life is not simple: two coordinators, days off, other
clocks, several letters, nothing but email."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from channels.message import Message
from services import municipalities, weekly, weekly_previews
from services.weekly_previews import LetterGone
from storage.database import Database
from storage.files import FileStore
from storage.tables import MunicipalityRow, NoticeKind, NoticeRow
from tests.services.editions import (
    FRIDAY_10,
    MONDAY_8,
    NINA,
    NOW,
    deeds,
    explain,
    hold,
    opened,
    verbs,
)
from tests.services.office import BOSS, OLGA, VERA, Office, at, plain, row, said
from tests.services.postbox import Postbox, letter
from views.actions import Verb


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


async def test_two_coordinators_see_each_others_deeds(both: Database, files: FileStore) -> None:
    office = await opened(both)
    await office.hire(NINA)
    await office.bind("Тихая", 302)
    assert await weekly_previews.plan_due(both, FRIDAY_10) == 2
    shown = await office.notices(NoticeKind.ANSWER)
    assert {one.address for one in shown} == {"301", "302"}
    await hold(office, stop=True)
    explained = await explain(office, "Ждём отчёт школы", who="Тихая")
    assert explained.plain.startswith("Письмо руководству задержано: Мостовая В. П.")
    assert "Ждём отчёт школы" in explained.plain
    still = await hold(office, stop=True, who="Тихая")
    assert still.plain.startswith("Письмо руководству задержано: Мостовая В. П.")
    assert Verb.LETTER_GO in verbs(still)
    free = await hold(office, stop=False, who="Тихая")
    assert "уйдёт в понедельник, 15 октября" in free.plain
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 1
    (letter,) = await office.notices(NoticeKind.WEEKLY)
    assert "Ждём отчёт школы" in plain(letter)
    with pytest.raises(LetterGone):
        await explain(office, "Поздно", "2018-10-15 09:00", who="Тихая")
    async with both.read() as session:
        done = [one.action for one in await session.exec(deeds())]
    assert done == ["letter.held", "letter.remarked", "letter.let_go"]


async def test_held_and_explained_at_one_moment_both_hold(both: Database, files: FileStore) -> None:
    office = await opened(both)
    await office.hire(NINA)
    await asyncio.gather(
        hold(office, stop=True),
        explain(office, "Ждём отчёт школы", who="Тихая"),
        weekly_previews.plan_due(both, FRIDAY_10),
    )
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0
    shown = await hold(office, stop=False, when="2018-10-16 12:00", who="Тихая")
    assert "Ждём отчёт школы" in shown.plain
    assert await weekly.plan_weekly(both, files, at("2018-10-16 12:00")) == 1


async def test_a_day_off_moves_the_letter_and_what_is_said_of_it(both: Database) -> None:
    office = await Office.open(both, OLGA, VERA, BOSS, now=at("2018-10-29 09:00"))
    await office.bind("Мостовая", 301)
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 29))
    async with both.read() as session:
        assert await weekly_previews.next_at(session) == at("2018-11-02 10:00")
    assert await weekly_previews.plan_due(both, at("2018-11-02 10:00")) == 1
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert "уйдёт во вторник, 6 ноября, в 8:00" in plain(shown)  # 5 November is a day off


async def test_over_the_new_year_there_is_one_letter_and_it_is_the_full_one(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, VERA, BOSS, now=at("2018-12-24 09:00"))
    await office.bind("Мостовая", 301)
    await office.launch(row("до 11 октября 2018"), on=date(2018, 12, 24))
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2019-01-09 08:00")
        assert await weekly_previews.next_at(session) == at("2018-12-29 10:00")
    assert await weekly_previews.plan_due(both, at("2018-12-29 10:00")) == 1
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert "уйдёт в среду, 9 января, в 8:00" in plain(shown)
    assert await weekly.plan_weekly(both, files, at("2019-01-09 08:00")) == 1
    (letter,) = await office.notices(NoticeKind.WEEKLY)
    assert [file.name[-5:] for file in said(letter).attachments] == ["9.png", ".xlsx", ".docx"]
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2019-01-14 08:00")


async def test_when_the_clocks_change_the_hour_stays(both: Database, files: FileStore) -> None:
    zone = ZoneInfo("Europe/Riga")  # to winter time on 28 October 2018
    now = at("2018-10-22 09:00", zone)
    office = await Office.open(both, OLGA, VERA, BOSS, zone="Europe/Riga", now=now)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 11 октября 2018"), on=date(2018, 10, 22))
    async with both.read() as session:
        assert await weekly_previews.next_at(session) == datetime(2018, 10, 26, 7, tzinfo=UTC)
        assert await weekly.next_at(session) == datetime(2018, 10, 29, 6, tzinfo=UTC)
    await weekly_previews.plan_due(both, at("2018-10-26 10:00", zone))
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert "уйдёт в понедельник, 29 октября, в 8:00" in plain(shown)
    assert await weekly.plan_weekly(both, files, datetime(2018, 10, 29, 5, tzinfo=UTC)) == 0
    assert await weekly.plan_weekly(both, files, datetime(2018, 10, 29, 6, tzinfo=UTC)) == 1
    async with both.read() as session:
        assert await weekly.next_at(session) == datetime(2018, 11, 6, 6, tzinfo=UTC)


async def test_a_monday_that_becomes_a_day_off_moves_the_letter(both: Database) -> None:
    office = await opened(both)
    async with both.write() as session:
        days = {date(2018, 10, 15): False}
        await municipalities.set_days(session, office.tenant, days, NOW)
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2018-10-16 08:00")


async def test_of_several_letters_it_says_how_many(both: Database) -> None:
    office = await opened(both)
    number = await office.draft(row("до 12 октября 2018"), title="Вторая")
    await office.start(number)
    async with both.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {**town.settings, "letter": {"combined": False}}
    await weekly_previews.plan_due(both, FRIDAY_10)
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert "Писем 2, по одному о каждой дорожной карте" in plain(shown)


async def _by_letter(post: Postbox, to: NoticeRow, text: str) -> Message:
    raw = letter(text, to=to, sender="vera@town.example", subject="Re: Письмо", quoted=False)
    await post.take(raw, when="2018-10-12 12:00")
    return (await post.answers("vera@town.example"))[-1]


async def test_a_coordinator_without_a_chat_decides_by_letter(
    both: Database, tmp_path: Path, files: FileStore
) -> None:
    by_mail = VERA.replace(";;;координатор;", ";vera@town.example;;координатор;почта")
    office = await Office.open(both, OLGA, by_mail, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 11 октября 2018"))
    await weekly_previews.plan_due(both, FRIDAY_10)
    (shown,) = await office.notices(NoticeKind.ANSWER)
    assert "словом «задержать»" in said(shown).reply_hint
    post = Postbox(office, tmp_path)
    held = await _by_letter(post, shown, "Задержать.")
    assert "задержано: Мостовая" in held.plain
    assert "словом «отправить»" in held.reply_hint
    explained = await _by_letter(post, shown, "Пояснение: ждём отчёт школы")
    assert "ждём отчёт школы" in explained.plain
    answer = (await office.notices(NoticeKind.ANSWER))[-1]
    free = await _by_letter(post, answer, "Отправляйте")
    assert "уйдёт в понедельник" in free.plain
    await weekly.plan_weekly(both, files, MONDAY_8)
    (went,) = await office.notices(NoticeKind.WEEKLY)
    assert "ждём отчёт школы" in plain(went)
    late = await _by_letter(post, shown, "задержать")
    assert "уже отправлено" in late.plain

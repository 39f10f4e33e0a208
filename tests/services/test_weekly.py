"""The Monday letter to management: once, by email where there is one, with the numbers in it."""

from __future__ import annotations

import asyncio
import html
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from channels.message import Channel, Letterhead, ReplyTo, cid_of
from roadmap.progress import Event
from services import municipalities, snapshots, weekly
from storage.database import Database
from storage.files import FileStore
from storage.tables import MunicipalityRow, NoticeKind, NoticeRow, PersonRow
from tests.services.office import BOSS, FIRST, OLGA, Office, at, plain, row, said
from views.letters.wording import word


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


BY_12 = "до 12 октября 2018"
MONDAY_8 = at("2018-10-15 08:00")


async def test_the_letter_is_planned_at_its_hour_and_once(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12), row(BY_12), row("до 15 ноября 2018"))
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    assert await weekly.plan_weekly(both, files, MONDAY_8 - timedelta(seconds=1)) == 0
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 1
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0
    (letter,) = await office.notices()
    assert (letter.kind, letter.channel) == (NoticeKind.WEEKLY, Channel.EMAIL)
    assert letter.address == "boss@town.example"
    assert "по 2 из 3 мероприятий" in plain(letter)
    assert "выполнено 1" in plain(letter)
    assert "просрочено: 1" in said(letter).subject
    async with both.read() as session:
        assert await weekly.next_at(session) == at("2018-10-22 08:00")


async def test_two_who_plan_at_once_send_one_letter(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    made = await asyncio.gather(*(weekly.plan_weekly(both, files, MONDAY_8) for _ in range(4)))
    assert sum(made) == 1
    assert len(await office.notices()) == 1


async def test_slept_through_it_is_sent_once_and_late(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    assert await weekly.plan_weekly(both, files, at("2018-11-01 12:00")) == 1
    async with both.read() as session:
        tenant = await municipalities.by_id(session, office.tenant.id)
    assert tenant.next_weekly_at == at("2018-11-06 08:00")


async def test_with_nothing_running_nobody_is_written_to(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.draft(row(BY_12))
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0
    assert await office.notices() == []


async def test_a_manager_without_a_mailbox_reads_it_in_the_chat(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(
        database, OLGA, "Главная Анна Павловна;;глава;;;руководство;", now=at("2018-10-08 09:00")
    )
    await office.launch(row(BY_12))
    await office.bind("Главная", 401)
    await weekly.plan_weekly(database, files, MONDAY_8)
    (letter,) = await office.notices()
    assert (letter.channel, letter.address) == (Channel.TELEGRAM, "401")


async def test_each_town_reads_of_itself(database: Database, files: FileStore) -> None:
    here = await Office.open(database, OLGA, BOSS, name="Здесь", now=at("2018-10-08 09:00"))
    there = await Office.open(database, OLGA, name="Там", now=at("2018-10-08 09:00"))
    await here.launch(row(BY_12, title="Здешнее"))
    await there.launch(row(BY_12, title="Тамошнее"))
    assert await weekly.plan_weekly(database, files, MONDAY_8) == 1
    (letter,) = await here.notices()
    assert "Здешнее" in plain(letter)
    assert "Тамошнее" not in plain(letter)


async def _letter(office: Office, files: FileStore, when: str = "2018-10-15 08:00") -> NoticeRow:
    await weekly.plan_weekly(office.database, files, at(when))
    return (await office.notices(NoticeKind.WEEKLY))[-1]


ROWS = (
    row("до 1 октября 2018", title="Давнее"),
    row("до 1 октября 2018", "ОО", title="Школьное"),
    row("до 1 октября 2018", title="Начатое"),
    row("до 11 октября 2018", title="Недавнее"),
    row("до 18 октября 2018", title="Скорое"),
    row("до 18 октября 2018", title="Сделанное"),
)


async def _busy(database: Database) -> Office:
    office = await Office.open(database, OLGA, FIRST, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(*ROWS)
    asked = await office.assignment(1)
    await office.report("Пономарева", asked, Event.NEED_HELP, text="Нет приказа учредителя")
    await office.report("Пономарева", await office.assignment(3), Event.IN_PROGRESS)
    await office.report("Пономарева", await office.assignment(6), Event.DONE)
    return office


async def test_the_letter_says_what_happened_and_whose_is_late(
    both: Database, files: FileStore
) -> None:
    letter = plain(await _letter(await _busy(both), files))
    head, _, rest = letter.partition("За неделю\n")
    assert "Требуется ваше внимание" in head
    week, _, rest = rest.partition("\n\nПросрочено\n")
    assert week.splitlines() == [
        "• Сделанное — выполнено",
        "• Недавнее — срок прошёл",
        "• Давнее — нужна помощь",
    ]
    late, _, rest = rest.partition("\n\nНужна помощь\n")
    ours, _, school = late.partition("МОУ «СОШ № 1»\n")
    assert ours.startswith("Отдел образования\n• Давнее — просрочено на 10 рабочих дней\n")
    assert "нужна помощь: Нет приказа учредителя" in ours
    assert "в работе, причина не указана" in ours
    assert "Недавнее — просрочено на 2 рабочих дня" in ours
    assert school.splitlines()[0] == "• Школьное — просрочено на 10 рабочих дней"
    assert "ответа нет" in school
    asked, _, soon = rest.partition("\n\nБлижайшие 14 дней\n")
    assert asked.startswith("• Давнее — Нет приказа учредителя")
    assert soon.startswith("• Скорое — 18 октября, осталось 3 дня")


async def test_a_picture_and_the_table_go_along(both: Database, files: FileStore) -> None:
    letter = said(await _letter(await _busy(both), files))
    picture, table = letter.attachments
    assert picture.picture
    assert files.get(picture.sha256).startswith(b"\x89PNG")
    assert table.name.endswith(".xlsx")
    assert files.get(table.sha256).startswith(b"PK")
    page = files.get(letter.page).decode()
    assert f"cid:{cid_of(picture.sha256)}" in page
    for words in ("Требуется ваше внимание", "Нет приказа учредителя", "Школьное", table.name):
        assert words in page
    assert "http" not in page.replace("http://www.w3.org", "")


async def test_the_plain_part_says_all_that_the_page_does(
    database: Database, files: FileStore
) -> None:
    letter = said(await _letter(await _busy(database), files))
    head, reply = Letterhead("Город", "ru", "weekly"), ReplyTo("answers+abc@town.example")
    worded = word(letter, head, reply, files.get(letter.page).decode())
    body = re.sub(r"<(style|title)[^>]*>.*?</\1>|<!--.*?-->", "", worded.html, flags=re.DOTALL)
    said_there = "".join(worded.plain.casefold().split())
    for piece in re.split(r"<[^>]+>", body):
        words = "".join(html.unescape(piece).casefold().split())
        assert words in said_there, piece
    (alt,) = re.findall(r'alt="([^"]+)"', worded.html)
    assert "".join(html.unescape(alt).casefold().split()) in said_there


async def test_the_first_letter_of_a_month_has_the_printed_report(
    both: Database, files: FileStore
) -> None:
    office = await _busy(both)
    first = said(await _letter(office, files, "2018-10-15 08:00"))
    second = said(await _letter(office, files, "2018-11-06 08:00"))
    endings = [[file.name[-5:] for file in one.attachments] for one in (first, second)]
    assert endings == [["5.png", ".xlsx"], ["6.png", ".xlsx", ".docx"]]


async def test_the_week_is_counted_from_the_figures_kept_before_it(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-01 09:00"))
    await office.launch(row(BY_12), row("до 5 октября 2018"), on=date(2018, 10, 1))
    await snapshots.take(both, at("2018-10-08 07:00"))
    await office.report("Пономарева", await office.assignment(1), Event.DONE)
    letter = await _letter(office, files)
    assert "не выполнено 1; за неделю +1" in plain(letter)


async def test_a_quiet_week_says_so_in_one_line(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 15 ноября 2018"))
    letter = await _letter(office, files)
    assert "Спокойная неделя: изменений нет, просроченного нет." in plain(letter)
    assert "Идёт по плану" in plain(letter)
    assert "За неделю" not in plain(letter)
    assert "просроченного нет" in said(letter).subject


async def _set(office: Office, **letter: object) -> None:
    async with office.database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {**town.settings, "letter": letter}


async def test_a_quiet_week_may_go_unwritten_but_for_the_months_first(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 15 декабря 2018"))
    await _set(office, when="when-needed")
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0
    assert await weekly.plan_weekly(both, files, at("2018-10-22 08:00")) == 0
    assert await weekly.plan_weekly(both, files, at("2018-10-29 08:00")) == 0
    assert await weekly.plan_weekly(both, files, at("2018-11-06 08:00")) == 1


async def test_one_letter_about_each_roadmap(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    for name in ("Первая", "Вторая"):
        await office.start(await office.draft(row(BY_12, title=f"{name} строка"), title=name))
    await _set(office, combined=False)
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 2
    one, two = await office.notices()
    assert said(one).subject.startswith("Первая: ")
    assert "Вторая строка" not in plain(one)
    assert "Вторая строка" in plain(two)
    assert said(one).thread != said(two).thread


async def test_whoever_wants_no_letter_gets_none(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    async with both.write() as session:
        boss = await session.get_one(PersonRow, await office.person("Главная"))
        boss.letters = {"off": ["weekly"]}
    assert await weekly.plan_weekly(both, files, MONDAY_8) == 0


async def test_subjects_of_two_weeks_differ(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 15 ноября 2018"))
    subjects = {said(await _letter(office, files, f"2018-10-{d} 08:00")).subject for d in (15, 22)}
    assert len(subjects) == 2


@pytest.mark.parametrize("named", [False, True])
async def test_persons_are_named_by_setting(
    database: Database, files: FileStore, named: bool
) -> None:
    office = await Office.open(database, OLGA, BOSS, now=at("2018-10-08 09:00"))
    await office.launch(row("до 1 октября 2018"), row(BY_12), row("до 20 октября 2018"))
    async with database.write() as session:
        town = await session.get_one(MunicipalityRow, office.tenant.id)
        town.settings = {"letter_names": named}
    letter = await _letter(office, files)
    assert ("Пономарева" in plain(letter)) is named
    assert ("Пономарева" in files.get(said(letter).page).decode()) is named
    assert "Отдел образования" in plain(letter)


async def test_nothing_is_made_where_nobody_can_be_reached(
    database: Database, files: FileStore
) -> None:
    boss = "Главная Анна Павловна;;глава;;;руководство;"
    office = await Office.open(database, OLGA, boss, now=at("2018-10-08 09:00"))
    await office.launch(row(BY_12))
    assert await weekly.plan_weekly(database, files, MONDAY_8) == 0
    assert list(files.root.glob("??/*")) == []

"""«Написать группе»: to whom it goes, once, not by night, and what became of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Channel, Message
from services import announcement_replies, announcement_sending, announcing
from services.announcing import SentAlready
from services.intake import Sent
from services.rights import Actor, Denied
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AnnouncementRow,
    AuditRow,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
)
from tests.services.office import (
    BOSS,
    FIRST,
    IRINA,
    OLGA,
    SECOND,
    VERA,
    Office,
    at,
    plain,
    row,
    said,
)
from views.announcing import Kind

BY_15 = "до 15 октября 2018"
NOW = "2018-10-22 12:00"
TEXT = "Совещание <b>в среду</b>\nв 15:00"
LOST = "Петров Игорь Ильич;МЦ;методист;;8 (48535) 2-14-15;ответственный;"
OTHER = "Седова Анна Игоревна;МЦ;методист;;;координатор;"


async def _town(database: Database) -> Office:
    office = await Office.open(database, OLGA, IRINA, VERA, OTHER, BOSS, FIRST, SECOND, LOST)
    for surname, chat in (("Мостовая", 301), ("Пономарева", 101), ("Громов", 201)):
        await office.bind(surname, chat)
    await office.launch(
        row(BY_15, title="Утвердить план"),
        row("до 25 октября 2018", "Осотова И.В.", title="Собрать справки"),
        row(BY_15, "Петров И.И.", title="Отчёт"),
        row("до 30 октября 2018", "МОУ «СОШ № 1»", title="Школьное"),
        on=at("2018-10-01 08:00").date(),
    )
    return office


async def _begin(office: Office, kind: Kind, number: int = 0, text: str = TEXT) -> Message:
    actor = await office.actor("Мостовая")
    async with office.database.write() as session:
        await announcing.start(session, actor, kind, number, "301", at(NOW))
        row = (await session.exec(select(AnnouncementRow))).all()[-1]
        asked = {"announcement": row.id}
        return await announcing.heard(session, actor, asked, "301", text, at(NOW))


async def _send(
    office: Office, number: int = 1, when: str = NOW, actor: Actor | None = None
) -> Message:
    by = actor or await office.actor("Мостовая")
    async with office.database.write() as session:
        return await announcement_sending.send(session, by, number, "301", at(when))


async def _out(office: Office) -> list[NoticeRow]:
    return await office.notices(NoticeKind.ANNOUNCEMENT)


async def _names(office: Office, kind: Kind, number: int = 0) -> set[str]:
    """Whom an announcement to this audience reaches, and who is lost."""
    await _begin(office, kind, number)
    async with office.database.read() as session:
        last = (await session.exec(select(AnnouncementRow))).all()[-1].id or 0
    await _send(office, last)
    async with office.database.read() as session:
        lost = (await session.get_one(AnnouncementRow, last)).audience["lost"]
    reached = {
        n.address for n in await _out(office) if n.dedup_key.startswith(f"announcement:{last}:")
    }
    return reached | {f"lost {name.split()[0]}" for name in lost}


async def test_every_audience_reaches_its_own(database: Database) -> None:
    office = await _town(database)
    olga, irina, igor = "101", "irina@town.example", "lost Петров"
    assert await _names(office, Kind.ALL) == {olga, irina, "201", igor}
    assert await _names(office, Kind.SCHOOLS) == {"201", "lost МОУ"}
    assert await _names(office, Kind.LATE) == {olga, igor}
    assert await _names(office, Kind.SECTION, 1) == {olga, irina, "201", igor}
    assert await _names(office, Kind.MANAGEMENT) == {"boss@town.example"}
    school = await office.organization("МОУ «СОШ № 1»")
    assert await _names(office, Kind.OFFICE, school) == {"201"}


async def test_a_school_whose_people_nobody_reaches_gets_it_in_its_mailbox(
    database: Database,
) -> None:
    office = await _town(database)
    school = await office.organization("МОУ «СОШ № 2»")
    assert await _names(office, Kind.OFFICE, school) == {"lost Лаптева"}
    async with database.write() as session:
        stored = await session.get_one(OrganizationRow, school)
        stored.email = "school2@town.example"
        session.add(stored)
    assert await _names(office, Kind.OFFICE, school) == {"school2@town.example"}
    await office.bind("Лаптева", 202)
    assert await _names(office, Kind.OFFICE, school) == {"202"}


async def test_the_preview_shows_just_what_will_be_seen_and_counts(database: Database) -> None:
    office = await _town(database)
    shown = await _begin(office, Kind.ALL)
    assert "Совещание &lt;b&gt;в среду" in shown.text
    assert "Telegram: 2" in shown.plain or "Telegram — 2" in shown.plain
    assert "Петров Игорь Ильич" in shown.plain
    actor = await office.actor("Мостовая")
    async with database.read() as session:
        mine = await announcing.try_on_oneself(session, actor, 1)
    assert mine.text in shown.text
    assert await _out(office) == []


async def test_pressed_twice_and_by_two_processes_it_goes_once(both: Database) -> None:
    office = await _town(both)
    await _begin(office, Kind.ALL)
    await asyncio.gather(_send(office), _send(office))
    sent = await _out(office)
    assert len(sent) == 3
    assert {said(n).text for n in sent} == {said(sent[0]).text}
    async with both.read() as session:
        audited = (
            await session.exec(select(AuditRow).where(AuditRow.action == "announcement.sent"))
        ).all()
    assert [line.facts["lost"] for line in audited] == [1]
    with pytest.raises(SentAlready):
        actor = await office.actor("Мостовая")
        async with both.write() as session:
            await announcing.heard(session, actor, {"announcement": 1}, "301", "Иначе", at(NOW))


@pytest.mark.parametrize(
    ("when", "goes"),
    [
        ("2018-10-21 15:00", "2018-10-21 15:00"),  # a Sunday: not by working hours
        ("2018-10-22 06:30", "2018-10-22 09:00"),
        ("2018-10-22 22:10", "2018-10-23 09:00"),
        ("2018-10-22 20:10", "2018-10-22 20:10"),
    ],
)
async def test_nothing_goes_by_night(database: Database, when: str, goes: str) -> None:
    office = await _town(database)
    await _begin(office, Kind.LATE)
    await _send(office, when=when)
    assert {n.not_before for n in await _out(office)} == {at(goes)}


async def test_the_report_changes_with_what_became_of_it(both: Database) -> None:
    office = await _town(both)
    await _begin(office, Kind.ALL)
    first = await _send(office)
    assert "0" in first.plain
    chat, box, school = sorted(await _out(office), key=lambda n: (len(n.address), n.id or 0))[:3]
    async with both.write() as session:
        for notice, state in ((chat, NoticeState.SENT), (school, NoticeState.FAILED)):
            stored = await session.get_one(NoticeRow, notice.id)
            stored.state = state
            session.add(stored)
    actor = await office.actor("Мостовая")
    async with both.read() as session:
        report = await announcement_sending.report(session, actor, 1)
    assert box.id
    assert "1 из 4" in report.plain or "1 of 4" in report.plain
    assert "Петров" in report.plain


async def test_namesakes_are_counted_each(database: Database) -> None:
    office = await _town(database)
    async with database.write() as session:
        stored = await session.get_one(PersonRow, await office.person("Осотова"))
        stored.full_name = "Пономарева Ольга Ивановна"
        session.add(stored)
    await _begin(office, Kind.ALL)
    assert "Доставлено: 0 из 4" in (await _send(office)).plain


async def test_people_are_ticked_one_by_one(database: Database) -> None:
    office = await _town(database)
    actor = await office.actor("Мостовая")
    olga = await office.person("Пономарева")
    async with database.write() as session:
        await announcing.start(session, actor, Kind.CHOSEN, 0, "301", at(NOW))
        ticked = await announcing.pick(session, actor, 1, olga, 0)
        assert any(b.label.startswith("✓ Пономарева") for line in ticked.buttons for b in line)
        await announcing.pick(session, actor, 1, olga, 0)
        again = await announcing.pick(session, actor, 1, olga, 0)
        assert "Пономарева" in again.plain
        await announcing.picked(session, actor, 1, "301", at(NOW))
        await announcing.heard(session, actor, {"announcement": 1}, "301", TEXT, at(NOW))
    await _send(office)
    assert [n.person_id for n in await _out(office)] == [olga]


async def test_a_file_goes_along_and_an_answer_reaches_the_author(
    database: Database, tmp_path: Path
) -> None:
    office, files = await _town(database), FileStore(tmp_path)
    author = await office.actor("Мостовая")
    async with database.write() as session:
        await announcing.start(session, author, Kind.LATE, 0, "301", at(NOW))
    paper = Sent("Дорогие коллеги".encode(), "письмо.txt", "301", caption="Прочитайте")
    async with database.read() as session:
        assert await announcement_replies.wants(session, author, paper)
    preview = await announcement_replies.take(database, files, author, paper, at(NOW))
    assert "Прочитайте" in preview.plain
    await _send(office)
    (sent,) = await _out(office)
    assert [file.name for file in said(sent).attachments] == ["письмо.txt"]
    await office.sent(sent, "77")
    olga = await office.actor("Пономарева")
    async with database.write() as session:
        assert (
            await announcement_replies.replied(session, olga, "101", "76", "Буду", at(NOW)) is None
        )
        told = await announcement_replies.replied(session, olga, "101", "77", "Буду", at(NOW))
    assert told is not None
    back = Sent(b"%PDF-1.4 answer", "ответ.pdf", "101", replies_to="77")
    async with database.read() as session:
        assert await announcement_replies.wants(session, olga, back)
    answers = [
        n for n in await office.notices(NoticeKind.ANSWER) if n.person_id == author.person_id
    ]
    assert ["Буду" in plain(n) for n in answers] == [True]
    assert answers[0].channel is Channel.TELEGRAM


async def test_it_is_its_authors_alone(database: Database) -> None:
    office = await _town(database)
    await _begin(office, Kind.ALL)
    abroad = await Office.open(database, VERA, name="Соседний город")
    for stranger in (
        await office.actor("Пономарева"),
        await office.actor("Седова"),
        await abroad.actor("Мостовая"),
    ):
        with pytest.raises(Denied):
            await _send(office, actor=stranger)
    async with database.write() as session:
        with pytest.raises(Denied):
            await announcing.start(
                session, await abroad.actor("Мостовая"), Kind.SECTION, 1, "301", at(NOW)
            )
    assert await _out(office) == []

"""Letters that may be from anybody change nothing; a coordinator vouches for who is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Channel
from roadmap.progress import State
from services import letter_shown
from services.rights import Actor, Denied
from storage.database import Database
from storage.tables import (
    AuditRow,
    ConfirmedAddressRow,
    LetterRow,
    LetterState,
    MembershipRow,
    NoticeKind,
    NoticeRow,
    OrganizationRow,
    ReportRow,
)
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, at, row
from tests.services.postbox import Postbox, letter
from views.actions import Verb, unpack

BY_15 = "до 15 октября 2018"
DONE = "Выполнено 9.10"
NOW = at("2018-10-10 12:00")


async def _post(database: Database, tmp_path: Path) -> Postbox:
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, title="Провести совещание"))
    await office.plan("2018-10-10 09:00")
    return Postbox(office, tmp_path)


async def _reports(database: Database) -> list[ReportRow]:
    async with database.read() as session:
        return list(await session.exec(select(ReportRow)))


async def _vouch(post: Postbox, kept: LetterRow, surname: str = "Мостовая") -> bool:
    person = await post.office.person(surname)
    actor = Actor(post.office.tenant.id, person, "telegram", f"test:{surname}", NOW)
    async with post.database.write() as session:
        return await letter_shown.vouch(session, actor, kept.id or 0, NOW) is not None


async def test_another_address_changes_nothing_and_learns_nothing(
    both: Database, tmp_path: Path
) -> None:
    post = await _post(both, tmp_path)
    kept = await post.take(letter(DONE, to=await post.reminder(), sender="who@mail.example"))
    assert (kept.state, kept.fault) == (LetterState.SHOWN, "other_address")
    assert not await _reports(both)
    assert not await post.answers("who@mail.example")
    (shown,) = await post.shown()
    assert "Пономарева" in shown.plain
    action = unpack(shown.buttons[0][0].action)
    assert action is not None
    assert (action.verb, action.ids) == (Verb.LETTER_VOUCH, (kept.id,))


async def test_a_colleagues_address_is_told_politely(database: Database, tmp_path: Path) -> None:
    post = await _post(database, tmp_path)
    await post.take(letter(DONE, to=await post.reminder(), sender="irina@town.example"))
    assert not await _reports(database)
    assert len(await post.answers("irina@town.example")) == 1


async def test_a_letter_vouched_for_is_recorded_and_the_address_is_known_from_then_on(
    both: Database, tmp_path: Path
) -> None:
    post = await _post(both, tmp_path)
    notice = await post.reminder()
    kept = await post.take(letter(DONE, to=notice, sender="home@mail.example"))
    assert await _vouch(post, kept)
    assert not await _vouch(post, kept)
    await post.work()
    (report,) = await _reports(both)
    assert report.person_id == notice.person_id
    assert len(await post.answers("home@mail.example")) == 1
    await post.take(letter("в работе", to=notice, sender="Home@mail.example"))
    (one,) = await post.office.assignments()
    assert one.state is State.IN_PROGRESS
    async with both.read() as session:
        (known,) = await session.exec(select(ConfirmedAddressRow))
        audited = await session.exec(select(AuditRow).where(AuditRow.action == "letter.vouched"))
        assert audited.one().actor == f"person:{known.confirmed_by}"


async def test_nobody_but_a_coordinator_vouches(database: Database, tmp_path: Path) -> None:
    post = await _post(database, tmp_path)
    kept = await post.take(letter(DONE, to=await post.reminder(), sender="home@mail.example"))
    with pytest.raises(Denied):
        await _vouch(post, kept, "Осотова")


async def test_a_letter_of_another_municipality_is_not_vouched_for(
    database: Database, tmp_path: Path
) -> None:
    post = await _post(database, tmp_path)
    kept = await post.take(letter(DONE, to=await post.reminder(), sender="home@mail.example"))
    foreign = await Office.open(database, VERA, name="Другой город")
    with pytest.raises(Denied):
        await _vouch(Postbox(foreign, tmp_path), kept)


async def test_a_forged_letter_is_shown_and_recorded_only_when_vouched_for(
    both: Database, tmp_path: Path
) -> None:
    post = await _post(both, tmp_path)
    forged = [("Authentication-Results", "mx.town.example; dmarc=fail header.from=town.example")]
    notice = await post.reminder()
    kept = await post.take(letter(DONE, to=notice, headers=forged))
    assert (kept.state, kept.fault) == (LetterState.SHOWN, "forged")
    assert not await _reports(both)
    assert not await post.answers()
    assert await _vouch(post, kept)
    await post.work()
    assert len(await _reports(both)) == 1
    again = await post.take(letter("в работе", to=notice, headers=forged))
    assert again.fault == "forged"


async def test_a_token_of_another_secret_is_none(database: Database, tmp_path: Path) -> None:
    post = await _post(database, tmp_path)
    raw = letter(DONE).replace(b"To: otvet@", b"To: otvet+aebagbafaydqqcikbmga2dqpcaireeyuculbq@")
    kept = await post.take(raw)
    assert (kept.state, kept.fault) == (LetterState.SHOWN, "no_token")
    assert not await _reports(database)
    assert "Ответить" in (await post.answers())[0].plain


async def test_a_stranger_without_a_token_troubles_nobody(
    database: Database, tmp_path: Path
) -> None:
    post = await _post(database, tmp_path)
    kept = await post.take(letter("Купите слона", sender="spam@mail.example"))
    assert kept.state is LetterState.IGNORED
    assert not await post.shown()
    assert not await post.answers("spam@mail.example")


async def test_in_reply_to_is_a_token_where_the_server_has_no_plus(
    database: Database, tmp_path: Path
) -> None:
    post = await _post(database, tmp_path)
    await post.take(letter(DONE, to=await post.reminder(), plus=False))
    assert len(await _reports(database)) == 1


async def _school(database: Database, tmp_path: Path) -> tuple[Postbox, NoticeRow, int]:
    """A school's own mailbox has a reminder; Gromov heads it."""
    office = await Office.open(database, FIRST, SECOND, VERA)
    await office.bind("Мостовая", 301)
    number = await office.organization("МОУ «СОШ № 1»")
    async with database.write() as session:
        school = await session.get_one(OrganizationRow, number)
        school.email = "school1@town.example"
        session.add(school)
    await office.launch(row(BY_15, "МОУ «СОШ № 1»", title="Провести совещание"))
    await office.plan("2018-10-10 16:00")
    notices = [n for n in await office.notices() if n.channel is Channel.EMAIL]
    return Postbox(office, tmp_path), notices[-1], number


async def test_a_school_answers_from_its_own_mailbox(both: Database, tmp_path: Path) -> None:
    post, notice, _ = await _school(both, tmp_path)
    assert notice.organization_id is not None
    await post.take(letter(DONE, to=notice, sender="school1@town.example"))
    (report,) = await _reports(both)
    assert report.person_id == await post.office.person("Громов")


async def test_of_a_school_without_people_the_coordinator_hears(
    database: Database, tmp_path: Path
) -> None:
    post, notice, number = await _school(database, tmp_path)
    async with database.write() as session:
        for member in await session.exec(
            select(MembershipRow).where(MembershipRow.organization_id == number)
        ):
            await session.delete(member)
        school = await session.get_one(OrganizationRow, number)
        school.head_id = None
        session.add(school)
    kept = await post.take(letter(DONE, to=notice, sender="school1@town.example"))
    assert kept.fault == "nobody"
    assert not await _reports(database)
    assert len(await post.shown()) == 1


async def test_a_week_later_the_letter_still_answers_its_notice(
    database: Database, tmp_path: Path
) -> None:
    post = await _post(database, tmp_path)
    later = NOW + timedelta(days=20)
    await post.keep(letter(DONE, to=await post.reminder()), when=later.isoformat()[:16])
    await post.work(later.isoformat()[:16])
    assert len(await _reports(database)) == 1


async def test_a_coordinator_without_a_chat_vouches_by_letter(
    both: Database, tmp_path: Path
) -> None:
    by_mail = VERA.replace(";;;координатор;", ";vera@town.example;;координатор;почта")
    office = await Office.open(both, OLGA, by_mail)
    await office.launch(row("до 15 октября 2018", title="Провести совещание"))
    await office.plan("2018-10-10 09:00")
    post = Postbox(office, tmp_path)
    await post.take(letter("Выполнено 9.10", to=await post.reminder(), sender="new@home.example"))
    (shown,) = await post.shown()
    assert "словом «подтверждаю»" in shown.reply_hint
    (asked,) = [n for n in await office.notices(NoticeKind.ANSWER) if ":shown:" in n.dedup_key]
    said = letter("Подтверждаю", to=asked, sender="vera@town.example", quoted=False)
    await post.take(said, when="2018-10-10 13:00")
    await post.work("2018-10-10 13:01")
    (one,) = await office.assignments()
    assert one.state is State.DONE

"""The notice read, the consent given, refused and withdrawn: what is recorded, where things go."""

from __future__ import annotations

from sqlmodel import select

from channels.message import Channel
from services import consents, invitations, municipality_settings, telling, unreachable
from services.consents import Answered
from storage import outbox, people_queries
from storage.database import Database
from storage.tables import AccountRow, AuditRow, ConsentKind, ConsentRow, NoticeKind, NoticeState
from tests.services.office import OLGA, VERA, Office, at, plain, row, said
from views.actions import unpack
from views.answers import plain as words
from views.consents import version as version_of

NOW = at("2018-10-10 12:00")
SILENT = "Тихая Анна Львовна;МЦ;методист;;;ответственный;"


async def _office(database: Database) -> Office:
    office = await Office.open(database, OLGA, VERA, SILENT)
    for surname, chat in (("Пономарева", 101), ("Мостовая", 301), ("Тихая", 401)):
        await office.bind(surname, chat)
    return office


async def _withdraw(office: Office, surname: str) -> Answered:
    actor = await office.actor(surname)
    async with office.database.write() as session:
        return await consents.withdraw(session, actor, NOW)


async def _agree(office: Office, surname: str, version: int | None = None) -> Answered:
    actor = await office.actor(surname)
    async with office.database.write() as session:
        if version is None:
            version = version_of(consents.consent_of(office.tenant))
        return await consents.agree(session, actor, version, NOW)


async def _ways(office: Office, surname: str) -> list[tuple[Channel, str]]:
    person = await office.person(surname)
    async with office.database.read() as session:
        return list((await people_queries.reach(session, office.tenant.id, [person]))[person].ways)


async def _rows(office: Office, kind: ConsentKind) -> list[ConsentRow]:
    async with office.database.read() as session:
        return list(await session.exec(select(ConsentRow).where(ConsentRow.kind == kind)))


async def test_both_are_asked_once_apart_and_not_again_when_answered(both: Database) -> None:
    office = await _office(both)
    olga = await office.actor("Пономарева")
    async with both.write() as session:
        await consents.ask(session, office.tenant, olga.person_id, "101", "first", NOW)
    notice, question = [said(n) for n in await office.notices()]
    assert "Город" in notice.plain
    assert notice.brief
    assert "152-ФЗ" in notice.plain
    (read,), (yes, no) = notice.buttons[0], question.buttons[0]
    version = unpack(read.action)
    assert version is not None
    async with both.write() as session:
        first = await consents.acquainted(session, olga, version.ids[0], NOW)
        again = await consents.acquainted(session, olga, version.ids[0], NOW)
    assert (first.changed, again.changed) == (True, False)
    assert "10 октября 2018" in first.message.plain
    agreed = unpack(yes.action)
    assert agreed is not None
    assert unpack(no.action) is not None
    assert (await _agree(office, "Пономарева", agreed.ids[1])).changed
    assert not (await _agree(office, "Пономарева", agreed.ids[1])).changed
    async with both.write() as session:
        await consents.ask(session, office.tenant, olga.person_id, "101", "second", NOW)
    assert len(await office.notices()) == 2
    assert [r.person_id for r in await _rows(office, ConsentKind.NOTICE)] == [olga.person_id]
    async with both.read() as session:
        actions = set(await session.exec(select(AuditRow.action)))
    assert {"consent.notice.given", "consent.messenger.given"} <= actions


async def test_another_wording_is_shown_anew_and_an_old_press_records_nothing(
    both: Database,
) -> None:
    office = await _office(both)
    olga = await office.actor("Пономарева")
    old = version_of(consents.notice_of(office.tenant))
    async with both.write() as session:
        await municipality_settings.change(
            session, office.tenant, [("data_notice", "Наше <b>уведомление</b>")], NOW
        )
    async with both.write() as session:
        answered = await consents.acquainted(session, olga, old, NOW)
    assert not answered.changed
    assert "Наше <b>уведомление</b>" in answered.message.plain
    assert answered.message.buttons
    assert await _rows(office, ConsentKind.NOTICE) == []


async def test_withdrawn_everything_goes_by_letter_and_back_again(both: Database) -> None:
    office = await _office(both)
    await office.launch(row("до 15 октября 2018"))
    (reminder,) = [n for n in await office.plan("2018-10-10 09:00") if n.address == "101"]
    olga = await office.person("Пономарева")
    async with both.write() as session:
        await telling.tell(
            session, office.tenant, olga, NoticeKind.ANSWER, words("Решение: <да>"), "news", NOW
        )
    assert (await _agree(office, "Пономарева")).changed
    left = await _withdraw(office, "Пономарева")
    assert left.changed
    assert "olga@town.example" in left.message.plain
    assert "olga@" not in left.message.brief
    assert await _ways(office, "Пономарева") == [(Channel.EMAIL, "olga@town.example")]
    waiting = [n for n in await office.notices() if n.state is NoticeState.PLANNED]
    assert [(n.channel, plain(n)) for n in waiting] == [(Channel.EMAIL, "Решение: <да>")]
    planned = await office.plan("2018-10-10 12:01")
    assert [(n.channel, n.kind) for n in planned] == [(Channel.EMAIL, NoticeKind.REMINDER)]
    assert reminder.id not in [n.id for n in waiting]
    (consent,) = await _rows(office, ConsentKind.MESSENGER)
    assert consent.withdrawn_at == NOW
    assert not (await _withdraw(office, "Пономарева")).changed
    assert (await _agree(office, "Пономарева")).changed
    assert await _ways(office, "Пономарева") == [(Channel.TELEGRAM, "101")]


async def test_without_an_address_the_coordinators_are_told(both: Database) -> None:
    office = await _office(both)
    left = await _withdraw(office, "Тихая")
    assert "координатору" in left.message.plain
    assert await _ways(office, "Тихая") == []
    (told,) = await office.notices(NoticeKind.UNREACHABLE)
    assert told.address == "301"
    assert "Тихая Анна Львовна — не согласен на мессенджер" in plain(told)


async def test_what_was_sent_is_not_edited_any_more(both: Database) -> None:
    office = await _office(both)
    await office.launch(row("до 15 октября 2018"))
    (reminder,) = [n for n in await office.plan("2018-10-10 09:00") if n.address == "101"]
    await office.sent(reminder, "501")
    await _withdraw(office, "Пономарева")
    async with both.write() as session:
        sent = await session.get_one(type(reminder), reminder.id)
        await outbox.edit(session, sent, words("новое"), NOW)
    assert await office.notices(NoticeKind.EDIT) == []


async def test_writing_or_unblocking_does_not_bring_it_back(both: Database) -> None:
    office = await _office(both)
    await _withdraw(office, "Пономарева")
    async with both.write() as session:
        await invitations.refuses(session, 101, 101, NOW)
        await invitations.alive_again(session, 101, 101)
    assert await unreachable.revive(both, NOW) == 0
    assert await _ways(office, "Пономарева") == [(Channel.EMAIL, "olga@town.example")]
    async with both.read() as session:
        accounts = list(await session.exec(select(AccountRow).where(AccountRow.user_id == 101)))
    assert [(a.fault, a.refused_at) for a in accounts] == [("consent", None)]

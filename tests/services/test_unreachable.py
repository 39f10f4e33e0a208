"""Those whom no way leads to: told to the coordinators once, tried weekly, back to life."""

from __future__ import annotations

from channels.message import Channel, Delivered, Fault, Message, Outcome, Refused
from services import appointing, delivery, invitations, unreachable
from services.delivery import Attempt
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    NoticeKind,
    NoticeRow,
    OrganizationRow,
    PersonRow,
)
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, at, row

BY_15 = "до 15 октября 2018"


async def answer(database: Database, outcome: Outcome, channel: Channel, when: str) -> int:
    """Let the channel answer so to everything that may go; how many that were."""
    now = at(when)
    taken = await delivery.turn(database, channel, 1, [], free=10, now=now)
    attempts = [Attempt(one, outcome) for one in taken.claimed]
    await delivery.turn(database, channel, 1, attempts, free=0, now=now)
    return len(attempts)


def plain(notice: NoticeRow) -> str:
    """The text of a notice as it reads."""
    return Message.from_data(notice.message).plain


async def test_who_has_not_joined_is_told_of_once_and_in_one_list(both: Database) -> None:
    office = await Office.open(both, OLGA.replace("olga@town.example", ""), FIRST, VERA)
    vera = await office.bind("Мостовая", 301)
    await office.launch(row(BY_15), row(BY_15, "ОО"))
    await appointing.plan_due(both, at("2018-10-08 09:00"))
    (told,) = await office.notices(NoticeKind.UNREACHABLE)
    assert told.person_id == vera
    assert "Пономарева Ольга Ивановна — нет подключения и адреса почты" in plain(told)
    assert "МОУ «СОШ № 1» — никто не подключился, почты нет" in plain(told)
    for when in ("2018-10-10 14:00", "2018-10-11 14:00", "2018-10-15 14:00"):
        await office.plan(when)
    assert len(await office.notices(NoticeKind.UNREACHABLE)) == 1


async def test_when_the_ladder_ends_the_coordinator_still_hears_of_it(both: Database) -> None:
    office = await Office.open(both, OLGA.replace("olga@town.example", ""), VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row(BY_15))
    for when in ("2018-10-10 09:00", "2018-10-11 09:00", "2018-10-15 09:00", "2018-10-17 09:00"):
        await office.plan(when)
    (handed,) = await office.plan("2018-10-18 09:00")
    assert handed.kind is NoticeKind.HANDOVER


async def test_a_dead_address_is_told_of_tried_weekly_and_revived(both: Database) -> None:
    office = await Office.open(both, OLGA + "почта", VERA)
    await office.bind("Мостовая", 301)
    await office.launch(*(row(f"до {day} октября 2018") for day in (15, 24)))
    await office.plan("2018-10-10 09:00")
    refused = Refused("550 no such user", Fault.ADDRESS)
    assert await answer(both, refused, Channel.EMAIL, "2018-10-10 09:00") == 1
    (told,) = await office.notices(NoticeKind.UNREACHABLE)
    assert "адрес olga@town.example не принимает письма" in plain(told)
    await office.plan("2018-10-11 09:00")
    assert await answer(both, refused, Channel.EMAIL, "2018-10-11 09:00") == 0
    await office.plan("2018-10-17 09:30")  # a week later it is tried once more
    assert await answer(both, Delivered("m"), Channel.EMAIL, "2018-10-17 09:31") == 1
    assert await unreachable.revive(both, at("2018-10-17 09:32")) == 1
    async with both.read() as session:
        olga = await session.get_one(PersonRow, await office.person("Пономарева"))
    assert (olga.email_fault, olga.unreachable_told_at) == ("", None)
    assert await unreachable.revive(both, at("2018-10-17 09:33")) == 0


async def test_still_dead_after_a_week_it_rests_another_and_nobody_is_told_again(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA + "почта", VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 30 октября 2018"))
    refused = Refused("550 no such user", Fault.ADDRESS)
    tried = []
    for day in range(16, 31):
        await office.plan(f"2018-10-{day} 09:00")
        if await answer(both, refused, Channel.EMAIL, f"2018-10-{day} 09:00"):
            tried.append(day)
    assert tried == [16, 23, 30]
    assert len(await office.notices(NoticeKind.UNREACHABLE)) == 1


async def test_a_blocked_bot_is_told_of_unless_there_is_email(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA.replace("irina@town.example", ""), VERA)
    await office.bind("Мостовая", 301)
    await office.bind("Пономарева", 101)
    await office.bind("Осотова", 102)
    async with both.write() as session:
        for user in (101, 102):
            await invitations.refuses(session, user, user, at("2018-10-10 12:00"))
    (told,) = await office.notices(NoticeKind.UNREACHABLE)
    assert "Осотова Ирина Васильевна — бот заблокирован" in plain(told)
    assert "Пономарева" not in plain(told)
    async with both.write() as session:
        await invitations.alive_again(session, 102, 102)
        await invitations.refuses(session, 102, 102, at("2018-10-12 12:00"))
    assert len(await office.notices(NoticeKind.UNREACHABLE)) == 1  # the list that waits grows
    await answer(both, Delivered("7"), Channel.TELEGRAM, "2018-10-12 12:01")
    async with both.write() as session:
        await invitations.alive_again(session, 102, 102)
        await invitations.refuses(session, 102, 102, at("2018-10-15 12:00"))
    assert len(await office.notices(NoticeKind.UNREACHABLE)) == 2


async def test_a_chat_that_takes_a_message_again_is_alive(both: Database) -> None:
    office = await Office.open(both, OLGA.replace("olga@town.example", ""))
    await office.bind("Пономарева", 101)
    await office.launch(row("до 30 октября 2018"))
    await office.plan("2018-10-16 09:00")
    refused = Refused("Forbidden: bot was blocked by the user", Fault.ADDRESS)
    await answer(both, refused, Channel.TELEGRAM, "2018-10-16 09:00")
    await office.plan("2018-10-23 09:01")
    assert await answer(both, Delivered("8"), Channel.TELEGRAM, "2018-10-23 09:01") == 1
    assert await unreachable.revive(both, at("2018-10-23 09:02")) == 1
    async with both.read() as session:
        account = await session.get_one(AccountRow, 1)
    assert (account.state, account.fault) == (AccountState.ALIVE, "")


async def test_a_schools_dead_mailbox_is_told_of(both: Database) -> None:
    office = await Office.open(both, FIRST, VERA)
    await office.bind("Мостовая", 301)
    async with both.write() as session:
        school = await session.get_one(OrganizationRow, await office.organization("МОУ «СОШ № 1»"))
        school.email = "school@town.example"
    await office.launch(row(BY_15, "ОО"))
    await office.plan("2018-10-10 14:00")
    await answer(both, Refused("550", Fault.ADDRESS), Channel.EMAIL, "2018-10-10 14:00")
    (told,) = await office.notices(NoticeKind.UNREACHABLE)
    assert "МОУ «СОШ № 1» — адрес school@town.example не принимает письма" in plain(told)

"""Links: single use, for a while, for the chat that opened them; then it stands for somebody."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest
from aiogram.types import CallbackQuery, User
from sqlmodel import select

from channels.message import Channel, Delivered, Message, TryLater
from handlers.speaker import speaker
from services import delivery, invitation_letters, invitations, inviting
from services.delivery import Attempt
from services.invitations import BadInvitation, Invitation, NoSuchPerson
from services.rights import Denied
from storage import people_queries
from storage.database import Database
from storage.tables import (
    AccountRow,
    AccountState,
    AuditRow,
    InvitationRow,
    NoticeState,
    PersonRow,
)
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain
from views.actions import Action, Verb, unpack

NOW = at("2018-10-08 09:00")
DAY = timedelta(days=1)


async def _invite(office: Office, name: str | None = None, now: datetime = NOW) -> list[Invitation]:
    async with office.database.write() as session:
        return await invitations.invite(session, office.tenant.id, now, name=name)


async def _open(database: Database, token: str, chat: int, now: datetime = NOW) -> Message:
    async with database.write() as session:
        return await invitations.opened(session, token, str(chat), now)


async def _press(
    database: Database, shown: Message, user: int, *, yes: bool = True, now: datetime = NOW
) -> Message:
    """Press a button of the question; user and private chat have one number."""
    action = unpack(shown.buttons[0 if yes else 1][0].action)
    assert action is not None
    async with database.write() as session:
        return await invitations.confirm(
            session, action.ids[0], action.person_id, user, user, now, accepted=bool(action.ids[1])
        )


async def _join(office: Office, name: str, user: int) -> None:
    (link,) = await _invite(office, name)
    await _press(office.database, await _open(office.database, link.token, user), user)


async def _accounts(database: Database) -> list[tuple[int, int]]:
    async with database.read() as session:
        return [(a.user_id, a.person_id) for a in await session.exec(select(AccountRow))]


async def test_opened_and_confirmed_a_chat_stands_for_a_person(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    shown = await _open(both, link.token, 101)
    assert "Пономарева Ольга Ивановна" in shown.plain
    assert "Город" in shown.plain
    assert await _accounts(both) == []
    welcome = await _press(both, shown, 101)
    assert "Ольга Ивановна" in welcome.plain
    assert welcome.menu is not None
    olga = await office.person("Пономарева")
    assert await _accounts(both) == [(101, olga)]
    async with both.read() as session:
        reach = (await people_queries.reach(session, office.tenant.id, [olga]))[olga]
        assert reach.telegram == "101"
        assert (await session.exec(select(AuditRow.action))).all()[-1] == "account.bound"


async def test_only_the_hash_of_a_token_is_kept(database: Database) -> None:
    office = await Office.open(database, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    async with database.read() as session:
        row = (await session.exec(select(InvitationRow))).one()
    assert link.token not in repr(row)
    assert len(link.token) >= 22
    assert len(link.token) <= 64  # Bot API, the start parameter of a deep link


async def test_a_link_works_once(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    await _press(both, await _open(both, link.token, 101), 101)
    for chat in (101, 102):
        with pytest.raises(BadInvitation):
            await _open(both, link.token, chat)
    assert len(await _accounts(both)) == 1


async def test_pressing_again_is_harmless(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    shown = await _open(both, link.token, 101)
    first = await _press(both, shown, 101)
    assert await _press(both, shown, 101) == first
    assert len(await _accounts(both)) == 1


async def test_of_two_who_opened_one_link_the_first_to_confirm_has_it(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    one, other = await _open(both, link.token, 101), await _open(both, link.token, 102)
    await _press(both, other, 102)
    with pytest.raises(BadInvitation):
        await _press(both, one, 101)
    assert [user for user, _ in await _accounts(both)] == [102]


async def test_of_several_who_confirm_at_once_one_has_it(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    shown = [(chat, await _open(both, link.token, chat)) for chat in (101, 102, 103)]
    outcomes = await asyncio.gather(
        *(_press(both, question, chat) for chat, question in shown), return_exceptions=True
    )
    assert sum(isinstance(outcome, BadInvitation) for outcome in outcomes) == 2
    assert len(await _accounts(both)) == 1


async def test_callback_data_alone_opens_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    (olga,) = await _invite(office, "Пономарева О.И.")
    (irina,) = await _invite(office, "Осотова И.В.")
    shown = await _open(both, olga.token, 101)
    with pytest.raises(BadInvitation):
        await _press(both, shown, 666)  # another chat with the same button
    await _open(both, irina.token, 666)
    with pytest.raises(BadInvitation):
        await _press(both, shown, 666)  # which has opened a link of its own
    action = unpack(shown.buttons[0][0].action)
    assert action is not None
    async with both.write() as session:
        with pytest.raises(BadInvitation):  # the right link for the wrong person
            await invitations.confirm(
                session, action.ids[0], irina.person_id, 101, 101, NOW, accepted=True
            )
        with pytest.raises(BadInvitation):
            await invitations.confirm(session, 999, olga.person_id, 101, 101, NOW, accepted=True)
    assert await _accounts(both) == []


async def test_a_link_runs_out(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    last = NOW + 14 * DAY
    shown = await _open(both, link.token, 101, last - DAY)
    with pytest.raises(BadInvitation):
        await _open(both, link.token, 101, last)
    with pytest.raises(BadInvitation):
        await _press(both, shown, 101, now=last)
    assert await _accounts(both) == []


async def test_a_new_link_ends_the_old_one(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (old,) = await _invite(office, "Пономарева О.И.")
    (new,) = await _invite(office, "Пономарева О.И.")
    with pytest.raises(BadInvitation):
        await _open(both, old.token, 101)
    await _press(both, await _open(both, new.token, 101), 101)


@pytest.mark.parametrize("token", ["", "nonsense", "Ё" * 64])
async def test_a_made_up_link_opens_nothing(both: Database, token: str) -> None:
    await Office.open(both, OLGA)
    with pytest.raises(BadInvitation):
        await _open(both, token, 101)


async def test_declined_it_can_still_be_confirmed_by_the_right_one(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    shown = await _open(both, link.token, 101)
    assert (await _press(both, shown, 101, yes=False)).menu is None
    assert await _accounts(both) == []
    await _press(both, await _open(both, link.token, 102), 102)
    assert [user for user, _ in await _accounts(both)] == [102]


async def test_one_account_may_stand_for_several_people(both: Database) -> None:
    here = await Office.open(both, OLGA, name="Здесь")
    there = await Office.open(both, OLGA, IRINA, name="Там")
    for office, name in ((here, "Пономарева О.И."), (there, "Пономарева О.И.")):
        await _join(office, name, 101)
    assert len(await _accounts(both)) == 2
    for office in (here, there):
        person = await office.person("Пономарева")
        assert await _speaks_for(both, 101, person) == (office.tenant.id, person)
    assert await _speaks_for(both, 101, await there.person("Осотова")) is None
    assert await _speaks_for(both, 102, await here.person("Пономарева")) is None


async def _speaks_for(database: Database, user: int, person: int) -> tuple[int, int] | None:
    """Whom a press of a button that names a person speaks for: (municipality, person)."""
    press = CallbackQuery(
        id="1",
        from_user=User(id=user, is_bot=False, first_name="Ольга"),
        chat_instance="1",
        data=Action(Verb.MINE, person).pack(),
    )
    async with database.write() as session:
        actor = (await speaker(session, press, "x", NOW, writes=False)).actor
    return (actor.municipality_id, actor.person_id) if actor is not None else None


async def test_all_who_have_no_account_are_invited(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    await office.bind("Осотова", 102)
    links = await _invite(office)
    assert [link.name for link in links] == ["Пономарева Ольга Ивановна", "Мостовая Вера Петровна"]
    assert len({link.token for link in links}) == 2


async def test_whoever_left_is_not_invited(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA, VERA)
    olga = await office.person("Пономарева")
    async with both.write() as session:
        (await session.get_one(PersonRow, olga)).left_on = date(2018, 9, 1)
    assert len(await _invite(office)) == 2
    with pytest.raises(NoSuchPerson):
        await _invite(office, "Пономарева Ольга Ивановна")
    actor, now = await office.actor("Мостовая"), at("2018-10-10 12:00")
    with pytest.raises(Denied):
        async with both.write() as session:
            await inviting.invite(session, actor, olga, "vekha_bot", now)
    async with both.write() as session:
        await inviting.invite_all(session, actor, "vekha_bot", now)
    async with both.read() as session:
        asked = select(InvitationRow).where(InvitationRow.person_id == olga)
        assert (await session.exec(asked)).all() == []


@pytest.mark.parametrize(("name", "found"), [("Никто Н.Н.", 0), ("Пономарева", 2)])
async def test_whom_to_invite_must_be_plain(database: Database, name: str, found: int) -> None:
    office = await Office.open(database, OLGA, "Пономарева Анна Львовна;;;;;;")
    with pytest.raises(NoSuchPerson) as refusal:
        await _invite(office, name)
    assert len(refusal.value.found) == found


async def test_who_had_blocked_the_bot_is_reachable_again_by_writing(both: Database) -> None:
    office = await Office.open(both, OLGA)
    olga = await office.bind("Пономарева", 101)
    async with both.write() as session:
        account = (await session.exec(select(AccountRow))).one()
        account.state, account.fault = AccountState.REFUSES, "blocked"
    async with both.write() as session:
        await invitations.alive_again(session, 101, 101)
    async with both.read() as session:
        reach = await people_queries.reach(session, office.tenant.id, [olga])
        assert reach[olga].telegram == "101"


async def test_revoked_a_link_opens_nothing(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    async with both.write() as session:
        assert await invitations.revoke(session, office.tenant.id, "Пономарева О.И.", NOW) == 1
        assert await invitations.revoke(session, office.tenant.id, "Пономарева О.И.", NOW) == 0
    with pytest.raises(BadInvitation):
        await _open(both, link.token, 101)


async def test_a_letter_with_a_link_is_wiped_once_the_link_is_spent(both: Database) -> None:
    office = await Office.open(both, OLGA, IRINA)
    links = [(await _invite(office, name))[0] for name in ("Пономарева О.И.", "Осотова И.В.")]
    for link in links:
        async with both.write() as session:
            to = (link.person_id, link.name, link.email)
            url = f"https://t.me/vekha_bot?start={link.token}"
            await invitation_letters.write(session, office.tenant, link.id, to, url, NOW)
    letters = await office.notices()
    assert [n.address for n in letters] == ["olga@town.example", "irina@town.example"]
    assert links[0].token in plain(letters[0])
    await office.sent(letters[0], "<1@x>")
    await _press(both, await _open(both, links[0].token, 101), 101)
    async with both.write() as session:
        await invitations.revoke(session, office.tenant.id, "Осотова И.В.", NOW)
    used, revoked = (await office.notices())[:2]
    assert (used.state, revoked.state) == (NoticeState.SENT, NoticeState.WITHDRAWN)
    for notice, link in zip((used, revoked), links, strict=True):
        assert link.token not in str(notice.message)


async def test_of_a_link_that_has_gone_out_no_copy_is_kept(both: Database) -> None:
    office = await Office.open(both, OLGA)
    (link,) = await _invite(office, "Пономарева О.И.")
    async with both.write() as session:
        to = (link.person_id, link.name, link.email)
        url = f"https://t.me/vekha_bot?start={link.token}"
        await invitation_letters.write(session, office.tenant, link.id, to, url, NOW)
    turn = await delivery.turn(both, Channel.EMAIL, 1, (), free=5, now=NOW)
    (letter,) = turn.claimed
    assert link.token in letter.envelope.message.text
    later = Attempt(letter, TryLater("busy"))
    await delivery.turn(both, Channel.EMAIL, 1, [later], free=0, now=NOW)
    assert link.token in str((await office.notices())[0].message)
    turn = await delivery.turn(both, Channel.EMAIL, 1, (), free=5, now=NOW + timedelta(days=1))
    gone = [Attempt(one, Delivered("<1@x>")) for one in turn.claimed]
    await delivery.turn(both, Channel.EMAIL, 1, gone, free=0, now=NOW + timedelta(days=1))
    (kept,) = await office.notices()
    assert kept.state is NoticeState.SENT
    assert link.token not in str(kept.message)

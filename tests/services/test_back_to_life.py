"""A mailbox whose letters came back is alive again: by a letter from it, or when letters stay."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from channels.message import Channel, Delivered
from services import delivery, unreachable
from services.delivery import Attempt
from storage.database import Database
from storage.tables import NoticeKind, OrganizationRow, PersonRow
from tests.services.office import FIRST, OLGA, VERA, Office, at, row
from tests.services.postbox import Postbox, letter
from tests.services.test_letters_in import _bounce


async def _bounced(database: Database, folder: Path) -> Postbox:
    """The reminder of Wednesday the 10th came back as undeliverable at noon."""
    office = await Office.open(database, OLGA + "почта", VERA)
    await office.bind("Мостовая", 301)
    await office.launch(row("до 15 октября 2018"), row("до 24 октября 2018"))
    await office.plan("2018-10-10 09:00")
    post = Postbox(office, folder)
    await post.reminder()
    (sent,) = await office.notices(NoticeKind.REMINDER)
    await post.take(_bounce("olga@town.example", "5.1.1", sent.external_id or ""))
    assert await _fault(database)
    return post


async def _fault(database: Database) -> tuple[str, bool] | None:
    """Why the mailbox is out of use and whether it was told of; None where it works."""
    async with database.read() as session:
        statement = select(PersonRow).where(PersonRow.email == "olga@town.example")
        person = (await session.exec(statement)).one()
    told = person.unreachable_told_at is not None
    return (person.email_fault, told) if person.email_fault or told else None


async def test_who_writes_from_the_mailbox_can_be_written_to(
    both: Database, tmp_path: Path
) -> None:
    post = await _bounced(both, tmp_path)
    reminder = await post.reminder()
    await post.take(letter("1 в работе", to=reminder, sender="Olga@town.example"))
    assert await _fault(both) is None


async def test_a_forged_letter_and_one_from_elsewhere_revive_nothing(
    both: Database, tmp_path: Path
) -> None:
    post = await _bounced(both, tmp_path)
    reminder = await post.reminder()
    await post.take(letter("1 в работе", to=reminder, sender="other@town.example"))
    await post.take(letter("1 в работе"))
    assert await _fault(both)


async def test_what_stayed_for_days_proves_that_the_mailbox_works(
    both: Database, tmp_path: Path
) -> None:
    office = (await _bounced(both, tmp_path)).office
    await office.plan("2018-10-17 12:30")  # after a week it is tried once more
    turn = await delivery.turn(both, Channel.EMAIL, 1, (), free=9, now=at("2018-10-17 12:31"))
    assert [one.envelope.address for one in turn.claimed] == ["olga@town.example"]
    went = [Attempt(one, Delivered("<2@town>")) for one in turn.claimed]
    await delivery.turn(both, Channel.EMAIL, 1, went, free=0, now=at("2018-10-17 12:31"))
    assert await unreachable.revive(both, at("2018-10-18 12:00")) == 0  # it may come back yet
    assert await unreachable.revive(both, at("2018-10-22 12:32")) == 1
    assert await _fault(both) is None


async def test_a_schools_mailbox_is_alive_when_somebody_writes_from_it(
    both: Database, tmp_path: Path
) -> None:
    office = await Office.open(both, FIRST, VERA)
    async with both.write() as session:
        number = await office.organization("МОУ «СОШ № 1»")
        school = await session.get_one(OrganizationRow, number)
        school.email = "school@town.example"
    await office.launch(row("до 15 октября 2018", "ОО"))
    (reminder,) = await office.plan("2018-10-10 14:00")
    post = Postbox(office, tmp_path)
    async with both.write() as session:
        school = await session.get_one(OrganizationRow, number)
        school.email_fault, school.email_refused_at = "returned: 5.1.1", at("2018-10-10 15:00")
    await post.take(letter("1 в работе", to=reminder, sender="school@town.example"))
    async with both.read() as session:
        assert (await session.get_one(OrganizationRow, number)).email_fault == ""

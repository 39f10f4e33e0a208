"""A group becomes a supergroup: the service message moves every row that holds its id."""

from __future__ import annotations

from sqlmodel import select

from channels.message import Channel, Message
from storage import outbox
from storage.database import Database
from storage.tables import AccountRow, ConversationRow, NoticeKind, NoticeRow
from tests.handlers.desk import Desk, message
from tests.services.office import OLGA, Office, at

OLD, NEW = -4001, -1004001
NOW = at("2018-10-10 09:00")


async def test_everything_of_the_group_follows_it_once(database: Database) -> None:
    office = await Office.open(database, OLGA)
    await office.bind("Пономарева", OLD)
    async with database.write() as session:
        session.add(ConversationRow(address=str(OLD), step="x", data={"n": 1}, changed_at=NOW))
        for address in (str(OLD), "77"):
            await outbox.add(
                session,
                NoticeRow(
                    channel=Channel.TELEGRAM,
                    address=address,
                    kind=NoticeKind.ANSWER,
                    dedup_key=address,
                    message=Message(address).to_data(),
                    not_before=NOW,
                    created_at=NOW,
                ),
            )
    desk = Desk(database)
    told = message(OLD, chat_type="group", migrate_to_chat_id=NEW)
    await desk.take(told)
    await desk.take(message(OLD, chat_type="group", migrate_to_chat_id=NEW))  # told once more
    assert [n.address for n in await desk.notices()] == [str(NEW), "77"]
    async with database.read() as session:
        assert (await session.exec(select(AccountRow.chat_id))).all() == [NEW]
        (begun,) = (await session.exec(select(ConversationRow))).all()
    assert (begun.address, begun.data) == (str(NEW), {"n": 1})

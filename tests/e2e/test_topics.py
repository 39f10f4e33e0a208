"""Topics of groups through the real process: a group that moved, one that is closed to the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from channels.message import Channel, Message
from sandbox.server import Sandbox
from storage import outbox
from storage.database import Database
from storage.opening import open_database
from storage.tables import NoticeKind, NoticeRow, NoticeState
from tests.e2e.driving import Vekha, World

BEGINS = "2018-10-10T09:00:00+03:00"
PERSON = 1001
KICKED = "Forbidden: bot was kicked from the supergroup chat"
MOVED, NEW, CLOSED = "-4001/17", "-1004001/17", "-1005001/3"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The database of the installation, which does not run yet."""
    (tmp_path / "data").mkdir(exist_ok=True)
    opened = await open_database(f"sqlite:///{tmp_path / 'data' / 'vekha.sqlite3'}")
    yield opened
    await opened.close()


async def _put(database: Database, far_ends: Sandbox, *addresses: str) -> None:
    now = far_ends.world.clock.now
    async with database.write() as session:
        for n, address in enumerate(addresses):
            notice = NoticeRow(
                channel=Channel.TELEGRAM,
                address=address,
                kind=NoticeKind.GROUP,
                dedup_key=f"{n}:{address}",
                message=Message(f"to {address}").to_data(),
                not_before=now,
                created_at=now,
            )
            assert await outbox.add(session, notice)


async def test_topics_that_refuse_or_move_stop_nobody(
    vekha: Vekha, people: World, far_ends: Sandbox, database: Database
) -> None:
    await people.post("bots", token=vekha.env["VEKHA_BOT_TOKEN"], name="bot")
    await people.person(PERSON, "Maria")
    await people.post("say", user=PERSON, text="/start")
    await _put(database, far_ends, MOVED, CLOSED, MOVED, CLOSED, str(PERSON), str(PERSON))
    about = {"method": "sendMessage", "times": 1}
    await people.post("fail", how="migrate", chat=-4001, migrate_to=-1004001, **about)
    for chat, times in ((-1005001, 2), (-1004001, 2)):  # which is gone as well, when it is tried
        more = about | {"times": times, "description": KICKED}
        await people.post("fail", how="403", chat=chat, **more)
    await vekha.start()
    await people.settle()
    await people.post("clock", by=30)
    async with database.read() as session:
        kind = NoticeRow.kind == NoticeKind.GROUP
        rows = list(await session.exec(select(NoticeRow).where(kind).order_by(col(NoticeRow.id))))
    refused = [(row.address, row.last_error) for row in rows if row.state is NoticeState.FAILED]
    assert [address for address, _ in refused] == [NEW, CLOSED, NEW, CLOSED]
    assert all("kicked" in error for _, error in refused)
    assert [row.state for row in rows[4:]] == [NoticeState.SENT] * 2
    assert "courier.books_failed" not in vekha.log()
    assert "Traceback" not in vekha.log()

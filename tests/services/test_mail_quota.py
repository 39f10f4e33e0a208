"""So many letters in any 24 hours: the most urgent first, the rest when there is room again."""

from __future__ import annotations

from datetime import timedelta

from channels.message import Channel, Delivered, Message
from services import delivery
from services.delivery import Attempt, Turn
from storage import outbox
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow, Urgency
from tests.services.office import at

NOW = at("2018-10-10 09:00")
DAY = timedelta(days=1)
PER_DAY = 20


async def write(database: Database, count: int, urgency: Urgency, key: str) -> None:
    async with database.write() as session:
        for number in range(count):
            await outbox.add(
                session,
                NoticeRow(
                    channel=Channel.EMAIL,
                    address=f"{key}{number}@town.example",
                    kind=NoticeKind.REMINDER,
                    urgency=urgency,
                    dedup_key=f"{key}{number}",
                    message=Message(key).to_data(),
                    not_before=NOW,
                    created_at=NOW,
                ),
            )


async def post(database: Database, now: object) -> tuple[list[str], Turn]:
    """Everything that may go, four at a time; whom it went to, and how the last turn ended."""
    went: list[str] = []
    done: list[Attempt] = []
    while True:
        turn = await delivery.turn(
            database,
            Channel.EMAIL,
            1,
            done,
            free=4,
            now=now,  # type: ignore[arg-type]
            per_day=PER_DAY,
        )
        if not turn.claimed:
            return went, turn
        went += [one.envelope.address for one in turn.claimed]
        done = [Attempt(one, Delivered("<1@town>")) for one in turn.claimed]


async def test_over_the_limit_the_rest_goes_a_day_later(both: Database) -> None:
    await write(both, 30, Urgency.MASS, "mass")
    went, last = await post(both, NOW)
    assert len(went) == PER_DAY - PER_DAY // 10
    assert (last.kept_back, last.next_at) == (12, NOW + DAY)
    await write(both, 5, Urgency.ALERT, "alert")
    went, last = await post(both, NOW + timedelta(hours=1))
    assert went == ["alert0@town.example", "alert1@town.example"]  # what was kept for them
    assert last.kept_back == 15
    assert (await post(both, NOW + DAY - timedelta(seconds=1)))[0] == []
    went, last = await post(both, NOW + DAY)
    assert [w[:5] for w in went[:3]] == ["alert"] * 3
    assert len(went) == 3 + 12
    assert last.kept_back == 0


async def test_under_the_limit_nothing_is_kept_back(both: Database) -> None:
    await write(both, 10, Urgency.MASS, "mass")
    went, last = await post(both, NOW)
    assert (len(went), last.kept_back) == (10, 0)

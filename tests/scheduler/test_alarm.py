"""Operators hear of what they alone can mend, once, while the lane goes on."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from channels.message import Channel, ChannelDown, Envelope, Message, Outcome
from roadmap.installation import Stopped
from scheduler.alarm import Alarm
from scheduler.courier import DOWN_PAUSE, Lane
from scheduler.pace import Pace
from services import operator_alerts
from storage.database import Database
from storage.tables import NoticeRow, NoticeState
from tests.scheduler.road import NOW, Road

OPERATORS = frozenset({11, 12})


class Post(Road):
    """The lane of letters, with somebody to tell of trouble."""

    per_day: int | None = None

    def _lane(self) -> Lane:
        self.alarm = Alarm(self.database, self.clock, OPERATORS)
        return Lane(
            self.database,
            Channel.EMAIL,
            self.carrier,
            1,
            self.clock,
            slots=1,
            pace=Pace(None, timedelta(0)),
            per_day=self.per_day,
            alarm=self.alarm.ring,
        )

    async def told(self) -> list[tuple[str, str]]:
        """(operator, first line) of what operators were told, in order."""
        async with self.database.read() as session:
            rows = await session.exec(
                select(NoticeRow)
                .where(NoticeRow.channel == Channel.TELEGRAM)
                .order_by(col(NoticeRow.id))
            )
            return [(n.address, Message.from_data(n.message).plain.split("\n")[0]) for n in rows]


class FullPost(Post):
    """The same with so many letters a day."""

    per_day = 2


async def test_a_wrong_password_is_told_once_and_so_is_its_end(database: Database) -> None:
    post = Post(database)
    post.carrier.outcomes["a@town.example"] = [ChannelDown("535 authentication failed")] * 3
    await post.put("a@town.example", "b@town.example", channel=Channel.EMAIL)
    async with post.running():
        await post.move(2 * DOWN_PAUSE.total_seconds())
        assert await post.told() == [
            ("11", "Письма: отправка остановлена"),
            ("12", "Письма: отправка остановлена"),
        ]
        await post.move(3 * DOWN_PAUSE.total_seconds())
    assert [text for _, text in (await post.told())[2:]] == ["Письма: отправка возобновлена"] * 2


async def test_that_a_day_is_full_is_told_with_when_the_rest_goes(database: Database) -> None:
    post = FullPost(database)
    await post.put(*(f"{n}@town.example" for n in range(4)), channel=Channel.EMAIL)
    async with post.running():
        await post.move(3600)
    assert len(await post.told()) == len(OPERATORS)
    async with database.read() as session:
        rows = await session.exec(select(NoticeRow).where(NoticeRow.address == "11"))
        text = Message.from_data(rows.one().message).plain
    assert "VEKHA_SMTP_PER_DAY" in text
    assert "2 письма ждут" in text
    assert "11 октября в 09:00" in text


async def test_what_breaks_its_carrier_is_shown_when_it_is_given_up(database: Database) -> None:
    post = Post(database)
    usual = post.carrier.deliver

    async def breaks(envelope: Envelope) -> Outcome:
        if envelope.address.startswith("poison"):
            raise RuntimeError(envelope.address)
        return await usual(envelope)

    post.carrier.deliver = breaks  # type: ignore[method-assign]
    (number,) = await post.put("poison@town.example", channel=Channel.EMAIL)
    await post.put("b@town.example", channel=Channel.EMAIL)
    async with post.running():
        await post.move(86_400)
    states = dict(zip(("poison", "b"), await post.states(), strict=False))
    assert states == {"poison": NoticeState.FAILED, "b": NoticeState.SENT}
    assert [text for _, text in await post.told()] == [
        f"Уведомление № {number} отправить не удаётся, попыток больше не будет"
    ] * 2


async def test_that_telegram_is_out_is_not_told_by_telegram(database: Database) -> None:
    async with database.write() as session:
        told = await operator_alerts.tell(session, OPERATORS, Stopped("telegram", "401"), NOW)
    assert told == 0

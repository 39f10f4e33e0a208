"""A machine asleep over the weekend, a messenger out of reach for a day: one message, not two."""

from __future__ import annotations

from datetime import timedelta

from channels.message import Channel, Delivered, Outcome, TryLater
from services import delivery
from services.delivery import Attempt
from storage.database import Database
from storage.tables import NoticeKind, NoticeState
from tests.services.office import OLGA, Office, at, plain, row, said

TWENTY = [row(f"До {day} октября 2018") for day in (15, 16, 17, 18) for _ in range(5)]


async def test_after_a_weekend_asleep_there_is_one_message_on_monday(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(*TWENTY)
    await office.plan("2018-10-09 18:30")  # Tuesday evening, then nothing till Monday
    assert await office.notices() == []
    (one,) = await office.plan("2018-10-15 09:30")
    assert len(await office.items(one)) == len(TWENTY)
    assert "Ждут вашей отметки 20 мероприятий" in plain(one)
    assert "Ещё 12" in [b.label for line in said(one).buttons for b in line]
    assert await office.plan("2018-10-15 09:31") == []


async def _attempt(office: Office, when: str, outcome: Outcome) -> int:
    """The courier tries whatever may go; how many it tried."""
    now = at(when)
    turn = await delivery.turn(office.database, Channel.TELEGRAM, 1, (), free=10, now=now)
    done = [Attempt(claimed, outcome) for claimed in turn.claimed]
    await delivery.turn(office.database, Channel.TELEGRAM, 1, done, free=0, now=now)
    return len(done)


async def test_a_messenger_out_for_a_day_says_it_once_and_as_of_the_day_it_is_said(
    both: Database,
) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("До 15 октября 2018"))
    await office.plan("2018-10-10 09:00")
    tries = 0
    now = at("2018-10-10 09:00")
    while now < at("2018-10-11 09:00"):
        local = f"{now.astimezone(office.tenant.zone):%Y-%m-%d %H:%M}"
        tries += await _attempt(office, local, TryLater("Bad Gateway"))
        await office.plan(local)
        now += timedelta(minutes=30)
    assert tries > 15  # it was tried all the working day
    await office.plan("2018-10-11 09:00")
    await _attempt(office, "2018-10-11 09:01", Delivered("7"))
    states = [n.state for n in await office.notices(NoticeKind.REMINDER)]
    assert states == [NoticeState.EXPIRED, NoticeState.SENT]
    last = (await office.notices(NoticeKind.REMINDER))[-1]
    assert "осталось 4 дня" in plain(last)
    assert await office.plan("2018-10-11 10:00") == []

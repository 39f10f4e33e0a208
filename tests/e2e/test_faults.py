"""Far ends that fail, a clock that jumps, a stop under load: through the real process."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlmodel import select

from sandbox.server import Sandbox
from storage.tables import NoticeRow, NoticeState
from tests.e2e.driving import Vekha, World, world
from tests.e2e.loaded import NOW, PEOPLE, Load, open_chats

OFFICE, DEAD = "office@town.example", "dead@town.example"
OPERATOR = 900  # nobody of the town


@pytest.fixture
async def far_ends() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=NOW)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    async with world(far_ends) as opened:
        yield opened


@pytest.fixture
async def load(tmp_path: Path, far_ends: Sandbox) -> AsyncIterator[Load]:
    made = await Load.make(tmp_path / "data" / "vekha.sqlite3", 4, lambda: far_ends.world.clock.now)
    yield made
    await made.database.close()


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, people: World) -> AsyncIterator[Vekha]:
    installation = Vekha(tmp_path, far_ends)
    await open_chats(people, installation.env["VEKHA_BOT_TOKEN"])
    yield installation
    await installation.stop()


async def _texts(people: World) -> Counter[str]:
    chats = [await people.from_bot(1000 + person) for person in range(1, PEOPLE + 1)]
    return Counter(m["text"] for chat in chats for m in chat)


async def _repeats(people: World, load: Load) -> int:
    """How many messages came once more; fails if one is missing."""
    texts = await _texts(people)
    assert load.notices - texts.keys() == set()
    return sum(texts[key] - 1 for key in load.notices)


async def _forward(people: World, **by: float) -> None:
    await people.post("clock", by=timedelta(**by).total_seconds())


async def _notices(load: Load) -> list[NoticeRow]:
    async with load.database.read() as session:
        return list(await session.exec(select(NoticeRow)))


def _events(vekha: Vekha, name: str) -> list[str]:
    """The lines of the log about one event."""
    lines = [json.loads(line) for line in vekha.log().splitlines()]
    return [line.get("channel", "") for line in lines if line["event"] == name]


async def test_telegram_that_fails_loses_nothing(vekha: Vekha, people: World, load: Load) -> None:
    await vekha.start()
    await people.settle()
    for how, times in (("500", 20), ("502", 5), ("drop", 5), ("lost", 3)):
        await people.post("fail", how=how, method="sendMessage", times=times)
    await load.more(0)
    await _forward(people, minutes=20)
    assert await _repeats(people, load) <= 3  # those whose answer was lost

    await people.post("fail", how="403", method="sendMessage", chat=1001, times=1)
    await people.post("fail", how="502", method="sendMessage", times=50_000)
    await load.more(1)
    await _forward(people, minutes=10)
    await people.post("fail", how="none")
    await _forward(people, hours=1)
    texts = await _texts(people)
    missing = load.notices - texts.keys()
    assert all(".1." in key for key in missing), missing  # the refused one and no other chat's
    assert len(missing) <= 1


async def test_retry_after_stops_the_lane_exactly_so_long(
    vekha: Vekha, people: World, load: Load
) -> None:
    await vekha.start()
    await people.settle()
    before = (await people.get("calls"))["last"]
    await people.post("fail", how="429", method="sendMessage", times=1, retry_after=37)
    await load.more(0)
    await _forward(people, minutes=5)
    calls = [
        (datetime.fromisoformat(c["at"]), c["code"])
        for c in (await people.get("calls", since=before))["calls"]
        if c["method"] == "sendmessage"
    ]
    ((refused_at, _),) = [call for call in calls if call[1] == 429]
    later = [at for at, _ in calls if at > refused_at]
    assert timedelta(seconds=37) <= min(later) - refused_at <= timedelta(seconds=38)
    assert await _repeats(people, load) == 0
    assert {notice.attempts for notice in await _notices(load)} == {1}  # not counted as a failure


async def test_mail_that_fails_loses_nothing(
    vekha: Vekha, people: World, load: Load, far_ends: Sandbox
) -> None:
    vekha.env["VEKHA_SMTP_URL"] = far_ends.smtp_url.replace("//", "//clerk:secret@")
    vekha.env["VEKHA_OPERATORS"] = str(OPERATOR)
    await people.person(OPERATOR, "Operator")
    await people.post("say", user=OPERATOR, text="/start")
    await vekha.start()
    await people.settle()
    greeted = len(await people.from_bot(OPERATOR))
    await people.post("mail/fail", how="login", times=3)
    await load.more(0)
    await _forward(people, minutes=10)
    assert _events(vekha, "channel.down") == ["email"]  # told once, however often tried
    assert _events(vekha, "channel.up") == ["email"]
    told = [m["text"].split("\n")[0] for m in (await people.from_bot(OPERATOR))[greeted:]]
    assert told == ["Письма: отправка остановлена", "Письма: отправка возобновлена"]
    for how, more in (("drop", {}), ("451", {}), ("452", {"where": "data"}), ("421", {})):
        await people.post("mail/fail", how=how, times=3, **more)
    await people.post("mail/fail", how="550", to=DEAD, times=100)
    await load.letter_to(DEAD, "nobody")
    await load.letter_to("not an address", "nowhere")
    await load.more(1)
    await _forward(people, hours=1)
    assert Counter(x["subject"] for x in await people.letters(OFFICE)) == Counter(load.letters)
    fates = {n.address: n.state for n in await _notices(load) if n.channel == "email"}
    assert fates == {
        OFFICE: NoticeState.SENT,
        DEAD: NoticeState.FAILED,
        "not an address": NoticeState.FAILED,
    }


async def test_a_clock_that_jumps_repeats_and_loses_nothing(
    vekha: Vekha, people: World, load: Load
) -> None:
    await vekha.start()
    await load.more(0)
    await people.settle()
    await people.post("clock", to=(load.now() - timedelta(hours=1)).isoformat(), force=True)
    await load.more(1)
    await _forward(people, minutes=2)
    assert await _repeats(people, load) == 0
    await _forward(people, days=1)
    await load.more(2)
    await _forward(people, minutes=2)
    assert await _repeats(people, load) == 0


async def test_a_stop_under_load_finishes_what_is_on_its_way(
    vekha: Vekha, people: World, load: Load
) -> None:
    vekha.env |= {"VEKHA_CLOCK": NOW.isoformat(), "VEKHA_TELEGRAM_LIMITS": "false"}
    await people.post("limits", on=False)
    for number in range(4):
        await load.more(number)
    await vekha.start()
    await asyncio.sleep(0.5)
    began = monotonic()
    assert await vekha.stop() == 0
    assert monotonic() - began < 10
    states = Counter(n.state for n in await _notices(load) if n.channel == "telegram")
    assert states.keys() <= {NoticeState.SENT, NoticeState.PLANNED}
    assert (await _texts(people)).total() == states[NoticeState.SENT]

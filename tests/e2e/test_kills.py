"""The real process, killed at random moments under load: nothing lost, little repeated."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.build import MAIL_SLOTS, TELEGRAM_SLOTS
from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world
from tests.e2e.loaded import NOW, PEOPLE, Load, open_chats, stored_files

KILLS = 10  # VEKHA_KILLS for more
LONGEST_LIFE = 0.7  # seconds between "started" and the kill
ALL = range(1, PEOPLE + 1)


@pytest.fixture
async def far_ends() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=NOW, limits=False)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    async with world(far_ends) as opened:
        yield opened


async def _live_and_die(vekha: Vekha, load: Load, people: World, number: int, life: float) -> None:
    vekha.env["VEKHA_CLOCK"] = load.now().isoformat()
    await load.more(number)
    await vekha.start()
    # people do not know that nobody listens: they go on while it is dead
    acting = asyncio.create_task(load.people_act(people, ALL[number % 3 :: 3]))
    await asyncio.sleep(life)
    assert await vekha.stop(signal.SIGKILL) == -signal.SIGKILL
    load.acting.append(acting)


async def _messages(people: World) -> list[str]:
    return [m["text"] for person in ALL for m in await people.from_bot(1000 + person)]


async def _rounds(kills: int, url: str, tmp_path: Path, far_ends: Sandbox, people: World) -> None:
    vekha = Vekha(tmp_path, far_ends, VEKHA_TELEGRAM_LIMITS="false", VEKHA_DATABASE_URL=url)
    load = await Load.make(url, kills)
    await open_chats(people, vekha.env["VEKHA_BOT_TOKEN"])
    chance = random.Random()
    for number in range(kills):
        await _live_and_die(vekha, load, people, number, chance.uniform(0, LONGEST_LIFE))
    vekha.env["VEKHA_CLOCK"] = load.now().isoformat()
    await vekha.start()
    await asyncio.gather(*load.acting)
    await load.people_act(people, ALL)
    await load.heard()
    await load.drained()
    assert await load.still_asking(people) == []  # each was edited, whatever died meanwhile
    assert await vekha.stop() == 0
    texts = await _messages(people)
    subjects = [letter["subject"] for letter in await people.letters("office@town.example")]
    found = await load.recorded()
    await load.database.close()

    assert load.notices - set(texts) - load.seen == set()
    assert found.sent_messages <= len(texts) <= found.sent_messages + kills * TELEGRAM_SLOTS
    assert load.letters == set(subjects)
    assert len(subjects) <= len(load.letters) + kills * MAIL_SLOTS
    assert found.reports == Counter(dict.fromkeys(load.pressed.values(), 1))
    assert found.files == Counter(dict.fromkeys(load.sent_files, 1))
    assert found.fates == {"done"}
    assert stored_files(tmp_path / "data" / "files") == {name: name for name in load.sent_files}
    print(
        f"{kills} kills: {len(texts)} messages, {len(texts) - found.sent_messages} repeated; "
        f"{len(subjects)} letters, {len(subjects) - len(load.letters)} repeated; "
        f"{len(load.pressed)} presses, {len(load.sent_files)} files"
    )


async def test_ten_kills_lose_nothing(
    either_url: str, tmp_path: Path, far_ends: Sandbox, people: World
) -> None:
    await _rounds(KILLS, either_url, tmp_path, far_ends, people)


@pytest.mark.long
@pytest.mark.skipif("VEKHA_KILLS" not in os.environ, reason="VEKHA_KILLS says how many")
async def test_many_kills_lose_nothing(
    either_url: str, tmp_path: Path, far_ends: Sandbox, people: World
) -> None:
    await _rounds(int(os.environ["VEKHA_KILLS"]), either_url, tmp_path, far_ends, people)

"""A disk without room and a database server that is away: the real process waits and goes on."""

from __future__ import annotations

import asyncio
import os
import resource
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.build import TELEGRAM_SLOTS
from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world
from tests.e2e.loaded import NOW, PEOPLE, Load, open_chats
from tests.postgres import NoPostgres, Postgres

GONE_SECONDS = float(os.environ.get("VEKHA_GONE_SECONDS", "4"))  # 30 for longer
ALL = range(1, PEOPLE + 1)
ROOM = 100_000  # bytes beside the log, which grows too


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


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """A server that nobody else needs."""
    try:
        server = Postgres()
    except NoPostgres:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing: install its server package")
        pytest.skip("no PostgreSQL binaries here")
    server.start()
    yield server
    server.stop()


async def _office(folder: Path, far_ends: Sandbox, people: World, url: str) -> tuple[Vekha, Load]:
    more = {"VEKHA_DATABASE_URL": url, "VEKHA_CLOCK": NOW.isoformat()}
    vekha = Vekha(folder, far_ends, VEKHA_TELEGRAM_LIMITS="false", **more)
    await open_chats(people, vekha.env["VEKHA_BOT_TOKEN"])
    return vekha, await Load.make(url, 2)


async def _trouble(vekha: Vekha) -> None:
    """Until the process has said that it cannot write."""
    async with asyncio.timeout(20):
        while "database.unavailable" not in vekha.log():
            await asyncio.sleep(0.05)


async def _all_went_well(vekha: Vekha, load: Load, people: World) -> None:
    """Nothing is lost, little repeated, every press counts once, and the log is calm."""
    await load.people_act(people, ALL)
    await load.heard()
    await load.drained()
    found = await load.recorded()
    await load.database.close()
    assert await vekha.stop() == 0
    texts = Counter([m["text"] for person in ALL for m in await people.from_bot(1000 + person)])
    assert load.notices - texts.keys() - load.seen == set()
    assert texts.total() <= found.sent_messages + TELEGRAM_SLOTS
    assert found.reports == Counter(dict.fromkeys(load.pressed.values(), 1))
    assert found.fates == {"done"}
    assert "Traceback" not in vekha.log()
    assert vekha.log().count('"database.unavailable"') <= 4  # not once for each notice
    assert "database.available" in vekha.log()


async def test_a_disk_that_is_full_for_a_while_loses_nothing(
    tmp_path: Path, sqlite_url: str, far_ends: Sandbox, people: World
) -> None:
    vekha, load = await _office(tmp_path, far_ends, people, sqlite_url)
    await load.more(0)
    await vekha.start()
    assert vekha.process is not None
    room = (tmp_path / "run.log").stat().st_size + ROOM
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(vekha.process.pid, resource.RLIMIT_FSIZE, (room, unlimited))
    acting = asyncio.create_task(load.people_act(people, ALL[::2]))
    await load.more(1)
    await _trouble(vekha)
    await asyncio.sleep(1)
    resource.prlimit(vekha.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
    await acting
    await _all_went_well(vekha, load, people)


async def test_a_database_server_that_is_away_is_waited_for(
    tmp_path: Path, own_server: Postgres, far_ends: Sandbox, people: World
) -> None:
    url = own_server.url(own_server.create())
    vekha, load = await _office(tmp_path, far_ends, people, url)
    await load.more(0)
    await vekha.start()
    await asyncio.sleep(0.3)
    own_server.halt()
    acting = asyncio.create_task(load.people_act(people, ALL[::2]))
    await _trouble(vekha)
    await asyncio.sleep(GONE_SECONDS)
    own_server.serve()
    await acting
    await _all_went_well(vekha, load, people)

"""Far ends that never answer, a locked database and a full disk: through the real process."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest

from sandbox.server import Sandbox
from storage.tables import NoticeState
from tests.e2e.driving import Vekha, World, world
from tests.e2e.loaded import NOW, PEOPLE, Load, open_chats
from tests.e2e.test_faults import _events, _notices

# beyond the ten seconds that SQLite itself waits; VEKHA_LOCK_SECONDS=30 for longer
ALL = range(1, PEOPLE + 1)
LOCK_SECONDS = float(os.environ.get("VEKHA_LOCK_SECONDS", "11"))


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
async def load(tmp_path: Path) -> AsyncIterator[Load]:
    made = await Load.make(tmp_path / "data" / "vekha.sqlite3", 2)
    yield made
    await made.database.close()


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, people: World) -> AsyncIterator[Vekha]:
    made = Vekha(tmp_path, far_ends, VEKHA_CLOCK=NOW.isoformat(), VEKHA_TELEGRAM_LIMITS="false")
    await open_chats(people, made.env["VEKHA_BOT_TOKEN"])
    await people.post("limits", on=False)
    yield made
    await made.stop()


async def test_a_stop_does_not_wait_for_a_telegram_that_hangs(
    vekha: Vekha, people: World, load: Load
) -> None:
    await people.post("fail", how="hang", method="sendMessage", times=1000)
    await load.more(0)
    await vekha.start()
    await asyncio.sleep(1)
    began = monotonic()
    assert await vekha.stop() == 0
    assert monotonic() - began < 15  # ten for what is in flight, the rest to leave
    states = Counter(n.state for n in await _notices(load) if n.channel == "telegram")
    assert states.keys() == {NoticeState.PLANNED}
    await people.post("fail", how="none")
    await vekha.start()
    await load.drained()
    texts = Counter([m["text"] for n in ALL for m in await people.from_bot(1000 + n)])
    assert load.notices - texts.keys() == set()


async def test_a_database_locked_by_another_is_waited_for(
    vekha: Vekha, people: World, load: Load
) -> None:
    await vekha.start()
    await load.more(0)
    await load.database.close()
    other = sqlite3.connect(str(load.database.url.database), isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(LOCK_SECONDS)
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(60):
        while any(n.state is not NoticeState.SENT for n in await _notices(load)):
            await asyncio.sleep(0.3)
    assert await vekha.stop() == 0
    assert "Traceback" not in vekha.log()
    assert len(_events(vekha, "database.unavailable")) <= 2


def test_a_file_that_may_not_grow_is_trouble_that_passes(sqlite_url: str) -> None:
    """RLIMIT_FSIZE, in a process of its own: what was told as kept is kept, then all goes on."""
    script = f"""
        import asyncio, resource, signal
        from pathlib import Path
        from storage.database import DATABASE_TROUBLE, Database
        from tests.storage.rows import a_town

        async def add(database, name, size=0):
            async with database.write() as session:
                await a_town(session, name + "x" * size)

        async def main():
            database = Database({sqlite_url!r})
            await add(database, "before")
            largest = max(p.stat().st_size for p in Path(database.url.database).parent.iterdir())
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 20_000, resource.RLIM_INFINITY))
            try:
                await add(database, "large", 3_000_000)
            except DATABASE_TROUBLE as error:
                print("trouble")
            infinity = resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_FSIZE, (infinity, infinity))
            await add(database, "after", 3_000_000)
            async with database.read() as session:
                from sqlmodel import select
                from storage.tables import MunicipalityRow
                print([n[:6] for n in await session.exec(select(MunicipalityRow.name))])
            await database.close()

        asyncio.run(main())
    """
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = done.stdout.strip().splitlines()
    assert "trouble" in lines, done.stderr
    assert sorted(eval(lines[-1])) == ["afterx", "before"]

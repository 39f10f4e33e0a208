"""Three processes on one PostgreSQL behind a webhook, killed in turn under load: nothing lost."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from bot.build import MAIL_SLOTS, TELEGRAM_SLOTS
from sandbox.server import Sandbox
from storage.roles import SCHEDULER, token_role
from storage.standing import Lock, number_of
from storage.tables import NoticeRow, NoticeState
from tests.e2e.driving import TOKEN, Vekha, World, world
from tests.e2e.loaded import NOW, PEOPLE, Load, open_chats, ticking
from tests.e2e.relay import Relay, relay
from tests.free_ports import free_port
from tests.postgres import Postgres

PROCESSES = 3
ROUNDS = 3
DUE = 900
TAKEN_OVER = 15.0
ALL = range(1, PEOPLE + 1)
TOKEN_ROLE = token_role(int(TOKEN.partition(":")[0]))
HOLDER = sa.text(
    "SELECT w.objid::bigint"
    " FROM pg_locks r JOIN pg_locks w USING (pid, locktype, database, granted)"
    " JOIN pg_database d ON d.oid = database AND d.datname = current_database()"
    " WHERE locktype = 'advisory' AND granted AND r.classid = :roles AND r.objid = :role"
    " AND w.classid = :workers"
)


class Office:
    """Three `vekha run` with a relay before them, and the load on them."""

    def __init__(self, folder: Path, url: str, far_ends: Sandbox, load: Load) -> None:
        self.load, self._now = load, ticking()
        self.ports = [free_port() for _ in range(PROCESSES)]
        self.public = free_port()
        self.all = [self._installed(folder / f"p{i}", url, far_ends, i) for i in range(PROCESSES)]

    def _installed(self, folder: Path, url: str, far_ends: Sandbox, number: int) -> Vekha:
        folder.mkdir()
        return Vekha(
            folder,
            far_ends,
            VEKHA_TELEGRAM_LIMITS="false",
            VEKHA_DATABASE_URL=url,
            VEKHA_DATA_DIR=str(folder.parent / "data"),
            VEKHA_WEBHOOK_URL=f"http://127.0.0.1:{self.public}/telegram",
            VEKHA_WEBHOOK_LISTEN=f"127.0.0.1:{self.ports[number]}",
        )

    async def start(self, *which: Vekha) -> None:
        """Start processes at the office's time; their clocks differ by how long they take to."""
        for vekha in which:
            vekha.env["VEKHA_CLOCK"] = self._now().isoformat()
        await asyncio.gather(*(vekha.start() for vekha in which))

    @property
    def living(self) -> list[Vekha]:
        """The processes that run."""
        return [v for v in self.all if v.process is not None and v.process.returncode is None]

    async def holder(self, role: str) -> Vekha | None:
        """Whose connection holds a role's lock."""
        async with self.load.database.read() as session:
            found = await session.execute(
                HOLDER,
                {
                    "role": number_of(role) % (1 << 32),
                    "roles": Lock.ROLE.value,
                    "workers": Lock.WORKER.value,
                },
            )
            worker = found.scalar()
        return next((vekha for vekha in self.living if _worker(vekha) == worker), None)

    async def taken(self, role: str) -> Vekha:
        """Wait until somebody living holds a role."""
        async with asyncio.timeout(TAKEN_OVER):
            while (holder := await self.holder(role)) is None:
                await asyncio.sleep(0.05)
        return holder

    async def sent(self) -> int:
        """How many messages are known to have arrived."""
        async with self.load.database.read() as session:
            statement = select(NoticeRow.id).where(
                col(NoticeRow.state) == NoticeState.SENT, col(NoticeRow.channel) == "telegram"
            )
            return len((await session.exec(statement)).all())


def _worker(vekha: Vekha) -> int:
    """The worker's id, as the process has logged it."""
    starts = [line for line in vekha.log().splitlines() if '"vekha.started"' in line]
    return int(json.loads(starts[-1])["worker"])


async def _kill(vekha: Vekha) -> None:
    assert await vekha.stop(signal.SIGKILL) == -signal.SIGKILL


async def _until(what: Callable[[], Awaitable[bool]]) -> float:
    """Seconds until something is so; fails when it takes longer than a take-over may."""
    began = monotonic()
    async with asyncio.timeout(TAKEN_OVER):
        while not await what():
            await asyncio.sleep(0.1)
    return monotonic() - began


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
async def office(tmp_path: Path, postgres_url: str, far_ends: Sandbox) -> AsyncIterator[Office]:
    load = await Load.make(postgres_url, ROUNDS, lambda: NOW, due=DUE)
    made = Office(tmp_path, postgres_url, far_ends, load)
    yield made
    for vekha in made.living:
        await vekha.stop(signal.SIGKILL)
    await load.database.close()


async def test_killed_in_turn_they_lose_nothing_and_plan_nothing_twice(
    office: Office, people: World, postgres: Postgres, postgres_url: str
) -> None:
    load = office.load
    await open_chats(people, office.all[0].env["VEKHA_BOT_TOKEN"])
    async with relay(office.public, office.ports) as door:
        await office.start(*office.all)
        await load.more(0, each=3)
        acting = [asyncio.create_task(load.people_act(people, ALL[0::3]))]

        leader = await office.taken(SCHEDULER)
        await load.fall_due()
        await _kill(leader)
        planned = await _until(lambda: _everybody(load))
        await office.taken(TOKEN_ROLE)

        await office.start(leader)
        await load.more(1, each=3)
        acting.append(asyncio.create_task(load.people_act(people, ALL[1::3])))
        courier = await office.taken(TOKEN_ROLE)
        await _kill(courier)
        before = await office.sent()
        carried = await _until(lambda: _more(office, before))

        await office.start(courier)
        await load.more(2, each=3)
        _cut(postgres, postgres_url)
        await asyncio.gather(*acting)
        await load.people_act(people, ALL)
        await load.drained()
        await office.taken(SCHEDULER)
        await office.taken(TOKEN_ROLE)
        assert [await vekha.stop() for vekha in office.living] == [0] * PROCESSES
        await _count(office, people, door, breaks=3)
    print(f"planned {planned:.1f} s, carried {carried:.1f} s after a kill; {dict(door.taken)}")


async def _everybody(load: Load) -> bool:
    return len(await load.planned()) == PEOPLE


async def _more(office: Office, than: int) -> bool:
    return await office.sent() > than


def _cut(postgres: Postgres, url: str) -> None:
    """The server ends every connection to the database, as a restart would."""
    name = url.partition("@/")[2].partition("?")[0]
    postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


async def _count(office: Office, people: World, door: Relay, breaks: int) -> None:
    """Everything once, but for what was in flight when something broke."""
    load, found = office.load, await office.load.recorded()
    texts = [m["text"] for person in ALL for m in await people.from_bot(1000 + person)]
    subjects = [letter["subject"] for letter in await people.letters("office@town.example")]
    assert load.notices - set(texts) - load.seen == set()
    assert found.sent_messages <= len(texts) <= found.sent_messages + breaks * TELEGRAM_SLOTS
    assert load.letters == set(subjects)
    assert len(subjects) <= len(load.letters) + breaks * MAIL_SLOTS
    assert await load.planned() == Counter(dict.fromkeys(ALL, 1))
    assert found.reports == Counter(dict.fromkeys(load.pressed.values(), 1))
    assert found.files == Counter(dict.fromkeys(load.sent_files, 1))
    assert found.fates == {"done"}
    assert all(door.taken[port] for port in office.ports)


async def test_on_sqlite_a_second_process_is_refused(tmp_path: Path, far_ends: Sandbox) -> None:
    vekha = Vekha(tmp_path, far_ends)
    await vekha.start()
    out, err, code = await vekha.try_command("run")
    assert await vekha.stop() == 0
    assert code == 1
    assert out == ""
    sentence = err.strip().splitlines()[-1]
    assert "PostgreSQL" in sentence
    assert "Traceback" not in err

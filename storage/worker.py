"""This process among those that work on one database: what it has claimed, and its roles."""

from __future__ import annotations

import fcntl
from collections.abc import Collection
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import outbox
from storage.database import DATABASE_TROUBLE, OUTBOX_CHANNEL, Database
from storage.roles import Chats, Role
from storage.standing import Lock, Standing, number_of
from storage.tables import NoticeRow, NoticeState, WorkerRow, table

log = structlog.get_logger()


class AlreadyRunning(Exception):
    """Another process runs on this SQLite database."""


class Worker:
    """A process's name among those that claim notices: what it claims is its own while it lives.

    On SQLite there is one worker, held by a file lock, and every role is its own. On PostgreSQL
    each holds an advisory lock on a standing connection, and the roles are divided among them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: TextIOWrapper | None = None
        self._roles: list[Role] = []
        self._seen_dead: frozenset[int] = frozenset()
        self.id = 0
        self.standing = None if database.is_sqlite else Standing(database.url)
        self.alive = Role("worker", held=database.is_sqlite)
        self.chats = Chats(self.standing) if self.standing is not None else None

    def role(self, name: str) -> Role:
        """A role to be held as soon as nobody else holds it."""
        role = Role(name, held=self.standing is None)
        self._roles.append(role)
        return role

    async def start(self, now: datetime) -> None:
        """Register, and free what dead workers had claimed.

        Raises `AlreadyRunning` (SQLite), `StandingLost` (PostgreSQL out of reach).
        """
        if self.standing is None:
            self._hold_file()
        async with self._database.write() as session:
            self.id = await outbox.start_worker(session, now)
            if self.standing is None:
                await outbox.free_claims(session, None)
        if self.standing is None:
            return
        self.standing.on_lost.append(self._lost)
        self.standing.listen(OUTBOX_CHANNEL, self._database.heard)
        await self._take(self.standing)
        async with self._database.write() as session:
            await _free(session, await self._dead(session))

    def _hold_file(self) -> None:
        path = Path(f"{self._database.url.database}.running")
        self._file = path.open("w", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise AlreadyRunning from error

    async def look(self) -> None:
        """To be called every few seconds on PostgreSQL: take what roles are free, free what the
        dead had claimed. Raises `StandingLost`; the next look connects anew."""
        if self.standing is None:
            return
        await self._take(self.standing)
        async with self._database.write() as session:
            dead = await self._dead(session)
            # only at the second look: a living one that lost its connection is back by then
            await _free(session, dead & self._seen_dead)
            self._seen_dead = dead

    async def _take(self, standing: Standing) -> None:
        if standing.is_open:
            await standing.check()
        else:
            await standing.open()
        if not self.alive.held:
            if not await standing.take(Lock.WORKER, self.id):
                return  # PostgreSQL has not noticed yet that our earlier connection is gone
            async with self._database.write() as session:
                await outbox.revive_worker(session, self.id)
            self.alive.begin()
        for role in self._roles:
            if not role.held and await standing.take(Lock.ROLE, number_of(role.name)):
                role.begin()
                log.info("role.taken", role=role.name, worker=self.id)

    def _lost(self) -> None:
        """Without the connection nothing is ours: another may have it already."""
        lost = [role for role in (self.alive, *self._roles) if role.held]
        for role in lost:
            role.end()
        log.warning("worker.disconnected", worker=self.id, roles=[role.name for role in lost])

    async def _dead(self, session: AsyncSession) -> frozenset[int]:
        """Workers that are said to run, or hold notices, but do not hold their lock."""
        notices, workers = table(NoticeRow), table(WorkerRow)
        others = await session.execute(
            sa.union(
                sa.select(notices.c.worker_id).where(
                    notices.c.state == NoticeState.SENDING, notices.c.worker_id != self.id
                ),
                sa.select(workers.c.id).where(
                    workers.c.stopped_at.is_(None), workers.c.id != self.id
                ),
            )
        )
        return frozenset([w for (w,) in others.all() if await _is_free(session, w)])

    async def stop(self) -> None:
        """Give the name and the roles back."""
        if self.id:
            await self._sign_off()
        if self.standing is not None:
            self.standing.on_lost.clear()
            await self.standing.close()
        for role in (self.alive, *self._roles):
            role.end()
        if self._file is not None:
            self._file.close()

    async def _sign_off(self) -> None:
        try:
            async with self._database.write() as session:
                await outbox.end_workers(session, [self.id])
        except DATABASE_TROUBLE:
            log.warning("worker.not_signed_off", worker=self.id, hint="others see that it is gone")


async def _is_free(session: AsyncSession, worker_id: int) -> bool:
    """Whether no process holds the worker's lock; it is held until the transaction ends."""
    statement = sa.select(sa.func.pg_try_advisory_xact_lock(int(Lock.WORKER), worker_id))
    return bool((await session.execute(statement)).scalar())


async def _free(session: AsyncSession, dead: Collection[int]) -> None:
    if dead:
        freed = await outbox.free_claims(session, dead)
        await outbox.end_workers(session, dead)
        log.info("claims.freed", workers=sorted(dead), notices=freed)

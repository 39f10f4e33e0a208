"""A running Vekha: what starts and stops together, and in which order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiogram import Bot

from bot.errors import SettingError
from bot.rounds import Rounds
from bot.sentences import say
from bot.settings import Settings
from bot.timekeeping import RemoteTime
from channels.message import Carrier
from handlers.commands import offer_all
from handlers.inbox import Inbox
from handlers.mail import MailReader
from handlers.polling import Poller
from handlers.webhook import WebhookOrder, WebhookServer
from scheduler.alarm import Alarm
from scheduler.courier import Lane
from scheduler.stepper import Stepper
from scheduler.timer import Timer
from services.clock import Clock
from storage.database import Database
from storage.roles import Role
from storage.worker import Worker

log = structlog.get_logger()


@dataclass(frozen=True)
class Roles:
    """What only one process does at a time."""

    scheduler: Role
    token: Role


@dataclass
class App:
    """A running Vekha. `stop` ends it gracefully."""

    settings: Settings
    database: Database
    clock: Clock
    worker: Worker
    roles: Roles
    carriers: list[Carrier]
    lanes: list[Lane]
    inbox: Inbox
    intake: Poller | WebhookOrder
    server: WebhookServer | None
    timer: Timer | Stepper
    keeper: RemoteTime | None
    bot: Bot
    alarm: Alarm
    mail: MailReader | None = None
    offering: asyncio.Task[None] | None = None
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    async def start(self) -> None:
        """Take up what was left, then run. Raises `SettingError`."""
        await self._listen()
        await self.inbox.recover()
        self.tasks = [asyncio.create_task(lane.run()) for lane in self.lanes]
        await self.timer.start()
        if self.worker.standing is not None:
            rounds = Rounds(self.worker, self.inbox, self.lanes)
            self.tasks.append(asyncio.create_task(rounds.run()))
            taken_over = self.roles.scheduler.while_held(self.timer.run_now)
            self.tasks.append(asyncio.create_task(taken_over))
        if self.mail is not None:
            reading = self.roles.scheduler.while_held(self.mail.run)
            self.tasks.append(asyncio.create_task(reading))
        self.tasks.append(asyncio.create_task(self.roles.token.while_held(self.intake.run)))
        self.offering = asyncio.create_task(offer_all(self.bot, self.database))
        log.info("vekha.started", worker=self.worker.id)

    async def _listen(self) -> None:
        if self.server is None:
            return
        try:
            await self.server.start()
        except OSError as error:
            words = say().gettext("nobody can listen there ({reason})")
            raise SettingError(
                "VEKHA_WEBHOOK_LISTEN", words.format(reason=error.strerror)
            ) from error

    async def wait(self) -> None:
        """Until a part of it ends, which it should not; its error is raised."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Finish what is in flight, leave the rest planned, close everything."""
        if self.tasks:
            self.tasks[-1].cancel()
        if self.server is not None:
            await self.server.stop()
        await self.timer.stop()
        await asyncio.gather(self.inbox.stop(), *(lane.stop() for lane in self.lanes))
        await self.alarm.stop()
        ending = [*self.tasks, *([self.offering] if self.offering is not None else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for carrier in self.carriers:
            await carrier.close()
        if self.keeper is not None:
            await self.keeper.close()
        await self.worker.stop()
        await self.database.close()
        log.info("vekha.stopped")

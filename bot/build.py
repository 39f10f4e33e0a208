"""Everything meets here: settings in, a running application out; tests swap clock and session."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from aiogram import Bot

from bot.clock import RealClock, SteppedClock
from bot.errors import RunError, SettingError
from bot.sentences import say
from bot.settings import Settings
from bot.timekeeping import RemoteTime
from channels.bot_api import make_bot
from channels.mail import MailCarrier, SmtpServer
from channels.message import Carrier, Channel
from channels.telegram import TelegramCarrier, TelegramFiles
from handlers.dispatching import make_dispatcher
from handlers.inbox import Inbox
from handlers.polling import Poller
from scheduler.courier import Lane
from scheduler.jobs import jobs
from scheduler.pace import Pace
from scheduler.stepper import Stepper
from scheduler.timer import Timer
from services.clock import Clock
from services.evidence import FileGone
from storage.database import Database
from storage.files import FileStore
from storage.opening import open_database
from storage.worker import AlreadyRunning, Worker

log = structlog.get_logger()

TELEGRAM_SLOTS = 30
MAIL_SLOTS = 4


@dataclass
class App:
    """A running Vekha. `stop` ends it gracefully."""

    settings: Settings
    database: Database
    clock: Clock
    worker: Worker
    carriers: list[Carrier]
    lanes: list[Lane]
    inbox: Inbox
    poller: Poller
    timer: Timer | Stepper
    keeper: RemoteTime | None
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    async def start(self) -> None:
        """Take up what was left, then run."""
        await self.inbox.recover()
        self.tasks = [asyncio.create_task(lane.run()) for lane in self.lanes]
        await self.timer.start()
        self.tasks.append(asyncio.create_task(self.poller.run()))
        log.info("vekha.started", worker=self.worker.id)

    async def wait(self) -> None:
        """Until a part of it ends, which it should not; its error is raised."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    async def stop(self) -> None:
        """Finish what is in flight, leave the rest planned, close everything."""
        if self.tasks:
            self.tasks[-1].cancel()
        await self.timer.stop()
        await asyncio.gather(self.inbox.stop(), *(lane.stop() for lane in self.lanes))
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for carrier in self.carriers:
            await carrier.close()
        if self.keeper is not None:
            await self.keeper.close()
        await self.worker.stop()
        await self.database.close()
        log.info("vekha.stopped")


async def build(
    settings: Settings, *, clock: Clock | None = None, telegram: Bot | None = None
) -> App:
    """Put the application together. Raises `SettingError`, `RunError`."""
    token = settings.bot_token.get_secret_value()
    if not token:
        raise SettingError(
            "VEKHA_BOT_TOKEN",
            say().gettext("put the token that @BotFather gave you into .env, see .env.example"),
        )
    _refuse_stepping_the_real_telegram(settings)
    keeper, clock = await _clock(settings, clock)
    database = await open_database(settings.database)
    worker = await _started_worker(database, clock, keeper)
    api = settings.telegram_api_url
    bot = telegram or make_bot(token, api_url=api, proxy=settings.telegram_proxy)
    inbox = Inbox(database, make_dispatcher(database, clock), bot, clock)
    ways = _ways(settings, bot, clock)
    lanes = [
        Lane(database, way.channel, way.carrier, worker.id, clock, slots=way.slots, pace=way.pace)
        for way in ways
    ]
    database.on_outbox += [lane.kick for lane in lanes]
    return App(
        settings,
        database,
        clock,
        worker,
        [way.carrier for way in ways],
        lanes,
        inbox,
        Poller(bot, database, inbox, clock),
        _timer(settings, database, bot, clock, keeper, lanes),
        keeper,
    )


@dataclass(frozen=True)
class _Way:
    """A channel with how many at once and how fast."""

    channel: Channel
    carrier: Carrier
    slots: int
    pace: Pace


def _ways(settings: Settings, bot: Bot, clock: Clock) -> list[_Way]:
    """Telegram, and email where a server is set."""
    pace = Pace() if settings.telegram_limits else Pace(None)
    ways = [_Way(Channel.TELEGRAM, TelegramCarrier(bot), TELEGRAM_SLOTS, pace)]
    if settings.smtp_url.get_secret_value():
        mail = mail_carrier(settings, clock)
        ways.append(_Way(Channel.EMAIL, mail, MAIL_SLOTS, Pace(None, timedelta(0))))
    return ways


def _timer(
    settings: Settings,
    database: Database,
    bot: Bot,
    clock: Clock,
    keeper: RemoteTime | None,
    lanes: list[Lane],
) -> Timer | Stepper:
    """What wakes the jobs: the machine's clock, or whoever owns a stepped one."""

    def kick_all() -> None:
        for lane in lanes:
            lane.kick()

    files = FileStore(settings.data_dir / "files")
    files.sweep()
    work = jobs(database, files, TelegramFiles(bot, FileGone))
    if keeper is not None and isinstance(clock, SteppedClock):
        return Stepper(work, clock, keeper, database, kick_all)
    return Timer(work, clock, kick_all)


async def _started_worker(database: Database, clock: Clock, keeper: RemoteTime | None) -> Worker:
    worker = Worker(database)
    try:
        await worker.start(clock.now())
    except AlreadyRunning as error:
        await database.close()
        if keeper is not None:
            await keeper.close()
        raise RunError(
            say().gettext(
                "Another “vekha run” works on this database; stop it first, or use PostgreSQL "
                "for several."
            )
        ) from error
    return worker


def _refuse_stepping_the_real_telegram(settings: Settings) -> None:
    if settings.clock and not settings.telegram_api_url:
        raise SettingError(
            "VEKHA_CLOCK",
            say().gettext(
                "another clock is refused with the real Telegram; set VEKHA_TELEGRAM_API_URL "
                "to a sandbox, or remove VEKHA_CLOCK"
            ),
        )


async def _clock(settings: Settings, clock: Clock | None) -> tuple[RemoteTime | None, Clock]:
    if clock is not None:
        return None, clock
    if settings.clock.startswith(("http://", "https://")):
        keeper = RemoteTime(settings.clock, f"vekha-{os.getpid()}")
        try:
            return keeper, SteppedClock(await keeper.join())
        except OSError as error:
            await keeper.close()
            words = say().gettext("no clock answers there ({reason})").format(reason=error)
            raise SettingError("VEKHA_CLOCK", words) from error
    return None, standing(settings)


def standing(settings: Settings) -> RealClock:
    """The clock of a command: the machine's, or one that starts at the instant in VEKHA_CLOCK."""
    if settings.clock and not settings.clock.startswith(("http://", "https://")):
        return RealClock(datetime.fromisoformat(settings.clock))
    return RealClock()


def mail_carrier(settings: Settings, clock: Clock) -> MailCarrier:
    """The carrier of letters, with the certificates of VEKHA_CA_FILE where set."""
    return MailCarrier(
        SmtpServer.parse(settings.smtp_url.get_secret_value()),
        settings.mail_from,
        secret_key(settings),
        clock.now,
        tls_context(settings),
    )


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """What certificates are checked against: VEKHA_CA_FILE where set, else the machine's."""
    if settings.ca_file is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise SettingError(
            "VEKHA_CA_FILE", say().gettext("the file of certificates cannot be read")
        ) from error


def secret_key(settings: Settings) -> bytes:
    """VEKHA_SECRET_KEY, or one made once and kept in the data directory (mode 0600)."""
    given = settings.secret_key.get_secret_value()
    if given:
        return hashlib.sha256(given.encode()).digest()
    path: Path = settings.data_dir / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()

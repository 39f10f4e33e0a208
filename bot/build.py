"""Everything meets here: settings in, a running application out; tests swap clock and session."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from aiogram import Bot, Dispatcher

from bot.app import App, Roles
from bot.clock import RealClock, SteppedClock
from bot.errors import RunError, SettingError
from bot.keys import secret_key
from bot.network import telegram_bot, tls_context
from bot.sentences import say
from bot.settings import Settings
from bot.timekeeping import RemoteTime
from channels.arriving import Source
from channels.attachments import nothing_kept
from channels.imap import Imap, ImapServer
from channels.letters import ReplyBox, ReplyStyle
from channels.mail import CONNECTIONS, MailCarrier
from channels.maildir import Maildir
from channels.message import Carrier, Channel, ReadFile
from channels.smtp import SmtpServer
from channels.telegram import TelegramCarrier, TelegramFiles
from handlers.dispatching import make_dispatcher
from handlers.inbox import Inbox
from handlers.letter_refusals import refusal_by_letter
from handlers.mail import MailReader
from handlers.polling import Poller
from handlers.shared_inbox import SharedInbox
from handlers.taking_in import TakingIn
from handlers.webhook import WebhookOrder, WebhookServer, secret_of
from roadmap.replies.tokens import token_for
from scheduler.alarm import Alarm
from scheduler.courier import Lane
from scheduler.jobs import jobs, no_letters, only_while
from scheduler.pace import Pace
from scheduler.stepper import Stepper
from scheduler.timer import Timer
from services.clock import Clock
from services.evidence import FileGone
from services.letter_mail import Desk
from storage.database import Database
from storage.files import FileStore
from storage.opening import open_database
from storage.roles import SCHEDULER, Role, token_role
from storage.worker import AlreadyRunning, Worker

TELEGRAM_SLOTS = 30
MAIL_SLOTS = 4 * CONNECTIONS
"""While some letters are on the road, others are in the books."""


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
    bot = telegram or telegram_bot(settings)  # before anything is open: its settings may be wrong
    keeper, clock = await _clock(settings, clock)
    database = await open_database(settings.database)
    worker = Worker(database)
    roles = Roles(worker.role(SCHEDULER), worker.role(token_role(int(token.partition(":")[0]))))
    await _start(worker, database, clock, keeper)
    files = FileStore(settings.data_dir / "files")
    operators = settings.operator_ids
    inbox = _inbox(make_dispatcher(database, clock, files, operators), database, bot, clock, worker)
    intake, server = _intake(settings, bot, TakingIn(bot.id, database, inbox, clock), database)
    ways = _ways(settings, bot, clock, files)
    mail = mail_reader(settings, database, files, clock)
    alarm = Alarm(database, clock, operators)
    lanes = [_lane(way, database, worker, roles, clock, alarm) for way in ways]
    database.on_outbox += [lane.kick for lane in lanes]
    return App(
        settings,
        database,
        clock,
        worker,
        roles,
        [way.carrier for way in ways],
        lanes,
        inbox,
        intake,
        server,
        _timer(files, database, bot, clock, keeper, lanes, roles.scheduler, mail),
        keeper,
        bot,
        alarm,
        mail,
    )


@dataclass(frozen=True)
class _Way:
    """A channel with how many at once and how fast."""

    channel: Channel
    carrier: Carrier
    slots: int
    pace: Pace
    per_day: int | None = None


def _ways(settings: Settings, bot: Bot, clock: Clock, files: FileStore) -> list[_Way]:
    """Telegram, and email where a server is set."""
    pace = Pace() if settings.telegram_limits else Pace(None)
    ways = [_Way(Channel.TELEGRAM, TelegramCarrier(bot, files.get), TELEGRAM_SLOTS, pace)]
    if settings.smtp_url.get_secret_value():
        mail = mail_carrier(settings, clock, files.get)
        unpaced = Pace(None, timedelta(0))
        ways.append(_Way(Channel.EMAIL, mail, MAIL_SLOTS, unpaced, settings.smtp_per_day))
    return ways


def _lane(
    way: _Way, database: Database, worker: Worker, roles: Roles, clock: Clock, alarm: Alarm
) -> Lane:
    """A channel's lane: Telegram's with one process, the others' with everybody alive."""
    role = roles.token if way.channel is Channel.TELEGRAM else worker.alive
    return Lane(
        database,
        way.channel,
        way.carrier,
        worker.id,
        clock,
        slots=way.slots,
        pace=way.pace,
        may_claim=lambda: role.held,
        per_day=way.per_day,
        alarm=alarm.ring,
    )


def _inbox(
    dispatcher: Dispatcher, database: Database, bot: Bot, clock: Clock, worker: Worker
) -> Inbox:
    """Our own on SQLite; on PostgreSQL each chat is with one process at a time."""
    if worker.chats is None:
        return Inbox(database, dispatcher, bot, clock)
    return SharedInbox(database, dispatcher, bot, clock, worker.chats)


def _intake(
    settings: Settings, bot: Bot, taking_in: TakingIn, database: Database
) -> tuple[Poller | WebhookOrder, WebhookServer | None]:
    """How updates come: Telegram is asked for them, or calls."""
    url = settings.webhook_url
    if not url:
        return Poller(bot, taking_in), None
    secret = secret_of(secret_key(settings), bot.id)
    server = WebhookServer(url, settings.webhook_address, secret, taking_in, database)
    return WebhookOrder(bot, url, secret), server


def _timer(
    files: FileStore,
    database: Database,
    bot: Bot,
    clock: Clock,
    keeper: RemoteTime | None,
    lanes: list[Lane],
    role: Role,
    mail: MailReader | None,
) -> Timer | Stepper:
    """What wakes the jobs: the machine's clock, or whoever owns a stepped one."""

    def kick_all() -> None:
        for lane in lanes:
            lane.kick()

    files.sweep()
    source = TelegramFiles(bot, FileGone)
    read_letters = mail.work if mail is not None else no_letters
    known = jobs(database, files, source, read_letters)
    work = [only_while(lambda: role.held, job) for job in known]
    if keeper is not None and isinstance(clock, SteppedClock):
        return Stepper(work, clock, keeper, database, kick_all)
    return Timer(work, clock, kick_all)


async def _start(
    worker: Worker, database: Database, clock: Clock, keeper: RemoteTime | None
) -> None:
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


def mail_reader(
    settings: Settings, database: Database, files: FileStore, clock: Clock
) -> MailReader | None:
    """Who reads the letters that come back, where a box is set."""
    sources: list[Source] = []
    if settings.maildir is not None:
        sources.append(Maildir(settings.maildir, clock.now))
    if settings.imap_url.get_secret_value():
        server = ImapServer.parse(settings.imap_url.get_secret_value())
        sources.append(Imap(server, clock.now, tls_context(settings)))
    if not sources:
        return None
    desk = Desk(secret_key(settings), files, refusal_by_letter)
    return MailReader(sources, database, desk, clock)


def mail_carrier(settings: Settings, clock: Clock, files: ReadFile = nothing_kept) -> MailCarrier:
    """The carrier of letters, with the certificates of VEKHA_CA_FILE where set; `files` are what
    goes along."""
    from views.letters.wording import word

    secret = secret_key(settings)
    style = ReplyStyle(settings.reply_style)
    return MailCarrier(
        SmtpServer.parse(settings.smtp_url.get_secret_value()),
        settings.mail_from,
        secret,
        clock.now,
        tls_context(settings),
        files,
        token=partial(token_for, secret),
        replies=ReplyBox(settings.reply_to, style) if settings.reply_to else None,
        word=word,
    )

"""`vekha doctor`: is everything there, and how to mend what is not."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import RunError
from bot.sentences import say
from bot.settings import Settings, load

if TYPE_CHECKING:
    from aiogram import Bot

CLOCK_TOLERANCE = timedelta(seconds=60)
SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """One check: what, whether it is well, and what was seen or is to be done."""

    what: str
    well: bool
    words: str


async def examine() -> None:
    """Print every finding; exit code 1 when something is wrong."""
    settings = load()
    wrong = 0
    async for finding in _findings(settings):
        print(f"{'✓' if finding.well else '✗'} {finding.what}: {finding.words}")
        wrong += not finding.well
    if wrong:
        raise RunError(
            say()
            .ngettext("{n} thing is to be mended.", "{n} things are to be mended.", wrong)
            .format(n=wrong)
        )


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield _rights()
    yield _data_dir(settings)
    yield await _database(settings)
    for finding in await _telegram(settings):
        yield finding
    yield await _mail(settings)
    from bot.commands import doctor_mail

    for finding in await doctor_mail.examine(settings):
        yield finding
    if settings.smtp_per_day is not None:
        yield await _letters(settings.smtp_per_day)


def _rights() -> Finding:
    voice = say()
    what = voice.gettext("Rights of .env")
    path = Path(".env")
    if not path.exists():
        return Finding(what, True, voice.gettext("there is no .env, the environment is used"))
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        return Finding(what, False, voice.gettext("others can read it; run: chmod 600 .env"))
    return Finding(what, True, voice.gettext("only the owner can read it"))


def _data_dir(settings: Settings) -> Finding:
    voice = say()
    what = voice.gettext("Data directory")
    path = settings.data_dir
    parent = path if path.exists() else path.absolute().parent
    if not os.access(parent, os.W_OK):
        return Finding(
            what,
            False,
            voice.gettext("{path} cannot be written to; set VEKHA_DATA_DIR or its rights").format(
                path=path
            ),
        )
    return Finding(what, True, str(path))


async def _database(settings: Settings) -> Finding:
    from sqlalchemy.exc import DBAPIError

    from storage.opening import open_database

    voice = say()
    what = voice.gettext("Database")
    try:
        database = await open_database(settings.database)
        kind = "SQLite" if database.is_sqlite else "PostgreSQL"
        await database.close()
    except (DBAPIError, OSError) as error:
        reason = str(error).splitlines()[0]
        return Finding(
            what,
            False,
            voice.gettext("does not open ({reason}); check VEKHA_DATABASE_URL").format(
                reason=reason
            ),
        )
    return Finding(what, True, kind)


async def _telegram(settings: Settings) -> list[Finding]:
    voice = say()
    token, clock = voice.gettext("Telegram token"), voice.gettext("Clock")
    if not settings.bot_token.get_secret_value():
        return [
            Finding(
                token,
                False,
                voice.gettext(
                    "not set; put the token that @BotFather gave you into VEKHA_BOT_TOKEN"
                ),
            )
        ]
    from aiogram.exceptions import AiogramError, TelegramUnauthorizedError

    from bot.network import telegram_bot

    bot = telegram_bot(settings)
    try:
        me = await bot.get_me(request_timeout=SECONDS)
        drift = await _drift(bot)
    except TelegramUnauthorizedError:
        return [
            Finding(
                token, False, voice.gettext("Telegram refuses it; ask @BotFather for a new one")
            )
        ]
    except (AiogramError, OSError, TimeoutError) as error:
        words = voice.gettext(
            "Telegram does not answer ({reason}); check the network, VEKHA_TELEGRAM_PROXY or "
            "VEKHA_TELEGRAM_API_URL"
        )
        return [Finding(token, False, words.format(reason=type(error).__name__))]
    finally:
        await bot.session.close()
    found = [Finding(token, True, f"@{me.username}")]
    if drift is not None:
        well = abs(drift) <= CLOCK_TOLERANCE
        seconds = round(drift.total_seconds())
        words = (
            voice.gettext("agrees with Telegram's")
            if well
            else voice.gettext("differs from Telegram's by {n} s; set up time synchronisation")
        )
        found.append(Finding(clock, well, words.format(n=seconds)))
    return found


async def _drift(bot: Bot) -> timedelta | None:
    """How far this machine's clock is from what the Bot API server says in its Date header.

    Asked the way that the bot goes, through its proxy and with its certificates.
    """
    import aiohttp
    from aiogram.client.session.aiohttp import AiohttpSession

    assert isinstance(bot.session, AiohttpSession)  # noqa: S101 - as `telegram_bot` makes it
    http = await bot.session.create_session()
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with http.head(
            bot.session.api.base.partition("/bot{token}")[0], timeout=timeout
        ) as answer:
            header = answer.headers.get("Date")
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None
    return datetime.now(UTC) - parsedate_to_datetime(header) if header else None


async def _letters(per_day: int) -> Finding:
    """How much of the day's letters is used up, and what waits for tomorrow."""
    from bot.commands.opened import opened
    from services import mail_quota

    voice = say()
    async with opened() as at, at.database.write() as session:
        share = await mail_quota.share(session, per_day, at.now)
        waiting = await mail_quota.waiting(session, at.now)
    words = voice.gettext("{sent} of {limit} letters in 24 hours, {waiting} waiting").format(
        sent=per_day - share.left, limit=per_day, waiting=waiting
    )
    is_full = bool(waiting) and share.mass == 0
    if is_full:
        words += "; " + voice.gettext("the rest goes later; see VEKHA_SMTP_PER_DAY")
    return Finding(voice.gettext("Letters a day"), not is_full, words)


async def _mail(settings: Settings) -> Finding:
    voice = say()
    what = voice.gettext("Mail")
    url = settings.smtp_url.get_secret_value()
    if not url:
        return Finding(
            what, True, voice.gettext("VEKHA_SMTP_URL is not set: no letters will be sent")
        )
    import aiosmtplib

    from bot.commands import doctor_mail
    from bot.network import tls_context
    from channels.smtp import NotSecure, SmtpServer, connected

    server = SmtpServer.parse(url)
    try:
        client = await connected(server, tls_context(settings), SECONDS)
        await client.quit()
    except aiosmtplib.SMTPAuthenticationError:
        said = voice.gettext("the server refuses the name or password")
        advice = doctor_mail.advice(server.host)
        return Finding(what, False, f"{said}; {advice}" if advice else said)
    except NotSecure as error:
        return Finding(what, False, _not_secure(error))
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        words = voice.gettext("the server does not answer ({reason}); check VEKHA_SMTP_URL")
        return Finding(what, False, words.format(reason=type(error).__name__))
    return Finding(what, True, f"{server.host}:{server.port}")


def _not_secure(error: Exception) -> str:
    """Why no letter goes to a server, and what to set."""
    voice = say()
    if error.__cause__ is None:
        return voice.gettext(
            "the server offers no encryption (STARTTLS), so no letters go: use smtps:// in "
            "VEKHA_SMTP_URL, or for a server in your own network add ?starttls=never"
        )
    return voice.gettext(
        "nobody vouches for the certificate of the server, so no letters go: set VEKHA_CA_FILE to "
        "the certificate of your authority, and name the server as its certificate does"
    )

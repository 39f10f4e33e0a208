"""What most commands begin with: settings, the database, the municipality."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import RealClock
from bot.errors import CommandError, RunError
from bot.sentences import say
from bot.settings import Settings, load
from services import municipalities
from services.municipalities import DEFAULT_ZONE, Tenant
from storage.database import Database
from storage.opening import open_database


@dataclass(frozen=True)
class Opened:
    """A database that is open, the settings it came from, and the instant of the command."""

    settings: Settings
    database: Database
    now: datetime


@asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    """The database of the settings, closed on leaving. Raises `RunError` where it is not there."""
    settings = load()
    now = await instant(settings)
    try:
        database = await open_database(settings.database)
    except (DBAPIError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise RunError(
            say().gettext("The database could not be opened: {reason}").format(reason=reason)
        ) from error
    try:
        yield Opened(settings, database, now)
    finally:
        await database.close()


async def instant(settings: Settings) -> datetime:
    """Now, by VEKHA_CLOCK where set."""
    if settings.clock.startswith(("http://", "https://")):
        from bot.timekeeping import RemoteTime

        remote = RemoteTime(settings.clock, "command")
        try:
            return await remote.now()
        except OSError as error:
            raise CommandError(f"VEKHA_CLOCK: {error}") from error
        finally:
            await remote.close()
    if settings.clock:
        return RealClock(datetime.fromisoformat(settings.clock)).now()
    return RealClock().now()


async def tenant_for(session: AsyncSession, name: str | None) -> Tenant:
    """The municipality meant; `CommandError` while there is none at all."""
    tenant = await municipalities.find(session, name)
    if tenant is None:
        raise CommandError(
            say()
            .gettext("There is no municipality yet; make one with: {command}")
            .format(command="vekha municipality add")
        )
    return tenant


async def tenant_or_default(session: AsyncSession, name: str | None, now: datetime) -> Tenant:
    """The municipality meant; the first import makes a default one."""
    tenant = await municipalities.find(session, name)
    if tenant is not None:
        return tenant
    return await municipalities.add(session, say().gettext("My municipality"), DEFAULT_ZONE, now)

"""Invitation links: printed, sent by letter, ended."""

from __future__ import annotations

import json

from bot.commands.opened import Opened, opened, tenant_for
from bot.errors import CommandError, RunError
from bot.sentences import say
from services import invitation_letters, invitations
from services.invitations import Invitation


def _link(bot_name: str, one: Invitation) -> str:
    return f"https://t.me/{bot_name}?start={one.token}"


async def invite(
    person: str | None, name: str | None, *, everybody: bool, send: bool, as_json: bool
) -> None:
    """`vekha invite`; with `send`, letters go to those whose email is known."""
    if (person is None) == (not everybody):
        raise CommandError(say().gettext("Say whom: --person NAME, or --all."))
    async with opened() as at:
        bot_name = await _bot_name(at)
        async with at.database.write() as session:
            tenant = await tenant_for(session, name)
            made = await invitations.invite(session, tenant.id, at.now, name=person)
            for one in made if send else ():
                if one.email:
                    to, link = (one.person_id, one.name, one.email), _link(bot_name, one)
                    await invitation_letters.write(session, tenant, one.id, to, link, at.now)
    if as_json:
        print(json.dumps([_row(bot_name, one) for one in made], ensure_ascii=False))
        return
    for one in made:
        letter = f" → {one.email}" if send and one.email else ""
        print(f"{one.name}: {_link(bot_name, one)}{letter}")


def _row(bot_name: str, one: Invitation) -> dict[str, str]:
    return {"person": one.name, "token": one.token, "link": _link(bot_name, one)}


async def revoke(person: str, name: str | None) -> None:
    """`vekha invite --revoke`"""
    async with opened() as at, at.database.write() as session:
        tenant = await tenant_for(session, name)
        ended = await invitations.revoke(session, tenant.id, person, at.now)
    print(say().gettext("Links that no longer work: {n}").format(n=ended))


async def _bot_name(at: Opened) -> str:
    """VEKHA_BOT_NAME, or what Telegram says."""
    if at.settings.bot_name:
        return at.settings.bot_name
    token = at.settings.bot_token.get_secret_value()
    hint = say().gettext("set VEKHA_BOT_NAME to the bot's name, or VEKHA_BOT_TOKEN to its token")
    if not token:
        raise CommandError(hint)
    from aiogram.exceptions import AiogramError

    from bot.network import telegram_bot

    bot = telegram_bot(at.settings)
    try:
        return (await bot.get_me()).username or ""
    except (AiogramError, OSError, TimeoutError) as error:
        raise RunError(f"{say().gettext('Telegram does not answer')}: {error}; {hint}") from error
    finally:
        await bot.session.close()

"""How this installation reaches the world: trusted certificates, and the client of Telegram."""

from __future__ import annotations

import ssl

import certifi
from aiogram import Bot

from bot.errors import SettingError
from bot.sentences import say
from bot.settings import Settings
from channels.bot_api import make_bot


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """What certificates are checked against: those of VEKHA_CA_FILE beside the public ones.

    None where it is not set, which means the public ones. Raises `SettingError`.
    """
    if settings.ca_file is None:
        return None
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # a bare server may have no store of its own
    try:
        context.load_verify_locations(str(settings.ca_file))
    except OSError as error:  # ssl.SSLError is one
        raise SettingError(
            "VEKHA_CA_FILE", say().gettext("the file of certificates cannot be read")
        ) from error
    return context


def telegram_bot(settings: Settings) -> Bot:
    """The client of the Bot API that the settings describe. Raises `SettingError`."""
    return make_bot(
        settings.bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy,
        tls=tls_context(settings),
    )

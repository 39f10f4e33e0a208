"""What `vekha doctor` says of letters that come back: the box, its folder, the Maildir.

Limits: https://yandex.com/support/mail/web/letter/create/send-many-letters.html.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.commands.doctor import Finding
from bot.network import tls_context
from bot.sentences import say
from bot.settings import Settings
from channels.imap import Box, CannotRead, ImapServer

YANDEX = ("yandex.ru", "yandex.com", "yandex.net", "ya.ru")
MAIL_RU = ("mail.ru", "bk.ru", "inbox.ru", "list.ru", "vk.com", "workmail.ru")


async def examine(settings: Settings) -> list[Finding]:
    """The findings; none where nothing is read."""
    found = []
    if settings.maildir is not None:
        found.append(maildir(settings.maildir))
    if settings.imap_url.get_secret_value():
        found += await imap(settings)
    reads = settings.maildir is not None or settings.imap_url.get_secret_value()
    if bool(settings.reply_to) != bool(reads):
        found.append(_half_set(settings))
    return found + _day(settings) + _refused(settings)


def _day(settings: Settings) -> list[Finding]:
    """What known providers take in a day, where no limit was set."""
    host = (urlsplit(settings.smtp_url.get_secret_value()).hostname or "").lower()
    if settings.smtp_per_day is not None or not host.endswith((*YANDEX, *MAIL_RU)):
        return []
    voice = say()
    words = voice.gettext(
        "the provider limits them (a personal box of Yandex sends 500 in 24 hours; of a domain, "
        "by tariff) and then refuses letters as spam: set VEKHA_SMTP_PER_DAY"
    )
    return [Finding(voice.gettext("Letters a day"), True, words)]


def _refused(settings: Settings) -> list[Finding]:
    """What known providers do not send at all."""
    url = urlsplit(settings.smtp_url.get_secret_value())
    if not (url.hostname or "").lower().endswith((*YANDEX, *MAIL_RU)):
        return []
    voice = say()
    what, own = voice.gettext("What the provider refuses"), parseaddr(settings.mail_from)[1]
    login = unquote(url.username or "")
    if "@" in login and login.lower() != own.lower():
        words = voice.gettext(
            "letters from an address that is not the box that logs in: VEKHA_MAIL_FROM says "
            "{address}, the login is {login}; make them one, or allow the address in the box"
        )
        return [Finding(what, False, words.format(address=own, login=login))]
    words = voice.gettext(
        "letters from another address than {address}, more than the day's limit, letters over 25 "
        "MB with their files, and programs in attachments: `vekha outbox` shows them as failed"
    )
    return [Finding(what, True, words.format(address=own))]


def _half_set(settings: Settings) -> Finding:
    voice = say()
    words = (
        voice.gettext("VEKHA_REPLY_TO is set, but nobody reads that box: set VEKHA_IMAP_URL too")
        if settings.reply_to
        else voice.gettext("a box is read, but letters name none: set VEKHA_REPLY_TO too")
    )
    return Finding(voice.gettext("Answers by letter"), False, words)


def maildir(folder: Path) -> Finding:
    """Whether letters can be moved from new/ to cur/."""
    voice = say()
    what = voice.gettext("Maildir")
    parts = [folder / part for part in ("new", "cur", "tmp")]
    missing = [part for part in parts if not part.is_dir()]
    if missing and not os.access(folder if folder.exists() else folder.absolute().parent, os.W_OK):
        words = voice.gettext("{path} cannot be made; set VEKHA_MAILDIR or its rights")
        return Finding(what, False, words.format(path=missing[0]))
    closed = [part for part in parts if part.is_dir() and not os.access(part, os.R_OK | os.W_OK)]
    if closed:
        words = voice.gettext("{path} cannot be written to: letters are moved there when read")
        return Finding(what, False, words.format(path=closed[0]))
    return Finding(what, True, str(folder))


async def imap(settings: Settings) -> list[Finding]:
    """Whether the box can be opened, and letters be marked there."""
    voice = say()
    what = voice.gettext("Box for answers")
    server = ImapServer.parse(settings.imap_url.get_secret_value())
    trusted = tls_context(settings)
    try:
        box = await asyncio.to_thread(Box, server, trusted)
    except Exception as error:  # noqa: BLE001 - whatever the library makes of a far end
        return [Finding(what, False, _why(error, server))]
    try:
        return [Finding(what, *found) for found in await asyncio.to_thread(_looked, box, server)]
    finally:
        await asyncio.to_thread(box.close)


def _looked(box: Box, server: ImapServer) -> Iterator[tuple[bool, str]]:
    voice = say()
    place = f"{server.user}, {server.folder}"
    if server.move and server.move not in box.folders():
        words = voice.gettext("there is no folder “{folder}” to move letters to; make it")
        return iter([(False, words.format(folder=server.move))])
    if not server.move and not box.keeps_keywords:
        words = voice.gettext(
            "{place}: the server keeps no marks of its own, so a letter that somebody reads first "
            "is missed; add ?move=Folder to VEKHA_IMAP_URL"
        )
        return iter([(False, words.format(place=place))])
    found = [(True, voice.gettext("{place} can be read").format(place=place))]
    if server.folder.upper() == "INBOX":
        words = voice.gettext(
            "the whole inbox is read: let it be a box of the bot's own, or name a folder"
        )
        found.append((True, words))
    return iter(found)


def _why(error: Exception, server: ImapServer) -> str:
    """What went wrong, and what the provider wants."""
    from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

    voice = say()
    match error:
        case MailboxLoginError():
            said = voice.gettext("the server refuses the name or password")
            hint = advice(server.host)
            return f"{said}; {hint}" if hint else said
        case MailboxFolderSelectError() | CannotRead():
            words = voice.gettext("there is no folder “{folder}” in the box; make it")
            return words.format(folder=server.folder)
        case _:
            words = voice.gettext("the server does not answer ({reason}); check VEKHA_IMAP_URL")
            return words.format(reason=type(error).__name__)


def advice(host: str) -> str:
    """Where the password of a known provider comes from."""
    voice = say()
    providers: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
        (
            YANDEX,
            lambda: voice.gettext(
                "Yandex and Yandex 360 want an app password (Yandex ID, Security, App passwords, "
                "Mail) and IMAP switched on in the settings of the box, Mail programs"
            ),
        ),
        (
            MAIL_RU,
            lambda: voice.gettext(
                "Mail.ru and VK WorkMail want a password for external applications with the right "
                "to IMAP (account settings, Security); in VK WorkMail the administrator of the "
                "domain must allow it"
            ),
        ),
    )
    known = (words for hosts, words in providers if host.lower().endswith(hosts))
    return next((words() for words in known), "")

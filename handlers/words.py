"""The words people say instead of commands, in every language the bot speaks."""

from __future__ import annotations

from functools import cache

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.filters import BaseFilter
from aiogram.types import Message

from views.speech import Speech, speech

LANGUAGES = ("ru", "en")


def _folded(text: str) -> str:
    return " ".join(text.casefold().strip("!?. ").split())


class Words(BaseFilter):
    """Passes a text that is the button's word, or its command.

    `name` picks the word below; `commands` are without the slash.
    """

    def __init__(self, name: str, *commands: str) -> None:
        self._name, self._commands = name, commands

    async def __call__(self, message: Message, bot: Bot | None = None) -> bool:
        """Whether the message says it, to this bot."""
        text = message.text or ""
        if not text.startswith("/"):
            return _folded(text) in _known(self._name)
        name, to = command_in(text)
        return name in self._commands and await is_for(bot, to)


def command_in(text: str) -> tuple[str, str]:
    """The command that a text begins with, and the bot it names: («my», «vekha_bot») of
    «/my@vekha_bot»; («», «») where there is none."""
    words = text.split(maxsplit=1)
    if not words or not words[0].startswith("/"):
        return "", ""
    name, _, to = words[0][1:].partition("@")
    return name.lower(), to


async def is_for(bot: Bot | None, name: str) -> bool:
    """Whether a command with a bot's name is for ours; yes where our own name cannot be asked."""
    if not name or bot is None:
        return True
    try:
        return (await bot.me()).username in (None, name)
    except (AiogramError, OSError, TimeoutError):
        return True


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(_folded(_word(name, speech(language))) for language in LANGUAGES)


def _word(name: str, say: Speech) -> str:
    return {
        "mine": say.gettext("My activities"),
        "school": say.gettext("My school"),
        "digest": say.gettext("Digest"),
        "desk": say.gettext("Desk"),
        "roadmaps": say.gettext("Roadmaps"),
        "write": say.gettext("Write to a group"),
        "calls": say.gettext("Whom to call"),
        "people": say.gettext("People and organisations"),
        "reports": say.gettext("Reports"),
        "bank": say.gettext("Bank of practices"),
        "data": say.gettext("My data"),
        "letters": say.gettext("Letters"),
        "help": say.gettext("Help"),
        "cancel": say.gettext("Cancel"),
    }[name]

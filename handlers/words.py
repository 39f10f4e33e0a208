"""The words people say instead of commands, in every language the bot speaks."""

from __future__ import annotations

from functools import cache

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

    async def __call__(self, message: Message) -> bool:
        """Whether the message says it."""
        text = message.text or ""
        if text.startswith("/"):
            return text[1:].split("@", 1)[0].split(maxsplit=1)[0].lower() in self._commands
        return _folded(text) in _known(self._name)


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
        "calls": say.gettext("Whom to call"),
        "people": say.gettext("People and organisations"),
        "reports": say.gettext("Reports"),
        "bank": say.gettext("Bank of practices"),
        "help": say.gettext("Help"),
        "cancel": say.gettext("Cancel"),
    }[name]

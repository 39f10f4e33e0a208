"""To what is no text, or not where it should be: stickers, voices, edits, words in a group."""

from __future__ import annotations

from enum import Enum, auto

from markupsafe import Markup

from channels.message import Message
from views.discretion import public
from views.speech import Speech


class Wordless(Enum):
    """What came instead of words."""

    VOICE = auto()
    STICKER = auto()
    OTHER = auto()


def _plain(text: str) -> Message:
    return public(Message(str(Markup("{}").format(text))))


def words_wanted(say: Speech) -> Message:
    """Something was asked, and no words came; the question stands."""
    return _plain(
        say.gettext("Please answer in words, in one message. “Cancel” leaves it as it was.")
    )


def not_taken(what: Wordless, say: Speech) -> Message:
    """Nothing was asked, and something came that says nothing to a bot."""
    words = {
        Wordless.VOICE: say.gettext(
            "I cannot listen to voice messages. Please write it, or press a button."
        ),
        Wordless.STICKER: say.gettext(
            "Thank you! I understand buttons, words and files only: “Help” tells which."
        ),
        Wordless.OTHER: say.gettext(
            "I do not take this. Please send a document, a photo or a link, or press a button."
        ),
    }
    return _plain(words[what])


def edited(say: Speech) -> Message:
    """A message sent before was changed."""
    return _plain(
        say.gettext(
            "I do not read messages again when they are changed. If it matters, please send it "
            "as a new message."
        )
    )


def in_private(say: Speech) -> Message:
    """A command of one's own in a group."""
    return _plain(say.gettext("This works in a private chat with me: please write to me there."))

"""Telegram: envelopes to Bot API calls, and whatever comes of them to outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile
from aiohttp import ClientError
from aiohttp_socks import ProxyError

from channels.attachments import CannotAttach, Loaded, load, nothing_kept
from channels.bot_api import UPLOAD_SECONDS, EditText, SendFile, SendPicture, SendText
from channels.message import (
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Message,
    Moved,
    Outcome,
    ReadFile,
    Refused,
    TryLater,
)

FILE_LIMIT = 50 << 20  # Bot API, sendDocument: bytes
PICTURE_LIMIT = 10 << 20  # Bot API, sendPhoto: bytes
TEXT_LIMIT = 4096  # Bot API, sendMessage: characters after entities parsing
_UNCHANGED = "message is not modified"
_GONE_TARGETS = ("message to edit not found", "message can't be edited")
_DEAD_CHATS = (
    *("chat not found", "peer_id_invalid", "user_id_invalid", "group chat was deactivated"),
    *("message thread not found", "topic_closed", "topic_deleted", "chat_write_forbidden"),
    *("not enough rights to send", "have no rights to send a message"),
)


@dataclass(slots=True)
class _Begun:
    """How much of a message has arrived: parts of its text, then its files.

    `message_id` is that of the last part of the text, which has the buttons.
    """

    parts: int = 0
    files: int = 0
    message_id: int = 0


class TelegramCarrier:
    """Carries envelopes whose address is a chat id; `external_id` is the message id.

    `files` gives the bytes of attachments, which follow the text as documents or photos.
    """

    def __init__(self, bot: Bot, files: ReadFile = nothing_kept) -> None:
        self._bot, self._files = bot, files
        self._begun: dict[int, _Begun] = {}  # by notice: what need not be sent again

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Send or edit; never raises for what Telegram does."""
        outcome = await self._outcome(envelope)
        if not isinstance(outcome, TryLater):
            self._begun.pop(envelope.notice_id, None)
        return outcome

    async def _outcome(self, envelope: Envelope) -> Outcome:
        try:
            if envelope.edits is not None:
                return await self._edit(envelope)
            return await self._send(envelope)
        except CannotAttach as error:
            return Refused(str(error), Fault.MESSAGE)
        except TelegramAPIError as error:
            return outcome_of(error)
        except (AiogramError, OSError, TimeoutError) as error:
            return TryLater(f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - proxies raise types of their own
            return TryLater(f"{type(error).__name__}: {error}")

    async def _send(self, envelope: Envelope) -> Delivered:
        """The text in as many parts as it needs, then the files; what has arrived is left out."""
        files = await load(envelope.message, self._files, FILE_LIMIT)
        begun = self._begun.setdefault(envelope.notice_id, _Begun())
        texts = parts(envelope.message)
        calls = len(texts) - begun.parts + len(files) - begun.files
        for number in range(begun.parts, len(texts)):
            keyboard = markup(envelope.message) if number == len(texts) - 1 else None
            begun.message_id = await self._say(envelope, texts[number], keyboard)
            begun.parts += 1
        for file in files[begun.files :]:
            await self._attach(envelope.address, file)
            begun.files += 1
        return Delivered(str(begun.message_id), calls)

    async def _say(self, envelope: Envelope, text: str, keyboard: dict[str, Any] | None) -> int:
        chat_id, topic = chat_and_topic(envelope.address)
        sent = await self._bot(
            SendText(
                chat_id=chat_id,
                message_thread_id=topic,
                text=text,
                reply_markup=keyboard,
                disable_notification=envelope.message.quiet or None,
            )
        )
        return sent.message_id

    async def _attach(self, address: str, file: Loaded) -> None:
        chat_id, topic = chat_and_topic(address)
        data = BufferedInputFile(file.data, file.name)
        call: SendPicture | SendFile
        if file.picture and len(file.data) <= PICTURE_LIMIT:
            call = SendPicture(chat_id=chat_id, message_thread_id=topic, photo=data)
        else:
            call = SendFile(chat_id=chat_id, message_thread_id=topic, document=data)
        await self._bot(call, request_timeout=UPLOAD_SECONDS)

    async def _edit(self, envelope: Envelope) -> Outcome:
        assert envelope.edits is not None  # noqa: S101 - the caller looked
        try:
            await self._bot(
                EditText(
                    text=parts(envelope.message)[0],
                    chat_id=chat_and_topic(envelope.address)[0],
                    message_id=int(envelope.edits),
                    reply_markup=inline(envelope.message),
                )
            )
        except TelegramBadRequest as error:
            if _UNCHANGED not in error.message.lower():
                raise
        return Delivered(envelope.edits)

    async def close(self) -> None:
        """Close the HTTP session."""
        await self._bot.session.close()


def chat_and_topic(address: str) -> tuple[int, int | None]:
    """The chat and, of a forum, the topic (Bot API, message_thread_id) of «-100500» or
    «-100500/17»."""
    chat, _, topic = address.partition("/")
    return int(chat), int(topic) if topic else None


def outcome_of(error: TelegramAPIError) -> Outcome:
    """What a Bot API error means for the letter, its address and the lane."""
    text = error.message.lower()
    match error:
        case TelegramRetryAfter():
            return TryLater(error.message, timedelta(seconds=error.retry_after), lane=True)
        case TelegramMigrateToChat():
            return Moved(str(error.migrate_to_chat_id))
        case TelegramUnauthorizedError():
            return ChannelDown(error.message)
        case TelegramForbiddenError():
            return Refused(error.message, Fault.ADDRESS)
        case TelegramBadRequest() | TelegramNotFound():
            if any(known in text for known in _DEAD_CHATS):
                return Refused(error.message, Fault.ADDRESS)
            if text.strip() == "not found":
                return ChannelDown(error.message)
            return Refused(error.message, Fault.MESSAGE)
        case TelegramNetworkError():
            return TryLater(error.message)
        case _:
            return TryLater(error.message)


def parts(message: Message) -> list[str]:
    """The text with its hint, cut between paragraphs so that each part fits one message."""
    text = f"{message.text}\n\n<i>{message.hint}</i>" if message.hint else message.text
    if _units(text) <= TEXT_LIMIT:
        return [text]
    made = [""]
    for paragraph in text.split("\n\n"):
        for piece in _pieces(paragraph):
            joined = f"{made[-1]}\n\n{piece}" if made[-1] else piece
            if _units(joined) <= TEXT_LIMIT:
                made[-1] = joined
            else:
                made.append(piece)
    return made


def _units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units (with the mark-up: a little too careful)."""
    return len(text.encode("utf-16-le")) // 2


def _pieces(paragraph: str) -> list[str]:
    """A paragraph longer than a message loses its mark-up and is cut by length."""
    if _units(paragraph) <= TEXT_LIMIT:
        return [paragraph]
    from html import escape

    plain = Message(paragraph).plain
    step = TEXT_LIMIT // 6  # an escaped character takes at most six
    return [escape(plain[i : i + step]) for i in range(0, len(plain), step)]


def inline(message: Message) -> dict[str, Any] | None:
    """The buttons under a message (Bot API, InlineKeyboardMarkup)."""
    if not message.buttons:
        return None
    return {
        "inline_keyboard": [
            [{"text": b.label, "callback_data": b.action} for b in row] for row in message.buttons
        ]
    }


def markup(message: Message) -> dict[str, Any] | None:
    """The buttons, or else the permanent keyboard where the message brings it (Bot API,
    ReplyKeyboardMarkup)."""
    if message.buttons or message.menu is None:
        return inline(message)
    return {
        "keyboard": [[{"text": word} for word in row] for row in message.menu],
        "resize_keyboard": True,
        "is_persistent": True,
    }


class TelegramFiles:
    """Fetches announced files (Bot API, getFile: up to 20 MB)."""

    def __init__(self, bot: Bot, gone: type[Exception]) -> None:
        self._bot, self._gone = bot, gone

    async def fetch(self, file_id: str) -> bytes:
        """The bytes; raises the `gone` exception for good, OSError for what may pass."""
        try:
            file = await self._bot.get_file(file_id)
            if file.file_path is None:
                raise self._gone("no path")
            stream = await self._bot.download_file(file.file_path)
        except (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound) as error:
            raise self._gone(error.message) from error
        except (AiogramError, ClientError, ProxyError, TimeoutError) as error:
            raise OSError(str(error)) from error
        if stream is None:
            raise self._gone("no content")
        return stream.read()

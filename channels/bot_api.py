"""The client of the Bot API: aiogram's, sending JSON where there is no file to upload."""

from __future__ import annotations

from ssl import SSLContext
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile, File, InputFile, Update
from aiohttp import ClientError, ClientTimeout
from aiohttp_socks import ProxyError
from pydantic import BaseModel, Field

REQUEST_SECONDS = 30
UPLOAD_SECONDS = 300
_JSON = {"Content-Type": "application/json"}
NO_PREVIEW = {"is_disabled": True}


class Sent(BaseModel):
    """What is kept of the message that a call made; the rest of the answer is not even parsed."""

    message_id: int


# pydantic builds a class for each answer's type and forgets it when none is alive; built anew it
# costs 7 ms a time
_ANSWERS = (Response[Sent], Response[bool], Response[list[Update]], Response[File])


class SendText(TelegramMethod[Sent]):
    """sendMessage of the Bot API, with no more than a notice needs: a third of the work of
    aiogram's own, which parses the whole message that comes back."""

    __returning__ = Sent
    __api_method__ = "sendMessage"

    chat_id: int
    message_thread_id: int | None = None
    text: str
    parse_mode: str = "HTML"
    link_preview_options: dict[str, bool] = Field(default_factory=lambda: NO_PREVIEW)
    reply_markup: dict[str, Any] | None = None
    disable_notification: bool | None = None


class EditText(SendText):
    """editMessageText of the Bot API."""

    __api_method__ = "editMessageText"

    message_id: int


class SendFile(TelegramMethod[Sent]):
    """sendDocument of the Bot API; the request is a form, as there is a file to upload."""

    __returning__ = Sent
    __api_method__ = "sendDocument"

    chat_id: int
    message_thread_id: int | None = None
    document: BufferedInputFile


class SendPicture(TelegramMethod[Sent]):
    """sendPhoto of the Bot API."""

    __returning__ = Sent
    __api_method__ = "sendPhoto"

    chat_id: int
    message_thread_id: int | None = None
    photo: BufferedInputFile


class JsonSession(AiohttpSession):
    """An aiohttp session whose requests are JSON bodies: a third of the work of a form.

    Only what was set on a method is sent, so the bot's defaults must be given explicitly.
    `tls` is what certificates are checked against, with a proxy and without.
    """

    def __init__(self, *, proxy: str, api: TelegramAPIServer, tls: SSLContext | None) -> None:
        super().__init__(proxy=proxy or None, timeout=REQUEST_SECONDS, api=api)
        if tls is not None:
            self._connector_init["ssl"] = tls

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """One call. Raises aiogram's exceptions only; a proxy's are network errors."""
        try:
            if any(isinstance(value, InputFile) for value in method.__dict__.values()):
                return await super().make_request(bot, method, timeout)
            return await self._ask(bot, method, timeout)
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except (ClientError, ProxyError, OSError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise TelegramNetworkError(method=method, message=reason) from error

    async def _ask(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None
    ) -> TelegramType:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        unset = not isinstance(method, SendText)
        body = method.model_dump_json(exclude_unset=unset, exclude_none=True, by_alias=True)
        async with session.post(
            url, data=body, headers=_JSON, timeout=ClientTimeout(total=timeout or self.timeout)
        ) as response:
            text = await response.text()
        answer = self.check_response(bot, method, response.status, text)
        return cast(TelegramType, answer.result)


def make_bot(
    token: str, *, api_url: str = "", proxy: str = "", tls: SSLContext | None = None
) -> Bot:
    """A client of the Bot API at `api_url` (Telegram's own by default), through `proxy` if set.

    `proxy` is http://, socks4:// or socks5://, names are resolved on its side; `tls` replaces the
    certificates that are trusted.
    """
    server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    return Bot(token, JsonSession(proxy=proxy, api=server, tls=tls))

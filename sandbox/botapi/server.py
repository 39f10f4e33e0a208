"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from typing import Any

from aiohttp import web

from sandbox.botapi import account, edit, schema, send
from sandbox.botapi.bot import Bot
from sandbox.botapi.call import Call, Method
from sandbox.botapi.errors import ApiError, too_many_requests
from sandbox.botapi.files import Upload
from sandbox.botapi.wire import read_call
from sandbox.faults import Fault
from sandbox.world import World

TOKEN = re.compile(r"[1-9][0-9]{0,15}:[A-Za-z0-9_-]{1,64}")
HANG_SECONDS = 3600.0
DESCRIPTIONS = {
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "404": "Not Found",
    "409": "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    "500": "Internal Server Error",
}
METHODS: dict[str, Method] = {
    "answercallbackquery": account.answer_callback_query,
    "deletemessage": edit.delete_message,
    "deletemycommands": account.delete_my_commands,
    "deletewebhook": account.delete_webhook,
    "editmessagecaption": edit.edit_message_caption,
    "editmessagereplymarkup": edit.edit_message_reply_markup,
    "editmessagetext": edit.edit_message_text,
    "getchat": account.get_chat,
    "getfile": account.get_file,
    "getme": account.get_me,
    "getmycommands": account.get_my_commands,
    "getupdates": account.get_updates,
    "getwebhookinfo": account.get_webhook_info,
    "sendchataction": send.send_chat_action,
    "senddocument": send.send_document,
    "sendmediagroup": send.send_media_group,
    "sendmessage": send.send_message,
    "sendphoto": send.send_photo,
    "setmycommands": account.set_my_commands,
    "setwebhook": account.set_webhook,
}


class BotApi:
    """All bots of a sandbox, and the HTTP handlers they talk to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bots: dict[int, Bot] = {}

    def routes(self) -> list[web.RouteDef]:
        """The addresses, as Telegram's."""
        return [
            web.route("*", "/bot{token:[^/]*}/{method}", self.handle),
            web.get("/file/bot{token:[^/]*}/{path:.+}", self.download),
        ]

    def bot(self, token: str) -> Bot:
        """The bot with a token, made at its first call; ApiError 401 for a wrong token."""
        if not TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        bot_id = int(token.partition(":")[0])
        bot = self.bots.get(bot_id)
        if bot is None:
            bot = self.bots[bot_id] = Bot(token, self.world)
            self.world.news.tell("bots")
        if bot.token != token:
            raise ApiError(401, "Unauthorized")
        return bot

    def outstanding(self) -> str | None:
        """What some bot has not yet fetched or acknowledged, in words."""
        return next(filter(None, (bot.outstanding() for bot in self.bots.values())), None)

    async def stop(self) -> None:
        """Stop what runs by itself."""
        for bot in self.bots.values():
            if bot.webhook is not None:
                await bot.webhook.stop()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call: failures arranged for it, the call itself, its log line."""
        method = request.match_info["method"].lower()
        try:
            bot = self.bot(request.match_info["token"])
            params, uploads = await read_call(request)
        except ApiError as error:
            return _answer(error.code, error.body(), error)
        chat = params.get("chat_id")
        fault = self.world.faults.take(method, None if chat is None else str(chat))
        if fault is not None and (spoiled := await self._spoil(request, fault, bot, method, chat)):
            return spoiled
        try:
            body = {"ok": True, "result": await self.call(bot, method, params, uploads)}
            status, failure = 200, None
        except ApiError as error:
            status, body, failure = error.code, error.body(), error
        if fault is not None and fault.how == "lost":
            self._log(bot, method, chat, ApiError(0, "the answer was lost"))
            return _cut(request)
        self._log(bot, method, chat, failure)
        return _answer(status, body, failure)

    async def call(
        self, bot: Bot, method: str, params: dict[str, Any], uploads: dict[str, Upload]
    ) -> Any:
        """Check the parameters and run the method; its result as JSON, or ApiError."""
        function = METHODS.get(method)
        if function is None:
            raise ApiError(404, "Not Found: method not found")
        if not schema.loaded():
            await asyncio.to_thread(schema.load)
        result = function(Call(bot, schema.checked(method, params), uploads))
        return await result if inspect.isawaitable(result) else result

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The content of a file by the path getFile gave."""
        try:
            bot = self.bot(request.match_info["token"])
        except ApiError as error:
            return _answer(error.code, error.body(), error)
        stored = bot.files.at(request.match_info["path"])
        fault = self.world.faults.take("download", None)
        if fault is not None and (spoiled := await self._spoil(request, fault, bot, "", None)):
            return spoiled
        if stored is None:
            return _answer(404, ApiError(404, "Not Found").body(), None)
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")

    async def _spoil(
        self, request: web.Request, fault: Fault, bot: Bot, method: str, chat: Any
    ) -> web.StreamResponse | None:
        """The arranged failure instead of the call; None if the call shall happen after all."""
        if fault.how == "lost":
            return None
        if fault.how == "slow":
            await asyncio.sleep(fault.seconds)
            return None
        error = _failure(fault)
        self._log(bot, method, chat, error or ApiError(0, fault.how))
        if error is not None:
            return _answer(error.code, error.body(), error)
        if fault.how == "502":
            return web.Response(
                status=502, text="<h1>502 Bad Gateway</h1>", content_type="text/html"
            )
        if fault.how == "hang":
            await asyncio.sleep(fault.seconds or HANG_SECONDS)
        return _cut(request)

    def _log(self, bot: Bot, method: str, chat: Any, error: ApiError | None) -> None:
        self.world.log_call(
            bot=bot.id,
            method=method,
            chat=chat if not str(chat).lstrip("-").isdigit() else int(str(chat)),
            ok=error is None,
            code=error.code if error else 200,
            error=error.description if error else None,
        )


def _failure(fault: Fault) -> ApiError | None:
    """The Bot API's answer an arranged failure asks for, if it is an answer at all."""
    match fault.how:
        case "429":
            return too_many_requests(fault.retry_after)
        case "migrate":
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            return ApiError(400, description, migrate_to_chat_id=fault.migrate_to or -1001000000000)
        case "502":
            return None
        case how if how.isdigit():
            return ApiError(int(how), fault.description or DESCRIPTIONS.get(how, "Bad Request"))
    return None


def _answer(status: int, body: dict[str, Any], error: ApiError | None) -> web.Response:
    headers = {}
    if error is not None and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.Response(
        status=status, text=json.dumps(body), content_type="application/json", headers=headers
    )


def _cut(request: web.Request) -> web.Response:
    """Close the connection: the client gets no answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

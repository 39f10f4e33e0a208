"""The control interface: what a test or the page does as a person, to the clock and to the mail.

Described in docs/sandbox.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox import asking, show
from sandbox.asking import AskError, answer, body_of, number
from sandbox.botapi import persons
from sandbox.botapi.bot import Bot
from sandbox.botapi.server import BotApi
from sandbox.botapi.wire import upload_of
from sandbox.faults import Fault
from sandbox.people import Person
from sandbox.world import World

MAX_WAIT_SECONDS = 60.0
PRESS_SECONDS = 5.0
HOWS = {"hang", "lost", "drop", "slow", "migrate"}
FAULT_FIELDS = ("times", "how", "retry_after", "description", "seconds", "migrate_to")


class Control:
    """HTTP handlers over the Bot API's state."""

    def __init__(self, world: World, api: BotApi) -> None:
        self.world, self.api = world, api

    def routes(self) -> Iterable[web.RouteDef]:
        """The addresses of this part of the interface."""
        return (
            web.get("/control/people", self.people),
            web.post("/control/people", self.put_person),
            web.get("/control/bots", self.bots),
            web.post("/control/bots", self.name_bot),
            web.post("/control/say", self.say),
            web.post("/control/edit", self.edit),
            web.post("/control/file", self.file),
            web.post("/control/press", self.press),
            web.post("/control/block", self.block),
            web.post("/control/unblock", self.unblock),
            web.get("/control/chat", self.chat),
            web.get("/control/files/{bot}/{file_id}", self.download),
            web.get("/control/calls", self.calls),
            web.post("/control/fail", self.fail),
            web.post("/control/limits", self.limits),
        )

    async def people(self, _request: web.Request) -> web.Response:
        """GET: everybody."""
        return answer([asdict(person) for person in self.world.people.all()])

    async def put_person(self, request: web.Request) -> web.Response:
        """POST: add a person, or change the given fields of one."""
        fields = ("id", "name", "username", "email", "note", "active")
        body = await body_of(request, *fields)
        person_id = number(body.pop("id", None), "id")
        known = self.world.people.find(person_id)
        if known is None and not body.get("name"):
            raise AskError(400, "a new person needs a name")
        known = known or Person(person_id, "")
        person = replace(known, **body)
        self.world.people.put(person)
        self.world.news.tell("people")
        return answer(asdict(person))

    async def bots(self, _request: web.Request) -> web.Response:
        """GET: the bots that have called."""
        return answer([show.shown_bot(bot) for bot in self.api.bots.values()])

    async def name_bot(self, request: web.Request) -> web.Response:
        """POST: give a bot (made if new) its name and username."""
        body = await body_of(request, "token", "bot", "name", "username")
        bot = self.api.bot(body["token"]) if "token" in body else self._bot(body.get("bot"))
        bot.name = body.get("name", bot.name)
        bot.username = body.get("username", bot.username)
        self.world.news.tell("bots")
        return answer(show.shown_bot(bot))

    async def say(self, request: web.Request) -> web.Response:
        """POST: a person writes to the bot."""
        body = await body_of(request, "user", "text", "reply_to", "bot")
        person, bot = self._who(body)
        text = str(body.get("text", "")).strip()
        if not text:
            raise AskError(400, "text is empty")
        reply_to = body.get("reply_to")
        if reply_to is not None:
            reply_to = number(reply_to, "reply_to")
        return answer({"message_id": persons.say(bot, person, text, reply_to)})

    async def edit(self, request: web.Request) -> web.Response:
        """POST: a person changes a message of theirs."""
        body = await body_of(request, "user", "message_id", "text", "bot")
        person, bot = self._who(body)
        message_id = number(body.get("message_id"), "message_id")
        persons.edit(bot, person, message_id, str(body.get("text", "")))
        return answer({})

    async def file(self, request: web.Request) -> web.Response:
        """POST multipart: a person sends a file."""
        fields: dict[str, Any] = {}
        upload = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.name == "file":
                upload = upload_of(part, bytes(await part.read()))
            elif part.name:
                fields[part.name] = await part.text()
        if upload is None:
            raise AskError(400, "there is no file")
        person, bot = self._who(fields)
        reply_to = fields.get("reply_to")
        message_id = persons.send_file(
            bot,
            person,
            upload,
            as_photo=fields.get("as", "document") == "photo",
            caption=fields.get("caption"),
            reply_to=number(reply_to, "reply_to") if reply_to else None,
            album=fields.get("album"),
        )
        return answer({"message_id": message_id})

    async def press(self, request: web.Request) -> web.Response:
        """POST: a person presses a button; answers with what the bot answered."""
        body = await body_of(request, "user", "message_id", "data", "text", "bot", "wait")
        person, bot = self._who(body)
        if "data" not in body and "text" not in body:
            raise AskError(400, "data or text names the button")
        message_id = body.get("message_id")
        pressed = await persons.press(
            bot,
            person,
            number(message_id, "message_id") if message_id is not None else None,
            data=body.get("data"),
            text=body.get("text"),
            seconds=asking.seconds(body.get("wait", PRESS_SECONDS), "wait"),
        )
        return answer(asdict(pressed))

    async def block(self, request: web.Request) -> web.Response:
        """POST: a person blocks the bot."""
        person, bot = self._who(await body_of(request, "user", "bot"))
        persons.block(bot, person)
        return answer({})

    async def unblock(self, request: web.Request) -> web.Response:
        """POST: a person unblocks the bot."""
        person, bot = self._who(await body_of(request, "user", "bot"))
        persons.unblock(bot, person)
        return answer({})

    async def chat(self, request: web.Request) -> web.Response:
        """GET: a person's chat; with `after` and `wait`, once there is something newer."""
        query = request.query
        person = self.world.people.get(number(query.get("user"), "user"))
        if "after" in query:
            wait = min(asking.seconds(query.get("wait", 0), "wait"), MAX_WAIT_SECONDS)
            after = number(query["after"], "after")
            await self.world.news.wait(("chat", person.id), after, wait)
        if not self.api.bots and "bot" not in query:
            return answer(show.EMPTY_CHAT)
        bot = self._bot(query.get("bot"))
        return answer(show.shown_chat(bot, bot.chat(person.id)))

    async def download(self, request: web.Request) -> web.Response:
        """GET: a file of a chat."""
        stored = self._bot(request.match_info["bot"]).files.find(request.match_info["file_id"])
        if stored is None:
            raise AskError(404, "there is no such file")
        return file_answer(stored.upload.name, stored.upload.mime, stored.upload.content)

    async def calls(self, request: web.Request) -> web.Response:
        """GET: the Bot API calls after a number."""
        since = number(request.query.get("since", 0), "since")
        calls = [call for call in self.world.calls if call["number"] > since]
        return answer({"last": self.world.call_count, "calls": calls})

    async def fail(self, request: web.Request) -> web.Response:
        """POST: arrange failures of the Bot API; {"how": "none"} clears them."""
        body = await body_of(request, "method", "chat", *FAULT_FIELDS)
        fault = fault_of(body, body.pop("method", None), body.pop("chat", None))
        if fault.how == "none":
            self.world.faults.clear()
        elif fault.how in HOWS or re.fullmatch("[45][0-9][0-9]", fault.how):
            self.world.faults.arrange(fault)
        else:
            raise AskError(400, f"how must be an HTTP code or one of {', '.join(sorted(HOWS))}")
        return answer({})

    async def limits(self, request: web.Request) -> web.Response:
        """POST: switch flood limits on or off."""
        body = await body_of(request, "on")
        self.world.limits = bool(body.get("on", True))
        return answer({"on": self.world.limits})

    def _who(self, body: dict[str, Any]) -> tuple[Person, Bot]:
        person = self.world.people.get(number(body.get("user"), "user"))
        return person, self._bot(body.get("bot"))

    def _bot(self, bot_id: Any) -> Bot:
        """The bot with that id, or the only one."""
        bots = self.api.bots
        if bot_id is not None:
            bot = bots.get(number(bot_id, "bot"))
            if bot is None:
                raise AskError(404, f"no bot {bot_id} has called yet")
            return bot
        if not bots:
            raise AskError(409, "no bot has called yet")
        if len(bots) > 1:
            raise AskError(409, f"several bots: say which by bot, one of {sorted(bots)}")
        return next(iter(bots.values()))


def fault_of(body: dict[str, Any], where: Any, who: Any) -> Fault:
    """An arranged failure from a control request."""
    if "how" not in body:
        raise AskError(400, "how is missing")
    given = {name: body[name] for name in FAULT_FIELDS if name in body}
    given["how"] = str(given["how"])
    if where is not None:
        given["where"] = str(where)
    if who is not None:
        given["who"] = str(who).lower()
    return Fault(**given)


def file_answer(name: str, mime: str, content: bytes) -> web.Response:
    """A file for a browser: pictures may be shown, everything else is only downloaded."""
    shown = mime in {"image/png", "image/jpeg", "image/gif"}
    how = "inline" if shown else "attachment"
    return web.Response(
        body=content,
        content_type=mime if shown else "application/octet-stream",
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        },
    )

"""The control interface's part about letters, and the one request that tells the page all news."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from sandbox import asking, show
from sandbox.asking import AskError, answer, body_of, number
from sandbox.botapi.server import BotApi
from sandbox.control import FAULT_FIELDS, MAX_WAIT_SECONDS, fault_of, file_answer
from sandbox.letters import Letter
from sandbox.mailbox import REFUSALS, Mailbox
from sandbox.replying import Answer, File
from sandbox.world import World

HOWS = {*REFUSALS, "drop", "lost", "hang", "login", "none"}
LETTER_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


class MailControl:
    """HTTP handlers over the mailbox."""

    def __init__(self, world: World, api: BotApi, mailbox: Mailbox) -> None:
        self._world, self._api, self._mailbox = world, api, mailbox

    def routes(self) -> Iterable[web.RouteDef]:
        """The addresses of this part of the interface."""
        return (
            web.get("/control/mail", self.letters),
            web.delete("/control/mail", self.clear),
            web.post("/control/mail/fail", self.fail),
            web.get("/control/mail/{id}/raw", self.raw),
            web.post("/control/mail/{id}/reply", self.reply),
            web.get("/control/mail/{id}/html", self.html),
            web.get("/control/mail/{id}/part/{part}", self.part),
            web.get("/control/state", self.state),
        )

    async def letters(self, request: web.Request) -> web.Response:
        """GET: the letters to one address or to all; `after` and `wait` wait for news."""
        query = request.query
        address = query.get("to")
        subject = ("mail", address.lower()) if address else "mail"
        if "after" in query:
            wait = min(asking.seconds(query.get("wait", 0), "wait"), MAX_WAIT_SECONDS)
            await self._world.news.wait(subject, number(query["after"], "after"), wait)
        letters = self._mailbox.of(address) if address else self._mailbox.all()
        return answer(
            {
                "event": self._world.news.last(subject),
                "letters": [show.shown_letter(letter) for letter in letters],
                "replies": self._mailbox.takes_answers,
            }
        )

    async def clear(self, _request: web.Request) -> web.Response:
        """DELETE: throw all letters away."""
        self._mailbox.clear()
        return answer({})

    async def fail(self, request: web.Request) -> web.Response:
        """POST: arrange failures of SMTP; {"how": "none"} clears them."""
        body = await body_of(request, "to", "where", *FAULT_FIELDS)
        fault = fault_of(body, body.pop("where", None), body.pop("to", None))
        if fault.how not in HOWS:
            raise AskError(400, f"how must be one of {', '.join(sorted(HOWS))}")
        if fault.how == "none":
            self._world.mail_faults.clear()
            return answer({})
        if fault.where is None and fault.how in REFUSALS:
            fault.where = "rcpt"
        if fault.how == "login":
            fault.who, fault.where = None, "auth"
        elif fault.how not in REFUSALS:
            fault.where = "data"
        self._world.mail_faults.arrange(fault)
        return answer({})

    async def raw(self, request: web.Request) -> web.Response:
        """GET: a letter as it came."""
        letter = self._letter(request)
        return file_answer(f"{letter.id}.eml", "message/rfc822", letter.raw)

    async def reply(self, request: web.Request) -> web.Response:
        """POST a form: somebody (`from`, by default whom it was to) answers a letter with
        `text` and any number of `file`."""
        letter = self._letter(request)
        form = await request.post()
        files = tuple(
            File(one.filename, one.content_type, one.file.read())
            for one in form.getall("file", [])
            if isinstance(one, web.FileField)
        )
        address = str(form.get("from") or next(iter(letter.recipients), ""))
        names = [p.name for p in self._world.people.all() if (p.email or "").lower() == address]
        written = Answer(address, str(form.get("text", "")), next(iter(names), ""), files)
        if not self._mailbox.reply(letter, written):
            raise AskError(409, "nobody reads answers here: there is no Maildir")
        return answer({})

    async def html(self, request: web.Request) -> web.Response:
        """GET: a letter's HTML, forbidden to run or load anything but its own pictures."""
        letter = self._letter(request)
        pictures = {
            part.content_id: f"/control/mail/{letter.id}/part/{index}"
            for index, part in enumerate(letter.parts)
            if part.content_id
        }
        return web.Response(
            text=letter.html_with_pictures(pictures),
            content_type="text/html",
            headers={"Content-Security-Policy": LETTER_POLICY},
        )

    async def part(self, request: web.Request) -> web.Response:
        """GET: a file of a letter."""
        parts = self._letter(request).parts
        index = number(request.match_info["part"], "part")
        if not 0 <= index < len(parts):
            raise AskError(404, "there is no such part")
        return file_answer(parts[index].name, parts[index].mime, parts[index].content)

    async def state(self, request: web.Request) -> web.Response:
        """GET: the time, the bots, and everybody with their last events; waits like a chat."""
        query, news = request.query, self._world.news
        if "after" in query:
            wait = min(asking.seconds(query.get("wait", 0), "wait"), MAX_WAIT_SECONDS)
            await news.wait(None, number(query["after"], "after"), wait)
        clock = self._world.clock
        planned = clock.next
        people = [
            show.shown_person(
                person,
                chat_event=news.last(("chat", person.id)),
                mail_event=news.last(("mail", (person.email or "").lower())),
                from_bot=sum(
                    bot.chats[person.id].from_bot
                    for bot in self._api.bots.values()
                    if person.id in bot.chats
                ),
                letters=len(self._mailbox.of(person.email)) if person.email else 0,
            )
            for person in self._world.people.all()
        ]
        return answer(
            {
                "event": news.number,
                "now": clock.now.isoformat(),
                "next": planned.isoformat() if planned else None,
                "busy": clock.busy,
                "bots": [show.shown_bot(bot) for bot in self._api.bots.values()],
                "people": people,
            }
        )

    def _letter(self, request: web.Request) -> Letter:
        letter = self._mailbox.letter(number(request.match_info["id"], "id"))
        if letter is None:
            raise AskError(404, "there is no such letter")
        return letter

"""Everybody's mailbox: an SMTP server that keeps each letter and can fail on request."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sandbox.letters import Letter
from sandbox.replying import Answer, put, reply
from sandbox.world import World

SIZE_LIMIT = 25 << 20  # what the common mail services take
HANG_SECONDS = 3600.0
REFUSALS = {
    "421": "421 4.3.2 Service not available, closing transmission channel",
    "450": "450 4.2.0 Mailbox busy, try again later",
    "451": "451 4.7.1 Greylisted, try again later",
    "452": "452 4.2.2 Mailbox full",
    "550": "550 5.1.1 No such user here",
    "552": "552 5.3.4 Message too big",
    "554": "554 5.7.1 Message refused as spam",
}


class Mailbox:
    """The letters of everybody, by address, and the SMTP server that takes them.

    Arranged failures (`world.mail_faults`): a code of REFUSALS at RCPT (or, with where="data",
    after the letter), "drop" and "lost" close the connection in DATA before or after keeping the
    letter, "hang" never answers it, "login" refuses AUTH.
    Answers to letters go to the Maildir `answers_to`, where the bot reads them.
    """

    def __init__(self, world: World, answers_to: Path | None = None) -> None:
        self._world, self._answers_to = world, answers_to
        self._answers = 0
        self._letters: dict[int, Letter] = {}
        self._boxes: dict[str, list[Letter]] = defaultdict(list)
        self._server: asyncio.Server | None = None
        self._refused: WeakSet[Any] = WeakSet()

    async def start(self, host: str, port: int) -> int:
        """Listen on host:port (0: any free one); returns the port."""
        from aiosmtpd.smtp import SMTP

        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of itself at each login
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                _SmtpHandler(self._world, self),
                hostname="localhost",
                ident="Vekha sandbox",
                data_size_limit=SIZE_LIMIT,
                auth_require_tls=False,
                authenticator=self._authenticate,
                loop=loop,
            ),
            host,
            port,
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> Letter:
        """Put a letter into the boxes of its recipients."""
        number = len(self._letters) + 1
        letter = Letter(number, sender, tuple(recipients), raw, self._world.clock.now)
        self._letters[number] = letter
        for address in recipients:
            self._boxes[address.lower()].append(letter)
        self._world.news.tell(*(("mail", address.lower()) for address in recipients), "mail")
        return letter

    def of(self, address: str) -> list[Letter]:
        """The letters to one address, oldest first."""
        return list(self._boxes.get(address.lower(), ()))

    def all(self) -> list[Letter]:
        """All letters, oldest first."""
        return list(self._letters.values())

    def letter(self, number: int) -> Letter | None:
        """One letter by its number."""
        return self._letters.get(number)

    @property
    def takes_answers(self) -> bool:
        """Whether letters can be answered."""
        return self._answers_to is not None

    def reply(self, letter: Letter, answer: Answer) -> bool:
        """Answer a letter into the bot's Maildir; False where there is none."""
        if self._answers_to is None:
            return False
        self._answers += 1
        now = self._world.clock.now
        put(self._answers_to, reply(letter, answer, now, self._answers), self._answers, now)
        return True

    def clear(self) -> None:
        """Throw all letters away; numbers start anew."""
        self._letters.clear()
        self._boxes.clear()
        self._world.news.tell("mail")

    def _authenticate(
        self, _server: Any, session: Any, _envelope: Any, _mechanism: str, _data: Any
    ) -> Any:
        """Anybody may log in, unless a failure is arranged: then no mechanism works."""
        from aiosmtpd.smtp import AuthResult

        if self._world.mail_faults.take("auth", None, "login") is not None:
            self._refused.add(session)
        return AuthResult(success=session not in self._refused, handled=False)


class _SmtpHandler:
    """aiosmtpd's hooks for one connection."""

    def __init__(self, world: World, mailbox: Mailbox) -> None:
        self._world, self._mailbox = world, mailbox

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse it as arranged."""
        fault = self._world.mail_faults.take("rcpt", address.lower(), *REFUSALS)
        if fault is not None:
            return fault.description or REFUSALS[fault.how]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the letter, or fail as arranged."""
        fault = None
        for address in envelope.rcpt_tos:
            fault = fault or self._world.mail_faults.take("data", address.lower())
        if fault is not None and fault.how in REFUSALS:
            return fault.description or REFUSALS[fault.how]
        if fault is not None and fault.how == "hang":
            await asyncio.sleep(fault.seconds or HANG_SECONDS)
        if fault is None or fault.how == "lost":
            self._mailbox.keep(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        if fault is not None:
            server.transport.abort()
        return "250 2.0.0 OK"

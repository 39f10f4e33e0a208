"""Driving the real process from outside: commands, a running bot, and people at the far ends.

A `Vekha` begins its processes as forks of one that has loaded the product (`tests.e2e.nursery`);
a `fresh` one loads everything anew each time, as an administrator's does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

import aiohttp

from sandbox.server import Sandbox
from tests.e2e import forked
from tests.e2e.forked import Forked

Process = asyncio.subprocess.Process | Forked

TOKEN = "4711:AAtest-token-for-the-sandbox-only"
PATIENCE = 60.0


class Vekha:
    """One installation: its data directory, its commands, its `vekha run`."""

    def __init__(self, folder: Path, sandbox: Sandbox, *, fresh: bool = False, **more: str) -> None:
        self.folder, self.sandbox, self._fresh = folder, sandbox, fresh
        self.env = {
            **os.environ,
            "VEKHA_BOT_TOKEN": TOKEN,
            "VEKHA_BOT_NAME": "vekha_test_bot",
            "VEKHA_DATA_DIR": str(folder / "data"),
            "VEKHA_TELEGRAM_API_URL": sandbox.url,
            "VEKHA_SMTP_URL": sandbox.smtp_url,
            "VEKHA_CLOCK": f"{sandbox.url}/clock",
            "VEKHA_LOG_JSON": "true",
            **more,
        }
        self.process: Process | None = None

    async def command(self, *words: str, code: int = 0, stdin: str = "") -> str:
        """Run `vekha WORDS`; its stdout. Fails unless it exits with `code`."""
        out, err, got = await self.try_command(*words, stdin=stdin)
        assert got == code, f"vekha {' '.join(words)}: exit {got}\n{out}\n{err}"
        assert "Traceback" not in err
        return out

    async def try_command(self, *words: str, stdin: str = "") -> tuple[str, str, int]:
        """Run `vekha WORDS`: stdout, stderr, exit code."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            given.write(stdin.encode())
            given.seek(0)
            process = await self._begin(words, given, out, err)
            code = await process.wait()
            out.seek(0)
            err.seek(0)
            return out.read().decode(), err.read().decode(), code

    async def _begin(
        self, words: tuple[str, ...], given: IO[bytes], out: IO[bytes], err: IO[bytes]
    ) -> Process:
        if not self._fresh:
            return await forked.begin(words, self.folder, self.env, (given, out, err))
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env=self.env,
            stdin=given,
            stdout=out,
            stderr=err,
        )

    async def json(self, *words: str) -> Any:
        """The JSON that a command prints."""
        return json.loads(await self.command(*words, "--json"))

    async def start(self) -> None:
        """Start `vekha run` and wait until it has said that it is idle."""
        starts = self.log().count("vekha.started")
        with (self.folder / "run.log").open("ab") as log, Path(os.devnull).open("r+b") as nothing:
            self.process = await self._begin(("run",), nothing, nothing, log)
        async with asyncio.timeout(PATIENCE):
            while self.log().count("vekha.started") == starts:
                assert self.process.returncode is None, self.log()
                await asyncio.sleep(0.05)

    async def stop(self, number: int = signal.SIGTERM) -> int | None:
        """Stop it by a signal; the exit code."""
        if self.process is None or self.process.returncode is not None:
            return None if self.process is None else self.process.returncode
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 30)

    def log(self) -> str:
        """What `vekha run` has logged so far."""
        path = self.folder / "run.log"
        return path.read_text("utf-8") if path.exists() else ""


class World:
    """The people at the far ends, through the sandbox's control interface."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def post(self, what: str, **body: Any) -> dict[str, Any]:
        """One control request; its answer."""
        async with self._http.post(f"/control/{what}", json=body) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{what} {body}: {text}"
            return dict(json.loads(text))

    async def get(self, what: str, **query: Any) -> dict[str, Any]:
        """One look."""
        async with self._http.get(f"/control/{what}", params=query) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{what} {query}: {text}"
            return dict(json.loads(text))

    async def person(self, number: int, name: str, email: str = "") -> None:
        """Somebody with a phone and perhaps a mailbox."""
        await self.post("people", id=number, name=name, email=email)

    async def settle(self) -> None:
        """Until everything that is due now is done."""
        await self.post("clock", by=0)

    async def move(self, to: str) -> str:
        """Move the clock; the instant reached."""
        return str((await self.post("clock", to=to))["now"])

    async def say(self, user: int, text: str, reply_to: int | None = None) -> None:
        """A person writes, and everything that follows is done."""
        more = {} if reply_to is None else {"reply_to": reply_to}
        await self.post("say", user=user, text=text, **more)
        await self.settle()

    async def press(self, user: int, text: str, message_id: int | None = None) -> dict[str, Any]:
        """A person presses a button by its words; what the press was answered.

        Without `message_id`: the newest message that has such a button, else the keyboard.
        """
        if message_id is None:
            message_id = next(
                (
                    m["id"]
                    for m in reversed(await self.from_bot(user))
                    if any(b["text"] == text for row in m["buttons"] for b in row)
                ),
                None,
            )
        more = {} if message_id is None else {"message_id": message_id}
        answer = await self.post("press", user=user, text=text, **more)
        await self.settle()
        return answer

    async def send_file(
        self, user: int, name: str, data: bytes, reply_to: int | None = None
    ) -> None:
        """A person sends a document, and everything that follows is done."""
        await self.hand_file(user, name, data, reply_to)
        await self.settle()

    async def hand_file(
        self, user: int, name: str, data: bytes, reply_to: int | None = None, **more: str
    ) -> None:
        """A person sends a document; `more` are fields of the control interface (`album`)."""
        form = aiohttp.FormData(quote_fields=False)
        for field, value in {"user": str(user), "as": "document", **more}.items():
            form.add_field(field, value)
        if reply_to is not None:
            form.add_field("reply_to", str(reply_to))
        form.add_field("file", data, filename=name)
        async with self._http.post("/control/file", data=form) as answer:
            assert answer.status == 200, await answer.text()

    async def chat(self, user: int) -> list[dict[str, Any]]:
        """The chat as the person sees it, oldest first."""
        return list((await self.get("chat", user=user))["messages"])

    async def from_bot(self, user: int) -> list[dict[str, Any]]:
        """The bot's messages to a person."""
        return [m for m in await self.chat(user) if m["from"] == "bot"]

    async def letters(self, to: str) -> list[dict[str, Any]]:
        """The letters in a mailbox."""
        return list((await self.get("mail", to=to))["letters"])


@contextlib.asynccontextmanager
async def world(sandbox: Sandbox) -> Any:
    """A `World` for a running sandbox."""
    async with aiohttp.ClientSession(sandbox.url) as http:
        yield World(http)


async def join(vekha: Vekha, people: World, user: int, name: str) -> None:
    """Invite a person and let them open the link and confirm."""
    (link,) = await vekha.json("invite", "--person", name)
    await people.say(user, f"/start {link['token']}")
    await people.press(user, "Да, это я")

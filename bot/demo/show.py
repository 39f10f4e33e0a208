"""The whole product in one process: a sandbox, the real bot, a fictional district."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.app import App
from bot.build import build
from bot.errors import RunError
from bot.sentences import say
from bot.settings import Settings
from roadmap.people_sheet import read_people
from roadmap.period import Period
from sandbox.server import Sandbox
from services import drafting, invitations, launching, municipalities, people, reading
from services.invitations import Invitation
from storage.database import Database
from storage.opening import open_database
from storage.people_queries import reach
from storage.tables import Preference, Role

START = datetime.fromisoformat("2025-09-08T08:00:00+03:00")
PERIOD = Period(date(2025, 9, 1), date(2027, 12, 31))
ZONE = "Europe/Moscow"
TOKEN = "4242:DEMO-token-that-only-the-sandbox-knows"  # noqa: S105 - opens nothing
FIRST_USER = 1001
ANSWERS = "answers"
BOX = "vekha@demo.example"


async def show(roadmap: Path | None, port: int) -> None:
    """Start everything, print the address of the page, run until cancelled."""
    with tempfile.TemporaryDirectory(prefix="vekha-demo-") as folder:
        sandbox = Sandbox(now=START, maildir=Path(folder) / ANSWERS)
        try:
            await sandbox.start(port=port)
        except OSError as error:
            raise RunError(f"{error.strerror}; --port 0") from error
        settings = demo_settings(sandbox, Path(folder))
        links = await furnish(settings, roadmap)
        app = await build(settings)
        await app.start()
        try:
            await _introduce(sandbox, links)
            print(say().gettext("The demo is at {address}").format(address=sandbox.url), flush=True)
            await app.wait()
        finally:
            await _close(app, sandbox)


async def _close(app: App, sandbox: Sandbox) -> None:
    await asyncio.shield(app.stop())
    await asyncio.shield(sandbox.stop())


def demo_settings(sandbox: Sandbox, folder: Path) -> Settings:
    """Settings that point at the sandbox and keep everything in `folder`."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=SecretStr(TOKEN),
        bot_name="vekha_demo_bot",
        telegram_api_url=sandbox.url,
        smtp_url=SecretStr(sandbox.smtp_url),
        reply_to=BOX,
        maildir=folder / ANSWERS,
        clock=f"{sandbox.url}/clock",
        data_dir=folder,
        database_url=SecretStr(f"sqlite:///{folder / 'vekha.sqlite3'}"),
    )


class Guest:
    """A person of the demo: who they are on the page, and how they come in."""

    def __init__(
        self, number: int, name: str, note: str, email: str, link: Invitation | None
    ) -> None:
        self.number, self.name, self.note, self.email = number, name, note, email
        self.link = link


async def furnish(settings: Settings, roadmap: Path | None) -> list[Guest]:
    """Municipality, roadmap, people, launch; the people with their invitations."""
    data, name = demo_roadmap(roadmap)
    draft = await reading.read(data, name, None if roadmap else PERIOD)
    entries = read_people(files("bot.demo").joinpath("people.csv").read_bytes())
    database = await open_database(settings.database)
    try:
        async with database.write() as session:
            tenant = await municipalities.add(
                session, say().gettext("Zarechny district"), ZONE, START
            )
            number = await drafting.store(session, tenant.id, draft, START)
            await people.take(session, tenant.id, entries, START)
            await launching.launch(session, tenant, number, START.date(), START, allow_unowned=True)
            links = await invitations.invite(session, tenant.id, START)
        return await _guests(database, tenant.id, {link.person_id: link for link in links})
    finally:
        await database.close()


def demo_roadmap(roadmap: Path | None) -> tuple[bytes, str]:
    """The bytes and the name of the roadmap to show."""
    if roadmap is not None:
        return roadmap.read_bytes(), roadmap.name
    return files("bot.demo").joinpath("roadmap.txt").read_bytes(), "roadmap.txt"


async def _guests(
    database: Database, municipality_id: int, links: dict[int, Invitation]
) -> list[Guest]:
    voice = say()
    words = {
        Role.COORDINATOR: voice.gettext("coordinator"),
        Role.RESPONSIBLE: voice.gettext("responsible official"),
        Role.SCHOOL: voice.gettext("school"),
        Role.MANAGEMENT: voice.gettext("management"),
    }
    async with database.read() as session:
        known = await reach(session, municipality_id)
    return [
        Guest(
            FIRST_USER + i,
            person.name,
            ", ".join(words[role] for role in sorted(person.roles)),
            person.email or "",
            links.get(person.person_id) if person.preference is not Preference.EMAIL else None,
        )
        for i, person in enumerate(known.values())
    ]


async def _introduce(sandbox: Sandbox, guests: list[Guest]) -> None:
    """Everybody onto the page; whoever wants Telegram opens the link and confirms."""
    async with aiohttp.ClientSession(sandbox.url) as page:
        for guest in guests:
            await _post(
                page,
                "people",
                {
                    "id": guest.number,
                    "name": guest.name,
                    "email": guest.email,
                    "note": guest.note,
                },
            )
        for guest in guests:
            if guest.link is None:
                continue
            await _post(page, "say", {"user": guest.number, "text": f"/start {guest.link.token}"})
            await _post(page, "clock", {"by": 0})
            async with page.get("/control/chat", params={"user": guest.number}) as answer:
                asked = (await answer.json())["messages"][-1]["id"]
            yes = say().gettext("Yes, that is me")
            await _post(page, "press", {"user": guest.number, "message_id": asked, "text": yes})
        await _post(page, "clock", {"by": 0})


async def _post(page: aiohttp.ClientSession, what: str, body: dict[str, Any]) -> None:
    async with page.post(f"/control/{what}", json=body) as answer:
        if answer.status != 200:
            raise RunError(f"{what}: {await answer.text()}")

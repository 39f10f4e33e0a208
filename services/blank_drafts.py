"""A request for data by a table while its coordinator makes it ready: one a chat, until it goes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.blanks.layout import Layout, from_data, to_data
from services import conversations
from services.rights import Actor

FILE = "blank_file"
"""The chat waits for the table."""
STEP = "blank"
WORDS = "blank_words"
"""The chat waits for words about the request."""
TITLE_CHARS, NOTE_CHARS = 200, 600


class NotBegun(Exception):
    """The request was sent or dropped already, or another was begun since."""


@dataclass(frozen=True, slots=True)
class Area:
    """One way to understand the table, with its words: a few and all."""

    layout: Layout
    short: str
    full: str

    def data(self) -> dict[str, Any]:
        """As JSON values."""
        return {"layout": to_data(self.layout), "short": self.short, "full": self.full}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Area:
        """From JSON values."""
        return cls(from_data(data["layout"]), data["short"], data["full"])


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of the request so far: the blank by its hash, ways to understand it, the one
    chosen; `schools` empty for all; a local day and hour; `typed` is what words are about."""

    token: int
    town: int
    sha256: str
    name: str
    title: str
    areas: tuple[Area, ...] = ()
    chosen: int | None = None
    schools: tuple[int, ...] = ()
    due: date | None = None
    hour: time | None = None
    urgent: bool = False
    note: str = ""
    typed: int = 0

    @property
    def area(self) -> Area:
        """The way that was chosen. Raises `NotBegun` where none was."""
        if self.chosen is None or not 0 <= self.chosen < len(self.areas):
            raise NotBegun
        return self.areas[self.chosen]

    def pointed(self, area: Area) -> Begun:
        """With a way of its own, which is chosen."""
        return replace(self, areas=(*self.areas[:3], area), chosen=len(self.areas[:3]), typed=0)


def new(actor: Actor, sha256: str, name: str, areas: tuple[Area, ...]) -> Begun:
    """A request that has just been begun, called as its file."""
    title = " ".join(PurePath(name).stem.replace("_", " ").split())[:TITLE_CHARS]
    token = zlib.crc32(f"{actor.origin}:{sha256}".encode())
    return Begun(token, actor.municipality_id, sha256, name, title or name, areas)


async def keep(session: AsyncSession, address: str, begun: Begun, now: datetime) -> None:
    """Remember it in its chat; words are waited for where something is to be typed."""
    step = WORDS if begun.typed else STEP
    await conversations.remember(session, address, step, _data(begun), now)


async def load(session: AsyncSession, actor: Actor, address: str, token: int) -> Begun:
    """The request that a press names. Raises `NotBegun`."""
    known = await conversations.standing(session, address)
    if known is None or known.step not in (STEP, WORDS):
        raise NotBegun
    begun = of(known.data)
    if begun.token != token or begun.town != actor.municipality_id:
        raise NotBegun
    return begun


async def forget(session: AsyncSession, address: str) -> None:
    """It was sent or dropped."""
    for step in (STEP, WORDS):
        await conversations.forget(session, address, step)


def _data(begun: Begun) -> dict[str, Any]:
    return {
        "token": begun.token,
        "town": begun.town,
        "sha256": begun.sha256,
        "name": begun.name,
        "title": begun.title,
        "areas": [area.data() for area in begun.areas],
        "chosen": begun.chosen,
        "schools": list(begun.schools),
        "due": begun.due.isoformat() if begun.due else None,
        "hour": begun.hour.isoformat() if begun.hour else None,
        "urgent": begun.urgent,
        "note": begun.note,
        "typed": begun.typed,
    }


def of(data: Mapping[str, Any]) -> Begun:
    """From what was remembered."""
    return Begun(
        token=data["token"],
        town=data["town"],
        sha256=data["sha256"],
        name=data["name"],
        title=data["title"],
        areas=tuple(Area.of(area) for area in data["areas"]),
        chosen=data["chosen"],
        schools=tuple(data["schools"]),
        due=date.fromisoformat(data["due"]) if data["due"] else None,
        hour=time.fromisoformat(data["hour"]) if data["hour"] else None,
        urgent=data["urgent"],
        note=data["note"],
        typed=data["typed"],
    )

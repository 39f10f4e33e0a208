"""An office under load: many notices waiting, people who press and send files, and the count."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bench.filling import fill
from channels.message import Button, Channel, Message
from storage.database import Database
from storage.opening import open_database
from storage.tables import (
    AssignmentRow,
    EvidenceRow,
    FileFetchRow,
    InboxRow,
    InboxState,
    MunicipalityRow,
    NoticeItemRow,
    NoticeRow,
    NoticeState,
    ReportRow,
    table,
)
from tests.e2e.driving import PATIENCE, World

NOW = datetime(2018, 10, 10, 6, tzinfo=UTC)
PEOPLE = 60
EACH = 6  # notices to each person in a round
LETTERS = 12


@dataclass
class Load:
    """What was asked for so far, to be found again at the end."""

    database: Database
    now: Callable[[], datetime]
    asked: int  # the assignments after this one are for planning
    notices: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    pressed: dict[tuple[int, str], int] = field(default_factory=dict)
    pressed_at: dict[tuple[int, str], int] = field(default_factory=dict)
    sent_files: set[str] = field(default_factory=set)
    acting: list[asyncio.Task[None]] = field(default_factory=list)

    @staticmethod
    async def make(
        where: Path | str, rounds: int, now: Callable[[], datetime] | None = None, due: int = 0
    ) -> Load:
        """An office of PEOPLE, each with one assignment a round, and `due` more for planning."""
        asked = (rounds + 2) * PEOPLE
        database = await open_database(where if isinstance(where, str) else f"sqlite:///{where}")
        await fill(database, PEOPLE, asked + due)
        settings = {"cap": 60, "evidence": {"files_a_day": 10_000, "megabytes_a_day": 10_000}}
        async with database.write() as session:  # the load itself counts as what a day allows
            await session.execute(table(MunicipalityRow).update().values(settings=settings))
        return Load(database, now or ticking(), asked)

    async def more(self, number: int, each: int = EACH) -> None:
        """A round's notices; the first to each person asks about an assignment."""
        made = [
            self._notice(f"n{number}.{person}.{i}", person, number if i == 0 else None)
            for i in range(each)
            for person in range(1, PEOPLE + 1)
        ]
        made += [self._letter(f"m{number}.{i}") for i in range(LETTERS)]
        async with self.database.write() as session:
            connection = await session.connection()
            await connection.execute(table(NoticeRow).insert(), made)
            await connection.execute(
                sa.insert(table(NoticeItemRow)).from_select(
                    ["notice_id", "assignment_id", "municipality_id", "line", "answered"],
                    sa.select(
                        table(NoticeRow).c.id,
                        table(AssignmentRow).c.id,
                        sa.literal(1),
                        sa.literal(1),
                        sa.false(),
                    ).where(
                        table(NoticeRow).c.person_id == table(AssignmentRow).c.person_id,
                        table(NoticeRow).c.dedup_key.like(f"n{number}.%.0"),
                        table(AssignmentRow).c.id.between(
                            (number + 1) * PEOPLE, (number + 2) * PEOPLE - 1
                        ),
                    ),
                )
            )

    async def fall_due(self) -> None:
        """Planning has something to say to everybody, at once."""
        rows = table(AssignmentRow)
        async with self.database.write() as session:
            await session.execute(
                sa.update(rows).where(rows.c.id > self.asked).values(next_notice_at=NOW)
            )

    async def planned(self) -> Counter[int | None]:
        """How many reminders planning has made for each person."""
        async with self.database.read() as session:
            made = await session.exec(
                select(NoticeRow.person_id).where(col(NoticeRow.dedup_key).like("reminder:%"))
            )
            return Counter(made)

    async def letter_to(self, address: str, key: str) -> None:
        """One letter to somebody else; not among `letters`."""
        async with self.database.write() as session:
            row = self._letter(key) | {"address": address}
            await session.execute(table(NoticeRow).insert(), [row])
        self.letters.remove(key)

    def _notice(self, key: str, person: int, about: int | None) -> dict[str, Any]:
        self.notices.add(key)
        buttons: tuple[tuple[Button, ...], ...] = ()
        if about is not None:
            buttons = ((Button(f"press {about}", f"w:{person}:{assignment(about, person)}"),),)
        return _row(key, "telegram", str(1000 + person), self.now()) | {
            "municipality_id": 1,
            "person_id": person,
            "message": Message(key, buttons=buttons).to_data(),
        }

    def _letter(self, key: str) -> dict[str, Any]:
        self.letters.add(key)
        return _row(key, "email", "office@town.example", self.now()) | {
            "municipality_id": None,
            "person_id": None,
            "message": Message(key, subject=key).to_data(),
        }

    async def people_act(self, people: World, persons: Iterable[int]) -> None:
        """Each presses every button not pressed yet, and every fifteenth sends a file in reply."""
        for person in persons:
            for message in await people.from_bot(1000 + person):
                button = next((b["text"] for row in message["buttons"] for b in row), "")
                about = button.removeprefix("press ")
                if about == button or (person, about) in self.pressed:
                    continue
                self.pressed[person, about] = assignment(int(about), person)
                self.pressed_at[person, about] = message["id"]
                self.seen.add(message["text"])  # a press changes what it says
                where = {"user": 1000 + person, "message_id": message["id"]}
                await people.post("press", **where, text=button, wait=0)
                if person % 15 == 0:
                    data = b"%PDF-1.4\n%" + f"{about}.{person}".encode() + b"x" * 200_000
                    self.sent_files.add(hashlib.sha256(data).hexdigest())
                    await people.hand_file(1000 + person, "a.pdf", data, message["id"])

    async def still_asking(self, people: World) -> list[tuple[int, str]]:
        """Whose pressed message still has the button, as if nobody had answered."""
        found = []
        for person in range(1, PEOPLE + 1):
            shown = {m["id"]: m for m in await people.from_bot(1000 + person)}
            for (who, about), number in self.pressed_at.items():
                if who == person:
                    labels = [b["text"] for row in shown[number]["buttons"] for b in row]
                    found += [(who, about)] if f"press {about}" in labels else []
        return found

    async def drained(self) -> None:
        """Until nothing waits any more: neither out, nor in, nor to be fetched.

        Fails when it has not become less for PATIENCE seconds; after many kills much is left.
        """
        least, patience = await self._left(), monotonic() + PATIENCE
        while least:
            assert monotonic() < patience, f"{least} left and no progress"
            await asyncio.sleep(0.2)
            left = await self._left()
            if left < least:
                least, patience = left, monotonic() + PATIENCE

    async def heard(self) -> None:
        """Until every press is recorded, or PATIENCE is over: whoever asks for them may have
        begun late."""
        patience = monotonic() + PATIENCE
        while sum((await self.recorded()).reports.values()) < len(self.pressed):
            if monotonic() > patience:
                return
            await asyncio.sleep(0.5)

    async def _left(self) -> int:
        waiting = (
            (NoticeRow, col(NoticeRow.state).in_([NoticeState.PLANNED, NoticeState.SENDING])),
            (InboxRow, col(InboxRow.state) == InboxState.NEW),
            (FileFetchRow, col(FileFetchRow.done).is_(False)),
        )
        async with self.database.read() as session:
            counts = [
                (await session.exec(select(sa.func.count()).select_from(model).where(state))).one()
                for model, state in waiting
            ]
        return sum(counts)

    async def recorded(self) -> Found:
        """What the database says became of it all."""
        async with self.database.read() as session:
            reports = (await session.exec(select(ReportRow.assignment_id))).all()
            kept = (await session.exec(select(EvidenceRow.sha256))).all()
            states = (await session.exec(select(InboxRow.state))).all()
            sent = await session.exec(
                select(sa.func.count())
                .select_from(NoticeRow)
                .where(
                    col(NoticeRow.channel) == Channel.TELEGRAM,
                    col(NoticeRow.state) == NoticeState.SENT,
                    col(NoticeRow.edits_notice_id).is_(None),
                )
            )
            return Found(
                Counter(reports), Counter(str(s) for s in kept), set(map(str, states)), sent.one()
            )


@dataclass(frozen=True)
class Found:
    """How often each assignment was reported on and each file kept; the fates of arrivals."""

    reports: Counter[int]
    files: Counter[str]
    fates: set[str]
    sent_messages: int


def ticking() -> Callable[[], datetime]:
    """The office's time: it ticks from NOW, over restarts."""
    began = monotonic()
    return lambda: NOW + timedelta(seconds=monotonic() - began)


async def open_chats(people: World, token: str) -> None:
    """Everybody writes to the bot."""
    await people.post("bots", token=token, name="bot")
    for person in range(1, PEOPLE + 1):
        await people.person(1000 + person, f"Person {person}")
        await people.post("say", user=1000 + person, text="/start")


def assignment(number: int, person: int) -> int:
    """The assignment of a person that round `number` asks about (as `bench.filling` deals)."""
    return (number + 1) * PEOPLE + person - 1


def _row(key: str, channel: str, address: str, now: datetime) -> dict[str, Any]:
    return {
        "channel": channel,
        "address": address,
        "kind": "reminder",
        "urgency": 5,
        "dedup_key": key,
        "state": "planned",
        "not_before": now,
        "attempts": 0,
        "last_error": "",
        "created_at": now,
    }


def stored_files(folder: Path) -> dict[str, str]:
    """Every file under `folder`: its name and the SHA-256 of what is really in it."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }

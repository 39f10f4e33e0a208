"""A request for data by a table, played through its services; used by tests of several rooms."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from channels.message import Message
from roadmap.blanks.errors import LayoutError
from roadmap.blanks.layout import to_data
from roadmap.blanks.proposing import propose
from roadmap.documents.errors import DocumentError
from roadmap.plan import Asked
from services import answers, blank_child, blank_work, intake, rounds, submission_files
from services.intake import Sent
from services.rounds import Opening
from storage import blank_queries
from storage.files import FileStore
from storage.tables import RoundRow, RoundState
from tests.roadmap.blanks.tables import edited
from tests.services.office import Office, at

NOW = at("2018-10-10 12:00")
DUE = date(2018, 10, 15)
TITLE = "Педагогические кадры"
COORDINATOR, HEAD, OTHER = "301", "201", "202"


async def in_process(module: str, order: Any, seconds: int) -> object:
    """In place of the child: the same work, here and at once."""
    assert module == blank_work.CHILD
    deed, given = pickle.loads(pickle.dumps(order))
    try:
        return blank_child.DEEDS[deed](*given)
    except (DocumentError, LayoutError) as error:
        return error


class Tables:
    """An office that collects data by a table, with its files."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.files = office, FileStore(folder / "files")

    async def ask(
        self, blank: bytes, *schools: str, due: date = DUE, hour: time | None = None
    ) -> int:
        """Open a round by a blank for schools, in the best layout; its id."""
        layout = propose(blank, schools)[0].layout
        ids = [await self.office.organization(name) for name in schools]
        opening = Opening(
            kind=Asked.TABLE,
            title=TITLE,
            cause=f"test:{len(blank)}:{due}",
            opens_on=NOW.date(),
            due_on=due,
            due_time=hour,
            blank_sha256=self.files.put(blank),
            blank_name="Кадры.xlsx",
            layout=to_data(layout),
        )
        async with self.office.database.write() as session:
            row = await rounds.open_asking(session, self.office.tenant, opening, ids, NOW)
            assert row is not None
            return row.id or 0

    async def close(self, round_id: int) -> None:
        """The round is over."""
        async with self.office.database.write() as session:
            row = await session.get_one(RoundRow, round_id)
            row.state = RoundState.CLOSED

    async def assignment(self, school: str) -> int:
        """The one table that a school is asked for."""
        town, number = self.office.tenant.id, await self.office.organization(school)
        async with self.office.database.read() as session:
            (found,) = await blank_queries.open_tables(session, town, 0, [number])
        return found

    async def copy(self, who: str, assignment_id: int) -> bytes:
        """«Получить таблицу»: the bytes of the file."""
        actor = await self.office.actor(who)
        async with self.office.database.read() as session:
            message = await submission_files.table(session, actor, assignment_id, self.files, NOW)
        (file,) = message.attachments
        return self.files.get(file.sha256)

    async def filled(self, who: str, assignment_id: int, **cells: object) -> bytes:
        """The copy with values in cells of its first sheet."""
        return edited(await self.copy(who, assignment_id), **cells)

    async def send(
        self,
        who: str,
        data: bytes,
        *,
        chat: str = HEAD,
        name: str = "Кадры.xlsx",
        via: str = "telegram",
        now: datetime = NOW,
        replies_to: str | None = None,
        origin: str | None = None,
    ) -> Message | None:
        """A file comes by the chat or by a letter; None where it is a confirming document."""
        actor = replace(await self.office.actor(who, origin), via=via, at=now)
        sent = Sent(data, name, chat, replies_to)
        ask = intake.taker_by_letter if via == "email" else intake.taker_of
        async with self.office.database.read() as session:
            taker = await ask(session, actor, sent)
        if taker is None:
            return None
        return await taker.take(self.office.database, self.files, actor, sent, now)

    async def stored(self, who: str, assignment_id: int) -> answers.Held:
        """What is kept of a school's answers."""
        actor = await self.office.actor(who)
        async with self.office.database.read() as session:
            return await answers.held(session, actor, assignment_id, "test")

"""Letters to the office, built as mail programs do, kept and read by the services."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from sqlmodel import col, select

from channels.arriving import Arrived
from channels.message import Channel, Message
from handlers.letter_refusals import refusal_by_letter
from roadmap.progress import State
from roadmap.replies.tokens import message_id_for, reply_address, token_for
from services import letters_in
from services.letter_mail import Desk
from storage import letter_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import LetterRow, NoticeKind, NoticeRow, ReportRow
from tests.services.office import IRINA, OLGA, VERA, Office, at, row

SECRET = b"the secret of the tests"
BOX = "otvet@town.example"
BY_15 = "до 15 октября 2018"
FIRST, SECOND, THIRD = "Провести совещание", "Собрать отчёты", "Утвердить план"
_numbers = itertools.count(1)
QUOTE = "\n\nпн, 8 окт. 2018 г. в 09:00, Веха <otvet@town.example>:\n> 1. Мероприятие\n"
File = tuple[str, bytes]


def letter(
    text: str,
    *,
    to: NoticeRow | None = None,
    sender: str = "olga@town.example",
    headers: Sequence[tuple[str, str]] = (),
    files: Sequence[File] = (),
    message_id: str = "",
    plus: bool = True,
    subject: str = "Re: Срок 15 октября",
    quoted: bool = True,
) -> bytes:
    """A letter in answer to a notice, by the token in the address or in In-Reply-To only."""
    made = EmailMessage(policy=SMTP)
    made["From"] = f"Somebody <{sender}>"
    token = token_for(SECRET, to.id or 0) if to else ""
    made["To"] = reply_address(BOX, token) if token and plus else BOX
    made["Subject"] = subject
    made["Message-ID"] = message_id or f"<{next(_numbers)}@mail.example>"
    if token:
        made["In-Reply-To"] = message_id_for(token, "town.example")
    for name, value in headers:
        made[name] = value
    made.set_content(text + QUOTE if quoted else text)
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(made)


class Postbox:
    """The way of letters into one office."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.database = office, office.database
        self.files = FileStore(folder / "files")
        self.desk = Desk(SECRET, self.files, refusal_by_letter)

    async def keep(
        self, raw: bytes, key: str = "", when: str = "2018-10-10 12:00", size: int = 0
    ) -> bool:
        """Keep a letter without reading it."""
        arrived = Arrived(
            "maildir", key or f"k{next(_numbers)}", raw, max(size, len(raw)), at(when)
        )
        return await letters_in.keep(self.database, self.files, arrived, at(when))

    async def work(self, when: str = "2018-10-10 12:00") -> int:
        """Read what was kept."""
        return await letters_in.work_waiting(self.database, self.desk, at(when))

    async def take(self, raw: bytes, when: str = "2018-10-10 12:00", size: int = 0) -> LetterRow:
        """Keep a letter and read it."""
        assert await self.keep(raw, when=when, size=size)
        await self.work(when)
        return (await self.letters())[-1]

    async def letters(self) -> list[LetterRow]:
        """What was kept, oldest first."""
        async with self.database.read() as session:
            return list(await session.exec(select(LetterRow).order_by(col(LetterRow.id))))

    async def answers(self, to: str = "olga@town.example") -> list[Message]:
        """The letters in answer to letters."""
        return [
            Message.from_data(notice.message)
            for notice in await self.office.notices(NoticeKind.ANSWER)
            if notice.channel is Channel.EMAIL
            and notice.address == to
            and notice.dedup_key.startswith("answer:letter:")
        ]

    async def shown(self) -> list[Message]:
        """The letters that coordinators were shown."""
        return [
            Message.from_data(notice.message)
            for notice in await self.office.notices(NoticeKind.ANSWER)
            if ":shown:" in notice.dedup_key
        ]

    async def reminder(self, surname: str = "Пономарева") -> NoticeRow:
        """The letter of reminder that somebody has."""
        person = await self.office.person(surname)
        found = [n for n in await self.office.notices(NoticeKind.REMINDER) if n.person_id == person]
        notice = found[-1]
        token = token_for(SECRET, notice.id or 0)
        await self.office.sent(notice, message_id_for(token, "town.example"))
        return notice


async def with_reminder(database: Database, tmp_path: Path, rows: int = 1) -> Postbox:
    """Olga has a reminder by letter about so many activities; Vera coordinates, in Telegram."""
    office = await Office.open(database, OLGA, IRINA, VERA)
    await office.bind("Мостовая", 301)
    titles = [FIRST, SECOND, THIRD][:rows]
    await office.launch(*(row(BY_15, title=title) for title in titles))
    await office.plan("2018-10-10 09:00")
    return Postbox(office, tmp_path)


async def states(post: Postbox) -> list[State]:
    """How the lines of the reminder stand."""
    async with post.database.read() as session:
        rows = await letter_queries.lines_of_notice(
            session, post.office.tenant.id, (await post.reminder()).id or 0
        )
    by_id = {one.id: one.state for one in await post.office.assignments()}
    return [by_id[assignment_id] for _, assignment_id in rows]


async def reports(post: Postbox) -> list[ReportRow]:
    """What was reported, oldest first."""
    async with post.database.read() as session:
        return list(await session.exec(select(ReportRow).order_by(col(ReportRow.id))))

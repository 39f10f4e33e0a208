"""The bank of best practices in tests: offering in one go, and looking at what there is."""

from __future__ import annotations

from sqlmodel import col, select

from channels.message import Message
from services import practice_decisions, practice_offers, practices
from services.rights import Actor
from storage.tables import EvidenceKind, EvidenceRow, PracticeRow
from tests.services.office import Office, at

NOW = at("2018-10-10 12:00")
CHAT = "101"


class Bank:
    """The bank of an office; `chat` is where its people write from."""

    def __init__(self, office: Office, chat: str = CHAT) -> None:
        self.office, self.chat = office, chat

    async def evidence(
        self, surname: str, name: str = "Сценарий.pdf", sha256: str | None = "a1"
    ) -> int:
        """A file that somebody sent before."""
        actor = await self.office.actor(surname)
        row = EvidenceRow(
            municipality_id=actor.municipality_id,
            kind=EvidenceKind.FILE,
            sha256=sha256,
            name=name,
            mime="application/pdf",
            size=9,
            person_id=actor.person_id,
            origin=actor.origin,
            at=NOW,
        )
        async with self.office.database.write() as session:
            session.add(row)
            await session.flush()
            return row.id or 0

    async def begin(self, surname: str) -> int:
        """Begin to offer; the practice."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            await practice_offers.begin(session, actor, self.chat, NOW)
        return (await self.rows())[-1].id or 0

    async def say(self, surname: str, text: str) -> Message:
        """Words in answer to what was asked in the chat."""
        from handlers import hearing

        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            answer = await hearing.heard(session, actor, self.chat, text, NOW)
        assert answer is not None
        return answer

    async def choose(self, surname: str, evidence: int, practice: int) -> Message:
        """One's own file is the material."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            return await practice_offers.chosen(session, actor, evidence, practice, self.chat, NOW)

    async def offer(
        self, surname: str, title: str, subject: str = "Наставничество", about: str = "Кратко"
    ) -> int:
        """All the steps; the practice."""
        practice = await self.begin(surname)
        await self.choose(surname, await self.evidence(surname), practice)
        for words in (title, subject, about):
            await self.say(surname, words)
        return practice

    async def publish(self, surname: str, practice: int) -> Message:
        """A coordinator publishes."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            return await practice_decisions.publish(session, actor, practice, NOW)

    async def send_back(self, surname: str, practice: int, remark: str) -> Message:
        """A coordinator returns it with a remark."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            await practice_decisions.ask_remark(session, actor, practice, self.chat, NOW)
        return await self.say(surname, remark)

    async def page(self, surname: str, page: int = 0, *, searched: bool = False) -> Message:
        """A page of the bank."""
        actor = await self.office.actor(surname)
        async with self.office.database.read() as session:
            return await practices.bank(session, actor, self.chat, page, searched=searched)

    async def find(self, surname: str, text: str) -> Message:
        """Look for words."""
        actor = await self.office.actor(surname)
        async with self.office.database.write() as session:
            await practices.ask_words(session, actor, self.chat, NOW)
        return await self.say(surname, text)

    async def card(self, actor: Actor, practice: int) -> Message:
        """One practice."""
        async with self.office.database.read() as session:
            return await practices.card(session, actor, practice)

    async def rows(self) -> list[PracticeRow]:
        """What is stored, oldest first."""
        async with self.office.database.read() as session:
            return list(await session.exec(select(PracticeRow).order_by(col(PracticeRow.id))))


def labels(message: Message) -> list[str]:
    """What its buttons say."""
    return [button.label for row in message.buttons for button in row]

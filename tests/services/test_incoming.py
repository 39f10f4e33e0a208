"""Documents that coordinators send: asked about or read at once, counted, told in one message."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.documents.errors import BrokenDocument
from roadmap.drafts import Draft
from roadmap.period import Period
from services import document_reading, incoming, intake, reading
from services.document_reading import ATTEMPTS, YEARS
from services.incoming import Place
from services.intake import Sent
from services.rights import Denied
from storage import document_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    ConversationRow,
    DocumentRow,
    DocumentState,
    EvidenceRow,
    NoticeRow,
    NoticeState,
    RoadmapRow,
)
from tests.services.office import OLGA, PERIOD, VERA, Office, at, row, said
from views.drafts_reading import EVIDENCE, PEOPLE, ROADMAP

NOW = at("2018-10-10 12:00")
TEXT = "План мероприятий\n1. Утвердить план — до 15 октября 2018".encode()
CHAT = "301"


class Reads:
    """In place of the child that reads: the draft, or what goes wrong, and how often asked."""

    def __init__(self, found: Draft | Exception) -> None:
        self.found, self.periods = found, list[Period | None]()

    async def __call__(self, data: bytes, name: str, period: Period | None) -> Draft:
        """What was said."""
        self.periods.append(period)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def draft(period: Period | None = PERIOD) -> Draft:
    return Draft("План", period, (row("до 15 октября 2018"),), parties=("Пономарева О.И.",))


async def send(
    office: Office, files: FileStore, who: str = "Мостовая", **more: str | bool | None
) -> Message | None:
    """A file comes; what its taker says, None where it is a confirming document."""
    actor = await office.actor(who)
    sent = Sent(TEXT, "План.txt", CHAT, **more)  # type: ignore[arg-type]
    async with office.database.read() as session:
        taker = await intake.taker_of(session, actor, sent)
    return await taker.take(office.database, files, actor, sent, NOW) if taker else None


async def only(office: Office) -> DocumentRow:
    """The one document there is."""
    async with office.database.read() as session:
        return (await session.exec(select(DocumentRow))).one()


async def shown(office: Office) -> str:
    """What the message about the document says."""
    document = await only(office)
    async with office.database.read() as session:
        return said(await session.get_one(NoticeRow, document.progress)).plain


async def read(office: Office, files: FileStore) -> DocumentRow:
    """A turn of the job."""
    await document_reading.read_waiting(office.database, files, NOW)
    return await only(office)


async def test_a_roadmap_is_read_at_once_and_its_card_takes_the_message_s_place(
    both: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", Reads(draft()))
    office = await Office.open(both, OLGA, VERA)
    answer = await send(office, files)
    assert answer is not None
    assert "Читаю «План.txt»" in answer.plain
    document = await read(office, files)
    assert (document.state, document.attempts) == (DocumentState.READ, 1)
    assert "1 мероприятие" in await shown(office)
    async with both.read() as session:
        roadmap = await session.get_one(RoadmapRow, document.roadmap_id)
        assert (roadmap.document_name, roadmap.document_sha256) == ("План.txt", document.sha256)
        assert await document_queries.next_at(session) is None
    assert len(await office.notices()) == 1


async def test_what_may_confirm_something_is_asked_about(both: Database, files: FileStore) -> None:
    office = await Office.open(both, VERA)
    await office.launch(row("до 15 октября 2018", "Мостовая В.П."))
    answer = await send(office, files)
    assert answer is not None
    assert next(b.label for line in answer.buttons for b in line) == "Дорожная карта"
    document, actor = await only(office), await office.actor("Мостовая")
    async with both.write() as session:
        pressed = await incoming.read_as(
            session, actor, files, document.id or 0, EVIDENCE, Place(CHAT, ""), NOW
        )
    assert pressed.message is not None
    assert "План.txt" in pressed.message.plain
    assert (await only(office)).state is DocumentState.DROPPED
    async with both.read() as session:
        assert (await session.exec(select(EvidenceRow))).one().sha256 == document.sha256
    async with both.write() as session:
        again = await incoming.read_as(
            session, actor, files, document.id or 0, ROADMAP, Place(CHAT, ""), NOW
        )
    assert (again.message, bool(again.toast)) == (None, True)


async def test_a_reply_and_an_album_and_an_official_s_file_are_evidence(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, OLGA, VERA)
    assert await send(office, files, replies_to="77") is None
    assert await send(office, files, in_album=True) is None
    assert await send(office, files, "Пономарева") is None
    assert await send(office, files, replies_to="77", caption="дорожная карта") is not None


async def test_years_that_the_document_does_not_name_are_asked_for_and_typed(
    both: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(draft(None))
    monkeypatch.setattr(reading, "read", reads)
    office = await Office.open(both, OLGA, VERA)
    await send(office, files)
    assert (await read(office, files)).state is DocumentState.ASKED
    assert "не сказано, на какие годы" in await shown(office)
    actor = await office.actor("Мостовая")
    async with both.write() as session:
        standing = await session.get_one(ConversationRow, CHAT)
        assert standing.step == YEARS
        wrong = await incoming.heard_years(session, actor, standing.data, CHAT, "потом", NOW)
        assert "Не удалось понять годы" in wrong.plain
        await incoming.heard_years(session, actor, standing.data, CHAT, "2018–2020", NOW)
    reads.found = draft()
    assert (await read(office, files)).state is DocumentState.READ
    assert reads.periods == [None, PERIOD]
    assert "1 мероприятие" in await shown(office)


async def test_what_cannot_be_read_is_told_with_a_way_out(
    database: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", Reads(BrokenDocument("zip")))
    office = await Office.open(database, VERA)
    await send(office, files)
    assert (await read(office, files)).state is DocumentState.FAILED
    assert "не удалось прочитать" in await shown(office)


async def test_a_kill_while_reading_is_tried_again_three_times_and_then_told(
    both: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(RuntimeError("killed"))
    monkeypatch.setattr(reading, "read", reads)
    office = await Office.open(both, VERA)
    await send(office, files)
    for attempt in range(1, ATTEMPTS + 1):
        document = await read(office, files)
        assert (document.state, document.attempts) == (DocumentState.WAITING, attempt)
    assert (await read(office, files)).state is DocumentState.FAILED
    assert len(reads.periods) == ATTEMPTS
    assert "несколько раз" in await shown(office)


async def test_the_same_document_once_more_shows_what_was_made_of_it(
    database: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", Reads(draft()))
    office = await Office.open(database, OLGA, VERA)
    await send(office, files)
    await read(office, files)
    answer = await send(office, files)
    assert answer is not None
    assert "уже прочитан" in answer.plain


async def test_a_message_that_never_arrived_is_said_anew(
    database: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", Reads(draft()))
    office = await Office.open(database, OLGA, VERA)
    await send(office, files)
    async with database.write() as session:
        first = await session.get_one(NoticeRow, (await only(office)).progress)
        first.state = NoticeState.FAILED
    await read(office, files)
    assert (await only(office)).progress != first.id
    assert "1 мероприятие" in await shown(office)


async def test_another_town_s_coordinator_does_not_reach_it(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, VERA)
    abroad = await Office.open(database, VERA, name="Соседний город")
    await send(office, files)
    document, stranger = await only(office), await abroad.actor("Мостовая")
    with pytest.raises(Denied):
        async with database.write() as session:
            await incoming.drop(session, stranger, document.id or 0, NOW)


async def test_a_roadmap_called_a_list_of_people_may_be_called_otherwise_again(
    both: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", Reads(draft()))
    office = await Office.open(both, VERA)
    await office.launch(row("до 15 октября 2018", "Мостовая В.П."))
    asked = await send(office, files)
    assert asked is not None
    actor, number = await office.actor("Мостовая"), (await only(office)).id or 0
    for use, state in ((PEOPLE, DocumentState.FAILED), (ROADMAP, DocumentState.READ)):
        async with both.write() as session:
            pressed = await incoming.read_as(
                session, actor, files, number, use, Place(CHAT, ""), NOW
            )
        assert not pressed.toast
        document = await read(office, files)
        assert document.state is state
        if use == PEOPLE:
            async with both.read() as session:
                refused = said(await session.get_one(NoticeRow, document.progress))
            assert refused.buttons == asked.buttons
    assert document.roadmap_id is not None

"""Files as evidence: announced, fetched for as long as it takes, kept once, put to an activity."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs

from channels.message import Channel
from roadmap.evidence_limits import MEGABYTE, Over, TooMuch
from services import accounts, albums, attaching, consents, evidence, intake, keeping
from services.evidence import LIMIT_BYTES, Announced, FileGone
from services.intake import Sent
from services.keeping import File
from services.rights import Actor, Denied
from services.settling import RETRY
from storage import plan_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AccountRow,
    EvidenceLinkRow,
    EvidenceRow,
    FileFetchRow,
    NoticeRow,
    PersonRow,
)
from tests.services.office import IRINA, OLGA, Office, at, plain, row, said
from views.actions import unpack

PDF = b"%PDF-1.4 order"
NOW = at("2018-10-10 12:00")
BY_15 = "до 15 октября 2018"


class Messenger:
    """The far end: gives the bytes, or fails as told."""

    def __init__(self, data: bytes = PDF, *failures: Exception) -> None:
        self.data, self.failures = data, list(failures)
        self.asked = 0

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of any file."""
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return self.data


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


async def _announce(
    office: Office,
    who: str = "Пономарева",
    *,
    name: str = "Приказ.pdf",
    size: int | None = 14,
    replies_to: str | None = None,
    origin: str | None = None,
    album: str | None = None,
) -> str | None:
    actor = await office.actor(who, origin)
    announced = Announced("file-1", name, size, "101", replies_to, album)
    async with office.database.write() as session:
        known = select(AccountRow).where(AccountRow.person_id == actor.person_id)
        if (await session.exec(known)).first() is None:
            session.add(_account(actor, 101))
        refusal = await evidence.announce(session, actor, announced, NOW)
    return refusal.plain if refusal else None


def _account(actor: Actor, chat: int) -> AccountRow:
    return AccountRow(
        municipality_id=actor.municipality_id,
        person_id=actor.person_id,
        user_id=chat,
        chat_id=chat,
        bound_at=NOW,
    )


async def _fetch(
    office: Office, files: FileStore, source: Messenger, now: datetime = NOW
) -> list[NoticeRow]:
    """Fetch what waits; the answers that this made."""
    before = {notice.id for notice in await office.notices()}
    await evidence.fetch_waiting(office.database, files, source, now)
    return [n for n in await office.notices() if n.id not in before]


async def _links(database: Database) -> list[int]:
    async with database.read() as session:
        return list(await session.exec(select(EvidenceLinkRow.assignment_id)))


def _numbers(question: NoticeRow) -> list[str]:
    labels = [button.label for line in said(question).buttons for button in line]
    return [label for label in labels if label.isdigit()]


async def _asked_about_two(database: Database) -> tuple[Office, NoticeRow]:
    """A reminder of two activities that has arrived as message 501."""
    office = await Office.open(database, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    await office.launch(
        row(BY_15, title="Первое"), row(BY_15, title="Второе"), row("до 31 декабря 2018")
    )
    (notice,) = await office.plan("2018-10-10 09:00")
    await office.sent(notice, "501")
    return office, notice


async def test_a_file_for_the_only_open_line_is_put_there(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15, title="Утвердить план"))
    assert await _announce(office) is None
    (answer,) = await _fetch(office, files, Messenger())
    assert "Приказ.pdf" in plain(answer)
    assert "Утвердить план" in plain(answer)
    assert answer.address == "101"
    async with both.read() as session:
        kept = (await session.exec(select(EvidenceRow))).one()
        line = await plan_queries.full_line(session, (await office.assignment(1)).id or 0)
    assert kept.sha256 is not None
    assert files.get(kept.sha256) == PDF
    assert (kept.mime, kept.size, kept.at) == ("application/pdf", len(PDF), NOW)
    assert line.evidence == ("Приказ.pdf",)


async def test_a_reply_to_several_lines_asks_which_and_keeps_the_file_first(
    both: Database, files: FileStore
) -> None:
    office, notice = await _asked_about_two(both)
    await _announce(office, replies_to="501")
    (question,) = await _fetch(office, files, Messenger())
    assert _numbers(question) == ["1", "2"]
    assert "Первое" in plain(question)
    assert await _links(both) == []
    async with both.read() as session:
        assert (await session.exec(select(EvidenceRow.name))).all() == ["Приказ.pdf"]
    action = unpack(said(question).buttons[0][1].action)
    assert action is not None
    actor = await office.actor("Пономарева")
    for _ in range(2):  # a second press is harmless
        async with both.write() as session:
            done = await attaching.attach(session, actor, action.ids[0], action.ids[1], NOW)
    assert "Второе" in done.plain
    assert await _links(both) == [(await office.assignment(2)).id]
    assert notice.id is not None


async def test_without_a_reply_the_nearest_open_ones_are_offered(
    both: Database, files: FileStore
) -> None:
    office, _ = await _asked_about_two(both)
    await _announce(office)
    (question,) = await _fetch(office, files, Messenger())
    assert _numbers(question) == ["1", "2", "3"]


async def test_a_file_with_nothing_open_is_kept_all_the_same(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA)
    await _announce(office)
    (answer,) = await _fetch(office, files, Messenger())
    assert "Приказ.pdf" in plain(answer)
    async with both.read() as session:
        assert len((await session.exec(select(EvidenceRow))).all()) == 1


async def test_announced_twice_it_is_one_file(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    for _ in range(2):
        assert await _announce(office, origin="inbox:1") is None
    assert len(await _fetch(office, files, Messenger())) == 1
    assert await _fetch(office, files, Messenger()) == []


async def test_the_same_bytes_twice_are_one_file_and_said_so(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    for name in ("a.pdf", "b.pdf"):
        await _announce(office, name=name)
    first, second = await _fetch(office, files, Messenger())
    assert "уже присылали" not in plain(first)
    assert "Вы уже присылали его 10 октября 2018\u00a0г.: хранится один раз." in plain(second)
    assert len([p for p in files.root.rglob("*") if p.is_file()]) == 1
    async with both.read() as session:
        assert (await session.exec(select(EvidenceRow.name))).all() == ["a.pdf"]


async def test_too_large_is_said_at_once(both: Database, files: FileStore) -> None:
    office = await Office.open(both, OLGA)
    said_at_once = await _announce(office, size=LIMIT_BYTES + 1)
    assert said_at_once is not None
    assert "20" in said_at_once
    source = Messenger()
    assert await _fetch(office, files, source) == []
    assert source.asked == 0


@pytest.mark.parametrize(
    ("limits", "sizes", "over"),
    [
        ({"megabytes": 1}, [MEGABYTE, MEGABYTE + 1], Over.SIZE),
        ({"files_a_day": 2}, [20, 20, 20], Over.FILES),
        ({"megabytes_a_day": 1}, [600_000, 600_000], Over.MEGABYTES),
    ],
)
async def test_what_goes_past_a_limit_is_found_when_it_is_kept(
    both: Database, files: FileStore, limits: dict[str, int], sizes: list[int], over: Over
) -> None:
    office = await Office.open(both, OLGA)
    tenant = replace(office.tenant, settings={"evidence": limits})

    async def keep(number: int, size: int, now: datetime) -> None:
        actor = await office.actor("Пономарева")
        data = (PDF + b"%d" % number).ljust(size)
        async with both.write() as session:
            file = File(data, f"{number}.pdf")
            await keeping.keep_file(session, tenant, actor, files, file, now)

    *taken, last = enumerate(sizes)
    for number, size in taken:
        await keep(number, size, NOW)
    with pytest.raises(TooMuch) as caught:
        await keep(*last, NOW)
    assert caught.value.over is over
    async with both.read() as session:
        assert len((await session.exec(select(EvidenceRow))).all()) == len(taken)
    if over is not Over.SIZE:
        await keep(*last, NOW + timedelta(days=1))


async def test_a_file_of_unknown_size_is_refused_when_it_is_there(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, OLGA)
    await _announce(office, size=None)
    (answer,) = await _fetch(office, files, Messenger(PDF.ljust(LIMIT_BYTES + 1)))
    assert "больше 20 МБ" in plain(answer)
    assert not files.root.exists()


async def test_a_name_that_says_nothing_is_kept_with_the_right_ending(
    database: Database, files: FileStore
) -> None:
    office = await Office.open(database, OLGA)
    await _announce(office, name="Приказ от 18.06.2018")
    (answer,) = await _fetch(office, files, Messenger())
    assert "Приказ от 18.06.2018.pdf" in plain(answer)


async def test_a_program_is_not_kept_and_the_sender_is_told(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    await _announce(office, name="Приказ.pdf.exe")
    (answer,) = await _fetch(office, files, Messenger(b"MZ\x90\0"))
    assert "Приказ.pdf.exe" in plain(answer)
    assert not files.root.exists()
    async with both.read() as session:
        assert (await session.exec(select(EvidenceRow))).all() == []
        assert (await session.exec(select(FileFetchRow.done))).all() == [True]


async def test_what_may_pass_is_tried_again_later_and_later(
    both: Database, files: FileStore
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15))
    await _announce(office)
    source = Messenger(PDF, OSError("down"), OSError("down"))
    assert await _fetch(office, files, source, NOW) == []
    assert await _fetch(office, files, source, NOW) == []
    assert source.asked == 1
    now = NOW + RETRY[0]
    assert await _fetch(office, files, source, now) == []
    async with both.read() as session:
        assert await evidence.next_fetch_at(session) == now + RETRY[1]
    (answer,) = await _fetch(office, files, source, now + RETRY[1])
    assert "Приказ.pdf" in plain(answer)
    async with both.read() as session:
        assert await evidence.next_fetch_at(session) is None


@pytest.mark.parametrize("data", [PDF, b"MZ\x90\0"])
async def test_who_has_left_the_chat_is_not_answered_there(
    both: Database, files: FileStore, data: bytes
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15, title="Утвердить план"))
    await _announce(office)
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        await consents.withdraw(session, actor, NOW)
    (letter,) = await _fetch(office, files, Messenger(data))
    assert (letter.channel, letter.address) == (Channel.EMAIL, "olga@town.example")
    assert "Приказ.pdf" in plain(letter)
    assert said(letter).subject


@pytest.mark.parametrize("album", [None, "album"])
async def test_who_writes_from_another_chat_now_is_answered_there(
    both: Database, files: FileStore, album: str | None
) -> None:
    office = await Office.open(both, OLGA)
    await office.launch(row(BY_15, title="Утвердить план"))
    await _announce(office, album=album)
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        person = await session.get_one(PersonRow, actor.person_id)
        await accounts.bind(session, actor, person, accounts.Chat(202, 202), NOW)
    await _fetch(office, files, Messenger(PDF))
    await albums.close_waiting(both, NOW + albums.PAUSE)
    told = [n for n in await office.notices() if "Утвердить план" in plain(n)]
    assert [(n.channel, n.address) for n in told] == [(Channel.TELEGRAM, "202")]


class Breaks:
    """A taker with a fault that shows at files of one name."""

    async def wants(self, session: AsyncSession, actor: Actor, sent: Sent) -> bool:
        """Not without breaking."""
        if sent.name == "Дурной.pdf":
            raise ZeroDivisionError
        return False


async def test_one_file_that_breaks_keeps_no_other_waiting(
    both: Database, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "TAKERS", (Breaks(),))
    office = await Office.open(both, OLGA)
    await _announce(office, name="Дурной.pdf")
    await _announce(office, name="Добрый.pdf")
    source = Messenger()
    with capture_logs() as logs:
        (kept,) = await _fetch(office, files, source)
    assert "Получено: Добрый.pdf" in plain(kept)
    assert [(line["event"], line["exc_info"]) for line in logs if "exc_info" in line] == [
        ("file.failed", True)
    ]
    told: list[NoticeRow] = []
    for hour in range(1, 9):
        told += await _fetch(office, files, source, NOW + timedelta(hours=hour * 2))
    (sorry,) = told
    assert "Дурной.pdf" in plain(sorry)
    assert source.asked == 1 + len(RETRY) + 1


@pytest.mark.parametrize("forever", [True, False])
async def test_given_up_the_sender_is_asked_to_send_again(
    database: Database, files: FileStore, forever: bool
) -> None:
    office = await Office.open(database, OLGA)
    await _announce(office)
    failures: list[Exception] = (
        [FileGone("gone")] if forever else [OSError("down") for _ in range(9)]
    )
    source = Messenger(PDF, *failures)
    told: list[NoticeRow] = []
    for hour in range(9):
        told += await _fetch(office, files, source, NOW + timedelta(hours=hour * 2))
    (answer,) = told
    assert "Приказ.pdf" in plain(answer)
    assert source.asked == (1 if forever else len(RETRY) + 1)


async def test_somebody_elses_evidence_or_activity_is_denied(
    both: Database, files: FileStore
) -> None:
    office, _ = await _asked_about_two(both)
    await _announce(office)
    await _fetch(office, files, Messenger())
    olga, irina = await office.actor("Пономарева"), await office.actor("Осотова")
    assignment = (await office.assignment(1)).id or 0
    for actor, piece, target in ((irina, 1, assignment), (olga, 99, assignment), (olga, 1, 999)):
        async with both.write() as session:
            with pytest.raises(Denied):
                await attaching.attach(session, actor, piece, target, NOW)
    assert await _links(both) == []


async def test_a_reply_to_another_chats_message_gives_nothing_away(
    database: Database, files: FileStore
) -> None:
    office, notice = await _asked_about_two(database)
    async with database.write() as session:
        (await session.get_one(NoticeRow, notice.id)).address = "999"
    await _announce(office, "Осотова", replies_to="501")
    (answer,) = await _fetch(office, files, Messenger())
    assert "Первое" not in plain(answer)

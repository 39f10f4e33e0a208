"""Letters that come back about letters, announcements and tables; «all», and what is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from channels.message import Attachment, Channel, Message
from roadmap.progress import State
from services import letter_answering, submission_papers
from storage.database import Database
from storage.tables import (
    AnnouncementRow,
    LetterState,
    NoticeKind,
    NoticeRow,
    NoticeState,
    OrganizationRow,
    PersonRow,
)
from tests.services.monitoring import ask
from tests.services.office import VERA, Office, at, row
from tests.services.postbox import (
    BY_15,
    FIRST,
    Postbox,
    letter,
    reports,
    states,
    with_reminder,
)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("unsubscribe", "Отписаться от сводки"),
        ("Re: Срок 15 октября", "Не присылайте мне сводку"),
    ],
)
async def test_who_wants_no_more_of_some_letters_gets_none(
    both: Database, tmp_path: Path, subject: str, text: str
) -> None:
    post = await with_reminder(both, tmp_path)
    await post.take(letter(text, to=await post.reminder(), subject=subject))
    async with both.read() as session:
        wanted = select(PersonRow.letters).where(PersonRow.email == "olga@town.example")
        assert (await session.exec(wanted)).one() == {"off": ["digest"]}
    assert len(await post.answers()) == 1
    assert not await post.shown()


async def test_the_link_in_a_letter_puts_the_wish_into_the_subject(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    raw = letter("", to=await post.reminder(), subject="unsubscribe digest", quoted=False)
    await post.take(raw)
    async with database.read() as session:
        wanted = select(PersonRow.letters).where(PersonRow.email == "olga@town.example")
        assert (await session.exec(wanted)).one() == {"off": ["digest"]}


async def test_nobody_chooses_letters_for_a_mailbox_of_others(
    database: Database, tmp_path: Path
) -> None:
    head = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;;;школа;"
    office = await Office.open(database, head, VERA)
    async with database.write() as session:
        number = await office.organization("МОУ «СОШ № 1»")
        (await session.get_one(OrganizationRow, number)).email = "school1@town.example"
    await office.launch(row(BY_15, "ОО", title=FIRST))
    (notice,) = [n for n in await office.plan("2018-10-10 14:00") if n.person_id is None]
    post = Postbox(office, tmp_path)
    raw = letter("", to=notice, subject="letters", quoted=False, sender="school1@town.example")
    await post.take(raw, when="2018-10-10 15:00")
    (answer,) = await post.answers("school1@town.example")
    assert "решает координатор" in answer.plain
    assert not await post.shown()


async def test_an_answer_to_an_announcement_goes_to_its_author_with_its_files(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    vera = await post.office.person("Мостовая")
    now = at("2018-10-10 11:00")
    async with database.write() as session:
        words = AnnouncementRow(
            municipality_id=post.office.tenant.id,
            person_id=vera,
            text="Совещание в пятницу",
            sent_at=now,
            origin="words",
            at=now,
        )
        session.add(words)
        await session.flush()
        notice = NoticeRow(
            municipality_id=post.office.tenant.id,
            person_id=await post.office.person("Пономарева"),
            channel=Channel.EMAIL,
            address="olga@town.example",
            kind=NoticeKind.ANNOUNCEMENT,
            dedup_key=f"announcement:{words.id}:1:email",
            message=Message("Совещание в пятницу", subject="Совещание").to_data(),
            state=NoticeState.SENT,
            external_id="<sent@town.example>",
            not_before=now,
            created_at=now,
        )
        session.add(notice)
    files = [("Список.pdf", b"%PDF-1.4 list"), ("setup.exe", b"MZ\x90\x00 program")]
    await post.take(letter("Буду, список во вложении", to=notice, files=files))
    told = [
        Message.from_data(n.message)
        for n in await post.office.notices(NoticeKind.ANSWER)
        if n.person_id == vera
    ]
    assert "Буду, список во вложении" in told[0].plain
    assert [file.name for file in told[0].attachments] == ["Список.pdf"]
    assert len(await post.answers()) == 1


async def test_a_machine_that_nobody_recognised_is_not_answered_for_ever(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    for _ in range(letter_answering.AN_HOUR + 3):
        await post.take(letter("Ваше обращение зарегистрировано", to=await post.reminder()))
    assert len(await post.answers()) == letter_answering.AN_HOUR


async def test_all_means_all_that_is_not_done_yet(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path, 3)
    await post.take(letter("1 выполнено 8.10", to=await post.reminder()))
    await post.take(letter("все в работе", to=await post.reminder()))
    assert await states(post) == [State.DONE, State.IN_PROGRESS, State.IN_PROGRESS]
    assert "уже стояла" in (await post.answers())[-1].plain
    await post.take(letter("все выполнено 9.10", to=await post.reminder()))
    assert [one.fact_on for one in await reports(post) if one.fact_on] == [
        date(2018, 10, 8),
        date(2018, 10, 9),
        date(2018, 10, 9),
    ]


async def test_what_is_opened_again_by_letter_is_said_to_be(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    await post.take(letter("выполнено 9.10", to=await post.reminder()))
    await post.take(letter("в работе", to=await post.reminder()), when="2018-11-20 12:00")
    assert await states(post) == [State.IN_PROGRESS]
    assert "отмечено «в работе»" in (await post.answers())[-1].plain


@pytest.mark.parametrize("text", ["не выполнено", "выполнено 12.10", "будет выполнено"])
async def test_who_has_not_done_it_hears_what_to_write(
    database: Database, tmp_path: Path, text: str
) -> None:
    post = await with_reminder(database, tmp_path)
    await post.take(letter(text, to=await post.reminder()))
    assert await states(post) == [State.NOT_STARTED]
    assert "как обстоит дело" in (await post.answers())[0].plain


@pytest.mark.parametrize("has_table", [True, False])
async def test_filled_in_by_word_alone_is_answered_with_the_table(
    database: Database, tmp_path: Path, *, has_table: bool
) -> None:
    head = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;school1@town.example;;школа;"
    office = await Office.open(database, head, VERA)
    await ask(office)
    post = Postbox(office, tmp_path)
    (notice,) = await office.plan("2019-01-14 14:00")
    table = Attachment(post.files.put(b"table"), "Кадры.xlsx", submission_papers.MIME)
    async with database.write() as session:
        row = await session.get_one(NoticeRow, notice.id)
        carried = (table,) if has_table else ()
        row.message = replace(Message.from_data(row.message), attachments=carried).to_data()
    raw = letter("Заполнено", to=notice, sender="school1@town.example")
    kept = await post.take(raw, when="2019-01-15 10:00")
    assert kept.state is LetterState.UNDERSTOOD
    (answer,) = await post.answers("school1@town.example")
    assert answer.attachments == carried
    assert ("приложена" in answer.plain) is has_table
    assert answer.letter_hint == ""  # no mark is what is wanted
    assert "в ответ" in answer.plain
    assert not await post.shown()

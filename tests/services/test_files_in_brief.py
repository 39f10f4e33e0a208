"""Files never go into a chat that is brief: the letter brings them."""

from __future__ import annotations

from pathlib import Path

from channels.message import Attachment, Channel, Message
from services import saying, submission_files
from storage import submission_queries
from storage.database import Database
from storage.tables import NoticeRow, SubmissionState
from tests.services import monitoring
from tests.services.office import Office, at
from tests.services.postbox import Postbox, letter
from tests.services.test_municipality_settings import carried, ready, set_
from tests.services.test_submission_files import ALL, _filled

FILE = Attachment("a1", "Сценарий.pdf", "application/pdf")


async def test_a_message_with_a_file_goes_by_letter_even_where_it_has_brief_words(
    both: Database,
) -> None:
    office = await ready(both)
    await set_(office, "2018-10-10 09:01", telegram="brief")
    message = Message("Школа наставников", brief="Практика № 3", attachments=(FILE,))
    actor = await office.actor("Пономарева")
    async with both.write() as session:
        await saying.answer(session, actor, "101", message, at("2018-10-10 09:01"))
    (chat,) = await carried(office, "2018-10-10 09:02")
    assert chat.envelope.message.attachments == ()
    assert "наставников" not in chat.envelope.message.text
    (letter,) = await carried(office, "2018-10-10 09:02", Channel.EMAIL)
    assert letter.envelope.message.attachments == (FILE,)
    assert letter.envelope.message.plain == "Школа наставников"


async def test_a_school_takes_and_returns_the_table_of_a_form_by_letter(
    both: Database, tmp_path: Path
) -> None:
    head = "Громов Игорь Николаевич;МОУ «СОШ № 1»;директор;igor@town.example;;школа;"
    office = await Office.open(both, head)
    await office.bind("Громов", 201)
    number = await monitoring.ask(office)
    await set_(office, "2019-01-14 14:00", telegram="brief")
    post = Postbox(office, tmp_path)
    actor = await office.actor("Громов")
    async with both.read() as session:
        table = await submission_files.table(session, actor, number, post.files, monitoring.NOW)
    async with both.write() as session:
        await saying.answer(session, actor, "201", table, at("2019-01-14 15:00"))
    (chat,) = await carried(office, "2019-01-14 15:01")
    assert chat.envelope.message.attachments == ()
    assert "Кадры" not in chat.envelope.message.plain
    (letter_out,) = await carried(office, "2019-01-14 15:01", Channel.EMAIL)
    (file,) = letter_out.envelope.message.attachments
    assert "пришлите" in letter_out.envelope.message.letter_hint
    async with both.read() as session:
        notice = await session.get_one(NoticeRow, letter_out.envelope.notice_id)
    filled = [("Кадры.xlsx", _filled(post.files.get(file.sha256), ALL))]
    back = letter("", to=notice, sender="igor@town.example", files=filled)
    await post.take(back, when="2019-01-15 10:00")
    async with both.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, number)
    assert row is not None
    assert row.state is SubmissionState.SENT

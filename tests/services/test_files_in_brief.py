"""Files never go into a chat that is brief: the letter brings them."""

from __future__ import annotations

from channels.message import Attachment, Channel, Message
from services import saying
from storage.database import Database
from tests.services.office import at
from tests.services.test_municipality_settings import carried, ready, set_

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

"""What goes to somebody of two municipalities is under the name of its own, on both databases."""

from __future__ import annotations

import pytest

from channels.message import Channel
from services import delivery
from storage import outbox
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow
from tests.border.world import BOTH, NOW, OWN
from tests.services.office import OLGA, VERA, Office


async def _say(office: Office, surname: str, chat: int) -> None:
    person = await office.person(surname)
    async with office.database.write() as session:
        await outbox.add(
            session,
            NoticeRow(
                municipality_id=office.tenant.id,
                person_id=person,
                channel=Channel.TELEGRAM,
                address=str(chat),
                kind=NoticeKind.REMINDER,
                dedup_key=f"{office.tenant.id}:{person}",
                message={"text": "Срок завтра", "brief": "М-1"},
                not_before=NOW,
                created_at=NOW,
            ),
        )


@pytest.mark.parametrize("user_there", [BOTH, 4242], ids=["of two", "of one"])
async def test_a_message_is_named_where_its_reader_is_of_two(
    both: Database, user_there: int
) -> None:
    here = await Office.open(both, OLGA, VERA, name="Город <А>")
    there = await Office.open(both, VERA, name="Соседний")
    await here.bind("Мостовая", BOTH)
    await here.bind("Пономарева", OWN)
    await there.bind("Мостовая", user_there)
    await _say(here, "Мостовая", BOTH)
    await _say(here, "Пономарева", OWN)
    async with both.write() as session:
        worker = await outbox.start_worker(session, NOW)
    turn = await delivery.turn(both, Channel.TELEGRAM, worker, [], free=5, now=NOW)
    told = {one.envelope.address: one.envelope.message for one in turn.claimed}
    head = "<b>Город &lt;А&gt;</b>\n" if user_there == BOTH else ""
    assert told[str(BOTH)].text == f"{head}Срок завтра"
    assert told[str(BOTH)].brief == f"{head}М-1"
    assert told[str(OWN)].text == "Срок завтра"

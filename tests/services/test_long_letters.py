"""A list has no button for the rest in a letter: it is there whole."""

from __future__ import annotations

from channels.message import Channel
from services import appointing, refreshing
from storage.database import Database
from storage.tables import NoticeKind
from tests.services.office import OLGA, Office, at, plain, row

BY_BOTH = OLGA.removesuffix(";") + ";оба"


async def test_a_letter_shows_every_line_of_a_reminder(both: Database) -> None:
    office = await Office.open(both, BY_BOTH)
    await office.bind("Пономарева", 101)
    await office.launch(*(row("до 15 октября 2018", title=f"Дело {n}") for n in range(1, 12)))
    await appointing.plan_due(both, at("2018-10-08 09:00"))
    await office.plan("2018-10-10 09:00")
    for kind in (NoticeKind.APPOINTMENT, NoticeKind.REMINDER):
        by = {one.channel: plain(one) for one in await office.notices(kind)}
        assert "Дело 8" in by[Channel.TELEGRAM]
        assert "Дело 9" not in by[Channel.TELEGRAM]
        assert "11. Дело 11" in by[Channel.EMAIL]
    async with both.write() as session:
        ids = [one.id or 0 for one in await office.assignments()]
        await refreshing.refresh(session, office.tenant, ids, at("2018-10-10 09:01"))
    by = {one.channel: plain(one) for one in await office.notices(NoticeKind.REMINDER)}
    assert "11. Дело 11" in by[Channel.EMAIL]
    assert "Дело 9" not in by[Channel.TELEGRAM]

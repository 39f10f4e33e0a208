"""What was sent about an activity shrinks for everybody who was asked, whoever answers."""

from __future__ import annotations

import pytest

from roadmap.progress import Event
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow
from tests.services.office import IRINA, OLGA, Office, plain, row, said

TOGETHER = "Пономарева О.И., Осотова И.В."
BY_15 = "до 15 октября 2018"


async def _both_reminded(database: Database) -> tuple[Office, NoticeRow]:
    """Both have a message about the same two activities; the co-executor's is given."""
    office = await Office.open(database, OLGA, IRINA)
    await office.bind("Пономарева", 101)
    await office.bind("Осотова", 102)
    await office.launch(row(BY_15, TOGETHER, "Общее"), row(BY_15, "Осотова И.В.", "Своё"))
    for notice in await office.plan("2018-10-10 09:00"):
        await office.sent(notice, f"m{notice.address}")
    (theirs,) = [n for n in await office.notices(NoticeKind.REMINDER) if n.address == "102"]
    return office, theirs


async def _now(office: Office, sent: NoticeRow) -> NoticeRow:
    edits = [n for n in await office.notices(NoticeKind.EDIT) if n.edits_notice_id == sent.id]
    return edits[-1] if edits else sent


async def test_the_leads_answer_shrinks_the_co_executors_message(both: Database) -> None:
    office, theirs = await _both_reminded(both)
    lead = await office.assignment(1, "Пономарева")
    await office.report("Пономарева", lead, Event.DONE)
    shown = await _now(office, theirs)
    assert (shown.kind, shown.address) == (NoticeKind.EDIT, "102")
    assert "Ждёт вашей отметки 1 мероприятие" in plain(shown)
    assert "<s>1. Общее</s>\nзакрыто ответственным исполнителем" in said(shown).text
    labels = [b.label for line in said(shown).buttons for b in line]
    assert "1. Выполнено" not in labels
    assert "2. Выполнено" in labels
    await office.report("Пономарева", lead, Event.UNDO, "2018-10-10 12:01")
    assert said(await _now(office, theirs)).buttons == said(theirs).buttons


@pytest.mark.parametrize("event", [Event.DONE, Event.IN_PROGRESS])
async def test_a_co_executors_answer_leaves_the_others_asked(both: Database, event: Event) -> None:
    office, theirs = await _both_reminded(both)
    await office.report("Осотова", await office.assignment(1, "Осотова"), event)
    (first,) = [n for n in await office.notices(NoticeKind.REMINDER) if n.address == "101"]
    assert said(await _now(office, first)).buttons == said(first).buttons
    assert plain(await _now(office, theirs)) != plain(theirs)

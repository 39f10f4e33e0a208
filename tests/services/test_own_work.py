"""Nobody is escalated to about their own work, also when it is their organisation's."""

from __future__ import annotations

from datetime import date, timedelta

from storage.database import Database
from storage.tables import NoticeKind
from tests.services.office import IRINA, VERA, Office, row

OTHER = "Седова Анна Игоревна;Администрация;специалист;;;координатор;"
LISTS = {NoticeKind.ALERT, NoticeKind.HANDOVER}


async def _told(office: Office) -> dict[str, list[NoticeKind]]:
    """What each chat was told on every morning from the launch to the end of the ladder."""
    found: dict[str, list[NoticeKind]] = {}
    day = date(2018, 10, 8)
    while day < date(2018, 10, 20):
        for notice in await office.plan(f"{day} 09:00"):
            found.setdefault(notice.address, []).append(notice.kind)
        day += timedelta(days=1)
    return found


async def test_what_ones_organisation_is_asked_for_goes_to_the_other_coordinator(
    both: Database,
) -> None:
    office = await Office.open(both, VERA, IRINA, OTHER)
    for name, chat in (("Мостовая", 301), ("Осотова", 102), ("Седова", 302)):
        await office.bind(name, chat)
    await office.launch(row("до 15 октября 2018", "МЦ"))
    told = await _told(office)
    assert told == {
        "301": [NoticeKind.REMINDER] * 3,  # she is asked first at the centre
        "302": [NoticeKind.ALERT, NoticeKind.HANDOVER],
    }


async def test_alone_a_coordinator_hears_of_a_colleagues_silence_and_not_of_her_own(
    both: Database,
) -> None:
    office = await Office.open(both, IRINA, VERA)
    for name, chat in (("Мостовая", 301), ("Осотова", 102)):
        await office.bind(name, chat)
    await office.launch(row("до 15 октября 2018", "МЦ"))
    assert set((await _told(office))["301"]) == LISTS

    alone = await Office.open(both, VERA, name="Другой")
    await alone.bind("Мостовая", 401)
    await alone.launch(row("до 15 октября 2018", "МЦ"))
    assert set((await _told(alone))["401"]) == {NoticeKind.REMINDER}
    assert (await alone.assignment(1)).next_notice_at is None

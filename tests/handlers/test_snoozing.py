"""Putting off as people press it: under the reminder, on the card, twice, and much too late."""

from __future__ import annotations

from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain, row, said
from views.actions import Action, Verb

OLGA_CHAT, IRINA_CHAT = 101, 102


async def _reminded(database: Database) -> tuple[Office, Desk, int]:
    office = await Office.open(database, OLGA, IRINA, VERA)
    olga = await office.bind("Пономарева", OLGA_CHAT)
    await office.bind("Осотова", IRINA_CHAT)
    await office.launch(row("до 15 октября 2018"), row("до 24 октября 2018"))
    (notice,) = await office.plan("2018-10-10 09:00")
    await office.sent(notice, "50")
    return office, Desk(database), olga


async def test_from_the_reminder_to_its_edit(database: Database) -> None:
    office, desk, olga = await _reminded(database)
    (question,) = await desk.press(OLGA_CHAT, Action(Verb.SNOOZE, olga).pack(), 50)
    assert question.plain.startswith("На когда отложить?")
    asked = (await office.notices(NoticeKind.ANSWER))[-1]
    await office.sent(asked, "51")
    (other,) = [b for line in question.buttons for b in line if b.label == "Другой день…"]
    await desk.press(OLGA_CHAT, other.action, 51)
    calendar = said((await office.notices(NoticeKind.EDIT))[-1])
    (day,) = [b for line in calendar.buttons for b in line if b.label == "17"]
    await desk.press(OLGA_CHAT, day.action, 51)
    texts = [plain(notice) for notice in await office.notices(NoticeKind.EDIT)]
    assert any("отложено до ср, 17 октября" in t and "Ждут вашей отметки" in t for t in texts)
    assert any(t.startswith("Отложено") for t in texts)
    assert [str(r.snoozed_until) for r in await office.assignments()] == [
        "2018-10-15",
        "2018-10-17",
    ]


async def test_a_press_months_later_and_somebody_else_s(database: Database) -> None:
    office, desk, olga = await _reminded(database)
    target = (await office.assignment(1)).id or 0
    late = Desk(database, "2018-12-10 12:00")
    await late.press(OLGA_CHAT, Action(Verb.SNOOZE, olga).pack(), 50)
    await late.press(OLGA_CHAT, Action(Verb.SNOOZE_TO, olga, (0, target, 20181011)).pack(), 51)
    assert late.toasts[0].startswith("Откладывать нечего")
    assert late.toasts[1].startswith("Этот день уже прошёл")
    await desk.press(IRINA_CHAT, Action(Verb.SNOOZE_TO, olga, (0, target, 20181011)).pack(), 51)
    await desk.press(OLGA_CHAT, Action(Verb.SNOOZE_TO, olga, (0, target, 20181399)).pack(), 51)
    assert desk.toasts == ["У вас нет прав на это действие."] * 2
    assert (await office.assignment(1)).snoozed_until is None
    assert all(len(toast) <= 200 for toast in late.toasts + desk.toasts)


async def test_from_the_card_one_is_put_off_and_moved(database: Database) -> None:
    office, desk, olga = await _reminded(database)
    target = (await office.assignment(2)).id or 0
    (card,) = await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (target,)).pack())
    assert "Отложить…" in [b.label for line in card.buttons for b in line]
    for day in (20181012, 20181019, 20181019):
        await desk.press(OLGA_CHAT, Action(Verb.SNOOZE_TO, olga, (0, target, day)).pack())
    assert [str(r.snoozed_until) for r in await office.assignments()] == ["None", "2018-10-19"]
    assert await office.plan("2018-10-12 09:00") == []
    assert at("2018-10-15 09:00") == (await office.assignment(1)).next_notice_at

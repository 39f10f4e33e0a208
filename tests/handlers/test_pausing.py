"""Stopping by one press: the board, the press, the press once more, and going on."""

from __future__ import annotations

from storage.database import Database
from storage.tables import NoticeKind, NoticeState
from tests.handlers.desk import Desk
from tests.services.office import OLGA, VERA, Office, plain, row, said
from views.actions import Action, Verb

OLGA_CHAT, VERA_CHAT = 101, 301


async def test_one_press_stops_a_roadmap_or_everything_and_lets_it_go_on(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA)
    await office.bind("Пономарева", OLGA_CHAT)
    vera = await office.bind("Мостовая", VERA_CHAT)
    for _ in range(2):
        await office.launch(row("до 15 октября 2018"))
    (waiting,) = await office.plan("2018-10-10 09:00")
    desk = Desk(database)
    (board,) = await desk.press(VERA_CHAT, Action(Verb.RUNNING, vera).pack())
    asked = (await office.notices(NoticeKind.ANSWER))[-1]
    await office.sent(asked, "60")
    labels = [b.label for line in board.buttons for b in line]
    assert labels == ["Приостановить: № 1", "Приостановить: № 2", "Приостановить всё"]

    for _ in range(2):
        await desk.press(VERA_CHAT, Action(Verb.PAUSE, vera, (1,)).pack(), 60)
    assert desk.toasts[-2:] == ["Приостановлено", "Уже на паузе."]
    assert await office.codes((await office.notices(NoticeKind.REMINDER))[0]) == [2]
    shown = (await office.notices(NoticeKind.EDIT))[-1]
    assert "Возобновить: № 1" in [b.label for line in said(shown).buttons for b in line]

    await desk.press(VERA_CHAT, Action(Verb.PAUSE, vera, (0,)).pack(), 60)
    (reminder,) = await office.notices(NoticeKind.REMINDER)
    assert (reminder.id, reminder.state) == (waiting.id, NoticeState.WITHDRAWN)
    assert "Всё приостановлено с 10 октября 2018" in plain(
        (await office.notices(NoticeKind.EDIT))[-1]
    )
    await desk.press(VERA_CHAT, Action(Verb.RESUME, vera, (0,)).pack(), 60)
    assert desk.toasts[-1] == "Напоминания возобновлены"
    assert [n.kind for n in await office.plan("2018-10-15 09:00")] == [NoticeKind.REMINDER]

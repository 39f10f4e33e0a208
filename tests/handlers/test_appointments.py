"""«Not mine» from the press to the coordinator's decision, as people press and write it."""

from __future__ import annotations

from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import OLGA, VERA, Office, plain, row
from views.actions import Action, Verb

OLGA_CHAT, VERA_CHAT = 101, 301


async def test_words_after_the_question_are_the_reason_and_help_is_still_help(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA)
    olga, vera = await office.bind("Пономарева", OLGA_CHAT), await office.bind("Мостовая", 301)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    desk, target = Desk(database), (await office.assignment(1)).id or 0

    refuse = Action(Verb.NOT_MINE, olga, (target,)).pack()
    await desk.press(OLGA_CHAT, refuse)
    (help_text,) = await desk.say(OLGA_CHAT, "Помощь")
    assert "Это к МЦ" not in help_text.plain
    (passed_on,) = await desk.say(OLGA_CHAT, "Это к МЦ")
    assert "Причина: Это к МЦ" in passed_on.plain
    (lost,) = await desk.say(OLGA_CHAT, "И ещё")
    assert "Причина" not in lost.plain

    (asked,) = await office.notices(NoticeKind.OBJECTION)
    assert (asked.person_id, "Это к МЦ" in plain(asked)) == (vera, True)
    take = Action(Verb.TAKE, vera, (1,)).pack()
    await desk.press(OLGA_CHAT, take)
    assert (await office.assignment(1)).person_id == olga
    await desk.press(VERA_CHAT, take)
    await desk.press(VERA_CHAT, take)
    assert (await office.assignment(1)).person_id == vera
    assert desk.toasts[-2:] == [
        "Передано координатору",
        "Решение уже принято, или просьба изменилась.",
    ]


async def test_a_request_goes_on_without_a_reason(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA)
    olga = await office.bind("Пономарева", OLGA_CHAT)
    await office.bind("Мостовая", VERA_CHAT)
    await office.launch(row("до 15 октября 2018"))
    desk, target = Desk(database), (await office.assignment(1)).id or 0
    await desk.press(OLGA_CHAT, Action(Verb.NOT_MINE, olga, (target,)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.NO_REASON, olga, (1,)).pack())
    (asked,) = await office.notices(NoticeKind.OBJECTION)
    assert asked.not_before == desk.clock.now()
    (lost,) = await desk.say(OLGA_CHAT, "Поздно")
    assert "Причина" not in lost.plain

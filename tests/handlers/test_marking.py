"""Marking as it is pressed: the step after «done», in place; twins, late presses, words."""

from __future__ import annotations

import pytest
from sqlmodel import select

from channels.message import Message
from roadmap.progress import State
from storage.database import Database
from storage.tables import ActivityRow, NoticeKind, NoticeRow, NoticeState, ReportRow
from tests.handlers.desk import Desk
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain, row, said
from views.actions import Action, Verb

OLGA_CHAT, IRINA_CHAT = 101, 102
TOGETHER = "Пономарева О.И., Осотова И.В."


class Town:
    """An official with one activity and what they press about it."""

    def __init__(self, office: Office, desk: Desk, target: int, olga: int) -> None:
        self.office, self.desk, self.target, self.olga = office, desk, target, olga

    @classmethod
    async def open(cls, database: Database, owners: str = "Пономарева О.И.") -> Town:
        office = await Office.open(database, OLGA, IRINA, VERA)
        olga = await office.bind("Пономарева", OLGA_CHAT)
        await office.bind("Осотова", IRINA_CHAT)
        await office.launch(row("до 15 октября 2018", owners, title="Утвердить план"))
        target = (await office.assignment(1, "Пономарева")).id or 0
        return cls(office, Desk(database, "2018-10-18 12:00"), target, olga)

    async def press(self, verb: Verb, *more: int, under: int = 1) -> list[Message]:
        data = Action(verb, self.olga, (self.target, *more)).pack()
        return await self.desk.press(OLGA_CHAT, data, under)

    async def step(self) -> NoticeRow:
        """The message after «done», arrived as message 60."""
        await self.press(Verb.DONE)
        (step,) = await self.office.notices(NoticeKind.QUESTION)
        await self.office.sent(step, "60")
        return step

    async def shown(self, notice: NoticeRow) -> Message:
        edits = await self.office.notices(NoticeKind.EDIT)
        return said([n for n in edits if n.edits_notice_id == notice.id][-1])

    async def state(self) -> State:
        return (await self.office.assignment(1, "Пономарева")).state


def _labels(message: Message) -> list[str]:
    return [b.label for line in message.buttons for b in line]


async def test_the_step_is_one_message_that_is_edited_in_place(database: Database) -> None:
    town = await Town.open(database)
    step = await town.step()
    assert _labels(said(step))[:4] == ["Сегодня ✓", "Вчера", "Другая дата…", "Что сделано…"]
    assert _labels(said(step))[-1] == "Отменить отметку"
    assert await town.press(Verb.FACT_MONTH, 20181001, under=60) == []
    assert "Когда выполнено?" in (await town.shown(step)).plain
    assert await town.press(Verb.FACT_ON, 20181015, under=60) == []
    shown = await town.shown(step)
    assert "15 октября 2018\u00a0г., в срок" in shown.plain
    assert "15.10.2018 ✓" in _labels(shown)
    assert town.desk.toasts[-1] == "Дата исполнения: 15 октября 2018\u00a0г."
    assert len(await town.office.notices(NoticeKind.QUESTION)) == 1


async def test_a_sentence_is_asked_in_place_and_kept(database: Database) -> None:
    town = await Town.open(database)
    step = await town.step()
    await town.press(Verb.SAY_WHAT, under=60)
    assert "Напишите одним предложением" in (await town.shown(step)).plain
    (noted,) = await town.desk.say(OLGA_CHAT, "<b>Утверждён</b> 🎉 \u202eприказом")
    assert "Записано: <b>Утверждён</b> 🎉 приказом" in noted.plain
    assert "Что сделано: <b>Утверждён</b> 🎉 приказом" in (await town.shown(step)).plain
    (lost,) = await town.desk.say(OLGA_CHAT, "ещё слова")
    assert "Записано" not in lost.plain


async def test_back_leaves_what_was_asked(database: Database) -> None:
    town = await Town.open(database)
    step = await town.step()
    await town.press(Verb.SAY_WHAT, under=60)
    await town.press(Verb.DETAILS, 1, under=60)
    assert (await town.shown(step)).plain.startswith("Отмечено: выполнено")
    (lost,) = await town.desk.say(OLGA_CHAT, "абракадабра")
    assert "Записано" not in lost.plain


async def test_a_number_is_offered_where_there_is_a_target(database: Database) -> None:
    town = await Town.open(database)
    async with database.write() as session:
        activity = (await session.exec(select(ActivityRow))).one()
        activity.target = {"count": 2, "unit": "публикаций", "per": None}
        session.add(activity)
    (step,) = await town.press(Verb.PARTLY)
    assert "Сколько…" in _labels(step)
    await town.press(Verb.SAY_AMOUNT)
    (again,) = await town.desk.say(OLGA_CHAT, "две")
    assert "нужно число" in again.plain
    await town.desk.say(OLGA_CHAT, "1")
    (card,) = await town.press(Verb.CARD)
    assert "1 из 2 (публикаций)" in card.plain


async def test_undone_at_once_it_says_so_and_offers_nothing(database: Database) -> None:
    town = await Town.open(database)
    step = await town.step()
    await town.press(Verb.UNDO, under=60)
    assert town.desk.toasts[-1] == "Отметка отменена: Утвердить план"
    shown = await town.shown(step)
    assert shown.plain.startswith("Отметка отменена, сейчас: не начато")
    assert shown.buttons == ()
    await town.press(Verb.FACT_ON, 20181015, under=60)
    assert "отменять нечего" in town.desk.toasts[-1]
    await town.press(Verb.UNDO, under=60)
    assert "отменять нечего" in town.desk.toasts[-1]


async def test_undone_too_late_it_asks_why_and_opens_again(database: Database) -> None:
    town = await Town.open(database)
    await town.step()
    town.desk.clock.move(at("2018-11-18 12:00"))
    (question,) = await town.press(Verb.UNDO, under=60)
    assert "снова открываете" in question.plain
    assert await town.state() is State.DONE
    (opened,) = await town.desk.say(OLGA_CHAT, "Приказ отменён")
    assert "Причина: Приказ отменён" in opened.plain
    assert await town.state() is State.IN_PROGRESS


async def test_a_second_press_and_a_press_a_month_later_change_nothing(database: Database) -> None:
    town = await Town.open(database)
    await town.step()
    for when in ("2018-10-18 12:01", "2018-11-18 12:00"):
        town.desk.clock.move(at(when))
        assert await town.press(Verb.DONE) == []
        assert town.desk.toasts[-1].startswith("Уже отмечено «выполнено»")
    await town.press(Verb.FACT_ON, 20181015, under=60)
    assert "в течение 7 дней" in town.desk.toasts[-1]
    async with database.read() as session:
        assert len((await session.exec(select(ReportRow))).all()) == 1


async def test_of_two_co_executors_at_once_each_reads_what_became_of_it(
    database: Database,
) -> None:
    town = await Town.open(database, TOGETHER)
    irina = await town.office.person("Осотова")
    mine = (await town.office.assignment(1, "Осотова")).id or 0
    await town.press(Verb.DONE)
    await town.desk.press(IRINA_CHAT, Action(Verb.DONE, irina, (mine,)).pack())
    assert "уже закрыл ответственный исполнитель" in town.desk.toasts[-1]


async def test_a_press_on_a_twin_that_was_never_recorded_edits_both(database: Database) -> None:
    town = await Town.open(database)
    (reminder,) = [n for n in await town.office.plan("2018-10-15 09:00") if n.address == "101"]
    await town.office.sent(reminder, "501")
    await town.press(Verb.DONE, under=500)
    edits = await town.office.notices(NoticeKind.EDIT)
    async with database.read() as session:
        targets = {(await session.get_one(NoticeRow, e.edits_notice_id)).external_id for e in edits}
    assert targets == {"500", "501"}
    assert all("На всё отвечено" in plain(edit) for edit in edits)


async def test_a_reminder_to_be_sent_again_has_arrived_when_it_is_pressed(
    database: Database,
) -> None:
    town = await Town.open(database)
    (reminder,) = [n for n in await town.office.plan("2018-10-15 09:00") if n.address == "101"]
    async with database.write() as session:
        (await session.get_one(NoticeRow, reminder.id)).attempts = 1
    await town.press(Verb.DONE, under=500)
    async with database.read() as session:
        row = await session.get_one(NoticeRow, reminder.id)
    assert (row.state, row.external_id) == (NoticeState.SENT, "500")


async def test_somebody_elses_press_adopts_and_marks_nothing(database: Database) -> None:
    town = await Town.open(database)
    irina = await town.office.person("Осотова")
    for person in (irina, town.olga):
        for verb, more in (
            (Verb.DETAILS, ()),
            (Verb.FACT_ON, (20181015,)),
            (Verb.FACT_MONTH, (20181001,)),
            (Verb.SAY_WHAT, ()),
            (Verb.SAY_AMOUNT, ()),
            (Verb.REOPEN, ()),
            (Verb.NOT_RELEVANT, ()),
        ):
            data = Action(verb, person, (town.target, *more)).pack()
            assert await town.desk.press(IRINA_CHAT, data) == []
            assert "прав" in town.desk.toasts[-1]
    assert await town.state() is State.NOT_STARTED


@pytest.mark.parametrize("text", ["М-1", "м1", "план", "утвердить планы", "1"])
async def test_one_is_found_by_words_number_or_code(database: Database, text: str) -> None:
    town = await Town.open(database)
    (found,) = await town.desk.say(OLGA_CHAT, text)
    assert f"По запросу «{text}» найдено 1 мероприятие" in found.plain
    assert _labels(found) == ["1"]
    (lost,) = await town.desk.say(IRINA_CHAT, text)
    assert "найдено" not in lost.plain


async def test_filters_show_what_there_is(database: Database) -> None:
    town = await Town.open(database)
    await town.office.launch(row("до 18 октября 2018", title="Сегодняшнее"))
    (mine,) = await town.desk.say(OLGA_CHAT, "Мои мероприятия")
    assert _labels(mine)[:5] == ["1", "2", "Сегодня (1)", "Эта неделя (1)", "Просрочено (1)"]
    today = mine.buttons[1][0].action
    (shown,) = await town.desk.press(OLGA_CHAT, today, 77)
    assert "Сегодняшнее" in shown.plain
    assert "Утвердить план" not in shown.plain
    made_up = Action(Verb.MINE, town.olga, (0, 9)).pack()
    assert await town.desk.press(OLGA_CHAT, made_up) == []

"""The coordinator's desk as it is pressed and written to, from the list to the last deed."""

from __future__ import annotations

from channels.message import Message
from roadmap.progress import State
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow
from tests.handlers.desk import Desk
from tests.services.office import IRINA, OLGA, VERA, Office, plain, row, said
from views.actions import Action, Verb
from views.calendar_keyboard import as_number

OLGA_CHAT, IRINA_CHAT, VERA_CHAT = 101, 102, 301
NOON = "2018-10-18 12:00"


class Town:
    """A coordinator with one activity of Olga's, and what they press."""

    def __init__(self, office: Office, desk: Desk, target: int, vera: int) -> None:
        self.office, self.desk, self.target, self.vera = office, desk, target, vera

    @classmethod
    async def open(cls, database: Database) -> Town:
        office = await Office.open(database, OLGA, IRINA, VERA)
        await office.bind("Пономарева", OLGA_CHAT)
        await office.bind("Осотова", IRINA_CHAT)
        vera = await office.bind("Мостовая", VERA_CHAT)
        await office.launch(row("до 15 октября 2018", title="Утвердить план"))
        target = (await office.assignment(1)).id or 0
        return cls(office, Desk(database, NOON), target, vera)

    async def press(self, verb: Verb, *more: int, under: int = 1) -> list[Message]:
        """The coordinator presses a button about the activity."""
        data = Action(verb, self.vera, (self.target, *more)).pack()
        return await self.desk.press(VERA_CHAT, data, under)

    async def card(self) -> NoticeRow:
        """The desk card, arrived in the chat as message 50."""
        await self.press(Verb.DESK)
        (card,) = await self.office.notices(NoticeKind.DESK)
        await self.office.sent(card, "50")
        return card

    async def shown(self, notice: NoticeRow) -> str:
        """What a message shows after its last edit."""
        edits = await self.office.notices(NoticeKind.EDIT)
        return plain([n for n in edits if n.edits_notice_id == notice.id][-1])

    @property
    def toast(self) -> str:
        return self.desk.toasts[-1]


async def test_help_is_asked_for_explained_and_seen_on_the_desk(database: Database) -> None:
    town = await Town.open(database)
    olga = await town.office.person("Пономарева")
    ask = Action(Verb.NEED_HELP, olga, (town.target,)).pack()
    (question,) = [m for m in await town.desk.press(OLGA_CHAT, ask) if "Что мешает?" in m.plain]
    assert question.buttons[0][0].label == "Пропустить"
    card = await town.card()
    (passed_on,) = await town.desk.say(OLGA_CHAT, "Нет приказа")
    assert "Вы написали: Нет приказа" in passed_on.plain
    assert "«Нет приказа»" in await town.shown(card)
    (lost,) = await town.desk.say(OLGA_CHAT, "И ещё")
    assert "Передано" not in lost.plain


async def test_what_hinders_can_be_skipped(database: Database) -> None:
    town = await Town.open(database)
    olga = await town.office.person("Пономарева")
    await town.desk.press(OLGA_CHAT, Action(Verb.NEED_HELP, olga, (town.target,)).pack())
    skip = Action(Verb.HELP_SKIP, olga, (town.target,)).pack()
    (answer,) = await town.desk.press(OLGA_CHAT, skip)
    assert "Передано координатору" in answer.plain
    (listed,) = await town.office.notices(NoticeKind.HANDOVER)
    assert listed.not_before == town.desk.clock.now()


async def test_a_reminder_is_sent_once_a_day_and_the_toast_says_so(database: Database) -> None:
    town = await Town.open(database)
    await town.press(Verb.NUDGE)
    assert town.toast == "Напоминание отправлено: Пономарева Ольга Ивановна"
    await town.press(Verb.NUDGE)
    assert "уже было" in town.toast
    assert len(await town.office.notices(NoticeKind.NUDGE)) == 1


async def test_it_is_handed_on_by_a_typed_name(database: Database) -> None:
    town = await Town.open(database)
    card = await town.card()
    (people,) = await town.press(Verb.HAND_ON)
    assert people.plain.startswith("Кому передать?")
    (found,) = await town.desk.say(VERA_CHAT, "осот")
    assert [b.label for line in found.buttons for b in line] == ["Осотова Ирина Васильевна"]
    await town.desk.press(VERA_CHAT, found.buttons[0][0].action, 51)
    irina = await town.office.person("Осотова")
    assert (await town.office.assignment(1)).person_id == irina
    assert "Ответственный: Осотова Ирина Васильевна" in await town.shown(card)
    (lost,) = await town.desk.say(VERA_CHAT, "осот")
    assert lost.buttons == ()


async def test_it_is_marked_for_them_on_a_day_of_the_calendar(database: Database) -> None:
    town = await Town.open(database)
    card = await town.card()
    (question,) = await town.press(Verb.FOR_THEM)
    assert question.plain.startswith("Что сказал ответственный?")
    (calendar,) = await town.press(Verb.FOR_THEM, 20181001)
    assert "Когда выполнено?" in calendar.plain
    await town.press(Verb.DONE_ON, 20181012)
    assert (await town.office.assignment(1)).fact_on.isoformat() == "2018-10-12"  # type: ignore[union-attr]
    assert "Дата исполнения: 12 октября 2018" in await town.shown(card)
    assert "отмечено со слов: Мостовая В. П." in await town.shown(card)
    await town.press(Verb.SAY_FOR, 2)
    assert "закрыто" in town.toast


async def test_days_to_come_and_no_days_at_all_are_refused(database: Database) -> None:
    town = await Town.open(database)
    await town.press(Verb.DONE_ON, 20181019)
    assert "ещё не наступил" in town.toast
    await town.press(Verb.DONE_ON, 20189999)
    assert "нет прав" in town.toast.lower() or "права" in town.toast.lower()
    assert (await town.office.assignment(1)).state is State.NOT_STARTED


async def test_it_is_called_off_after_a_reason_and_a_yes(database: Database) -> None:
    town = await Town.open(database)
    await town.press(Verb.OFF_YES)
    assert "ещё раз" in town.toast
    (asked,) = await town.press(Verb.CALL_OFF)
    assert "Напишите причину" in asked.plain
    (sure,) = await town.desk.say(VERA_CHAT, "Отменено приказом")
    assert [b.label for b in sure.buttons[0]] == ["Да, снять", "Нет"]
    await town.desk.press(VERA_CHAT, sure.buttons[0][1].action)
    await town.press(Verb.OFF_YES)
    assert (await town.office.assignment(1)).state is State.NOT_STARTED
    await town.press(Verb.CALL_OFF)
    (sure,) = await town.desk.say(VERA_CHAT, "Отменено приказом")
    await town.desk.press(VERA_CHAT, sure.buttons[0][0].action)
    assert (await town.office.assignment(1)).state is State.CALLED_OFF
    told = [n for n in await town.office.notices() if n.address == str(OLGA_CHAT)]
    assert "Причина: Отменено приказом" in plain(told[-1])


async def test_cancel_leaves_it_and_other_words_are_no_reason(database: Database) -> None:
    town = await Town.open(database)
    await town.press(Verb.CALL_OFF)
    await town.desk.say(VERA_CHAT, "Отмена")
    (lost,) = await town.desk.say(VERA_CHAT, "Отменено приказом")
    assert "Снять" not in lost.plain


async def test_nobody_else_presses_these_buttons(database: Database) -> None:
    town = await Town.open(database)
    olga = await town.office.person("Пономарева")
    before = await town.office.assignment(1)
    for verb, more in (
        (Verb.DESK, ()),
        (Verb.NUDGE, ()),
        (Verb.HAND_ON, ()),
        (Verb.HAND_TO, (olga,)),
        (Verb.FOR_THEM, ()),
        (Verb.SAY_FOR, (1,)),
        (Verb.DONE_ON, (as_number(before.since),)),
        (Verb.CALL_OFF, ()),
        (Verb.OFF_YES, ()),
        (Verb.OFF_NO, ()),
    ):
        for person in (olga, town.vera):
            data = Action(verb, person, (town.target, *more)).pack()
            assert await town.desk.press(OLGA_CHAT, data) == []
            assert "прав" in town.toast
    assert await town.office.assignment(1) == before


async def test_the_button_for_another_date_is_the_extensions(database: Database) -> None:
    town = await Town.open(database)
    card = await town.card()
    actions = [b.action for line in said(card).buttons for b in line]
    assert Action(Verb.EXTEND, town.vera, (town.target,)).pack() in actions


async def test_a_typed_code_opens_the_desk_for_coordinators_only(database: Database) -> None:
    town = await Town.open(database)
    (card,) = await town.desk.say(VERA_CHAT, "М-1")
    assert card.plain.startswith("Утвердить план")
    (shown,) = await town.office.notices(NoticeKind.DESK)
    assert len(await town.office.items(shown)) == 1
    (lost,) = await town.desk.say(VERA_CHAT, "М-99")
    assert "Утвердить план" not in lost.plain
    for user, shown in ((OLGA_CHAT, True), (IRINA_CHAT, False)):
        (found,) = await town.desk.say(user, "М-1")
        assert ("Найдено" in found.plain or "найдено" in found.plain) is shown
    assert len(await town.office.notices(NoticeKind.DESK)) == 1


async def test_of_several_owners_a_code_asks_which(database: Database) -> None:
    town = await Town.open(database)
    await town.office.launch(
        row("до 31 октября 2018", "Пономарева О.И., Осотова И.В.", title="Вдвоём")
    )
    (question,) = await town.desk.say(VERA_CHAT, "м 2")
    assert [b.label for line in question.buttons for b in line] == [
        "31.10.2018, Осотова Ирина Васильевна",
        "31.10.2018, Пономарева Ольга Ивановна",
    ]
    (card,) = await town.desk.press(VERA_CHAT, question.buttons[0][0].action)
    assert "Ответственный: Осотова Ирина Васильевна" in card.plain


async def test_a_number_answers_the_question_that_stands(database: Database) -> None:
    town = await Town.open(database)
    await town.press(Verb.CALL_OFF)
    (sure,) = await town.desk.say(VERA_CHAT, "275")
    assert "Причина: 275" in sure.plain

"""Accepting, returning, closing, rules and delegating, as they are pressed and written."""

from __future__ import annotations

from channels.message import Message
from roadmap.completion import Completion
from roadmap.progress import State
from storage.database import Database
from storage.tables import NoticeKind, NoticeRow
from tests.handlers.desk import Desk
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, plain, row, said
from views.actions import Action, Verb
from views.completion import NUMBERS

CHATS = {"Пономарева": 101, "Мостовая": 301, "Громов": 201, "Белова": 202, "Лаптева": 203}
DEPUTY = "Белова Нина Сергеевна;МОУ «СОШ № 1»;завуч;;;школа;"
NOON = "2018-10-18 12:00"


class Town:
    """Two schools that owe one date each, an official with another, and a coordinator."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self.office, self.desk = office, desk

    @classmethod
    async def open(cls, database: Database, owners: str = "ОО") -> Town:
        office = await Office.open(database, OLGA, VERA, FIRST, DEPUTY, SECOND)
        for surname, chat in CHATS.items():
            await office.bind(surname, chat)
        await office.launch(row("до 15 октября 2018", owners, title="Провести педсовет"))
        return cls(office, Desk(database, NOON))

    async def press(
        self, who: str, verb: Verb, *more: int, about: str | None = None, under: int = 1
    ) -> list[Message]:
        """Somebody presses a button about an assignment."""
        target = (await self.office.assignment(1, about)).id or 0
        person = await self.office.person(who)
        data = Action(verb, person, (target, *more)).pack()
        return await self.desk.press(CHATS[who], data, under)

    async def reviewed(self) -> None:
        """The coordinator has it reviewed from now on."""
        await self.press("Мостовая", Verb.SET_REVIEW, 1)

    async def listed(self) -> NoticeRow:
        """The coordinator's list, arrived in the chat as message 70."""
        (listed,) = await self.office.notices(NoticeKind.REVIEW)
        await self.office.sent(listed, "70")
        return listed

    async def shown(self, notice: NoticeRow) -> NoticeRow:
        """What a message shows after its last edit."""
        edits = await self.office.notices(NoticeKind.EDIT)
        return [n for n in edits if n.edits_notice_id == notice.id][-1]

    @property
    def toast(self) -> str:
        return self.desk.toasts[-1]


async def test_done_is_accepted_from_the_list_and_a_second_press_says_so(
    database: Database,
) -> None:
    town = await Town.open(database, "Пономарева О.И.")
    await town.reviewed()
    await town.press("Пономарева", Verb.DONE)
    assert "на проверке" in town.toast
    listed = await town.listed()
    (accept, _) = said(listed).buttons[0]
    await town.desk.press(301, accept.action, 70)
    assert town.toast == "Принято: Провести педсовет"
    assert plain(await town.shown(listed)).startswith("Всё проверено")
    await town.desk.press(301, accept.action, 70)
    assert "уже принято" in town.toast
    assert (await town.office.assignment(1)).state is State.DONE


async def test_it_is_returned_with_the_words_written_next(database: Database) -> None:
    town = await Town.open(database, "Пономарева О.И.")
    await town.reviewed()
    await town.press("Пономарева", Verb.DONE)
    listed = await town.listed()
    (_, send_back) = said(listed).buttons[0]
    (asked,) = await town.desk.press(301, send_back.action, 70)
    assert "Напишите одним сообщением, чего не хватает" in asked.plain
    answers = await town.desk.say(301, "Нет печати")
    assert any("Замечание: Нет печати" in one.plain for one in answers)
    assert "Возвращено на доработку" in plain(await town.shown(listed))
    await town.desk.press(301, send_back.action, 70)
    assert "Это уже не на проверке, сейчас: «в работе»" in town.toast
    (lost,) = await town.desk.say(301, "И подписи")
    assert "Замечание" not in lost.plain


async def test_cancel_leaves_it_under_review(database: Database) -> None:
    town = await Town.open(database, "Пономарева О.И.")
    await town.reviewed()
    await town.press("Пономарева", Verb.DONE)
    await town.press("Мостовая", Verb.RETURN)
    await town.desk.say(301, "Отмена")
    await town.desk.say(301, "Нет печати")
    assert (await town.office.assignment(1)).state is State.WAITING_ACCEPTANCE


async def test_one_of_two_is_closed_after_a_reason(database: Database) -> None:
    town = await Town.open(database)
    await town.press("Громов", Verb.DONE, about="МОУ «СОШ № 1»")
    (card,) = await town.press("Мостовая", Verb.DESK)
    (close,) = [b for line in card.buttons for b in line if b.label.startswith("Закрыть")]
    assert close.label == "Закрыть при 1 из 2…"
    (asked,) = await town.desk.press(301, close.action)
    assert "Не отчитались: МОУ «СОШ № 2»" in asked.plain
    answers = await town.desk.say(301, "Школа на ремонте")
    assert any("Срок закрыт координатором" in one.plain for one in answers)
    states = [one.state for one in await town.office.assignments(1)]
    assert states == [State.DONE, State.CLOSED_BY_LEAD]
    await town.desk.press(301, close.action)
    assert "закрыто" in town.toast


async def test_the_rule_is_chosen_in_the_same_message(database: Database) -> None:
    town = await Town.open(database, "Пономарева О.И., Мостовая В.П.")
    await town.office.hire("Орлова Анна Игоревна;МЦ;методист;;;координатор;")
    (rules,) = await town.press("Мостовая", Verb.RULE)
    assert rules.buttons[0][0].label == "✓ Отмечает исполнитель: закроет за всех"
    every = NUMBERS.index(Completion.ALL)
    (changed,) = await town.press("Мостовая", Verb.SET_RULE, every, under=44)
    assert "Изменено, действует сразу" in changed.plain
    await town.press("Мостовая", Verb.SET_RULE, 9)
    assert "прав" in town.toast


async def test_the_director_hands_it_to_the_deputy_with_one_press(database: Database) -> None:
    town = await Town.open(database)
    school = "МОУ «СОШ № 1»"
    (people,) = await town.press("Громов", Verb.DELEGATE, about=school)
    deputy = next(line[0] for line in people.buttons if line[0].label.startswith("Белова"))
    answers = await town.desk.press(201, deputy.action)
    assert any("Передано: Белова Нина Сергеевна" in one.plain for one in answers)
    await town.desk.press(201, deputy.action)
    assert town.toast == "Так уже было."
    told = [n for n in await town.office.notices() if n.address == "202"]
    assert sum("Вам передано" in plain(n) for n in told) == 1


async def test_presses_of_strangers_and_of_others_are_refused(database: Database) -> None:
    town = await Town.open(database)
    await town.reviewed()
    await town.press("Громов", Verb.DONE, about="МОУ «СОШ № 1»")
    for verb, more in (
        (Verb.ACCEPT, ()),
        (Verb.RETURN, ()),
        (Verb.CLOSE, ()),
        (Verb.RULE, ()),
        (Verb.SET_RULE, (1,)),
        (Verb.SET_REVIEW, (0,)),
    ):
        for who in ("Громов", "Лаптева", "Пономарева"):
            await town.press(who, verb, *more, about="МОУ «СОШ № 1»")
            assert "прав" in town.toast, (verb, who)
    await town.press("Лаптева", Verb.DELEGATE, about="МОУ «СОШ № 1»")
    assert "прав" in town.toast
    vera = await town.office.person("Мостовая")
    target = (await town.office.assignment(1)).id or 0
    await town.desk.press(999, Action(Verb.ACCEPT, vera, (target,)).pack())
    assert "прав" in town.toast
    assert (await town.office.assignment(1)).state is State.WAITING_ACCEPTANCE

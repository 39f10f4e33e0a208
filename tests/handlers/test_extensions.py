"""Another date, as people press and write it: asked for, agreed on grounds, refused, moved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from channels.message import Message
from storage.database import Database
from storage.tables import AssignmentRow, NoticeKind, NoticeRow
from tests.handlers.desk import Desk
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, plain, row, said
from views.actions import Action, Verb

OLGA_CHAT, VERA_CHAT, IRINA_CHAT = 101, 301, 102
ALLA = "Вторая Алла Петровна;МЦ;методист;;;координатор;"
BY_15 = "до 15 октября 2018"


@dataclass
class Town:
    """Olga answers for one activity, Vera coordinates."""

    office: Office
    desk: Desk
    olga: int
    vera: int
    target: int

    async def assignment(self) -> AssignmentRow:
        return await self.office.assignment(1)

    async def press(self, user: int, message: Message, label: str) -> list[Message]:
        """A button of a message by its words."""
        (action,) = [b.action for r in message.buttons for b in r if b.label == label]
        before = {notice.id for notice in await self.desk.notices()}
        await self.desk.press(user, action)
        return await self._since(user, before)

    async def say(self, user: int, text: str) -> list[Message]:
        """Words in a chat; what is said there in answer."""
        before = {notice.id for notice in await self.desk.notices()}
        await self.desk.say(user, text)
        return await self._since(user, before)

    async def _since(self, user: int, before: set[int | None]) -> list[Message]:
        return [
            said(notice)
            for notice in await self.desk.notices()
            if notice.id not in before
            and notice.address == str(user)
            and notice.kind is not NoticeKind.EDIT
        ]

    async def notices(self, kind: NoticeKind) -> list[NoticeRow]:
        return await self.office.notices(kind)

    async def begin(self, user: int, person: int) -> Message:
        (question,) = await self.desk.press(
            user, Action(Verb.EXTEND, person, (self.target,)).pack()
        )
        return question


@pytest.fixture
async def town(database: Database) -> Town:
    office = await Office.open(database, OLGA, IRINA, FIRST, VERA, ALLA)
    olga, vera = await office.bind("Пономарева", OLGA_CHAT), await office.bind("Мостовая", 301)
    await office.launch(row(BY_15, title="Утвердить план"))
    target = (await office.assignment(1)).id or 0
    return Town(office, Desk(database), olga, vera, target)


async def _asked(town: Town, reason: str = "Ждём приказа области") -> Message:
    """Olga asks for 22 October; the coordinator's list."""
    question = await town.begin(OLGA_CHAT, town.olga)
    await town.press(OLGA_CHAT, question, "пн, 22 октября")
    await town.say(OLGA_CHAT, reason)
    listed = (await town.notices(NoticeKind.EXTENSION))[0]
    return said(listed)


async def test_a_date_is_asked_for_with_a_reason(town: Town) -> None:
    question = await town.begin(OLGA_CHAT, town.olga)
    assert question.plain.startswith("На какую дату перенести срок?\nУтвердить план")
    labels = [b.label for r in question.buttons for b in r]
    assert labels == ["пн, 22 октября", "пн, 29 октября", "ср, 31 октября", "Другой день…"]

    (why,) = await town.press(OLGA_CHAT, question, "пн, 22 октября")
    assert "с 15 октября 2018\u00a0г. на 22 октября 2018\u00a0г." in why.plain
    (again,) = await town.say(OLGA_CHAT, "…")
    assert "причина" in again.plain
    (passed,) = await town.say(OLGA_CHAT, "Ждём приказа области")
    assert "Причина: Ждём приказа области" in passed.plain
    assert "остаётся прежним" in passed.plain

    (listed,) = await town.notices(NoticeKind.EXTENSION)
    assert listed.person_id == town.vera
    assert listed.not_before == town.desk.clock.now()
    assert "Пономарева Ольга Ивановна: просит перенести" in plain(listed)
    assert "Причина: Ждём приказа области" in plain(listed)
    (card,) = await town.desk.press(OLGA_CHAT, Action(Verb.CARD, town.olga, (town.target,)).pack())
    assert "Вы просите перенести срок на 22 октября 2018" in card.plain
    assert (await town.assignment()).extended_to is None


async def test_an_order_is_asked_for_its_number(town: Town) -> None:
    listed = await _asked(town)
    (basis,) = await town.press(VERA_CHAT, listed, "1. Согласовать")
    (paper,) = await town.press(VERA_CHAT, basis, "Приказ")
    assert "№ 275 от 18.06.2018" in paper.plain
    (done,) = await town.say(VERA_CHAT, "№ 275 от 10.10.2018")
    assert "Основание: приказ № 275 от 10.10.2018" in done.plain
    assert "Срок по документу: 15 октября 2018" in done.plain
    told = [n for n in await town.notices(NoticeKind.ANSWER) if n.person_id == town.olga][-1]
    assert "Срок перенесён с 15 октября 2018\u00a0г. на 22 октября 2018\u00a0г." in plain(told)
    (listed_after,) = await town.notices(NoticeKind.EXTENSION)
    assert listed_after.state == "withdrawn"


@pytest.mark.parametrize(("label", "words"), [("Устно", "устно"), ("Письмо", "письмо")])
async def test_grounds_without_a_number(town: Town, label: str, words: str) -> None:
    listed = await _asked(town)
    (basis,) = await town.press(VERA_CHAT, listed, "1. Согласовать")
    (answer,) = await town.press(VERA_CHAT, basis, label)
    if label == "Письмо":
        (answer,) = await town.press(VERA_CHAT, answer, "Пропустить")
        (lost,) = await town.say(VERA_CHAT, "№ 5")
        assert "Основание" not in lost.plain
    assert f"Основание: {words}\n" in answer.plain


async def test_a_refusal_says_why(town: Town) -> None:
    listed = await _asked(town)
    (why,) = await town.press(VERA_CHAT, listed, "1. Отклонить")
    assert "Почему?" in why.plain
    (done,) = await town.say(VERA_CHAT, "Отчёт нужен области")
    assert "Отчёт нужен области" in done.plain
    told = [n for n in await town.notices(NoticeKind.ANSWER) if n.person_id == town.olga][-1]
    assert "Срок остаётся: 15 октября 2018" in plain(told)
    assert "Причина: Отчёт нужен области" in plain(told)
    await town.press(VERA_CHAT, listed, "1. Согласовать")
    await town.press(VERA_CHAT, why, "Отклонить без объяснения")
    assert town.desk.toasts[-2:] == ["Уже решено.", "Уже решено."]


async def test_another_day_than_the_one_asked_for(town: Town) -> None:
    listed = await _asked(town)
    (question,) = await town.press(VERA_CHAT, listed, "1. Другой день…")
    (month,) = await town.press(VERA_CHAT, question, "Другой день…")
    (basis,) = await town.press(VERA_CHAT, month, "19")
    (done,) = await town.press(VERA_CHAT, basis, "Решение руководителя")
    assert "на 19 октября 2018" in done.plain
    assert "Основание: решение руководителя" in done.plain
    assert await town.press(VERA_CHAT, basis, "Устно") == []
    assert town.desk.toasts[-1] == "Уже решено."


async def test_a_coordinator_s_own_date_moves_at_once_and_others_hear_of_it(
    database: Database,
) -> None:
    office = await Office.open(database, VERA, ALLA)
    vera = await office.bind("Мостовая", VERA_CHAT)
    alla = await office.bind("Вторая", IRINA_CHAT)
    await office.launch(row(BY_15, "Мостовая В.П.", title="Утвердить план"))
    desk, target = Desk(database), (await office.assignment(1)).id or 0
    town = Town(office, desk, vera, vera, target)
    question = await town.begin(VERA_CHAT, vera)
    (basis,) = await town.press(VERA_CHAT, question, "пн, 22 октября")
    (done,) = await town.press(VERA_CHAT, basis, "Устно")
    assert "Срок перенесён" in done.plain
    assert await office.notices(NoticeKind.EXTENSION) == []
    (told,) = [n for n in await office.notices(NoticeKind.ANSWER) if n.person_id == alla]
    assert "Решение: Мостовая Вера Петровна" in plain(told)
    await town.press(VERA_CHAT, basis, "Устно")
    assert desk.toasts[-1] == "Этот срок и так действует."


async def test_somebody_else_s_presses_and_made_up_days_are_refused(town: Town) -> None:
    irina = await town.office.bind("Осотова", IRINA_CHAT)
    wrong = [
        Action(Verb.EXTEND, irina, (town.target,)),
        Action(Verb.EXTEND_TO, irina, (town.target, 20181022, 0)),
        Action(Verb.BASIS, irina, (town.target, 20181022, 3, 0)),
        Action(Verb.EXTEND_TO, irina, (town.target, 20181399, 0)),
        Action(Verb.REFUSE, irina, (1,)),
        Action(Verb.NO_GROUNDS, irina, (1,)),
        Action(Verb.EXTEND, town.olga, (town.target,)),
    ]
    for action in wrong:
        assert await town.desk.press(IRINA_CHAT, action.pack()) == []
    assert set(town.desk.toasts) == {"У вас нет прав на это действие."}
    for action in (
        Action(Verb.BASIS, town.vera, (town.target, 20181022, 9, 0)),
        Action(Verb.BASIS, town.vera, (town.target, 20181022, 3, 77)),
        Action(Verb.EXTEND_TO, town.vera, (town.target, 0, 0)),
    ):
        assert await town.desk.press(VERA_CHAT, action.pack()) == []
    assert set(town.desk.toasts) == {"У вас нет прав на это действие."}
    assert (await town.assignment()).extended_to is None


@pytest.mark.parametrize(
    ("day", "toast"),
    [
        (20181009, "Этот день уже прошёл. Выберите более поздний."),
        (20181012, "Выберите день позже сегодняшнего и позже нынешнего срока."),
        (20181015, "Этот срок и так действует."),
        (20220101, "Это позже чем через год после окончания карты. Выберите более ранний день."),
    ],
)
async def test_days_that_cannot_be_asked_for(town: Town, day: int, toast: str) -> None:
    await town.desk.press(OLGA_CHAT, Action(Verb.EXTEND_TO, town.olga, (town.target, day)).pack())
    assert town.desk.toasts == [toast]


async def test_a_number_typed_after_another_has_decided_changes_nothing(town: Town) -> None:
    await town.office.bind("Вторая", IRINA_CHAT)
    alla = await town.office.person("Вторая")
    listed = await _asked(town)
    (basis,) = await town.press(VERA_CHAT, listed, "1. Согласовать")
    await town.press(VERA_CHAT, basis, "Приказ")
    await town.desk.press(IRINA_CHAT, Action(Verb.NO_GROUNDS, alla, (1,)).pack())
    (late,) = await town.say(VERA_CHAT, "№ 275 от 10.10.2018")
    assert late.plain == "Уже решено."
    (after,) = await town.say(VERA_CHAT, "№ 275 от 10.10.2018")
    assert "Не удалось понять" in after.plain
    assert (await town.assignment()).extended_to is None

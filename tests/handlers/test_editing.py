"""The whole way of a change in the chat: presses and words, and what people read."""

from __future__ import annotations

from channels.message import Message
from services import appointing
from storage.database import Database
from storage.tables import NoticeKind, NoticeState
from tests.handlers.desk import Desk
from tests.services.office import IRINA, OLGA, VERA, Office, at, plain, row

OFFICIAL, OTHER, COORDINATOR = 101, 102, 301


async def _town(database: Database, *texts: str) -> tuple[Office, Desk]:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for surname, chat in (("Пономарева", OFFICIAL), ("Осотова", OTHER), ("Мостовая", COORDINATOR)):
        await office.bind(surname, chat)
    await office.launch(*(row(text) for text in texts))
    await appointing.plan_due(database, at("2018-10-08 09:00"))
    return office, Desk(database)


def _data(message: Message, label: str) -> str:
    found = [b for line in message.buttons for b in line if label in b.label]
    assert found, (label, message.plain, [b.label for line in message.buttons for b in line])
    return str(found[0].action)


async def _press(desk: Desk, message: Message, label: str) -> Message:
    """Press a button of a message as the coordinator; what it is answered or turned into."""
    before = {n.id for n in await desk.notices()}
    await desk.press(COORDINATOR, _data(message, label))
    made = [n for n in await desk.notices() if n.id not in before and n.address == "301"]
    assert made, desk.toasts[-1:]
    return Message.from_data(made[-1].message)


async def _say(desk: Desk, text: str) -> Message:
    answers = await desk.say(COORDINATOR, text)
    return answers[-1]


async def test_a_deadline_is_changed_and_taken_back(database: Database) -> None:
    office, desk = await _town(database, "до 30 сентября ежегодно")
    card = await _say(desk, "М-1")
    if "Изменить…" not in [b.label for line in card.buttons for b in line]:
        card = await _press(desk, card, "30.09.2018")
    menu = await _press(desk, card, "Изменить…")
    await _press(desk, menu, "Срок…")
    wrong = await _say(desk, "абракадабра")
    assert "Не удалось понять срок" in wrong.plain
    sure = await _say(desk, "ежеквартально до 10 числа следующего месяца")
    assert "Срок понят так" in sure.plain
    assert "Эти сроки отпадают:" in sure.plain
    paper = await _press(desk, sure, "Приказ")
    assert "номер" in paper.plain
    done = await _say(desk, "№ 5 от 15.10.2018")
    assert "основание: приказ № 5 от 15.10.2018" in done.plain
    history = await _press(desk, await _press(desk, done, "Изменить ещё…"), "История изменений")
    assert "Мостовая В. П.: срок: ежегодно" in history.plain
    back = await _press(desk, done, "Отменить изменение")
    assert back.plain.count("Отменено:") == 1
    again = await desk.press(COORDINATOR, _data(done, "Отменить изменение"))
    assert again == []
    assert "Отменить можно только последнее" in desk.toasts[-1]
    waiting = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert {n.state for n in waiting} <= {NoticeState.WITHDRAWN}


async def test_a_day_of_the_calendar_is_as_good_as_words(database: Database) -> None:
    office, desk = await _town(database, "по графику")
    lists = await desk.press(COORDINATOR, f"t:{await office.person('Мостовая')}")
    listed = await _press(desk, lists[-1], "Без даты")
    assert "Без даты: 1" in listed.plain
    asked = await _press(desk, listed, "1. Поставить дату")
    month = await _press(desk, asked, "Выбрать день…")
    sure = await _press(desk, month, "22")
    done = await _press(desk, sure, "Без основания")
    assert "до 22 октября 2018" in done.plain
    assert "У всех мероприятий есть даты" in (await _press(desk, lists[-1], "Без даты")).plain


async def test_owners_are_changed_by_presses(database: Database) -> None:
    office, desk = await _town(database, "до 15 октября 2018")
    menu = await _press(desk, await _say(desk, "М-1"), "Изменить…")
    owners = await _press(desk, menu, "Ответственные…")
    await _press(desk, owners, "Добавить…")
    nobody = await _say(desk, "Щукин")
    assert "Нет ни сотрудника" in nobody.plain
    found = await _say(desk, "осот")
    done = await _press(desk, found, "Осотова Ирина Васильевна")
    assert "добавлен ответственный: Осотова" in done.plain
    one = await _press(desk, owners, "1. Пономарева")
    assert "исполняет, ответственный исполнитель" in one.plain
    gone = await _press(desk, one, "Убрать")
    assert "больше не отвечает: Пономарева" in gone.plain
    told = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert [n.address for n in told] == [str(OFFICIAL)]
    assert "ничего не требуется" in plain(told[0])


async def test_an_activity_is_added_by_answers(database: Database) -> None:
    office, desk = await _town(database, "до 15 октября 2018")
    begun = await desk.press(COORDINATOR, f"a2:{await office.person('Мостовая')}:1")
    await _press(desk, begun[-1], "1. Организация")
    await _say(desk, "Провести ярмарку")
    asked = await _say(desk, "до 15 декабря")
    whom = await _press(desk, asked, "2018")
    assert "15.12.2018" in whom.plain
    result = await _press(desk, whom, "Пономарева")
    sure = await _press(desk, result, "Без результата")
    done = await _press(desk, sure, "Добавить")
    assert "Добавлено: М-2" in done.plain
    await desk.press(COORDINATOR, _data(sure, "Добавить"))
    assert "не сохранилось" in desk.toasts[-1]
    told = [n for n in await office.notices() if n.dedup_key.startswith("edited:")]
    assert ["Координатор добавил мероприятие" in plain(n) for n in told] == [True]


async def test_splitting_and_calling_off(database: Database) -> None:
    office, desk = await _town(database, "до 15 октября 2018; до 20 ноября 2018")
    card = await _say(desk, "М-1")
    menu = await _press(desk, await _press(desk, card, "15.10.2018"), "Изменить…")
    asked = await _press(desk, menu, "Разделить…")
    done = await _press(desk, asked, "Разделить по срокам")
    assert "1-а" in done.plain
    second = await _press(desk, done, "М-2")
    await _press(desk, second, "Снять целиком…")
    sure = await _say(desk, "Больше не нужно")
    off = await _press(desk, sure, "Да, снять")
    assert "снято целиком" in off.plain
    await desk.press(COORDINATOR, _data(sure, "Да, снять"))
    assert "Изменить уже нельзя" in desk.toasts[-1]
    cards = await office.notices(NoticeKind.DESK)
    assert cards

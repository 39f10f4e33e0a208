"""«Новые школы» by presses: from the roadmap's card to who answers for what is ahead."""

from __future__ import annotations

from channels.message import Message
from storage.database import Database
from tests.handlers.desk import Desk
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, row
from views.actions import Action, Verb

COORDINATOR = 301
MORE = tuple(f"Иванова Анна{n:02};МОУ «СОШ № {n}»;директор;;;школа;" for n in range(3, 14))


def _labels(message: Message) -> list[str]:
    return [button.label for line in message.buttons for button in line]


def _data(message: Message, label: str) -> str:
    return next(b.action for line in message.buttons for b in line if b.label == label)


async def _desk(database: Database, *later: str) -> tuple[Desk, Message]:
    """The desk, and the card of the roadmap as the coordinator sees it."""
    office = await Office.open(database, OLGA, VERA, FIRST, SECOND)
    await office.launch(row("до 20 ноября 2018", "ОО", title="Педсоветы"))
    await office.hire(*later)
    vera = await office.bind("Мостовая", COORDINATOR)
    desk = Desk(database)
    return desk, await _edited(desk, Action(Verb.DRAFT, vera, (1,)).pack())


async def _edited(desk: Desk, data: str) -> Message:
    await desk.press(COORDINATOR, data)
    return Message.from_data((await desk.notices())[-1].message)


async def test_all_of_them_in_two_presses(database: Database) -> None:
    desk, card = await _desk(database, *MORE[:2])
    assert "Участвует школ: 2 из 4" in card.plain
    shown = await _edited(desk, _data(card, "Новые школы: 2"))
    assert _labels(shown) == [
        "Подключить все: 2",
        "Только МОУ «СОШ № 3»",
        "Только МОУ «СОШ № 4»",
        "Не сейчас",
    ]
    assert "• МОУ «СОШ № 3» — 1 мероприятие, 1 срок" in shown.plain
    assert "М-1, 20.11.2018: Педсоветы" in shown.plain
    everybody = _data(shown, "Подключить все: 2")
    done = await _edited(desk, everybody)
    assert "Подключены 2 школы" in done.plain
    assert _labels(done) == ["К дорожной карте"]
    card = await _edited(desk, _data(done, "К дорожной карте"))
    assert "Новые школы" not in "".join(_labels(card))
    assert await desk.press(COORDINATOR, everybody) == []
    assert desk.toasts[-1] == "Эти школы уже подключены."


async def test_one_and_then_not_now(database: Database) -> None:
    desk, card = await _desk(database, *MORE[:2])
    shown = await _edited(desk, _data(card, "Новые школы: 2"))
    done = await _edited(desk, _data(shown, "Только МОУ «СОШ № 4»"))
    shown = await _edited(desk, _data(done, "Новые школы: 1"))
    assert _labels(shown) == ["Подключить", "Не сейчас"]
    card = await _edited(desk, _data(shown, "Не сейчас"))
    assert "Новые школы: 1" in _labels(card)


async def test_many_are_paged(database: Database) -> None:
    desk, card = await _desk(database, *MORE)
    shown = await _edited(desk, _data(card, "Новые школы: 11"))
    assert sum(label.startswith("Только") for label in _labels(shown)) == 8
    shown = await _edited(desk, _data(shown, "›"))
    assert sum(label.startswith("Только") for label in _labels(shown)) == 3
    assert "Подключены 11 школ" not in shown.plain
    assert "Подключить все: 11" in _labels(shown)


async def test_what_is_not_running_says_so(database: Database) -> None:
    office = await Office.open(database, OLGA, VERA, FIRST)
    number = await office.draft(row("до 20 ноября 2018", "ОО"))
    vera = await office.bind("Мостовая", COORDINATOR)
    desk = Desk(database)
    await desk.press(COORDINATOR, Action(Verb.NEW_SCHOOLS, vera, (number, 0)).pack())
    assert desk.toasts[-1] == "Эта дорожная карта не запущена."

"""Being away as people press and type it, from the help to «I am back»."""

from __future__ import annotations

from storage.database import Database
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.office import FIRST, IRINA, OLGA, VERA, Office, plain, row, said
from views.actions import Action, Verb

OLGA_CHAT, IRINA_CHAT, SCHOOL_CHAT = 101, 102, 201
SPAN = (20181010, 20181025)


async def _office(database: Database) -> tuple[Office, Desk, int, int]:
    office = await Office.open(database, OLGA, IRINA, VERA, FIRST)
    olga, irina = await office.bind("Пономарева", OLGA_CHAT), await office.bind("Осотова", 102)
    await office.bind("Громов", SCHOOL_CHAT)
    await office.launch(row("до 15 октября 2018", title="Утвердить план"))
    return office, Desk(database), olga, irina


async def _edited(office: Office) -> str:
    return plain((await office.notices(NoticeKind.EDIT))[-1])


async def test_from_help_to_i_am_back(database: Database) -> None:
    office, desk, olga, irina = await _office(database)
    (help_text,) = await desk.say(OLGA_CHAT, "Помощь")
    away, *_ = [b for line in help_text.buttons for b in line]
    assert away.label == "Меня нет…"
    (question,) = await desk.press(OLGA_CHAT, away.action)
    asked = (await office.notices(NoticeKind.ANSWER))[-1]
    await office.sent(asked, "60")
    days = {b.label: b.action for line in question.buttons for b in line if b.label.isdigit()}
    assert "9" not in days
    await desk.press(OLGA_CHAT, days["25"], 60)
    people = said((await office.notices(NoticeKind.EDIT))[-1])
    assert "Вас нет до чт, 25 октября, включительно." in people.plain
    named = {b.label: b.action for line in people.buttons for b in line}
    await desk.press(OLGA_CHAT, named["Осотова Ирина Васильевна"], 60)
    agreed = said((await office.notices(NoticeKind.EDIT))[-1])
    assert "Напоминания будет получать Осотова Ирина Васильевна." in agreed.plain
    (own,) = await desk.say(IRINA_CHAT, "Мои мероприятия")
    assert "Утвердить план" in own.plain
    target = (await office.assignment(1)).id or 0
    await desk.press(IRINA_CHAT, Action(Verb.IN_PROGRESS, irina, (target,)).pack())
    assert desk.toasts[-1].startswith("Отмечено")
    await desk.press(OLGA_CHAT, agreed.buttons[0][0].action, 60)
    assert (await _edited(office)).startswith("С возвращением!")
    await desk.press(IRINA_CHAT, Action(Verb.DONE, irina, (target,)).pack())
    assert desk.toasts[-1] == "У вас нет прав на это действие."
    assert olga != irina


async def test_typed_words_and_their_end(database: Database) -> None:
    _, desk, olga, irina = await _office(database)
    (who,) = await desk.say(OLGA_CHAT, "Меня нет до 25 октября")
    assert who.plain.startswith("Вас нет до чт, 25 октября, включительно.\nКто вас замещает?")
    (calendar,) = await desk.say(OLGA_CHAT, "меня нет")
    assert calendar.plain.startswith("До какого числа вас нет?")
    (already,) = await desk.say(OLGA_CHAT, "Я на месте")
    assert "и так на месте" in already.plain
    await desk.press(OLGA_CHAT, Action(Verb.AWAY_WHO, olga, (*SPAN, irina)).pack())
    (calendar,) = await desk.say(OLGA_CHAT, "меня нет…")
    assert "Осотова Ирина Васильевна" in calendar.plain
    assert calendar.buttons[-1][0].label == "Я на месте"
    answers = await desk.say(OLGA_CHAT, "Я вышла на работу")
    assert any("С возвращением!" in answer.plain for answer in answers)
    (lost,) = await desk.say(OLGA_CHAT, "у меня нет отчёта")
    assert lost.plain.startswith("Не удалось понять")


async def test_presses_out_of_date_of_nonsense_and_of_others(database: Database) -> None:
    _, desk, olga, irina = await _office(database)
    late = Desk(database, "2018-12-10 12:00")
    for verb, ids in (
        (Verb.AWAY_TO, SPAN),
        (Verb.AWAY_PAGE, (*SPAN, 1)),
        (Verb.AWAY_WHO, (*SPAN, irina)),
    ):
        await late.press(OLGA_CHAT, Action(verb, olga, ids).pack())
    assert set(late.toasts) == {"Эти дни уже прошли или слишком далеко впереди. Выберите заново."}
    await desk.press(IRINA_CHAT, Action(Verb.AWAY_WHO, olga, (*SPAN, irina)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.AWAY_WHO, olga, (20189999, 20181025, irina)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.BACK, olga, (77,)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.IN_HOLIDAYS, olga, (1,)).pack())
    assert desk.toasts == ["У вас нет прав на это действие."] * 4


async def test_a_school_wishes_for_reminders_in_holidays(database: Database) -> None:
    office, desk, _, _ = await _office(database)
    (help_text,) = await desk.say(SCHOOL_CHAT, "Помощь")
    await office.sent((await office.notices(NoticeKind.ANSWER))[-1], "70")
    wish = help_text.buttons[1][0]
    assert wish.label == "Напоминать и в каникулы"
    for _ in range(2):
        await desk.press(SCHOOL_CHAT, wish.action, 70)
    assert desk.toasts == ["Напоминания будут приходить и в каникулы."] * 2
    edited = said((await office.notices(NoticeKind.EDIT))[-1])
    assert edited.buttons[1][0].label == "Не напоминать в каникулы"

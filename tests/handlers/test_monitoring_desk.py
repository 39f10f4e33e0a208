"""«Мониторинг» as a coordinator presses through it: a form, a round by hand, a remark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from channels.message import Message
from roadmap.monitoring.definition import read_definition
from roadmap.monitoring.fields import Form
from roadmap.monitoring.shipped import shipped
from services import opening_rounds
from services.intake import Sent, taker_of
from storage import form_queries, round_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import NoticeKind
from tests.handlers.desk import Desk
from tests.services.monitored import FORM, Monitored
from tests.services.office import OLGA, Office, at, row, said
from tests.services.office import VERA as VERA_LINE
from views.actions import Action, Verb
from views.speech import speech
from views.workbooks.form_definition import definition_workbook

VERA = 301
NOW = "2019-04-03 12:00"


def action(message: Message, label: str) -> str:
    """The press of the first button whose label begins so."""
    buttons = [button for row in message.buttons for button in row]
    return next(button.action for button in buttons if button.label.startswith(label))


async def test_a_ready_form_is_taken_asked_every_quarter_and_opened_by_hand(
    database: Database,
) -> None:
    office = await Monitored.with_schools(database, 2)
    vera = await office.bind("Мостовая", VERA)
    desk = Desk(database, NOW)

    (home,) = await desk.press(VERA, Action(Verb.MONITORING, vera).pack())
    (forms,) = await desk.press(VERA, action(home, "Формы"))
    (card,) = await desk.press(VERA, action(forms, "+ Индекс социального"))
    (every,) = await desk.press(VERA, action(card, "Спрашивать"))
    (start,) = await desk.press(VERA, action(every, "Раз в квартал"))
    assert "Сбор откроется сейчас для 2 школ" in start.plain
    (card,) = await desk.press(VERA, action(start, "Только со следующего периода"))
    assert "Запрашивается раз в квартал" in card.plain
    (schools,) = await desk.press(VERA, action(card, "Школы"))
    (schools,) = await desk.press(VERA, action(schools, "✓ МОУ «СОШ № 2»"))
    assert "Кого спросить: 1 из 2" in schools.plain
    (card,) = await desk.press(VERA, action(schools, "‹ Форма"))
    assert "кого: 1 школа" in card.plain

    (period,) = await desk.press(VERA, action(card, "Открыть сбор сейчас"))
    (due,) = await desk.press(VERA, action(period, "I квартал 2019"))
    (preview,) = await desk.press(VERA, action(due, "Ср, 10 апреля"))
    assert "Кого спросить: 1 школа" in preview.plain
    assert "Нужны ваши сведения" in preview.plain
    send = action(preview, "Открыть сбор")
    (opened,) = await desk.press(VERA, send)
    assert "Ответили: 0 из 1" in opened.plain
    assert await desk.press(VERA, send) == []
    assert "начните снова" in desk.toasts[-1].lower()
    async with database.read() as session:
        assert len(await round_queries.rounds(session, office.tenant.id)) == 1


async def test_a_form_of_ones_own_is_read_shown_and_kept_as_versions(
    database: Database, tmp_path: Path
) -> None:
    office = await Monitored.with_schools(database, 1)
    vera = await office.bind("Мостовая", VERA)
    desk, files = Desk(database, NOW), FileStore(tmp_path)
    actor = await office.actor("Мостовая")

    async def taken(data: bytes) -> Message:
        sent = Sent(data, "форма.xlsx", str(VERA))
        async with database.read() as session:
            taker = await taker_of(session, actor, sent)
        assert taker is not None
        return await taker.take(database, files, actor, sent, at(NOW))

    say = speech()
    read = await taken(definition_workbook(FORM, say))
    assert "Новая форма: Сведения о школе" in read.plain
    keep = action(read, "Сохранить форму")
    (card,) = await desk.press(VERA, keep)
    assert "Форма сохранена" in card.plain
    await desk.press(VERA, keep)
    same = await taken(definition_workbook(FORM, say))
    assert not same.buttons
    changed = await taken(definition_workbook(shorter(), say))
    assert "удалён 1 вопрос" in changed.plain
    await desk.press(VERA, keep)  # of the first file, which is not the last any more
    async with database.read() as session:
        rows = await form_queries.versions(session, office.tenant.id, FORM.key)
        assert [row.version for row in rows] == [1]
    await desk.press(VERA, action(changed, "Сохранить новую версию"))
    async with database.read() as session:
        rows = await form_queries.versions(session, office.tenant.id, FORM.key)
    assert [row.version for row in rows] == [1, 2]
    broken = await taken(definition_workbook(Form("", "", ()), say))
    assert "Форма!B1" in broken.plain
    press = Action(Verb.FORM_RETIRE, vera, (rows[1].id or 0, 1)).pack()
    (left,) = await desk.press(VERA, press)
    assert "Форм пока нет" in left.plain


def shorter() -> Form:
    """The form without its last question."""
    return replace(FORM, fields=FORM.fields[:-1])


def test_every_ready_form_goes_through_a_workbook() -> None:
    form = shipped("context")
    assert read_definition(definition_workbook(form, speech())) == form


async def test_how_often_ongoing_activities_are_asked_about(database: Database) -> None:
    office = await Monitored.with_schools(database, 1)
    vera = await office.bind("Мостовая", VERA)
    desk = Desk(database, NOW)
    (asked,) = await desk.press(VERA, Action(Verb.ONGOING_EVERY, vera).pack())
    (half,) = await desk.press(VERA, action(asked, "Полугодие"))
    assert "раз в полугодие" in half.plain
    (never,) = await desk.press(VERA, action(half, "Не спрашивать"))
    assert "не спрашивать" in never.plain


async def test_the_dates_of_terms_are_typed_as_people_write_them(database: Database) -> None:
    office = await Monitored.with_schools(database, 1)
    vera = await office.bind("Мостовая", VERA)
    form = await office.form()
    desk = Desk(database, NOW)
    (home,) = await desk.press(VERA, Action(Verb.MONITORING, vera).pack())
    (periods,) = await desk.press(VERA, action(home, "Даты четвертей"))
    assert "2018/19" in periods.plain
    assert "Четверти (обычные даты)" in periods.plain
    (asked,) = await desk.press(VERA, action(periods, "Четверти"))
    assert "1.09–28.10, 5.11–28.12, 9.01–24.03, 1.04–31.05" in asked.plain
    (wrong,) = await desk.say(VERA, "1.09–25.10, 5.11–28.12")
    assert "Нужно периодов: 4, найдено: 2" in wrong.plain
    (kept,) = await desk.say(VERA, "1.09–25.10, 5.11–28.12, 9.01–22.03, 1.04–25.05")
    assert "Четверти (ваши даты)" in kept.plain
    assert "1 апреля – 25 мая 2019" in kept.plain
    (period,) = await desk.press(VERA, Action(Verb.ASK_NOW, vera, (form,)).pack())
    assert "1 апреля – 25 мая 2019" in period.plain  # the term of now, by the dates just typed
    (asked,) = await desk.press(VERA, action(kept, "Четверти"))
    (usual,) = await desk.press(VERA, action(asked, "Вернуть обычные"))
    assert "Четверти (обычные даты)" in usual.plain
    (asked,) = await desk.press(VERA, action(usual, "Учебный год"))
    (usual,) = await desk.press(VERA, action(asked, "‹ Назад"))
    (other,) = await desk.say(VERA, "1.09–25.05")  # nobody waits for dates any more
    assert "Даты сохранены" not in other.plain


async def test_a_remark_goes_from_the_grid_to_the_school(database: Database) -> None:
    office = await Monitored.with_schools(database, 2)
    vera = await office.bind("Мостовая", VERA)
    await office.bind("Директоров Иван №1", 201)
    number = await office.round(await office.form())
    await office.answered(number, [(100, "45"), (110, "52")])
    desk = Desk(database, NOW)

    (grid,) = await desk.press(VERA, Action(Verb.ROUND_GRID, vera, (number, 0)).pack())
    (school,) = await desk.press(VERA, action(grid, "1"))
    (which,) = await desk.press(VERA, action(school, "Вернуть"))
    (question,) = await desk.press(VERA, action(which, "2. Доля"))
    assert "Доля успевающих" in question.plain
    (said,) = await desk.say(VERA, "Проверьте знаменатель")
    assert "Проверьте знаменатель" in said.plain
    answers = await desk.press(VERA, action(said, "Вернуть: 1 замечание"))
    assert any("Возвращено" in one.plain for one in answers)
    told = [one for one in await desk.notices() if one.address == "201"]
    assert any("Проверьте знаменатель" in str(one.message) for one in told)


async def test_from_a_list_those_who_are_silent_come_in_a_message_of_their_own(
    database: Database,
) -> None:
    office = await Monitored.with_schools(database, 3)
    await office.bind("Мостовая", VERA)
    await office.round(await office.form())
    eve = "2019-04-09 09:00"
    (listed,) = [n for n in await office.plan(eve) if n.kind is NoticeKind.ALERT]
    await office.sent(listed, "77")
    desk = Desk(database, eve)
    (button,) = [b for row in said(listed).buttons for b in row]
    assert button.label == "Кто не ответил: Сведения о школе: I квартал 2019 г."
    (answer,) = await desk.press(VERA, button.action, 77)
    assert "Не ответили: 3" in answer.plain
    assert NoticeKind.EDIT not in {notice.kind for notice in await desk.notices()}


async def test_who_has_not_marked_ongoing_activities_has_a_card_to_call(
    database: Database,
) -> None:
    office = await Office.open(database, OLGA, VERA_LINE)
    await office.bind("Мостовая", VERA)
    await office.launch(row("постоянно"), row("постоянно"), on=date(2019, 1, 10))
    await opening_rounds.plan_due(database, at("2019-04-01 09:00"))
    vera, desk = await office.person("Мостовая"), Desk(database, "2019-04-11 12:00")
    (listed,) = await desk.press(VERA, Action(Verb.ROUND_SILENT, vera, (1, 0)).pack())
    assert "1. Пономарева Ольга Ивановна: 2 мероприятия (просрочено)" in listed.plain
    (card,) = await desk.press(VERA, action(listed, "1"))
    assert "Пономарева Ольга Ивановна" in card.plain
    assert "2" in card.plain

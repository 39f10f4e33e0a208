"""Filling in a form as a school presses and types it: questions, checks, summary, receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import select

from channels.message import Message
from roadmap.monitoring.fields import Field, FieldType
from roadmap.progress import State
from services import filling_files, intake, municipality_settings, submissions
from services.intake import Sent
from storage import submission_queries
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    AssignmentRow,
    EvidenceRow,
    OrganizationRow,
    SubmissionRow,
    SubmissionState,
)
from tests.handlers.desk import Desk
from tests.services.monitoring import CLASSES, NOW, STAFF, ask
from tests.services.office import FIRST, SECOND, VERA, Office, at, plain, said
from views.actions import Action, Verb

WHEN = "2019-01-14 15:04"
HEAD, OTHER, TEACHER, COORDINATOR = 201, 202, 203, 301
BEFORE = ("2018-Q3", date(2018, 7, 1), date(2018, 9, 30))


class Form:
    """A chat in which a form is filled in."""

    def __init__(self, desk: Desk, chat: int) -> None:
        self.desk, self.chat = desk, chat
        self.last = Message("")

    async def press(self, label: str) -> str:
        """Press a button of the last message by its words; what the bot shows then."""
        buttons = [b for row in self.last.buttons for b in row]
        return await self.do(buttons[self.labels.index(label)].action)

    async def do(self, data: str) -> str:
        """Press by callback data."""
        shown = await self.desk.press(self.chat, data)
        self.last = shown[-1] if shown else self.last
        return self.text

    async def say(self, text: str) -> str:
        """Write."""
        (self.last,) = await self.desk.say(self.chat, text)
        return self.text

    @property
    def text(self) -> str:
        """The last message, with plain blanks."""
        return self.last.plain.replace("\xa0", " ")

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [b.label.replace("\xa0", " ") for row in self.last.buttons for b in row]


async def _office(database: Database) -> Office:
    office = await Office.open(database, FIRST, SECOND, VERA)
    for name, chat in (("Громов", HEAD), ("Лаптева", OTHER), ("Мостовая", COORDINATOR)):
        await office.bind(name, chat)
    return office


async def _form(
    database: Database, office: Office, assignment: int, name: str = "Громов", chat: int = HEAD
) -> Form:
    form = Form(Desk(database, WHEN), chat)
    person = await office.person(name)
    await form.do(Action(Verb.FILL, person, (assignment,)).pack())
    return form


async def _row(office: Office, assignment: int) -> SubmissionRow:
    async with office.database.read() as session:
        row = await submission_queries.of_assignment(session, office.tenant.id, assignment)
    assert row is not None
    return row


async def _filled(form: Form) -> None:
    await form.press("Заполнить в чате")
    for text in ("40", "12", "85,5"):
        await form.say(text)
    await form.press("одна смена")
    await form.press("Пропустить ›")
    await form.press("Да")
    await form.press("Пропустить ›")


async def test_a_form_is_filled_in_left_gone_on_with_and_handed_in(both: Database) -> None:
    office = await _office(both)
    one = await ask(office)
    form = await _form(both, office, one)
    assert form.text.startswith("Кадры: 2018-Q4\nМОУ «СОШ № 1»\nсрок 21 января 2019 г.")
    assert "7 вопросов\nПока ничего не заполнено" in form.text
    assert form.labels == ["Заполнить в чате", "Получить таблицу"]
    await form.press("Заполнить в чате")
    assert form.text == "Кадры: 2018-Q4\n1 из 7. Учителей всего, чел.\nНапишите число."
    assert form.labels == ["Пропустить ›", "Комментарий…", "Сохранить и выйти"]
    assert (await form.say("сорок")).startswith("«сорок»: нужно число.\n\nКадры: 2018-Q4\n1 из 7.")
    await form.say("40 чел.")
    assert form.text.startswith("Записано: 40 чел.\n\nКадры: 2018-Q4\n2 из 7. из них до 35 лет")
    await form.press("Сохранить и выйти")
    assert "Ещё не сдано: заполнено 1 из 7" in form.text
    assert form.desk.toasts[-1].startswith("Сохранено.")

    again = await _form(both, office, one)
    await again.press("Продолжить в чате")
    assert "2 из 7. из них до 35 лет, чел." in again.text
    await again.say("50")
    assert "«из них до 35 лет» (50) не может быть больше, чем «Учителей всего» (40)" in again.text
    assert again.labels == [
        "Исправить: 2. из них до 35 лет",
        "Исправить: 1. Учителей всего",
        "Исправлю позже",
    ]
    await again.press("Исправить: 2. из них до 35 лет")
    await again.say("12")
    assert (await again.say("101")).startswith("Не больше 100 %: это процент.")
    await again.say("85,5")
    assert again.labels[:2] == ["одна смена", "две смены"]
    await again.press("одна смена")
    await again.press("пособия")
    assert "✓ пособия" in again.labels
    await again.press("Дальше ›")
    await again.press("Да")
    await again.press("Комментарий…")
    await again.say("Уточняем")
    assert "Комментарий: Уточняем" in again.text
    await again.press("Пропустить ›")
    assert again.text.startswith("Кадры: 2018-Q4\nМОУ «СОШ № 1»\n1. Учителей всего: 40 чел.")
    assert "7. Пояснение: — (Уточняем)" in again.text
    assert again.text.endswith("Всё верно? Сдать?")
    send = again.last
    await again.press("Сдать")
    assert again.text.startswith("Сведения приняты 14 января в 15:04. Вот что записано:")
    assert "3. Доля прошедших курсы: 85,5 %" in again.text
    row = await _row(office, one)
    assert (row.state, row.row_count) == (SubmissionState.SENT, 6)
    assert row.answers["trained"] == "85.5"
    assert await _state(office, one) is State.DONE
    again.last = send
    await again.press("Сдать")
    assert again.text.startswith("Сведения приняты 14 января в 15:04")
    assert (await _row(office, one)).revision == row.revision


async def _state(office: Office, number: int) -> State:
    async with office.database.read() as session:
        return (await session.get_one(AssignmentRow, number)).state


async def test_nothing_is_handed_in_while_something_is_missing(database: Database) -> None:
    office = await _office(database)
    one = await ask(office)
    form = await _form(database, office, one)
    await form.press("Заполнить в чате")
    await form.say("40")
    await form.press("Сохранить и выйти")
    await form.press("Посмотреть и сдать")
    assert "Чтобы сдать, исправьте:\n• из них до 35 лет: нужен ответ" in form.text
    assert "Сдать" not in form.labels
    await form.press("‹ Назад")
    person = await office.person("Громов")
    await form.do(Action(Verb.FILL_SEND, person, (one,)).pack())
    assert "нужен ответ" in form.text
    assert (await _row(office, one)).state is SubmissionState.DRAFT
    await form.press("Исправить: 2. из них до 35 лет")
    assert form.text.startswith("Кадры: 2018-Q4\n2 из 7.")


async def test_last_period_is_beside_and_what_is_far_from_it_is_asked_about(
    database: Database,
) -> None:
    office = await _office(database)
    old = await _form(database, office, await ask(office, period=BEFORE))
    await _filled(old)
    await old.press("Сдать")
    one = await ask(office)
    form = await _form(database, office, one)
    await form.press("Заполнить в чате")
    assert "В прошлый раз: 40 чел." in form.text
    assert "Как в прошлый раз: 40 чел." in form.labels
    await form.say("400")
    assert form.text.endswith("Вы написали 400, в прошлый раз было 40. Верно?")
    await form.press("Исправить")
    await form.say("41")
    await form.press("Как в прошлый раз: 12 чел.")
    assert "3 из 7." in form.text
    await form.say("10")
    await form.press("Да, верно")
    assert "4 из 7." in form.text
    assert (await _row(office, one)).answers == {"teachers": 41, "young": 12, "trained": "10"}


async def test_a_name_in_a_text_is_warned_about(database: Database) -> None:
    office = await _office(database)
    form = await _form(database, office, await ask(office))
    await _filled(form)
    await form.press("✎ 7")
    await form.say("Болеет Иванов Пётр")
    assert "Похоже на фамилию и имя: «Иванов Пётр»" in form.text
    await form.press("Да, верно")
    assert "Проверьте, это выглядит необычно:\n• Пояснение: похоже на фамилию" in form.text
    await form.press("Сдать")
    assert "Вы оставили как есть:" in form.text


async def test_what_was_handed_in_is_opened_again_until_it_is_accepted(both: Database) -> None:
    office = await _office(both)
    one = await ask(office)
    form = await _form(both, office, one)
    await _filled(form)
    await form.press("Сдать")
    person = await office.person("Громов")
    stale = Action(Verb.FILL_ASK, person, (0, one, 0, 0)).pack()
    await form.do(stale)
    assert form.desk.toasts[-1].startswith("Сведения уже сданы. Чтобы изменить их")
    await form.press("Исправить")
    assert "Ещё не сдано: заполнено 7 из 7" in form.text
    assert await _state(office, one) is State.IN_PROGRESS
    await form.press("Посмотреть и сдать")
    await form.press("Сдать")
    await _accept(office, one)
    await form.do(Action(Verb.FILL_AGAIN, person, (one,)).pack())
    assert form.desk.toasts[-1].startswith("Координатор уже принял сведения.")
    assert all(len(toast) <= 200 for toast in form.desk.toasts)


async def test_what_was_sent_back_leads_to_what_has_a_remark(both: Database) -> None:
    office = await _office(both)
    one = await ask(office)
    form = await _form(both, office, one)
    await _filled(form)
    await form.press("Сдать")
    actor, row = await office.actor("Мостовая"), await _row(office, one)
    remarks = {"young": "Проверьте по приказу", "": "И приложите пояснение"}
    async with both.write() as session:
        await submissions.give_back(session, actor, row.id or 0, remarks, NOW)
    again = await _form(both, office, one)
    await again.press("Посмотреть и сдать")
    assert "• из них до 35 лет: Проверьте по приказу" in again.text
    assert "• И приложите пояснение" in again.text
    assert "Исправить: 2. из них до 35 лет" in again.labels
    await again.press("‹ Назад")
    await again.press("Продолжить в чате")
    assert "2 из 7. из них до 35 лет" in again.text
    await again.say("13")
    await form.do(Action(Verb.NEED_HELP, await office.person("Громов"), (one,)).pack())
    asked = [n for n in await office.notices() if "нужна помощь" in plain(n)]
    assert asked
    assert not any("Проверьте по приказу" in plain(n) for n in asked)


async def _accept(office: Office, assignment: int) -> None:
    actor, row = await office.actor("Мостовая"), await _row(office, assignment)
    async with office.database.write() as session:
        await submissions.accept(session, actor, [row.id or 0], NOW)


async def test_another_school_sees_nothing_and_a_coordinator_writes_down(
    database: Database,
) -> None:
    office = await _office(database)
    one = await ask(office)
    stranger = await _form(database, office, one, "Лаптева", OTHER)
    assert stranger.text == ""
    assert stranger.desk.toasts == ["У вас нет прав на это действие."]
    vera = await _form(database, office, one, "Мостовая", COORDINATOR)
    assert "Вы записываете со слов: МОУ «СОШ № 1»" in vera.text
    await _filled(vera)
    await vera.press("Сдать")
    assert (await _row(office, one)).via == "by_word"
    head = await _form(database, office, one)
    assert "Сдано 14 января в 15:04" in head.text


async def test_a_table_is_only_fetched(database: Database) -> None:
    office = await _office(database)
    form = await _form(database, office, await ask(office, None))
    assert "Нужно заполнить таблицу" in form.text
    assert form.labels == ["Получить таблицу"]


async def test_by_class_classes_are_named_filled_and_taken_out(both: Database) -> None:
    office = await _office(both)
    one = await ask(office, CLASSES)
    form = await _form(both, office, one)
    assert "2 вопроса о каждом классе" in form.text
    await form.press("Заполнить в чате")
    await form.say("5 «б», 5-А; 1-3, ")
    assert form.text.startswith("Добавлены: 5Б, 5А, 1-3")
    assert form.labels[:3] == ["1-3 (0/2)", "5А (0/2)", "5Б (0/2)"]
    await form.press("5А (0/2)")
    await form.press("Заполнить в чате")
    assert form.text.startswith("Контекстные данные: 2018-Q4, 5А\n1 из 2. Обучающихся, чел.")
    await form.say("25")
    await form.say("30")
    assert "«С ОВЗ» (30) не может быть больше, чем «Обучающихся» (25)" in form.text
    await form.press("Исправить: 2. С ОВЗ")
    await form.say("2")
    assert "5А: заполнено 2 из 2" in form.text
    await form.press("Следующий класс: 5Б ›")
    await form.press("Убрать класс")
    assert form.labels[:2] == ["1-3 (0/2)", "✓ 5А"]
    await form.press("1-3 (0/2)")
    await form.press("Убрать класс")
    await form.press("Посмотреть и сдать")
    assert "5А\n1. Обучающихся: 25 чел.\n2. С ОВЗ: 2 чел." in form.text
    await form.press("Сдать")
    assert (await _row(office, one)).answers == {"5А": {"pupils": 25, "special": 2}}
    await form.do(Action(Verb.FILL_CLASS, await office.person("Громов"), (one, 12345)).pack())
    assert form.desk.toasts[-1] == "Такого класса в сведениях уже нет."


async def test_the_school_s_mailbox_has_the_receipt(database: Database) -> None:
    office = await _office(database)
    async with database.write() as session:
        for school in await session.exec(select(OrganizationRow)):
            school.email = "school@town.example"
    form = await _form(database, office, await ask(office))
    await _filled(form)
    await form.press("Сдать")
    letters = [n for n in await office.notices() if n.address == "school@town.example"]
    assert len(letters) == 1
    assert plain(letters[0]).startswith("Сведения приняты 14 января в 15:04")
    assert "Кадры: 2018-Q4" in plain(letters[0])


async def test_a_file_sent_in_the_chat_answers_the_question_that_waits_for_it(
    database: Database, tmp_path: Path
) -> None:
    office = await _office(database)
    paper = Field("order", "Копия приказа", FieldType.FILE)
    one = await ask(office, replace(STAFF, fields=(paper, *STAFF.fields)))
    form = await _form(database, office, one)
    await form.press("Заполнить в чате")
    assert (await form.say("вот")).startswith("«вот»: нужен файл")
    actor = replace(await office.actor("Громов"), at=at(WHEN))
    sent = Sent(b"%PDF-1.4 order", "order.pdf", str(HEAD))
    async with database.read() as session:
        taker = await intake.taker_of(session, actor, sent)
    assert taker is filling_files
    said = await filling_files.take(database, FileStore(tmp_path), actor, sent, at(WHEN))
    assert "2 из 8. Учителей всего" in said.plain
    row = await _row(office, one)
    async with database.read() as session:
        kept = await session.get_one(EvidenceRow, row.answers["order"])
        assert kept.name == "order.pdf"
        assert not await filling_files.wants(session, actor, sent)


async def test_a_class_is_handed_to_a_teacher_and_comes_back_by_presses(
    database: Database,
) -> None:
    office = await _office(database)
    await office.hire("Белова Анна Ивановна;МОУ «СОШ № 1»;учитель;;;школа;")
    anna = await office.bind("Белова", TEACHER)
    one = await ask(office, CLASSES)
    form = await _form(database, office, one)
    await form.press("Заполнить в чате")
    await form.say("5А, 5Б")
    await form.press("‹ Назад")
    await form.press("Передать классы…")
    await form.press("5А")
    assert "Кто заполнит 5А?" in form.text
    await form.press("Белова Анна Ивановна")
    assert "5А: Белова А. И., заполнено 0 из 2" in form.text
    (told, _) = [said(n) for n in await office.notices() if n.person_id == anna]
    teacher = Form(Desk(database, WHEN), TEACHER)
    teacher.last = told
    assert "5Б" not in teacher.text
    await teacher.press("5А: заполнить (0/2)")
    assert "Комментарий…" not in teacher.labels
    await teacher.say("25")
    await teacher.press("Сохранить и выйти")
    await teacher.press("5А: заполнить (1/2)")
    await teacher.say("2")
    assert teacher.text.startswith("Записано: 2 чел.\n\nЗаполните, пожалуйста, сведения")
    await teacher.press("Отправить: Громов И. Н.")
    assert "5А: отправлено" in teacher.text
    form.last = [said(n) for n in await office.notices() if n.person_id != anna][-1]
    await form.press("Посмотреть")
    look = form.last
    await form.press("Вернуть")
    assert form.text.startswith("Возвращено: Белова Анна Ивановна")
    form.last = look
    await form.press("Принять в сведения")
    assert form.desk.toasts[-1] == "Здесь больше нечего просматривать."
    teacher.last = [said(n) for n in await office.notices() if n.person_id == anna][-1]
    assert teacher.text.startswith("Громов И. Н. просит проверить ваши классы")
    await teacher.press("Отправить: Громов И. Н.")
    form.last = look
    await form.press("Принять в сведения")
    assert form.text.startswith("Принято в сведения: 5А")
    assert (await _row(office, one)).answers["5А"] == {"pupils": 25, "special": 2}


async def test_where_telegram_is_brief_the_table_goes_by_letter_and_nothing_is_typed(
    database: Database,
) -> None:
    office = await _office(database)
    one = await ask(office)
    before = await _form(database, office, one)
    async with database.write() as session:
        await municipality_settings.change(session, office.tenant, [("telegram", "brief")], NOW)
    form = await _form(database, office, one)
    brief = Message(form.last.brief).plain
    assert "Ответы здесь не пишут: нажмите «Получить таблицу», она придёт письмом" in brief
    assert "СОШ" not in brief
    assert form.labels == ["Получить таблицу"]
    await before.press("Заполнить в чате")  # a message from before
    assert before.desk.toasts[-1].startswith("Ответы здесь не пишут")
    assert len(before.desk.toasts[-1]) <= 200
    await form.do(Action(Verb.PARTS, await office.person("Громов"), (one,)).pack())
    assert (await _row(office, one)).answers == {}

"""One account of several people, a new account of one, a link opened again."""

from __future__ import annotations

from sqlmodel import select

from services import invitations
from services.invitations import Invitation
from storage.database import Database
from storage.tables import AccountRow, NoticeState, ObjectionRow
from tests.handlers.desk import Desk, message
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, at, plain, row
from views.actions import Action, Verb

ONE = 101
NEW = 102


async def _office(database: Database) -> Office:
    office = await Office.open(database, OLGA, VERA, FIRST, SECOND)
    await office.launch(
        row("до 15 октября 2018", title="Утвердить план"),
        row("до 15 октября 2018", "МОУ «СОШ № 1»", title="Отчёт первой"),
        row("до 15 октября 2018", "МОУ «СОШ № 2»", title="Отчёт второй"),
    )
    return office


async def _link(office: Office, name: str) -> Invitation:
    async with office.database.write() as session:
        (link,) = await invitations.invite(
            session, office.tenant.id, at("2018-10-10 09:00"), name=name
        )
    return link


async def _join(desk: Desk, office: Office, name: str, user: int) -> Invitation:
    link = await _link(office, name)
    (question,) = await desk.say(user, f"/start {link.token}")
    await desk.press(user, question.buttons[0][0].action)
    return link


async def test_words_are_for_the_one_bound_chosen_or_pressed_for_last(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Громов И.Н.", ONE)
    (alone,) = await desk.say(ONE, "Мои мероприятия")
    assert "Вы отвечаете как" not in alone.plain
    await _join(desk, office, "Лаптева О.П.", ONE)
    (mine,) = await desk.say(ONE, "Мои мероприятия")
    assert "Отчёт второй" in mine.plain
    assert mine.plain.endswith("Вы отвечаете как: Лаптева Ольга Петровна, МОУ «СОШ № 2»")
    change = mine.buttons[-1][0]
    assert change.label == "Сменить…"
    (voices,) = await desk.press(ONE, change.action)
    labels = [b.label for line in voices.buttons for b in line]
    assert labels == [
        "Громов Игорь Николаевич, МОУ «СОШ № 1»",
        "✓ Лаптева Ольга Петровна, МОУ «СОШ № 2»",
    ]
    await desk.press(ONE, voices.buttons[0][0].action)
    assert desk.toasts[-1] == "Вы отвечаете как: Громов Игорь Николаевич, МОУ «СОШ № 1»"
    (mine,) = await desk.say(ONE, "Мои мероприятия")
    assert "Отчёт первой" in mine.plain


async def test_a_press_takes_the_words_that_answer_it_along(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Лаптева О.П.", ONE)
    await _join(desk, office, "Громов И.Н.", ONE)
    lapteva, theirs = await office.person("Лаптева"), await office.assignment(3)
    await desk.press(ONE, Action(Verb.NOT_MINE, lapteva, (theirs.id or 0,)).pack())
    await desk.say(ONE, "Это делает отдел кадров")
    async with database.read() as session:
        (objection,) = list(await session.exec(select(ObjectionRow)))
    assert (objection.person_id, objection.reason) == (lapteva, "Это делает отдел кадров")


async def test_a_reply_is_for_whom_the_message_was_sent_to(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Лаптева О.П.", ONE)
    await _join(desk, office, "Громов И.Н.", ONE)
    lapteva = await office.person("Лаптева")
    notices = await office.plan("2018-10-10 15:00")
    (reminder,) = [n for n in notices if n.person_id == lapteva]
    await office.sent(reminder, "500")
    replied = message(ONE, text="…")["message"] | {"message_id": 500}
    (answer,) = await desk.say(ONE, "Помощь", reply_to_message=replied)
    assert "Вы отвечаете как: Лаптева Ольга Петровна" in answer.plain


async def test_a_new_account_replaces_the_old_one_which_is_told(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Пономарева О.И.", ONE)
    (reminder,) = [n for n in await office.plan("2018-10-10 09:00") if n.address == str(ONE)]
    await _join(desk, office, "Пономарева О.И.", NEW)
    notices = await office.notices()
    (moved,) = [n for n in notices if n.id == reminder.id]
    assert (moved.address, moved.state) == (str(NEW), NoticeState.PLANNED)
    (told,) = [n for n in notices if "другой аккаунт" in plain(n)]
    assert told.address == str(ONE)
    async with database.read() as session:
        assert [a.user_id for a in await session.exec(select(AccountRow))] == [NEW]
    (unknown,) = await desk.say(ONE, "Мои мероприятия")
    assert "по приглашениям" in unknown.plain


async def test_a_link_opened_again_greets_its_owner_and_nobody_else(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    link = await _join(desk, office, "Пономарева О.И.", ONE)
    (again,) = await desk.say(ONE, f"/start {link.token}")
    assert again.plain.startswith("Добро пожаловать, Пономарева")
    (other,) = await desk.say(NEW, f"/start {link.token}")
    assert "больше не действует" in other.plain
    assert other.buttons[0][0].label == "Попросить доступ"


async def test_start_again_asks_only_what_was_not_answered(database: Database) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Пономарева О.И.", ONE)
    notice, question, greeting = await desk.say(ONE, "/start")
    await desk.press(ONE, notice.buttons[0][0].action)
    await desk.press(ONE, question.buttons[0][0].action)
    assert greeting.plain.startswith("Добро пожаловать")
    (only,) = await desk.say(ONE, "/start")
    assert only.plain == greeting.plain


async def test_who_does_not_want_the_messenger_is_answered_nothing_else(
    database: Database,
) -> None:
    office = await _office(database)
    desk = Desk(database)
    await _join(desk, office, "Пономарева О.И.", ONE)
    olga, own = await office.person("Пономарева"), await office.assignment(1)
    (shown,) = await desk.say(ONE, "Помощь")
    (withdraw,) = [
        b for line in shown.buttons for b in line if b.label == "Отозвать согласие на мессенджер"
    ]
    (last,) = await desk.press(ONE, withdraw.action)
    assert last.plain.startswith("Принято: в этот чат больше ничего не придёт.")
    assert await desk.press(ONE, withdraw.action) == []
    for words in ("Мои мероприятия", "/start", "Сводка", "что-то"):
        (answer,) = await desk.say(ONE, words)
        assert answer.plain.startswith("Вы не дали согласия")
    await desk.press(ONE, Action(Verb.DONE, olga, (own.id or 0,)).pack())
    assert desk.toasts[-1].startswith("Вы не дали согласия")
    assert (await office.assignment(1)).state == "not_started"
    await desk.press(ONE, last.buttons[0][0].action)
    (mine,) = await desk.say(ONE, "Мои мероприятия")
    assert "Утвердить план" in mine.plain

"""What people say and press, and what they may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from roadmap.progress import State
from services import invitations
from storage.database import Database
from storage.tables import AccountRow, FileFetchRow, InboxState, NoticeKind
from tests.handlers.desk import Desk, message
from tests.services.office import FIRST, OLGA, VERA, Office, at, row, said

BY_15 = "до 15 октября 2018"
OLGA_CHAT, VERA_CHAT, STRANGER = 101, 301, 666


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """An official, a coordinator and a director; two activities."""
    office = await Office.open(database, OLGA, VERA, FIRST)
    await office.bind("Пономарева", OLGA_CHAT)
    await office.bind("Мостовая", VERA_CHAT)
    await office.launch(row(BY_15, title="Утвердить план"), row(BY_15, "ОО", title="Отчёт школы"))
    yield office


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office.database)


async def _state(office: Office, code: int = 1) -> State:
    return (await office.assignment(code)).state


@pytest.mark.parametrize("text", ["Мои мероприятия", "мои  мероприятия!", "/my", "/mine@vekha_bot"])
async def test_ones_own_are_listed_by_word_or_command(desk: Desk, text: str) -> None:
    (answer,) = await desk.say(OLGA_CHAT, text)
    assert "Утвердить план" in answer.plain
    assert "Отчёт школы" not in answer.plain


async def test_help_names_the_coordinator(desk: Desk) -> None:
    for text in ("Помощь", "/help"):
        (answer,) = await desk.say(OLGA_CHAT, text)
        assert "Мостовая Вера Петровна" in answer.plain
        assert answer.menu is not None


async def test_the_digest_is_for_those_who_coordinate(desk: Desk) -> None:
    (shown,) = await desk.say(VERA_CHAT, "Сводка")
    assert "всего 2 мероприятия" in shown.plain
    (refused,) = await desk.say(OLGA_CHAT, "Сводка")
    assert "из 2 мероприятий" not in refused.plain
    assert "нет прав" in refused.plain


async def test_what_is_not_understood_gets_a_hint(desk: Desk) -> None:
    (answer,) = await desk.say(OLGA_CHAT, "абракадабра")
    assert "Помощь" in answer.plain
    (cancelled,) = await desk.say(OLGA_CHAT, "Отмена")
    assert cancelled.plain


@pytest.mark.parametrize(
    "text", ["/start", "Мои мероприятия", "Сводка", "Помощь", "Отмена", "привет", "/start x"]
)
async def test_a_stranger_learns_nothing(desk: Desk, text: str) -> None:
    (answer,) = await desk.say(STRANGER, text)
    for secret in ("Город", "Мостовая", "Пономарева", "план"):
        assert secret not in answer.plain
    assert answer.menu is None


async def test_a_press_marks_and_says_so(desk: Desk, office: Office) -> None:
    (notice,) = [n for n in await office.plan("2018-10-10 09:00") if n.address == str(OLGA_CHAT)]
    await office.sent(notice, "501")
    done = said(notice).buttons[0][0].action
    (step,) = await desk.press(OLGA_CHAT, done, 501)
    assert step.plain.startswith("Отмечено: выполнено")
    assert await _state(office) is State.DONE
    assert "Утвердить план" in desk.toasts[-1]
    (edit,) = [n for n in await desk.notices() if n.kind is NoticeKind.EDIT]
    assert edit.edits_notice_id == notice.id
    await desk.press(OLGA_CHAT, done, 501)
    assert desk.toasts[-1].startswith("Уже отмечено")


async def test_a_card_opens_and_changes_with_the_state(desk: Desk, office: Office) -> None:
    olga, assignment = await office.person("Пономарева"), await office.assignment(1)
    (card,) = await desk.press(OLGA_CHAT, f"c:{olga}:{assignment.id}")
    assert "Утвердить план" in card.plain
    notice = (await desk.notices())[-1]
    assert notice.kind is NoticeKind.CARD
    await office.sent(notice, "502")
    await desk.press(OLGA_CHAT, f"h:{olga}:{assignment.id}", 502)
    assert await _state(office) is State.NEED_HELP
    edit = (await desk.notices())[-1]
    assert "нужна помощь" in said(edit).plain


async def test_pages_turn_in_place(desk: Desk, office: Office) -> None:
    for n in range(8):
        await office.launch(row(BY_15, title=f"Дело {n}"))
    (page,) = await desk.say(OLGA_CHAT, "Мои мероприятия")
    listed = (await desk.notices())[-1]
    await office.sent(listed, "503")
    (forward,) = [b.action for r in page.buttons for b in r if b.label == "›"]
    assert await desk.press(OLGA_CHAT, forward, 503) == []
    edit = (await desk.notices())[-1]
    assert edit.edits_notice_id == listed.id
    assert "Дело 7" in said(edit).plain


@pytest.mark.parametrize("user", [STRANGER, 201])
async def test_somebody_elses_button_does_nothing(desk: Desk, office: Office, user: int) -> None:
    await office.bind("Громов", 201)
    olga, assignment = await office.person("Пономарева"), await office.assignment(1)
    gromov = await office.person("Громов")
    for who in (olga, gromov):
        for verb in "dpwhucm":
            await desk.press(user, f"{verb}:{who}:{assignment.id}")
    assert await _state(office) is State.NOT_STARTED
    texts = [said(n).plain for n in await desk.notices()]
    assert not any("Утвердить план" in text for text in texts)
    assert {r.state for r in await desk.rows()} == {InboxState.DONE}


HUGE = pytest.param("d:1:99999999999999999999")


@pytest.mark.parametrize("data", ["", "d", "d:", "d:x:y", "z:1:2", "d:1", HUGE, "j:1:2", "🙂"])
async def test_made_up_buttons_are_answered_and_change_nothing(
    desk: Desk, office: Office, data: str
) -> None:
    await desk.press(OLGA_CHAT, data)
    assert len(desk.toasts) == 1
    assert await _state(office) is State.NOT_STARTED
    assert [r.state for r in await desk.rows()] == [InboxState.DONE]


async def test_a_link_brings_somebody_in(desk: Desk, office: Office) -> None:
    async with office.database.write() as session:
        (link,) = await invitations.invite(
            session, office.tenant.id, at("2018-10-10 09:00"), name="Громов И.Н."
        )
    (question,) = await desk.say(201, f"/start {link.token}")
    assert "Громов Игорь Николаевич" in question.plain
    yes = question.buttons[0][0].action
    await desk.press(STRANGER, yes)  # made up, or forwarded
    async with office.database.read() as session:
        assert len((await session.exec(select(AccountRow))).all()) == 2
    notice, consent, welcome = await desk.press(201, yes)
    assert "персональн" in notice.plain.lower()
    assert "согласен" in consent.buttons[0][0].label.lower()
    assert "Громов" in welcome.plain or "Игорь" in welcome.plain
    (mine,) = await desk.say(201, "Мои мероприятия")
    assert "Отчёт школы" in mine.plain
    (again,) = await desk.say(202, f"/start {link.token}")
    assert "больше не действует" in again.plain


async def test_a_file_is_written_down_with_what_it_answers(desk: Desk, office: Office) -> None:
    replied = message(OLGA_CHAT, text="…")["message"] | {"message_id": 501}
    document = {"file_id": "F1", "file_unique_id": "U1", "file_name": "Приказ.pdf"}
    photos = [
        {"file_id": f"P{n}", "file_unique_id": f"Q{n}", "width": n, "height": n, "file_size": n}
        for n in (90, 800)
    ]
    await desk.take(
        message(OLGA_CHAT, document=document | {"file_size": 14}, reply_to_message=replied),
        message(OLGA_CHAT, photo=photos),
        message(STRANGER, document=document),
    )
    async with office.database.read() as session:
        files = (await session.exec(select(FileFetchRow))).all()
    assert [(f.file_id, f.name, f.size, f.replies_to) for f in files] == [
        ("F1", "Приказ.pdf", 14, "501"),
        ("P800", files[1].name, 800, None),
    ]
    assert files[1].name.endswith(".jpg")
    assert {r.state for r in await desk.rows()} == {InboxState.DONE}


async def test_in_a_group_it_keeps_quiet(desk: Desk) -> None:
    await desk.take(message(OLGA_CHAT, text="привет всем", chat_type="group"))
    assert await desk.notices() == []
    assert [r.state for r in await desk.rows()] == [InboxState.DONE]

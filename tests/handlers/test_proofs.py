"""Documents as people send them: by the card's button, in words, in albums, removed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from channels.message import Message
from roadmap.progress import State
from services import albums, evidence, keeping, removing
from services.settling import RETRY
from storage.database import Database
from storage.files import FileStore
from storage.tables import ActivityRow, AssignmentRow, EvidenceLinkRow, EvidenceRow, FileFetchRow
from tests.handlers.desk import Desk, message
from tests.services.office import FIRST, IRINA, OLGA, SECOND, VERA, Office, row
from views.actions import Action, Verb

PDF = b"%PDF-1.4 order"
JPEG = b"\xff\xd8\xff\xe0JFIF"
TEACHER = "Белова Анна Сергеевна;МОУ «СОШ № 1»;учитель;;;школа;"
BY_15 = "до 15 октября 2018"
OLGA_CHAT, IRINA_CHAT, VERA_CHAT = 101, 102, 301


class Messenger:
    """The far end: gives bytes by the file's id."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def fetch(self, file_id: str) -> bytes:
        """The bytes, or a far end that does not answer."""
        if file_id not in self.files:
            raise OSError("down")
        return self.files[file_id]


class Proofs(Desk):
    """A desk with files: what is sent is fetched by the jobs when `work_files` is called."""

    def __init__(self, office: Office, folder: Path) -> None:
        super().__init__(office.database)
        self.office, self.far_files, self.store_of = office, Messenger(), FileStore(folder)

    async def send(self, user: int, name: str, data: bytes, **more: Any) -> list[Message]:
        """A document comes and is fetched; what is answered."""
        return await self.fetched(lambda: self.hand(user, name, data, **more))

    async def photo(self, user: int, data: bytes = JPEG, **more: Any) -> list[Message]:
        """A photo comes and is fetched; what is answered."""

        async def hand() -> None:
            number = f"p{len(self.far_files.files)}"
            self.far_files.files[number] = data
            size = {"file_id": number, "file_unique_id": number, "width": 9, "height": 9}
            await self.take(message(user, photo=[{**size, "file_size": len(data)}], **more))

        return await self.fetched(hand)

    async def hand(self, user: int, name: str, data: bytes, **more: Any) -> None:
        """A document comes."""
        self.far_files.files[name] = data
        document = {"file_id": name, "file_unique_id": name, "file_name": name}
        await self.take(message(user, document={**document, "file_size": len(data)}, **more))

    async def fetched(self, hand: Callable[[], Any]) -> list[Message]:
        """What is answered until all is fetched."""
        before = {notice.id for notice in await self.notices()}
        await hand()
        await self.work_files()
        return [Message.from_data(n.message) for n in await self.notices() if n.id not in before]

    async def work_files(self, later: timedelta = timedelta(0)) -> None:
        """The jobs run."""
        now = self.clock.now() + later
        await evidence.fetch_waiting(self.database, self.store_of, self.far_files, now)
        await albums.close_waiting(self.database, now)
        await removing.let_go(self.database, self.store_of)

    async def pressed(self, user: int, shown: Message, label: str) -> Message:
        """A person presses a button by its words; what the message becomes, or the answer."""
        (action,) = [b.action for line in shown.buttons for b in line if b.label == label]
        before = {notice.id for notice in await self.notices()}
        await self.press(user, action)
        (made,) = [
            n
            for n in await self.notices()
            if n.id not in before and n.address == str(user) and n.edits_notice_id is None
        ]
        return Message.from_data(made.message)

    async def confirms(self) -> list[tuple[str, int]]:
        """(name, assignment) of what confirms what."""
        async with self.database.read() as session:
            found = await session.exec(
                select(EvidenceRow.name, EvidenceLinkRow.assignment_id)
                .join(EvidenceLinkRow, col(EvidenceLinkRow.evidence_id) == col(EvidenceRow.id))
                .order_by(col(EvidenceRow.id), col(EvidenceLinkRow.assignment_id))
            )
            return list(found)

    def on_disk(self) -> int:
        """How many files there are."""
        return len([path for path in self.store_of.root.rglob("*") if path.is_file()])


async def _desk(database: Database, folder: Path, *rows: Any) -> Proofs:
    office = await Office.open(database, OLGA, IRINA, VERA)
    for name, chat in (("Пономарева", OLGA_CHAT), ("Осотова", IRINA_CHAT), ("Мостовая", VERA_CHAT)):
        await office.bind(name, chat)
    await office.launch(*(rows or (row(BY_15, title="Первое"), row(BY_15, title="Второе"))))
    return Proofs(office, folder)


@pytest.fixture
async def desk(both: Database, tmp_path: Path) -> Proofs:
    """Two activities of one official."""
    return await _desk(both, tmp_path / "files")


async def _id(desk: Proofs, code: int) -> int:
    return (await desk.office.assignment(code)).id or 0


async def test_the_button_of_the_card_says_where_what_comes_belongs(desk: Proofs) -> None:
    second = await _id(desk, 2)
    olga = await desk.office.person("Пономарева")
    (card,) = await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (second,)).pack())
    ask = await desk.pressed(OLGA_CHAT, card, "Приложить…")
    assert "Пришлите подтверждение\nВторое" in ask.plain
    (receipt,) = await desk.send(OLGA_CHAT, "Приказ.pdf", PDF)
    assert "Получено: Приказ.pdf\nПодтверждает мероприятие:" in receipt.plain
    assert "Второе" in receipt.plain
    (words,) = await desk.say(OLGA_CHAT, "Приказ № 275 от 18.06")
    assert "Получено: Приказ от 18.06.2018 № 275" in words.plain
    (link,) = await desk.say(OLGA_CHAT, "https://school.example/news/1")
    assert "Второе" in link.plain
    assert [target for _, target in await desk.confirms()] == [second] * 3
    (card,) = await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (second,)).pack())
    assert "Документы (3)…" in [b.label for line in card.buttons for b in line]


async def test_words_that_are_no_evidence_are_said_to_be_none(desk: Proofs) -> None:
    olga, first = await desk.office.person("Пономарева"), await _id(desk, 1)
    await desk.press(OLGA_CHAT, Action(Verb.ATTACH_TO, olga, (first,)).pack())
    (answer,) = await desk.say(OLGA_CHAT, "уже всё сделали")
    assert answer.plain.startswith("Не вижу здесь ни ссылки, ни реквизитов.")
    (left,) = await desk.say(OLGA_CHAT, "Отмена")
    assert left.plain.startswith("Действие отменено.")
    (asked,) = await desk.say(OLGA_CHAT, "Приказ № 275")
    assert "К какому мероприятию это относится?" in asked.plain


async def test_requisites_in_reply_to_the_reminder(desk: Proofs) -> None:
    (notice,) = [
        n for n in await desk.office.plan("2018-10-10 09:00") if n.address == str(OLGA_CHAT)
    ]
    await desk.office.sent(notice, "50")
    replied = message(OLGA_CHAT, text="…")["message"] | {"message_id": 50}
    (asked,) = await desk.say(
        OLGA_CHAT, "Утвердили приказом № 275 от 18.06.2018", reply_to_message=replied
    )
    receipt = await desk.pressed(OLGA_CHAT, asked, "2")
    assert "Получено: Приказ от 18.06.2018 № 275" in receipt.plain
    assert "Второе" in receipt.plain


@pytest.mark.parametrize("text", ["нужен ли приказ № 5?", "Приказ ещё не готов", "привет"])
async def test_a_sentence_about_a_paper_is_none(desk: Proofs, text: str) -> None:
    (answer,) = await desk.say(OLGA_CHAT, text)
    assert "Получено" not in answer.plain
    assert await desk.confirms() == []


async def test_one_paper_for_two_activities(desk: Proofs) -> None:
    (asked,) = await desk.send(OLGA_CHAT, "План.pdf", PDF)
    receipt = await desk.pressed(OLGA_CHAT, asked, "1")
    more = await desk.pressed(OLGA_CHAT, receipt, "Ещё к мероприятию…")
    assert "Второе" in more.plain
    assert "Первое" not in more.plain
    both = await desk.pressed(OLGA_CHAT, more, "1")
    assert "Подтверждает мероприятия:" in both.plain
    assert len(await desk.confirms()) == 2
    assert "Подтверждает мероприятия:" in (await desk.pressed(OLGA_CHAT, more, "Назад")).plain


async def test_an_album_is_one_answer_after_a_pause(desk: Proofs) -> None:
    olga, first = await desk.office.person("Пономарева"), await _id(desk, 1)
    await desk.press(OLGA_CHAT, Action(Verb.ATTACH_TO, olga, (first,)).pack())
    for n in range(3):
        answers = await desk.send(
            OLGA_CHAT, f"Лист {n}.pdf", PDF + b"%d" % n, media_group_id="album"
        )
        assert answers == []
    assert await desk.send(OLGA_CHAT, "Архив.zip", b"Rar!\x1a", media_group_id="album") == []
    async with desk.database.read() as session:
        assert (await session.exec(select(FileFetchRow.done))).all() == [True] * 4
    before = len(await desk.notices())
    await desk.work_files(albums.PAUSE)
    await desk.work_files(albums.PAUSE)  # a restart later nothing is said again
    (answer,) = (await desk.notices())[before:]
    text = Message.from_data(answer.message).plain
    assert text.startswith("Получено 3 документа\n• Лист 0.pdf\n• Лист 1.pdf\n• Лист 2.pdf\n")
    assert "«Архив.zip» — это архив." in text
    assert len(await desk.confirms()) == 3


async def test_an_album_waits_for_its_last_file(desk: Proofs) -> None:
    await desk.send(OLGA_CHAT, "1.pdf", PDF, media_group_id="a")
    await desk.hand(OLGA_CHAT, "2.pdf", PDF + b"2", media_group_id="a")
    await desk.hand(OLGA_CHAT, "3.pdf", PDF + b"3", media_group_id="a")
    data = desk.far_files.files.pop("2.pdf")
    before = len(await desk.notices())
    await desk.work_files(albums.PAUSE)
    assert len(await desk.notices()) == before
    desk.far_files.files["2.pdf"] = data
    await desk.work_files(RETRY[0] + albums.PAUSE)
    (answer,) = (await desk.notices())[before:]
    text = Message.from_data(answer.message).plain
    assert text.startswith("Получено 3 документа\n• 1.pdf\n• 2.pdf\n• 3.pdf\n")


async def test_an_album_with_a_file_sent_before_goes_where_it_belongs(desk: Proofs) -> None:
    olga, first, second = (
        await desk.office.person("Пономарева"),
        await _id(desk, 1),
        await _id(desk, 2),
    )
    await desk.press(OLGA_CHAT, Action(Verb.ATTACH_TO, olga, (first,)).pack())
    await desk.send(OLGA_CHAT, "План.pdf", PDF)
    for key in ("once", "again"):
        await desk.press(OLGA_CHAT, Action(Verb.ATTACH_TO, olga, (second,)).pack())
        for name, data in (("План.pdf", PDF), ("План.pdf", PDF), ("Отчёт.pdf", PDF + b"2")):
            await desk.send(OLGA_CHAT, name, data, media_group_id=key)
        await desk.work_files(albums.PAUSE)
        answer = Message.from_data((await desk.notices())[-1].message).plain
        assert answer.startswith("Получено 2 документа\n• План.pdf\n• Отчёт.pdf\n")
        assert "Второе" in answer
        assert "Первое" not in answer
        assert sorted(await desk.confirms()) == [
            ("Отчёт.pdf", second),
            ("План.pdf", first),
            ("План.pdf", second),
        ]
    assert desk.on_disk() == 2


async def test_an_album_with_a_file_sent_before_is_asked_about_as_a_whole(desk: Proofs) -> None:
    (asked,) = await desk.send(OLGA_CHAT, "План.pdf", PDF)
    await desk.pressed(OLGA_CHAT, asked, "1")
    for name, data in (("План.pdf", PDF), ("Отчёт.pdf", PDF + b"2")):
        await desk.send(OLGA_CHAT, name, data, media_group_id="album")
    await desk.work_files(albums.PAUSE)
    receipt = await desk.pressed(
        OLGA_CHAT, Message.from_data((await desk.notices())[-1].message), "2"
    )
    first, second = await _id(desk, 1), await _id(desk, 2)
    together = [("План.pdf", second), ("Отчёт.pdf", second)]
    assert await desk.confirms() == [("План.pdf", first), *together]
    sure = await desk.pressed(OLGA_CHAT, receipt, "Удалить…")
    await desk.pressed(OLGA_CHAT, sure, "Да, удалить")
    await desk.work_files()
    assert await desk.confirms() == [("План.pdf", first)]
    assert desk.on_disk() == 1


async def test_one_album_that_breaks_keeps_no_other_waiting(
    desk: Proofs, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = keeping.receipt

    async def breaks(session: Any, tenant: Any, actor: Any, kept: Any, *more: Any) -> Any:
        if kept[0].row.name == "Дурной.pdf":
            raise ZeroDivisionError
        return await received(session, tenant, actor, kept, *more)

    monkeypatch.setattr(keeping, "receipt", breaks)
    await desk.send(OLGA_CHAT, "Дурной.pdf", PDF, media_group_id="a")
    await desk.send(OLGA_CHAT, "Добрый.pdf", PDF + b"2", media_group_id="b")
    before = len(await desk.notices())
    await desk.work_files(albums.PAUSE)
    assert "Добрый.pdf" in Message.from_data((await desk.notices())[before].message).plain
    for turn in range(1, 9):
        await desk.work_files(timedelta(hours=turn * 2))
    (sorry,) = (await desk.notices())[before + 1 :]
    assert "«Дурной.pdf»" in Message.from_data(sorry.message).plain


async def test_a_file_that_comes_late_goes_where_its_album_went(desk: Proofs) -> None:
    first = await _id(desk, 1)
    await desk.send(OLGA_CHAT, "1.pdf", PDF, media_group_id="a")
    await desk.work_files(albums.PAUSE)
    asked = Message.from_data((await desk.notices())[-1].message)
    await desk.pressed(OLGA_CHAT, asked, "1")
    await desk.send(OLGA_CHAT, "2.pdf", PDF + b"2", media_group_id="a")
    await desk.work_files(albums.PAUSE)
    assert await desk.confirms() == [("1.pdf", first), ("2.pdf", first)]


async def test_a_photo_is_asked_about_once_a_day(desk: Proofs) -> None:
    receipt, question = await desk.photo(OLGA_CHAT, caption="Совещание директоров")
    assert "Получено: Совещание директоров.jpg" in receipt.plain
    assert question.plain.startswith("На фото есть дети?")
    (again,) = await desk.photo(OLGA_CHAT, JPEG + b"2")
    assert "Получено: Фото " in again.plain
    kept = await desk.pressed(OLGA_CHAT, question, "Оставить")
    assert kept.plain == "Документ остаётся."
    gone = await desk.pressed(OLGA_CHAT, question, "Удалить")
    assert gone.plain.startswith("Удалён 1 документ.")


async def test_removed_for_good_it_leaves_a_trace(desk: Proofs) -> None:
    (asked,) = await desk.send(OLGA_CHAT, "Не то.pdf", PDF)
    receipt = await desk.pressed(OLGA_CHAT, asked, "1")
    sure = await desk.pressed(OLGA_CHAT, receipt, "Удалить…")
    assert sure.plain.startswith("Удалить 1 документ насовсем?\nНе то.pdf")
    assert "Получено: Не то.pdf" in (await desk.pressed(OLGA_CHAT, sure, "Нет")).plain
    gone = await desk.pressed(OLGA_CHAT, sure, "Да, удалить")
    assert gone.plain == "Удалён 1 документ.\nНе то.pdf"
    assert await desk.confirms() == []
    await desk.work_files()
    assert desk.on_disk() == 0
    async with desk.database.read() as session:
        trace = (await session.exec(select(EvidenceRow))).one()
    olga = await desk.office.person("Пономарева")
    assert (trace.name, trace.sha256, trace.removed_by) == ("Не то.pdf", None, olga)
    for shown, label in ((sure, "Да, удалить"), (receipt, "Ещё к мероприятию…"), (asked, "2")):
        (action,) = [b.action for line in shown.buttons for b in line if b.label == label]
        await desk.press(OLGA_CHAT, action)
        assert desk.toasts[-1] == "Этот документ уже удалён."


async def test_bytes_that_another_has_too_stay(desk: Proofs) -> None:
    await desk.send(IRINA_CHAT, "Общий приказ.pdf", PDF)
    (asked,) = await desk.send(OLGA_CHAT, "Приказ.pdf", PDF)
    await desk.pressed(OLGA_CHAT, await desk.pressed(OLGA_CHAT, asked, "Удалить…"), "Да, удалить")
    await desk.work_files()
    assert desk.on_disk() == 1


async def test_the_list_shows_and_removes(desk: Proofs) -> None:
    olga, first = await desk.office.person("Пономарева"), await _id(desk, 1)
    vera = await desk.office.person("Мостовая")
    (asked,) = await desk.send(OLGA_CHAT, "Приказ.pdf", PDF)
    await desk.pressed(OLGA_CHAT, asked, "1")
    (listed,) = await desk.press(OLGA_CHAT, Action(Verb.PAPERS, olga, (first,)).pack())
    assert "1. Приказ.pdf\n10 октября 2018\u00a0г., Пономарева О. И." in listed.plain
    shown = await desk.pressed(OLGA_CHAT, listed, "1. Показать")
    assert [a.name for a in shown.attachments] == ["Приказ.pdf"]
    (hers,) = await desk.press(VERA_CHAT, Action(Verb.PAPERS, vera, (first,)).pack())
    sure = await desk.pressed(VERA_CHAT, hers, "1. Удалить…")
    await desk.pressed(VERA_CHAT, sure, "Да, удалить")
    told = [
        Message.from_data(n.message).plain
        for n in await desk.notices()
        if n.address == str(OLGA_CHAT)
    ]
    assert "Ваш документ «Приказ.pdf» удалён. Удалил(а): Мостовая Вера Петровна." in told


async def test_somebody_elses_paper_is_denied(desk: Proofs) -> None:
    irina = await desk.office.person("Осотова")
    await desk.send(OLGA_CHAT, "Приказ.pdf", PDF)
    first = await _id(desk, 1)
    for action in (
        Action(Verb.ATTACH_TO, irina, (first,)),
        Action(Verb.PAPERS, irina, (first,)),
        Action(Verb.ATTACH, irina, (1, first)),
        Action(Verb.ATTACH_MORE, irina, (1, 0)),
        Action(Verb.PAPER, irina, (1,)),
        Action(Verb.REMOVE, irina, (1, 0)),
        Action(Verb.REMOVE_YES, irina, (1, 0)),
        Action(Verb.REMOVE_NO, irina, (1, 0)),
        Action(Verb.KEEP_PICTURE, irina, (1, 0)),
    ):
        assert await desk.press(IRINA_CHAT, action.pack()) == []
        assert desk.toasts[-1] == "У вас нет прав на это действие.", action
    assert await desk.confirms() == []
    async with desk.database.read() as session:
        assert (await session.exec(select(EvidenceRow.removed_at))).all() == [None]


async def test_a_reply_about_what_was_called_off_asks_which(desk: Proofs) -> None:
    olga, first, second = (
        await desk.office.person("Пономарева"),
        await _id(desk, 1),
        await _id(desk, 2),
    )
    await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (first,)).pack())
    await desk.office.sent((await desk.notices())[-1], "70")
    async with desk.database.write() as session:
        (await session.get_one(AssignmentRow, first)).state = State.CALLED_OFF
    replied = message(OLGA_CHAT, text="…")["message"] | {"message_id": 70}
    (asked,) = await desk.send(OLGA_CHAT, "Приказ.pdf", PDF, reply_to_message=replied)
    assert "К какому мероприятию это относится?" in asked.plain
    assert await desk.confirms() == []
    await desk.pressed(OLGA_CHAT, asked, "1")
    assert await desk.confirms() == [("Приказ.pdf", second)]


@pytest.mark.parametrize("reviewed", [True, False])
async def test_what_was_just_marked_is_offered_first(desk: Proofs, reviewed: bool) -> None:
    olga, first, second = (
        await desk.office.person("Пономарева"),
        await _id(desk, 1),
        await _id(desk, 2),
    )
    async with desk.database.write() as session:
        for activity in await session.exec(select(ActivityRow)):
            activity.reviewed = reviewed
    await desk.press(OLGA_CHAT, Action(Verb.DONE, olga, (second,)).pack())
    await desk.press(OLGA_CHAT, Action(Verb.FACT_ON, olga, (second, 20181005)).pack())
    expected = State.WAITING_ACCEPTANCE if reviewed else State.DONE
    assert (await desk.office.assignment(2)).state is expected
    (asked,) = await desk.send(OLGA_CHAT, "Приказ.pdf", PDF)
    await desk.pressed(OLGA_CHAT, asked, "1")
    assert await desk.confirms() == [("Приказ.pdf", second)]
    desk.clock.move(desk.clock.now() + timedelta(days=1))
    (receipt,) = await desk.send(OLGA_CHAT, "План.pdf", PDF + b"2")
    assert ("План.pdf", first) in await desk.confirms()
    assert "Первое" in receipt.plain


async def test_a_director_attaches_for_a_teacher_and_sees_their_papers(
    both: Database, tmp_path: Path
) -> None:
    office = await Office.open(both, OLGA, FIRST, SECOND, TEACHER)
    head, chat = await office.bind("Громов", 201), 201
    await office.bind("Белова", 202)
    await office.bind("Лаптева", 203)
    await office.launch(
        row(BY_15, "МОУ «СОШ № 1»", title="Школьное"),
        row(BY_15, "Белова А.С.", title="Учительское"),
    )
    desk = Proofs(office, tmp_path / "files")
    target = await _id(desk, 2)
    (card,) = await desk.press(chat, Action(Verb.CARD, head, (target,)).pack())
    await desk.pressed(chat, card, "Приложить…")
    (receipt,) = await desk.send(chat, "Приказ.pdf", PDF)
    assert "Учительское" in receipt.plain
    teacher = await office.person("Белова")
    await desk.press(202, Action(Verb.ATTACH_TO, teacher, (target,)).pack())
    await desk.send(202, "План.pdf", PDF + b"2")
    assert await desk.confirms() == [("Приказ.pdf", target), ("План.pdf", target)]
    (listed,) = await desk.press(chat, Action(Verb.PAPERS, head, (target,)).pack())
    shown = await desk.pressed(chat, listed, "2. Показать")
    assert [a.name for a in shown.attachments] == ["План.pdf"]
    other = await office.person("Лаптева")
    assert await desk.press(203, Action(Verb.PAPER, other, (2,)).pack()) == []
    assert desk.toasts[-1] == "У вас нет прав на это действие."


async def test_a_video_has_its_reason(desk: Proofs) -> None:
    video = {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 5}
    (answer,) = await desk._answers(message(OLGA_CHAT, video=video))
    assert answer.plain.startswith("Видео бот не хранит")


async def test_what_is_expected_is_asked_for_after_done(database: Database, tmp_path: Path) -> None:
    desk = await _desk(database, tmp_path, row(BY_15, title="Подготовка аналитической справки"))
    olga, first = await desk.office.person("Пономарева"), await _id(desk, 1)
    (card,) = await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (first,)).pack())
    assert "Ожидается: аналитическая справка" in card.plain
    (step,) = await desk.press(OLGA_CHAT, Action(Verb.DONE, olga, (first,)).pack())
    assert "ожидается: аналитическая справка. Приложите, пожалуйста." in step.plain
    await desk.pressed(OLGA_CHAT, step, "Приложить…")
    (receipt,) = await desk.send(OLGA_CHAT, "Справка.pdf", PDF)
    assert "Подготовка аналитической справки" in receipt.plain
    (card,) = await desk.press(OLGA_CHAT, Action(Verb.CARD, olga, (first,)).pack())
    assert "Ожидается" not in card.plain

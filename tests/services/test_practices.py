"""The bank of best practices: offered in a few steps, decided by a coordinator, found by all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from channels.message import Attachment
from roadmap.practices import PracticeState
from services import practice_decisions, practice_offers, practices
from services.practice_decisions import DecidedAlready, OwnPractice
from services.practice_offers import NotBeingOffered
from services.rights import Denied
from storage.database import Database
from storage.tables import AuditRow, EvidenceRow, NoticeKind, NoticeState, PracticeRow
from tests.services.bank import CHAT, NOW, Bank, labels
from tests.services.office import FIRST, OLGA, SECOND, VERA, Office, plain

SECOND_COORDINATOR = "Осотова Ирина Васильевна;МЦ;методист;irina@town.example;;координатор;"


async def _bank(database: Database, *staff: str) -> Bank:
    office = await Office.open(database, *(staff or (OLGA, VERA, FIRST, SECOND)))
    for surname, chat in (("Мостовая", 301), ("Громов", 401)):
        if any(surname in line for line in staff or (VERA, FIRST)):
            await office.bind(surname, chat)
    return Bank(office)


async def test_from_the_offer_to_the_bank(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.begin("Громов")
    evidence = await bank.evidence("Громов")
    title = await bank.choose("Громов", evidence, practice)
    assert title.plain.startswith("2/4. Как называется практика?")
    assert "Сценарий.pdf" in title.plain
    subject = await bank.say("Громов", "  Школа юного\nнаставника ")
    assert subject.plain.startswith("3/4.")
    about = await bank.say("Громов", "Наставничество")
    assert labels(about) == ["Пропустить"]
    done = await bank.say("Громов", "Старшие учат младших.")
    assert done.plain.startswith("Спасибо! Координатор посмотрит")

    (row,) = await bank.rows()
    assert (row.state, row.title) == (PracticeState.OFFERED, "Школа юного наставника")
    assert labels(await bank.page("Лаптева")) == ["Предложить практику…"]
    assert "Ждут вашего решения: 1" in labels(await bank.page("Мостовая"))

    card = await bank.publish("Мостовая", practice)
    assert labels(card) == ["Скачать", "Убрать из банка…"]
    await bank.publish("Мостовая", practice)
    shown = await bank.page("Лаптева")
    assert "1 практика" in shown.plain
    assert "1. Школа юного наставника\nНаставничество · МОУ «СОШ № 1»" in shown.plain
    told = [n for n in await bank.office.notices(NoticeKind.PRACTICE) if n.address == "401"]
    assert [plain(n).split("\n")[0] for n in told] == [
        "Ваша практика — в банке лучших практик. Спасибо!"
    ]
    async with both.read() as session:
        deeds = [a.action for a in await session.exec(select(AuditRow)) if "practice" in a.action]
    assert deeds == ["practice.offered", "practice.published"]


async def test_a_description_can_be_skipped_and_a_second_press_is_answered(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.begin("Громов")
    actor = await bank.office.actor("Громов")
    async with both.write() as session:
        with pytest.raises(NotBeingOffered):  # nothing of it is there yet
            await practice_offers.without_description(session, actor, practice, bank.chat, NOW)
    await bank.choose("Громов", await bank.evidence("Громов"), practice)
    await bank.say("Громов", "Название")
    await bank.say("Громов", "Тема")
    async with both.write() as session:
        await practice_offers.without_description(session, actor, practice, bank.chat, NOW)
    async with both.write() as session:
        with pytest.raises(NotBeingOffered):
            await practice_offers.without_description(session, actor, practice, bank.chat, NOW)
    (row,) = await bank.rows()
    assert (row.state, row.description) == (PracticeState.OFFERED, "")


async def test_words_that_say_nothing_are_asked_for_again(database: Database) -> None:
    bank = await _bank(database)
    practice = await bank.begin("Громов")
    assert "http://" in (await bank.say("Громов", "вот")).plain
    assert (await bank.say("Громов", "https://school.example/план")).plain.startswith("2/4")
    assert (await bank.say("Громов", " \u200f… ")).plain.startswith("2/4")
    assert (await bank.say("Громов", "Название")).plain.startswith("3/4")
    assert (await bank.say("Громов", "—")).plain.startswith("3/4")
    assert (await bank.say("Громов", "Тема")).plain.startswith("4/4")
    await bank.say("Громов", "я" * 5000)
    (row,) = await bank.rows()
    assert row.id == practice
    assert len(row.description) == 2000
    card = await bank.card(await bank.office.actor("Громов"), practice)
    assert "https://school.example/план" in card.plain
    assert labels(card) == []


async def test_begun_anew_what_was_begun_is_forgotten(both: Database) -> None:
    bank = await _bank(both)
    first = await bank.begin("Громов")
    await bank.choose("Громов", await bank.evidence("Громов"), first)
    await bank.say("Громов", "Брошенное")
    assert await bank.begin("Громов") == first
    (row,) = await bank.rows()
    assert (row.title, row.evidence_id) == ("", None)


async def test_offers_wait_on_one_list_for_each_coordinator(both: Database) -> None:
    bank = await _bank(both)
    first = await bank.offer("Громов", "Первая")
    await bank.offer("Лаптева", "Вторая")
    (waiting,) = await bank.office.notices(NoticeKind.PRACTICE)
    assert waiting.address == "301"
    assert waiting.not_before > NOW
    assert plain(waiting).startswith("В банк практик предложены 2 практики, ждут вашего решения")
    assert "1. Первая" in plain(waiting)
    await bank.publish("Мостовая", first)
    (waiting,) = [n for n in await bank.office.notices(NoticeKind.PRACTICE) if n.address == "301"]
    assert "Первая" not in plain(waiting)
    await bank.publish("Мостовая", (await bank.rows())[1].id or 0)
    (waiting,) = [n for n in await bank.office.notices(NoticeKind.PRACTICE) if n.address == "301"]
    assert waiting.state is NoticeState.WITHDRAWN


async def test_returned_with_a_remark_mended_and_offered_again(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.offer("Громов", "Сырая")
    answer = await bank.send_back("Мостовая", practice, "Добавьте список литературы")
    assert answer.plain == "Возвращено автору:\nСырая\nДобавьте список литературы"
    told = [n for n in await bank.office.notices(NoticeKind.PRACTICE) if n.address == "401"]
    assert "Добавьте список литературы" in plain(told[0])
    author = await bank.office.actor("Громов")
    assert labels(await bank.card(author, practice)) == ["Скачать", "Исправить и предложить снова…"]
    async with both.write() as session:
        again = await practice_offers.mend(session, author, practice, bank.chat, NOW)
    assert "Оставить: Сценарий.pdf" in labels(again)
    kept = (await bank.rows())[0].evidence_id or 0
    assert "Было: Сырая" in (await bank.choose("Громов", kept, practice)).plain
    for words in ("Готовая", "Тема", "Со списком"):
        await bank.say("Громов", words)
    (row,) = await bank.rows()
    assert (row.state, row.title, row.remark) == (PracticeState.OFFERED, "Готовая", "")
    with pytest.raises(NotBeingOffered):
        async with both.write() as session:
            await practice_offers.mend(session, author, practice, bank.chat, NOW)


async def test_what_was_published_can_be_taken_out(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.offer("Громов", "Практика")
    await bank.publish("Мостовая", practice)
    await bank.send_back("Мостовая", practice, "Устарела")
    assert "Здесь пока пусто" in (await bank.page("Лаптева")).plain
    with pytest.raises(DecidedAlready):
        await bank.publish("Мостовая", practice)


async def test_nobody_decides_on_their_own(both: Database) -> None:
    bank = await _bank(both, VERA, SECOND_COORDINATOR, FIRST)
    practice = await bank.offer("Мостовая", "Своя")
    with pytest.raises(OwnPractice):
        await bank.publish("Мостовая", practice)
    assert labels(await bank.card(await bank.office.actor("Мостовая"), practice)) == ["Скачать"]
    await bank.publish("Осотова", practice)
    assert (await bank.rows())[0].state is PracticeState.PUBLISHED


async def test_the_only_coordinator_waits_for_nobody(both: Database) -> None:
    bank = await _bank(both)
    await bank.offer("Мостовая", "Своя")
    (row,) = await bank.rows()
    assert row.state is PracticeState.PUBLISHED
    assert await bank.office.notices(NoticeKind.PRACTICE) == []


async def test_only_a_coordinator_decides_and_only_the_author_changes(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.offer("Громов", "Практика")
    stranger, author = await bank.office.actor("Лаптева"), await bank.office.actor("Громов")
    async with both.write() as session:
        for doing in (
            practice_decisions.publish(session, stranger, practice, NOW),
            practice_decisions.publish(session, author, practice, NOW),
            practice_decisions.ask_remark(session, stranger, practice, "9", NOW),
            practice_decisions.waiting(session, stranger),
            practice_offers.mend(session, stranger, practice, "9", NOW),
            practices.card(session, stranger, practice),
            practices.material(session, stranger, practice),
        ):
            with pytest.raises(Denied):
                await doing
    own = await bank.evidence("Лаптева")
    begun = await bank.begin("Громов")
    with pytest.raises(Denied):  # somebody else's file
        await bank.choose("Громов", own, begun)


async def test_what_is_not_offered_only_its_author_reads(both: Database) -> None:
    bank = await _bank(both)
    begun = await bank.begin("Громов")
    await bank.choose("Громов", await bank.evidence("Громов"), begun)
    vera, author = await bank.office.actor("Мостовая"), await bank.office.actor("Громов")
    returned = await bank.offer("Лаптева", "Практика")
    await bank.card(vera, returned)
    await bank.send_back("Мостовая", returned, "Короче")
    await bank.card(author, begun)
    await bank.card(await bank.office.actor("Лаптева"), returned)
    async with both.write() as session:
        for practice in (begun, returned):
            for doing in (
                practices.card(session, vera, practice),
                practices.material(session, vera, practice),
            ):
                with pytest.raises(Denied):
                    await doing


async def test_only_what_the_author_sends_while_it_is_begun_is_material(both: Database) -> None:
    bank = await _bank(both)
    await bank.begin("Громов")
    stranger, author = await bank.office.actor("Лаптева"), await bank.office.actor("Громов")
    sent, own = await bank.evidence("Лаптева"), await bank.evidence("Громов")
    (row,) = await bank.rows()
    async with both.write() as session:
        theirs = await session.get_one(EvidenceRow, sent)
        assert await practice_offers.received(session, stranger, theirs, CHAT, NOW) is None
        (await session.get_one(PracticeRow, row.id)).state = PracticeState.PUBLISHED
        mine = await session.get_one(EvidenceRow, own)
        assert await practice_offers.received(session, author, mine, CHAT, NOW) is None
    assert [row.evidence_id for row in await bank.rows()] == [None]


async def test_another_municipality_sees_and_touches_nothing(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.offer("Громов", "Практика")
    await bank.publish("Мостовая", practice)
    other = await Office.open(both, VERA.replace("Мостовая", "Чужая"), name="Посёлок")
    actor = await other.actor("Чужая")
    async with both.write() as session:
        assert "Здесь пока пусто" in (await practices.bank(session, actor, "9", 0)).plain
        for doing in (
            practices.card(session, actor, practice),
            practices.material(session, actor, practice),
            practice_decisions.publish(session, actor, practice, NOW),
            practice_decisions.ask_remark(session, actor, practice, "9", NOW),
        ):
            with pytest.raises(Denied):
                await doing


async def test_the_file_goes_along_until_its_author_removes_it(both: Database) -> None:
    bank = await _bank(both)
    practice = await bank.offer("Громов", "Практика")
    await bank.publish("Мостовая", practice)
    reader = await bank.office.actor("Лаптева")
    async with both.read() as session:
        sent = await practices.material(session, reader, practice)
    assert sent.attachments == (Attachment("a1", "Сценарий.pdf", "application/pdf"),)
    async with both.write() as session:
        row = await session.get_one(EvidenceRow, (await bank.rows())[0].evidence_id)
        row.removed_at, row.sha256 = NOW, None
        session.add(row)
    async with both.read() as session:
        gone = await practices.material(session, reader, practice)
    assert gone.attachments == ()
    assert "Автор убрал материал" in gone.plain
    assert labels(await bank.card(reader, practice)) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("наставникам", ["Школа наставников"]),
        ("НАСТАВНИКИ школа", ["Школа наставников"]),
        ("ёлка", ["Елка желаний"]),
        ("сош № 1", ["Елка желаний", "Школа наставников"]),
        ("Громов", ["Елка желаний", "Школа наставников"]),
        ("100%", []),
        ("_", None),
        ("наставник ёлка", []),
    ],
)
async def test_words_are_found_whatever_their_case_and_ending(
    both: Database, words: str, found: list[str] | None
) -> None:
    bank = await _bank(both)
    for title in ("Школа наставников", "Елка желаний"):
        practice = await bank.offer("Громов", title, subject="Тема", about="Описание")
        await bank.publish("Мостовая", practice)
    answer = await bank.find("Лаптева", words)
    if found is None:
        assert answer.plain.startswith("Что найти?")
        return
    titles = [row.split(". ", 1)[1] for row in answer.plain.split("\n") if row[:1].isdigit()]
    assert titles == found
    assert "Показать все" in labels(answer)


async def test_what_was_found_has_pages_too(both: Database) -> None:
    bank = await _bank(both)
    for number in range(8):
        practice = await bank.offer("Громов", f"Практика {number}" if number else "Иное")
        await bank.publish("Мостовая", practice)
    first = await bank.find("Лаптева", "практика")
    assert "Найдено по запросу «практика»: 7" in first.plain
    assert "›" in labels(first)
    second = await bank.page("Лаптева", 1, searched=True)
    assert "7. Практика 1" in second.plain
    assert labels(second)[:2] == ["7", "‹"]
    whole = replace(await bank.page("Лаптева", 99))
    assert "8 практик" in whole.plain
    assert "8. Иное" in whole.plain


async def test_subjects_in_use_can_be_chosen(both: Database) -> None:
    bank = await _bank(both)
    like = await bank.offer("Громов", "Первая", subject="Наставничество")
    await bank.publish("Мостовая", like)
    practice = await bank.begin("Лаптева")
    await bank.choose("Лаптева", await bank.evidence("Лаптева"), practice)
    question = await bank.say("Лаптева", "Вторая")
    assert labels(question) == ["Наставничество"]
    actor = await bank.office.actor("Лаптева")
    async with both.write() as session:
        await practice_offers.same_subject(session, actor, practice, like, bank.chat, NOW)
    assert (await bank.rows())[1].subject == "Наставничество"

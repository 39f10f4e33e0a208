"""Letters that come back: each is read once, does what it says, and is answered."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from roadmap.letter_limits import LIMITS
from roadmap.progress import State
from services import letter_answering
from storage import letter_queries
from storage.database import Database
from storage.tables import (
    EvidenceLinkRow,
    EvidenceRow,
    ExtensionRow,
    LetterState,
    NoticeKind,
    NoticeState,
    ObjectionRow,
    PersonRow,
)
from tests.services.office import at
from tests.services.postbox import (
    letter,
    reports,
    states,
    with_reminder,
)


async def test_done_with_a_date_is_marked_and_answered(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path)
    kept = await post.take(letter("Выполнено 09.10, провели 8 октября", to=await post.reminder()))
    assert kept.state is LetterState.UNDERSTOOD
    (report,) = await reports(post)
    assert (report.fact_on, report.via) == (date(2018, 10, 9), "email")
    assert report.origin == f"letter:{kept.id}:1"
    (answer,) = await post.answers()
    assert "выполнено" in answer.plain
    assert "9 октября 2018" in answer.plain
    assert answer.subject.startswith("Re: ")
    assert answer.answers == kept.message_id
    assert "ответьте на это письмо" in answer.letter_hint


async def test_each_line_of_a_grouped_letter_by_its_number(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path, 3)
    text = "1, 3 выполнено 9.10; 2 нужна помощь: нет зала"
    await post.take(letter(text, to=await post.reminder()))
    assert await states(post) == [State.DONE, State.NEED_HELP, State.DONE]
    told = await post.office.notices(NoticeKind.HANDOVER)
    assert told
    assert any("нет зала" in report.text for report in await reports(post))
    (answer,) = await post.answers()
    assert [n for n in "123" if f"\n{n}. " in answer.plain] == ["1", "2", "3"]


async def test_the_answer_can_be_answered_to_correct_a_mark(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path, 2)
    await post.take(letter("1 выполнено 9.10", to=await post.reminder()))
    notices = await post.office.notices(NoticeKind.ANSWER)
    again = next(n for n in notices if n.dedup_key.startswith("answer:letter:"))
    await post.take(letter("1 в работе", to=again))
    assert await states(post) == [State.IN_PROGRESS, State.NOT_STARTED]
    await post.take(letter("1 выполнено 8.10", to=again))
    await post.take(letter("1 выполнено 9.10", to=again))
    (first, _) = await states(post)
    assert first is State.DONE
    assert (await reports(post))[-1].fact_on == date(2018, 10, 9)


async def test_a_word_about_several_lines_asks_which(database: Database, tmp_path: Path) -> None:
    post = await with_reminder(database, tmp_path, 2)
    kept = await post.take(letter("Выполнено", to=await post.reminder()))
    assert await states(post) == [State.NOT_STARTED] * 2
    (answer,) = await post.answers()
    assert "номер" in answer.plain
    assert not await post.shown()
    assert kept.state is LetterState.UNDERSTOOD


async def test_what_is_not_understood_goes_to_the_coordinator_with_the_letter(
    both: Database, tmp_path: Path
) -> None:
    post = await with_reminder(both, tmp_path)
    text = "Когда будет готов приказ начальника?"
    kept = await post.take(letter(text, to=await post.reminder()))
    assert kept.state is LetterState.SHOWN
    (shown,) = await post.shown()
    assert "Когда будет готов приказ" in shown.plain
    assert "Пономарева" in shown.plain
    assert shown.attachments[0].sha256 == kept.sha256
    (answer,) = await post.answers()
    assert "координатор" in answer.plain.lower()
    assert await states(post) == [State.NOT_STARTED]


async def test_thanks_are_neither_answered_nor_passed_on(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    kept = await post.take(letter("Спасибо!", to=await post.reminder()))
    assert kept.state is LetterState.UNDERSTOOD
    assert not await post.answers()
    assert not await post.shown()


async def test_a_request_to_move_a_date_with_its_reason(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path)
    await post.take(letter("Прошу перенести на 20.12, нет докладчика", to=await post.reminder()))
    async with both.read() as session:
        (asked,) = await session.exec(select(ExtensionRow))
    assert asked.proposed == date(2018, 12, 20)
    assert "нет докладчика" in asked.reason
    assert "20 декабря 2018" in (await post.answers())[0].plain


async def test_not_mine_reaches_the_coordinator(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path)
    await post.take(letter("Не моё, это к спорткомитету", to=await post.reminder()))
    async with both.read() as session:
        (asked,) = await session.exec(select(ObjectionRow))
    assert "спорткомитет" in asked.reason
    assert (await post.answers())[0].plain


async def test_put_off_by_letter(database: Database, tmp_path: Path) -> None:
    post = await with_reminder(database, tmp_path)
    await post.take(letter("Напомните позже", to=await post.reminder()))
    (one,) = await post.office.assignments()
    assert one.snoozed_until is not None


async def test_a_refusal_is_said_and_undoes_nothing_else(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path, 2)
    text = "1 перенести на 11.10\n2 выполнено 9.10"
    await post.take(letter(text, to=await post.reminder()))
    assert (await states(post))[1] is State.DONE
    (answer,) = await post.answers()
    assert "✗" in answer.plain
    async with both.read() as session:
        assert not (await session.exec(select(ExtensionRow))).all()


async def test_attachments_become_evidence_of_what_was_marked(
    both: Database, tmp_path: Path
) -> None:
    post = await with_reminder(both, tmp_path, 2)
    files = [("Приказ 275.pdf", b"%PDF-1.4 order"), ("setup.exe", b"MZ\x90\x00 program")]
    await post.take(letter("2 выполнено 9.10", to=await post.reminder(), files=files))
    async with both.read() as session:
        (piece,) = await session.exec(select(EvidenceRow))
        (link,) = await session.exec(select(EvidenceLinkRow))
    assert piece.name == "Приказ 275.pdf"
    (report,) = await reports(post)
    assert link.assignment_id == report.assignment_id
    text = (await post.answers())[0].plain
    assert "Приказ 275.pdf" in text
    assert "setup.exe" in text


async def test_a_paper_named_in_the_words_confirms_the_mark(
    database: Database, tmp_path: Path
) -> None:
    post = await with_reminder(database, tmp_path)
    await post.take(letter("Выполнено 9.10, приказ от 08.10.2018 № 275", to=await post.reminder()))
    async with database.read() as session:
        (piece,) = await session.exec(select(EvidenceRow))
    assert "275" in piece.name


async def test_the_same_letter_is_read_once(both: Database, tmp_path: Path) -> None:
    post = await with_reminder(both, tmp_path)
    raw = letter("в работе", to=await post.reminder(), message_id="<one@mail.example>")
    assert await post.keep(raw, key="a")
    assert await post.keep(raw, key="a")
    assert await post.keep(raw, key="another place")
    await post.work()
    await post.work()
    assert len(await post.letters()) == 1
    assert len(await reports(post)) == 1
    assert len(await post.answers()) == 1


async def test_what_dies_while_a_letter_is_read_leaves_nothing_half_done(
    both: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = await with_reminder(both, tmp_path)
    real = letter_answering.answer

    async def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(letter_answering, "answer", dies)
    await post.keep(letter("Выполнено 9.10", to=await post.reminder()))
    with pytest.raises(KeyboardInterrupt):
        await post.work()
    assert not await reports(post)
    monkeypatch.setattr(letter_answering, "answer", real)
    await post.work()
    assert len(await reports(post)) == 1
    assert len(await post.answers()) == 1


async def test_what_cannot_be_read_is_shown_after_three_attempts(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = await with_reminder(database, tmp_path)

    async def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(letter_answering, "answer", fails)
    await post.keep(letter("Выполнено 9.10", to=await post.reminder()))
    for _ in range(4):
        await post.work()
    assert not await reports(post)
    (kept,) = await post.letters()
    assert (kept.state, kept.fault) == (LetterState.SHOWN, "attempts")
    assert len(await post.shown()) == 1


async def test_more_than_the_limit_waits_where_it_lies(database: Database, tmp_path: Path) -> None:
    post = await with_reminder(database, tmp_path)
    _, most = LIMITS[0]
    raws = [letter("Спасибо", to=await post.reminder()) for _ in range(most + 1)]
    taken = [await post.keep(raw) for raw in raws]
    assert taken == [True] * most + [False]
    assert await post.keep(raws[-1], when="2018-10-10 12:02")


async def test_a_letter_too_large_to_fetch_is_answered(database: Database, tmp_path: Path) -> None:
    post = await with_reminder(database, tmp_path)
    raw = letter("Выполнено", to=await post.reminder())
    head = raw[: raw.index(b"\r\n\r\n") + 4]
    await post.take(head, size=60 << 20)
    assert not await reports(post)
    assert "60" in (await post.answers())[0].plain


@pytest.mark.parametrize(
    "headers",
    [
        [("Auto-Submitted", "auto-replied")],
        [("Precedence", "bulk")],
        [("List-Id", "<list.town.example>")],
    ],
)
async def test_machines_are_never_answered(
    database: Database, tmp_path: Path, headers: list[tuple[str, str]]
) -> None:
    post = await with_reminder(database, tmp_path)
    kept = await post.take(letter("Выполнено", to=await post.reminder(), headers=headers))
    assert kept.state is LetterState.AUTOMATIC
    assert not await reports(post)
    assert not await post.answers()
    assert not await post.shown()


def _bounce(to: str, status: str, original: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: vekha@town.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@mail.example>\r\n"
        "Return-Path: <>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {original}\r\n\r\n--b--\r\n"
    ).encode()


async def _fault(database: Database) -> str:
    async with database.read() as session:
        statement = select(PersonRow.email_fault).where(PersonRow.email == "olga@town.example")
        return (await session.exec(statement)).one()


async def test_a_hard_bounce_marks_the_address_and_tells_the_coordinator_once(
    both: Database, tmp_path: Path
) -> None:
    post = await with_reminder(both, tmp_path)
    notice = await post.reminder()
    sent = (await post.office.notices(NoticeKind.REMINDER))[0]
    kept = await post.take(_bounce("Olga@town.example", "5.1.1", sent.external_id or ""))
    assert (kept.state, kept.notice_id) == (LetterState.BOUNCE, notice.id)
    assert await _fault(both)
    states = [n.state for n in await post.office.notices(NoticeKind.REMINDER)]
    assert states == [NoticeState.FAILED]
    assert len(await post.office.notices(NoticeKind.UNREACHABLE)) == 1
    assert not await post.answers()


@pytest.mark.parametrize(
    ("status", "original"), [("4.2.2", None), ("5.1.1", "<somebody@else.example>")]
)
async def test_a_soft_bounce_or_one_without_a_token_is_only_recorded(
    database: Database, tmp_path: Path, status: str, original: str | None
) -> None:
    post = await with_reminder(database, tmp_path)
    await post.reminder()
    sent = (await post.office.notices(NoticeKind.REMINDER))[0]
    kept = await post.take(_bounce("olga@town.example", status, original or sent.external_id or ""))
    assert kept.state is LetterState.BOUNCE
    assert not await _fault(database)


async def test_old_limits_pass(database: Database, tmp_path: Path) -> None:
    post = await with_reminder(database, tmp_path)
    await post.keep(letter("Спасибо"))
    async with database.read() as session:
        instants = [at("2018-10-10 12:00") + timedelta(minutes=2)]
        assert await letter_queries.received_since(session, instants) == [0]

"""What a letter says in its header and how its parts lie, whatever is typed into them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.message import Message as Raw
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.letters import ReplyBox, ReplyStyle
from channels.mail import MailCarrier
from channels.message import Attachment, Envelope, Letterhead, Message, cid_of
from channels.smtp import SmtpServer
from roadmap.replies.tokens import notice_in, token_for

SECRET = b"secret"
NOW = datetime(2018, 10, 15, 5, 0, tzinfo=UTC)
TOKEN = token_for(SECRET, 7)
FILES = {
    "a" * 64: b"PNG",
    "b" * 64: b"PK",
    "c" * 64: f'<img src="cid:{cid_of("a" * 64)}">'.encode(),
}
BOX = ReplyBox("answers@town.example")
TOWN = Letterhead("Администрация города «Заречный», отдел образования", "ru", "weekly")
MESSY = st.text(
    st.characters() | st.sampled_from("\r\n\0\x0b\x0c\x1b\x85\u2028\u2029\u202e\ud800,;:<>@\"'=?_"),
    max_size=200,
)


def carrier(replies: ReplyBox | None = BOX) -> MailCarrier:
    return MailCarrier(
        SmtpServer("localhost", 25),
        "Веха <vekha@town.example>",
        SECRET,
        lambda: NOW,
        files=FILES.__getitem__,
        token=partial(token_for, SECRET),
        replies=replies,
    )


async def raw(
    message: Message, head: Letterhead = TOWN, replies: ReplyBox | None = BOX, number: int = 7
) -> bytes:
    envelope = Envelope(number, "boss@town.example", message, None, head)
    return await carrier(replies).letter(envelope)


async def letter(message: Message, *more: Any, **named: Any) -> EmailMessage:
    made = message_from_bytes(await raw(message, *more, **named), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


async def test_it_is_from_the_municipality_and_answers_have_a_place() -> None:
    made = await letter(Message("Текст", subject="Тема"))
    shown, _, _ = str(message_from_bytes(bytes(made))["From"]).rpartition(" <")
    assert str(make_header(decode_header(shown))) == TOWN.town
    assert made["From"].addresses[0].addr_spec == "vekha@town.example"
    assert made["Reply-To"].addresses[0].addr_spec == f"answers+{TOKEN}@town.example"
    assert made["Message-ID"] == f"<{TOKEN}@town.example>"
    assert made["Subject"] == "Тема"
    assert made["X-Entity-Ref-ID"] is None
    assert made["Precedence"] is None


async def test_without_plus_addresses_the_subject_carries_the_token() -> None:
    box = ReplyBox("answers@town.example", ReplyStyle.SUBJECT)
    made = await letter(Message("Текст", subject="Тема"), TOWN, box)
    assert made["Reply-To"].addresses[0].addr_spec == "answers@town.example"
    assert made["Subject"] == f"Тема [#{TOKEN}]"
    found = notice_in(SECRET, recipients=[], subject=made["Subject"], identifiers=[])
    assert found == 7


async def test_where_nobody_reads_answers_nothing_asks_for_them() -> None:
    made = await letter(Message("Текст", subject="Тема"), TOWN, None)
    assert made["Reply-To"] is None
    assert made["List-Unsubscribe"] is None


@pytest.mark.parametrize("style", list(ReplyStyle))
async def test_summaries_can_be_unsubscribed_from(style: ReplyStyle) -> None:
    made = await letter(Message("Текст"), TOWN, ReplyBox("answers@town.example", style))
    link = urlsplit(made["List-Unsubscribe"].strip("<>"))
    assert link.scheme == "mailto"
    (subject,) = parse_qs(link.query)["subject"]
    assert subject.startswith("unsubscribe")
    named = [made["Message-ID"]] if style is ReplyStyle.NONE else []
    assert notice_in(SECRET, recipients=[link.path], subject=subject, identifiers=named) == 7


async def test_a_reminder_is_no_list() -> None:
    made = await letter(Message("Текст"), Letterhead("Город", "ru", "reminder"))
    assert made["List-Unsubscribe"] is None


async def test_letters_of_one_thread_hang_on_one_that_never_was() -> None:
    first = await letter(Message("1", thread="reminders-7-2018-W41"), number=7)
    second = await letter(Message("2", thread="reminders-7-2018-W41"), number=8)
    other = await letter(Message("3", thread="weekly-1"), number=9)
    assert first["References"] == first["In-Reply-To"] == second["References"]
    assert first["References"] not in (first["Message-ID"], second["Message-ID"])
    assert other["References"] != first["References"]
    assert first["Message-ID"] != second["Message-ID"]
    alone = await letter(Message("4"))
    assert alone["References"] is None
    assert notice_in(SECRET, recipients=[], subject="", identifiers=[first["References"]]) is None


async def test_an_answer_stands_below_what_it_answers() -> None:
    made = await letter(Message("Понял", thread="x", answers="<their.own@mail.example>"))
    assert made["In-Reply-To"] == "<their.own@mail.example>"
    assert made["References"].split()[-1] == "<their.own@mail.example>"
    assert len(made["References"].split()) == 2
    assert made["Auto-Submitted"] == "auto-replied"


async def test_what_is_no_message_id_is_not_answered() -> None:
    made = await letter(Message("Понял", answers="<a@b>\r\nBcc: victim@town.example"))
    assert made["In-Reply-To"] is None
    assert made["Bcc"] is None


async def test_pictures_stand_in_the_page_and_files_beside_it() -> None:
    picture = Attachment("a" * 64, "Динамика.png", "image/png", picture=True)
    book = Attachment("b" * 64, "Таблица мероприятий.xlsx", "application/vnd.ms-excel")
    made = await letter(Message("Текст", attachments=(picture, book), page="c" * 64))
    assert made.get_content_type() == "multipart/mixed"
    both, file = made.iter_parts()
    plain, related = both.iter_parts()
    shown, drawn = related.iter_parts()
    kinds = [part.get_content_type() for part in (both, plain, related, shown, drawn, file)]
    assert kinds == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/vnd.ms-excel",
    ]
    assert drawn["Content-ID"] == f"<{cid_of('a' * 64)}>"
    assert f"cid:{cid_of('a' * 64)}" in shown.get_content()
    assert drawn.get_content() == b"PNG"
    assert file.get_filename() == "Таблица мероприятий.xlsx"
    assert file.get_content() == b"PK"


async def test_a_picture_that_no_page_shows_is_a_file() -> None:
    picture = Attachment("a" * 64, "Фото.png", "image/png", picture=True)
    made = await letter(Message("Текст", attachments=(picture,)))
    both, file = made.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    assert file.get_filename() == "Фото.png"


async def test_a_date_goes_along_as_a_calendar_file() -> None:
    made = await letter(Message("Текст", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    _, file = made.iter_parts()
    assert file.get_content_type() == "text/calendar"
    assert file.get_filename() == "date.ics"
    assert file.get_content().startswith("BEGIN:VCALENDAR")


async def test_a_repeat_is_the_same_letter_to_the_byte() -> None:
    message = Message("Текст", subject="Тема", thread="x")
    assert await raw(message) == await raw(message)


def headers(made: bytes) -> Raw:
    """The header as a careless program reads it."""
    return message_from_bytes(made, policy=policy.compat32)


@settings(max_examples=150, deadline=None)
@given(subject=MESSY, town=MESSY, name=MESSY, text=MESSY, thread=MESSY, answers=MESSY)
def test_nothing_typed_becomes_a_header(
    subject: str, town: str, name: str, text: str, thread: str, answers: str
) -> None:
    message = Message(
        text,
        subject=subject,
        thread=thread.encode("utf-8", "replace").decode(),
        answers=answers,
        attachments=(Attachment("b" * 64, name.encode("utf-8", "replace").decode(), "text/plain"),),
    )
    made = asyncio.run(raw(message, Letterhead(town, "ru", "weekly")))
    known = {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To",
        "Auto-Submitted", "List-Unsubscribe", "MIME-Version", "Content-Type",
    }  # fmt: skip
    read = headers(made)
    assert len(set(read.keys())) == len(read.keys())
    assert set(read.keys()) <= known
    assert not read.defects
    assert made.isascii()
    assert max(len(line) for line in made.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1
    assert b"\n" not in made.replace(b"\r\n", b"")
    parsed = message_from_bytes(made, policy=policy.default)
    assert parsed["From"].addresses[0].addr_spec == "vekha@town.example"
    assert len(parsed["From"].addresses) == len(parsed["Reply-To"].addresses) == 1
    first = read.get_payload()
    assert isinstance(first, list)
    assert len(first) == 2


@given(subject=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=150))
@settings(max_examples=60, deadline=None)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    made = asyncio.run(raw(Message("", subject=f"Срок {subject}"), replies=None))
    parsed = message_from_bytes(made, policy=policy.default)
    assert str(parsed["Subject"]) == f"Срок {subject}"

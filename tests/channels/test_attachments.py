"""Files that go along with a message, on both wires: whole, named, once, or refused with why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from typing import Any

import aiohttp
import pytest

from channels import telegram as telegram_channel
from channels.attachments import safe_name
from channels.bot_api import make_bot
from channels.mail import MailCarrier
from channels.message import Attachment, Delivered, Fault, Message, Refused, TryLater
from channels.telegram import TelegramCarrier
from tests.channels.conftest import TOKEN, FarEnd, mail_to, to_chat, to_mailbox

KEPT = {"a1": b"BEGIN:VCALENDAR\r\n\xd0\xaf\r\n", "b2": b"%PDF-1.4 order"}
CALENDAR = Attachment("a1", "Мои даты.ics", "text/calendar")
LONG = "Аналитическая справка о реализации муниципальной программы «Одарённые дети» за 2018 год.pdf"
ORDER = Attachment("b2", LONG, "application/pdf")
BOTH = (CALENDAR, ORDER)


def read(sha256: str) -> bytes:
    """What is kept."""
    if sha256 not in KEPT:
        raise FileNotFoundError(sha256)
    return KEPT[sha256]


@pytest.fixture
async def telegram(far_end: FarEnd) -> AsyncIterator[TelegramCarrier]:
    carrier = TelegramCarrier(make_bot(TOKEN, api_url=far_end.url), read)
    yield carrier
    await carrier.close()


@pytest.fixture
async def mail(far_end: FarEnd) -> AsyncIterator[MailCarrier]:
    carrier = mail_to(far_end.smtp_url, files=read)
    yield carrier
    await carrier.close()


async def _files(far_end: FarEnd) -> list[tuple[str, bytes]]:
    """The documents in Maria's chat, oldest first, downloaded as she would."""
    found = []
    async with aiohttp.ClientSession(far_end.url) as http:
        for message in await far_end.messages():
            for file in message["files"]:
                async with http.get(file["url"]) as answer:
                    found.append((file["name"], await answer.read()))
    return found


async def test_documents_follow_the_text_in_the_chat(
    far_end: FarEnd, telegram: TelegramCarrier
) -> None:
    outcome = await telegram.deliver(to_chat("Вот ваши файлы", attachments=BOTH))
    text, *documents = await far_end.messages()
    assert outcome == Delivered(str(text["id"]), calls=3)  # which is what an edit will name
    assert text["text"] == "Вот ваши файлы"
    assert len(documents) == 2
    assert await _files(far_end) == [("Мои даты.ics", KEPT["a1"]), (LONG, KEPT["b2"])]


@pytest.mark.parametrize("how", ["429", "500", "drop"])
async def test_what_has_arrived_is_not_sent_again(
    far_end: FarEnd, telegram: TelegramCarrier, how: str
) -> None:
    envelope = to_chat("Вот ваши файлы", attachments=BOTH)
    await far_end.post("fail", how=how, method="sendDocument")
    assert isinstance(await telegram.deliver(envelope), TryLater)
    assert len(await far_end.texts()) == 1
    assert isinstance(await telegram.deliver(envelope), Delivered)
    assert len(await far_end.messages()) == 3
    assert [name for name, _ in await _files(far_end)] == ["Мои даты.ics", LONG]


async def test_the_same_notice_sent_anew_later_goes_whole(
    far_end: FarEnd, telegram: TelegramCarrier
) -> None:
    for _ in range(2):
        assert isinstance(await telegram.deliver(to_chat(attachments=(ORDER,))), Delivered)
    assert len(await far_end.messages()) == 4


async def test_nothing_of_a_message_goes_whose_file_is_gone(
    far_end: FarEnd, telegram: TelegramCarrier, mail: MailCarrier
) -> None:
    gone = (CALENDAR, Attachment("c3", "План.pdf", "application/pdf"))
    expected = Refused("file missing: План.pdf (c3)", Fault.MESSAGE)
    assert await telegram.deliver(to_chat(attachments=gone)) == expected
    assert await mail.deliver(to_mailbox(attachments=gone)) == expected
    assert await far_end.messages() == []
    assert await far_end.letters() == []


async def test_a_file_too_big_for_telegram_is_named(
    telegram: TelegramCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_channel, "FILE_LIMIT", 10)
    outcome = await telegram.deliver(to_chat(attachments=(ORDER,)))
    assert outcome == Refused(f"file too big: {LONG}, 14 bytes of 10", Fault.MESSAGE)


async def test_a_disk_that_cannot_be_read_may_pass_another_time(far_end: FarEnd) -> None:
    def broken(sha256: str) -> bytes:
        raise PermissionError(sha256)

    chat, box = (
        TelegramCarrier(make_bot(TOKEN, api_url=far_end.url), broken),
        mail_to(far_end.smtp_url, files=broken),
    )
    assert isinstance(await chat.deliver(to_chat(attachments=BOTH)), TryLater)
    assert isinstance(await box.deliver(to_mailbox(attachments=BOTH)), TryLater)
    await chat.close()


async def test_a_letter_has_both_forms_and_the_files(far_end: FarEnd, mail: MailCarrier) -> None:
    outcome = await mail.deliver(to_mailbox("Вот <b>файлы</b>", attachments=BOTH))
    assert isinstance(outcome, Delivered)
    (letter,) = await far_end.letters()
    assert letter["text"].strip() == "Вот файлы"
    assert "<b>файлы</b>" in letter["html"]
    assert [(a["name"], a["type"]) for a in letter["attachments"]] == [
        ("Мои даты.ics", "text/calendar"),
        (LONG, "application/pdf"),
    ]
    raw = await far_end.raw(letter)
    raw.decode("ascii")  # any relay takes it
    assert b"filename*" in raw  # RFC 2231
    assert max(len(row) for row in raw.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1
    parts = list(message_from_bytes(raw, policy=policy.default).iter_attachments())
    assert [part.get_payload(decode=True) for part in parts] == list(KEPT.values())


@pytest.mark.parametrize(
    "mime",
    ["", "nonsense", "message/rfc822", "text/html\r\nBcc: v@town.example", "multipart/mixed"],
)
async def test_a_strange_media_type_becomes_plain_bytes(
    far_end: FarEnd, mail: MailCarrier, mime: str
) -> None:
    outcome = await mail.deliver(to_mailbox(attachments=(Attachment("b2", "a.bin", mime),)))
    assert isinstance(outcome, Delivered)
    (letter,) = await far_end.letters()
    assert [a["type"] for a in letter["attachments"]] == ["application/octet-stream"]
    assert letter["to"] == ["maria@school.example"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Приказ № 275.pdf", "Приказ № 275.pdf"),
        ("../../etc/passwd", "etc passwd"),
        ("a\r\nBcc: x@y", "a Bcc x@y"),
        ("план\u202efdp.exe", "план fdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("я" * 300 + ".docx", "я" * 115 + ".docx"),
        ("я" * 300, "я" * 120),
    ],
)
def test_names_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("attachments", [(), BOTH])
def test_attachments_survive_the_outbox(attachments: tuple[Attachment, ...]) -> None:
    message = Message("текст", attachments=attachments)
    data: dict[str, Any] = message.to_data()
    assert Message.from_data(data) == message
    assert ("attachments" in data) == bool(attachments)

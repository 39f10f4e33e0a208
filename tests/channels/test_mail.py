"""Letters over a real SMTP server: what arrives, what cannot be smuggled in, what failures mean."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from channels.letters import page
from channels.mail import MailCarrier
from channels.message import ChannelDown, Delivered, Fault, Message, Outcome, Refused, TryLater
from channels.smtp import SmtpServer
from tests.channels.conftest import MAIL, FarEnd, mail_to, to_mailbox
from tests.scheduler.road import NOW


def kind(outcome: Outcome) -> object:
    """The outcome without the far end's words."""
    match outcome:
        case TryLater():
            return "later"
        case Refused(_, fault):
            return fault
        case ChannelDown():
            return "down"
        case _:
            return outcome


async def arrived(far_end: FarEnd) -> EmailMessage:
    """The only letter, as it came."""
    (letter,) = await far_end.letters()
    message = message_from_bytes(await far_end.raw(letter), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_letter_arrives_in_both_forms(far_end: FarEnd, mail: MailCarrier) -> None:
    outcome = await mail.deliver(to_mailbox("Срок <b>15&nbsp;октября</b>\n\nЖдём &lt;ответа&gt;"))
    (letter,) = await far_end.letters()
    text = letter["text"].replace("\r\n", "\n").strip()
    assert text == "Срок 15\u00a0октября\n\nЖдём <ответа>"
    assert "<p>Срок <b>15&nbsp;октября</b></p>" in letter["html"]
    assert letter["subject"] == "Срок 15 октября"
    message = await arrived(far_end)
    assert isinstance(outcome, Delivered)
    assert outcome.external_id == message["Message-ID"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Веха <vekha@town.example>"
    assert message["To"] == MAIL
    assert message["Date"].datetime == NOW


@pytest.mark.parametrize(
    "subject",
    [
        "Ёжик в тумане",
        pytest.param("Просрочено на 2 рабочих дня: " + "очень длинное название мероприятия " * 9),
        "№ 275 «Об утверждении» — 100 %",
        "😀",
    ],
)
async def test_russian_subjects_survive(far_end: FarEnd, mail: MailCarrier, subject: str) -> None:
    await mail.deliver(to_mailbox(subject=subject))
    message = await arrived(far_end)
    assert message["Subject"] == " ".join(subject.split())
    (letter,) = await far_end.letters()
    raw = await far_end.raw(letter)
    raw.decode("ascii")  # any relay takes it
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1


@pytest.mark.parametrize(
    "subject", ["Срок\r\nBcc: victim@town.example", "Срок\nX: 1\n\nтело", "\r\n\r\nтело", "a\0b"]
)
async def test_a_subject_smuggles_nothing_in(
    far_end: FarEnd, mail: MailCarrier, subject: str
) -> None:
    await mail.deliver(to_mailbox(subject=subject))
    assert await far_end.letters("victim@town.example") == []
    for letter in await far_end.letters():
        names = {name.lower() for name, _ in letter["headers"]}
        assert not names & {"bcc", "x"}
        assert letter["to"] == [MAIL]


@pytest.mark.parametrize(
    "address",
    [
        "a@town.example, victim@town.example",
        "a@town.example\r\nBcc: victim@town.example",
        "victim@town.example>\r\nRCPT TO:<b@town.example",
        "не адрес",
        pytest.param(""),
    ],
)
async def test_an_address_is_one_address(far_end: FarEnd, mail: MailCarrier, address: str) -> None:
    outcome = await mail.deliver(to_mailbox(address=address))
    assert isinstance(outcome, Refused)
    assert (await far_end.get("mail"))["letters"] == []


def test_a_repeat_has_the_same_number_and_nobody_can_guess_it() -> None:
    first = mail_to("smtp://localhost")
    assert first.message_id(7) == mail_to("smtp://localhost").message_id(7)
    assert first.message_id(7) != first.message_id(8)
    assert first.message_id(7).endswith("@town.example>")
    other = MailCarrier(
        SmtpServer("localhost", 25), "v@town.example", b"another secret", lambda: NOW
    )
    assert other.message_id(7) != first.message_id(7)


async def test_a_repeat_is_the_same_letter(far_end: FarEnd, mail: MailCarrier) -> None:
    first, second = [await mail.deliver(to_mailbox()) for _ in range(2)]
    assert first == second
    one, two = [await far_end.raw(letter) for letter in await far_end.letters()]
    headers = [message_from_bytes(raw)["Message-ID"] for raw in (one, two)]
    assert headers[0] == headers[1]


async def test_a_letter_that_has_gone_is_not_changed(far_end: FarEnd, mail: MailCarrier) -> None:
    envelope = to_mailbox()
    gone = type(envelope)(8, envelope.address, envelope.message, "<7@town.example>")
    assert await mail.deliver(gone) == Delivered("<7@town.example>")
    assert await far_end.letters() == []


@pytest.mark.parametrize(
    ("how", "more", "meaning"),
    [
        ("550", {}, Fault.ADDRESS),
        ("450", {}, "later"),
        ("451", {}, "later"),
        ("452", {}, "later"),
        ("421", {}, "later"),
        ("552", {"where": "data"}, Fault.MESSAGE),
        ("554", {"where": "data"}, Fault.MESSAGE),
        ("451", {"where": "data"}, "later"),
        ("drop", {}, "later"),
        ("lost", {}, "later"),
    ],
)
async def test_what_a_failure_means(
    far_end: FarEnd, mail: MailCarrier, how: str, more: dict[str, str], meaning: object
) -> None:
    await far_end.post("mail/fail", how=how, **more)
    assert kind(await mail.deliver(to_mailbox())) == meaning
    before = len(await far_end.letters())
    assert isinstance(await mail.deliver(to_mailbox()), Delivered)
    assert len(await far_end.letters()) == before + 1


async def test_a_refused_login_is_the_channels_fault(far_end: FarEnd) -> None:
    await far_end.post("mail/fail", how="login")
    carrier = mail_to(far_end.smtp_url.replace("smtp://", "smtp://vekha:s%40cret@"))
    assert kind(await carrier.deliver(to_mailbox())) == "down"
    assert isinstance(await carrier.deliver(to_mailbox()), Delivered)
    await carrier.close()


async def test_nobody_at_the_other_end_is_waited_out() -> None:
    assert kind(await mail_to("smtp://127.0.0.1:9").deliver(to_mailbox())) == "later"


async def test_many_at_once_share_one_connection(far_end: FarEnd, mail: MailCarrier) -> None:
    outcomes = await asyncio.gather(*(mail.deliver(to_mailbox()) for _ in range(12)))
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    assert len(await far_end.letters()) == 12


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587)),
        ("smtp://mail.example:25?starttls=never", SmtpServer("mail.example", 25, starttls=False)),
        ("smtp://h?starttls=always", SmtpServer("h", 587, starttls=True)),
        ("smtp://127.0.0.1:25", SmtpServer("127.0.0.1", 25, starttls=None)),
        ("smtp://[::1]", SmtpServer("::1", 587, starttls=None)),
        ("smtp://localhost?starttls=always", SmtpServer("localhost", 587)),
        ("smtp://localhost.example", SmtpServer("localhost.example", 587)),
        ("smtps://u%40x:p%2Fw@h", SmtpServer("h", 465, "u@x", "p/w", tls=True)),
    ],
)
def test_the_address_of_a_server(url: str, server: SmtpServer) -> None:
    assert SmtpServer.parse(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail.example:25", "http://h", "smtp://", "smtp:///x", "smtp://h?starttls=no"]
)
def test_what_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        SmtpServer.parse(url)


def test_the_page_keeps_paragraphs_and_lines() -> None:
    html = page(Message("<b>а</b>\nб\n\nв"))
    assert "<p><b>а</b><br>б</p><p>в</p>" in html
    assert "viewport" in html

"""The mailbox: what a real SMTP client delivers, and how it can fail."""

from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

import aiosmtplib
import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import START, Control
from tests.sandbox.test_files import png

MARIA_MAIL, OLGA_MAIL = "maria@school.test", "olga@school.test"
PICTURE = png(40, 20)


def letter(to: str = MARIA_MAIL) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Веха <vekha@town.test>"
    message["To"] = to
    message["Subject"] = "Сводка за неделю — наступил срок по 14 мероприятиям"
    message.set_content("Наступил срок")
    picture = make_msgid(domain="town.test")
    message.add_alternative(f'<b>Наступил</b> <img src="cid:{picture[1:-1]}">', subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    html.add_related(PICTURE, "image", "png", cid=picture)  # type: ignore[union-attr,call-arg]
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="Таблица.zip")
    return message


async def send(sandbox: Sandbox, message: EmailMessage, **how: str) -> None:
    place = urlsplit(sandbox.smtp_url)
    assert place.hostname and place.port
    recipients = message["To"].split(", ")
    await aiosmtplib.send(
        message, hostname=place.hostname, port=place.port, recipients=recipients, timeout=5, **how
    )


async def test_a_letter_is_kept_for_each_recipient(sandbox: Sandbox, control: Control):
    await send(sandbox, letter(f"{MARIA_MAIL}, {OLGA_MAIL.upper()}"))
    for address in (MARIA_MAIL, OLGA_MAIL):
        (kept,) = (await control.get("/control/mail", to=address))["letters"]
        assert kept["subject"].startswith("Сводка за неделю — наступил срок")
        assert kept["received_at"] == START.isoformat()
        assert kept["text"].strip() == "Наступил срок"
        assert "<b>Наступил</b>" in kept["html"]
        assert ["From", "Веха <vekha@town.test>"] in kept["headers"]
        names = {part["name"]: part for part in kept["attachments"]}
        assert names["Таблица.zip"]["size"] == 2
        async with control.session.get(names["Таблица.zip"]["url"]) as response:
            assert await response.read() == b"PK"
        async with control.session.get(kept["raw_url"]) as response:
            assert b"Subject: =?utf-8?" in await response.read()


async def test_html_is_shown_with_its_pictures_and_nothing_else(sandbox: Sandbox, control: Control):
    await send(sandbox, letter())
    (kept,) = (await control.get("/control/mail", to=MARIA_MAIL))["letters"]
    async with control.session.get(kept["html_url"]) as response:
        html = await response.text()
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
    (picture,) = [part for part in kept["attachments"] if part["content_id"]]
    assert f'src="{picture["url"]}"' in html
    async with control.session.get(picture["url"]) as response:
        assert response.content_type == "image/png" and await response.read() == PICTURE


async def test_a_damaged_letter_is_still_shown(sandbox: Sandbox, control: Control):
    raw = b"Subject: =?x-none?B?/w==?=\r\nContent-Type: text/plain; charset=x-none\r\n\r\nhi \xff"
    sandbox.mailbox.keep("a@b", [MARIA_MAIL], raw)
    (kept,) = (await control.get("/control/mail", to=MARIA_MAIL))["letters"]
    assert kept["text"].startswith("hi") and kept["html"] is None
    for path in ("/control/mail/2/raw", "/control/mail/1/part/7"):
        assert (await control.get(path, status=404))["error"]


async def test_unknown_failures_are_refused(control: Control):
    await control.post("/control/mail/fail", how="explode", status=400)
    await control.post("/control/mail/fail", how="550")
    await control.post("/control/mail/fail", how="none")


@pytest.mark.parametrize("how", ["550", "451", "452"])
async def test_a_recipient_is_refused(sandbox: Sandbox, control: Control, how: str):
    await control.post("/control/mail/fail", how=how, to=MARIA_MAIL)
    await send(sandbox, letter(OLGA_MAIL))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, letter())
    assert refused.value.recipients[0].code == int(how)
    await send(sandbox, letter())
    assert len((await control.get("/control/mail", to=MARIA_MAIL))["letters"]) == 1


async def test_a_letter_is_refused_after_its_data(sandbox: Sandbox, control: Control):
    await control.post("/control/mail/fail", how="554", where="data")
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(sandbox, letter())
    assert refused.value.code == 554


@pytest.mark.parametrize(("how", "kept"), [("drop", 0), ("lost", 1)])
async def test_the_connection_closes_in_data(
    sandbox: Sandbox, control: Control, how: str, kept: int
):
    await control.post("/control/mail/fail", how=how)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(sandbox, letter())
    assert len((await control.get("/control/mail"))["letters"]) == kept


async def test_a_server_may_hang(sandbox: Sandbox, control: Control):
    await control.post("/control/mail/fail", how="hang", seconds=0.05)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(sandbox, letter())
    assert (await control.get("/control/mail"))["letters"] == []


async def test_any_login_is_taken_unless_arranged(sandbox: Sandbox, control: Control):
    await send(sandbox, letter(), username="vekha", password="secret")
    await control.post("/control/mail/fail", how="login")
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await send(sandbox, letter(), username="vekha", password="secret")
    assert len((await control.get("/control/mail"))["letters"]) == 1


async def test_letters_are_waited_for_and_thrown_away(sandbox: Sandbox, control: Control):
    event = (await control.get("/control/mail", to=MARIA_MAIL))["event"]
    await send(sandbox, letter())
    mail = await control.get("/control/mail", to=MARIA_MAIL, after=event, wait=20)
    assert mail["event"] > event and len(mail["letters"]) == 1
    people = (await control.get("/control/state"))["people"]
    assert {person["email"]: person["letters"] for person in people} == {
        MARIA_MAIL: 1,
        OLGA_MAIL: 0,
    }
    async with control.session.delete("/control/mail") as response:
        assert response.status == 200
    assert (await control.get("/control/mail"))["letters"] == []

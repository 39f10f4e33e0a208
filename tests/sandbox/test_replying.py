"""Answers to letters: written as mail programs do, and put where the bot reads them."""

from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from tests.sandbox.conftest import MARIA, START, Control
from tests.sandbox.test_mail import MARIA_MAIL, letter, send
from tests.sandbox.test_page import page  # noqa: F401 - a fixture


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=START, maildir=tmp_path / "answers")
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def test_an_answer_is_a_letter_in_the_maildir(
    sandbox: Sandbox, control: Control, tmp_path: Path
):
    message = letter()
    message["Reply-To"] = "vekha+token@town.test"
    message["Message-ID"] = "<asked@town.test>"
    await send(sandbox, message)
    asked = await control.get("/control/mail", to=MARIA_MAIL)
    assert asked["replies"] is True
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("text", "1 выполнено 12.10")
    form.add_field("file", b"%PDF-1.4", filename="Приказ.pdf", content_type="application/pdf")
    (number,) = [one["id"] for one in asked["letters"]]
    async with control.session.post(f"/control/mail/{number}/reply", data=form) as response:
        assert response.status == 200, await response.text()
    (path,) = (tmp_path / "answers" / "new").iterdir()
    reply = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert reply["From"].addresses[0].addr_spec == MARIA_MAIL
    assert reply["From"].addresses[0].display_name == "Мария"
    assert reply["To"] == "vekha+token@town.test"
    assert reply["In-Reply-To"] == "<asked@town.test>"
    assert reply["Subject"].startswith("Re: Сводка")
    text = reply.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("1 выполнено 12.10\n\nOn 18.06.2018 06:00, <vekha@town.test> wrote:\n> ")
    (file,) = reply.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Приказ.pdf", b"%PDF-1.4")


async def test_without_a_maildir_an_answer_is_refused():
    lone = Sandbox(now=START)
    await lone.start()
    try:
        await send(lone, letter())
        async with aiohttp.ClientSession(lone.url) as session:
            await Control(session).post("/control/people", id=MARIA, name="М", email=MARIA_MAIL)
            form = aiohttp.FormData()
            form.add_field("text", "hello")
            async with session.post("/control/mail/1/reply", data=form) as response:
                assert response.status == 409
    finally:
        await lone.stop()


async def test_a_letter_is_answered_on_the_page(
    sandbox: Sandbox,
    control: Control,
    page: Page,  # noqa: F811 - the same
    tmp_path: Path,
):
    await send(sandbox, letter())
    await page.get_by_role("button", name="Мария").click()
    await page.locator("#letters button").click()
    await page.get_by_label("Ответ на письмо").fill("1 выполнено 12.10")
    await page.get_by_role("button", name="Ответить", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("Ответ отправлен")
    (path,) = (tmp_path / "answers" / "new").iterdir()
    reply = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert reply.get_body(("plain",)).get_content().startswith("1 выполнено 12.10")

"""The page in a real browser against a real bot process: pick, type, press, move the clock."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from playwright.async_api import Page, async_playwright, expect

from sandbox.server import Sandbox
from tests.sandbox.conftest import MARIA, Control
from tests.sandbox.echo import EchoBot
from tests.sandbox.test_mail import letter, send

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """The sandbox's page, open; errors of its scripts fail the test."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium here: install Debian's package chromium")
        pytest.skip("no chromium here: the page is not tried in a browser")
    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        await page.goto(sandbox.url)
        yield page
        await browser.close()
    assert errors == []


async def test_a_visit(sandbox: Sandbox, bot: Bot, control: Control, page: Page, tmp_path):
    async with EchoBot(bot, sandbox.url):
        await page.get_by_role("button", name="Мария").click()
        await page.get_by_label("Сообщение").fill("<b>приказ</b> № 275")
        await page.get_by_role("button", name="Отправить").click()
        echo = page.locator(".message.bot").last
        await expect(echo.locator(".text")).to_have_text("эхо: <b>приказ</b> № 275")
        await echo.get_by_role("button", name="Выполнено").click()
        await expect(page.get_by_role("status")).to_have_text("Принято")
        await expect(echo.locator(".text b")).to_have_text("выполнено")
        await expect(echo.locator(".time")).to_have_text("изм. 06:00")

        await echo.locator(".text").click()
        report = tmp_path / "Отчёт.txt"
        report.write_text("готово", "utf-8")
        await page.locator("#file").set_input_files(report)
        await page.get_by_role("button", name="Отправить").click()
        mine = page.locator(".message.user").last
        await expect(mine.locator(".file")).to_contain_text("Отчёт.txt")
        await expect(mine.locator(".quote")).to_have_text("выполнено")

        await page.get_by_role("button", name="Следующее событие").click()
        await expect(page.locator("#now")).to_have_text("пн 18.06.2018 09:00")
        await expect(page.locator(".message.bot .text").last).to_have_text("Доброе утро")
        await page.locator("#date").fill("2018-06-20T12:30")
        await page.get_by_role("button", name="К дате").click()
        await expect(page.locator("#now")).to_have_text("ср 20.06.2018 12:30")
        await expect(page.locator(".message.bot", has_text="Доброе утро")).to_have_count(3)
    assert (await control.chat(MARIA))[-1]["date"].startswith("2018-06-20T09:00")


async def test_letters_and_unread_counts(sandbox: Sandbox, bot: Bot, control: Control, page: Page):
    await page.get_by_role("button", name="Ольга").click()
    await send(sandbox, letter())
    await bot.send_message(MARIA, "вам")
    maria = page.get_by_role("button", name="Мария")
    await expect(maria.locator(".count.chat")).to_have_text("1")
    await expect(maria.locator(".count.mail")).to_have_text("✉ 1")
    await maria.click()
    await expect(maria.locator(".count")).to_have_count(0)
    await page.locator("#letters button").click()
    frame = page.frame_locator("#letter iframe")
    await expect(frame.locator("b")).to_have_text("Наступил")
    await expect(page.locator("#letter .file")).to_contain_text("Таблица.zip")
    await page.get_by_role("button", name="Текст").click()
    await expect(page.locator("#letter pre")).to_have_text("Наступил срок")


async def test_a_link_to_the_bot_opens_the_chat(bot: Bot, control: Control, page: Page):
    me = await bot.get_me()
    await bot.send_message(
        MARIA, f'<a href="https://t.me/{me.username}?start=inv-7">войти</a>', parse_mode="HTML"
    )
    await page.get_by_role("button", name="Мария").click()
    await page.get_by_role("link", name="войти").click()
    await expect(page.locator(".message.user .text").last).to_have_text("/start inv-7")
    (update,) = await bot.get_updates()
    assert update.message and update.message.text == "/start inv-7"


async def test_somebody_new_begins(bot: Bot, control: Control, page: Page):
    await page.get_by_text("Добавить человека").click()
    await page.locator("#add-name").fill("Нина Андреевна")
    await page.locator("#add").get_by_role("button").click()
    await page.get_by_role("button", name="Нина").click()
    await page.locator("#commands").get_by_role("button", name="/start").click()
    await expect(page.locator(".message.user .text")).to_have_text("/start")
    (update,) = await bot.get_updates()
    assert update.message and update.message.chat.first_name == "Нина Андреевна"
    await page.get_by_role("button", name="Заблокировать").click()
    await expect(page.get_by_text("Бот заблокирован")).to_be_visible()

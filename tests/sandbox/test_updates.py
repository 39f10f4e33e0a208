"""Updates: offsets, conflicts, filters; presses; webhooks."""

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramUnauthorizedError
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from aiohttp import web

from sandbox.botapi import webhook as webhook_module
from sandbox.server import Sandbox
from tests.sandbox.conftest import MARIA, OLGA, Control, a_bot, let_go

MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Выполнено", callback_data="done:17")],
        [InlineKeyboardButton(text="План", url="https://plan.test/x")],
        [InlineKeyboardButton(text="Номер", copy_text=CopyTextButton(text="275"))],
    ]
)


async def test_updates_stay_until_confirmed(bot: Bot, control: Control):
    for text in ("раз", "два", "три"):
        await control.say(MARIA, text)
    first = await bot.get_updates(limit=2)
    assert [u.message and u.message.text for u in first] == ["раз", "два"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message and u.message.text for u in rest] == ["три"]
    assert rest[0].update_id == first[-1].update_id + 1
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == []


async def test_a_negative_offset_forgets_the_older_ones(bot: Bot, control: Control):
    for text in ("раз", "два", "три"):
        await control.say(MARIA, text)
    (last,) = await bot.get_updates(offset=-1)
    assert last.message and last.message.text == "три"
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, control: Control):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await control.say(MARIA, "готово")
    async with asyncio.timeout(5):
        (update,) = await poll
    assert update.message and update.message.text == "готово"


async def test_two_polls_conflict(bot: Bot, control: Control):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    other = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await poll
    await control.say(MARIA, "готово")
    assert len(await other) == 1


async def test_unwanted_kinds_are_not_queued(bot: Bot, control: Control):
    await bot.get_updates(allowed_updates=["callback_query"])
    await control.say(MARIA, "не нужно")
    assert await bot.get_updates() == []
    await bot.get_updates(allowed_updates=[])
    await control.say(MARIA, "нужно")
    assert len(await bot.get_updates()) == 1


async def test_bots_do_not_share_anything(sandbox: Sandbox, bot: Bot, control: Control):
    other = a_bot(sandbox, "43:OTHER")
    thief = a_bot(sandbox, "42:WRONG")
    malformed = a_bot(sandbox, "42:a.b")
    try:
        assert (await other.get_me()).id == 43
        refused = await control.post("/control/say", user=MARIA, text="кому?", status=409)
        assert "[42, 43]" in refused["error"]
        await control.say(MARIA, "второму", bot=43)
        assert await bot.get_updates() == []
        assert len(await other.get_updates()) == 1
        for wrong in (thief, malformed):
            with pytest.raises(TelegramUnauthorizedError):
                await wrong.get_me()
    finally:
        for one in (other, thief, malformed):
            await let_go(one)


async def test_a_press_comes_back_with_the_answer(bot: Bot, control: Control):
    sent = await bot.send_message(MARIA, "М-17", reply_markup=MENU)
    press = asyncio.create_task(
        control.post("/control/press", user=MARIA, message_id=sent.message_id, text="Выполнено")
    )
    (update,) = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query and query.data == "done:17" and query.from_user.id == MARIA
    assert query.message and query.message.message_id == sent.message_id
    await bot.answer_callback_query(query.id, text="Принято", show_alert=True)
    assert await press == {"answered": True, "answer": "Принято", "alert": True, "url": None}
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_a_press_is_answered_in_time_or_not_at_all(bot: Bot, control: Control):
    sent = await bot.send_message(MARIA, "М-17", reply_markup=MENU)
    press: dict[str, Any] = {"user": MARIA, "message_id": sent.message_id, "data": "done:17"}
    assert (await control.post("/control/press", wait=0, **press))["answered"] is False
    (update,) = await bot.get_updates()
    await control.by(601)
    assert update.callback_query
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(update.callback_query.id)


async def test_only_what_is_shown_can_be_pressed(bot: Bot, control: Control):
    sent = await bot.send_message(MARIA, "М-17", reply_markup=MENU)
    press: dict[str, Any] = {"user": MARIA, "message_id": sent.message_id}
    pressed = await control.post("/control/press", text="План", **press)
    assert pressed["url"] == "https://plan.test/x"
    await bot.edit_message_reply_markup(chat_id=MARIA, message_id=sent.message_id)
    await control.post("/control/press", data="done:17", status=409, **press)
    await control.post("/control/press", user=OLGA, text="Выполнено", status=409)
    assert await bot.get_updates() == []


async def test_a_person_changes_what_was_said(bot: Bot, control: Control):
    said = await control.say(MARIA, "приказ 257")
    await control.post("/control/edit", user=MARIA, message_id=said, text="приказ 275")
    _, update = await bot.get_updates()
    assert update.edited_message and update.edited_message.text == "приказ 275"
    message = (await control.chat(MARIA))[-1]
    assert message["text"] == "приказ 275" and message["edited"]
    sent = await bot.send_message(MARIA, "моё")
    await control.post(
        "/control/edit", user=MARIA, message_id=sent.message_id, text="чужое", status=409
    )


async def test_a_block_is_told_to_the_bot(bot: Bot, control: Control):
    await control.post("/control/block", user=MARIA)
    (update,) = await bot.get_updates()
    assert update.my_chat_member and update.my_chat_member.new_chat_member.status == "kicked"
    await control.post("/control/say", user=MARIA, text="ау", status=409)
    await control.say(MARIA, "/start again")
    kinds = [
        next(iter(u.model_dump(exclude_none=True, exclude={"update_id"})))
        for u in await bot.get_updates()
    ]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


class Hook:
    """A bot's own server: counts what comes, refuses the first `failures` deliveries."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.seen: list[Any] = []
        self.secrets: set[str | None] = set()
        self.full = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.seen.append((await request.json())["message"]["text"])
        if len(self.seen) <= self.failures:
            return web.Response(status=500)
        if len(self.seen) >= self.failures + 3:
            self.full.set()
        return web.Response()


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(
    bot: Bot, control: Control, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webhook_module, "FIRST_RETRY_SECONDS", 0.02)
    hook = Hook(failures=2)
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        port = runner.addresses[0][1]
        await control.say(MARIA, "раз")
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        for text in ("два", "три"):
            await control.say(MARIA, text)
        async with asyncio.timeout(5):
            await hook.full.wait()
        assert hook.seen == ["раз", "раз", "раз", "два", "три"]
        assert hook.secrets == {"s3cret"}
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert info.url.endswith("/hook") and info.last_error_message
        await bot.delete_webhook()
        assert await bot.get_updates() == []
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("url", ["http://example.org/hook", "ftp://127.0.0.1/", "127.0.0.1"])
async def test_a_webhook_needs_https_outside_loopback(bot: Bot, url: str):
    with pytest.raises(TelegramBadRequest, match="HTTPS URL must be provided"):
        await bot.set_webhook(url)


async def test_setting_a_webhook_ends_the_poll(bot: Bot):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await bot.set_webhook("https://127.0.0.1:1/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook"):
        await poll
    await bot.delete_webhook(drop_pending_updates=True)

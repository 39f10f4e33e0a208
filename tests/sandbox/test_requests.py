"""Calls as raw HTTP: every form of a request, what aiogram would never send, arranged failures."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BotCommand

from tests.sandbox.conftest import MARIA, TOKEN, Control

Answer = tuple[int, dict[str, Any]]


async def call(control: Control, method: str, token: str = TOKEN, **how: Any) -> Answer:
    async with control.session.post(f"/bot{token}/{method}", **how) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    "how",
    [
        {"json": {"chat_id": MARIA, "text": "да", "reply_markup": None}},
        {"json": {"chat_id": str(MARIA), "text": "да"}},
        {"data": {"chat_id": str(MARIA), "text": "да", "disable_notification": "true"}},
        {"params": {"chat_id": str(MARIA), "text": "да"}},
        {"data": {"chat_id": str(MARIA), "text": "да"}, "skip_auto_headers": ["User-Agent"]},
    ],
)
async def test_parameters_come_in_any_form(bot: Bot, control: Control, how: dict[str, Any]):
    status, body = await call(control, "SENDmessage", **how)
    assert status == 200 and body["result"]["text"] == "да"
    assert (await control.chat(MARIA))[-1]["text"] == "да"


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": MARIA}, "message text is empty"),
        ("sendMessage", {"chat_id": "@maria", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": MARIA, "txt": "x"}, "the method has no parameter txt"),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "parse_mode": "XML"},
            "unsupported parse_mode",
        ),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "parse_mode": "MarkdownV2"},
            "the sandbox does not imitate parse_mode MarkdownV2",
        ),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "message_thread_id": 5},
            "the sandbox does not imitate the parameter message_thread_id",
        ),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {
                "chat_id": MARIA,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callbackdata": "b"}]]},
            },
            "reply_markup.inline_keyboard has no field callbackdata",
        ),
        (
            "sendMessage",
            {
                "chat_id": MARIA,
                "text": "x",
                "entities": [{"type": "bold", "offset": 0, "length": 5}],
            },
            "ends after the end of the text",
        ),
        ("editMessageText", {"text": "x", "message_id": 1}, "chat_id is empty"),
        ("editMessageText", {"text": "x", "chat_id": MARIA}, "message identifier is not specified"),
        ("sendChatAction", {"chat_id": MARIA, "action": "dance"}, "wrong parameter action"),
        ("getFile", {"file_id": "nothing"}, "wrong file_id or the file is temporarily unavailable"),
        ("sendDocument", {"chat_id": MARIA}, "there is no document in the request"),
        ("sendDocument", {"chat_id": MARIA, "document": "x"}, "wrong file identifier"),
        ("sendMessage", {"chat_id": MARIA, "text": ["x"]}, "invalid parameter text"),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "reply_parameters": {"message_id": 1, "quote": "/"}},
            "the sandbox does not imitate reply_parameters.quote",
        ),
        (
            "sendMessage",
            {"chat_id": MARIA, "text": "x", "reply_parameters": {"message_id": 1, "chat_id": 5}},
            "the sandbox does not imitate replies to another chat",
        ),
        (
            "sendMessage",
            {
                "chat_id": MARIA,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "web_app": {"url": "a.ru"}}]]},
            },
            "the sandbox does not imitate the inline button field web_app",
        ),
        (
            "sendMessage",
            {
                "chat_id": MARIA,
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [
                        [{"text": "a", "url": "https://a.ru", "callback_data": "b"}]
                    ]
                },
            },
            "inline keyboard button has several actions: url, callback_data",
        ),
        (
            "sendMessage",
            {
                "chat_id": MARIA,
                "text": "x",
                "reply_markup": {"keyboard": [[{"text": "a", "request_contact": True}]]},
            },
            "the sandbox does not imitate the keyboard button field request_contact",
        ),
        ("sendMessage", {"chat_id": MARIA, "text": "x" * 40_000}, "text is too long"),
        ("sendPhoto", {"chat_id": MARIA, "photo": "https://a.ru/1.png"}, "files by address"),
        ("sendPhoto", {"chat_id": MARIA, "photo": "attach://no"}, "there is no photo"),
        ("sendMediaGroup", {"chat_id": MARIA, "media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"chat_id": MARIA, "media": [{"type": "audio", "media": "x"}]},
            "the sandbox does not imitate media of type audio",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "я" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1", "url": "https://a.ru"}, "URL_INVALID"),
        (
            "setWebhook",
            {"url": "https://a.ru", "secret_token": "с" * 3},
            "secret token contains unallowed characters",
        ),
        (
            "setWebhook",
            {"url": "https://a.ru", "secret_token": "s" * 257},
            "secret token is too long",
        ),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "?"}]}, "exceed 32"),
        ("setMyCommands", {"commands": [{"command": "a", "description": " "}]}, "be non-empty"),
        ("setMyCommands", {"commands": [{"command": "/", "description": "?"}]}, "be non-empty"),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "?" * 257}]},
            "must not exceed 256",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "a", "description": "?"}] * 101},
            "BOT_COMMANDS_TOO_MUCH",
        ),
    ],
)
async def test_wrong_parameters_are_refused(
    bot: Bot, control: Control, method: str, params: dict[str, Any], why: str
):
    status, body = await call(control, method, json=params)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert why in body["description"]


async def test_empty_keyboards_and_buttons_are_dropped(bot: Bot, control: Control):
    rows = [[{"text": "", "callback_data": "x"}], [{"text": "да", "callback_data": "y"}]]
    for markup, shown in (({}, None), ({"inline_keyboard": rows}, rows[1:])):
        params = {"chat_id": MARIA, "text": "да", "reply_markup": markup}
        _, body = await call(control, "sendMessage", json=params)
        assert body["result"].get("reply_markup", {}).get("inline_keyboard") == shown
        await control.by(1)


async def test_a_body_that_is_no_form_and_no_json_is_refused(bot: Bot, control: Control):
    for body, why in ((b"{", "can't parse JSON object"), (b"[1]", "object expected")):
        headers = {"Content-Type": "application/json"}
        status, answer = await call(control, "getMe", data=body, headers=headers)
        assert status == 400 and why in answer["description"]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, answer = await call(control, "sendMessage", data=b"text=\xff", headers=headers)
    assert (status, answer["description"]) == (400, "Bad Request: strings must be encoded in UTF-8")


async def test_commands_are_kept_by_scope_and_language(bot: Bot):
    russian = [BotCommand(command="digest", description="Сводка")]
    await bot.set_my_commands(russian, language_code="ru")
    assert await bot.get_my_commands() == []
    assert len(await bot.get_my_commands(language_code="ru")) == 1
    await bot.delete_my_commands(language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == []


async def test_a_chat_is_described(bot: Bot):
    assert (await bot.get_chat(MARIA)).first_name == "Мария"


async def test_a_bot_is_named_before_it_calls(control: Control):
    named = await control.post(
        "/control/bots", token="77:SECRET", name="Веха", username="vekha_town_bot"
    )
    assert named == {"id": 77, "name": "Веха", "username": "vekha_town_bot", "commands": []}
    _, body = await call(control, "getMe", token="77:SECRET")
    assert body["result"]["username"] == "vekha_town_bot"


async def test_a_slow_call_is_done(bot: Bot, control: Control):
    await control.post("/control/fail", how="slow", seconds=0.05, method="sendMessage")
    await bot.send_message(MARIA, "да")


async def test_stated_entities_are_kept(bot: Bot, control: Control):
    entities = [{"type": "bold", "offset": 0, "length": 4}]
    params = {"chat_id": MARIA, "text": "Срок: https://a.ru", "entities": entities}
    _, body = await call(control, "sendMessage", json=params)
    assert body["result"]["entities"] == [
        *entities,
        {"type": "url", "offset": 6, "length": 12},
    ]


async def test_unknown_addresses_are_not_found(bot: Bot, control: Control):
    assert await call(control, "sendPoll", json={}) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    async with control.session.get(f"/file/bot{TOKEN}/documents/none") as response:
        assert response.status == 404


async def test_a_wrong_token_is_unauthorized(control: Control):
    for token in ("", "42", "0:x", "42:x y"):
        status, body = await call(control, "getMe", token=token)
        assert (status, body["error_code"]) == (401, 401)


@pytest.mark.parametrize(
    ("how", "raised"),
    [
        ({"how": "500"}, TelegramServerError),
        ({"how": "403"}, TelegramForbiddenError),
        ({"how": "429", "retry_after": 17}, TelegramRetryAfter),
        ({"how": "migrate", "migrate_to": -1007}, TelegramMigrateToChat),
        ({"how": "drop"}, TelegramNetworkError),
        ({"how": "400", "description": "Bad Request: SOMETHING_NEW"}, TelegramBadRequest),
    ],
)
async def test_failures_come_as_arranged_and_end(
    bot: Bot, control: Control, how: dict[str, Any], raised: type[Exception]
):
    await control.post("/control/fail", method="sendMessage", chat=MARIA, times=2, **how)
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(raised) as failed:
            await bot.send_message(MARIA, "да")
    assert getattr(failed.value, "retry_after", 17) == 17
    assert getattr(failed.value, "migrate_to_chat_id", -1007) == -1007
    await bot.send_message(MARIA, "да")
    assert [m["text"] for m in await control.chat(MARIA)] == ["/start", "да"]


async def test_a_lost_answer_leaves_the_message(bot: Bot, control: Control):
    await control.post("/control/fail", method="sendMessage", how="lost")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(MARIA, "да")
    assert [m["text"] for m in await control.chat(MARIA)] == ["/start", "да"]


async def test_a_hanging_call_is_left_by_its_caller(bot: Bot, control: Control):
    await control.post("/control/fail", method="sendMessage", how="hang")
    started = time.monotonic()
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(MARIA, "да", request_timeout=1)  # whole seconds only
    assert time.monotonic() - started < 5
    assert len(await control.chat(MARIA)) == 1


async def test_a_gateway_may_answer_with_a_page(bot: Bot, control: Control):
    await control.post("/control/fail", how="502")
    async with control.session.post(f"/bot{TOKEN}/getMe") as response:
        assert response.status == 502 and response.content_type == "text/html"


async def test_arranged_failures_can_be_forgotten(bot: Bot, control: Control):
    await control.post("/control/fail", how="500", times=9)
    await control.post("/control/fail", how="none")
    await bot.get_me()
    assert (
        "how must be" in (await control.post("/control/fail", how="explode", status=400))["error"]
    )


async def test_calls_are_logged(bot: Bot, control: Control):
    last = (await control.get("/control/calls"))["last"]
    await bot.send_message(MARIA, "да")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(5, "да")
    calls = (await control.get("/control/calls", since=last))["calls"]
    assert [(c["method"], c["chat"], c["ok"], c["code"], c["error"]) for c in calls] == [
        ("sendmessage", MARIA, True, 200, None),
        ("sendmessage", 5, False, 400, "Bad Request: chat not found"),
    ]


async def test_commands_are_checked_and_shown(bot: Bot, control: Control):
    await bot.set_my_commands([BotCommand(command="digest", description="Сводка")])
    assert (await control.get("/control/bots"))[0]["commands"] == [
        {"command": "digest", "description": "Сводка"}
    ]
    for command, why in (("Сводка", "BOT_COMMAND_INVALID"), ("a" * 33, "must not exceed 32")):
        with pytest.raises(TelegramBadRequest, match=why):
            await bot.set_my_commands([BotCommand(command=command, description="?")])


async def test_news_of_a_chat_are_waited_for(bot: Bot, control: Control):

    event = (await control.get("/control/chat", user=MARIA))["event"]
    waiting = asyncio.create_task(control.get("/control/chat", user=MARIA, after=event, wait=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await bot.send_message(MARIA, "новость")
    async with asyncio.timeout(5):
        chat = await waiting
    assert chat["event"] > event and chat["messages"][-1]["text"] == "новость"
    assert (await control.get("/control/chat", user=MARIA, after=event, wait=20)) == chat


async def test_control_refuses_what_it_does_not_know(control: Control):
    for path, body, status in (
        ("/control/say", {"user": MARIA, "text": "да"}, 409),  # no bot yet
        ("/control/say", {"user": 5, "text": "да"}, 404),
        ("/control/say", {"user": MARIA, "txt": "да"}, 400),
        ("/control/people", {"id": 9}, 400),
        ("/control/people", {"id": "x", "name": "?"}, 400),
    ):
        assert (await control.post(path, status=status, **body))["error"]
    async with control.session.post("/control/say", data=json.dumps([1])) as response:
        assert response.status == 400


async def test_a_broken_connection_says_nothing(bot: Bot, control: Control):
    await control.post("/control/fail", how="drop")
    with pytest.raises(aiohttp.ClientError):
        await call(control, "getMe")

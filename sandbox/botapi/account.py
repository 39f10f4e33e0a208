"""Methods about the bot itself, its updates, its files and the presses it answers."""

from __future__ import annotations

import re
from typing import Any

from sandbox.botapi.call import Call
from sandbox.botapi.chats import Json, chat_json
from sandbox.botapi.errors import bad_request, conflict
from sandbox.botapi.files import DOWNLOAD_LIMIT
from sandbox.botapi.html import utf16_length
from sandbox.botapi.updates import MAX_BATCH, WEBHOOK_SET
from sandbox.botapi.webhook import Webhook, checked_address

WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
ANSWER_LIMIT = 200
GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256


def get_me(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getme."""
    return {
        **call.bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getchat, for private chats."""
    person, _ = call.bot.reachable(call.get("chat_id"), write=False)
    return {
        **chat_json(person),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


async def get_updates(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates; the timeout passes in real seconds."""
    bot = call.bot
    if bot.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    bot.updates.allow(call.get("allowed_updates"))
    limit = min(max(call.get("limit", MAX_BATCH), 1), MAX_BATCH)
    return await bot.updates.poll(call.get("offset", 0), limit, max(call.get("timeout", 0), 0))


async def set_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setwebhook; plain http is accepted on loopback."""
    url: str = call.get("url", "")
    if not url:
        return await delete_webhook(call)
    checked_address(url)
    secret: str = call.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    bot = call.bot
    bot.updates.allow(call.get("allowed_updates"))
    await _drop_webhook(call)
    bot.updates.terminate(WEBHOOK_SET)
    connections = min(max(call.get("max_connections", 40), 1), 100)
    bot.webhook = Webhook(bot.updates, url, secret, connections, bot.world.clock.hand_out)
    bot.webhook.start()
    return True


async def delete_webhook(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    await _drop_webhook(call)
    return True


def get_webhook_info(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    bot = call.bot
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }
    if bot.updates.allowed():
        info["allowed_updates"] = bot.updates.allowed()
    if bot.webhook is not None:
        info |= {"url": bot.webhook.url, "max_connections": bot.webhook.max_connections}
        if bot.webhook.last_error:
            info |= {
                "last_error_date": bot.world.timestamp(),
                "last_error_message": bot.webhook.last_error,
            }
    return info


def answer_callback_query(call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery: once, in time, 200 characters."""
    if utf16_length(call.get("text", "")) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if (url := call.get("url", "")) and not url.startswith(f"https://t.me/{call.bot.username}?"):
        raise bad_request("URL_INVALID")
    query = call.bot.take_query(str(call.get("callback_query_id")))
    if not query.answer.done():
        query.answer.set_result(dict(call.params))
    return True


def get_file(call: Call) -> Json:
    """https://core.telegram.org/bots/api#getfile: at most 20 MB."""
    stored = call.bot.files.get(call.get("file_id"))
    if len(stored.upload.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**stored.described(), "file_path": stored.path}


def set_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    commands: list[Json] = call.get("commands")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    call.bot.commands[_commands_key(call)] = commands
    call.bot.world.news.tell("bots")
    return True


def get_my_commands(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands."""
    return call.bot.commands.get(_commands_key(call), [])


def delete_my_commands(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    call.bot.commands.pop(_commands_key(call), None)
    return True


async def _drop_webhook(call: Call) -> None:
    bot = call.bot
    webhook, bot.webhook = bot.webhook, None
    if webhook is not None:
        await webhook.stop()
    if call.get("drop_pending_updates"):
        bot.updates.clear()


def _check_command(command: Json) -> None:
    name, description = command["command"].strip().removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION}")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")


def _commands_key(call: Call) -> str:
    scope: Any = call.get("scope") or {"type": "default"}
    return f"{sorted(scope.items())}:{call.get('language_code', '')}"

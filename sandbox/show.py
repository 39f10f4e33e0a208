"""The sandbox's state as JSON for the control interface and its page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sandbox.botapi.bot import Bot
from sandbox.botapi.chats import Chat, Message
from sandbox.botapi.markup import inline_only
from sandbox.letters import Letter
from sandbox.people import Person

Json = dict[str, Any]

EMPTY_CHAT: Json = {
    "event": 0,
    "bot": None,
    "opened": False,
    "blocked": False,
    "keyboard": [],
    "messages": [],
}


def moment(timestamp: int, like: datetime) -> str:
    """Unix seconds as an ISO instant in the zone of another moment."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(like.tzinfo).isoformat()


def shown_message(bot: Bot, message: Message) -> Json:
    """A message as a person sees it."""
    json, now = message.json, bot.world.clock.now
    edited = json.get("edit_date")
    replied = json.get("reply_to_message")
    return {
        "id": message.id,
        "from": "bot" if message.outgoing else "user",
        "date": moment(json["date"], now),
        "edited": moment(edited, now) if edited else None,
        "silent": message.silent,
        "text": json.get("text", json.get("caption", "")),
        "entities": json.get("entities", json.get("caption_entities", [])),
        "buttons": [
            [_shown_button(button) for button in row]
            for row in (inline_only(message.markup) or {}).get("inline_keyboard", [])
        ],
        "files": [_shown_file(bot, stored) for stored in message.files],
        "reply_to": replied["message_id"] if replied else None,
        "album": json.get("media_group_id"),
    }


def shown_chat(bot: Bot, chat: Chat) -> Json:
    """A chat: its messages in order, the reply keyboard, and whether the bot is blocked."""
    rows = (chat.keyboard or {}).get("keyboard", [])
    return {
        "event": bot.world.news.last(("chat", chat.person_id)),
        "bot": bot.id,
        "opened": chat.opened,
        "blocked": chat.blocked,
        "keyboard": [[button["text"] for button in row] for row in rows],
        "messages": [shown_message(bot, message) for message in chat.messages.values()],
    }


def shown_letter(letter: Letter) -> Json:
    """A letter with its bodies, its headers, and the addresses of its files."""
    base = f"/control/mail/{letter.id}"
    return {
        "id": letter.id,
        "from": letter.sender,
        "to": list(letter.recipients),
        "subject": letter.subject,
        "received_at": letter.received_at.isoformat(),
        "headers": [list(header) for header in letter.headers()],
        "text": letter.text,
        "html": letter.html,
        "html_url": f"{base}/html" if letter.html is not None else None,
        "raw_url": f"{base}/raw",
        "attachments": [
            part.described(f"{base}/part/{number}") for number, part in enumerate(letter.parts)
        ],
    }


def shown_person(person: Person, **facts: Any) -> Json:
    """A person and further facts."""
    return {**asdict(person), **facts}


def shown_bot(bot: Bot) -> Json:
    """A bot without its token."""
    return {
        "id": bot.id,
        "name": bot.name,
        "username": bot.username,
        "commands": next(iter(bot.commands.values()), []),
    }


def _shown_button(button: Json) -> Json:
    return {
        "text": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "copy": button.get("copy_text", {}).get("text"),
    }


def _shown_file(bot: Bot, stored: Any) -> Json:
    return {
        "name": stored.upload.name,
        "kind": stored.kind,
        "type": stored.upload.mime,
        "size": len(stored.upload.content),
        "file_id": stored.file_id,
        "url": f"/control/files/{bot.id}/{stored.file_id}",
    }

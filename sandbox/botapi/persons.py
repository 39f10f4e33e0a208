"""What a person can do in a chat with a bot: write, send a file, press, block.

Every act becomes the update Telegram would send.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from sandbox.botapi.bot import Bot
from sandbox.botapi.chats import Chat, Json, Message, chat_json, user_json
from sandbox.botapi.files import Upload
from sandbox.botapi.markup import find_button
from sandbox.botapi.send import document_json, photo_json
from sandbox.botapi.text import found_entities
from sandbox.people import Person


class ActError(Exception):
    """The person cannot do that; `why` is one sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Pressed:
    """What came of a press: whether the bot answered in time, its text, or a link to open."""

    answered: bool = False
    answer: str | None = None
    alert: bool = False
    url: str | None = None


def say(bot: Bot, person: Person, text: str, reply_to: int | None = None) -> int:
    """The person writes; returns the message id. /start opens the chat anew after a block."""
    chat = bot.chat(person.id)
    if chat.blocked and text.split(maxsplit=1)[:1] == ["/start"]:
        unblock(bot, person)
    content: Json = {"text": text}
    if entities := found_entities(text, []):
        content["entities"] = entities
    return _write(bot, person, content, reply_to).id


def edit(bot: Bot, person: Person, message_id: int, text: str) -> None:
    """The person changes the text of a message of theirs."""
    message = bot.chat(person.id).messages.get(message_id)
    if message is None or message.outgoing or "text" not in message.json or not text.strip():
        raise ActError("only one's own texts can be edited, and not into nothing")
    edited: Json = {"text": text, "edit_date": bot.world.timestamp()}
    if entities := found_entities(text, []):
        edited["entities"] = entities
    kept = {key: value for key, value in message.json.items() if key != "entities"}
    message.json = kept | edited
    bot.updates.add("edited_message", dict(message.json))
    bot.changed(person.id)


def send_file(
    bot: Bot,
    person: Person,
    upload: Upload,
    *,
    as_photo: bool,
    caption: str | None = None,
    reply_to: int | None = None,
    album: str | None = None,
) -> int:
    """The person sends a document or a photo; returns the message id.

    Those of one `album` come as messages with the same media_group_id.
    """
    if as_photo:
        sizes = bot.files.add_photo(upload)
        content: Json = {"photo": photo_json(sizes)}
        stored = sizes[-1]
    else:
        stored = bot.files.add_document(upload)
        content = {"document": document_json(stored)}
    if caption:
        content["caption"] = caption
    if album:
        content["media_group_id"] = album
    message = _write(bot, person, content, reply_to)
    message.files = (stored,)
    bot.changed(person.id)
    return message.id


async def press(
    bot: Bot,
    person: Person,
    message_id: int | None,
    *,
    data: str | None = None,
    text: str | None = None,
    seconds: float = 5.0,
) -> Pressed:
    """The person presses a button, found by its data or text, of a message as it stands now.

    Without such an inline button, `text` may be a button of the reply keyboard: then it is said.
    Waits for the bot's answer at most that many real seconds.
    """
    chat = bot.chat(person.id)
    message = chat.messages.get(message_id) if message_id is not None else None
    button = find_button(message.markup, data=data, text=text) if message else None
    if message is None or button is None:
        return _press_keyboard(bot, person, chat, text)
    if "callback_data" not in button:
        return Pressed(url=button.get("url"))
    _refuse_blocked(chat)
    query_id, query = bot.new_query(person.id)
    bot.updates.add(
        "callback_query",
        {
            "id": query_id,
            "from": user_json(person),
            "message": dict(message.json),
            "chat_instance": str(bot.id + person.id),
            "data": button["callback_data"],
        },
    )
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            answer = await asyncio.shield(query.answer)
            return Pressed(
                answered=True,
                answer=answer.get("text"),
                alert=bool(answer.get("show_alert")),
                url=answer.get("url"),
            )
    return Pressed()


def block(bot: Bot, person: Person) -> None:
    """The person blocks the bot."""
    _set_blocked(bot, person, blocked=True)


def unblock(bot: Bot, person: Person) -> None:
    """The person lets the bot write again."""
    _set_blocked(bot, person, blocked=False)


def _write(bot: Bot, person: Person, content: Json, reply_to: int | None) -> Message:
    chat = bot.chat(person.id)
    _refuse_blocked(chat)
    if reply_to is not None:
        replied = chat.messages.get(reply_to)
        if replied is None:
            raise ActError(f"there is no message {reply_to} in this chat")
        content["reply_to_message"] = replied.quoted()
    chat.opened = True
    message = bot.post(person, user_json(person), content, outgoing=False)
    bot.updates.add("message", dict(message.json))
    return message


def _press_keyboard(bot: Bot, person: Person, chat: Chat, text: str | None) -> Pressed:
    rows = (chat.keyboard or {}).get("keyboard", [])
    if text is None or not any(button["text"] == text for row in rows for button in row):
        raise ActError("there is no such button")
    say(bot, person, text)
    if (chat.keyboard or {}).get("one_time_keyboard"):
        chat.keyboard = None
    return Pressed()


def _refuse_blocked(chat: Chat) -> None:
    if chat.blocked:
        raise ActError("this person has blocked the bot")


def _set_blocked(bot: Bot, person: Person, *, blocked: bool) -> None:
    """Change the state and tell the bot by my_chat_member, as Telegram does."""
    chat = bot.chat(person.id)
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    banned: Json = {"status": "kicked", "user": bot.user(), "until_date": 0}
    member: Json = {"status": "member", "user": bot.user()}
    bot.updates.add(
        "my_chat_member",
        {
            "chat": chat_json(person),
            "from": user_json(person),
            "date": bot.world.timestamp(),
            "old_chat_member": member if blocked else banned,
            "new_chat_member": banned if blocked else member,
        },
    )
    bot.changed(person.id)

"""Methods that change what was sent: the edits and deleteMessage."""

from __future__ import annotations

from sandbox.botapi.call import Call
from sandbox.botapi.chats import Chat, Json, Message
from sandbox.botapi.errors import bad_request
from sandbox.botapi.markup import checked_markup
from sandbox.botapi.text import caption_text, message_text

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext; no reply_markup removes the buttons."""
    text, entities = message_text(call.get("text"), call.get("parse_mode"), call.get("entities"))
    chat, message = _editable(call)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    changed: Json = {"text": text, "entities": entities}
    changed["link_preview_options"] = call.get("link_preview_options")
    return _edit(call, chat, message, changed)


def edit_message_caption(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    caption, entities = caption_text(
        call.get("caption"), call.get("parse_mode"), call.get("caption_entities")
    )
    chat, message = _editable(call)
    if "text" in message.json:
        raise bad_request("there is no caption in the message to edit")
    changed: Json = {"caption": caption, "caption_entities": entities}
    changed["show_caption_above_media"] = call.get("show_caption_above_media")
    return _edit(call, chat, message, changed)


def edit_message_reply_markup(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    chat, message = _editable(call)
    return _edit(call, chat, message, {})


def delete_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage: any message younger than 48 hours."""
    _, chat = call.bot.reachable(call.get("chat_id"), write=False)
    call.bot.forget(chat, call.get("message_id"))
    return True


def _editable(call: Call) -> tuple[Chat, Message]:
    """The bot's own message that is to be edited."""
    if call.get("chat_id") is None:
        raise bad_request("chat_id is empty")
    if call.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    _, chat = call.bot.reachable(call.get("chat_id"), write=False)
    message = chat.find(call.get("message_id"), "message to edit")
    if not message.outgoing or (message.markup and "inline_keyboard" not in message.markup):
        raise bad_request("message can't be edited")
    return chat, message


def _edit(call: Call, chat: Chat, message: Message, changed: Json) -> Json:
    """Apply the changes (empty values remove a field), or refuse if nothing would change."""
    markup = checked_markup(call.get("reply_markup"), only_inline=True)
    changed["reply_markup"] = markup
    if all((message.json.get(key) or None) == (value or None) for key, value in changed.items()):
        raise bad_request(NOT_MODIFIED)
    for key, value in changed.items():
        if value:
            message.json[key] = value
        else:
            message.json.pop(key, None)
    message.json["edit_date"] = call.bot.world.timestamp()
    message.markup = markup
    call.bot.changed(chat.person_id)
    return message.json

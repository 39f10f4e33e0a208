"""Methods that send: sendMessage, sendPhoto, sendDocument, sendMediaGroup, sendChatAction."""

from __future__ import annotations

from typing import Any

from sandbox.botapi.bot import Bot
from sandbox.botapi.call import Call
from sandbox.botapi.chats import Chat, Json
from sandbox.botapi.errors import bad_request, not_imitated
from sandbox.botapi.files import StoredFile
from sandbox.botapi.markup import Markup, checked_markup, inline_only
from sandbox.botapi.text import caption_text, message_text

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ALBUM_LIMIT = 10


def send_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    text, entities = message_text(call.get("text"), call.get("parse_mode"), call.get("entities"))
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if options := call.get("link_preview_options"):
        content["link_preview_options"] = options
    return _send(call, [(content, ())])[0]


def send_document(call: Call) -> Json:
    """https://core.telegram.org/bots/api#senddocument."""
    content, files = _document(call, "document", call.get("document"))
    return _send(call, [(content | _caption(call.params), files)])[0]


def send_photo(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendphoto."""
    content, files = _photo(call, "photo", call.get("photo"))
    return _send(call, [(content | _caption(call.params), files)])[0]


def send_media_group(call: Call) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup; photos or documents, not mixed."""
    media: list[Json] = call.get("media")
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    kinds = {item["type"] for item in media}
    if len(kinds) > 1 and "document" in kinds:
        raise bad_request("document can't be mixed with other media types")
    album = [_album_item(call, item) for item in media]
    return _send(call, album, group=True)


def send_chat_action(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction: checked, shown to nobody."""
    if call.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.bot.reachable(call.get("chat_id"))
    return True


def document_json(stored: StoredFile) -> Json:
    """A file as https://core.telegram.org/bots/api#document."""
    names = {"file_name": stored.upload.name, "mime_type": stored.upload.mime}
    return {**names, **stored.described()}


def photo_json(sizes: list[StoredFile]) -> list[Json]:
    """A photo as the list of its https://core.telegram.org/bots/api#photosize."""
    return [{**size.described(), "width": size.width, "height": size.height} for size in sizes]


def _send(
    call: Call, contents: list[tuple[Json, tuple[StoredFile, ...]]], *, group: bool = False
) -> list[Json]:
    """Check the rest of the request, spend the limits and put the messages into the chat."""
    bot = call.bot
    markup = checked_markup(call.get("reply_markup"))
    person, chat = bot.reachable(call.get("chat_id"))
    common = _common(call, chat, markup)
    if bot.world.limits:
        bot.flood.spend(person.id, bot.world.clock.now, len(contents))
    if group:
        common["media_group_id"] = f"{bot.world.news.number + 1:013}"
    sent = []
    for content, files in contents:
        message = bot.post(
            person, bot.user(), content | common, outgoing=True, markup=markup, files=files
        )
        message.silent = bool(call.get("disable_notification"))
        sent.append(message.json)
    return sent


def _common(call: Call, chat: Chat, markup: Markup | None) -> Json:
    """The fields every kind of message shares."""
    common: Json = {}
    if (replied := _replied(call, chat)) is not None:
        common["reply_to_message"] = replied
    if (inline := inline_only(markup)) is not None:
        common["reply_markup"] = inline
    if call.get("protect_content"):
        common["has_protected_content"] = True
    return common


def _replied(call: Call, chat: Chat) -> Json | None:
    parameters: Json = call.get("reply_parameters") or {}
    message_id = parameters.get("message_id", call.get("reply_to_message_id"))
    if message_id is None:
        return None
    for field in ("quote", "quote_entities", "checklist_task_id", "poll_option_id"):
        if parameters.get(field):
            raise not_imitated(f"reply_parameters.{field}")
    if str(parameters.get("chat_id", chat.person_id)) != str(chat.person_id):
        raise not_imitated("replies to another chat")
    message = chat.messages.get(int(message_id))
    if message is not None:
        return message.quoted()
    lenient = parameters.get("allow_sending_without_reply")
    if lenient or call.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _caption(params: Json) -> Json:
    caption, entities = caption_text(
        params.get("caption"), params.get("parse_mode"), params.get("caption_entities")
    )
    content: Json = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    if params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _document(call: Call, field: str, value: Any) -> tuple[Json, tuple[StoredFile, ...]]:
    upload = call.upload(field, value)
    if upload is not None:
        stored = call.bot.files.add_document(upload)
    else:
        stored = _known(call.bot, value, "document")
    return {"document": document_json(stored)}, (stored,)


def _photo(call: Call, field: str, value: Any) -> tuple[Json, tuple[StoredFile, ...]]:
    upload = call.upload(field, value)
    if upload is not None:
        sizes = call.bot.files.add_photo(upload)
    else:
        sizes = call.bot.files.photo_sizes(_known(call.bot, value, "photo").file_id)
    return {"photo": photo_json(sizes)}, (sizes[-1],)


def _known(bot: Bot, value: Any, kind: str) -> StoredFile:
    """A file sent before, by its file_id."""
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        raise not_imitated("files by address")
    if not isinstance(value, str) or value.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    stored = bot.files.find(value)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if stored.kind != kind:
        raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
    return stored


def _album_item(call: Call, item: Json) -> tuple[Json, tuple[StoredFile, ...]]:
    match item["type"]:
        case "document":
            content, files = _document(call, item["media"], item["media"])
        case "photo":
            content, files = _photo(call, item["media"], item["media"])
        case kind:
            raise not_imitated(f"media of type {kind}")
    return content | _caption(item), files

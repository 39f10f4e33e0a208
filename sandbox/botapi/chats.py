"""Private chats: their messages as the Bot API shows them, and what may be done in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.botapi.errors import bad_request
from sandbox.botapi.files import StoredFile
from sandbox.botapi.markup import Markup
from sandbox.people import Person

Json = dict[str, Any]


@dataclass(eq=False)
class Message:
    """One message: `json` as the bot sees it, who sent it, the files it shows, and whether it came
    without a sound."""

    json: Json
    outgoing: bool
    markup: Markup | None = None
    files: tuple[StoredFile, ...] = ()
    silent: bool = False

    @property
    def id(self) -> int:
        """message_id."""
        return int(self.json["message_id"])

    def quoted(self) -> Json:
        """The message as it is shown inside a reply: without its own reply."""
        return {key: value for key, value in self.json.items() if key != "reply_to_message"}


@dataclass(eq=False)
class Chat:
    """A bot's private chat with a person.

    `opened`: the person has written first; `blocked`: the bot may not write any more;
    `keyboard`: the reply keyboard now shown under the input field; `from_bot`: how many messages
    the bot has sent here.
    """

    person_id: int
    opened: bool = False
    blocked: bool = False
    keyboard: Markup | None = None
    from_bot: int = 0
    messages: dict[int, Message] = field(default_factory=dict)

    def put(self, message: Message) -> None:
        """Append a message and apply its reply keyboard."""
        self.messages[message.id] = message
        self.from_bot += message.outgoing
        markup = message.markup or {}
        if "keyboard" in markup:
            self.keyboard = markup
        elif markup.get("remove_keyboard"):
            self.keyboard = None

    def find(self, message_id: int, what: str) -> Message:
        """The message, or ApiError "<what> not found"."""
        message = self.messages.get(message_id)
        if message is None:
            raise bad_request(f"{what} not found")
        return message


def user_json(person: Person) -> Json:
    """A person as https://core.telegram.org/bots/api#user."""
    user: Json = {"id": person.id, "is_bot": False, "first_name": person.name}
    if person.username:
        user["username"] = person.username
    return {**user, "language_code": "ru"}


def chat_json(person: Person) -> Json:
    """A person's private chat as https://core.telegram.org/bots/api#chat."""
    chat: Json = {"id": person.id, "first_name": person.name, "type": "private"}
    if person.username:
        chat["username"] = person.username
    return chat

"""One bot: its account, chats, files, updates and pending presses."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.botapi.chats import Chat, Json, Message, chat_json
from sandbox.botapi.errors import bad_request, forbidden
from sandbox.botapi.files import FileStore
from sandbox.botapi.limits import FloodLimits
from sandbox.botapi.updates import UpdateQueue
from sandbox.botapi.webhook import Webhook
from sandbox.people import Person
from sandbox.world import World

QUERY_LIFETIME = timedelta(minutes=10)  # Telegram states none; see docs/sandbox.md
QUERIES_KEPT = 10_000
DELETABLE = timedelta(hours=48)  # https://core.telegram.org/bots/api#deletemessage


@dataclass(eq=False)
class CallbackQuery:
    """A press waiting for answerCallbackQuery; `answer` gets its parameters."""

    person_id: int
    created: datetime
    answer: asyncio.Future[Json]


@dataclass(eq=False)
class Bot:
    """The state of one bot, known by its token."""

    token: str
    world: World
    username: str = ""
    name: str = "Bot"
    commands: dict[str, list[Json]] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    flood: FloodLimits = field(default_factory=FloodLimits)
    webhook: Webhook | None = None

    def __post_init__(self) -> None:
        self.username = self.username or f"sandbox_{self.id}_bot"
        self.updates = UpdateQueue(
            self.world.first_id, self.world.clock.hand_out, self.world.clock.acknowledged
        )
        self._next_message_id = self.world.first_id
        self._next_query_id = self.world.first_id
        self._queries: OrderedDict[str, CallbackQuery] = OrderedDict()

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    def user(self) -> Json:
        """The bot as a User."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def outstanding(self) -> str | None:
        """What was not yet taken or acknowledged by a living bot, in words; None if nothing."""
        if len(self.updates) and (self.updates.alive or self.webhook is not None):
            return f"{len(self.updates)} updates not confirmed by bot {self.id}"
        return None

    def chat(self, person_id: int) -> Chat:
        """The chat with a person, made if there was none."""
        return self.chats.setdefault(person_id, Chat(person_id))

    def reachable(self, chat_id: Any, *, write: bool = True) -> tuple[Person, Chat]:
        """The person and chat of a chat_id, or ApiError where Telegram lets no bot in."""
        person = self.world.people.find(chat_id) if isinstance(chat_id, int) else None
        if person is None:
            raise bad_request("chat not found")
        chat = self.chat(person.id)
        if not person.active:
            raise forbidden("user is deactivated")
        if not chat.opened:
            raise forbidden("bot can't initiate conversation with a user")
        if write and chat.blocked:
            raise forbidden("bot was blocked by the user")
        return person, chat

    def post(self, person: Person, message_from: Json, content: Json, **rest: Any) -> Message:
        """Put a message into the chat; `rest` are the other fields of Message."""
        json = {
            "message_id": self._next_message_id,
            "from": message_from,
            "chat": chat_json(person),
            "date": self.world.timestamp(),
            **content,
        }
        self._next_message_id += 1
        message = Message(json, **rest)
        self.chat(person.id).put(message)
        self.changed(person.id)
        return message

    def changed(self, person_id: int) -> None:
        """Tell whoever watches this person's chat."""
        self.world.news.tell(("chat", person_id))

    def new_query(self, person_id: int) -> tuple[str, CallbackQuery]:
        """A press: its callback query id and where the answer will come."""
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        query = CallbackQuery(person_id, self.world.clock.now, answer)
        query_id = str((self.id << 24) + self._next_query_id)
        self._next_query_id += 1
        self._queries[query_id] = query
        if len(self._queries) > QUERIES_KEPT:
            self._queries.popitem(last=False)
        return query_id, query

    def take_query(self, query_id: str) -> CallbackQuery:
        """The press with this id, once, while it is not too old; else ApiError."""
        query = self._queries.pop(query_id, None)
        if query is None or self.world.clock.now - query.created > QUERY_LIFETIME:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        return query

    def forget(self, chat: Chat, message_id: int) -> None:
        """Delete a message for everyone, or ApiError."""
        message = chat.find(message_id, "message to delete")
        age = self.world.timestamp() - message.json["date"]
        if age > DELETABLE.total_seconds():
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[message_id]
        self.changed(chat.person_id)

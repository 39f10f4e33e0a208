"""Telegram against a Bot API that judges like the real one: what arrives, what failures mean."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod

from channels.bot_api import SendText, Sent, make_bot
from channels.message import (
    Button,
    ChannelDown,
    Delivered,
    Envelope,
    Fault,
    Message,
    Moved,
    Outcome,
    Refused,
    TryLater,
)
from channels.telegram import TEXT_LIMIT, TelegramCarrier, TelegramFiles, parts
from sandbox.botapi.html import parse_html, utf16_length
from services.evidence import FileGone
from tests.channels.conftest import MARIA, OLGA, TOKEN, FarEnd, to_chat


def kind(outcome: Outcome) -> object:
    """The outcome without the far end's words."""
    match outcome:
        case TryLater(_, after, lane):
            return "later", after, lane
        case Refused(_, fault):
            return fault
        case ChannelDown():
            return "down"
        case _:
            return outcome


async def test_a_message_arrives_as_it_was_worded(
    far_end: FarEnd, telegram: TelegramCarrier
) -> None:
    outcome = await telegram.deliver(
        to_chat("<b>Срок</b> &lt;завтра&gt; &amp; «послезавтра»", hint="Нажмите кнопку")
    )
    assert isinstance(outcome, Delivered)
    assert await far_end.texts() == ["Срок <завтра> & «послезавтра»\n\nНажмите кнопку"]


async def test_buttons_and_the_keyboard_arrive(far_end: FarEnd, telegram: TelegramCarrier) -> None:
    buttons = ((Button("1. Выполнено", "d:1:2"), Button("Ещё", "c:1:2")),)
    first = await telegram.deliver(to_chat(buttons=buttons))
    await telegram.deliver(to_chat("меню", menu=(("Мои мероприятия",), ("Помощь",))))
    assert isinstance(first, Delivered)
    shown = (await far_end.messages())[0]
    assert str(shown["id"]) == first.external_id
    assert [[(b["text"], b["data"]) for b in line] for line in shown["buttons"]] == [
        [("1. Выполнено", "d:1:2"), ("Ещё", "c:1:2")]
    ]
    keyboard = (await far_end.get("chat", user=MARIA))["keyboard"]
    assert keyboard == [["Мои мероприятия"], ["Помощь"]]


async def test_a_quiet_message_makes_no_sound(far_end: FarEnd, telegram: TelegramCarrier) -> None:
    await telegram.deliver(to_chat("ночью", quiet=True))
    await telegram.deliver(to_chat("днём"))
    assert [shown["silent"] for shown in await far_end.messages()] == [True, False]


async def test_an_edit_changes_what_is_there(far_end: FarEnd, telegram: TelegramCarrier) -> None:
    first = await telegram.deliver(to_chat("старое"))
    assert isinstance(first, Delivered)
    assert await telegram.deliver(to_chat("новое", edits=first.external_id)) == first
    assert await telegram.deliver(to_chat("новое", edits=first.external_id)) == first
    assert await far_end.texts() == ["новое"]


async def test_an_edit_of_nothing_blames_the_message_only(telegram: TelegramCarrier) -> None:
    assert kind(await telegram.deliver(to_chat("новое", edits="9999"))) is Fault.MESSAGE


@pytest.mark.parametrize(
    ("how", "more", "meaning"),
    [
        ("403", {}, Fault.ADDRESS),
        ("400", {"description": "Bad Request: chat not found"}, Fault.ADDRESS),
        ("400", {"description": "Bad Request: group chat was deactivated"}, Fault.ADDRESS),
        ("400", {"description": "Bad Request: can't parse entities"}, Fault.MESSAGE),
        ("401", {}, "down"),
        ("404", {"description": "Not Found"}, "down"),
        ("429", {"retry_after": 13}, ("later", timedelta(seconds=13), True)),
        ("500", {}, ("later", None, False)),
        ("502", {}, ("later", None, False)),
        ("drop", {}, ("later", None, False)),
        ("lost", {}, ("later", None, False)),
        ("migrate", {"migrate_to": -100500}, Moved("-100500")),
    ],
)
async def test_what_a_failure_means(
    far_end: FarEnd, telegram: TelegramCarrier, how: str, more: dict[str, object], meaning: object
) -> None:
    await far_end.post("fail", how=how, method="sendMessage", **more)
    assert kind(await telegram.deliver(to_chat())) == meaning
    assert isinstance(await telegram.deliver(to_chat("после")), Delivered)


@pytest.mark.parametrize("how", ["403", "429", "500", "drop"])
async def test_an_edit_fails_in_the_same_ways(
    far_end: FarEnd, telegram: TelegramCarrier, how: str
) -> None:
    first = await telegram.deliver(to_chat("старое"))
    assert isinstance(first, Delivered)
    for method in ("sendMessage", "editMessageText"):
        await far_end.post("fail", how=how, method=method)
    sent = await telegram.deliver(to_chat())
    edited = await telegram.deliver(to_chat("новое", edits=first.external_id))
    assert kind(sent) == kind(edited)


async def test_a_blocked_bot_loses_the_address(far_end: FarEnd, telegram: TelegramCarrier) -> None:
    await far_end.post("block", user=MARIA)
    assert kind(await telegram.deliver(to_chat())) is Fault.ADDRESS


async def test_a_stranger_who_never_wrote_has_no_address(telegram: TelegramCarrier) -> None:
    assert kind(await telegram.deliver(to_chat(chat=OLGA))) is Fault.ADDRESS


async def test_nobody_at_the_other_end_is_waited_out() -> None:
    carrier = TelegramCarrier(make_bot(TOKEN, api_url="http://127.0.0.1:9"))
    assert kind(await carrier.deliver(to_chat())) == ("later", None, False)
    await carrier.close()


async def test_a_dead_proxy_is_waited_out() -> None:
    bot = make_bot(TOKEN, api_url="http://127.0.0.1:9", proxy="socks5://127.0.0.1:9")
    carrier = TelegramCarrier(bot)
    assert kind(await carrier.deliver(to_chat())) == ("later", None, False)
    await carrier.close()


async def test_broken_mark_up_is_the_messages_fault(telegram: TelegramCarrier) -> None:
    assert kind(await telegram.deliver(to_chat("<b>не закрыто"))) is Fault.MESSAGE
    assert kind(await telegram.deliver(to_chat("   "))) is Fault.MESSAGE


PARAGRAPH = "<b>{n}.</b> Подготовить &lt;приказ&gt; о чём-то довольно важном, но не коротком"
LONG = "\n\n".join(PARAGRAPH.format(n=n) for n in range(150))


async def test_a_long_text_arrives_whole_in_several_messages(
    far_end: FarEnd, telegram: TelegramCarrier
) -> None:
    outcome = await telegram.deliver(to_chat(LONG, buttons=((Button("Да", "d:1:2"),),)))
    assert isinstance(outcome, Delivered)
    assert outcome.calls == len(await far_end.texts()) > 1
    assert "\n\n".join(await far_end.texts()) == Message(LONG).plain


async def test_a_long_text_does_not_begin_anew_when_its_end_must_wait(
    far_end: FarEnd, telegram: TelegramCarrier
) -> None:
    await far_end.post("limits", on=True)  # one a second to a chat, and the clock stands still
    for _ in range(3):
        await telegram.deliver(to_chat(LONG))
        await far_end.post("clock", by=1)
    assert len(await far_end.texts()) == len(set(await far_end.texts()))


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "х" * 10_000,
        "&lt;" * 5_000,
        "<b>" + "х" * 5_000 + "</b>",
        "а\n\n" * 4_000,
        pytest.param("😀" * 3_000),
        "коротко",
        "х" * TEXT_LIMIT,
    ],
)
def test_every_part_is_valid_and_together_they_are_the_whole(text: str) -> None:
    made = parts(Message(text))
    plain = []
    for part in made:
        plain.append(parse_html(part)[0])
        assert 0 < utf16_length(plain[-1]) <= TEXT_LIMIT
    squeezed = "".join("".join(plain).split())
    assert squeezed == "".join(Message(text).plain.split())


async def test_files_are_fetched(far_end: FarEnd) -> None:
    file_id = await far_end.send_file("Приказ.pdf", b"%PDF-1.4")
    bot = make_bot(TOKEN, api_url=far_end.url)
    files = TelegramFiles(bot, FileGone)
    assert await files.fetch(file_id) == b"%PDF-1.4"
    for how in ("500", "drop"):
        await far_end.post("fail", how=how, method="getFile")
        with pytest.raises(OSError):
            await files.fetch(file_id)
    with pytest.raises(FileGone):
        await files.fetch("nonsense")
    await bot.session.close()


@pytest.mark.parametrize("how", ["500", "drop"])
async def test_a_download_that_breaks_may_pass_another_time(far_end: FarEnd, how: str) -> None:
    file_id = await far_end.send_file("Приказ.pdf", b"%PDF-1.4")
    bot = make_bot(TOKEN, api_url=far_end.url)
    await far_end.post("fail", how=how, method="download", times=3)
    try:
        with pytest.raises(OSError):
            await TelegramFiles(bot, FileGone).fetch(file_id)
    finally:
        await bot.session.close()


async def test_a_forums_topic_is_written_to() -> None:
    written = Written()
    telegram = TelegramCarrier(Bot("42:token", written))
    await telegram.deliver(Envelope(1, "-100500/17", Message("to a topic")))
    await telegram.deliver(Envelope(2, "-100500", Message("to the group")))
    first, second = written.calls
    assert isinstance(first, SendText)
    assert isinstance(second, SendText)
    assert (first.chat_id, first.message_thread_id) == (-100500, 17)
    assert (second.chat_id, second.message_thread_id) == (-100500, None)


class Written(BaseSession):
    """Every text arrives and is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        """It has arrived."""
        self.calls.append(method)
        return Sent(message_id=len(self.calls))

    async def stream_content(self, *args: Any, **more: Any) -> AsyncGenerator[bytes, None]:
        """Nothing is ever downloaded."""
        yield b""

    async def close(self) -> None:
        """Nothing to close."""

"""Sending and editing: what a bot gets back, and what it is refused as by Telegram."""

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.sandbox.conftest import MARIA, OLGA, Control


def buttons(*data: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=f"кнопка {one}", callback_data=one) for one in data]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_html_becomes_text_and_entities(bot: Bot):
    sent = await bot.send_message(
        MARIA,
        '<b>Срок</b> &lt;завтра&gt; 😀 <a href="https://x.test/a?b=1&amp;c=2">план</a>',
        parse_mode="HTML",
    )
    assert sent.text == "Срок <завтра> 😀 план"
    bold, link = sent.entities or []
    assert (bold.type, bold.offset, bold.length) == ("bold", 0, 4)
    assert (link.type, link.offset, link.length) == ("text_link", 17, 4)
    assert link.url == "https://x.test/a?b=1&c=2"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>да", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>да</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("да</b>", "Unexpected end tag at byte offset 4"),
        ("<q>да</q>", 'Unsupported start tag "q" at byte offset 0'),
        ("2 < 3 и <b>", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>да</b", "Unclosed end tag at byte offset 7"),
        ("<span>да</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x,y>да</a>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji>да</tg-emoji>", "Invalid custom emoji identifier specified"),
        ('<a href="x"/>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
async def test_broken_html_is_refused(bot: Bot, html: str, why: str):
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(MARIA, html, parse_mode="HTML")
    assert refused.value.message == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("я" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        (" \n ", "text must be non-empty"),
        ("<b></b>", "text must be non-empty"),
    ],
)
async def test_texts_of_wrong_length_are_refused(bot: Bot, text: str, why: str):
    with pytest.raises(TelegramBadRequest, match=why):
        await bot.send_message(MARIA, text, parse_mode="HTML")


async def test_length_is_counted_after_the_markup(bot: Bot):
    sent = await bot.send_message(MARIA, f"<b>{'я' * 4096}</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        (buttons("я" * 33), "BUTTON_DATA_INVALID"),
        (buttons(""), "Text buttons are unallowed in the inline keyboard"),
        (
            InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="?", url="http://localhost")]]
            ),
            "URL 'http://localhost' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_wrong_buttons_are_refused(bot: Bot, markup: InlineKeyboardMarkup, why: str):
    with pytest.raises(TelegramBadRequest, match=why):
        await bot.send_message(MARIA, "выберите", reply_markup=markup)


async def test_sixty_four_bytes_of_callback_data_pass(bot: Bot):
    sent = await bot.send_message(MARIA, "выберите", reply_markup=buttons("я" * 32))
    assert sent.reply_markup
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "я" * 32


async def test_nobody_is_written_to_first(bot: Bot, control: Control):
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(OLGA, "здравствуйте")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(31337, "здравствуйте")
    await control.post("/control/block", user=MARIA)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(MARIA, "здравствуйте")
    await control.post("/control/unblock", user=MARIA)
    await bot.send_message(MARIA, "здравствуйте")
    await control.post("/control/people", id=MARIA, active=False)
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await bot.send_message(MARIA, "здравствуйте")


async def test_an_edit_must_change_something(bot: Bot, control: Control):
    sent = await bot.send_message(
        MARIA, "<b>было</b>", parse_mode="HTML", reply_markup=buttons("a")
    )
    place = {"chat_id": MARIA, "message_id": sent.message_id}
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text(
            "<b>было</b>", parse_mode="HTML", reply_markup=buttons("a"), **place
        )
    edited = await bot.edit_message_text("<b>было</b>", parse_mode="HTML", **place)
    assert edited.reply_markup is None
    await bot.edit_message_reply_markup(reply_markup=buttons("b"), **place)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(reply_markup=buttons("b"), **place)
    await control.by(5)
    edited = await bot.edit_message_text("стало", **place)
    assert edited.edit_date and edited.date.timestamp() + 5 == edited.edit_date
    assert [message["text"] for message in await control.chat(MARIA)] == ["/start", "стало"]


async def test_only_own_existing_texts_are_edited(bot: Bot, control: Control):
    said = await control.say(MARIA, "моё")
    for message_id, why in ((said, "message can't be edited"), (77, "message to edit not found")):
        with pytest.raises(TelegramBadRequest, match=why):
            await bot.edit_message_text("чужое", chat_id=MARIA, message_id=message_id)
    sent = await bot.send_message(MARIA, "текст")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=MARIA, message_id=sent.message_id, caption="подпись")


async def test_a_message_is_deleted_within_two_days(bot: Bot, control: Control):
    first = await bot.send_message(MARIA, "раз")
    await bot.delete_message(MARIA, first.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(MARIA, first.message_id)
    await control.by(1)
    second = await bot.send_message(MARIA, "два")
    await control.by(49 * 3600)
    with pytest.raises(TelegramBadRequest, match="can't be deleted"):
        await bot.delete_message(MARIA, second.message_id)


async def test_replies_quote_what_they_answer(bot: Bot, control: Control):
    said = await control.say(MARIA, "вопрос")
    sent = await bot.send_message(MARIA, "ответ", reply_parameters=ReplyParameters(message_id=said))
    assert sent.reply_to_message and sent.reply_to_message.text == "вопрос"
    await control.say(MARIA, "спасибо", reply_to=sent.message_id)
    last = (await bot.get_updates())[-1].message
    assert last and last.reply_to_message and last.reply_to_message.text == "ответ"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(MARIA, "?", reply_parameters=ReplyParameters(message_id=99))
    lost = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    await control.by(1)
    assert (await bot.send_message(MARIA, "?", reply_parameters=lost)).reply_to_message is None


async def test_one_message_a_second_to_a_chat(bot: Bot, control: Control):
    await bot.send_message(MARIA, "раз")
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(MARIA, "два")
    assert refused.value.retry_after == 1
    await control.by(1)
    await bot.send_message(MARIA, "два")


async def test_thirty_messages_a_second_in_all(bot: Bot, control: Control):
    for person in range(2000, 2031):
        await control.post("/control/people", id=person, name="Завуч")
        await control.say(person, "/start")
    for person in range(2000, 2030):
        await bot.send_message(person, "всем")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(2030, "всем")
    await control.post("/control/limits", on=False)
    await bot.send_message(2030, "всем")


async def test_reply_keyboards_come_and_go(bot: Bot, control: Control):
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Мои мероприятия")]])
    sent = await bot.send_message(MARIA, "меню", reply_markup=keyboard)
    chat = await control.get("/control/chat", user=MARIA)
    assert chat["keyboard"] == [["Мои мероприятия"]]
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("иначе", chat_id=MARIA, message_id=sent.message_id)
    await control.post("/control/press", user=MARIA, text="Мои мероприятия")
    said = (await bot.get_updates())[-1].message
    assert said and said.text == "Мои мероприятия"
    await control.by(1)
    await bot.send_message(MARIA, "убрано", reply_markup=ReplyKeyboardRemove())
    assert (await control.get("/control/chat", user=MARIA))["keyboard"] == []
    await control.by(1)
    await bot.send_message(MARIA, "что сделано?", reply_markup=ForceReply())

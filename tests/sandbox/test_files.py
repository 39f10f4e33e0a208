"""Files in both directions: documents, photos, albums, and their limits."""

import struct
import zlib

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from aiohttp import FormData

from sandbox.botapi.files import image_size
from tests.sandbox.conftest import MARIA, Control

ORDER = BufferedInputFile("Приказ № 275".encode(), "Приказ.docx")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (width + 1) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int) -> bytes:
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"


async def downloaded(bot: Bot, file_id: str) -> bytes:
    file = await bot.get_file(file_id)
    stream = await bot.download_file(file.file_path or "")
    assert stream is not None
    return stream.read()


async def test_a_document_goes_to_the_person(bot: Bot, control: Control):
    sent = await bot.send_document(MARIA, ORDER, caption="<i>приказ</i>", parse_mode="HTML")
    assert sent.document and sent.document.file_name == "Приказ.docx"
    assert sent.document.mime_type == DOCX
    assert sent.caption == "приказ"
    assert await downloaded(bot, sent.document.file_id) == ORDER.data
    message = (await control.chat(MARIA))[-1]
    assert message["text"] == "приказ" and message["files"][0]["name"] == "Приказ.docx"
    async with control.session.get(message["files"][0]["url"]) as response:
        assert await response.read() == ORDER.data
        assert response.headers["Content-Disposition"].startswith("attachment")
    await control.by(1)
    again = await bot.send_document(MARIA, sent.document.file_id)
    assert again.document == sent.document
    await control.by(1)
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await bot.send_photo(MARIA, sent.document.file_id)


async def test_a_person_sends_files(bot: Bot, control: Control):
    for kind, name, content in (
        ("document", "Отчёт.txt", b"abc"),
        ("photo", "a.png", png(900, 9 * 60)),
    ):
        form = FormData({"user": str(MARIA), "caption": "вот", "as": kind})
        form.add_field("file", content, filename=name)
        async with control.session.post("/control/file", data=form) as response:
            assert response.status == 200, await response.text()
    document, photo = [update.message for update in await bot.get_updates()]
    assert document and document.document and document.caption == "вот"
    assert await downloaded(bot, document.document.file_id) == b"abc"
    assert photo and photo.photo
    assert [(size.width, size.height) for size in photo.photo] == [
        (90, 54),
        (320, 192),
        (800, 480),
        (900, 540),
    ]
    assert len({size.file_id for size in photo.photo}) == 4


async def test_an_album_is_several_messages(bot: Bot, control: Control):
    media = [
        InputMediaPhoto(media=BufferedInputFile(png(10, 10), "1.png"), caption="фото"),
        InputMediaPhoto(media=BufferedInputFile(jpeg(20, 10), "2.jpg")),
    ]
    sent = await bot.send_media_group(MARIA, media)
    assert [m.caption for m in sent] == ["фото", None]
    assert len({m.media_group_id for m in sent}) == 1
    assert len({m.message_id for m in sent}) == 2
    assert [m["album"] for m in (await control.chat(MARIA))[-2:]] == [sent[0].media_group_id] * 2


@pytest.mark.parametrize(
    ("count", "mixed", "why"),
    [(11, False, "too many messages to send as an album"), (1, True, "can't be mixed")],
)
async def test_wrong_albums_are_refused(bot: Bot, count: int, mixed: bool, why: str):
    media: list[InputMediaDocument | InputMediaPhoto] = [
        InputMediaDocument(media=ORDER) for _ in range(count)
    ]
    if mixed:
        media.append(InputMediaPhoto(media=BufferedInputFile(png(1, 1), "1.png")))
    with pytest.raises(TelegramBadRequest, match=why):
        await bot.send_media_group(MARIA, media)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "file must be non-empty"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (png(1, 30), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_wrong_photos_are_refused(bot: Bot, content: bytes, why: str):
    with pytest.raises(TelegramBadRequest, match=why):
        await bot.send_photo(MARIA, BufferedInputFile(content, "a.png"))


async def test_a_large_file_cannot_be_fetched(bot: Bot):
    sent = await bot.send_document(MARIA, BufferedInputFile(bytes(20 << 20), "20.bin"))
    assert sent.document and (await bot.get_file(sent.document.file_id)).file_path


async def test_too_large_a_file_cannot_be_fetched_or_sent(bot: Bot, control: Control):
    sent = await bot.send_document(MARIA, BufferedInputFile(bytes((20 << 20) + 1), "21.bin"))
    assert sent.document
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(sent.document.file_id)
    await control.by(1)
    with pytest.raises(TelegramEntityTooLarge):
        await bot.send_document(MARIA, BufferedInputFile(bytes((50 << 20) + 1), "51.bin"))


async def test_long_captions_are_refused(bot: Bot):
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_document(MARIA, ORDER, caption="я" * 1025)


async def test_a_caption_is_edited(bot: Bot):
    sent = await bot.send_document(MARIA, ORDER, caption="было")
    edited = await bot.edit_message_caption(
        chat_id=MARIA, message_id=sent.message_id, caption="стало"
    )
    assert edited.caption == "стало"  # type: ignore[union-attr]
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("текст", chat_id=MARIA, message_id=sent.message_id)


def test_image_sizes_are_read_from_headers():
    assert image_size(png(3, 4)) == (3, 4)
    assert image_size(jpeg(5, 6)) == (5, 6)
    assert image_size(b"GIF89a" + struct.pack("<HH", 7, 8)) == (7, 8)
    assert image_size(b"\xff\xd8\xff") is None


async def test_files_of_an_album_name_it(bot: Bot, control: Control):
    for name in ("1.txt", "2.txt"):
        form = FormData({"user": str(MARIA), "album": "a1", "as": "document"})
        form.add_field("file", b"abc", filename=name)
        async with control.session.post("/control/file", data=form) as response:
            assert response.status == 200, await response.text()
    got = [update.message for update in await bot.get_updates() if update.message]
    assert [message.media_group_id for message in got if message.document] == ["a1", "a1"]

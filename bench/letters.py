"""(l) Weekly letters with a picture and a table against bare aiosmtplib with ready bytes."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosmtplib
import structlog

from bench.measuring import NOW, Row, median
from bench.servers import sqlite
from bot.clock import RealClock
from channels.letters import ReplyBox
from channels.mail import CONNECTIONS, MailCarrier
from channels.message import Attachment, Channel, Envelope, Letterhead, Message
from channels.smtp import SmtpServer
from scheduler.courier import Lane
from scheduler.pace import Pace
from storage.database import Database
from storage.files import FileStore
from storage.tables import MunicipalityRow, NoticeRow, table
from storage.worker import Worker
from views.letters.wording import word

LETTERS = 2_000
ROUNDS = 3
SLOTS = 4 * CONNECTIONS
PICTURE_BYTES, TABLE_BYTES, PAGE_ROWS = 60_000, 25_000, 60
SENDER = "vekha@town.example"
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 OK"

async def main():
    loop = asyncio.get_running_loop()
    def speak():
        return SMTP(Sink(), hostname="localhost", loop=loop, data_size_limit=None)
    listening = await loop.create_server(speak, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def sink() -> AsyncIterator[int]:
    """The port of an SMTP server in a process of its own that takes everything."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SINK, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()


def message(files: FileStore) -> Message:
    """A letter as the week's is: its page, a picture in it, a table beside it."""
    picture, book = files.put(os.urandom(PICTURE_BYTES)), files.put(os.urandom(TABLE_BYTES))
    rows = "".join(f"<tr><td>{n}</td><td>{'строка ' * 8}</td></tr>" for n in range(PAGE_ROWS))
    page = f'<html><body><table>{rows}<!--foot--></table><img src="cid:{picture[:32]}@vekha">'
    return Message(
        "• строка письма\n" * PAGE_ROWS,
        subject="Дорожная карта: 8–14 октября 2018 г., просрочено: 4",
        thread="weekly-1",
        attachments=(
            Attachment(picture, "Диаграмма.png", "image/png", picture=True),
            Attachment(book, "Отметки 2018-10-15.xlsx", "application/vnd.ms-excel"),
        ),
        page=files.put(f"{page}</body></html>".encode()),
    )


def carrier(port: int, files: FileStore) -> MailCarrier:
    """As `vekha run` makes it."""
    return MailCarrier(
        SmtpServer("127.0.0.1", port, starttls=False),
        f"Веха <{SENDER}>",
        b"secret",
        lambda: NOW,
        files=files.get,
        replies=ReplyBox("answers@town.example"),
        word=word,
    )


async def bare(port: int, ready: bytes) -> float:
    """Letters a second of ready bytes over as many connections."""
    numbers = iter(range(LETTERS))

    async def sender() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        for number in numbers:
            await client.sendmail(SENDER, [f"boss{number}@town.example"], ready)
        await client.quit()

    began = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(CONNECTIONS)))
    return LETTERS / (time.perf_counter() - began)


async def fill(database: Database, letter: Message) -> None:
    """The letters in the outbox, each to a reader of its own."""
    async with database.write() as session:
        town = MunicipalityRow(name=str(time.time()), zone="Europe/Moscow", created_at=NOW)
        session.add(town)
        await session.flush()
        connection = await session.connection()
        await connection.execute(
            table(NoticeRow).insert(),
            [
                {
                    "municipality_id": town.id,
                    "channel": "email",
                    "address": f"boss{n}@town.example",
                    "kind": "weekly",
                    "urgency": 5,
                    "dedup_key": f"bench:{time.time()}:{n}",
                    "message": letter.to_data(),
                    "state": "planned",
                    "not_before": NOW,
                    "attempts": 0,
                    "last_error": "",
                    "created_at": NOW,
                }
                for n in range(LETTERS)
            ],
        )


async def ours(database: Database, port: int, files: FileStore, letter: Message) -> float:
    """Letters a second, from the outbox to the settled row."""
    worker = Worker(database)
    await worker.start(RealClock().now())
    await fill(database, letter)
    mail = carrier(port, files)
    lane = Lane(database, Channel.EMAIL, mail, worker.id, RealClock(), slots=SLOTS, pace=Pace(None))
    began = time.perf_counter()
    running = asyncio.create_task(lane.run())
    await lane.empty.wait()
    took = time.perf_counter() - began
    await lane.stop()
    await running
    await mail.close()
    await worker.stop()
    return LETTERS / took


async def measure() -> list[Row]:
    """Medians of interleaved rounds, and the peak of this process's memory."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plain, carried = [], []
    with tempfile.TemporaryDirectory() as folder:
        files = FileStore(Path(folder))
        letter = message(files)
        async with sink() as port, sqlite() as database:
            head = Letterhead("Город", "ru", "weekly")
            one = Envelope(1, "boss@town.example", letter, None, head)
            ready = await carrier(port, files).letter(one)
            for _ in range(ROUNDS):
                plain.append(await bare(port, ready))
                carried.append(await ours(database, port, files, letter))
    ratio = median([own / other for own, other in zip(carried, plain, strict=True)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"{LETTERS} weekly letters of {len(ready) >> 10} KB, {CONNECTIONS} connections"
    return [
        Row(
            what,
            f"{median(carried):,.0f}/s",
            f"bare aiosmtplib {median(plain):,.0f}/s",
            f"{ratio:.2f}",
            ">= 0.5",
        ),
        Row("the same, peak of memory", f"{peak:,.0f} MB", "-", "-", "< 250 MB"),
    ]

"""(d) Start-up and memory: `vekha run` against a bare bot; the commands that must be light."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

import aiohttp

from bench.measuring import TOKEN, Row, median, stub

BARE = """
import asyncio, aiogram, aiosmtplib, sqlmodel
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
async def main():
    AsyncIOScheduler().start()
    session = AiohttpSession(api=TelegramAPIServer.from_base({address!r}))
    await Dispatcher().start_polling(Bot({token!r}, session=session))
asyncio.run(main())
"""
ROUNDS = 3
SETTLE_SECONDS = 1.0


def _resident(pid: int) -> float:
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _polls(
    address: str, words: list[str], env: dict[str, str], cwd: str
) -> tuple[float, float]:
    """(seconds from the spawn to the first getUpdates, resident MB a second later)."""
    async with aiohttp.ClientSession(address) as http:
        await http.get("/seen", params={"reset": "1"})
        began = time.time()
        process = await asyncio.create_subprocess_exec(
            *words, env=env, cwd=cwd, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            while True:
                await asyncio.sleep(0.02)
                async with http.get("/seen") as answer:
                    first = (await answer.json())["first"].get("getupdates")
                if first is not None:
                    break
            await asyncio.sleep(SETTLE_SECONDS)
            return first - began, _resident(process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _command(words: list[str], env: dict[str, str], cwd: str, stdin: bytes) -> float:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *words,
        env=env,
        cwd=cwd,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    await process.communicate(stdin)
    assert process.returncode == 0, words
    return time.perf_counter() - began


async def measure() -> list[Row]:
    """Interleaved, medians."""
    bare_s, bare_mb, run_s, run_mb, phrases, imports, python = [], [], [], [], [], [], []
    document = str(files("bot.demo").joinpath("roadmap.txt"))
    vekha = [sys.executable, "-m", "bot"]
    async with stub() as address:
        with tempfile.TemporaryDirectory() as folder:
            env = os.environ | {
                "VEKHA_BOT_TOKEN": TOKEN,
                "VEKHA_TELEGRAM_API_URL": address,
                "VEKHA_DATA_DIR": folder,
                "VEKHA_SMTP_URL": "smtp://127.0.0.1:9",
            }
            await _command([*vekha, "municipality", "add", "x"], env, folder, b"")
            for _ in range(ROUNDS):
                script = BARE.format(address=address, token=TOKEN)
                seconds, memory = await _polls(address, [sys.executable, "-c", script], env, folder)
                bare_s.append(seconds)
                bare_mb.append(memory)
                seconds, memory = await _polls(address, [*vekha, "run"], env, folder)
                run_s.append(seconds)
                run_mb.append(memory)
                python.append(await _command([sys.executable, "-c", ""], env, folder, b""))
                words = [*vekha, "deadlines", "--period", "2018-01-01..2020-12-31"]
                phrases.append(await _command(words, env, folder, "до 15 октября 2018\n".encode()))
                imports.append(await _command([*vekha, "import", document], env, folder, b""))
    bare_time, bare_memory = median(bare_s), median(bare_mb)
    return [
        Row(
            "start of `vekha run`",
            f"{median(run_s):.2f} s",
            f"bare bot {bare_time:.2f} s",
            f"{median(run_s) / bare_time:.2f}",
            "<= 1.3",
        ),
        Row(
            "memory of `vekha run`",
            f"{median(run_mb):.0f} MB",
            f"bare bot {bare_memory:.0f} MB",
            f"{median(run_mb) / bare_memory:.2f}",
            "<= 1.3",
        ),
        Row(
            "`vekha deadlines`, one phrase",
            f"{median(phrases):.2f} s",
            f"python {median(python):.2f} s",
            f"{median(phrases) / median(python):.1f}",
            "<= 0.5 s",
        ),
        Row(
            "`vekha import`, the demo's roadmap",
            f"{median(imports):.2f} s",
            f"python {median(python):.2f} s",
            f"{median(imports) / median(python):.1f}",
            "without aiogram",
        ),
    ]

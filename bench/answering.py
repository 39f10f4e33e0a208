"""From a press to the edited message, while nothing else is to be done: the real process, over
HTTP, with the sandbox's Bot API at the other end."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.measuring import Row
from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world

Json = dict[str, Any]
USER = 101
NAME = "Соколова Марина Викторовна"
PRESSES = 60
LONGEST = 10.0  # seconds
MARKS = ("Выполнено частично", "В работе")


async def _card(vekha: Vekha, people: World) -> dict[str, Any]:
    """An open card of an activity in the chat of somebody who has just joined."""
    document, staff = vekha.folder / "roadmap.csv", vekha.folder / "people.csv"
    due = datetime.now(UTC) + timedelta(days=60)
    document.write_text(
        f"№;Мероприятие;Срок;Ответственный\n1;Утвердить план;до {due:%d.%m.%Y};Соколова М.В.\n",
        "utf-8",
    )
    staff.write_text(f"ФИО;Роли\n{NAME};ответственный\n", "utf-8")
    period = f"{due.year - 1}-01-01..{due.year + 1}-12-31"
    await vekha.command("import", str(document), "--period", period, "--commit")
    await vekha.command("people", "import", str(staff))
    await vekha.command("launch", "1")
    await people.person(USER, NAME)
    await vekha.start()
    (link,) = await vekha.json("invite", "--person", NAME)
    await people.post("say", user=USER, text=f"/start {link['token']}")
    await _until(people, lambda m: "Да, это я" in _labels(m))
    await _press(people, "Да, это я")
    await _until(people, lambda m: "Ознакомлен" in _labels(m))
    await people.post("say", user=USER, text="М-1")
    found = await _until(people, lambda m: "1" in _labels(m) or MARKS[0] in _labels(m))
    if MARKS[0] not in _labels(found):
        await _press(people, "1")
    return await _until(people, lambda m: MARKS[0] in _labels(m))


def _labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


async def _press(people: World, text: str) -> None:
    message = await _until(people, lambda m: text in _labels(m))
    await people.post("press", user=USER, text=text, message_id=message["id"])


async def _until(people: World, wanted: Callable[[Json], bool]) -> Json:
    """The newest message of the bot that is wanted, as soon as there is one."""
    async with asyncio.timeout(LONGEST):
        while True:
            for message in reversed(await people.from_bot(USER)):
                if wanted(message):
                    found: Json = message
                    return found
            await asyncio.sleep(0.02)


async def _answered(sandbox: Sandbox, people: World, card: int, mark: str) -> float:
    """Seconds from the press to the edit that shows the mark."""
    sandbox.world.calls.clear()
    began = time.perf_counter()
    pressing = asyncio.create_task(people.post("press", user=USER, text=mark, message_id=card))
    while time.perf_counter() - began < LONGEST:
        if any(call["method"] == "editmessagetext" for call in sandbox.world.calls):
            took = time.perf_counter() - began
            await pressing
            await asyncio.sleep(0.05)  # idle again
            return took
        await asyncio.sleep(0.001)
    raise TimeoutError(mark)


async def measure() -> list[Row]:
    """The 95th percentile of many presses, one after another."""
    sandbox = Sandbox(limits=False)
    await sandbox.start()
    with tempfile.TemporaryDirectory() as folder:
        vekha = Vekha(Path(folder), sandbox, VEKHA_CLOCK="", VEKHA_TELEGRAM_LIMITS="false")
        try:
            async with world(sandbox) as people:
                card = await _card(vekha, people)
                took = [
                    await _answered(sandbox, people, card["id"], MARKS[n % 2])
                    for n in range(PRESSES)
                ]
        finally:
            await vekha.stop()
            await sandbox.stop()
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)]
    return [
        Row(
            f"press to edited message, {PRESSES} one after another",
            f"p95 {p95 * 1000:.0f} ms",
            f"median {ordered[len(ordered) // 2] * 1000:.0f} ms",
            f"{p95 / ordered[len(ordered) // 2]:.2f}",
            "p95 <= 300 ms",
        )
    ]

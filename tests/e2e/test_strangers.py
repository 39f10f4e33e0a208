"""Who is not known, what is not allowed, and a bot that runs by the machine's own clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world

OLGA, STRANGER = 201, 666
NAME = "Пономарева Ольга Ивановна"


@pytest.fixture
async def far_ends() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(limits=False)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    async with world(far_ends) as opened:
        yield opened


async def _answers(people: World, user: int, count: int) -> list[str]:
    """The bot's messages once there are `count`; the bot works by its own clock here."""
    event = 0
    for _ in range(60):
        chat = await people.get("chat", user=user, after=event, wait=5)
        event = chat["event"]
        said = [m["text"] for m in chat["messages"] if m["from"] == "bot"]
        if len(said) >= count:
            return said
    pytest.fail(f"{count} answers did not come: {said}")


async def test_a_stranger_learns_nothing_and_may_press_nothing(
    tmp_path: Path, far_ends: Sandbox, people: World
) -> None:
    vekha = Vekha(tmp_path, far_ends, VEKHA_CLOCK="")
    staff = tmp_path / "people.csv"
    staff.write_text(f"ФИО;роли\n{NAME};ответственный, координатор\n", "utf-8")
    await vekha.command("people", "import", str(staff))
    await people.person(OLGA, "Ольга")
    await people.person(STRANGER, "Чужой <b>человек")
    await vekha.start()
    try:
        (link,) = await vekha.json("invite", "--person", NAME)
        await people.post("say", user=STRANGER, text="Сводка")
        await people.post("say", user=STRANGER, text="/start wrong-token")
        refusals = await _answers(people, STRANGER, 2)
        assert "по приглашениям" in refusals[0]
        assert "больше не действует" in refusals[1]
        assert NAME not in "".join(refusals)

        await people.post("say", user=OLGA, text=f"/start {link['token']}")
        await _answers(people, OLGA, 1)
        message = (await people.from_bot(OLGA))[-1]
        await people.post("press", user=OLGA, message_id=message["id"], text="Да, это я")
        assert "Добро пожаловать" in (await _answers(people, OLGA, 2))[-1]

        await people.post("say", user=OLGA, text="отмена")
        assert NAME in (await _answers(people, OLGA, 3))[-1]
        await people.post("say", user=OLGA, text="помощь")
        assert "Мои мероприятия" in (await _answers(people, OLGA, 4))[-1]
        await people.post("say", user=OLGA, text="<i>что-то</i> & ещё")
        assert "Не удалось понять" in (await _answers(people, OLGA, 5))[-1]

        await people.post("say", user=STRANGER, text=f"/start {link['token']}")
        assert "больше не действует" in (await _answers(people, STRANGER, 3))[-1]
    finally:
        assert await vekha.stop() == 0

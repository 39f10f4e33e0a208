"""The main road, from a document to a decided activity, through the real process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join, world
from tests.seeds import seed

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
HEAD = "ФИО;Организация;Должность;Email;Телефон;Роли;Канал\n"


@dataclass(frozen=True)
class Road:
    """What differs between the two roadmaps that the road is travelled with."""

    document: Path
    period: str
    activities: int
    launch: str
    morning: str
    twins: str  # the deadline, as written, of two activities due on one day
    monday: str
    official: str
    short: str


def _seed_road() -> Road:
    return Road(
        document=seed("001"),
        period="2018-01-01..2020-12-31",
        activities=34,
        launch="2018-10-08",
        morning="2018-10-10T09:00:00+03:00",
        twins="До 15 октября 2018",
        monday="2018-10-15T08:00:00+03:00",
        official="Пономарева Ольга Ивановна",
        short="Осотова Ирина Васильевна",
    )


def _demo_road() -> Road:
    return Road(
        document=Path(str(files("bot.demo").joinpath("roadmap.txt"))),
        period="2025-01-01..2027-12-31",
        activities=25,
        launch="2025-10-08",
        morning="2025-10-10T09:00:00+03:00",
        twins="до 15 октября 2025",
        monday="2025-10-13T08:00:00+03:00",
        official="Соколова Марина Викторовна",
        short="Егоров Павел Андреевич",
    )


@pytest.fixture(params=["seed", "demo"])
def road(request: pytest.FixtureRequest) -> Road:
    return _seed_road() if request.param == "seed" else _demo_road()


@pytest.fixture
async def far_ends(road: Road) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(now=datetime.fromisoformat(f"{road.launch}T08:00:00+03:00"))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def anew(tmp_path: Path, far_ends: Sandbox) -> AsyncIterator[Vekha]:
    """An installation that makes its own tables and loads everything at every command."""
    installation = Vekha(tmp_path, far_ends, fresh=True)
    yield installation
    await installation.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    async with world(far_ends) as opened:
        yield opened


OFFICIAL, COORDINATOR = 101, 102


async def _set_up(vekha: Vekha, people: World, road: Road) -> None:
    """Import, people, launch, and two of them in their chats."""
    out = await vekha.command("import", str(road.document), "--period", road.period, "--commit")
    number = out.strip().splitlines()[-1]
    staff = vekha.folder / "people.csv"
    staff.write_text(
        HEAD
        + f"{road.official};Отдел образования;начальник;official@town.example;;ответственный;оба\n"
        + f"{road.short};Отдел образования;методист;second@town.example;;ответственный;почта\n"
        + "Мостовой Координатор Иванович;МЦ;методист;c@town.example;;координатор;телеграм\n"
        + "Главная Анна Павловна;Администрация;глава;boss@town.example;;руководство;почта\n",
        "utf-8",
    )
    await vekha.command("people", "import", str(staff))
    await people.person(OFFICIAL, road.official, "official@town.example")
    await people.person(COORDINATOR, "Координатор", "c@town.example")
    await vekha.start()
    await join(vekha, people, OFFICIAL, road.official)
    await join(vekha, people, COORDINATOR, "Мостовой Координатор Иванович")
    await vekha.command("launch", number, "--as-of", road.launch, "--allow-unowned")


async def test_the_main_road(road: Road, anew: Vekha, people: World) -> None:
    await _set_up(anew, people, road)
    await people.move(f"{road.launch}T09:00:00+03:00")
    told = (await people.from_bot(OFFICIAL))[-1]
    assert "Вы указаны ответственным" in told["text"]
    assert "отмечено" in (await people.press(OFFICIAL, "Ознакомлен", told["id"]))["answer"]
    before = len(await people.from_bot(OFFICIAL))

    await people.move(road.morning)

    fresh = (await people.from_bot(OFFICIAL))[before:]
    assert len(fresh) == 1, [m["text"] for m in fresh]
    reminder = fresh[0]
    assert reminder["text"].count(road.twins) == 2
    assert "осталось 5 дней" in reminder["text"]
    done = [b["text"] for row in reminder["buttons"] for b in row if "Выполнено" in b["text"]]
    assert done[:2] == ["1. Выполнено", "2. Выполнено"]
    told, letter = await people.letters("official@town.example")
    assert "Вы указаны ответственным" in told["text"]
    assert letter["text"].count(road.twins) == 2
    assert "Нажмите" not in letter["text"]

    answer = await people.press(OFFICIAL, "1. Выполнено", reminder["id"])
    assert "выполнено" in answer["answer"]
    edited = next(m for m in await people.chat(OFFICIAL) if m["id"] == reminder["id"])
    assert edited["edited"]
    assert "1. Выполнено" not in [b["text"] for row in edited["buttons"] for b in row]
    assert (await anew.json("digest"))["done"] == 1

    await people.send_file(OFFICIAL, "План.pdf", PDF, reply_to=reminder["id"])
    question = (await people.from_bot(OFFICIAL))[-1]
    assert "К какому мероприятию это относится?" in question["text"]
    kept = [p for p in (anew.folder / "data" / "files").rglob("*") if p.is_file()]
    assert [p.read_bytes() for p in kept] == [PDF]
    await people.press(OFFICIAL, "1", question["id"])
    decided = next(m for m in await people.chat(OFFICIAL) if m["id"] == question["id"])
    assert "Подтверждает мероприятие" in decided["text"]

    await people.press(COORDINATOR, "Сводка")
    digest = (await people.from_bot(COORDINATOR))[-1]["text"]
    assert f"из {road.activities} мероприятий" in digest
    assert "План.pdf" in digest
    await people.say(COORDINATOR, "/digest")
    assert (await people.from_bot(COORDINATOR))[-1]["text"] == digest

    await people.move(road.monday)
    (weekly,) = await people.letters("boss@town.example")
    assert f"из {road.activities} мероприятий" in weekly["text"]
    assert "План.pdf" in weekly["text"]
    assert await anew.stop() == 0
    assert '"level": "error"' not in anew.log()


@pytest.mark.parametrize("road", ["demo"], indirect=True)
async def test_a_restart_repeats_nothing_and_forgets_nothing(
    road: Road, vekha: Vekha, people: World
) -> None:
    await _set_up(vekha, people, road)
    await people.move(f"{road.launch}T09:00:00+03:00")
    await vekha.stop()
    before = len(await people.from_bot(OFFICIAL))
    await people.move(road.morning)  # nobody is there to send
    await vekha.start()
    await people.settle()
    assert len(await people.from_bot(OFFICIAL)) == before + 1
    await vekha.stop()
    await vekha.start()
    await people.settle()
    assert len(await people.from_bot(OFFICIAL)) == before + 1

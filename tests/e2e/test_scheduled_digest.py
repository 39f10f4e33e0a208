"""The digest by itself through the real process: to the coordinator, and to a group that moves."""

from __future__ import annotations

from typing import Any

from sandbox.people import Person
from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, join

BEGINS = "2018-10-10T10:00:00+03:00"  # a Wednesday
COORDINATOR, GROUP, MOVED = 101, -4001, -1004001
VERA, OLGA = "Мостовая Вера Петровна", "Пономарева Ольга Ивановна"
ROADMAP = """\
№;Мероприятие;Срок;Ответственный
1;Семинар О.И.Пономаревой;до 11 октября 2018 г.;Пономарева О.И.
2;Провести совещание директоров;до 20 октября 2018 г.;Мостовая В.П.
"""


def _group(far_ends: Sandbox, vekha: Vekha, number: int) -> Any:
    """A group that the bot may write to: the sandbox has chats of people only, so it is one."""
    far_ends.world.people.put(Person(number, "Директора"))
    bot = far_ends.api.bot(vekha.env["VEKHA_BOT_TOKEN"])
    bot.chat(number).opened = True
    return bot


def _says(far_ends: Sandbox, vekha: Vekha, text: str) -> None:
    bot = _group(far_ends, vekha, GROUP)
    bot.updates.add(
        "message",
        {
            "message_id": 900,
            "date": far_ends.world.timestamp(),
            "chat": {"id": GROUP, "type": "group", "title": "Директора"},
            "from": {"id": COORDINATOR, "is_bot": False, "first_name": "Вера"},
            "text": text,
        },
    )


def _texts(far_ends: Sandbox, vekha: Vekha, chat: int) -> list[str]:
    bot = far_ends.api.bot(vekha.env["VEKHA_BOT_TOKEN"])
    return [one.json["text"] for one in bot.chat(chat).messages.values() if one.outgoing]


async def test_monday_tells_the_coordinator_and_the_group_which_moves(
    vekha: Vekha, people: World, far_ends: Sandbox
) -> None:
    document = vekha.folder / "roadmap.csv"
    document.write_text(ROADMAP, "utf-8")
    await vekha.command("import", str(document), "--period", "2018-01-01..2018-12-31", "--commit")
    staff = vekha.folder / "people.csv"
    staff.write_text(
        f"ФИО;Роли\n{OLGA};ответственный\n{VERA};координатор, ответственный\n", "utf-8"
    )
    await vekha.command("people", "import", str(staff))
    await vekha.command("launch", "1", "--as-of", "2018-10-10")
    await vekha.start()
    await people.person(COORDINATOR, VERA)
    await join(vekha, people, COORDINATOR, VERA)
    _group(far_ends, vekha, MOVED)
    _says(far_ends, vekha, "/bind")
    await people.settle()
    (bound,) = _texts(far_ends, vekha, GROUP)
    assert "сводка будет приходить сюда" in bound

    await people.move("2018-10-15T12:00:00+03:00")
    told = _texts(far_ends, vekha, GROUP)[1:]
    assert len(told) == 1
    assert "Наступил срок по 1 из 2 мероприятий" in told[0]
    assert not any(name in told[0] for name in ("Пономарев", "Мостов"))
    monday = [
        m["text"] for m in await people.from_bot(COORDINATOR) if m["date"].startswith("2018-10-15")
    ]
    assert [("Сводка" in text or "По разделам" in text) for text in monday] == [True]

    about = {"method": "sendMessage", "times": 1}
    await people.post("fail", how="migrate", chat=GROUP, migrate_to=MOVED, **about)
    await people.move("2018-10-22T12:00:00+03:00")
    assert len(_texts(far_ends, vekha, GROUP)) == 2
    (after,) = _texts(far_ends, vekha, MOVED)
    assert "по 2 из 2 мероприятий" in after
    assert "Traceback" not in vekha.log()

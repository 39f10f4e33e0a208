"""`vekha municipality set`: shows, changes, and refuses in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha


@pytest.fixture
async def vekha(tmp_path: Path) -> Vekha:
    made = Vekha(tmp_path, Sandbox())
    made.env["VEKHA_CLOCK"] = "2018-10-08T09:00+03:00"
    await made.command("municipality", "add", "Город", "--zone", "Europe/Moscow")
    return made


async def test_it_shows_what_is_set_and_what_is_usual(vekha: Vekha) -> None:
    before = (await vekha.command("municipality", "set")).splitlines()
    assert "telegram=on" in before
    assert "ladder.before=10,3" in before
    assert "zone=Europe/Moscow" in before
    changed = await vekha.command(
        "municipality", "set", "Город", "telegram=brief", "ladder.before=5", "zone=Asia/Omsk"
    )
    assert "telegram=brief" in changed
    assert changed == await vekha.command("municipality", "set", "--municipality", "Город")
    (line,) = [x for x in changed.splitlines() if x.startswith("ladder.before=5")]
    assert "10,3" in line  # what is usual


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("telegram=sometimes",), "telegram=brief"),
        (("ladder=10",), "ladder.before"),
        (("zone=Mars",), "Mars"),
        (("Город", "hours"), "hours"),
        (("Село", "cap=2"), "Село"),
        (("periods.terms=2018/19: 1.09–25.10",), "4"),
        (("periods.terms=1.09–25.10",), "«1.09»"),
    ],
)
async def test_what_cannot_be_is_refused_in_one_sentence(
    vekha: Vekha, words: tuple[str, ...], named: str
) -> None:
    out, err, code = await vekha.try_command("municipality", "set", *words)
    assert (out, code) == ("", 2)
    assert len(err.strip().splitlines()) == 1
    assert named in err


async def test_a_roadmap_has_a_ladder_of_its_own(vekha: Vekha, tmp_path: Path) -> None:
    document = tmp_path / "plan.csv"
    document.write_text(
        "№;Мероприятие;Срок;Ответственный\n1;Утвердить план;до 15.10.2018;Иванова И.И.\n", "utf-8"
    )
    number = (
        await vekha.command(
            "import", str(document), "--period", "2018-01-01..2018-12-31", "--commit"
        )
    ).split()[-1]
    assert "ladder.before=10,3" in await vekha.command("roadmap", "set", number)
    changed = await vekha.command("roadmap", "set", number, "ladder.before=5,1")
    assert "ladder.before=5,1" in changed
    assert changed == await vekha.command("roadmap", "set", number)
    for words, named in (((number, "hours=09:00-17:00"), "ladder.late"), (("99",), "99")):
        out, err, code = await vekha.try_command("roadmap", "set", *words)
        assert (out, code) == ("", 2)
        assert named in err

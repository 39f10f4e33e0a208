"""`vekha review` and `vekha import` of what comes back, as scripts and people meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands import office, reviewing
from bot.errors import CommandError
from tests.roadmap.review.editing import Clerk

DOCUMENT = """№;Мероприятия;Сроки;Ответственные
1;Создать рабочую группу;до 15 октября 2018;Пономарева О.И.
2;Провести семинар для учителей;ноябрь;Пономарева О.И.
"""
PERIOD = "2018-01-01..2020-12-31"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VEKHA_CLOCK", "2018-10-09T08:00:00+03:00")
    monkeypatch.setenv("VEKHA_LANGUAGE", "en")
    (tmp_path / "plan.csv").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


def _said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was printed, without the log."""
    return [line for line in capsys.readouterr().out.splitlines() if "[info" not in line]


async def _import(file: Path, into: int | None = None, **switches: bool) -> None:
    chosen = {"as_json": False, "commit": False, **switches}
    await reviewing.import_file(file, PERIOD, None, into, **chosen)


async def test_out_corrected_and_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await _import(home / "plan.csv", commit=True)
    await reviewing.write_workbook(1, home / "review.xlsx", None)
    capsys.readouterr()
    await _import(home / "review.xlsx")
    assert _said(capsys) == ["No differences."]

    clerk = Clerk((home / "review.xlsx").read_bytes()).answer("year", "только 2019")
    (home / "back.xlsx").write_bytes(clerk.data)
    await _import(home / "back.xlsx", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"added", "changed", "removed"}
    assert told["changed"][0] == {
        "code": "М-2",
        "field": "deadline",
        "before": "ежегодно, ноябрь",
        "after": "до 30 ноября 2019 г.",
    }
    await _import(home / "back.xlsx", commit=True)
    assert _said(capsys)[-1] == "1"
    await _import(home / "back.xlsx")
    assert _said(capsys) == ["No differences."]


async def test_a_changed_document(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await _import(home / "plan.csv", commit=True)
    changed = DOCUMENT.replace("15 октября", "20 октября").replace("2;Провести", "2;Организовать")
    (home / "plan.csv").write_text(changed + "3;Подвести итоги;май 2019;РОО\n", encoding="utf-8")
    capsys.readouterr()
    await _import(home / "plan.csv", into=1, commit=True)
    lines = _said(capsys)
    assert lines[0] == "Added: 1, changed: 2, removed: 0"
    assert lines[-1] == "1"
    await _import(home / "plan.csv", into=1)
    assert _said(capsys) == ["No differences."]


async def test_launching_with_the_past_done(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await _import(home / "plan.csv", commit=True)
    (home / "people.csv").write_text(
        "ФИО;роли\nПономарева Ольга Ивановна;координатор\n", encoding="utf-8"
    )
    await office.import_people(home / "people.csv", None)
    with pytest.raises(CommandError):
        await office.launch(1, None, None, "первое", allow_unowned=False)
    capsys.readouterr()
    await office.launch(1, None, None, "", allow_unowned=False)
    assert "Marked as done before the launch: 0" in capsys.readouterr().out


async def test_a_file_that_cannot_be_written(home: Path) -> None:
    await _import(home / "plan.csv", commit=True)
    with pytest.raises(CommandError):
        await reviewing.write_workbook(1, home / "nowhere" / "review.xlsx", None)

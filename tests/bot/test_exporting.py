"""`vekha export`, `vekha archive` and `vekha copy`."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest

from bot.cli import main
from storage.files import FileStore
from storage.opening import open_database
from tests.services.reports import reported


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of which much was reported."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VEKHA_CLOCK", "2018-11-01T12:00:00+03:00")
    (tmp_path / "data" / "files").mkdir(parents=True)
    asyncio.run(_fill(tmp_path / "data"))
    return tmp_path


async def _fill(data: Path) -> None:
    database = await open_database(f"sqlite:///{data / 'vekha.sqlite3'}")
    await reported(database, FileStore(data / "files"))
    await database.close()


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["vekha", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_the_ending_says_what_is_written(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file, begins in (
        ("a.docx", b"PK"),
        ("a.xlsx", b"PK"),
        ("a.ics", b"BEGIN:VCALENDAR"),
        ("a.zip", b"PK"),
    ):
        assert _run(monkeypatch, "export", file) == 0
        assert (data / file).read_bytes().startswith(begins)
    assert _run(monkeypatch, "export", "m.docx", "--meeting", "--as-of", "2018-10-11") == 0
    with zipfile.ZipFile(data / "a.zip") as archive:
        assert any(name.endswith(".pdf") for name in archive.namelist())
    assert sorted(one.name for one in data.iterdir() if one.is_file()) == [
        "a.docx",
        "a.ics",
        "a.xlsx",
        "a.zip",
        "m.docx",
    ]


def test_wrong_use_is_one_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "export", "a.pdf") == 2
    assert capsys.readouterr().err == ("Имя файла должно оканчиваться на: .xlsx .docx .ics .zip\n")
    assert _run(monkeypatch, "export", "a.xlsx", "--meeting") == 2
    assert _run(monkeypatch, "export", "a.xlsx", "--roadmap", "7") == 2
    assert _run(monkeypatch, "export", "нет/a.xlsx") == 2
    assert _run(monkeypatch, "copy", "1", "--period", "завтра") == 2
    assert _run(monkeypatch, "archive", "7") == 2


def test_away_back_and_copied(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "archive", "1") == 0
    assert _run(monkeypatch, "archive", "1") == 0
    assert _run(monkeypatch, "archive", "1", "--undo") == 0
    assert _run(monkeypatch, "copy", "1") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Дорожная карта 1: в архиве",
        "Дорожная карта 1: уже была в архиве",
        "Дорожная карта 1: возвращена из архива",
        "Дорожная карта (2021-01-01..2023-12-31): 8 мероприятий",
        "2",
    ]
    assert _run(monkeypatch, "export", "a.xlsx") == 0  # the draft is none that was launched

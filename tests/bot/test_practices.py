"""`vekha practices export`: a folder that opens anywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli import main
from bot.commands.practices import file_name
from storage.files import FileStore
from storage.opening import open_database
from storage.tables import (
    EvidenceKind,
    EvidenceRow,
    PersonRow,
    PracticeRow,
    PracticeState,
)
from tests.services.office import FIRST, Office, at

NOW = at("2018-10-10 12:00")
EVIL = '=1+1"><script>alert(1)</script>'


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's data directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VEKHA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VEKHA_CLOCK", "2018-10-10T12:00:00+03:00")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def _run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["vekha", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


async def _fill(data: Path) -> None:
    database = await open_database(f"sqlite:///{data / 'vekha.sqlite3'}")
    office = await Office.open(database, FIRST)
    files = FileStore(data / "files")
    person = await office.person("Громов")
    materials = [
        ("Школа наставников", EvidenceKind.FILE, files.put(b"%PDF-1.4"), "Сценарий.PDF", ""),
        (EVIL, EvidenceKind.FILE, files.put(b"%PDF-1.5"), "../../x.exe.", ""),
        ("Ссылка", EvidenceKind.LINK, None, "", "https://school.example/?a=1&b=2"),
        ("Пропал", EvidenceKind.FILE, "0" * 64, "a.pdf", ""),
    ]
    async with database.write() as session:
        assert await session.get(PersonRow, person)
        for n, (title, kind, sha256, name, text) in enumerate(materials):
            evidence = EvidenceRow(
                municipality_id=office.tenant.id,
                kind=kind,
                sha256=sha256,
                name=name,
                text=text,
                person_id=person,
                origin=f"e:{n}",
                at=NOW,
            )
            session.add(evidence)
            await session.flush()
            for state in (PracticeState.PUBLISHED, PracticeState.OFFERED):
                session.add(
                    PracticeRow(
                        municipality_id=office.tenant.id,
                        person_id=person,
                        evidence_id=evidence.id,
                        title=title,
                        subject="Наставничество",
                        description=EVIL,
                        state=state,
                        origin=f"p:{n}:{state}",
                        offered_at=NOW - timedelta(days=1),
                        decided_at=NOW,
                    )
                )
    await database.close()


def test_the_bank_becomes_a_folder_with_an_index(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_fill(data))
    folder = data.parent / "банк"
    assert _run("practices", "export", str(folder), monkeypatch=monkeypatch) == 0
    out = capsys.readouterr().out
    assert "Записаны 4 практики: " in out
    assert "Файл практики «Пропал» не найден." in out
    names = sorted(path.name for path in (folder / "files").iterdir())
    assert names == ["001 =1+1 script alert(1) script", "004 Школа наставников.pdf"]
    assert (folder / "files" / names[1]).read_bytes() == b"%PDF-1.4"

    html = (folder / "index.html").read_text("utf-8")
    assert "<script>" not in html
    assert 'href="https://school.example/?a=1&amp;b=2"' in html
    assert "%20%D0%A8%D0%BA%D0%BE%D0%BB%D0%B0" in html
    assert "9 октября 2018" in html
    book = load_workbook(folder / "index.xlsx")
    rows = list(book.active.iter_rows(min_row=4))  # type: ignore[union-attr]
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    assert rows[0][2].value == EVIL

    assert _run("practices", "export", str(folder), monkeypatch=monkeypatch) == 2
    assert "не пуста" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("title", "name", "made"),
    [
        ("Школа", "а.docx", "007 Школа.docx"),
        ("CON", "x", "007 CON"),
        ("я" * 300, "а.pdf", "007 " + "я" * 80 + ".pdf"),
        ("../..", "а.tar.gz", "007 file.gz"),
        ("a\nb", "a.p/df", "007 a b"),
    ],
)
def test_names_are_taken_everywhere(title: str, name: str, made: str) -> None:
    assert file_name(7, title, name) == made
    assert len(made.encode()) <= 255

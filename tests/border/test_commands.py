"""The command line and the files it writes: `--municipality` is a border too."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import structlog

from tests.border.world import MARKER, OTHERS, World, rows_there
from tests.bot.test_commands import Office

HERE = ("--municipality", "Город")
NUMBER = str(OTHERS)
DRAFT = str(OTHERS + 1)
STRANGER = f"{MARKER} школа"
DAYS = ("--from", "2018-10-08", "--to", "2018-10-20")

REFUSED = [
    ("review", NUMBER, "r.xlsx"),
    ("launch", DRAFT),
    ("pause", NUMBER),
    ("resume", NUMBER),
    ("roadmap", "set", NUMBER),
    ("roadmap", "set", NUMBER, "ladder.before=5,1"),
    ("digest", "--roadmap", NUMBER),
    ("digest", "--organization", STRANGER),
    ("digest", "--section", MARKER),
    ("export", "r.xlsx", "--roadmap", NUMBER),
    ("export", "r.docx", "--roadmap", NUMBER),
    ("export", "r.ics", "--roadmap", NUMBER),
    ("export", "r.zip", "--roadmap", NUMBER),
    ("archive", NUMBER),
    ("archive", NUMBER, "--undo"),
    ("copy", NUMBER),
    ("import", "roadmap.txt", "--into", NUMBER, "--commit"),
    ("invite", "--person", MARKER),
    ("invite", "--revoke", MARKER),
]
SHOWN = [
    ("municipality", "set"),
    ("roadmap", "set", "1"),
    ("calendar",),
    ("simulate", *DAYS, "--json"),
    ("simulate", *DAYS),
    ("digest",),
    ("digest", "--json"),
    ("digest", "--roadmap", "1"),
    ("digest", "--person", "Пономарева Ольга Ивановна"),
    ("outbox",),
    ("outbox", "--json"),
    ("invite", "--all", "--json"),
    ("review", "1", "r.xlsx"),
    ("export", "r.xlsx", "--roadmap", "1"),
    ("export", "r.docx", "--roadmap", "1"),
    ("export", "m.docx", "--meeting", "--roadmap", "1"),
    ("export", "r.ics", "--roadmap", "1"),
    ("export", "r.zip", "--roadmap", "1"),
    ("practices", "export", "bank"),
]
"""What shows something of this municipality."""


@pytest.fixture
def office(
    towns_template: tuple[Path, World],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Office]:
    """An installation with both, whose commands run in this process."""
    log = structlog.get_config()
    made = Office(tmp_path, monkeypatch, capsys)
    monkeypatch.setenv("VEKHA_CLOCK", "2018-10-15T12:00:00+03:00")
    monkeypatch.setenv("VEKHA_BOT_NAME", "vekha_bot")
    (tmp_path / "data").mkdir()
    shutil.copy(towns_template[0], tmp_path / "data" / "vekha.sqlite3")
    _keep_files(tmp_path / "data" / "files")
    yield made
    structlog.configure(**log)  # commands set it up for their process


def _keep_files(folder: Path) -> None:
    """The bytes of the evidence, which is the same file in both."""
    target = folder / "ee" / ("e" * 64)
    target.parent.mkdir(parents=True)
    target.write_bytes(b"paper")


def _database(office: Office) -> Path:
    return office.folder / "data" / "vekha.sqlite3"


def test_the_numbers_of_the_other_one_are_refused(office: Office) -> None:
    office.file("roadmap.txt", "1.\tУтвердить план\tдо 15 октября 2018\tПономарева О.И.\tПриказ\n")
    before = rows_there(_database(office))
    wrong = []
    for words in REFUSED:
        done = office.run(*words, *HERE)
        if done.code != 2 or "Traceback" in done.err or len(done.err.splitlines()) != 1:
            wrong.append((words, done))
        said = done.out + done.err
        if any(MARKER in said.replace(word, "") for word in words if MARKER in word):
            wrong.append((words, done))
    assert wrong == []
    assert rows_there(_database(office)) == before
    assert not list(office.folder.glob("r.*"))


def test_a_name_in_both_means_the_one_here(office: Office) -> None:
    before = rows_there(_database(office))
    told = office.good("invite", "--person", "Громов И.Н.", *HERE)
    assert told.startswith("Громов Игорь Николаевич: https://t.me/vekha_bot?start=")
    office.file(
        "people.csv",
        "ФИО;Организация;Должность;Email;Телефон;Роли;Канал\n"
        "Громов Игорь Николаевич;МОУ «Новая»;завуч;;;школа;\n",
    )
    office.good("people", "import", "people.csv", *HERE)
    assert rows_there(_database(office)) == before


def test_nothing_that_is_printed_or_written_is_of_the_other_one(office: Office) -> None:
    before = rows_there(_database(office))
    for words in SHOWN:
        told = office.good(*words, *HERE)
        assert MARKER not in told, words
    written = [one for one in office.folder.rglob("*") if _is_output(office, one)]
    assert len(written) >= 6
    assert [one.name for one in written if MARKER in _text(one)] == []
    assert rows_there(_database(office)) == before


def test_the_same_commands_show_the_other_one_to_itself(office: Office) -> None:
    """So that the silence above is about whose it is."""
    there = ("--municipality", "Соседний город")
    for words in SHOWN[3:5]:
        assert MARKER in office.good(*words, *there)
    office.good("export", "t.xlsx", "--roadmap", NUMBER, *there)
    office.good("export", "t.zip", "--roadmap", NUMBER, *there)
    office.good("practices", "export", "bank", *there)
    for name in ("t.xlsx", "t.zip", "bank/index.html"):
        assert MARKER in _text(office.folder / name), name


def test_without_a_name_there_is_no_guessing(office: Office) -> None:
    for words in (("digest",), ("outbox",), ("launch", "1"), ("practices", "export", "bank")):
        assert "--municipality" in office.refused(2, *words)


def _is_output(office: Office, path: Path) -> bool:
    return path.is_file() and "data" not in path.relative_to(office.folder).parts


def _text(path: Path) -> str:
    """What is readable in a file, or in the files packed into it."""
    if not zipfile.is_zipfile(path):
        return unescape(path.read_text("utf-8", errors="replace"))
    with zipfile.ZipFile(path) as packed:
        inner = []
        for name in packed.namelist():
            data = packed.read(name)
            inner.append(name + unescape(data.decode("utf-8", errors="replace")))
            if data[:2] == b"PK":
                copy = path.with_name(f"inner-{len(inner)}")
                copy.write_bytes(data)
                inner.append(_text(copy))
    return "\n".join(inner)

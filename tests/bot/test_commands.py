"""Commands: the exit code, one sentence on stderr, JSON alone on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.cli import main

ROOT = Path(__file__).parents[2]
CLOCK = "2018-10-08T08:30:00+03:00"
ROADMAP = """«Дорожная карта» развития образования города на 2018-2020 годы

№\tМероприятия\tСроки\tОтветственные исполнители\tОжидаемый результат
1. Организация
1.\tУтвердить план\tдо 15 октября 2018\tПономарева О.И.\tПриказ
2.\tПровести совещание\tдо 31 октября 2018\tНеизвестный П.П.\tПротокол
3.\tРазмещать сведения на сайте\tпостоянно\tПономарева О.И.\tПубликации
"""
PEOPLE = (
    "ФИО;Организация;Должность;Email;Телефон;Роли;Канал\n"
    "Пономарева Ольга Ивановна;Отдел образования;начальник;o@town.example;;ответственный;почта\n"
    "Мостовая Вера Петровна;МЦ;методист;v@town.example;;координатор;почта\n"
)


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


class Office:
    """One installation without a bot, whose commands run in this process."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.patch, self.printed = folder, patch, printed
        for name in [name for name in os.environ if name.startswith("VEKHA_")]:
            patch.delenv(name)
        patch.setenv("VEKHA_DATA_DIR", str(folder / "data"))
        patch.setenv("VEKHA_CLOCK", CLOCK)
        patch.chdir(folder)

    def run(self, *words: str) -> Done:
        """Run `vekha WORDS`."""
        self.patch.setattr(sys, "argv", ["vekha", *words])
        self.printed.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = self.printed.readouterr()
        return Done(int(str(code or 0)), printed.out, printed.err)

    def good(self, *words: str) -> str:
        """The stdout of a command that succeeds."""
        done = self.run(*words)
        assert done.code == 0, done.err
        return done.out

    def refused(self, code: int, *words: str) -> str:
        """The sentence of a command that is refused."""
        done = self.run(*words)
        assert done.code == code, done.out + done.err
        assert "Traceback" not in done.err
        assert done.err.strip()
        return done.err.strip()

    def file(self, name: str, text: str) -> None:
        """A file of the installation."""
        (self.folder / name).write_text(text, "utf-8")


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Office]:
    log = structlog.get_config()
    yield Office(tmp_path, monkeypatch, capsys)
    structlog.configure(**log)  # commands set it up for their process


@pytest.mark.parametrize(
    "words",
    [
        ("import", "missing.docx"),
        ("import", "empty.txt"),
        ("import", "broken.docx"),
        ("import", "roadmap.txt", "--period", "2018"),
        ("import", "roadmap.txt", "--period", "2020-01-01..2018-01-01"),
        ("people", "import", "missing.csv"),
        ("people", "import", "faulty.csv"),
        ("people", "import", "roadmap.txt"),
        ("digest",),
        ("digest", "--municipality", "Нигде"),
        ("launch", "1"),
        ("municipality", "add", "Город", "--zone", "Moscow"),
        ("deadlines", "--period", "вечно"),
        ("invite",),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(office: Office, words: tuple[str, ...]) -> None:
    office.file("empty.txt", "")
    office.file("broken.docx", "PK\x03\x04 nonsense")
    office.file("roadmap.txt", ROADMAP)
    office.file("faulty.csv", "ФИО;Email\nИванов Иван;нет почты")
    sentence = office.refused(2, *words)
    assert len(sentence.splitlines()) == 1, sentence


def test_a_wrong_setting_is_named(office: Office) -> None:
    office.patch.setenv("VEKHA_BOT_TOKEN", "secret-nonsense")
    sentence = office.refused(2, "run")
    assert sentence.startswith("VEKHA_BOT_TOKEN: ")
    assert "secret-nonsense" not in sentence


def test_a_database_that_is_not_there_is_exit_1(office: Office) -> None:
    office.patch.setenv("VEKHA_DATABASE_URL", "postgresql://u:hidden@127.0.0.1:9/vekha")
    assert "hidden" not in office.refused(1, "digest")


def test_an_unknown_word_is_exit_2(office: Office) -> None:
    assert office.run("dance").code == 2
    assert office.run("digest", "--as-of", "завтра").code == 2


def test_a_day_at_the_office(office: Office) -> None:
    """One roadmap through the commands; each prints what scripts rely on."""
    office.file("roadmap.txt", ROADMAP)
    office.file("people.csv", PEOPLE)

    draft = json.loads(office.good("import", "roadmap.txt", "--json"))
    assert [a["deadline"]["kind"] for a in draft["activities"]] == ["date", "date", "ongoing"]
    assert not (office.folder / "data").exists()  # reading alone stores nothing

    number = office.good("import", "roadmap.txt", "--commit").splitlines()[-1]
    assert number.isdigit()
    assert "Пономарева О.И. → Пономарева Ольга Ивановна" in office.good(
        "people", "import", "people.csv"
    )
    unowned = office.refused(2, "launch", number)
    assert "Провести совещание" in unowned
    office.good("launch", number, "--as-of", "2018-10-08", "--allow-unowned")

    digest = json.loads(office.good("digest", "--json"))
    assert (digest["total"], digest["undated"], digest["as_of"]) == (2, 0, "2018-10-08")
    assert json.loads(office.good("digest", "--json", "--roadmap", number))["roadmap"] == 1

    coming = json.loads(
        office.good("simulate", "--from", "2018-10-08", "--to", "2018-10-31", "--json")
    )
    assert [c["at"] for c in coming] == sorted(c["at"] for c in coming)
    lists = [c for c in coming if "Вы указаны ответственным" in c["text"]]
    assert {c["at"] for c in lists} == {"2018-10-08T09:00:00+03:00"}
    first = next(c for c in coming if c not in lists)
    assert (first["at"], first["person"]) == (
        "2018-10-10T09:00:00+03:00",
        "Пономарева Ольга Ивановна",
    )
    assert (first["channel"], first["kind"], first["about"]) == ("email", "reminder", ["М-1"])
    days = ("--from", "2018-10-08", "--to", "2018-10-31", "--json")
    olgas = json.loads(office.good("simulate", *days, "--person", "пономарева"))
    assert olgas == [c for c in coming if c["person"] == "Пономарева Ольга Ивановна"] != []
    assert "Никто" in office.refused(2, "simulate", *days, "--person", "Никто")
    assert json.loads(office.good("outbox", "--json")) == []

    assert office.good("pause", number) == "Дорожная карта 1: напоминания приостановлены\n"
    assert office.good("pause", number) == "Дорожная карта 1: уже на паузе\n"
    assert not [
        c for c in json.loads(office.good("simulate", *days)) if c["kind"] in ("reminder", "alert")
    ]
    assert office.good("resume", number) == "Дорожная карта 1: напоминания возобновлены\n"
    assert office.good("pause").endswith("напоминания приостановлены\n")


def test_as_a_process_phrases_are_read_line_by_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "deadlines", "--period", "2018-01-01..2020-12-31"],
        cwd=ROOT,
        input="до 15 октября 2018\n\nежеквартально\n",
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["kind"] for a in answers] == ["date", "none", "recurring"]
    assert answers[0]["dues"] == ["2018-10-15"]
    assert len(answers[2]["dues"]) == 12


def test_as_a_process_a_refusal_has_its_exit_code() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "import", "missing.docx"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "missing.docx" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_list_of_municipalities_shows_each_in_numbers(office: Office) -> None:
    office.good("municipality", "add", "Зареченск", "--zone", "Asia/Omsk")
    office.good("municipality", "add", "Город")
    sentence = office.refused(2, "municipality", "add", " зареченск ")
    assert "уже есть" in sentence
    office.file("people.csv", PEOPLE)
    office.good("people", "import", "people.csv", "--municipality", "Город")
    first, second = office.good("municipality", "list").splitlines()
    assert first.startswith("Город: Europe/Moscow, ") and " 2, " in first
    assert second.startswith("Зареченск: Asia/Omsk, ")
    (town, _) = json.loads(office.good("municipality", "list", "--json"))
    assert (town["name"], town["people"], town["paused_on"]) == ("Город", 2, None)

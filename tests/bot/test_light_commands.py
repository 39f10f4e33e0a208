"""Commands that must start fast do not import what is heavy."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest

HEAVY = ("aiogram", "matplotlib", "apscheduler")
DOCUMENT = str(files("bot.demo").joinpath("roadmap.txt"))


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (
            ["deadlines", "--period", "2018-01-01..2020-12-31"],
            (*HEAVY, "sqlalchemy", "pydantic_settings"),
        ),
        (["import", DOCUMENT, "--json"], HEAVY),
    ],
)
def test_what_a_command_imports(words: list[str], unwanted: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from bot.cli import main\n"
        f"sys.argv = ['vekha', *{words!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="до 15 октября 2018\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_a_running_bot_opens_no_document_library_before_it_needs_one() -> None:
    unwanted = ("openpyxl", "docx", "matplotlib", "pdfplumber", "numpy", "lxml", "css_inline")
    script = (
        "import sys\nimport bot.build\n"
        f"print([name for name in {unwanted!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"

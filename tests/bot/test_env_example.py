"""`.env.example` names every setting and nothing else, and what it shows can be used."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.sentences import DEBUG_VARIABLE, LANGUAGE_VARIABLE
from bot.settings import PREFIX, Settings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"
COMMAND_LINE_ONLY = {LANGUAGE_VARIABLE, DEBUG_VARIABLE}
SETTING = re.compile(r"^#?(VEKHA_\w+)=(.*)$", re.MULTILINE)


def settings_shown() -> list[tuple[str, str]]:
    return SETTING.findall(EXAMPLE.read_text("utf-8"))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_every_setting_is_shown_once_and_nothing_else_is() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | COMMAND_LINE_ONLY
    assert sorted(name for name, _ in settings_shown()) == sorted(known)


def test_a_copy_left_as_it_is_changes_no_default() -> None:
    assert load(str(EXAMPLE)) == load(None)


@pytest.mark.parametrize(
    ("name", "value"), [shown for shown in settings_shown() if shown[0] not in COMMAND_LINE_ONLY]
)
def test_what_is_shown_can_be_used(name: str, value: str, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"{name}={value}\n", "utf-8")
    field = name.removeprefix(PREFIX).lower()
    used = getattr(load(str(env)), field)
    assert bool(value) == (used != getattr(load(None), field))


def test_every_setting_has_words_before_it_that_say_what_stands_without_it() -> None:
    words = ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if SETTING.match(line):
            assert "о умолчанию" in words, line
            words = ""
        else:
            words += line

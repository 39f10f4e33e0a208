"""The log: one JSON object a line, with no token and no password in it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.logs import hide_secrets

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot***/getMe"
        ),
        (f"token {TOKEN}!", "token ***!"),
        ("smtps://vekha:p4ss@mail.example:465", "smtps://vekha:***@mail.example:465"),
        ("postgresql+asyncpg://u:p%40ss@db/v", "postgresql+asyncpg://u:***@db/v"),
        ("at 12:30 to 15:45", "at 12:30 to 15:45"),
        ("notice 12345:sent", "notice 12345:sent"),
    ],
)
def test_tokens_and_passwords_are_hidden(text: str, shown: str) -> None:
    assert hide_secrets(None, "info", {"event": text, "n": 1}) == {"event": shown, "n": 1}


SCRIPT = f"""
import logging
import structlog
from bot.logs import set_up
set_up(as_json=True)
log = structlog.get_logger()
log.info("канал", address="smtp://u:p4ss@mail.example")
logging.getLogger("aiogram").warning("failed: https://api.telegram.org/bot{TOKEN}/x")
logging.getLogger("aiogram").info("too quiet to hear")
logging.getLogger("aiogram.event").error("what the inbox tells")
try:
    raise ValueError("https://api.telegram.org/bot{TOKEN}/y")
except ValueError:
    log.exception("broken")
"""


def test_everything_that_is_logged_is_json_without_secrets() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[0]["event"] == "канал"
    assert len(lines) == 3
    assert TOKEN not in done.stderr
    assert "p4ss" not in done.stderr
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert lines[2]["level"] == "error"
    assert "ValueError" in lines[2]["exception"]

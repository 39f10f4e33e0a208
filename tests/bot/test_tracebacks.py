"""A failure of ours is logged with its place, quickly, and without what the variables held."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

SCRIPT = """
import structlog
from bot.logs import {set_up}
{set_up}({how})
def fails(token):
    password = "p4ss" + "word"
    raise ZeroDivisionError(len(token))
try:
    fails("s3cr" + "et")
except ZeroDivisionError:
    structlog.get_logger().exception("broken")
"""


@pytest.mark.parametrize(
    ("set_up", "how"),
    [
        pytest.param("set_up", "as_json=False"),
        ("set_up", "as_json=True"),
        pytest.param("quiet", ""),
    ],
)
def test_a_failure_is_told_without_its_variables(set_up: str, how: str) -> None:
    script = SCRIPT.format(set_up=set_up, how=how)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "ZeroDivisionError" in done.stderr
    assert "broken" in done.stderr
    assert "p4ssword" not in done.stderr
    assert "s3cret" not in done.stderr
    assert time.monotonic() - began < 10

"""The words of sheet.toml: sheets and headings of the workbook in which a school answers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

KEY, ANSWER, COMMENT, CLASS = "@key", "@answer", "@comment", "@class"
"""What the hidden row says of a column: the keys of questions, the answers, the comments; in a
table by class the labels of classes."""
FIELD = "@"
"""Before the key of the question that a column of a table by class is about."""
REQUIRED = " *"
"""Behind the label of a question that has to be answered."""


@cache
def sheet_words(table: str) -> Mapping[str, str]:
    """A table of sheet.toml: sheets or heads."""
    text = files("roadmap.monitoring").joinpath("sheet.toml").read_text("utf-8")
    found: Mapping[str, str] = tomllib.loads(text)[table]
    return found

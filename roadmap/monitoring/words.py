"""The words of words.toml, and how answers are folded to be compared with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.people_sheet import fold

_DASHES = re.compile("[\u2010-\u2015\u2212]")


@cache
def words(table: str) -> Mapping[str, Any]:
    """A table of words.toml."""
    text = files("roadmap.monitoring").joinpath("words.toml").read_text("utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[table]
    return found


def plain(text: str) -> str:
    """Lower case, one kind of dash, single blanks, nothing of quotes and of a full stop at the
    end: how words and choices are compared."""
    bare = _DASHES.sub("-", re.sub("[\u00ab\u00bb\u201c\u201d\u201e\"']", "", text))
    return fold(bare).rstrip(" .")

"""What a coordinator answers to letters: to the one to management before it goes, and to one that
may be from somebody else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from roadmap.people_sheet import fold

_BETWEEN = " :;,.-–—\n"


class Deed(StrEnum):
    """What is to be done with it."""

    HOLD = "hold"
    GO = "go"
    LINE = "line"
    NO_LINE = "no_line"


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed; `line` is the line of explanation."""

    deed: Deed
    line: str = ""


def asked(text: str) -> Asked | None:
    """What the first words of an answer ask for; None for any other words. A line of explanation
    comes after a colon, all else stands alone."""
    text = text.strip()
    words = fold(text).strip(_BETWEEN)
    for deed in (Deed.HOLD, Deed.GO, Deed.NO_LINE):
        if words in _vocabulary()[deed.value]:
            return Asked(deed)
    head, colon, line = text.partition(":")
    if colon and line.strip() and fold(head) in _vocabulary()[Deed.LINE.value]:
        return Asked(Deed.LINE, line.strip())
    return None


def vouches(text: str) -> bool:
    """Whether the words of an answer say that a letter is from whom it says to be."""
    return fold(text).strip(_BETWEEN) in _vocabulary()["vouch"]


@cache
def _vocabulary() -> Mapping[str, list[str]]:
    text = files("roadmap").joinpath("coordinator_words.toml").read_text("utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)
    return found

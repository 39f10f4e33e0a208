"""The words of the review workbook and what they stand for, both ways."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from roadmap.drafts import Level
from roadmap.parts import Part, Share

Kind = TypeVar("Kind", bound=StrEnum)


class DeadlineKind(StrEnum):
    """The kinds of deadline that the drop-down offers; the values are those of the draft's JSON."""

    DATE = "date"
    WINDOW = "window"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    EXTERNAL = "external"
    NONE = "none"


class PartyIs(StrEnum):
    """What a party is resolved to."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GROUP = "group"


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of vocabulary.toml."""
    text = files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    found: Mapping[str, Any] = tomllib.loads(text)[name]
    return found


def sheet(name: str) -> str:
    """The title of a sheet: activities, questions, parties, schools."""
    return str(table("sheets")[name])


def headers(sheet_name: str) -> Mapping[str, str]:
    """The column headers of a sheet, by column name, in order."""
    found: Mapping[str, str] = table("headers")[sheet_name]
    return found


def plain(text: str) -> str:
    """Lower case, single blanks, «ё» as «е»: how words of cells are compared."""
    return " ".join(text.casefold().replace("\u0451", "\u0435").split())


def part_word(part: Part) -> str:
    """A part in words."""
    return str(table("parts")[part.value])


def share_words(share: Share) -> str:
    """A party with its part: «РОО — исполняет»."""
    return _mark("share", name=share.name, part=part_word(share.part))


def read_share(text: str) -> tuple[str, Part | None]:
    """A party's name and its part, None when no known part follows a dash."""
    for dash in str(table("marks")["dashes"]):
        name, found, word = text.rpartition(dash)
        part = meaning(Part, "parts", word) if found else None
        if part is not None and name.strip():
            return " ".join(name.split()), part
    return " ".join(text.split()), None


def level_word(level: Level | None) -> str:
    """A level in words; empty for none."""
    return "" if level is None else str(table("levels")[level.value])


def kind_word(kind: DeadlineKind) -> str:
    """A kind of deadline in words."""
    return str(table("kinds")[kind.value])


def party_kind_word(kind: PartyIs | None) -> str:
    """What a party is, in words; empty while nobody has said."""
    return "" if kind is None else str(table("party_kinds")[kind.value])


def meaning(kind: type[Kind], words: str, text: str) -> Kind | None:
    """The member of `kind` whose word in the table `words` the text is, None when it is none."""
    for name, word in table(words).items():
        if plain(word) == plain(text):
            return kind(name)
    return None


def code_word(code: int) -> str:
    """«М-17»"""
    return _mark("code", code=code)


def read_code(text: str) -> int | None:
    """The number in «М-17», «м 17» or «17»; None when it is no code."""
    digits = plain(text).lstrip(str(table("marks")["code_prefixes"])).strip(" -\u2013\u2014.")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def item_number(number: str, at: int) -> str:
    """The number of a part of a row, counted from 0: «1.1.4-а»."""
    letters = str(table("marks")["letters"])
    letter = letters[at % len(letters)] + (str(at // len(letters)) if at >= len(letters) else "")
    return f"{number.rstrip('. ')}-{letter}" if number.strip() else letter


def rows_words(part: Part, count: int) -> str:
    """«исполняет: 23»"""
    return _mark("rows", part=part_word(part), count=count)


def _mark(mark: str, **facts: object) -> str:
    return str(table("marks")[mark]).format(**facts)

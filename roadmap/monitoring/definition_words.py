"""The words of definition.toml, read and written; keys made of labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.monitoring.fields import FieldType, Op, Target
from roadmap.monitoring.numbers import OtherUnit, UnlikeNumber, as_text, written_number
from roadmap.monitoring.words import plain

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_MADE = 32
_BOUND = re.compile(r"(?P<word>[^\d+\-\u2212]*)(?P<number>.+)", re.DOTALL)


@cache
def source() -> Mapping[str, Any]:
    """The whole of definition.toml."""
    text = files("roadmap.monitoring").joinpath("definition.toml").read_text("utf-8")
    return tomllib.loads(text)


def meant(table: str, text: str) -> str | None:
    """Which name of a table (types, roll_ups, ops) a text means; None for none."""
    wanted = plain(text)
    for name, said in source()[table].items():
        if wanted == name or wanted in said:
            return str(name)
    return None


def written(table: str, name: str) -> str:
    """How the name of a table is written."""
    return str(source()[table][name][0])


def number_meant(text: str) -> Decimal | None:
    """The number of a limit or a comparison, None for no number."""
    try:
        return written_number(text, FieldType.PERCENT if "%" in text else FieldType.DECIMAL)
    except (UnlikeNumber, OtherUnit):
        return None


def target_meant(text: str) -> Target | None:
    """«не менее 80», «≤ 5»; a number alone is to be reached from below; None for no target."""
    found = _BOUND.fullmatch(text.strip())
    number = number_meant(found["number"]) if found else None
    if found is None or number is None:
        return None
    op = meant("ops", found["word"]) if found["word"].strip() else Op.NOT_LESS
    if op not in (Op.NOT_LESS, Op.NOT_MORE):
        return None
    return Target(number, op == Op.NOT_LESS)


def target_written(target: Target) -> str:
    """What `target_meant` reads as the same."""
    op = Op.NOT_LESS if target.at_least else Op.NOT_MORE
    word = source()["ops"][op][1]
    return f"{word} {as_text(target.value)}"


def key_of(label: str, taken: Collection[str]) -> str:
    """A key made of a label in Latin letters, other than those taken."""
    latin = source()["latin"]
    letters = "".join(latin.get(sign, sign) for sign in label.casefold())
    bare = re.sub("[^a-z0-9]+", "_", letters).strip("_")[:LONGEST_MADE].strip("_") or "field"
    key = bare if bare[0].isalpha() else f"f_{bare}"
    number = 2
    made = key
    while made in taken:
        made, number = f"{key}_{number}", number + 1
    return made

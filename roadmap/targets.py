"""Quantities in an expected result: «не менее 2-х публикаций в год» → 2, публикаций, год."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from roadmap.deadlines.cleaning import fold

SOURCE = Path(__file__).with_name("targets.toml")
MOST = 100_000
_PER_WITHIN = 6
"""How many words after the counted thing «в год» may stand."""
_TOKEN = re.compile(
    r"(?P<number>\d+)(?:-?[^\W\d_]{1,2}(?!\w))?|[^\W\d_]+(?:-[^\W\d_]+)*|[%№]|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Target:
    """How much is promised: `count` of `unit` (as printed), in every `per` where one is named.

    A share has its sign in the unit: 100, «% педагогических работников».
    """

    count: int
    unit: str
    per: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    bounds: frozenset[str]
    refusals: frozenset[str]
    not_units: frozenset[str]
    adjective_endings: tuple[str, ...]
    not_adjectives: frozenset[str]
    time: frozenset[str]
    percent: frozenset[str]
    per_before: frozenset[str]
    per: dict[str, str]
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    plain: str
    number: int | None
    marked: bool
    """A number with an ending («2-х»), which only a quantity has."""
    glued: bool
    """Nothing stands between it and the token before."""


def read_target(expected_result: str) -> Target | None:
    """The first quantity an expected result promises, if it promises one."""
    tokens = _tokens(expected_result)
    for place, token in enumerate(tokens):
        if token.number is not None and 0 < token.number <= MOST:
            found = _target(tokens, place)
            if found is not None:
                return found
    return None


def _target(tokens: list[_Token], place: int) -> Target | None:
    words, number = _words(), tokens[place]
    after = _range_end(tokens, place) + 1
    share = after < len(tokens) and tokens[after].plain in words.percent
    if not share and not _is_quantity(tokens, place):
        return None
    unit = _unit(tokens, after + share)
    if not unit and not share:
        return None
    per = _per(tokens, after + share + len(unit))
    if unit and unit[0].plain in words.time and per is None:
        return None
    named = " ".join(token.text for token in unit)
    text = f"% {named}".strip() if share else named
    return Target(number.number or 0, text, per)


def _range_end(tokens: list[_Token], place: int) -> int:
    """The place of the last number of «2-3»."""
    dashed = [token.plain for token in tokens[place + 1 : place + 2]] in (["-"], ["\u2013"])
    if dashed and place + 2 < len(tokens) and tokens[place + 2].number is not None:
        return place + 2
    return place


def _is_quantity(tokens: list[_Token], place: int) -> bool:
    """Whether a number counts things, by what stands before it."""
    words, token = _words(), tokens[place]
    if place == 0 or token.marked:
        return place == 0 or tokens[place - 1].plain not in ("\u2116", "-")
    before = tokens[place - 1]
    if token.glued or before.number is not None:
        return False
    if before.plain in words.bounds:
        return True
    if before.plain in words.refusals:
        return False
    return before.plain[-1].isalpha() or before.plain in (":", "(", "\u2013", "-", ",", ";")


def _unit(tokens: list[_Token], place: int) -> list[_Token]:
    """The counted thing: a noun with the adjectives before it."""
    words, found = _words(), list[_Token]()
    for token in tokens[place:]:
        if not token.plain[0].isalpha() or token.number is not None:
            return []
        if token.plain in words.not_units:
            return []
        found.append(token)
        adjective = token.plain.endswith(words.adjective_endings)
        if not adjective or token.plain in words.not_adjectives:
            return found
    return []


def _per(tokens: list[_Token], place: int) -> str | None:
    words = _words()
    for at in range(place, min(place + _PER_WITHIN, len(tokens))):
        token = tokens[at]
        if token.plain in (".", ";", ",") or token.number is not None:
            return None
        adverb = token.plain in words.per and len(token.plain) > 7
        if token.plain in words.per and (adverb or tokens[at - 1].plain in words.per_before):
            return words.per[token.plain]
    return None


def _tokens(text: str) -> list[_Token]:
    numbers, found, end = _words().numbers, list[_Token](), -1
    for match in _TOKEN.finditer(text):
        plain = fold(match.group())
        digits = match.group("number")
        number = int(digits) if digits and len(digits) < 7 else numbers.get(plain)
        marked = number is not None and not plain.isdigit()
        found.append(_Token(match.group(), plain, number, marked, match.start() == end))
        end = match.end()
    return found


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return _Words(
        bounds=frozenset(bound.split()[-1] for bound in data["bounds"]),
        refusals=frozenset(data["refusals"]),
        not_units=frozenset(data["not_units"]),
        adjective_endings=tuple(data["adjective_endings"]),
        not_adjectives=frozenset(data["not_adjectives"]),
        time=frozenset(data["time"]),
        percent=frozenset(data["percent"]),
        per_before=frozenset(data["per_before"]),
        per={form: names[0] for names in data["per"] for form in names},
        numbers={form: int(number) for number, forms in data["numbers"].items() for form in forms},
    )

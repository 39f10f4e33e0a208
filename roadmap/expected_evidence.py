"""Which papers an activity promises: приказ, положение, план, аналитическая справка."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

MOST = 3
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Words:
    making: tuple[str, ...]
    helping: tuple[str, ...]
    within: int
    named: tuple[tuple[tuple[str, ...], str], ...]
    """What stands in an expected result, word by word, and what it asks for."""
    made: tuple[tuple[tuple[str, ...], str], ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(files("roadmap").joinpath("expected_evidence.toml").read_text("utf-8"))

    def forms(key: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        every = [
            (tuple(form.split()), paper["as"]) for paper in data["papers"] for form in paper[key]
        ]
        return tuple(sorted(every, key=lambda form: -len(form[0])))  # the longer name wins

    making, helping = tuple(data["making"]), tuple(data["helping"])
    return _Words(making, helping, data["within"], forms("named"), forms("made"))


@lru_cache(maxsize=4096)
def expected(title: str, expected_result: str) -> tuple[str, ...]:
    """The papers by which the activity is confirmed, as they are asked for, at most `MOST`.

    They are those named in the expected result; without any, those that the title promises to
    make («Подготовка аналитической справки»). None where nothing is named.
    """
    words = _words()
    found = _found(_split(expected_result), words.named)
    if not found:
        told = _split(title)
        found = [(place, name) for place, name in _found(told, words.made) if _is_made(told, place)]
    return tuple(dict.fromkeys(name for _, name in found))[:MOST]


def _is_made(told: list[str], place: int) -> bool:
    """Whether what stands at `place` is to be made, and not only helped with."""
    words = _words()
    near = told[max(0, place - words.within) : place]
    for back, word in enumerate(reversed(near), start=1):
        if word.startswith(words.making):
            before = told[max(0, place - back - words.within) : place - back]
            return not any(other.startswith(words.helping) for other in before)
    return False


def _split(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\u0451", "\u0435"))


def _found(
    told: list[str], forms: tuple[tuple[tuple[str, ...], str], ...]
) -> list[tuple[int, str]]:
    """(place, paper) of each that is named, in order."""
    found, place = [], 0
    while place < len(told):
        for form, name in forms:
            if tuple(told[place : place + len(form)]) == form:
                found.append((place, name))
                place += len(form)
                break
        else:
            place += 1
    return found

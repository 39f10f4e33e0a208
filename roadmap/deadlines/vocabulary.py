"""The words of the deadline language, from vocabulary.toml, and how to find a misspelt one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).with_name("vocabulary.toml")
SHORTEST_MISSPELT = 5
SHORTEST_TWICE_MISSPELT = 8


class Role(StrEnum):
    """What a word does in a deadline; the values are the tables of the vocabulary."""

    MONTH = "month"
    WEEKDAY = "weekday"
    UNIT = "unit"
    SEASON = "season"
    ORDINAL = "ordinal"
    CARDINAL = "cardinal"
    REPEAT = "repeat"
    TIMES = "times"
    MULTIPLIER = "multiplier"
    EVERY = "every"
    ALL = "all"
    ALWAYS = "always"
    DURATION = "duration"
    SPAN = "span"
    PROJECT = "project"
    BEFORE = "before"
    BY = "by"
    THROUGH = "through"
    SINCE = "since"
    IN = "in"
    BEHIND = "behind"
    NOT = "not"
    LATER = "later"
    EARLIER = "earlier"
    LEAST = "least"
    STARTING = "starting"
    INCLUSIVE = "inclusive"
    EDGE = "edge"
    PART = "part"
    LAST = "last"
    NEXT = "next"
    REPORTING = "reporting"
    CURRENT = "current"
    CALENDAR = "calendar"
    WORKING = "working"
    SCHOOL = "school"
    RESULTS = "results"
    AND = "and"
    APPROXIMATE = "approximate"
    ONWARDS = "onwards"
    NOISE = "noise"
    ABSENT = "absent"
    OUTSIDE = "outside"
    NEED = "need"
    EVENT = "event"


CORRECTED = frozenset(
    {
        Role.MONTH,
        Role.WEEKDAY,
        Role.UNIT,
        Role.REPEAT,
        Role.ALWAYS,
        Role.DURATION,
        Role.EVERY,
        Role.MULTIPLIER,
        Role.SCHOOL,
        Role.EDGE,
        Role.PART,
        Role.LAST,
        Role.NEXT,
        Role.REPORTING,
        Role.INCLUSIVE,
        Role.RESULTS,
        Role.STARTING,
        Role.SPAN,
    }
)
"""Words worth recognising through a misprint; the others are too many or too like the rest."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: `value` tells members of a role apart, as text.

    `form` is the place among the forms: 0 the nominative, 1 the genitive of names.
    """

    role: Role
    value: str
    form: int
    head: str

    @property
    def number(self) -> int:
        """The value of a word that stands for a number."""
        return int(self.value)


class VocabularyError(ValueError):
    """`form` stands in the vocabulary twice, for `one` and for `other`."""

    def __init__(self, form: str, one: Word, other: Word) -> None:
        super().__init__(form, one, other)
        self.form, self.one, self.other = form, one, other


class Vocabulary:
    """Known forms, numerals, look-alikes and an index for misprints."""

    def __init__(self, tables: dict[str, dict[str, object]]) -> None:
        self.words = dict(_words(tables))
        roman = tables["roman"]
        self.roman = _numerals(roman["sure"])
        self.doubtful_roman = _numerals(roman["unsure"])
        self.same = str.maketrans(_pairs(tables["alike"]["same"]))
        self.roman_letters = str.maketrans(_pairs(tables["alike"]["roman"]))
        self.letters = _pairs(tables["alike"]["letters"])
        self.digits = _pairs(tables["alike"]["digits"])
        self.figures = _pairs(tables["alike"]["figures"])
        self.spelling = _pairs(tables["spelling"])
        self.endings = _pairs(tables["endings"])["number"].split()
        self._near: dict[str, set[str]] | None = None

    def nearest(self, text: str) -> Word | None:
        """The word `text` is a misprint of; None when there is none, or several."""
        if len(text) < SHORTEST_MISSPELT:
            return None
        forms = {form for cut in _cuts(text) for form in self._index().get(cut, ())}
        found: dict[tuple[Role, str], tuple[int, Word]] = {}
        for form in forms:
            word, far = self.words[form], distance(text, form)
            allowed = 2 if min(len(form), len(text)) >= SHORTEST_TWICE_MISSPELT else 1
            same = (word.role, word.value)
            if far <= allowed and (same not in found or far < found[same][0]):
                found[same] = (far, word)
        if not found:
            return None
        best = min(far for far, _ in found.values())
        nearest = [word for far, word in found.values() if far == best]
        return nearest[0] if len(nearest) == 1 else None

    def _index(self) -> dict[str, set[str]]:
        """Forms by what is left of them after cutting letters out."""
        if self._near is None:
            self._near = {}
            for form, word in self.words.items():
                if word.role in CORRECTED and len(form) >= SHORTEST_MISSPELT - 1:
                    for cut in _cuts(form):
                        self._near.setdefault(cut, set()).add(form)
        return self._near


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    return Vocabulary(tomllib.loads(SOURCE.read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def misspelt(text: str) -> Word | None:
    """The known word that `text` (lower case) is a misprint of, if it is one of exactly one."""
    return vocabulary().nearest(text)


@lru_cache(maxsize=1)
def spelling_pattern() -> re.Pattern[str]:
    """Matches the glued or shortened spellings of the vocabulary."""
    keys = sorted(vocabulary().spelling, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def glued_pattern() -> re.Pattern[str]:
    """Matches a Roman numeral in Latin letters that stands right before its unit («IVкв»)."""
    known = vocabulary()
    romans = "|".join(sorted((key for key in known.roman if key.strip("ivl") == ""), reverse=True))
    units = (form for form, word in known.words.items() if word.role is Role.UNIT)
    ends = "|".join(sorted(units, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({romans})(?=(?:{ends})(?!\w))", re.IGNORECASE)


def distance(one: str, other: str) -> int:
    """Edits (insert, drop, change, swap neighbours) between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, target in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _cuts(text: str) -> set[str]:
    """`text`, and it with one letter cut out; long words also with two."""
    once = {text[:i] + text[i + 1 :] for i in range(len(text))}
    cuts = {text} | once
    if len(text) >= SHORTEST_TWICE_MISSPELT:
        cuts |= {cut[:i] + cut[i + 1 :] for cut in once for i in range(len(cut))}
    return cuts


def _words(tables: dict[str, dict[str, object]]) -> Iterator[tuple[str, Word]]:
    seen: dict[str, Word] = {}
    for role in Role:
        for value, forms in tables[role.value].items():
            names = str(forms).split()
            for form, name in enumerate(names):
                word = Word(role, value, form, names[0])
                if name in seen:
                    raise VocabularyError(name, seen[name], word)
                seen[name] = word
                yield name, word


def _numerals(table: object) -> dict[str, int]:
    return {key: int(value) for key, value in _pairs(table).items()}


def _pairs(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise TypeError(table)
    return {str(key): str(value) for key, value in table.items()}

"""Taking somebody's name, addresses and numbers out of texts; pure.

What was written for people is cleaned of the surname alone too, in every case form; what a
document says only of a surname beside a first name or initials, because surnames are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from roadmap.people_sheet import fold

LETTER = "[a-z\u0430-\u044f\u0451]"
SOFT = "\u0430\u0435\u0451\u0438\u0439\u043e\u0443\u044b\u044c\u044d\u044e\u044f"
"""The letters at the end of a word that change with its case (Russian vowels, й, ь)."""
SHORTEST = 4
"""Shorter parts of a name are no trace of anybody."""
DIGITS = 10
"""So many last digits of a telephone number are the same in every way of writing it."""
Clean = Callable[[str], str]


@dataclass(frozen=True)
class Traces:
    """What is to vanish, and `instead` of the name. `numbers` are ids of messenger users, `shared`
    the folded words of other people's names: alone these mean nobody in particular."""

    name: str
    instead: str
    phone: str = ""
    email: str = ""
    numbers: frozenset[int] = frozenset()
    shared: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The parts of the name: surname, first name, patronymic."""
        return tuple(part for part in fold(self.name).replace(".", " ").split() if part)

    @cached_property
    def lone(self) -> tuple[str, ...]:
        """The parts that mean this person even alone."""
        return tuple(
            word
            for word in self.words
            if len(word) >= SHORTEST
            and not any(re.fullmatch(_forms(word), other) for other in self.shared)
        )

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        """The surname beside any given name or initials, or first name and patronymic."""
        surname, *rest = self.words
        if not rest:
            return _compiled([r"(?!)"])
        given = r"\s+".join(_forms(word) for word in rest)
        initials = r"\s*".join(rf"{word[0]}\." for word in rest)
        first = _forms(rest[0]) if len(rest[0]) > 1 else r"(?!)"
        beside = rf"(?:{given}|{initials}|{first}|{rest[0][0]}\.)"
        forms = [rf"{_forms(surname)}\s+{beside}", rf"{beside}\s*{_forms(surname)}"]
        return _compiled([*forms, given] if len(rest) > 1 else forms)

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return _compiled([_forms(word) for word in self.lone] or [r"(?!)"])

    @cached_property
    def _contacts(self) -> re.Pattern[str]:
        parts = [rf"(?<![\w.+-]){re.escape(self.email)}(?![\w-])"] if self.email else []
        digits = "".join(letter for letter in self.phone if letter.isdigit())
        if len(digits) > SHORTEST:
            last = r"[\s()\-]*".join(digits[-DIGITS:])
            parts.append(rf"\+?\d?[\s(\-]*{last}(?!\d)" if len(digits) > DIGITS else last)
        parts += [rf"(?<!\d){number}(?!\d)" for number in sorted(self.numbers)]
        return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    def document(self, text: str) -> str:
        """A document's text, without clear mentions of the person."""
        return self._contacts.sub("…", self._whole.sub(self.instead, text))

    def talk(self, text: str) -> str:
        """What was written to or about people, without any trace."""
        cleaned = self._alone.sub(self.instead, self.document(text))
        twice = re.escape(self.instead)
        return re.sub(rf"{twice}(?:\s+(?:{twice}|[\w]\.)+)+", self.instead, cleaned)

    def hints(self) -> Iterator[str]:
        """Pieces one of which is in every text that `talk` may change, as they are written."""
        surname, *rest = self.words
        telling = {surname, *rest[1:], *self.lone} if rest[1:] else set(self.words)
        for word in sorted(telling):
            if len(word) >= SHORTEST:
                piece = max(re.split("[\u0435\u0451]", _stem(word)[1:]), key=len)
                yield from (piece, piece.upper())
            elif word == surname:
                yield from (word[1:], word.upper())
        if self.email:
            yield from sorted({self.email, self.email.lower()})
        digits = "".join(letter for letter in self.phone if letter.isdigit())
        if len(digits) > SHORTEST:
            yield digits[-4:]
            yield from (f"{digits[-4:-2]}{between}{digits[-2:]}" for between in ("-", " "))
        yield from (str(number) for number in sorted(self.numbers))


def _stem(word: str) -> str:
    bare = word[:-2] if len(word) > SHORTEST + 1 and word[-2] in SOFT else word[:-1]
    return bare if word[-1] in SOFT else word


def _forms(word: str) -> str:
    """A pattern of the case forms of a Russian word; е and ё are one letter."""
    if len(word) < SHORTEST:
        return re.escape(word)
    stem = _stem(word)
    letters = "".join(
        "[\u0435\u0451]" if letter in "\u0435\u0451" else re.escape(letter) for letter in stem
    )
    return rf"{letters}{LETTER}{{0,{3 if len(stem) >= SHORTEST else 2}}}"


def _compiled(forms: Collection[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{form})" for form in forms)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def cleaned(value: Any, clean: Clean, numbers: Collection[int] = ()) -> Any:
    """A value of JSON with every text in it cleaned, and the numbers that mean somebody gone."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): cleaned(one, clean, numbers) for key, one in value.items()}
    if isinstance(value, list):
        return [cleaned(one, clean, numbers) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and value in numbers:
        return 0
    return value

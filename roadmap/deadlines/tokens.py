"""Clean text → tokens: numbers, dates in figures, words with their role, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache

from roadmap.deadlines.cleaning import CleanText, fold
from roadmap.deadlines.vocabulary import Role, Word, misspelt, vocabulary

CENTURY = 2000
_ROMAN = ("", "I", "II", "III", "IV")
FIRST_YEAR, LAST_YEAR = 1950, 2099
"""Other numbers of four figures are no years."""
_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\"'`"


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    DATE = auto()
    TIME = auto()
    WORD = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in figures; what is not written is None. `day` may exceed its month."""

    day: int | None
    month: int
    year: int | None

    @property
    def possible(self) -> bool:
        """Whether there is such a month and (in any year or clipped) such a day."""
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            return False
        return 1 <= self.month <= 12 and (self.day is None or 1 <= self.day <= 31)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the clean text, from `start` to `end`.

    `word` is its meaning, `number` its value as a numeral (Arabic or Roman), `misread`
    what a misprint was taken for.
    """

    kind: Kind
    text: str
    start: int
    end: int
    word: Word | None = None
    number: int | None = None
    figures: Figures | None = None
    roman: bool = False
    misread: str | None = None

    def has(self, *roles: Role) -> bool:
        """Whether it is a word with one of these roles."""
        return self.word is not None and self.word.role in roles

    def is_mark(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind is Kind.MARK and self.text in signs


def tokenize(source: CleanText) -> tuple[Token, ...]:
    """The tokens of a clean text; quotation marks are dropped."""
    found = list(_rejoined(_scan(source)))
    return tuple(_corrected(token) for token in found)


def _scan(source: CleanText) -> Iterator[Token]:
    for match in _pattern().finditer(source.text):
        kind, text, start, end = match.lastgroup or "mark", match.group(), *match.span()
        if kind == "mark" and text in _QUOTES:
            continue
        token = _READERS[kind](text, start, end)
        if source.mended and any(start <= place < end for place in source.mended):
            token = replace(token, misread=text)
        yield token


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = vocabulary()
    endings = "|".join(sorted(words.endings, key=len, reverse=True))
    mixed = "|".join(key for key in words.doubtful_roman if not key.isdigit() and "1" in key)
    romans = "|".join(map(re.escape, sorted(words.roman, key=len, reverse=True)))
    end = r"(?!\d)"
    return re.compile(
        rf"""
        (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}{end})
        |(?P<full>\d{{1,2}}\s?\.\s?\d{{1,2}}\s?\.\s?(?:\d{{4}}|\d{{2}}){end}
            |\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}}){end}
            |\d{{1,2}}-\d{{1,2}}-\d{{4}}{end})
        |(?P<commas>\d{{2}},\d{{2}},\d{{4}}{end})
        |(?P<month>\d{{1,2}}[./]\d{{4}}{end})
        |(?P<day>\d{{1,2}}\.\d{{2}}(?!\.?\d))
        |(?P<time>\d{{1,2}}:\d{{2}}{end})
        |(?P<mixed>(?<!\w)(?:{mixed})(?!\w))
        |(?P<ordinal>(?<!\w)(?:{romans})-(?:{endings})(?!\w))
        |(?P<number>\d+(?:-?(?:{endings})(?!\w))?)
        |(?P<word>[^\W\d_]+|\|+)
        |(?P<mark>_+|\S)
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def _read_figures(text: str, start: int, end: int) -> Token:
    parts = [int(part) for part in re.split(r"\D+", text)]
    if len(parts) == 3:
        day, month, year = parts
        figures = Figures(day, month, year if year > 99 else CENTURY + year)
    elif len(text.rpartition(".")[2]) == 2:
        figures = Figures(parts[0], parts[1], None)
    else:
        figures = Figures(None, parts[0], parts[1])
    return _date(text, start, end, figures)


def _read_iso(text: str, start: int, end: int) -> Token:
    year, month, day = (int(part) for part in text.split("-"))
    return _date(text, start, end, Figures(day, month, year))


def _date(text: str, start: int, end: int, figures: Figures) -> Token:
    if figures.possible:
        return Token(Kind.DATE, text, start, end, figures=figures)
    of_clock = figures.year is None and (figures.day or 0) <= 24 and figures.month in (0, 30)
    return Token(Kind.TIME if of_clock else Kind.MARK, text, start, end)


def _read_number(text: str, start: int, end: int) -> Token:
    digits = re.match(r"\d+", text)
    number = int(digits.group()) if digits else 0
    return Token(Kind.NUMBER, text, start, end, number=number)


def _read_time(text: str, start: int, end: int) -> Token:
    return Token(Kind.TIME, text, start, end)


def _read_word(text: str, start: int, end: int) -> Token:
    lower = fold(text)
    known = vocabulary()
    word = known.words.get(lower)
    if word is None and not lower.isdigit():
        alike = "".join(known.letters.get(letter, letter) for letter in lower)
        word = known.words.get(alike)
    number, misread = known.roman.get(lower.translate(known.roman_letters)), None
    if number is None and lower in known.doubtful_roman:
        number = known.doubtful_roman[lower]
        misread = _ROMAN[number]
    roman = number is not None
    return Token(Kind.WORD, lower, start, end, word, number, roman=roman, misread=misread)


def _read_ordinal(text: str, start: int, end: int) -> Token:
    return replace(_read_word(text.partition("-")[0], start, end), text=text.lower())


def _read_mark(text: str, start: int, end: int) -> Token:
    return Token(Kind.MARK, text, start, end)


_READERS = {
    "iso": _read_iso,
    "full": _read_figures,
    "commas": _read_figures,
    "month": _read_figures,
    "day": _read_figures,
    "time": _read_time,
    "mixed": _read_word,
    "ordinal": _read_ordinal,
    "number": _read_number,
    "word": _read_word,
    "mark": _read_mark,
}


def _rejoined(tokens: Iterator[Token]) -> Iterator[Token]:
    """A word that a narrow column broke without a hyphen is put together again."""
    held: Token | None = None
    for token in tokens:
        if held is not None and _unknown(held) and token.kind is Kind.WORD:
            whole = vocabulary().words.get(held.text + token.text)
            if whole is not None:
                held = replace(held, text=held.text + token.text, end=token.end, word=whole)
                continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


def _unknown(token: Token) -> bool:
    return token.kind is Kind.WORD and token.word is None and token.number is None


def _corrected(token: Token) -> Token:
    """An unknown word that is a misprint of one known word becomes that word."""
    if not _unknown(token):
        return token
    word = misspelt(token.text)
    return token if word is None else replace(token, word=word, misread=word.head)

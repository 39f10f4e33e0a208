"""The words of an answer: cut into tokens, and compared with those we know, typos allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz.distance import OSA

from roadmap.progress import REPORTS, Event
from roadmap.replies.days import Written, find, source

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['\u2019-][^\W\d_]+)*)|(?P<number>\d+)|(?P<line>\n)|(?P<sign>[^\s\w]|_)"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LONG, _SHORT = 10, 5  # letters from which two typos, and one, are forgiven


class Answer(StrEnum):
    """What somebody can answer; the first four are events of an assignment."""

    DONE = "done"
    PARTLY = "partly"
    IN_PROGRESS = "in_progress"
    NEED_HELP = "need_help"
    MOVE = "move"
    NOT_MINE = "not_mine"
    SEEN = "seen"
    LATER = "later"

    @property
    def event(self) -> Event | None:
        """The event of roadmap.progress, where it is one."""
        return Event(self.value) if self.value in {one.value for one in REPORTS} else None


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, sign, line break or day, from `start` to `end` of the text."""

    kind: str
    text: str
    start: int
    end: int
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """An answer found: the token after it, and whether nothing may follow."""

    answer: Answer
    end: int
    alone: bool


def fold(text: str) -> str:
    """The text in lower case, io as ie and every dash plain, no sign longer than before."""
    lower = "".join(one if len(one) == 1 else sign for sign in text for one in (sign.lower(),))
    return _DASHES.sub("-", lower).replace("\u0451", "\u0435").replace("\u2019", "'")


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order; positions are those of the text."""
    folded = fold(text)
    done: list[Token] = []
    at = 0
    for day in (*find(folded), None):
        until = day.start if day else len(folded)
        done.extend(
            Token(str(found.lastgroup), found[0], found.start(), found.end())
            for found in _TOKEN.finditer(folded, at, until)
        )
        if day is not None:
            done.append(Token("day", folded[day.start : day.end], day.start, day.end, day))
            at = day.end
    return tuple(done)


@cache
def known(name: str) -> frozenset[str]:
    """A list of words of commands.toml."""
    return frozenset(source()["words"][name])


@cache
def ordinals() -> dict[str, int]:
    """«первое» and the like."""
    return {word: int(n) for n, words in source()["ordinals"].items() for word in words}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of commands.toml, or a list of them as one."""
    said = source()["patterns"][name]
    return re.compile(said if isinstance(said, str) else "|".join(f"(?:{one})" for one in said))


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], Answer, bool], ...]:
    """Every phrase as words, the longest first."""
    said = source()["answers"]
    found = [
        (tuple(phrase.split()), Answer(name if name != "alone" else "done"), name == "alone")
        for name, phrases in said.items()
        for phrase in phrases
    ]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def phrase_at(line: Sequence[Token], at: int) -> Phrase | None:
    """The longest answer that begins at a token; exactly as known before nearly so."""
    words = _words_from(line, at)
    if not words:
        return None
    for same in (str.__eq__, _alike):
        for phrase, answer, alone in _phrases():
            if len(phrase) <= len(words) and all(map(same, words, phrase)):
                return Phrase(answer, at + len(phrase), alone)
    return None


def _words_from(line: Sequence[Token], at: int) -> list[str]:
    found: list[str] = []
    for token in line[at : at + 6]:
        if token.kind != "word":
            break
        found.append(token.text)
    return found


@cache
def _alike(word: str, wanted: str) -> bool:
    """Whether a word may be a wanted one mistyped. The last letter must be right, since in
    Russian it tells «выполнил» from «выполним», and so must be whether it begins with «не»."""
    if word == wanted:
        return True
    if len(wanted) < _SHORT or word in known("never") or word[-1] != wanted[-1]:
        return False
    denied = ("\u043d\u0435", "un", "in")
    if any(word.startswith(one) and not wanted.startswith(one) for one in denied):
        return False
    if word[0] != wanted[0] and len(wanted) < 7:
        return False
    return OSA.distance(word, wanted) <= (2 if len(wanted) >= _LONG else 1)

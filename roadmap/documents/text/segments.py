"""One row written out as running words, cut into title, deadline, owners and result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from roadmap.documents.stacks import is_date, is_deadline
from roadmap.documents.vocabulary import entries, plain, position
from roadmap.documents.words import flow
from roadmap.parties import is_party_list
from roadmap.parties.grammar import is_genitive_only, is_nominative

LONGEST_DEADLINE = 14
"""Words in the longest deadline looked for."""
LONGEST_OWNERS = 40
_COMMAS = ",;"


@lru_cache(maxsize=4_096)
def has_deadline_word(word: str) -> bool:
    """Whether the word can stand inside a deadline, though none begins with it."""
    return position(plain(word), entries("deadlines", "inside")) == 0


@dataclass(frozen=True)
class Words:
    """Words of running lines; `starts` are the positions at which a line begins."""

    words: tuple[str, ...]
    starts: frozenset[int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Words:
        """The words of lines in order."""
        words: list[str] = []
        starts: set[int] = set()
        for line in lines:
            starts.add(len(words))
            words += line.split()
        return cls(tuple(words), frozenset(starts))

    def text(self, start: int, end: int | None = None) -> str:
        """The words from start to end with their line ends kept."""
        stop = len(self.words) if end is None else end
        pieces = [
            ("\n" if at in self.starts and at > start else " " if at > start else "")
            + self.words[at]
            for at in range(start, stop)
        ]
        return "".join(pieces)


@dataclass(frozen=True, order=True)
class Span:
    """Words from `start` up to, not including, `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many words."""
        return self.end - self.start


def find_deadline(words: Words, *, anywhere: bool = False) -> Span | None:
    """The words that the deadline language reads as one deadline and that begin a line (or,
    `anywhere`, any word).

    Of several: a date before a reference to something outside, one that owners follow, the
    longest, the first.
    """
    found: list[tuple[bool, bool, int, int, Span]] = []
    at = 1
    while at < len(words.words):
        span = _deadline_at(words, at) if anywhere or at in words.starts else None
        if span is None:
            at += 1
            continue
        inside = _says_only_when(_flat(words, span))
        owners = owners_end(words, span.end) > span.end or span.end == len(words.words)
        found.append((inside, owners, span.length, -span.start, span))
        at = span.end if inside else at + 1
    return max(found)[-1] if found else None


def _deadline_at(words: Words, start: int) -> Span | None:
    """The longest deadline from a word on; of those with a condition or a reference to something
    outside, which can be of any length, the one that leaves the most words to owners."""
    if not begins_deadline(words.words[start]):
        return None
    outside: list[tuple[int, int, Span]] = []
    for end in range(min(len(words.words), start + LONGEST_DEADLINE), start, -1):
        if words.words[end - 1].lower() in entries("joining", "words"):
            continue
        span = Span(start, end)
        if not is_deadline(_flat(words, span), None):
            continue
        if _says_only_when(_flat(words, span)):
            return span
        owners = owners_end(words, end) - end
        outside.append((owners, -end, span))
    return max(outside)[-1] if outside else None


def _says_only_when(text: str) -> bool:
    """Whether a text is a deadline and has no words of anything else, such as a condition."""
    words = text.split()
    known = all(begins_deadline(word) or has_deadline_word(word) for word in words)
    return known and is_date(text)


def _flat(words: Words, span: Span) -> str:
    return flow(words.text(span.start, span.end), wrapped=True)


@lru_cache(maxsize=4_096)
def begins_deadline(word: str) -> bool:
    """Whether a deadline can begin with the word."""
    text = plain(word).lstrip("(\u00ab")
    return bool(text) and (text[0].isdigit() or position(text, entries("deadlines", "begins")) == 0)


def owners_end(words: Words, start: int) -> int:
    """Where a list of parties that begins at a position ends; the position itself when no party
    begins there.

    A list goes on over small letters, after a comma, over capitals and quotes, and over names in
    the genitive; a capitalised word in the nominative after a whole name begins the result.
    """
    if start >= len(words.words) or not _is_nominative(words.words[start]):
        return start
    end = start
    quoted = 0
    for at in range(start, min(len(words.words), start + LONGEST_OWNERS)):
        if at > start and not quoted and _begins_result(words, start, at):
            break
        quoted += words.words[at].count("\u00ab") - words.words[at].count("\u00bb")
        quoted = max(0, quoted)
        end = at + 1
    text = flow(words.text(start, end), wrapped=True)
    return end if text and is_party_list(text) else start


def _begins_result(words: Words, start: int, at: int) -> bool:
    word, before = words.words[at], words.words[at - 1]
    if before[-1] in _COMMAS or before.endswith(("-", ".")) or before.lower() in _joining():
        return False
    bare = word.strip("(\u00ab\u00bb,.;:)")
    if word[0] in '\u00ab("' and bare[:1].isupper():
        return False
    if not bare or not bare[0].isupper():
        return False
    if bare.isupper() and len(bare) > 1:
        return not is_party_list(flow(words.text(start, at + 1), wrapped=True))
    return not is_genitive_only(bare)


def _is_nominative(word: str) -> bool:
    bare = word.strip("(\u00ab\u00bb,.;:)")
    return not bare.isalpha() or bare.isupper() or is_nominative(bare)


def _joining() -> tuple[str, ...]:
    return entries("joining", "words")

"""What a page of a PDF holds, as plain values: words with their places, lines of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SAME_LINE = 0.5
"""Words whose middles differ by less than this share of their height stand on one line."""


@dataclass(frozen=True)
class Word:
    """A word and its place in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True)
class TextLine:
    """Words on one line, from left to right."""

    words: tuple[Word, ...]
    page: int = 1

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)

    @property
    def top(self) -> float:
        """The upper edge of its highest word."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge of its lowest word."""
        return max(word.bottom for word in self.words)


def lines_of_words(words: Iterable[Word], page: int = 1) -> tuple[TextLine, ...]:
    """Words as lines from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        if lines and _on_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(TextLine(tuple(sorted(line, key=lambda word: word.x0)), page) for line in lines)


def _on_line(line: Sequence[Word], word: Word) -> bool:
    last = line[0]
    middle = (last.top + last.bottom) / 2
    height = max(1.0, min(last.bottom - last.top, word.bottom - word.top))
    return abs((word.top + word.bottom) / 2 - middle) < height * SAME_LINE

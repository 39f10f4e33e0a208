"""Lines of a scanned table: their words, the borders the scanner saw, stray strokes taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadmap.documents.grammar import hangs
from roadmap.documents.numerals import Numeral, leading
from roadmap.documents.stacks import is_date
from roadmap.documents.text.lines import Line
from roadmap.documents.text.segments import begins_deadline

MOST_WORDS = 4
"""Words that a deadline or an owner can have on one line."""
BORDER = "|"
_STROKES = ("\u2014", "\u2013", "-", "_")
_NUMBER_ALONE = re.compile(r"\d{1,3}[.)]?$")
_HEADING_MARK = re.compile(r"\w{1,4}\.\s?(?=[^\W\d_])")


@dataclass(frozen=True)
class ScannedLine:
    """The words of a line, the places between them at which the scanner saw a border, and the
    printed number it begins with."""

    words: tuple[str, ...]
    borders: tuple[int, ...] = ()
    numeral: Numeral | None = None
    turned: bool = False
    page: int = 1

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(self.words)


def scanned(line: Line) -> ScannedLine:
    """A line taken apart."""
    numeral, text = _without_number(line.text)
    words: list[str] = []
    borders: list[int] = []
    for piece in text.replace(BORDER, f" {BORDER} ").split():
        if piece == BORDER:
            borders.append(len(words))
        elif piece not in _STROKES or not _is_stray(words):
            words.append(piece)
    return ScannedLine(tuple(words), tuple(borders), numeral, line.turned, line.page)


def _without_number(text: str) -> tuple[Numeral | None, str]:
    head, border, rest = text.partition(BORDER)
    if border and _NUMBER_ALONE.match(head.strip()):
        return leading(f"{head.strip().rstrip('.)')}. x"), rest
    numeral = leading(text)
    if numeral is not None and text[0].isdigit():
        return numeral, text[numeral.length :]
    return None, text


def _is_stray(words: Sequence[str]) -> bool:
    """Whether a stroke after the words is what a scanner makes of stretched white: a dash does
    not follow a word that cannot end."""
    return not words or hangs(words[-1]) > 0


def dates_inside(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first date inside a line, not at its beginning: its first word, the one after it."""
    for start in range(1, len(words)):
        if not begins_deadline(words[start]):
            continue
        for end in range(min(len(words), start + MOST_WORDS), start, -1):
            if is_date(" ".join(words[start:end])):
                yield start, end
                return


def parts(lines: Sequence[Line], widest: float) -> Iterator[tuple[str, tuple[ScannedLine, ...]]]:
    """Each heading with the lines below it.

    A heading has a mark like a Roman number (scanners read it as letters) and no border in it, or
    is wider than the columns of words together.
    """
    heading, held = "", list[ScannedLine]()
    for line in lines:
        taken = scanned(line)
        if _is_heading(line, taken, widest):
            if held or (heading and not _is_mark(heading)):
                yield heading, tuple(held)
                heading, held = "", []
            heading = f"{heading} {line.text}".strip()
        elif heading and not held and _is_rest(line, taken):
            heading = f"{heading}\n{line.text}"
        elif taken.words:
            held.append(taken)
    if heading or held:
        yield heading, tuple(held)


def _is_mark(text: str) -> bool:
    return len(text.split()) == 1 and text.endswith(".")


def _is_heading(line: Line, taken: ScannedLine, widest: float) -> bool:
    if taken.borders or taken.numeral:
        return False
    text = line.text
    if _is_mark(text) and len(text) <= 5:
        return True
    mark = _HEADING_MARK.match(text)
    if mark and text[mark.end()].isupper() and len(text) > mark.end() + 4:
        return mark[0].rstrip(". ").isupper() or len(mark[0]) <= 3
    return len(text) > widest and text[0].isupper() and not any(dates_inside(taken.words))


def _is_rest(line: Line, taken: ScannedLine) -> bool:
    return not taken.borders and not taken.numeral and line.text[0].islower()

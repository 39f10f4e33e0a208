"""Which row and column of a returned sheet is which of the sheet that was given out.

Rows and columns are known by the texts in them that the blank has too; so those put in, left out
or moved elsewhere are found again. A row whose text was changed is taken where it stands between
two that are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from roadmap.blanks.pages import Page, Place
from roadmap.blanks.words import NUMERIC, plain

Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The returned row and column of each of the blank's; what was not found is left out."""

    rows: Mapping[int, int]
    columns: Mapping[int, int]

    def place(self, place: Place) -> Place | None:
        """Where a cell of the blank stands in the returned sheet."""
        row, column = self.rows.get(place[0]), self.columns.get(place[1])
        return None if row is None or column is None else (row, column)


def align(expected: Page, got: Page, filled: Collection[Place]) -> Alignment:
    """The alignment of two sheets; `filled` are the cells that schools fill, which are no labels."""
    labels = {
        plain(text)
        for row, column in expected.cells
        if (row, column) not in filled and (text := expected.text(row, column))
        if not NUMERIC.fullmatch(text)
    }
    turned = {(column, row) for row, column in filled}
    return Alignment(
        match(_signatures(expected, labels, filled), _signatures(got, labels, ())),
        match(_signatures(expected.turned, labels, turned), _signatures(got.turned, labels, ())),
    )


def match(expected: Sequence[Signature], got: Sequence[Signature]) -> dict[int, int]:
    """Pairs of equal signatures by their numbers, counted from 1."""
    ours, theirs = _trimmed(expected), _trimmed(got)
    found = {at: at for at in range(1, len(ours) + 1)} if ours == theirs else _matched(ours, theirs)
    shift = found.get(len(ours), len(theirs)) - len(ours)
    for at in range(len(ours) + 1, len(expected) + 1):
        found[at] = at + shift
    return found


def _trimmed(signatures: Sequence[Signature]) -> Sequence[Signature]:
    """Without what follows the last label: there only the distance counts."""
    last = max((at for at, one in enumerate(signatures, 1) if one), default=0)
    return signatures[:last]


def _matched(expected: Sequence[Signature], got: Sequence[Signature]) -> dict[int, int]:
    found: dict[int, int] = {}
    changed: list[tuple[int, int, int, int]] = []
    steps = SequenceMatcher(None, expected, got, autojunk=False).get_opcodes()
    for step, low, high, other_low, other_high in steps:
        if step == "equal":
            found.update({low + at + 1: other_low + at + 1 for at in range(high - low)})
        elif step == "replace" and high - low == other_high - other_low:
            changed.append((low, high, other_low, other_high))
    taken = set(found.values())
    single = (
        {one: at for at, one in enumerate(got, 1) if Counter(got)[one] == 1}
        if (len(found) < len(expected))
        else {}
    )
    for at, one in enumerate(expected, 1):
        if at not in found and one and single.get(one, 0) not in {0} | taken:
            found[at] = single[one]
            taken.add(single[one])
    for low, high, other_low, _ in changed:
        for step_on in range(high - low):
            ours, theirs = low + step_on + 1, other_low + step_on + 1
            if ours not in found and theirs not in taken:
                found[ours] = theirs
                taken.add(theirs)
    return found


def _signatures(page: Page, labels: set[str], filled: Collection[Place]) -> list[Signature]:
    """Of each row the labels in it, a merged one once."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(page.height)]
    places = set(page.cells) | {place for place in page.merged if place[0] <= page.height}
    for row, column in sorted(places):
        text = plain(page.text(row, column))
        left = page.area(row, column)[1]
        if not text or text not in labels or (row, column) in filled:
            continue
        if not rows[row - 1] or rows[row - 1][-1] != (left, text):
            rows[row - 1].append((left, text))
    return [tuple(text for _, text in row) for row in rows]

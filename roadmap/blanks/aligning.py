"""Which row and column of a returned sheet is which of the sheet that was given out.

Rows and columns are known by the texts in them that the blank has too; so those put in, left out
or moved elsewhere are found again. A row whose text was changed is taken where it stands between
two that are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from roadmap.blanks.pages import Page, Place
from roadmap.blanks.words import NUMERIC, plain

Signature = tuple[str, ...]
_Pairs = dict[int, int]
TALL = 3


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
    """The alignment of two sheets; `filled` are the cells that schools fill: no labels."""
    labels = {
        plain(text)
        for row, column in expected.cells
        if (row, column) not in filled and (text := expected.text(row, column))
        if not NUMERIC.fullmatch(text)
    }
    turned = {(column, row) for row, column in filled}
    return Alignment(
        match(
            _signatures(expected, labels, filled),
            _signatures(got, labels, ()),
            {row for row, _ in got.texts},
        ),
        match(
            _signatures(expected.turned, labels, turned),
            _signatures(got.turned, labels, ()),
            {column for _, column in got.texts},
        ),
    )


def match(
    expected: Sequence[Signature], got: Sequence[Signature], written: Collection[int] = ()
) -> dict[int, int]:
    """Pairs of signatures by their numbers, counted from 1. One without labels stands as far from
    the one before it as in the blank; so does one whose labels are all gone, if something else is
    `written` there."""
    ours = [(at, one) for at, one in enumerate(expected, 1) if one]
    theirs = [(at, one) for at, one in enumerate(got, 1) if one]
    found = {ours[one][0]: theirs[other][0] for one, other in _matched(ours, theirs).items()}
    if not ours:
        return {at: at for at in range(1, len(expected) + 1)}
    first = ours[0][0]
    for at in range(first - 1, 0, -1):
        if found.get(at + 1, 1) > 1:
            found[at] = found[at + 1] - 1
    taken = set(found.values())
    for at, one in enumerate(expected, 1):
        place = found.get(at - 1, 0) + 1
        if at in found or (at > 1 and at - 1 not in found):
            continue
        if (not one and at > first) or (one and place in written and place not in taken):
            found[at] = place
    return found


def _matched(ours: list[tuple[int, Signature]], theirs: list[tuple[int, Signature]]) -> _Pairs:
    """Places in the second list by places in the first: equal ones in order, then equal ones that
    were moved elsewhere, then as many changed ones as there were."""
    expected, got = [one for _, one in ours], [one for _, one in theirs]
    found: _Pairs = {}
    changed: list[tuple[int, int]] = []
    steps = SequenceMatcher(None, expected, got, autojunk=False).get_opcodes()
    for step, low, high, other_low, other_high in steps:
        pairs = list(zip(range(low, high), range(other_low, other_high), strict=False))
        if step == "equal":
            found.update(pairs)
        elif step == "replace" and high - low == other_high - other_low:
            changed += pairs
    taken = set(found.values())
    for at, other in (*_moved(expected, got), *changed):
        if at not in found and other not in taken:
            found[at] = other
            taken.add(other)
    return found


def _moved(expected: list[Signature], got: list[Signature]) -> Iterator[tuple[int, int]]:
    """Pairs that are equal wherever they stand, then those that share a text no others have."""
    counts, places = Counter(got), {one: at for at, one in enumerate(got)}
    yield from ((at, places[one]) for at, one in enumerate(expected) if counts[one] == 1)
    ours, theirs = (Counter(text for one in side for text in set(one)) for side in (expected, got))
    single = {text: at for at, one in enumerate(got) for text in one if theirs[text] == 1}
    for at, one in enumerate(expected):
        yield from ((at, single[text]) for text in one if ours[text] == 1 and text in single)


def _signatures(page: Page, labels: set[str], filled: Collection[Place]) -> list[Signature]:
    """Of each row the labels in it, a merged one once; those over most rows tell none apart."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(page.height)]
    places = set(page.cells) | {place for place in page.merged if place[0] <= page.height}
    for row, column in sorted(places):
        text = plain(page.text(row, column))
        top, left, bottom, _ = page.area(row, column)
        if not text or text not in labels or (row, column) in filled:
            continue
        if bottom - top + 1 > max(TALL, page.height // 2):
            continue
        if not rows[row - 1] or rows[row - 1][-1] != (left, text):
            rows[row - 1].append((left, text))
    return [tuple(text for _, text in row) for row in rows]

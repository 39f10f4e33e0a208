"""The blank's own texts and formulas in a returned sheet: which of them were changed."""

from __future__ import annotations

from collections.abc import Collection

from roadmap.blanks.aligning import Alignment
from roadmap.blanks.pages import Page, Place, coordinate
from roadmap.blanks.problems import Oddity, Warned
from roadmap.blanks.words import NUMERIC, plain

ALIKE = 80.0
"""From this likeness, 0 to 100, a changed heading is taken for the same one."""
MOST_TOLD = 20


class Labels:
    """Compares every text and formula of the blank but those in `left_out`."""

    def __init__(
        self, expected: Page, got: Page, aligned: Alignment, left_out: Collection[Place]
    ) -> None:
        self._expected, self._got, self._aligned = expected, got, aligned
        self._left_out = left_out

    def is_lost(self, place: Place) -> bool:
        """Whether a text of the blank is not where it belongs."""
        text = self._expected.text(*place)
        if not text or NUMERIC.fullmatch(text) or place in self._left_out:
            return False
        return plain(self._found(place)) != plain(text)

    def is_alike(self, place: Place) -> bool:
        """Whether what stands in its place is much the same."""
        from rapidfuzz import fuzz

        now, was = plain(self._found(place)), plain(self._expected.text(*place))
        return float(fuzz.ratio(now, was)) >= ALIKE

    def warnings(self) -> list[Warned]:
        """Changed texts and formulas, the first ones of many."""
        found = []
        for place, cell in sorted(self._expected.cells.items()):
            at = self._aligned.place(place)
            if at is None or place in self._left_out:
                continue
            if cell.formula:
                if not self._got.at(*at).formula:
                    found.append(self._warned(at, Oddity.CHANGED_FORMULA, cell.formula))
            elif self._expected.is_first(*place) and self.is_lost(place):
                was = self._expected.text(*place)
                found.append(self._warned(at, Oddity.CHANGED_LABEL, was))
        return found[:MOST_TOLD]

    def _found(self, place: Place) -> str:
        at = self._aligned.place(place)
        return self._got.text(*at) if at else ""

    def _warned(self, at: Place, oddity: Oddity, was: str) -> Warned:
        now = self._got.text(*at)
        return Warned(self._got.title, coordinate(*at), oddity, now[:60], was[:60])

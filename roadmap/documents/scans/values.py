"""A row being put together from cut lines, and the columns' widths."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from roadmap.documents.numerals import Numeral

TITLE, DEADLINE, OWNER, RESULT = range(4)
NARROW = (12.0, 14.0)
"""The widths in letters of the columns of deadlines and owners, which are short everywhere."""
ANOTHER_COLUMN = 0.2
"""The cost of each column that a line has words in: fewer are likelier."""
DOUBTFUL = 0.25
"""A row whose way cost more a line is marked as one whose words could not be told apart."""
EMPTY: tuple[tuple[str, ...], ...] = ((), (), (), ())
NEVER = (-1, -1, -1, -1)

Cut = tuple[str, str, str, str]
"""A line's words by column: title, deadline, owner, result."""


@dataclass(frozen=True)
class ScannedRow:
    """Lines of the four columns of a row.

    `last` numbers the line at which each column had words, `turned` the one at which a page was
    turned, `start` the row's first; -1 for none.
    """

    cells: tuple[tuple[str, ...], ...] = EMPTY
    last: tuple[int, ...] = NEVER
    numeral: Numeral | None = None
    page: int = 1
    turned: int = -1
    start: int = 0
    cost: float = 0.0

    @property
    def ahead(self) -> Hashable:
        """All that matters for how the row can go on: of two ways that agree in it, the cheaper
        stays the cheaper."""
        title, deadline, owner, result = self.cells
        return self.start, self.last, title[-1:], deadline, owner, result[-1:]

    @property
    def doubtful(self) -> bool:
        """Whether the words of the row's columns may be mixed up."""
        pieces = sum(map(len, self.cells))
        lines = max(self.last) - self.start + 1
        return self.cost - ANOTHER_COLUMN * pieces > DOUBTFUL * lines

    def with_line(self, cut: Cut, at: int, cost: float) -> ScannedRow:
        """The row with one more line, the line's number and the cost of its way."""
        cells = tuple(
            (*cell, text) if text else cell for cell, text in zip(self.cells, cut, strict=True)
        )
        last = tuple(at if text else before for before, text in zip(self.last, cut, strict=True))
        return ScannedRow(
            cells, last, self.numeral, self.page, self.turned, self.start, self.cost + cost
        )


@dataclass(frozen=True)
class Widths:
    """The widths in letters of the columns of titles and results."""

    title: float
    result: float

    def of(self, column: int) -> float:
        """The width of a column."""
        return (self.title, *NARROW, self.result)[column]

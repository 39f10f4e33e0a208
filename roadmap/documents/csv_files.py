"""Reading .csv: comma, semicolon or tab, quoted or not."""

from __future__ import annotations

import csv
import io
from collections import Counter

from roadmap.documents.errors import BrokenDocument, TooManyRows
from roadmap.documents.grid import Grid, Source, grid_of
from roadmap.documents.headers import find_header
from roadmap.documents.limits import Limits

DELIMITERS = (";", "\t", ",", "|")


def read_csv(text: str, limits: Limits) -> Source:
    """The file's rows as one grid. Raises BrokenDocument, TooManyRows."""
    if text[:5].lower() == "sep=;":
        text = text.split("\n", 1)[-1]
    grids = [parse(text, delimiter, limits) for delimiter in _plausible(text)]
    return Source((max(grids, key=_likelihood),), wrapped=False)


def parse(text: str, delimiter: str, limits: Limits) -> Grid:
    """The rows under one delimiter."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([cell[: limits.cell_length] for cell in row[: limits.columns]])
            if len(rows) > limits.rows:
                raise TooManyRows(limits.rows)
    except csv.Error as error:
        raise BrokenDocument("csv", str(error)) from error
    return grid_of(rows)


def _plausible(text: str) -> tuple[str, ...]:
    return tuple(sign for sign in DELIMITERS if sign in text) or DELIMITERS[:1]


def _likelihood(grid: Grid) -> tuple[bool, float, int]:
    """A header that names a plan's columns decides, then how many rows have the same width."""
    widths = Counter(len(row.cells) for row in grid.rows if row.cells)
    wide = sum(count for width, count in widths.items() if width > 1)
    share = max((count for width, count in widths.items() if width > 1), default=0)
    return (
        find_header(grid, wrapped=False) is not None,
        share / max(1, sum(widths.values())),
        wide,
    )

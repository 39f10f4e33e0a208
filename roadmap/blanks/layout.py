"""What of a blank a school fills in: plain frozen values that can be kept as JSON.

A line is what belongs to one school: a row, or in a table that has the schools side by side a
column. `across` are then the columns (or rows) that it fills in. All numbers count from 1 and are
those of the blank.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from roadmap.blanks.pages import Place
from roadmap.parties.similar import office_meant


class RegionKind(StrEnum):
    """How schools stand in a part of a blank."""

    ROWS = "rows"
    COLUMNS = "columns"
    CELLS = "cells"


@dataclass(frozen=True, slots=True)
class Line:
    """A school's line as the blank lists it: the name as written there, and its row or column;
    `height` for those that have several lines side by side."""

    school: str
    at: int
    height: int = 1


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a sheet that is filled in.

    ROWS and COLUMNS: `across` in the lines `first` to `last`, under a heading that begins in line
    `head` (0: none); `names` is where the school's name stands across, `numbers` the running
    number (0: nowhere). With `lines` the blank lists the schools itself; without, each school has
    one line, or with `many` as many as it likes. CELLS: `cells` alone.
    """

    sheet: str
    kind: RegionKind
    across: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    head: int = 0
    names: int = 0
    numbers: int = 0
    lines: tuple[Line, ...] = ()
    many: bool = False
    cells: tuple[Place, ...] = ()

    def place(self, line: int, across: int) -> Place:
        """Row and column of a line's cell."""
        return (across, line) if self.kind is RegionKind.COLUMNS else (line, across)

    def line_of(self, school: str) -> Line | None:
        """The line that the blank keeps for a school, whatever way its name is written."""
        found = office_meant(school, [line.school for line in self.lines])
        return None if found is None else self.lines[found]


@dataclass(frozen=True, slots=True)
class Layout:
    """All that is filled in; `names` are single cells for the school's name, by sheet."""

    regions: tuple[Region, ...]
    names: tuple[tuple[str, Place], ...] = ()

    @property
    def digest(self) -> str:
        """A short sum by which a copy tells which layout it was made for."""
        text = json.dumps(to_data(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def to_data(layout: Layout) -> dict[str, Any]:
    """The layout as JSON values."""
    return {
        "regions": [_region_data(region) for region in layout.regions],
        "names": [[sheet, *place] for sheet, place in layout.names],
    }


def from_data(data: Mapping[str, Any]) -> Layout:
    """The layout from JSON values; what a later version added is left aside."""
    return Layout(
        tuple(_region(item) for item in data["regions"]),
        tuple((str(sheet), (int(row), int(column))) for sheet, row, column in data["names"]),
    )


def _region_data(region: Region) -> dict[str, Any]:
    return {
        "sheet": region.sheet,
        "kind": region.kind.value,
        "across": list(region.across),
        "first": region.first,
        "last": region.last,
        "head": region.head,
        "names": region.names,
        "numbers": region.numbers,
        "lines": [[line.school, line.at, line.height] for line in region.lines],
        "many": region.many,
        "cells": [list(place) for place in region.cells],
    }


def _region(data: Mapping[str, Any]) -> Region:
    return Region(
        str(data["sheet"]),
        RegionKind(data["kind"]),
        tuple(data["across"]),
        int(data["first"]),
        int(data["last"]),
        int(data["head"]),
        int(data["names"]),
        int(data["numbers"]),
        tuple(Line(str(name), int(at), int(height)) for name, at, height in data["lines"]),
        bool(data["many"]),
        tuple((int(row), int(column)) for row, column in data["cells"]),
    )

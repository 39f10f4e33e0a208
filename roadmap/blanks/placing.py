"""Which line of the gathered table each school's values go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roadmap.blanks.growing import last_block, own_lines
from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.pages import Place, Value
from roadmap.blanks.values import Values, place_of

Own = dict[Place, Value]


@dataclass(frozen=True, slots=True)
class Placing:
    """Of one region: lines as the blank counts them, those behind the last are new.

    `new` counts the lines, or blocks of `height` lines, that have to be put in; `names` are the
    lines in which a school's name is to be written, `lines` those that are numbered; `by_school`
    the first and last line of each."""

    new: int
    height: int
    names: tuple[tuple[int, str], ...]
    lines: tuple[int, ...]
    values: tuple[tuple[Place, Value], ...]
    by_school: tuple[tuple[str, int, int], ...]


def placed(region: Region, index: int, submissions: Mapping[str, Values]) -> Placing:
    """The lines of every school that has sent something."""
    own = {school: _of(index, values) for school, values in submissions.items()}
    return _listed(region, own) if region.lines else _stacked(region, own)


def _of(index: int, values: Values) -> Own:
    places = ((place_of(name), value) for name, value in values.items())
    return {place: value for (region, place), value in places if region == index}


def _listed(region: Region, own: Mapping[str, Own]) -> Placing:
    top, bottom = last_block(region)
    height = bottom - top + 1
    names: list[tuple[int, str]] = []
    values: list[tuple[Place, Value]] = []
    spans: list[tuple[str, int, int]] = []
    for school, found in own.items():
        first, last = own_lines(region, school)
        shift = 0
        if first > region.last:
            shift = len(names) * height
            names.append((first + shift, school))
        values += [(_shifted(region, place, shift), value) for place, value in found.items()]
        spans.append((school, first + shift, last + shift))
    return Placing(len(names), height, tuple(names), (), tuple(values), tuple(spans))


def _stacked(region: Region, own: Mapping[str, Own]) -> Placing:
    """One school below another, in the order given; a school that left nothing in a table with
    one line a school keeps its line."""
    line = region.first
    names: list[tuple[int, str]] = []
    values: list[tuple[Place, Value]] = []
    spans: list[tuple[str, int, int]] = []
    for school, found in own.items():
        by_line: dict[int, Own] = {} if region.many else {region.first: {}}
        for place, value in found.items():
            by_line.setdefault(_line(region, place), {})[place] = value
        if not by_line:
            continue
        first = line
        for written, cells in sorted(by_line.items()):
            shift = line - written
            values += [(_shifted(region, place, shift), value) for place, value in cells.items()]
            names.append((line, school))
            line += 1
        spans.append((school, first, line - 1))
    given = region.last - region.first + 1
    new = max(0, line - region.first - given)
    lines = tuple(range(region.first, line))
    return Placing(new, 1, tuple(names), lines, tuple(values), tuple(spans))


def _line(region: Region, place: Place) -> int:
    return place[1] if region.kind is RegionKind.COLUMNS else place[0]


def _shifted(region: Region, place: Place, by: int) -> Place:
    row, column = place
    return (row, column + by) if region.kind is RegionKind.COLUMNS else (row + by, column)

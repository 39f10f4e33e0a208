"""What a school filled in, under the headings of the blank, and what it left out: for a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadmap.blanks.describing import RegionFacts
from roadmap.blanks.layout import RegionKind
from roadmap.blanks.pages import Place, Value, coordinate, letters
from roadmap.blanks.problems import Missing
from roadmap.blanks.values import Values, place_of
from roadmap.blanks.words import has


@dataclass(frozen=True, slots=True)
class Answered:
    """A value at a cell of the blank («Лист1», «C7»), under its heading."""

    sheet: str
    cell: str
    heading: str
    value: Value


def answered(values: Values, facts: Sequence[RegionFacts]) -> tuple[Answered, ...]:
    """Every value, by regions and rows."""
    return tuple(_answered(values, facts))


def _answered(values: Values, facts: Sequence[RegionFacts]) -> Iterator[Answered]:
    places = sorted((*place_of(key), key) for key in values)
    for index, place, key in places:
        region = facts[index]
        heads = {heading.at: heading.text for heading in region.headings}
        text = heads.get(_at(region.kind, place), "")
        yield Answered(region.sheet, coordinate(*place), text, values[key])


def _at(kind: RegionKind, place: Place) -> str:
    row, column = place
    match kind:
        case RegionKind.ROWS:
            return letters(column)
        case RegionKind.COLUMNS:
            return str(row)
        case RegionKind.CELLS:
            return coordinate(*place)


def needed(missing: Sequence[Missing]) -> tuple[Missing, ...]:
    """Of the cells left empty those that are no place for a remark."""
    return tuple(one for one in missing if not has(one.heading, "optional"))

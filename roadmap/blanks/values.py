"""A school's values by cell, as plain data.

A key names the region, counted from 0, and the cell as the blank has it: «0!C7». Rows that a
school added go on below the last one of the region, and may lie where the blank has other things;
the region in the key keeps them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from roadmap.blanks.pages import Place, Value, column_of, coordinate

Values = Mapping[str, Value]


def key(region: int, place: Place) -> str:
    """«0!C7»"""
    return f"{region}!{coordinate(*place)}"


def place_of(name: str) -> tuple[int, Place]:
    """The region and the place of a key."""
    region, _, cell = name.partition("!")
    from openpyxl.utils.cell import coordinate_from_string

    letters, row = coordinate_from_string(cell)
    return int(region), (row, column_of(letters))


def to_data(values: Values) -> dict[str, Any]:
    """Values as JSON: dates become {"date": "2019-03-04"}, moments {"moment": "…"}."""
    return {name: _data(value) for name, value in values.items()}


def from_data(data: Mapping[str, Any]) -> dict[str, Value]:
    """Values from JSON."""
    return {name: _value(item) for name, item in data.items()}


def _data(value: Value) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _value(item: Any) -> Value:
    match item:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case int() | float() | str():
            return item
        case _:
            raise ValueError(item)

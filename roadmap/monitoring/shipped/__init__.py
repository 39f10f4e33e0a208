"""The forms that come with the product, one .toml each, and their reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.monitoring.fields import Form, from_data

NAMES = ("context", "program", "staff", "equipment", "results", "wellbeing")
"""Their keys, in the order in which they are offered."""


@cache
def shipped(name: str) -> Form:
    """The form of that key, one of NAMES."""
    text = files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(text, parse_float=Decimal)
    rules = [{**one, "right": _side(one["right"])} for one in data.get("comparisons", ())]
    return from_data({**data, "comparisons": rules})


def all_shipped() -> tuple[Form, ...]:
    """All of them, as offered."""
    return tuple(shipped(name) for name in NAMES)


def _side(right: str | int | Decimal) -> Mapping[str, Any]:
    """The right side of a comparison as kept data: a number, a key, or «a + b»."""
    if not isinstance(right, str):
        return {"number": right}
    keys = [key.strip() for key in right.split("+")]
    return {"key": keys[0]} if len(keys) == 1 else {"keys": keys}

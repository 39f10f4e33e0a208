"""A part of the measurements by its name, for a process of its own."""

from __future__ import annotations

import asyncio
import importlib

from bench.measuring import Row


def measured(part: str) -> list[Row]:
    """What the module `bench.<part>` measures."""
    rows: list[Row] = asyncio.run(importlib.import_module(f"bench.{part}").measure())
    return rows

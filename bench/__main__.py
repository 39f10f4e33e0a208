"""`python -m bench [PART …]`: all parts below, or the named ones."""

from __future__ import annotations

import asyncio
import importlib
import sys

from bench.measuring import show

PARTS = ("courier", "presses", "planning", "starting", "limits", "phrases", "documents")


def main() -> None:
    """Measure and print."""
    wanted = sys.argv[1:] or PARTS
    rows = []
    for part in wanted:
        rows += asyncio.run(importlib.import_module(f"bench.{part}").measure())
    show(rows)


if __name__ == "__main__":
    main()

"""`python -m bench [PART …]`: all parts below, or the named ones."""

from __future__ import annotations

import asyncio
import importlib
import sys
import time

from bench.measuring import show

PARTS = (
    "courier", "presses", "planning", "starting", "limits", "phrases", "documents", "region",
    "mine", "answering", "digest", "letters", "monitoring", "blanks",
)  # fmt: skip


def main() -> None:
    """Measure and print; on stderr, how long each part took."""
    wanted = sys.argv[1:] or PARTS
    rows = []
    for part in wanted:
        began = time.perf_counter()
        rows += asyncio.run(importlib.import_module(f"bench.{part}").measure())
        print(f"{part}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    show(rows)


if __name__ == "__main__":
    main()

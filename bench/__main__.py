"""`python -m bench [PART …]`: all parts below, or the named ones."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.measuring import show
from bench.parts import measured

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
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            rows += apart.submit(measured, part).result()  # the peak of memory is its own
        print(f"{part}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    show(rows)


if __name__ == "__main__":
    main()

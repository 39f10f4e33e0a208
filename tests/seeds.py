"""Where the five real documents are: VEKHA_SEEDS, or ../shared/seeds beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def seed(prefix: str) -> Path:
    """The document whose name begins with `prefix`; skips, or fails under CI, where it is not."""
    folder = Path(os.environ.get("VEKHA_SEEDS", ROOT.parent / "shared" / "seeds"))
    found = sorted(folder.glob(f"{prefix}*.txt"))
    if found:
        return found[0]
    if os.environ.get("CI") == "true":
        pytest.fail(f"the seeds are missing: {folder} (set VEKHA_SEEDS)")
    pytest.skip(f"no seeds in {folder}; set VEKHA_SEEDS to test on the real documents")

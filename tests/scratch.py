"""Where databases of tests live: in memory where the machine has room, for disks are slow."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_BYTES = 1 << 30


def scratch(prefix: str) -> Path:
    """A fresh folder; whoever asked for it deletes it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))

"""The secret key, from which everything that must not be guessed is made."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.settings import Settings

SIZE = 32


def secret_key(settings: Settings) -> bytes:
    """VEKHA_SECRET_KEY, or one made once and kept in the data directory (mode 0600)."""
    given = settings.secret_key.get_secret_value()
    if given:
        return hashlib.sha256(given.encode()).digest()
    path = settings.data_dir / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Put a new key there whole, unless another process was faster."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        Path(partial).unlink()

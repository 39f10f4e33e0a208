"""The far ends and an installation for every end-to-end test; a module says when it begins."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.e2e.driving import Vekha, World, world


@pytest.fixture
async def far_ends(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    """A sandbox whose clock stands at the module's `BEGINS`, an instant with its offset."""
    sandbox = Sandbox(now=datetime.fromisoformat(request.module.BEGINS))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def people(far_ends: Sandbox) -> AsyncIterator[World]:
    """Those at the far ends."""
    async with world(far_ends) as opened:
        yield opened


@pytest.fixture
async def vekha(tmp_path: Path, far_ends: Sandbox, sqlite_template: Path) -> AsyncIterator[Vekha]:
    """An installation on SQLite with its tables made, empty; stopped at the end."""
    installation = Vekha(tmp_path, far_ends)
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "vekha.sqlite3")
    yield installation
    await installation.stop()

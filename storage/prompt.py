"""SQLite without a thread hop a statement.

aiosqlite sends every call to a thread of its own; four hops a statement cost ten times what the
statement does. The writer's statements are short, so they run at once, in the caller; only what
may wait (for the file lock, or for the disk) goes to the thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from aiosqlite import Connection

_WAITING_CALLS = frozenset({"commit", "rollback", "close"})
_WAITING_WORDS = ("BEGIN", "COMMIT", "PRAGMA")
CHUNK_ROWS = 64


class PromptConnection(Connection):
    """An aiosqlite connection that runs short statements in the caller's thread."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None or self._may_wait(fn, args):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)

    def _may_wait(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
        if fn.__name__ in _WAITING_CALLS:
            return getattr(fn, "__self__", None) is self._connection
        return bool(args) and isinstance(args[0], str) and args[0].startswith(_WAITING_WORDS)


def connect(path: str) -> PromptConnection:
    """A connection to the SQLite file `path`, not opened until awaited."""

    def connector() -> sqlite3.Connection:
        return sqlite3.connect(path, check_same_thread=False)

    return PromptConnection(connector, CHUNK_ROWS)

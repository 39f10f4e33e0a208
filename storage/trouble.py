"""Which failures of a database pass by themselves, and which are mistakes of ours."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError

_SQLITE_READ_ONLY = 8
# SQLite's primary result codes (sqlite.org/rescode.html): busy, locked, out of memory, read-only,
# interrupted, I/O error, full, cannot open, locking protocol
_SQLITE_PASSES = frozenset({5, 6, 7, 8, 9, 10, 13, 14, 15})
# what SQLite says (code 1) to those whose transaction it has undone by itself
_SQLITE_UNDONE = ("no such savepoint", "no transaction is active")
# the last is asyncpg's for a connection in the middle of being ended by the server
_GONE = (
    *("no active connection", "connection is closed", "connection was closed"),
    "cannot switch to state",
)
# PostgreSQL's classes of SQLSTATE (appendix A): connection, transaction rolled back, resources,
# operator intervention, system error; and a server that has become read-only
_POSTGRES_PASSES = ("08", "40", "53", "57", "58", "25006")


class DatabaseTrouble(Exception):
    """The database cannot be used just now; waiting helps. `reason` is its own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TransactionLost(DatabaseTrouble):
    """SQLite has undone the transaction by itself, for all who had written in it."""

    def __init__(self) -> None:
        super().__init__("transaction undone")


def trouble_of(error: BaseException, *, reading: bool = False) -> DatabaseTrouble | None:
    """The trouble that an error means, or None for a mistake that no waiting mends.

    `reading`: on a connection that is not to write, where "read-only" is such a mistake.
    """
    match error:
        case DatabaseTrouble():
            return error
        case ConnectionError():
            return DatabaseTrouble(str(error) or type(error).__name__)
        case DBAPIError() if _passes(error, reading=reading):
            return DatabaseTrouble(str(error.orig) or type(error.orig).__name__)
        case Exception() if _of_a_driver(error) and _drivers_own(error, reading=reading):
            return DatabaseTrouble(str(error) or type(error).__name__)
    return None


def _passes(error: DBAPIError, *, reading: bool) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    return error.orig is not None and _drivers_own(error.orig, reading=reading)


def _of_a_driver(error: Exception) -> bool:
    """Whether it comes from a driver that was spoken to without SQLAlchemy between."""
    return type(error).__module__.partition(".")[0] in {"sqlite3", "asyncpg"}


def _drivers_own(error: BaseException, *, reading: bool) -> bool:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_PASSES)
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        if reading and code & 0xFF == _SQLITE_READ_ONLY:
            return False
        return code & 0xFF in _SQLITE_PASSES or str(error).startswith(_SQLITE_UNDONE)
    # the driver itself, about a connection that is no more
    return any(words in str(error) for words in _GONE)

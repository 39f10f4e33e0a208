"""Files kept by the SHA-256 of their bytes under one folder; the same file twice is one file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

PARTIAL = ".part-"
_HASH = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """`root/ab/abcdef…`; a file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep `data` durably (fsync before rename); its SHA-256 in hex. What was there is as young
        as if it were new."""
        digest = hashlib.sha256(data).hexdigest()
        if self.touch(digest):
            return digest
        target = self.path(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._held(fcntl.LOCK_SH):
            handle, partial = tempfile.mkstemp(dir=target.parent, prefix=PARTIAL)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(partial).replace(target)
            except BaseException:
                Path(partial).unlink(missing_ok=True)
                raise
        return digest

    def touch(self, sha256: str) -> bool:
        """Whether a file is there; if so it is young again, and stays while it gets a name."""
        if not self.root.is_dir():
            return False
        with self._held(fcntl.LOCK_SH):
            try:
                os.utime(self.path(sha256))
            except FileNotFoundError:
                return False
        return True

    def untouched(self, span: timedelta) -> list[str]:
        """The hashes of the files that were not stored for so long."""
        if not self.root.is_dir():
            return []
        before = self._now() - span.total_seconds()
        found = []
        for path in self.root.glob("??/*"):
            with suppress(FileNotFoundError):  # somebody else removed it
                if _HASH.fullmatch(path.name) and path.stat().st_mtime < before:
                    found.append(path.name)
        return sorted(found)

    def remove_untouched(self, hashes: Iterable[str], span: timedelta) -> int:
        """Delete those of the files that still were not stored for so long; how many."""
        count = 0
        for sha256 in hashes:
            path = self.path(sha256)
            with self._held(fcntl.LOCK_EX), suppress(FileNotFoundError):
                if path.stat().st_mtime < self._now() - span.total_seconds():
                    path.unlink()
                    count += 1
        return count

    def _now(self) -> float:
        """What the clock of the files says: theirs is another machine's, or no sandbox's."""
        with tempfile.TemporaryFile(dir=self.root) as mark:
            return os.fstat(mark.fileno()).st_mtime

    def sweep(self) -> int:
        """Delete what killed writers left half-written, unless somebody writes now; how many."""
        if not self.root.is_dir():
            return 0
        try:
            with self._held(fcntl.LOCK_EX | fcntl.LOCK_NB):
                partials = list(self.root.glob(f"*/{PARTIAL}*"))
                for partial in partials:
                    partial.unlink()
                return len(partials)
        except BlockingIOError:
            return 0

    @contextmanager
    def _held(self, lock: int) -> Iterator[None]:
        """A lock on the folder: shared by writers, exclusive for the sweep; a kill lets go."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(folder, lock)
            yield
        finally:
            os.close(folder)

    def remove(self, sha256: str) -> bool:
        """Delete the bytes of a hash for good; whether they were there."""
        path = self.path(sha256)
        there = path.exists()
        path.unlink(missing_ok=True)
        return there

    def path(self, sha256: str) -> Path:
        """Where the bytes of a hash are, or would be."""
        return self.root / sha256[:2] / sha256

    def get(self, sha256: str) -> bytes:
        """The bytes; FileNotFoundError when nobody kept them."""
        return self.path(sha256).read_bytes()

"""Files by the hash of their bytes: whole or not at all, once however often they are sent."""

from __future__ import annotations

import fcntl
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from storage.files import FileStore


def test_a_file_comes_back_by_its_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    digest = store.put("Приказ № 275".encode())
    assert digest == hashlib.sha256("Приказ № 275".encode()).hexdigest()
    assert FileStore(tmp_path / "files").get(digest) == "Приказ № 275".encode()


def test_the_same_file_twice_is_one_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.put(b"same") == store.put(b"same")
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    assert store.get(store.put(b"")) == b""


def test_a_hash_that_nobody_kept_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileStore(tmp_path).get("ab" * 32)


def test_a_write_that_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    store = FileStore(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"half")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_what_a_killed_writer_left_is_swept_and_the_whole_files_stay(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.put(b"whole")
    (store.path(digest).parent / ".part-killed").write_bytes(b"ha")
    assert store.sweep() == 1
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [digest]


def test_nothing_is_swept_while_somebody_writes(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    partial = store.path(store.put(b"whole")).parent / ".part-writing"
    partial.write_bytes(b"ha")
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_SH)  # as `put` in another process does
    assert store.sweep() == 0
    os.close(folder)
    assert store.sweep() == 1
    assert FileStore(tmp_path / "nothing yet").sweep() == 0


def test_removed_bytes_are_gone_and_can_come_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest = store.put(b"a child's photo")
    assert store.remove(digest)
    assert not store.remove(digest)
    assert not store.path(digest).exists()
    assert store.get(store.put(b"a child's photo")) == b"a child's photo"


def _age(store: FileStore, digest: str, days: int) -> None:
    path = store.path(digest)
    then = path.stat().st_mtime - days * 86400
    os.utime(path, (then, then))


def test_only_what_was_not_stored_for_long_is_removed(tmp_path: Path) -> None:
    store, week = FileStore(tmp_path), timedelta(days=7)
    assert FileStore(tmp_path / "nothing yet").untouched(week) == []
    old, again, fresh = (store.put(one) for one in (b"old", b"again", b"fresh"))
    _age(store, old, 8)
    _age(store, again, 8)
    found = store.untouched(week)
    assert found == sorted([old, again])
    store.put(b"again")  # between the look and the removal
    assert store.remove_untouched([*found, "ab" * 32], week) == 1
    assert [store.path(one).exists() for one in (old, again, fresh)] == [False, True, True]


def test_a_file_that_is_used_again_is_young(tmp_path: Path) -> None:
    store, week = FileStore(tmp_path), timedelta(days=7)
    digest = store.put(b"a picture")
    _age(store, digest, 8)
    assert store.touch(digest)
    assert store.untouched(week) == []
    assert not store.touch("ab" * 32)

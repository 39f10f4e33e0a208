"""Files by the hash of their bytes: whole or not at all, once however often they are sent."""

from __future__ import annotations

import fcntl
import hashlib
import os
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

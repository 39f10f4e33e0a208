"""A Maildir as a source: kept before it is moved, nothing deleted, the rest waits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.arriving import Arrived
from channels.maildir import Maildir, headers_of

NOW = datetime(2018, 10, 10, 9, tzinfo=UTC)
RAW = b"From: olga@town.example\nMessage-ID: <1@mail.example>\n\nDone\n"


class Taking:
    """Keeps letters, as many as there is room for."""

    def __init__(self, room: int = 100) -> None:
        self.room, self.kept = room, list[Arrived]()

    async def take(self, letter: Arrived) -> bool:
        """Into the list."""
        if len(self.kept) >= self.room:
            return False
        self.kept.append(letter)
        return True


def _put(folder: Path, name: str, raw: bytes = RAW) -> Path:
    path = folder / "new" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


async def test_what_is_new_is_offered_and_then_moved(tmp_path: Path) -> None:
    box, taking = Maildir(tmp_path, lambda: NOW), Taking()
    _put(tmp_path, "1.host")
    assert await box.look(taking) == 1
    assert await box.look(taking) == 0
    (letter,) = taking.kept
    assert (letter.key, letter.raw, letter.is_whole) == ("1.host", RAW, True)
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.host:2,S"]


async def test_what_there_is_no_room_for_stays(tmp_path: Path) -> None:
    box, taking = Maildir(tmp_path, lambda: NOW), Taking(room=1)
    _put(tmp_path, "1.host")
    _put(tmp_path, "2.host")
    assert await box.look(taking) == 1
    assert len(list((tmp_path / "new").iterdir())) == 1
    taking.room = 2
    assert await box.look(taking) == 1


async def test_what_was_kept_and_not_moved_keeps_its_key(tmp_path: Path) -> None:
    box, taking = Maildir(tmp_path, lambda: NOW), Taking()
    path = _put(tmp_path, "1.host")
    await box.look(taking)
    path.write_bytes(RAW)  # as if it had died between keeping and moving
    await box.look(taking)
    assert [letter.key for letter in taking.kept] == ["1.host", "1.host"]


async def test_of_a_letter_past_the_limit_only_the_headers_come(tmp_path: Path) -> None:
    box, taking = Maildir(tmp_path, lambda: NOW, limit=100), Taking()
    _put(tmp_path, "1.host", RAW + b"x" * 1000)
    await box.look(taking)
    (letter,) = taking.kept
    assert letter.raw == headers_of(RAW)
    assert letter.size == len(RAW) + 1000
    assert not letter.is_whole


async def test_a_folder_that_is_a_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "box").write_text("")
    with pytest.raises(OSError, match="box"):
        await Maildir(tmp_path / "box", lambda: NOW).look(Taking())

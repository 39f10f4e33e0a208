"""The secret key: given, or made once for whichever process asks first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import SecretStr

from bot.keys import secret_key
from bot.settings import Settings


def _settings(folder: Path, key: str = "") -> Settings:
    return Settings(_env_file=None, data_dir=folder, secret_key=SecretStr(key))  # type: ignore[call-arg]


def test_made_once_kept_and_nobody_else_s_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = secret_key(_settings(folder))
    assert len(key) == 32
    assert secret_key(_settings(folder)) == key
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        keys = set(several.map(lambda _: secret_key(_settings(tmp_path)), range(32)))
    assert len(keys) == 1


def test_a_given_one_is_used_and_none_is_made(tmp_path: Path) -> None:
    given = secret_key(_settings(tmp_path, "long enough"))
    assert given == secret_key(_settings(tmp_path / "elsewhere", "long enough"))
    assert list(tmp_path.iterdir()) == []

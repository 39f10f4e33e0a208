"""`vekha outbox`: each notice with its fate, those of one state, and a line that sums up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands import looking
from bot.errors import CommandError
from storage.opening import open_database
from storage.tables import NoticeRow, NoticeState
from tests.services.office import OLGA, Office, row


async def _town(folder: Path) -> None:
    database = await open_database(f"sqlite:///{folder / 'vekha.sqlite3'}")
    office = await Office.open(database, OLGA + "оба")
    await office.bind("Пономарева", 101)
    await office.launch(row("До 15 октября 2018"))
    chat, letter = await office.plan("2018-10-10 09:00")
    async with database.write() as session:
        sent = await session.get_one(NoticeRow, letter.id)
        sent.state, sent.read_at = NoticeState.SENT, sent.created_at
        failed = await session.get_one(NoticeRow, chat.id)
        failed.state, failed.attempts, failed.last_error = NoticeState.FAILED, 3, "blocked"
    await database.close()


async def test_it_lists_filters_and_sums_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEKHA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VEKHA_CLOCK", "2018-10-10T10:00+03:00")
    monkeypatch.setenv("VEKHA_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    await _town(tmp_path)
    capsys.readouterr()
    await looking.outbox(None, "failed", as_json=True)
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["state"], one["attempts"], one["error"]) == ("failed", 3, "blocked")
    await looking.outbox(None, None, as_json=False)
    *_, last = capsys.readouterr().out.strip().splitlines()
    assert last == "sent: 1 (read: 1), not delivered: 1"
    with pytest.raises(CommandError) as refusal:
        await looking.outbox(None, "lost", as_json=False)
    assert "withdrawn" in refusal.value.sentence

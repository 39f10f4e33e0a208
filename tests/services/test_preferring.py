"""The channel by which somebody wants to be written to, chosen in the chat."""

from __future__ import annotations

import pytest

from channels.message import Channel
from services import helping, preferring
from services.rights import Denied
from storage.database import Database
from tests.services.office import FIRST, OLGA, Office, at, row

NOW = at("2018-10-09 12:00")


async def test_the_next_reminder_goes_as_chosen(both: Database) -> None:
    office = await Office.open(both, OLGA)
    await office.bind("Пономарева", 101)
    await office.launch(row("до 24 октября 2018"))
    ways = []
    for choice, when in ((1, "2018-10-10"), (2, "2018-10-19"), (0, "2018-10-24")):
        async with both.write() as session:
            actor = await office.actor("Пономарева")
            assert await preferring.prefer(session, actor, choice, NOW) is True
            assert await preferring.prefer(session, actor, choice, NOW) is False
            labels = [b.label for r in (await helping.help_for(session, actor)).buttons for b in r]
        (marked,) = [label for label in labels if label.startswith("✓")]
        assert marked == ("✓ В Telegram", "✓ На почту", "✓ Туда и туда")[choice]
        ways.append([notice.channel for notice in await office.plan(f"{when} 09:00")])
    assert ways[0] == [Channel.EMAIL]
    assert ways[1] == [Channel.TELEGRAM, Channel.EMAIL]
    assert ways[2][0] == Channel.TELEGRAM


async def test_without_an_address_there_is_nothing_to_choose(both: Database) -> None:
    office = await Office.open(both, FIRST)
    async with both.write() as session:
        actor = await office.actor("Громов")
        assert await preferring.preferred(session, actor) is None
        with pytest.raises(Denied):
            await preferring.prefer(session, actor, 1, NOW)

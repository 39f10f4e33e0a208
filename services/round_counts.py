"""Lines of rounds of monitoring with how many their round asks and how many have answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel.ext.asyncio.session import AsyncSession

from roadmap.plan import Line
from roadmap.progress import Tally
from storage import round_queries


async def counted(
    session: AsyncSession, municipality_id: int, lines: Mapping[int, Line]
) -> dict[int, Line]:
    """The lines, those of rounds with the `tally` of their round."""
    rounds = {line.round_id for line in lines.values() if line.round_id is not None}
    if not rounds:
        return dict(lines)
    known = await round_queries.answered(session, municipality_id, rounds)
    tallies = {
        number: Tally(one.done, one.asked, one.waiting, one.asked - one.done)
        for number, one in known.items()
    }
    return {
        number: replace(line, tally=tallies[line.round_id]) if line.round_id in tallies else line
        for number, line in lines.items()
    }

"""The world of these tests is what they take it for."""

from __future__ import annotations

from pathlib import Path

from tests.border.world import MARKER, OTHERS, World, rows_there

EMPTY = {"album", "file_fetch", "consent"}


async def test_the_other_municipality_has_a_row_of_every_kind(
    world: World, towns_path: Path
) -> None:
    assert world.there.tenant.id == OTHERS
    there, here = rows_there(towns_path), rows_there(towns_path, world.here.tenant.id)
    bare = {name for name, rows in there.items() if not rows}
    assert bare == {"file_fetch", "consent"}, bare
    assert MARKER in str(there)
    assert MARKER not in str(here)
    assert {len(there[name]) == len(here[name]) for name in there if name != "account"} == {True}

"""Responsible parties written differently that may be one: offered, never merged."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.parties import alike
from views.speech import Speech


def similar_to(parties: Sequence[str]) -> dict[str, list[str]]:
    """For each party that has any: the others that may be the same, the likeliest first."""
    found: dict[str, list[str]] = {}
    for pair in alike(parties):
        found.setdefault(pair.first, []).append(pair.second)
        found.setdefault(pair.second, []).append(pair.first)
    return found


def perhaps_the_same(names: Sequence[str], say: Speech) -> str:
    """The question beside one of them."""
    return say.gettext(
        "Is this the same as: {names}? If so, name the same person or organisation for both."
    ).format(names="; ".join(names))


def pairs_text(parties: Sequence[str], say: Speech) -> list[str]:
    """A line for each pair that may be one."""
    return [
        say.gettext("Perhaps the same: {first} — {second}").format(
            first=pair.first, second=pair.second
        )
        for pair in alike(parties)
    ]

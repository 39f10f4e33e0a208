"""Which activity of a changed plan is which of the stored one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from roadmap.review.values import Planned
from roadmap.review.vocabulary import plain

ALIKE = 85.0
"""From this likeness of titles, 0 to 100, two rows are one, wherever they stand."""
ALIKE_IN_PLACE = 55.0
"""The same for rows with the same number in the same section."""
MOST_PAIRS = 1_000_000
"""So many titles are compared in about a second."""

Pairs = dict[int, int]
"""Positions in the changed plan to positions in the stored one."""
Key = Callable[[Planned], object]


def by_code(stored: Sequence[Planned], changed: Sequence[Planned]) -> Pairs:
    """Rows matched by their hidden key; the first of those that share one."""
    places = {one.code: at for at, one in enumerate(stored)}
    pairs: Pairs = {}
    for at, one in enumerate(changed):
        place = places.pop(one.code, None) if one.code is not None else None
        if place is not None:
            pairs[at] = place
    return pairs


def by_title(stored: Sequence[Planned], changed: Sequence[Planned]) -> Pairs:
    """Rows matched by section and title, then by place and a like title, then by title alone."""
    pairs: Pairs = {}
    for key in (_words_and_place, _words):
        _same(stored, changed, pairs, key)
    _alike(stored, changed, pairs, ALIKE_IN_PLACE, _place)
    _alike(stored, changed, pairs, ALIKE, _anywhere)
    return pairs


def _words_and_place(one: Planned) -> object:
    return plain(one.section), plain(one.subsection), plain(one.title), one.number.strip(" .")


def _words(one: Planned) -> object:
    return plain(one.section), plain(one.subsection), plain(one.title)


def _place(one: Planned) -> object:
    number = one.number.strip(" .")
    return (plain(one.section), plain(one.subsection), number) if number else id(one)


def _anywhere(_: Planned) -> object:
    return None


def _left(rows: Sequence[Planned], taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [at for at in range(len(rows)) if at not in used]


def _same(stored: Sequence[Planned], changed: Sequence[Planned], pairs: Pairs, key: Key) -> None:
    places: dict[object, list[int]] = {}
    for at in _left(stored, pairs.values()):
        places.setdefault(key(stored[at]), []).append(at)
    for at in _left(changed, pairs):
        if found := places.get(key(changed[at])):
            pairs[at] = found.pop(0)


def _alike(
    stored: Sequence[Planned], changed: Sequence[Planned], pairs: Pairs, least: float, key: Key
) -> None:
    """Pairs the likeliest first; so many rows that it would take long are left apart."""
    scored: list[tuple[float, int, int]] = []
    places = _grouped(stored, _left(stored, pairs.values()), key)
    for where, theirs in _grouped(changed, _left(changed, pairs), key).items():
        ours = places.get(where, {})
        if len(ours) * len(theirs) <= MOST_PAIRS:
            scored += _scores(theirs, ours, least)
    used: set[int] = set()
    for _, at, place in sorted(scored):
        if at not in pairs and place not in used:
            pairs[at] = place
            used.add(place)


def _grouped(
    rows: Sequence[Planned], left: Iterable[int], key: Key
) -> dict[object, dict[int, str]]:
    """The titles of the rows left, by position, those with one key together."""
    found: dict[object, dict[int, str]] = {}
    for at in left:
        found.setdefault(key(rows[at]), {})[at] = plain(rows[at].title)
    return found


def _scores(
    theirs: dict[int, str], ours: dict[int, str], least: float
) -> list[tuple[float, int, int]]:
    from rapidfuzz import fuzz

    return [
        (-score, at, place)
        for at, title in theirs.items()
        for place, other in ours.items()
        if (score := fuzz.ratio(title, other, score_cutoff=least))
    ]

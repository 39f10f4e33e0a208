"""The organisations of a list of people, as those that are known call themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roadmap.parties.offices import called, perhaps
from roadmap.people_sheet import PersonEntry, fold

OFFERED = 3


@dataclass(frozen=True, slots=True)
class OfficeDoubt:
    """An organisation that may be one that is known: the row that names it first, and the ids and
    names of those it may be."""

    row: int
    written: str
    candidates: tuple[tuple[int, str], ...]


def placed(
    entries: Sequence[PersonEntry],
    known: Mapping[int, str],
    said: Mapping[str, int],
) -> tuple[list[PersonEntry], tuple[OfficeDoubt, ...]]:
    """The entries with organisations called as the `known` ones are (names by id), and those that
    are in doubt; `said` tells by folded name which is meant, 0 for a new one.

    What the list itself writes in two ways that differ in signs only is one organisation.
    """
    ids, names = list(known), list(known.values())
    written: dict[str, str] = {}
    fresh: list[str] = []
    doubts: list[OfficeDoubt] = []
    for entry in entries:
        key = fold(entry.organization)
        if not key or key in written:
            continue
        written[key] = entry.organization
        if (at := called(entry.organization, names)) is not None:
            written[key] = names[at]
        elif said.get(key) in known:
            written[key] = known[said[key]]
        elif (at := called(entry.organization, fresh)) is not None:
            written[key] = fresh[at]
        else:
            fresh.append(entry.organization)
            found = perhaps(entry.organization, names) if key not in said else ()
            offers = tuple((ids[n], names[n]) for n in found[:OFFERED])
            doubts += [OfficeDoubt(entry.row, entry.organization, offers)] if offers else []
    return [replace(e, organization=written.get(fold(e.organization), "")) for e in entries], tuple(
        doubts
    )

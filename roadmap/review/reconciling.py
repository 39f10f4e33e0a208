"""A changed rule against the milestones there are: by occurrence, keeping what was reported."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from roadmap.deadlines import Occurrence

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Held:
    """A milestone that is stored; `reported` when something was said or filed about it."""

    occurrence: Occurrence
    reported: bool


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`keep`: (key as stored, the occurrence it becomes). The rest by key.

    `drop` is what nobody has said anything about; `call_off` keeps its reports.
    """

    keep: tuple[tuple[str, Occurrence], ...]
    add: tuple[Occurrence, ...]
    drop: tuple[str, ...]
    call_off: tuple[str, ...]


def reconcile(held: Sequence[Held], wanted: Sequence[Occurrence]) -> Reconciled:
    """Pair by key; what was reported under a key that is gone goes on under a new key that is due
    on the same day, or else in the same month, so that nobody is asked again for what is done."""
    stored = {each.occurrence.key: each for each in held}
    keep = {each.key: each for each in wanted if each.key in stored}
    missing = [each for each in wanted if each.key not in stored]
    over = [each for key, each in stored.items() if key not in keep]
    for same in (_day, _month):
        for each in [each for each in over if each.reported]:
            twins = [other for other in missing if same(other) == same(each.occurrence)]
            if len(twins) == 1:
                keep[each.occurrence.key] = twins[0]
                missing.remove(twins[0])
                over.remove(each)
    return Reconciled(
        keep=tuple(keep.items()),
        add=tuple(missing),
        drop=tuple(each.occurrence.key for each in over if not each.reported),
        call_off=tuple(each.occurrence.key for each in over if each.reported),
    )


def _day(occurrence: Occurrence) -> Hashable:
    return occurrence.due


def _month(occurrence: Occurrence) -> Hashable:
    return occurrence.due.year, occurrence.due.month


@dataclass(frozen=True, slots=True)
class Answering(Generic[Who]):
    """Whose assignments of a milestone to add, to drop and to call off."""

    add: tuple[Who, ...]
    drop: tuple[Who, ...]
    call_off: tuple[Who, ...]


def reconcile_owners(
    held: Collection[Who],
    reported: Collection[Who],
    wanted: Sequence[Who],
) -> Answering[Who]:
    """Owners by identity."""
    over = [each for each in held if each not in wanted]
    return Answering(
        add=tuple(each for each in wanted if each not in held),
        drop=tuple(each for each in over if each not in reported),
        call_off=tuple(each for each in over if each in reported),
    )

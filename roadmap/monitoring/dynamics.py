"""How an indicator moves over periods, whether it reaches its target, and who stands apart.

Outliers are told by the modified z-score of Iglewicz and Hoaglin («How to Detect and Handle
Outliers», 1993): the distance from the median in units of 1.4826 × MAD is more than 3.5. Where
more than half of the values are equal, so that the MAD is zero, 1.2533 × the mean distance from
the median takes its place. Fewer than six values are not judged, nor is a distance of less than
5 % of the median or of a single whole thing: among values close together any one stands apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Generic, TypeVar

from roadmap.monitoring.fields import Field, FieldType, Target

Who = TypeVar("Who", bound=Hashable)
FEWEST = 6
"""So many values at least are needed to tell who stands apart."""
FAR = Decimal("3.5")
_MAD = Decimal("1.4826")
_MEAN = Decimal("1.2533")
_PART = Decimal("0.05")


class Course(StrEnum):
    """What a change means: by the target whether it is good."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    CHANGED = "changed"
    """Nothing says which way is good."""


@dataclass(frozen=True, slots=True)
class Change:
    """From `before` to `now`; `per_cent` of `before` with one decimal, None where it was zero."""

    before: Decimal
    now: Decimal
    difference: Decimal
    per_cent: Decimal | None
    course: Course


@dataclass(frozen=True, slots=True)
class Step:
    """An indicator in one period: its value, None where there was none; the change against the
    nearest earlier period that has one; whether the target is reached, None without either."""

    key: str
    value: Decimal | None
    change: Change | None = None
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Outlier(Generic[Who]):
    """Who stands apart: with `value`, while the `median` is that; `score` how far in robust
    standard deviations, negative for below."""

    who: Who
    value: Decimal
    median: Decimal
    score: Decimal


def is_reached(target: Target, value: Decimal) -> bool:
    """Whether a value reaches the target."""
    return value >= target.value if target.at_least else value <= target.value


def change(before: Decimal | None, now: Decimal | None, target: Target | None) -> Change | None:
    """The change between two periods; None when one of them has no value."""
    if before is None or now is None:
        return None
    difference = now - before
    share = round(difference / abs(before) * 100, 1) if before else None
    return Change(before, now, difference, share, _course(difference, target))


def series(
    points: Sequence[tuple[str, Decimal | None]], target: Target | None = None
) -> tuple[Step, ...]:
    """An indicator over periods, `points` being period key and value in order of time."""
    steps: list[Step] = []
    before: Decimal | None = None
    for key, value in points:
        reached = None if value is None or target is None else is_reached(target, value)
        steps.append(Step(key, value, change(before, value, target), reached))
        before = before if value is None else value
    return tuple(steps)


def outliers(field: Field, values: Mapping[Who, Decimal]) -> tuple[Outlier[Who], ...]:
    """Who stands apart from the others in a field, the farthest first."""
    if len(values) < FEWEST:
        return ()
    middle = median(values.values())
    spread = _spread(list(values.values()), middle)
    floor = abs(middle) * _PART
    if field.type is FieldType.NUMBER:
        floor = max(floor, Decimal(1))
    if not spread:
        return ()
    found = [
        Outlier(who, value, middle, round((value - middle) / spread, 1))
        for who, value in values.items()
        if abs(value - middle) > max(FAR * spread, floor)
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.score)))


def _spread(values: Sequence[Decimal], middle: Decimal) -> Decimal:
    """What a standard deviation would be, were the outliers not there."""
    apart = [abs(value - middle) for value in values]
    return median(apart) * _MAD or sum(apart, Decimal(0)) / len(apart) * _MEAN


def _course(difference: Decimal, target: Target | None) -> Course:
    if not difference:
        return Course.SAME
    if target is None:
        return Course.CHANGED
    return Course.BETTER if (difference > 0) == target.at_least else Course.WORSE

"""What a digest is narrowed to: a roadmap or a section, an organisation or a person, a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

LEVELS = ("municipality", "methodical", "school")
"""The levels of a draft's activities; their places, from 1, stand in callback data."""


class Dimension(IntEnum):
    """One thing to filter by; the numbers stand in callback data."""

    ALL = 0
    ROADMAP = 1
    SECTION = 2
    ORGANIZATION = 3
    PERSON = 4
    LEVEL = 5


class BadFilter(ValueError):
    """Numbers that no filter has."""


@dataclass(frozen=True, slots=True)
class Filter:
    """All that is set holds at once; None does not narrow.

    A section is of one roadmap and says which. An organisation means what it answers for and what
    its people do; of organisation and person one is set.
    """

    roadmap: int | None = None
    section: int | None = None
    organization: int | None = None
    person: int | None = None
    level: str | None = None

    def __bool__(self) -> bool:
        """Whether it narrows anything."""
        return any(self.get(dimension) is not None for dimension in Dimension)

    @property
    def by_owner(self) -> bool:
        """Whether only what somebody answers for is counted."""
        return self.organization is not None or self.person is not None

    def get(self, dimension: Dimension) -> int | str | None:
        """What is set of one dimension."""
        match dimension:
            case Dimension.ALL:
                return None
            case Dimension.ROADMAP:
                return self.roadmap
            case Dimension.SECTION:
                return self.section
            case Dimension.ORGANIZATION:
                return self.organization
            case Dimension.PERSON:
                return self.person
            case Dimension.LEVEL:
                return self.level

    def narrowed(self, dimension: Dimension, value: int) -> Filter:
        """With another value; a level is given by its place in `LEVELS`, from 1."""
        match dimension:
            case Dimension.ALL:
                return Filter()
            case Dimension.ROADMAP:
                return replace(self, roadmap=value, section=None)
            case Dimension.SECTION:
                return replace(self, roadmap=None, section=value)
            case Dimension.ORGANIZATION:
                return replace(self, organization=value, person=None)
            case Dimension.PERSON:
                return replace(self, organization=None, person=value)
            case Dimension.LEVEL:
                return replace(self, level=_level(value))

    def without(self, dimension: Dimension) -> Filter:
        """Without one dimension; all of them for `ALL`."""
        match dimension:
            case Dimension.ALL:
                return Filter()
            case Dimension.ROADMAP:
                return replace(self, roadmap=None)
            case Dimension.SECTION:
                return replace(self, section=None)
            case Dimension.ORGANIZATION:
                return replace(self, organization=None)
            case Dimension.PERSON:
                return replace(self, person=None)
            case Dimension.LEVEL:
                return replace(self, level=None)

    def as_numbers(self) -> tuple[int, int, int]:
        """(place, owner, level) for callback data: a place is twice the roadmap or, odd, twice the
        section; an owner so the organisation or the person; 0 is nothing."""
        place = _odd_or_even(self.roadmap, self.section)
        owner = _odd_or_even(self.organization, self.person)
        return place, owner, LEVELS.index(self.level) + 1 if self.level else 0


def _odd_or_even(even: int | None, odd: int | None) -> int:
    if odd is not None:
        return 2 * odd + 1
    return 2 * even if even is not None else 0


def _level(number: int) -> str | None:
    if not 0 <= number <= len(LEVELS):
        raise BadFilter(number)
    return LEVELS[number - 1] if number else None


def from_numbers(numbers: Sequence[int]) -> Filter:
    """The filter behind `as_numbers`; what is missing at the end does not narrow.

    Raises `BadFilter`.
    """
    place, owner, level = (*numbers, 0, 0, 0)[:3]
    return Filter(
        roadmap=place // 2 if place and not place % 2 else None,
        section=place // 2 if place % 2 else None,
        organization=owner // 2 if owner and not owner % 2 else None,
        person=owner // 2 if owner % 2 else None,
        level=_level(level),
    )

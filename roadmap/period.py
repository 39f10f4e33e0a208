"""The period a roadmap is written for, usually whole calendar years or one school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SCHOOL_YEAR_MONTH = 9
"""A school year runs from 1 September to 31 August."""


class PeriodError(ValueError):
    """`text` names no period: not two ISO dates joined by «..», or they run backwards."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included.

    Raises PeriodError when it would run backwards.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(str(self))

    def __str__(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as «2018-01-01..2020-12-31». Raises PeriodError."""
        first, dots, last = text.strip().partition("..")
        if not dots:
            raise PeriodError(text)
        try:
            start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        except ValueError as error:
            raise PeriodError(text) from error
        if end < start:
            raise PeriodError(text)
        return cls(start, end)

    @property
    def years(self) -> range:
        """The calendar years it touches."""
        return range(self.start.year, self.end.year + 1)

    @property
    def is_one_year(self) -> bool:
        """Whether a date written without its year can only be one day of it."""
        try:
            anniversary = self.start.replace(year=self.start.year + 1)
        except ValueError:  # 29 February, or the last year there is
            anniversary = date(min(self.start.year + 1, 9999), 3, 1)
        return self.end < anniversary

    @property
    def is_school_year(self) -> bool:
        """Whether it lies in one school year but not in one calendar year."""
        same_school_year = school_year_of(self.start) == school_year_of(self.end)
        return same_school_year and self.start.year != self.end.year

    def contains(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.start <= day <= self.end


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of `day` begins."""
    return day.year if day.month >= SCHOOL_YEAR_MONTH else day.year - 1

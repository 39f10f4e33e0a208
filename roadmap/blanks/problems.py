"""What can be wrong, odd or missing in a returned table: facts by cell, not sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from roadmap.blanks.values import Values


class Fault(StrEnum):
    """What keeps a table from being taken."""

    NO_SHEET = "no_sheet"
    NO_HEADING = "no_heading"
    NO_LINE = "no_line"
    OTHER_SCHOOL = "other_school"
    TOO_MANY_LINES = "too_many_lines"
    NOT_NUMBER = "not_number"
    NOT_WHOLE = "not_whole"
    NOT_DATE = "not_date"
    DATE_FOR_NUMBER = "date_for_number"
    OUT_OF_LIMITS = "out_of_limits"
    NOT_OF_LIST = "not_of_list"
    ERROR_VALUE = "error_value"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    MERGED = "merged"
    TOO_LONG = "too_long"
    NOTHING_FILLED = "nothing_filled"


class Oddity(StrEnum):
    """What is told of but taken."""

    NO_MARK = "no_mark"
    SHEET_RENAMED = "sheet_renamed"
    EXTRA_SHEET = "extra_sheet"
    MOVED = "moved"
    CHANGED_LABEL = "changed_label"
    CHANGED_FORMULA = "changed_formula"
    OTHER_NAME = "other_name"
    FORMULA = "formula"
    HIDDEN = "hidden"
    UNIT_DROPPED = "unit_dropped"
    PERHAPS_NUMBER = "perhaps_number"
    TEXT_BELOW = "text_below"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at a cell of the returned file («Лист1», «C7»; «» for the whole sheet): what stands
    there, shortened, under which heading, and what would be right."""

    sheet: str
    cell: str
    fault: Fault
    text: str = ""
    heading: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """An oddity at a cell of the returned file; `was` is what the blank has there."""

    sheet: str
    cell: str
    oddity: Oddity
    text: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell left empty, where the returned file has it."""

    key: str
    sheet: str
    cell: str
    heading: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A table that was taken: values by key, what was left empty, what was odd."""

    values: Values
    missing: tuple[Missing, ...] = ()
    warnings: tuple[Warned, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing was left empty."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Refused:
    """A table that was not taken: nothing of it counts."""

    problems: tuple[Problem, ...]
    warnings: tuple[Warned, ...] = ()

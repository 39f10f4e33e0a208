"""What a cell of the blank wants: told by its rule, its number format, the formulas that count
with it, and, less surely, its heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

from roadmap.blanks.pages import Page, Place
from roadmap.blanks.references import unquoted
from roadmap.blanks.words import begins, has

LARGEST_RANGE = 20_000
_COUNTING = frozenset({"SUM", "AVERAGE", "MIN", "MAX", "PRODUCT", "SUBTOTAL", "ROUND"})
_ARITHMETIC = frozenset("+-*/^")
_NUMBER_SIGNS = ("0", "#")


class Wanted(StrEnum):
    """The kind of value; PERHAPS_NUMBER where only the heading says so."""

    ANYTHING = "anything"
    NUMBER = "number"
    PERHAPS_NUMBER = "perhaps_number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a cell takes; `percent`: it shows a share of one as a percentage."""

    wanted: Wanted = Wanted.ANYTHING
    whole: bool = False
    percent: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


class Expectations:
    """Expectations of the cells of one workbook."""

    def __init__(self, book: Workbook, pages: dict[str, Page]) -> None:
        self._book, self._pages = book, pages
        self._counted = {
            (title, place) for page in pages.values() for title, place in _counted(page)
        }

    def of(self, title: str, place: Place, heading: str) -> Expectation:
        """What a cell wants."""
        cell = self._pages[title].at(*place)
        for rule in self._book[title].data_validations.dataValidation:
            if any(_covers(str(part.coord), place) for part in rule.sqref.ranges):
                found = self._ruled(rule, title, cell.format)
                if found is not None:
                    return found
        return Expectation(self._wanted(title, place, heading), percent="%" in cell.format)

    def _wanted(self, title: str, place: Place, heading: str) -> Wanted:
        shown = self._pages[title].at(*place).format
        if shown == "@":
            return Wanted.ANYTHING
        if is_date_format(shown):
            return Wanted.DATE
        if (title, place) in self._counted or shown.startswith(_NUMBER_SIGNS):
            return Wanted.NUMBER
        if has(heading, "counts") and not begins(heading.rpartition(" / ")[2], "many"):
            return Wanted.PERHAPS_NUMBER
        return Wanted.ANYTHING

    def _ruled(self, rule: DataValidation, title: str, shown: str) -> Expectation | None:
        match rule.type:
            case "whole" | "decimal":
                low, high = _limits(rule)
                whole = rule.type == "whole"
                return Expectation(Wanted.NUMBER, whole, "%" in shown, low, high)
            case "date":
                return Expectation(Wanted.DATE)
            case "list":
                choices = tuple(self._choices(str(rule.formula1 or ""), title))
                return Expectation(choices=choices) if choices else None
            case _:
                return None

    def _choices(self, formula: str, title: str) -> Iterator[str]:
        """The words of a drop-down: written into the rule, in a range, or in a named range."""
        if formula.startswith('"'):
            yield from (word.strip() for word in formula.strip('"').split(",") if word.strip())
            return
        name = formula.lstrip("=")
        if name in self._book.defined_names:
            name = str(self._book.defined_names[name].value)
        sheet, bang, cells = name.rpartition("!")
        page = self._pages.get(unquoted(sheet) if bang else title)
        for place in _within(cells) if page else ():
            if page and (text := page.text(*place)):
                yield text


def _counted(page: Page) -> Iterator[tuple[str, Place]]:
    """The cells that the formulas of a sheet add, multiply or compare as numbers."""
    for cell in page.cells.values():
        if not cell.formula:
            continue
        tokens = Tokenizer(cell.formula).items
        functions = {t.value.rstrip("(").upper() for t in tokens if t.type == Token.FUNC}
        signs = {t.value for t in tokens if t.type == Token.OP_IN}
        plain_sum = not functions - _COUNTING - {")"}
        if not plain_sum or not (functions & _COUNTING or signs & _ARITHMETIC):
            continue
        for token in tokens:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                sheet, bang, cells = token.value.rpartition("!")
                title = unquoted(sheet) if bang else page.title
                yield from ((title, place) for place in _within(cells))


def _within(cells: str) -> Iterator[Place]:
    try:
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    except ValueError:
        return  # a name or a table
    if left is None or top is None or right is None or bottom is None:
        return
    if (right - left + 1) * (bottom - top + 1) <= LARGEST_RANGE:
        yield from ((row, at) for row in range(top, bottom + 1) for at in range(left, right + 1))


def _covers(cells: str, place: Place) -> bool:
    left, top, right, bottom = range_boundaries(cells)
    return (top or 1) <= place[0] <= (bottom or place[0]) and (
        (left or 1) <= place[1] <= (right or place[1])
    )


def _limits(rule: DataValidation) -> tuple[float | None, float | None]:
    first, second = _constant(rule.formula1), _constant(rule.formula2)
    match rule.operator:
        case "between" | None:
            return first, second
        case "greaterThanOrEqual" | "greaterThan":
            return first, None
        case "lessThanOrEqual" | "lessThan":
            return None, first
        case "equal":
            return first, first
        case _:
            return None, None


def _constant(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None

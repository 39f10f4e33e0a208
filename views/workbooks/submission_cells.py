"""Answers as cells: how a value is written so that it is read back as the same, what Excel lets
into the cell, and what it says of it.

Numbers stand in cells without a format of their own: where a cell has one, a Russian Excel turns
a typed «1.5» into the number of the first of May without a word, while without one it shows a date
and the reader can tell. Per cents are the exception, since «45» and «45%» typed into a cell shown
in per cent both mean 45 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.dates import FIRST_YEAR, LAST_YEAR
from roadmap.monitoring.fields import Field, FieldType, Value
from roadmap.monitoring.numbers import LARGEST
from roadmap.monitoring.showing import figures, shown
from roadmap.monitoring.values import as_number, text_limit
from roadmap.monitoring.words import words
from views.speech import Speech
from views.workbooks import styles

LISTS = "vekha-lists"
"""The very hidden sheet of the choices that are too long for a rule."""
PROMPT_CHARS, TITLE_CHARS, FAULT_CHARS = 255, 32, 225
"""ECMA-376, 18.3.1.32: what a rule can say."""
UNLOCKED = Protection(locked=False)
EXACT_DIGITS = 15


class Rules:
    """The rules of a workbook: one a question and sheet, and the lists of choices they need."""

    def __init__(self, book: Workbook, say: Speech) -> None:
        self._book, self._say = book, say
        self._lists: Worksheet | None = None

    def put(self, sheet: Worksheet, field: Field, cells: str) -> None:
        """Let only answers of `field` into a range of cells."""
        rule = _limits(field)
        if field.choices or field.type is FieldType.YES_NO:
            rule = DataValidation(type="list", formula1=self._listed(choices_of(field)))
        if rule is None:
            return
        rule.allow_blank = True
        rule.showErrorMessage = field.type is not FieldType.CHOICES  # several of a list are typed
        rule.errorTitle = self._say.gettext("This answer does not fit")[:TITLE_CHARS]
        rule.error = expected(field, self._say)[:FAULT_CHARS]
        rule.showInputMessage = True
        rule.promptTitle = _cut(field.label, TITLE_CHARS)
        rule.prompt = _cut(explained(field, self._say), PROMPT_CHARS) or None
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _listed(self, choices: Sequence[str]) -> str:
        """The choices in the rule itself, or where they are too long on a sheet of their own."""
        told = ",".join(choices)
        if len(told) <= styles.LONGEST_LIST and not any(
            sign in word for word in choices for sign in ',"'
        ):
            return f'"{told}"'
        if self._lists is None:
            self._lists = self._book.create_sheet(LISTS)
            self._lists.sheet_state = "veryHidden"
        column = 1 if self._lists["A1"].value is None else self._lists.max_column + 1
        for row, choice in enumerate(choices, start=1):
            _put(self._lists, row, column, choice)
        letter = get_column_letter(column)
        return f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"


def choices_of(field: Field) -> tuple[str, ...]:
    """What can be chosen."""
    if field.type is FieldType.YES_NO:
        return str(words("yes")["shown"]), str(words("no")["shown"])
    return field.choices


def answer(cell: Cell, field: Field, value: Value, *, locked: bool = False) -> None:
    """A value in a cell of its kind; to be filled in unless `locked`."""
    written(cell, field, value)
    is_text = field.type in (FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES)
    cell.font = Font(name=styles.FACE, size=10, color=styles.FAINT if locked else styles.INK)
    cell.border = styles.GRID
    cell.alignment = Alignment(
        wrap_text=True, vertical="top", horizontal="left" if is_text else "right"
    )
    if not locked:
        cell.fill, cell.protection = styles.ANSWER_FILL, UNLOCKED


def written(cell: Cell, field: Field, value: Value) -> None:
    """A value so that `roadmap.monitoring.values.read` takes it back as the same."""
    cell.number_format = _format(field)
    number = as_number(value) if field.type.is_numeric else None
    if value is None:
        cell.value = None
    elif number is not None:
        _number(cell, field, number)
    elif field.type is FieldType.DATE:
        cell.value = date.fromisoformat(str(value))
    else:
        styles.put(cell, shown(field, value))


def explained(field: Field, say: Speech) -> str:
    """What helps to answer: the explanation, what is expected, what can be chosen."""
    parts = [field.help.rstrip(" ."), expected(field, say).rstrip(" .")]
    return ". ".join(part for part in parts if part)


def expected(field: Field, say: Speech) -> str:
    """What kind of answer is wanted, with its limits, in a sentence."""
    limits = limited(field, say)
    match field.type:
        case FieldType.NUMBER:
            return _with(say.gettext("A whole number"), limits)
        case FieldType.DECIMAL:
            return _with(say.gettext("A number"), limits)
        case FieldType.PERCENT:
            return _with(say.gettext("A number in per cent"), limits)
        case FieldType.MONEY:
            return _with(say.gettext("An amount of money"), limits)
        case FieldType.DATE:
            return say.gettext("A date, like 15.10.2018")
        case FieldType.YES_NO:
            return say.gettext("“Yes” or “no”")
        case FieldType.CHOICE:
            return say.gettext("One of the list: {choices}").format(
                choices="; ".join(field.choices)
            )
        case FieldType.CHOICES:
            return say.gettext("One or several of the list, separated by “;”: {choices}").format(
                choices="; ".join(field.choices)
            )
        case FieldType.TEXT:
            most = text_limit(field)
            return say.ngettext(
                "Text of at most {n} character", "Text of at most {n} characters", most
            ).format(n=most)
        case FieldType.FILE:
            return say.gettext("A file: send it in the chat")


def limited(field: Field, say: Speech) -> str:
    """«от 0 до 60», «не меньше 0», «» without limits."""
    if not field.type.is_numeric:
        return ""
    least, most = (None if one is None else figures(one) for one in (field.minimum, field.maximum))
    if least is not None and most is not None:
        return say.gettext("from {least} to {most}").format(least=least, most=most)
    if least is not None:
        return say.gettext("not less than {least}").format(least=least)
    return "" if most is None else say.gettext("not more than {most}").format(most=most)


def unit_of(field: Field) -> str:
    """What the numbers are counted in."""
    return "%" if field.type is FieldType.PERCENT else field.unit


def _with(words_: str, limits: str) -> str:
    return f"{words_} {limits}" if limits else words_


def _format(field: Field) -> str:
    match field.type:
        case FieldType.PERCENT:
            return "0.00%"
        case FieldType.DATE:
            return "DD.MM.YYYY"
        case FieldType.TEXT | FieldType.CHOICE | FieldType.CHOICES:
            return "@"
        case _:
            return "General"


def _number(cell: Cell, field: Field, number: Decimal) -> None:
    """As a number where a spreadsheet holds all its digits, else as text."""
    kept = number / 100 if field.type is FieldType.PERCENT else number
    if len(kept.normalize().as_tuple().digits) <= EXACT_DIGITS:
        cell.value = int(kept) if kept == kept.to_integral_value() else float(kept)
        return
    styles.put(cell, shown(field, str(number), unit=field.type is FieldType.PERCENT))


def _limits(field: Field) -> DataValidation | None:
    """The rule for numbers, dates and texts."""
    if field.type.is_numeric:
        scale = 100 if field.type is FieldType.PERCENT else 1
        least = -LARGEST if field.minimum is None else field.minimum
        most = LARGEST if field.maximum is None else field.maximum
        whole = field.type is FieldType.NUMBER
        return _between("whole" if whole else "decimal", f"{least / scale:f}", f"{most / scale:f}")
    if field.type is FieldType.DATE:
        days = (date(year, month, day) for year, month, day in _YEARS)
        return _between("date", *(str((one - _EPOCH).days) for one in days))
    if field.type is FieldType.TEXT:
        return _between("textLength", "0", str(text_limit(field)))
    return None


_EPOCH = date(1899, 12, 30)
_YEARS = ((FIRST_YEAR, 1, 1), (LAST_YEAR, 12, 31))


def _between(
    kind: Literal["whole", "decimal", "date", "textLength"], least: str, most: str
) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=least, formula2=most)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged there
    styles.put(cell, text)

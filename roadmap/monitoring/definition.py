"""A form as a coordinator keeps it in a workbook: a sheet of questions, a sheet of checks.

`table` gives the cells that a workbook is made of, `read_definition` reads it back; the questions
may be reordered and columns left out. Weights, shares and checks name a question by its key or by
its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roadmap.documents.errors import DocumentError
from roadmap.documents.grid import Grid
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.workbooks import read_workbook
from roadmap.monitoring.definition_words import source, target_written, written
from roadmap.monitoring.fields import Comparison, Field, Form
from roadmap.monitoring.numbers import as_text
from roadmap.monitoring.words import plain, words

Rows = Sequence[Sequence[str]]
Sheets = Mapping[str, Rows]
_LIMITS = Limits(file_size=4 << 20, rows=2_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the definition's workbook: its name, its cells, and in which row (from 0) the
    headings stand."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    header: int


class NotADefinition(Exception):
    """The bytes are no workbook that holds a form."""


def is_definition(data: bytes) -> bool:
    """Whether the bytes are a workbook with the sheet of a form; only its list of sheets is
    looked at."""
    if sniff(data) is not Kind.XLSX:
        return False
    try:
        with Package(data, "xlsx", _LIMITS) as package:
            contents = package.xml("xl/workbook.xml")
    except DocumentError:
        return False
    wanted = plain(source()["sheet"])
    return contents is not None and any(
        item.tag.endswith("}sheet") and plain(item.get("name", "")) == wanted
        for item in contents.iter()
    )


def read_definition(data: bytes) -> Form:
    """The form in the bytes of an .xlsx. Raises `NotADefinition`, and `FaultyDefinition` of
    `roadmap.monitoring.definition_rows` with everything wrong by cell."""
    from roadmap.monitoring.definition_rows import read_sheets

    try:
        if sniff(data) is not Kind.XLSX:
            raise NotADefinition
        blocks = read_workbook(data, "xlsx", _LIMITS).blocks
    except DocumentError as error:
        raise NotADefinition from error
    return read_sheets({block.name: _cells(block) for block in blocks if isinstance(block, Grid)})


def table(form: Form) -> tuple[Sheet, Sheet]:
    """The sheets that say the form, all cells as text."""
    return _questions(form), _checks(form)


def _questions(form: Form) -> Sheet:
    head, columns = source()["head"], source()["columns"]
    said = {
        "title": form.title,
        "key": form.key,
        "per_class": _yes_no(form.per_class),
        "about": form.about,
    }
    top = [(name, said[part]) for part, name in head.items()]
    rows = [_row(field) for field in form.fields]
    return Sheet(
        source()["sheet"],
        (
            *top,
            (),
            tuple(columns.values()),
            *(tuple(row[name] for name in columns) for row in rows),
        ),
        len(top) + 1,
    )


def _row(field: Field) -> dict[str, str]:
    return {
        "label": field.label,
        "type": written("types", field.type.value),
        "unit": field.unit,
        "help": field.help,
        "required": _yes_no(field.required),
        "minimum": _number(field.minimum),
        "maximum": _number(field.maximum),
        "choices": "; ".join(field.choices),
        "roll_up": written("roll_ups", field.roll_up.value),
        "weight": field.weight,
        "part": field.part,
        "whole": field.whole,
        "target": target_written(field.target) if field.target else "",
        "indicator": _yes_no(field.indicator),
        "key": field.key,
    }


def _checks(form: Form) -> Sheet:
    columns = tuple(source()["checks"].values())
    rows = tuple(
        (one.left, written("ops", one.op.value), _right(one), one.message)
        for one in form.comparisons
    )
    return Sheet(source()["checks_sheet"], (columns, *rows), 0)


def _right(comparison: Comparison) -> str:
    if isinstance(comparison.right, Decimal):
        return as_text(comparison.right)
    return " + ".join(comparison.right_keys)


def _number(number: Decimal | None) -> str:
    return "" if number is None else as_text(number)


def _yes_no(value: bool) -> str:
    return str(words("yes" if value else "no")["shown"])


def _cells(grid: Grid) -> Rows:
    """The texts of a grid in their columns: a merged cell's stand in its first one."""
    rows = []
    for row in grid.rows:
        cells: list[str] = []
        for cell in row.cells:
            cells += ["" if cell.above else cell.text, *[""] * (cell.span - 1)]
        rows.append(cells)
    return rows

"""The cells of a form's definition, read into a form or refused cell by cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from roadmap.monitoring.definition_words import (
    key_of,
    meant,
    number_meant,
    source,
    target_meant,
    written,
)
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, Op, RollUp, Target
from roadmap.monitoring.soundness import Flaw, FormFault, flaws
from roadmap.monitoring.words import plain, words
from roadmap.review.book import column_letters
from roadmap.typed import typed

_NEEDED = ("label", "type")
_CHOICES = re.compile(r"[;\n]")
TEXT_CHARS = 60


@dataclass(frozen=True, slots=True)
class CellFlaw:
    """A fault at a cell («C7») of a sheet, «» for the whole sheet; `column` as it is headed."""

    sheet: str
    cell: str
    column: str
    fault: FormFault
    text: str = ""


class FaultyDefinition(Exception):
    """The form cannot be taken; all its faults, in order of the cells."""

    def __init__(self, flaws: tuple[CellFlaw, ...]) -> None:
        super().__init__(flaws)
        self.flaws = flaws


class _Sheet:
    """Rows under headings; collects what is wrong in them."""

    def __init__(
        self, name: str, rows: Sequence[Sequence[str]], titles: Mapping[str, str], header: int
    ) -> None:
        self.name, self._titles = name, titles
        heads = [plain(cell) for cell in rows[header]]
        self.columns = {
            part: heads.index(plain(title))
            for part, title in titles.items()
            if plain(title) in heads
        }
        self.wrong: list[CellFlaw] = []
        self.rows = [
            (at, row)
            for at, row in enumerate(rows[header + 1 :], start=header + 2)
            if any(typed(row[n]) for n in self.columns.values() if n < len(row))
        ]

    def text(self, row: Sequence[str], column: str) -> str:
        at = self.columns.get(column)
        return typed(row[at]) if at is not None and at < len(row) else ""

    def flaw(self, at: int, column: str, fault: FormFault, text: str = "") -> None:
        """Notes a fault in row `at`, counted from 1; in the first column when its own is absent."""
        letters = column_letters(self.columns.get(column, 0))
        title = self._titles.get(column, "")
        self.wrong.append(CellFlaw(self.name, f"{letters}{at}", title, fault, text[:TEXT_CHARS]))

    def yes_no(self, at: int, row: Sequence[str], column: str, *, default: bool) -> bool:
        said = plain(self.text(row, column))
        if not said:
            return default
        if said in words("yes")["words"] or said in words("no")["words"]:
            return said in words("yes")["words"]
        self.flaw(at, column, FormFault.NOT_YES_NO, said)
        return default

    def number(self, at: int, row: Sequence[str], column: str) -> Decimal | None:
        said = self.text(row, column)
        number = number_meant(said) if said else None
        if said and number is None:
            self.flaw(at, column, FormFault.BAD_NUMBER, said)
        return number


def read_sheets(sheets: Mapping[str, Sequence[Sequence[str]]]) -> Form:
    """The form that the cells of a workbook say, by names of sheets. Raises `FaultyDefinition`."""
    name = _named(sheets, source()["sheet"])
    if name is None:
        raise FaultyDefinition((CellFlaw(source()["sheet"], "", "", FormFault.NO_SHEET),))
    rows = sheets[name]
    header = _header(rows)
    if header is None:
        titles = ", ".join(source()["columns"][part] for part in _NEEDED)
        raise FaultyDefinition((CellFlaw(name, "", titles, FormFault.NO_HEADINGS),))
    questions = _Sheet(name, rows, source()["columns"], header)
    head = _head(rows[:header])
    fields = _fields(questions)
    checks, comparisons = _checks(sheets, fields)
    form = Form(
        key=head.get("key", ("", 1))[0] or key_of(head.get("title", ("", 1))[0], ()),
        title=head.get("title", ("", 1))[0],
        fields=fields,
        comparisons=comparisons,
        per_class=_per_class(questions, head),
        about=head.get("about", ("", 1))[0],
    )
    _place(form, questions, checks, head)
    wrong = [*questions.wrong, *(checks.wrong if checks else [])]
    if wrong:
        raise FaultyDefinition(tuple(sorted(dict.fromkeys(wrong), key=_in_order)))
    return form


def _in_order(flaw: CellFlaw) -> tuple[bool, int, int, str]:
    """The sheet of questions first, then by rows and columns."""
    letters = flaw.cell.rstrip("0123456789")
    row = int(flaw.cell.removeprefix(letters) or 0)
    return plain(flaw.sheet) != plain(source()["sheet"]), row, len(letters), letters


def _named(sheets: Mapping[str, Any], wanted: str) -> str | None:
    return next((name for name in sheets if plain(name) == plain(wanted)), None)


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    wanted = {plain(source()["columns"][part]) for part in _NEEDED}
    for at, row in enumerate(rows):
        if wanted <= {plain(cell) for cell in row}:
            return at
    return None


def _head(rows: Sequence[Sequence[str]]) -> dict[str, tuple[str, int]]:
    """What stands above the questions, by part: the text and its row from 1."""
    found: dict[str, tuple[str, int]] = {}
    for at, row in enumerate(rows, start=1):
        for part, title in source()["head"].items():
            if row and plain(row[0]).rstrip(":") == plain(title):
                text = next((typed(cell) for cell in row[1:] if typed(cell)), "")
                found.setdefault(part, (text, at))
    return found


def _per_class(sheet: _Sheet, head: Mapping[str, tuple[str, int]]) -> bool:
    text, at = head.get("per_class", ("", 1))
    said = plain(text)
    if said and said not in (*words("yes")["words"], *words("no")["words"]):
        title = source()["head"]["per_class"]
        sheet.wrong.append(CellFlaw(sheet.name, f"B{at}", title, FormFault.NOT_YES_NO, text))
    return said in words("yes")["words"]


def _fields(sheet: _Sheet) -> tuple[Field, ...]:
    taken = {sheet.text(row, "key") for _, row in sheet.rows}
    keys = []
    for _, row in sheet.rows:
        key = sheet.text(row, "key")
        keys.append(key or key_of(sheet.text(row, "label"), taken))
        taken.add(keys[-1])
    labels = {
        plain(sheet.text(row, "label")): key
        for (_, row), key in zip(reversed(sheet.rows), reversed(keys), strict=True)
    }
    labels |= {key: key for key in keys} | {"": ""}
    return tuple(
        _field(sheet, at, row, key, labels) for (at, row), key in zip(sheet.rows, keys, strict=True)
    )


def _field(
    sheet: _Sheet, at: int, row: Sequence[str], key: str, labels: Mapping[str, str]
) -> Field:
    def named(column: str) -> str:
        said = sheet.text(row, column)
        return labels.get(plain(said), said)

    choices = _CHOICES.split(sheet.text(row, "choices"))
    return Field(
        key=key,
        label=sheet.text(row, "label"),
        type=FieldType(_meant(sheet, at, row, "type") or FieldType.DECIMAL),
        help=sheet.text(row, "help"),
        unit=sheet.text(row, "unit"),
        required=sheet.yes_no(at, row, "required", default=True),
        minimum=sheet.number(at, row, "minimum"),
        maximum=sheet.number(at, row, "maximum"),
        choices=tuple(choice.strip() for choice in choices if choice.strip()),
        roll_up=RollUp(_meant(sheet, at, row, "roll_up") or RollUp.NONE),
        weight=named("weight"),
        part=named("part"),
        whole=named("whole"),
        target=_target(sheet, at, row),
        indicator=sheet.yes_no(at, row, "indicator", default=False),
    )


def _meant(sheet: _Sheet, at: int, row: Sequence[str], column: str) -> str | None:
    said = sheet.text(row, column)
    found = meant(f"{column}s", said) if said else None
    if found is None and (said or column in _NEEDED):
        fault = FormFault.UNKNOWN_TYPE if column == "type" else FormFault.UNKNOWN_ROLL_UP
        sheet.flaw(at, column, fault, said)
    return found


def _target(sheet: _Sheet, at: int, row: Sequence[str]) -> Target | None:
    said = sheet.text(row, "target")
    target = target_meant(said) if said else None
    if said and target is None:
        sheet.flaw(at, "target", FormFault.BAD_TARGET, said)
    return target


def _checks(
    sheets: Mapping[str, Sequence[Sequence[str]]], fields: tuple[Field, ...]
) -> tuple[_Sheet | None, tuple[Comparison, ...]]:
    name = _named(sheets, source()["checks_sheet"])
    rows = sheets[name] if name is not None else ()
    titles = source()["checks"]
    wanted = {plain(titles[part]) for part in ("left", "op", "right")}
    header = next((at for at, row in enumerate(rows) if wanted <= set(map(plain, row))), None)
    if name is None or header is None:
        return None, ()
    sheet = _Sheet(name, rows, titles, header)
    known = {plain(field.label): field.key for field in reversed(fields)}
    known |= {field.key: field.key for field in fields}
    return sheet, tuple(_comparison(sheet, at, row, known) for at, row in sheet.rows)


def _comparison(sheet: _Sheet, at: int, row: Sequence[str], known: Mapping[str, str]) -> Comparison:
    said = sheet.text(row, "op")
    op = meant("ops", said)
    if op is None:
        sheet.flaw(at, "op", FormFault.BAD_SIGN, said)
    left = sheet.text(row, "left")
    return Comparison(
        known.get(plain(left), left),
        Op(op or Op.EQUAL),
        _right(sheet.text(row, "right"), known),
        sheet.text(row, "message"),
    )


def _right(said: str, known: Mapping[str, str]) -> str | Decimal | tuple[str, ...]:
    whole = known.get(plain(said))
    if whole is not None:
        return whole
    number = number_meant(said)
    if number is not None:
        return number
    keys = [known.get(plain(part), part.strip()) for part in said.split("+")]
    return keys[0] if len(keys) == 1 else tuple(keys)


def _place(
    form: Form, questions: _Sheet, checks: _Sheet | None, head: Mapping[str, tuple[str, int]]
) -> None:
    """Puts the flaws of the form to the cells they come from."""
    for flaw in flaws(form):
        if flaw.place is None:
            questions.wrong.append(_of_head(flaw, questions.name, head))
        elif not flaw.in_checks:
            said = flaw.text
            if flaw.fault is FormFault.ROLL_UP_OF_TYPE:
                said = written("roll_ups", said)
            questions.flaw(questions.rows[flaw.place][0], flaw.column, flaw.fault, said)
        elif checks is not None:
            checks.flaw(checks.rows[flaw.place][0], flaw.column, flaw.fault, flaw.text)


def _of_head(flaw: Flaw, sheet: str, head: Mapping[str, tuple[str, int]]) -> CellFlaw:
    title = source()["head"].get(flaw.column, "")
    cell = f"B{head[flaw.column][1]}" if flaw.column in head else ""
    return CellFlaw(sheet, cell, title, flaw.fault, flaw.text[:TEXT_CHARS])

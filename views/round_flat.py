"""A round as a long table of text: one line a value, as programs take it and a Russian Excel opens
it, with semicolons, decimal commas and a byte order mark (RFC 4180 but for the semicolons)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from roadmap.monitoring.classes import class_order
from roadmap.monitoring.fields import Field, FieldType, Form, Value, rows_of
from roadmap.monitoring.showing import shown
from views.workbooks.round_export import Answered, RoundTable, share
from views.workbooks.submission_cells import unit_of

HEADER = ("municipality", "period", "school", "class", "key", "label", "value", "unit", "comment")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


def round_csv(table: RoundTable, municipality: str, period: str) -> bytes:
    """The bytes of the .csv; numbers as numbers, words so that no spreadsheet counts with them."""
    out = io.BytesIO()
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(HEADER)
    about = _labels(table.form)
    for school in table.schools:
        lines.writerows(_lines(table.form, about, school, (_safe(municipality), _safe(period))))
    text.flush()
    return out.getvalue()


def _labels(form: Form) -> list[tuple[Field, str, str]]:
    return [(one, _safe(one.label), _safe(unit_of(one))) for one in form.fields]


def _lines(
    form: Form, about: list[tuple[Field, str, str]], school: Answered, head: tuple[str, str]
) -> Iterator[tuple[str, ...]]:
    name = _safe(school.name)
    for label, answers in sorted(
        rows_of(form, school.answers), key=lambda row: class_order(row[0])
    ):
        before = f"{label}/" if label else ""
        for one, words, unit in about:
            value = answers.get(one.key) if one.is_asked else share(one, answers)
            comment = school.comments.get(before + one.key, "")
            yield (*head, name, label, one.key, words, _value(one, value), unit, _safe(comment))


def _value(one: Field, value: Value) -> str:
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if one.type.is_numeric:
        return str(value).replace(".", ",")
    if one.type is FieldType.DATE:
        return str(value)
    return _safe(shown(one, value))


def _safe(text: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text

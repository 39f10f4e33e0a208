"""What in a submission deserves a second look; nothing of it keeps it from being sent.

A count is far from last period's when it differs by more than the largest of 5, three square
roots of the old one (three standard deviations of a Poisson count) and 30 % of it, so that a
class of 25 may well become one of 30, and a zero too many is seen. A percentage is far beyond 20
points. An amount of money or another measure is far when it is more than double or less than
half; one that was zero is not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from roadmap.monitoring.fields import Answers, Field, FieldType, Form, Submission, Value, rows_of
from roadmap.monitoring.persons import person_in
from roadmap.monitoring.values import as_number

FEW = Decimal(5)
SIGMAS = 3
PART = Decimal("0.3")
POINTS = Decimal(20)
TIMES = 2


class DoubtKind(StrEnum):
    """What is doubted."""

    FAR = "far"
    PERSON = "person"
    """A text that looks like somebody's name."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at again: of the class `label` («» where not asked by class), at the field
    `key`. FAR has the value and last period's, PERSON the `text` that looks like a name."""

    label: str
    key: str
    kind: DoubtKind
    now: Decimal | None = None
    before: Decimal | None = None
    text: str = ""


def doubts(
    form: Form, submission: Submission, before: Submission | None = None
) -> tuple[Doubt, ...]:
    """Everything doubtful in a submission, by rows and fields in order; `before` is what the same
    school answered about the period before."""
    old = dict(rows_of(form, before)) if before is not None else {}
    return tuple(
        doubt
        for label, row in rows_of(form, submission)
        for field in form.asked
        if (doubt := field_doubt(field, row.get(field.key), _value(old, label, field.key), label))
    )


def field_doubt(field: Field, value: Value, before: Value = None, label: str = "") -> Doubt | None:
    """What is doubtful about one value."""
    if field.type is FieldType.TEXT and isinstance(value, str):
        found = person_in(value)
        return Doubt(label, field.key, DoubtKind.PERSON, text=found) if found else None
    if not field.type.is_numeric:
        return None
    now, was = as_number(value), as_number(before)
    if now is None or was is None or not is_far(field.type, now, was):
        return None
    return Doubt(label, field.key, DoubtKind.FAR, now, was)


def is_far(kind: FieldType, now: Decimal, was: Decimal) -> bool:
    """Whether a number of a type is far from the one before, by the rule of this module."""
    apart = abs(now - was)
    match kind:
        case FieldType.NUMBER:
            return apart > max(FEW, SIGMAS * max(abs(was), Decimal(1)).sqrt(), PART * abs(was))
        case FieldType.PERCENT:
            return apart > POINTS
        case _:
            if not was:
                return False
            return now * was <= 0 or abs(now) > TIMES * abs(was) or abs(was) > TIMES * abs(now)


def _value(rows: Mapping[str, Answers], label: str, key: str) -> Value:
    return rows.get(label, {}).get(key)

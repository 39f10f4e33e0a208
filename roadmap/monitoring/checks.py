"""Whether a submission can be sent: what is missing, out of its limits or contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from roadmap.monitoring.fields import (
    Answers,
    Comparison,
    Field,
    FieldType,
    Form,
    Op,
    Submission,
    Value,
    rows_of,
)
from roadmap.monitoring.numbers import LARGEST, places
from roadmap.monitoring.values import ValueFault, as_number, limit_passed, text_limit


class ProblemKind(StrEnum):
    """What keeps a submission from being sent."""

    REQUIRED = "required"
    NO_CLASSES = "no_classes"
    """A form that asks by class has no row yet."""
    BAD_VALUE = "bad_value"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: at the class `label` («» where not asked by class), at the field `key`.
    A BAD_VALUE has its `fault` and the `limit` passed; a COMPARISON the rule and both numbers."""

    label: str
    key: str
    kind: ProblemKind
    fault: ValueFault | None = None
    limit: Decimal | None = None
    comparison: Comparison | None = None
    left: Decimal | None = None
    right: Decimal | None = None


def problems(form: Form, submission: Submission) -> tuple[Problem, ...]:
    """Everything wrong with a submission, by rows and fields in order; empty when it can go."""
    rows = rows_of(form, submission)
    if form.per_class and not rows:
        return (Problem("", "", ProblemKind.NO_CLASSES),)
    return tuple(problem for label, row in rows for problem in row_problems(form, row, label))


def row_problems(form: Form, answers: Answers, label: str = "") -> Iterator[Problem]:
    """What is wrong with one row of answers."""
    for field in form.asked:
        problem = field_problem(field, answers.get(field.key), label)
        if problem is not None:
            yield problem
    for comparison in form.comparisons:
        broken = _broken(comparison, answers, label)
        if broken is not None:
            yield broken


def field_problem(field: Field, value: Value, label: str = "") -> Problem | None:
    """What is wrong with one value by itself."""
    if value is None or value in ("", []):
        return Problem(label, field.key, ProblemKind.REQUIRED) if field.required else None
    fault = _fault(field, value)
    if fault is None:
        return None
    return Problem(label, field.key, ProblemKind.BAD_VALUE, fault[0], fault[1])


def _fault(field: Field, value: Value) -> tuple[ValueFault, Decimal | None] | None:
    wrong = ValueFault.WRONG_KIND, None
    if field.type.is_numeric:
        number = as_number(value)
        if number is None:
            return wrong
        most = places(field.type, field.unit)
        if abs(number) <= LARGEST and round(number, most) != number:
            return ValueFault.TOO_PRECISE, Decimal(most)
        return limit_passed(field, number)
    match field.type:
        case FieldType.YES_NO:
            return None if isinstance(value, bool) else wrong
        case FieldType.FILE:
            return None if isinstance(value, int) and not isinstance(value, bool) else wrong
        case FieldType.CHOICES:
            named = isinstance(value, list) and set(value) <= set(field.choices)
            return None if named else (ValueFault.NO_SUCH_CHOICE, None)
        case FieldType.CHOICE:
            return None if value in field.choices else (ValueFault.NO_SUCH_CHOICE, None)
        case FieldType.DATE:
            return None if _is_day(value) else (ValueFault.NOT_A_DATE, None)
    if not isinstance(value, str):
        return wrong
    longest = text_limit(field)
    return (ValueFault.TOO_LONG, Decimal(longest)) if len(value) > longest else None


def _is_day(value: Value) -> bool:
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _broken(comparison: Comparison, answers: Answers, label: str) -> Problem | None:
    """The comparison as a problem when it does not hold; one with a side that is not answered is
    not judged."""
    left = as_number(answers.get(comparison.left))
    right = _right(comparison, answers)
    if left is None or right is None or holds(left, comparison.op, right):
        return None
    return Problem(
        label,
        comparison.left,
        ProblemKind.COMPARISON,
        comparison=comparison,
        left=left,
        right=right,
    )


def _right(comparison: Comparison, answers: Answers) -> Decimal | None:
    if isinstance(comparison.right, Decimal):
        return comparison.right
    parts = [as_number(answers.get(key)) for key in comparison.right_keys]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def holds(left: Decimal, op: Op, right: Decimal) -> bool:
    """Whether `left` stands in `op` to `right`."""
    match op:
        case Op.NOT_MORE:
            return left <= right
        case Op.LESS:
            return left < right
        case Op.NOT_LESS:
            return left >= right
        case Op.MORE:
            return left > right
        case Op.EQUAL:
            return left == right

"""Class → school → municipality: answers as partials that merge, in any order and grouping.

What was skipped is left out and counted. A SHARE field is never asked: it is made of the sums of
two others, so it comes out right at every level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from roadmap.monitoring.classes import class_order
from roadmap.monitoring.fields import (
    Answers,
    Field,
    FieldType,
    Form,
    RollUp,
    Submission,
    Value,
    rows_of,
)
from roadmap.monitoring.numbers import as_text
from roadmap.monitoring.values import as_number
from roadmap.monitoring.words import words

_EXACT = Context(prec=120)
"""Wide enough that no sum or product of answers is ever rounded, so that merging is associative."""
_SHOWN = Decimal("0.01")
ZERO = Decimal(0)
Point = Decimal | str
"""A number, or an ISO date."""
Order = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Partial:
    """What is known of one field over some answers: how many rows answered it and skipped it, how
    many schools answered (`respondents`); `total` is the sum, weighted where there is a weight,
    `weight` the sum of weights; `part` and `whole` the sums of a share; `least`, `most`; `last`
    with the order by which it is the last; `counts` of choices, «да» and «нет»."""

    answered: int = 0
    skipped: int = 0
    respondents: int = 0
    total: Decimal = ZERO
    weight: Decimal = ZERO
    part: Decimal = ZERO
    whole: Decimal = ZERO
    least: Point | None = None
    most: Point | None = None
    last: tuple[Order, Value] | None = None
    counts: tuple[tuple[str, int], ...] = ()


NOTHING = Partial()
Rolled = Mapping[str, Partial]
"""A partial for each field of a form, by key."""


class _Tally:
    """A partial in the making."""

    __slots__ = (
        "_counts",
        "_field",
        "_last",
        "_least",
        "_most",
        "_part",
        "_total",
        "_weight",
        "_whole",
        "answered",
        "skipped",
    )

    def __init__(self, field: Field) -> None:
        self._field = field
        self.answered = self.skipped = 0
        self._total = self._weight = self._part = self._whole = ZERO
        self._least: Point | None = None
        self._most: Point | None = None
        self._last: tuple[Order, Value] | None = None
        self._counts: dict[str, int] = {}

    def take(self, answers: Answers, order: Order) -> None:
        """One row of answers."""
        field = self._field
        if field.roll_up is RollUp.SHARE:
            taken = self._share(answers)
        else:
            value = answers.get(field.key)
            taken = value is not None and value != [] and self._value(value, answers, order)
        if taken:
            self.answered += 1
        else:
            self.skipped += 1

    def frozen(self) -> Partial:
        return Partial(
            self.answered,
            self.skipped,
            1 if self.answered else 0,
            self._total,
            self._weight,
            self._part,
            self._whole,
            self._least,
            self._most,
            self._last,
            tuple(sorted(self._counts.items())),
        )

    def _share(self, answers: Answers) -> bool:
        part = as_number(answers.get(self._field.part))
        whole = as_number(answers.get(self._field.whole))
        if part is None or whole is None:
            return False
        self._part = _EXACT.add(self._part, part)
        self._whole = _EXACT.add(self._whole, whole)
        return True

    def _value(self, value: Value, answers: Answers, order: Order) -> bool:
        field = self._field
        if field.type.is_numeric:
            number = as_number(value)
            if number is None or not self._number(number, answers):
                return False
        elif field.type is FieldType.DATE and isinstance(value, str):
            self._limits(value)
        else:
            self._count(value)
        if field.roll_up is RollUp.LAST:
            self._last = _later(self._last, (order, value))
        return True

    def _number(self, number: Decimal, answers: Answers) -> bool:
        field = self._field
        if field.roll_up is RollUp.MEAN and field.weight:
            weight = as_number(answers.get(field.weight))
            if weight is None or weight <= 0:
                return False  # nobody stands behind it
            self._total = _EXACT.fma(number, weight, self._total)
            self._weight = _EXACT.add(self._weight, weight)
        else:
            self._total = _EXACT.add(self._total, number)
            self._weight = _EXACT.add(self._weight, 1)
        self._limits(number)
        return True

    def _limits(self, point: Point) -> None:
        self._least, self._most = _least(self._least, point), _most(self._most, point)

    def _count(self, value: Value) -> None:
        if self._field.type in (FieldType.TEXT, FieldType.FILE):
            return
        for said in value if isinstance(value, list) else [value]:
            name = str(words("yes" if said else "no")["shown"]) if isinstance(said, bool) else said
            self._counts[str(name)] = self._counts.get(str(name), 0) + 1


def of_school(form: Form, submission: Submission, order: int = 0) -> dict[str, Partial]:
    """One school's answers, rolled up over its classes where there are any. `order` decides what
    is the last among schools or periods; within a school it is the last class."""
    tallies = {field.key: _Tally(field) for field in form.fields}
    rows = rows_of(form, submission)
    ordered = sorted(rows, key=lambda row: class_order(row[0])) if form.per_class else rows
    takes = [tally.take for tally in tallies.values()]
    for place, (_, answers) in enumerate(ordered):
        for take in takes:
            take(answers, (order, place))
    return {key: tally.frozen() for key, tally in tallies.items()}


def merge(one: Partial, other: Partial) -> Partial:
    """The partial of the answers of both; associative and commutative, `NOTHING` is neutral."""
    counts = dict(one.counts)
    for name, count in other.counts:
        counts[name] = counts.get(name, 0) + count
    return Partial(
        one.answered + other.answered,
        one.skipped + other.skipped,
        one.respondents + other.respondents,
        _EXACT.add(one.total, other.total),
        _EXACT.add(one.weight, other.weight),
        _EXACT.add(one.part, other.part),
        _EXACT.add(one.whole, other.whole),
        one.least if other.least is None else _least(one.least, other.least),
        one.most if other.most is None else _most(one.most, other.most),
        _later(one.last, other.last),
        tuple(sorted(counts.items())),
    )


def of_all(parts: Iterable[Rolled]) -> dict[str, Partial]:
    """The whole of several schools, or of several wholes."""
    whole: dict[str, Partial] = {}
    for part in parts:
        for key, partial in part.items():
            known = whole.get(key)
            whole[key] = partial if known is None else merge(known, partial)
    return whole


def result(field: Field, partial: Partial) -> Value:
    """The value of the whole by the field's roll-up, as a value that can be shown; None when
    nobody answered, or for a field that is not rolled up. Means and shares have two decimals."""
    if not partial.answered:
        return None
    match field.roll_up:
        case RollUp.SUM:
            return _sum(field, partial)
        case RollUp.MEAN:
            return _divided(partial.total, partial.weight)
        case RollUp.SHARE:
            return _divided(_EXACT.multiply(partial.part, 100), partial.whole)
        case RollUp.MIN:
            return _pointed(field, partial.least)
        case RollUp.MAX:
            return _pointed(field, partial.most)
        case RollUp.LAST:
            return None if partial.last is None else partial.last[1]
        case RollUp.NONE:
            return None


def result_number(field: Field, partial: Partial) -> Decimal | None:
    """The same as a number, exact but for division; None where there is none."""
    return as_number(result(field, partial))


def _sum(field: Field, partial: Partial) -> Value:
    if field.type is FieldType.YES_NO:
        return dict(partial.counts).get(str(words("yes")["shown"]), 0)
    return _pointed(field, partial.total) if field.type.is_numeric else None


def _pointed(field: Field, point: Point | None) -> Value:
    if point is None or isinstance(point, str):
        return point
    return int(point) if field.type is FieldType.NUMBER else as_text(point)


def _divided(top: Decimal, bottom: Decimal) -> Value:
    if not bottom:
        return None
    return as_text(_EXACT.divide(top, bottom).quantize(_SHOWN, ROUND_HALF_UP, _EXACT))


def _least(known: Point | None, point: Point) -> Point:
    return point if known is None or point < known else known  # type: ignore[operator]


def _most(known: Point | None, point: Point) -> Point:
    return point if known is None or point > known else known  # type: ignore[operator]


def _later(
    one: tuple[Order, Value] | None, other: tuple[Order, Value] | None
) -> tuple[Order, Value] | None:
    """The later of two; of two at one place the one that is written further in the alphabet, so
    that the order of merging does not matter."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda last: (last[0], str(last[1])))

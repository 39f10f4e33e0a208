"""What a monitoring form asks, and how it is kept as plain data.

A value is plain JSON, see `Value`. A form is kept with every version of it as `to_data` gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

Value = int | str | bool | list[str] | None
"""One answer: NUMBER int; DECIMAL, PERCENT and MONEY the text of an exact Decimal; CHOICE and TEXT
str; CHOICES a list; YES_NO bool; DATE an ISO date; FILE the number of an evidence; None skipped."""
Answers = Mapping[str, Value]
"""Values by the key of their field: of a school, or of one class."""
ClassAnswers = Mapping[str, Answers]
"""Answers by class label, normalised as `roadmap.monitoring.classes` does."""
Submission = Answers | ClassAnswers
"""What one school answers to a form; by class when the form asks by class."""


class FieldType(StrEnum):
    """What kind of value a field takes."""

    NUMBER = "number"
    DECIMAL = "decimal"
    PERCENT = "percent"
    MONEY = "money"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    TEXT = "text"
    DATE = "date"
    FILE = "file"

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers: can be limited, compared, drawn and added."""
        return self in NUMERIC


NUMERIC = frozenset({FieldType.NUMBER, FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY})


class RollUp(StrEnum):
    """How the values of parts become the value of the whole."""

    SUM = "sum"
    MEAN = "mean"
    """Weighted by the field `weight` when it is named."""
    MIN = "min"
    MAX = "max"
    SHARE = "share"
    """Of the sums of the fields `part` and `whole`, per cent."""
    LAST = "last"
    NONE = "none"


class Op(StrEnum):
    """How the left side of a comparison has to stand to the right one."""

    NOT_MORE = "<="
    LESS = "<"
    NOT_LESS = ">="
    MORE = ">"
    EQUAL = "="


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator is to reach: «не менее» (`at_least`) or «не более» `value`."""

    value: Decimal
    at_least: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `key` is Latin and stays while the meaning does; limits are both inside and
    mean numbers only; `weight`, `part` and `whole` are keys of other fields, see `RollUp`;
    `indicator` says that the dynamics are followed."""

    key: str
    label: str
    type: FieldType
    help: str = ""
    unit: str = ""
    required: bool = True
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    roll_up: RollUp = RollUp.NONE
    weight: str = ""
    part: str = ""
    whole: str = ""
    target: Target | None = None
    indicator: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether people answer it; a share is made of two other fields instead."""
        return self.roll_up is not RollUp.SHARE


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule between numbers of one row of answers: the field `left` stands in `op` to `right`, a
    key, a number, or several keys whose sum is meant. `message` is what people are told instead
    of a sentence made from the labels."""

    left: str
    op: Op
    right: str | Decimal | tuple[str, ...]
    message: str = ""

    @property
    def right_keys(self) -> tuple[str, ...]:
        """The keys on the right side, none for a number."""
        if isinstance(self.right, Decimal):
            return ()
        return (self.right,) if isinstance(self.right, str) else self.right


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked: its fields in order. `per_class`: one row of answers a class."""

    key: str
    title: str
    fields: tuple[Field, ...]
    comparisons: tuple[Comparison, ...] = ()
    per_class: bool = False
    about: str = ""

    def field(self, key: str) -> Field | None:
        """The field of that key, None for none."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields that people answer, in order."""
        return tuple(field for field in self.fields if field.is_asked)


class UnreadableForm(Exception):
    """Kept data that no version of this program wrote; `where` names the part."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def to_data(form: Form) -> dict[str, Any]:
    """The form as JSON; what is empty is left out."""
    return {
        "key": form.key,
        "title": form.title,
        "fields": [_field_data(field) for field in form.fields],
        **_filled(
            comparisons=[_comparison_data(one) for one in form.comparisons],
            per_class=form.per_class,
            about=form.about,
        ),
    }


def from_data(data: Mapping[str, Any]) -> Form:
    """The form that `to_data` wrote; keys it does not know are passed over.

    Raises `UnreadableForm`.
    """
    try:
        return Form(
            key=str(data["key"]),
            title=str(data["title"]),
            fields=tuple(_field(one) for one in data["fields"]),
            comparisons=tuple(_comparison(one) for one in data.get("comparisons", ())),
            per_class=bool(data.get("per_class", False)),
            about=str(data.get("about", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise UnreadableForm(str(error)) from error


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, False, [])}


def _field_data(field: Field) -> dict[str, Any]:
    target = field.target
    data = _filled(
        key=field.key,
        label=field.label,
        type=field.type.value,
        help=field.help,
        unit=field.unit,
        minimum=_written(field.minimum),
        maximum=_written(field.maximum),
        choices=list(field.choices),
        roll_up="" if field.roll_up is RollUp.NONE else field.roll_up.value,
        weight=field.weight,
        part=field.part,
        whole=field.whole,
        target=target and {"value": str(target.value), "at_least": target.at_least},
        indicator=field.indicator,
    )
    return data if field.required else {**data, "required": False}


def _field(data: Mapping[str, Any]) -> Field:
    target = data.get("target")
    return Field(
        key=str(data["key"]),
        label=str(data.get("label", "")),
        type=FieldType(data["type"]),
        help=str(data.get("help", "")),
        unit=str(data.get("unit", "")),
        required=bool(data.get("required", True)),
        minimum=_number(data.get("minimum")),
        maximum=_number(data.get("maximum")),
        choices=tuple(str(one) for one in data.get("choices", ())),
        roll_up=RollUp(data.get("roll_up", RollUp.NONE)),
        weight=str(data.get("weight", "")),
        part=str(data.get("part", "")),
        whole=str(data.get("whole", "")),
        target=Target(Decimal(target["value"]), bool(target["at_least"])) if target else None,
        indicator=bool(data.get("indicator", False)),
    )


def _comparison_data(one: Comparison) -> dict[str, Any]:
    right: Any = {"keys": list(one.right_keys)}
    if isinstance(one.right, Decimal):
        right = {"number": str(one.right)}
    elif isinstance(one.right, str):
        right = {"key": one.right}
    return {"left": one.left, "op": one.op.value, "right": right, **_filled(message=one.message)}


def _comparison(data: Mapping[str, Any]) -> Comparison:
    right = data["right"]
    side: str | Decimal | tuple[str, ...]
    if "number" in right:
        side = Decimal(right["number"])
    elif "key" in right:
        side = str(right["key"])
    else:
        side = tuple(str(key) for key in right["keys"])
    return Comparison(str(data["left"]), Op(data["op"]), side, str(data.get("message", "")))


def _written(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def rows_of(form: Form, submission: Submission) -> Sequence[tuple[str, Answers]]:
    """The rows of answers with their class labels, in the order they are kept; one row with an
    empty label when the form does not ask by class."""
    if not form.per_class:
        return [("", submission)]  # type: ignore[list-item]
    return [(label, row) for label, row in submission.items() if isinstance(row, Mapping)]

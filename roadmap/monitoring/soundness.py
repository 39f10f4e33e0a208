"""Whether a form can be asked and rolled up: the faults of a definition, by field and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from roadmap.monitoring.definition_words import KEY
from roadmap.monitoring.fields import Comparison, Field, FieldType, Form, RollUp

MOST_FIELDS = 200
MOST_COMPARISONS = 200
LONGEST_LABEL = 300
LONGEST_TEXT = 2000
_ORDERED = frozenset({RollUp.MIN, RollUp.MAX})


class FormFault(StrEnum):
    """What can be wrong with a definition."""

    NO_SHEET = "no_sheet"
    NO_HEADINGS = "no_headings"
    NO_TITLE = "no_title"
    NO_FIELDS = "no_fields"
    TOO_MANY = "too_many"
    NO_LABEL = "no_label"
    TOO_LONG = "too_long"
    BAD_KEY = "bad_key"
    KEY_TWICE = "key_twice"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_ROLL_UP = "unknown_roll_up"
    ROLL_UP_OF_TYPE = "roll_up_of_type"
    """Values of this type cannot be rolled up so."""
    NOT_YES_NO = "not_yes_no"
    BAD_NUMBER = "bad_number"
    LIMITS_CROSSED = "limits_crossed"
    NO_CHOICES = "no_choices"
    CHOICE_TWICE = "choice_twice"
    UNKNOWN_FIELD = "unknown_field"
    NOT_NUMERIC = "not_numeric"
    NO_SHARE = "no_share"
    """A share without its part or its whole."""
    BAD_TARGET = "bad_target"
    BAD_SIGN = "bad_sign"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault of a form: at the `place` of a field (or of a comparison, when `in_checks`), None of
    the form itself; `column` as in definition.toml, `text` what stands there."""

    fault: FormFault
    column: str = ""
    place: int | None = None
    text: str = ""
    in_checks: bool = False


def flaws(form: Form) -> tuple[Flaw, ...]:
    """Everything wrong with a form; empty for one that can be used."""
    return (*_whole(form), *_fields(form), *_comparisons(form))


def _whole(form: Form) -> Iterator[Flaw]:
    if not form.title:
        yield Flaw(FormFault.NO_TITLE, "title")
    if len(form.title) > LONGEST_LABEL:
        yield Flaw(FormFault.TOO_LONG, "title", text=form.title)
    if not KEY.fullmatch(form.key):
        yield Flaw(FormFault.BAD_KEY, "key", text=form.key)
    if not any(field.is_asked for field in form.fields):
        yield Flaw(FormFault.NO_FIELDS)
    if len(form.fields) > MOST_FIELDS or len(form.comparisons) > MOST_COMPARISONS:
        yield Flaw(FormFault.TOO_MANY)


def _fields(form: Form) -> Iterator[Flaw]:
    counts = Counter(field.key for field in form.fields)
    for place, field in enumerate(form.fields):
        for fault, column, text in (*_field(field), *_references(form, field)):
            yield Flaw(fault, column, place, text)
        if counts[field.key] > 1:
            yield Flaw(FormFault.KEY_TWICE, "key", place, field.key)


Found = tuple[FormFault, str, str]


def _field(field: Field) -> Iterator[Found]:
    if not field.label:
        yield FormFault.NO_LABEL, "label", ""
    if len(field.label) > LONGEST_LABEL:
        yield FormFault.TOO_LONG, "label", field.label
    if len(field.help) > LONGEST_TEXT:
        yield FormFault.TOO_LONG, "help", field.help
    if not KEY.fullmatch(field.key):
        yield FormFault.BAD_KEY, "key", field.key
    least, most = field.minimum, field.maximum
    if least is not None and most is not None and least > most:
        yield FormFault.LIMITS_CROSSED, "maximum", str(most)
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        if not field.choices:
            yield FormFault.NO_CHOICES, "choices", ""
        if len(set(field.choices)) < len(field.choices):
            yield FormFault.CHOICE_TWICE, "choices", "; ".join(field.choices)
    if field.target is not None and not field.type.is_numeric:
        yield FormFault.BAD_TARGET, "target", str(field.target.value)
    if not _rolls(field):
        yield FormFault.ROLL_UP_OF_TYPE, "roll_up", field.roll_up.value


def _rolls(field: Field) -> bool:
    """Whether values of the field's type can be rolled up as it says."""
    if field.roll_up in (RollUp.NONE, RollUp.LAST):
        return True
    if field.roll_up is RollUp.SUM:
        is_measure = field.type is not FieldType.PERCENT and field.type.is_numeric
        return is_measure or field.type is FieldType.YES_NO
    if field.roll_up is RollUp.SHARE:
        return field.type in (FieldType.PERCENT, FieldType.DECIMAL)
    return field.type.is_numeric or (field.roll_up in _ORDERED and field.type is FieldType.DATE)


def _references(form: Form, field: Field) -> Iterator[Found]:
    for column in ("weight", "part", "whole"):
        key = getattr(field, column)
        if key:
            fault = _unfit(form, key)
            if fault is not None:
                yield fault, column, key
        elif field.roll_up is RollUp.SHARE and column != "weight":
            yield FormFault.NO_SHARE, column, ""


def _comparisons(form: Form) -> Iterator[Flaw]:
    for place, comparison in enumerate(form.comparisons):
        for fault, column, key in _comparison(form, comparison):
            yield Flaw(fault, column, place, key, in_checks=True)


def _comparison(form: Form, comparison: Comparison) -> Iterator[Found]:
    sides = [("left", comparison.left), *(("right", key) for key in comparison.right_keys)]
    for column, key in sides:
        fault = _unfit(form, key)
        if fault is not None:
            yield fault, column, key


def _unfit(form: Form, key: str) -> FormFault | None:
    """Why a key cannot be counted with; it must be of a numeric field that people answer."""
    named = form.field(key)
    if named is None:
        return FormFault.UNKNOWN_FIELD
    return None if named.type.is_numeric and named.is_asked else FormFault.NOT_NUMERIC

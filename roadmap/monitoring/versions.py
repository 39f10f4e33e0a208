"""Two versions of a form: what changed, and which answers to the old one count for the new one.

Nothing is ever lost: an answer either goes on into the new version or is kept aside under the old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from roadmap.monitoring.fields import (
    Answers,
    Field,
    FieldType,
    Form,
    Submission,
    Value,
    rows_of,
)
from roadmap.monitoring.words import plain

_WIDER = frozenset(
    {
        (FieldType.NUMBER, FieldType.DECIMAL),
        (FieldType.NUMBER, FieldType.MONEY),
        (FieldType.MONEY, FieldType.DECIMAL),
        (FieldType.CHOICE, FieldType.CHOICES),
        (FieldType.CHOICE, FieldType.TEXT),
    }
)
"""From which type to which a value goes on without losing anything."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that both versions have: `what` are the names of its parts that differ (label,
    type, unit …); `counts` whether the old answers go on."""

    key: str
    old: Field
    new: Field
    what: frozenset[str]
    counts: bool


@dataclass(frozen=True, slots=True)
class FormChange:
    """Between two versions; keys in the order of their form. `per_class` when asking by class has
    begun or ended, and `moved` when the order or the comparisons differ."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    per_class: bool = False
    moved: bool = False
    headed: bool = False
    """The title or the explanation differs."""

    def __bool__(self) -> bool:
        return bool(
            self.added
            or self.removed
            or self.changed
            or self.per_class
            or self.moved
            or self.headed
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """Old answers under a new version: those that go on, and by class label («» where not asked by
    class) and key those that stay with the old version."""

    answers: Submission
    aside: Mapping[str, Answers]


def compared(old: Form, new: Form) -> FormChange:
    """What differs between two versions of a form."""
    before = {field.key: field for field in old.fields}
    after = {field.key: field for field in new.fields}
    both = [key for key in after if key in before]
    return FormChange(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(
            _changed(before[key], after[key]) for key in both if before[key] != after[key]
        ),
        per_class=old.per_class != new.per_class,
        moved=[key for key in before if key in after] != both or old.comparisons != new.comparisons,
        headed=(old.title, old.about) != (new.title, new.about),
    )


def still_counts(old: Field, new: Field) -> bool:
    """Whether answers to a field mean the same in its new version: the unit has not become
    another, the type is the same or a wider one, and a share is still made and not asked."""
    if old.unit and new.unit and plain(old.unit) != plain(new.unit):
        return False
    if old.is_asked != new.is_asked:
        return False
    return old.type is new.type or (old.type, new.type) in _WIDER


def carried(old: Form, new: Form, submission: Submission) -> Carried:
    """The answers to the old version as answers to the new one, and what stays aside."""
    if old.per_class != new.per_class:
        return Carried(
            {}, {label: left for label, row in rows_of(old, submission) if (left := _given(row))}
        )
    goes_on: dict[str, Answers] = {}
    aside: dict[str, Answers] = {}
    for label, row in rows_of(old, submission):
        kept, left = _row(old, new, row)
        goes_on[label] = kept
        if left:
            aside[label] = left
    if new.per_class:
        return Carried(goes_on, aside)
    return Carried(goes_on.get("", {}), aside)


def _given(row: Answers) -> dict[str, Value]:
    return {key: value for key, value in row.items() if value is not None}


def _row(old: Form, new: Form, row: Answers) -> tuple[dict[str, Value], dict[str, Value]]:
    kept: dict[str, Value] = {}
    left: dict[str, Value] = {}
    for key, value in row.items():
        was, becomes = old.field(key), new.field(key)
        if was and becomes and still_counts(was, becomes) and _fits(becomes, value):
            kept[key] = _converted(was, becomes, value)
        elif value is not None:
            left[key] = value
    return kept, left


def _fits(field: Field, value: Value) -> bool:
    """Whether every chosen thing is still offered."""
    if field.type is FieldType.CHOICE:
        return value is None or value in field.choices
    if field.type is FieldType.CHOICES:
        said = value if isinstance(value, list) else [value]
        return value is None or all(one in field.choices for one in said)
    return True


def _converted(old: Field, new: Field, value: Value) -> Value:
    if value is None or old.type is new.type:
        return value
    if new.type is FieldType.CHOICES:
        return [str(value)]
    return str(value)


def _changed(old: Field, new: Field) -> FieldChange:
    what = frozenset(part.name for part in fields(Field) if _part(old, part) != _part(new, part))
    return FieldChange(new.key, old, new, what, still_counts(old, new))


def _part(field: Field, part: Any) -> object:
    return getattr(field, part.name)

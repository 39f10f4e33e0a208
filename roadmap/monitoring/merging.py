"""A returned workbook against what was answered meanwhile elsewhere.

What the workbook was made with says what its sender changed: an untouched cell takes nothing
back, and what was answered nowhere else since is taken. Only what both changed is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from roadmap.monitoring.fields import Form, Submission, Value, rows_of
from roadmap.monitoring.returned import Returned

Flat = dict[tuple[str, str], Value]
"""Values by class label («» where not asked by class) and key; nothing of what was skipped."""


class Side(Enum):
    """Which answers hold where both sides changed one."""

    FILE = 1
    STORED = 2


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that both sides changed: of the class `label`, at the field `key`."""

    label: str
    key: str
    stored: Value
    sent: Value


@dataclass(frozen=True, slots=True)
class Merged:
    """All answers and comments together, and what both sides changed: while it is not decided
    which holds, the stored answer stands in `answers`."""

    answers: dict[str, Any]
    comments: dict[str, str]
    conflicts: tuple[Conflict, ...] = ()


def merged(
    form: Form,
    stored: Submission,
    comments: Mapping[str, str],
    sent: Returned,
    stood: Submission,
    stood_comments: Mapping[str, str],
    holds: Side | None = None,
) -> Merged:
    """The answers when `sent` comes back, made with `stood`, while these are `stored`."""
    was, now = _flat(form, stood), _flat(form, stored)
    new = {(label, key): value for label, row in sent.rows.items() for key, value in row.items()}
    for place in was:
        if place[0] not in sent.rows:
            new.setdefault(place, None)  # the class was taken out of the workbook
    conflicts: list[Conflict] = []
    result = dict(now)
    for place, value in new.items():
        if value == was.get(place) or value == now.get(place):
            continue
        if now.get(place) != was.get(place):
            conflicts.append(Conflict(*place, now.get(place), value))
            if holds is not Side.FILE:
                continue
        result[place] = value
    labels = _labels(form, stored, sent, stood, result)
    return Merged(
        _nested(form, result, labels),
        _of_classes(form, _comments(comments, sent, stood_comments), labels),
        tuple(conflicts) if holds is None else (),
    )


def _flat(form: Form, answers: Submission) -> Flat:
    return {
        (label, key): value
        for label, row in rows_of(form, answers)
        for key, value in row.items()
        if value is not None
    }


def _labels(
    form: Form, stored: Submission, sent: Returned, stood: Submission, result: Flat
) -> list[str]:
    """The classes afterwards: those with answers, and empty ones that somebody has put there."""
    if not form.per_class:
        return []
    answered = {label for (label, _), value in result.items() if value is not None}
    kept = [
        label for label in stored if label in sent.rows or label not in stood or label in answered
    ]
    return [*kept, *(label for label in sent.rows if label in answered and label not in stored)]


def _nested(form: Form, flat: Flat, labels: list[str]) -> dict[str, Any]:
    if not form.per_class:
        return {key: value for (_, key), value in flat.items() if value is not None}
    rows: dict[str, dict[str, Value]] = {label: {} for label in labels}
    for (label, key), value in flat.items():
        if value is not None and label in rows:
            rows[label][key] = value
    return rows


def _of_classes(form: Form, comments: dict[str, str], labels: list[str]) -> dict[str, str]:
    """Without the comments («5А/pupils») on classes that are no more."""
    if not form.per_class:
        return comments
    return {name: said for name, said in comments.items() if name.rpartition("/")[0] in labels}


def _comments(
    stored: Mapping[str, str], sent: Returned, stood: Mapping[str, str]
) -> dict[str, str]:
    """The sender's comments where they changed one, else those that are stored."""
    result = dict(stored)
    if not sent.asks_comments:
        return result
    for name in {*sent.comments, *stood}:
        said = sent.comments.get(name, "")
        if said == stood.get(name, ""):
            continue
        if said:
            result[name] = said
        else:
            result.pop(name, None)
    return result

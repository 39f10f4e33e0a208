"""What was changed in a running roadmap, as its history tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

REWORDED, REDATED, OWNERS = "activity.reworded", "activity.redated", "activity.owners"
RULE, REVIEWED = "activity.rule", "activity.reviewed"


@dataclass(frozen=True, slots=True)
class Change:
    """On the local day `on` the person `who` («» for a command) did `action` to an activity.

    `facts` are those of the audit trail, with names in place of ids; `subject` is the activity's
    code, None where the history is of one activity.
    """

    on: date
    who: str
    action: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: int | None = None


def net(changes: Sequence[Change]) -> list[Change]:
    """What remains of the changes of one activity, the first first: what was changed twice is one
    change, and what is as it was before is none."""
    last: dict[object, Change] = {}
    for n, change in enumerate(changes):
        key = _same(change) or n
        before = last.get(key)
        last[key] = change if before is None else _since(before, change)
    gone = _come_and_gone(changes)
    return [
        change
        for key, change in last.items()
        if not (isinstance(key, tuple) and change.facts.get("before") == change.facts.get("after"))
        and not (change.action == OWNERS and change.facts.get("name") in gone)
    ]


def _since(first: Change, last: Change) -> Change:
    return replace(last, facts={**last.facts, "before": first.facts.get("before")})


def _same(change: Change) -> tuple[object, ...] | None:
    """What a change is of, where a later one of the same takes its place."""
    if change.action in (REWORDED, REDATED, RULE, REVIEWED):
        return change.action, change.facts.get("field")
    return None


def _come_and_gone(changes: Sequence[Change]) -> set[object]:
    """Whoever was added and removed again."""
    deeds: dict[object, list[object]] = {}
    for change in changes:
        if change.action == OWNERS:
            deeds.setdefault(change.facts.get("name"), []).append(change.facts.get("what"))
    return {name for name, what in deeds.items() if (what[0], what[-1]) == ("added", "removed")}

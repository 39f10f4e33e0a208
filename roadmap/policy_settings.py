"""A municipality's own ladder and hours, read from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from roadmap.reminding import Policy

LONGEST = 60  # working days


class BadSetting(Exception):
    """A setting that cannot be meant; `key` names it."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(key, value)
        self.key, self.value = key, value


def policy_from(settings: Mapping[str, Any]) -> Policy:
    """The policy of settings such as {"ladder": {"before": [10, 3], "on_day": true, "late": [2]},
    "hours": ["09:00", "18:00"], "school_from": "14:00", "cap": 3, "patience": 2,
    "escalates_after": 7}; what is not there is as usual.

    Rungs are working days from the date. Raises `BadSetting`.
    """
    usual, ladder = Policy(), settings.get("ladder", {})
    if not isinstance(ladder, Mapping):
        raise BadSetting("ladder", ladder)
    on_day = ladder.get("on_day", usual.on_day)
    if not isinstance(on_day, bool):
        raise BadSetting("ladder.on_day", on_day)
    opens, closes = _hours(settings.get("hours"), usual)
    return Policy(
        before=_rungs("before", ladder, usual.before),
        on_day=on_day,
        late=_rungs("late", ladder, usual.late),
        opens=opens,
        school_opens=_school_from(settings.get("school_from"), opens, closes, usual),
        closes=closes,
        cap=_count("cap", settings, usual.cap),
        patience=_count("patience", settings, usual.patience),
        escalates_after=_count("escalates_after", settings, usual.escalates_after),
    )


def names_in_letter(settings: Mapping[str, Any]) -> bool:
    """Whether the management's letter names persons and not their organisations only:
    {"letter_names": true}. Raises `BadSetting`."""
    named = settings.get("letter_names", False)
    if not isinstance(named, bool):
        raise BadSetting("letter_names", named)
    return named


def _count(key: str, settings: Mapping[str, Any], usual: int) -> int:
    count = settings.get(key, usual)
    if type(count) is not int or not 0 < count <= LONGEST:
        raise BadSetting(key, count)
    return count


def _school_from(at: object, opens: time, closes: time, usual: Policy) -> time:
    """The hour from which schools are written to, within working hours."""
    if at is None:
        return usual.school_opens if opens <= usual.school_opens < closes else opens
    try:
        hour = time.fromisoformat(at)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise BadSetting("school_from", at) from error
    if hour.tzinfo or not opens <= hour < closes:
        raise BadSetting("school_from", at)
    return hour


def _rungs(key: str, ladder: Mapping[str, Any], usual: tuple[int, ...]) -> tuple[int, ...]:
    days = ladder.get(key, usual)
    if not isinstance(days, list | tuple) or not all(
        type(day) is int and 0 < day <= LONGEST for day in days
    ):
        raise BadSetting(f"ladder.{key}", days)
    return tuple(dict.fromkeys(days))


def _hours(hours: object, usual: Policy) -> tuple[time, time]:
    if hours is None:
        return usual.opens, usual.closes
    try:
        opens, closes = map(time.fromisoformat, hours)  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise BadSetting("hours", hours) from error
    if opens.tzinfo or closes.tzinfo or opens >= closes:
        raise BadSetting("hours", hours)
    return opens, closes

"""Rules as plain data for storage, and back, losing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from roadmap.deadlines.rules import (
    At,
    CycleEnd,
    CycleMonth,
    External,
    Frequency,
    NoDeadline,
    OnDate,
    OnDays,
    Ongoing,
    OnWeekdays,
    OnYearDays,
    Recurring,
    Rule,
    SchoolTermEnds,
    Simple,
    Stacked,
    Weekday,
    Window,
    YearDay,
)

Data = dict[str, Any]


class RuleDataError(ValueError):
    """`data` is not what `rule_to_data` makes."""

    def __init__(self, data: object) -> None:
        super().__init__(data)
        self.data = data


def rule_to_data(rule: Rule) -> Data:
    """The rule as JSON-ready data."""
    match rule:
        case OnDate(due):
            return {"rule": "date", "due": due.isoformat()}
        case Window(start, due):
            return {"rule": "window", "start": start.isoformat(), "due": due.isoformat()}
        case Recurring(freq, at, since, until):
            return {
                "rule": "recurring",
                "freq": freq.value,
                "at": _at_to_data(at),
                "since": _iso(since),
                "until": _iso(until),
            }
        case Ongoing(since):
            return {"rule": "ongoing", "since": _iso(since)}
        case External(condition):
            return {"rule": "external", "condition": condition}
        case NoDeadline():
            return {"rule": "none"}
        case Stacked(items):
            return {"rule": "stacked", "items": [rule_to_data(item) for item in items]}
        case _:
            assert_never(rule)


def rule_from_data(data: Mapping[str, Any]) -> Rule:
    """The rule that `rule_to_data` made `data` from. Raises RuleDataError."""
    try:
        if data["rule"] == "stacked":
            return Stacked(tuple(_simple(item) for item in data["items"]))
        return _simple(data)
    except (KeyError, TypeError, ValueError) as error:
        raise RuleDataError(data) from error


def _simple(data: Mapping[str, Any]) -> Simple:
    match data["rule"]:
        case "date":
            return OnDate(date.fromisoformat(data["due"]))
        case "window":
            return Window(date.fromisoformat(data["start"]), date.fromisoformat(data["due"]))
        case "recurring":
            freq, at = Frequency(data["freq"]), _at_from_data(data["at"])
            return Recurring(freq, at, _day(data["since"]), _day(data["until"]))
        case "ongoing":
            return Ongoing(_day(data["since"]))
        case "external":
            return External(data["condition"])
        case "none":
            return NoDeadline()
        case _:
            raise RuleDataError(data)


def _at_to_data(at: At) -> Data:
    match at:
        case CycleEnd():
            return {"on": "end"}
        case OnYearDays(days):
            return {"on": "year-days", "days": [[d.month, d.day, d.since] for d in days]}
        case OnDays(days, month):
            return {"on": "days", "days": list(days), "month": month.value}
        case OnWeekdays(weekdays, nth):
            return {"on": "weekdays", "weekdays": [int(day) for day in weekdays], "nth": nth}
        case SchoolTermEnds():
            return {"on": "school-terms"}
        case _:
            assert_never(at)


def _at_from_data(data: Mapping[str, Any]) -> At:
    match data["on"]:
        case "end":
            return CycleEnd()
        case "year-days":
            return OnYearDays(tuple(_year_day(*day) for day in data["days"]))
        case "days":
            return OnDays(tuple(data["days"]), CycleMonth(data["month"]))
        case "weekdays":
            return OnWeekdays(tuple(Weekday(day) for day in data["weekdays"]), data["nth"])
        case "school-terms":
            return SchoolTermEnds()
        case _:
            raise RuleDataError(data)


def _year_day(month: int, day: int | None, since: list[int] | None) -> YearDay:
    return YearDay(month, day, None if since is None else (since[0], since[1]))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

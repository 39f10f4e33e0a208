"""Rules in words. What `russian` prints, `read` reads back to the same rule."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, assert_never

from roadmap.deadlines.rules import (
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
    Window,
    YearDay,
)

SOURCE = Path(__file__).with_name("wording.toml")


def russian(rule: Rule) -> str:
    """«до 15 октября 2018 г.», «ежегодно, сентябрь», «постоянно»; empty for no deadline."""
    return _Wording("russian").rule(rule)


def english(rule: Rule) -> str:
    """«by 15 October 2018», «every year, September», «all the time»."""
    return _Wording("english").rule(rule)


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


class _Wording:
    """The phrases of one language."""

    def __init__(self, language: str) -> None:
        self._texts = _phrases()[language]

    def rule(self, rule: Rule) -> str:
        if isinstance(rule, Stacked):
            return str(self._texts["stack"]).join(self._simple(item) for item in rule.items)
        return self._simple(rule)

    def _simple(self, rule: Simple) -> str:
        match rule:
            case OnDate(due):
                return self._say("on_date", date=self._date(due))
            case Window(start, due):
                return self._say("window", start=self._date(start), due=self._date(due))
            case Recurring():
                return self._joined((self._cycle(rule), self._bounds(rule.since, rule.until)))
            case Ongoing(since):
                return self._joined((self._say("ongoing"), self._bounds(since, None)))
            case External(condition):
                key = "external" if condition else "external_unknown"
                return self._say(key, condition=condition)
            case NoDeadline():
                return self._say("none")
            case _:
                assert_never(rule)

    def _cycle(self, rule: Recurring) -> str:
        freq = self._say(rule.freq.value)
        match rule.at:
            case CycleEnd():
                return freq
            case SchoolTermEnds():
                return self._say(f"school_{rule.freq.value}")
            case OnYearDays(days):
                at = self._joined(self._year_day(day) for day in days)
            case OnDays(days, month):
                at = self._days(rule.freq, days, month)
            case OnWeekdays():
                at = self._weekdays(rule.freq, rule.at)
            case _:
                assert_never(rule.at)
        return self._say("with_at", freq=freq, at=at)

    def _year_day(self, day: YearDay) -> str:
        whole = self._texts["months"][day.month - 1]
        if day.since is None:
            return whole if day.day is None else self._say("year_day", day=self._day(day))
        month, first = day.since
        if first == 1 and day.day is None:
            return self._say("whole_months", start=self._texts["months"][month - 1], due=whole)
        start = self._say("day", day=first, month=self._texts["months_of"][month - 1])
        due = self._texts["months_to"][day.month - 1] if day.day is None else self._day(day)
        return self._say("window", start=start, due=due)

    def _day(self, day: YearDay) -> str:
        return self._say("day", day=day.day, month=self._texts["months_of"][day.month - 1])

    def _days(self, freq: Frequency, days: tuple[int, ...], month: CycleMonth) -> str:
        *rest, last = (str(day) for day in days)
        listed = self._joined(rest) + (self._texts["and"] if rest else "") + last
        said = self._say("on_days", days=listed)
        if freq is Frequency.MONTHLY and month is not CycleMonth.NEXT:
            return said
        cycles = "cycle_next" if month is CycleMonth.NEXT else "cycle_of"
        cycle = self._texts[cycles].get(freq.value, "")
        return f"{said} {self._say(f'of_{month.value}', cycle=cycle)}"

    def _weekdays(self, freq: Frequency, at: OnWeekdays) -> str:
        if at.nth is None:
            names = [self._texts["weekdays_by"][day - 1] for day in at.weekdays]
            return self._say("by_weekdays", weekdays=self._joined(names))
        names = [self._texts["weekdays"][day - 1] for day in at.weekdays]
        nth, cycle = self._texts["nth"][str(at.nth)], self._texts["cycle_of"].get(freq.value, "")
        return self._say("nth_weekdays", nth=nth, weekdays=self._joined(names), cycle=cycle)

    def _bounds(self, since: date | None, until: date | None) -> str:
        if since is not None and until is not None:
            return self._say("within", start=self._date(since), due=self._date(until))
        if since is not None:
            return self._say("since", date=self._date(since))
        return "" if until is None else self._say("until", date=self._date(until))

    def _date(self, day: date) -> str:
        month = self._texts["months_of"][day.month - 1]
        return self._say("date", day=day.day, month=month, year=day.year)

    def _joined(self, parts: Iterable[str]) -> str:
        return str(self._texts["comma"]).join(part for part in parts if part)

    def _say(self, key: str, **facts: object) -> str:
        return str(self._texts[key]).format(**facts)

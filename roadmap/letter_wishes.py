"""Which letters somebody wants, and on which days: as stored, as chosen by a press, as written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from roadmap.people_sheet import fold
from roadmap.working_calendar import WorkingCalendar

WEEK = frozenset(range(1, 6))
"""Monday 1 … Friday 5: nothing goes on other days anyway."""
LOOK_AHEAD = 31
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"\[\s*#[^\]]*\]")


class Series(StrEnum):
    """What letters are about."""

    REMINDERS = "reminders"
    DIGEST = "digest"
    WEEKLY = "weekly"
    ANNOUNCEMENTS = "announcements"

    @property
    def is_personal(self) -> bool:
        """Whether it is said to somebody in person: if not by letter, then in another way."""
        return self in (Series.REMINDERS, Series.ANNOUNCEMENTS)


@dataclass(frozen=True, slots=True)
class Wishes:
    """`off` are the series that do not come by email, `days` the weekdays on which reminders do."""

    off: frozenset[Series] = frozenset()
    days: frozenset[int] = WEEK

    def to_data(self) -> dict[str, Any]:
        """What is stored; nothing for the usual."""
        data: dict[str, Any] = {}
        if self.off:
            data["off"] = sorted(self.off)
        if self.days != WEEK:
            data["days"] = sorted(self.days)
        return data

    def without(self, series: Series) -> Wishes:
        """The same with a series switched over."""
        return Wishes(self.off ^ {series}, self.days)

    def other_day(self, day: int) -> Wishes:
        """The same with a weekday switched over; the last one stays."""
        days = self.days ^ {day}
        return Wishes(self.off, days) if days and day in WEEK else self


def wishes_from(data: Mapping[str, Any]) -> Wishes:
    """What `to_data` made; what is not understood there is as usual."""
    off = frozenset(Series(one) for one in data.get("off", ()) if one in set(Series))
    days = frozenset(data.get("days", ())) & WEEK
    return Wishes(off, days or WEEK)


def next_day(today: date, wishes: Wishes, calendar: WorkingCalendar) -> date:
    """The first working day from `today` on, itself included, that is one of the chosen ones;
    today where a month has none."""
    day = calendar.on_or_after(today)
    for _ in range(LOOK_AHEAD):
        if day.isoweekday() in wishes.days:
            return day
        day = calendar.shift(day, 1)
    return today


def asked_off(text: str) -> frozenset[Series] | None:
    """Which series the words of a letter ask to stop («отписаться», "unsubscribe weekly"); an
    empty set where they name none, None where they ask for nothing of the kind."""
    return _named(text, "stop")


def asked_on(text: str) -> frozenset[Series] | None:
    """The same for which are to come again («подписаться», "subscribe")."""
    return _named(text, "start")


def asks_what_comes(text: str) -> bool:
    """Whether a letter asks which letters come («письма», "letters") and says nothing else."""
    return " ".join(_words(text)) in _vocabulary()["board"]


def asked_days(text: str) -> frozenset[int] | None:
    """The weekdays on which reminders are to come («дни: пн, ср», "days: mon and wed"); None for a
    letter that says anything else."""
    vocabulary, said = _vocabulary(), _words(text)
    if not said or said[0] not in vocabulary["on_days"]:
        return None
    named = [word for word in said[1:] if word not in vocabulary["and"]]
    days = [
        {day for day in WEEK if any(word.startswith(stem) for stem in vocabulary[str(day)])}
        for word in named
    ]
    return frozenset().union(*days) if days and all(days) else None


def _words(text: str) -> list[str]:
    """The words of a letter or a subject, without the mark that names what it answers."""
    return _WORD.findall(_TAG.sub(" ", fold(text)))


def _named(text: str, verb: str) -> frozenset[Series] | None:
    """The series in words that begin with a verb of the vocabulary; None for other words."""
    words = fold(text)
    vocabulary = _vocabulary()
    if not any(words.startswith(start) for start in vocabulary[verb]):
        return None
    return frozenset(
        series for series in Series if any(stem in words for stem in vocabulary[series.value])
    )


@cache
def _vocabulary() -> Mapping[str, list[str]]:
    text = files("roadmap").joinpath("letter_wishes.toml").read_text("utf-8")
    found: dict[str, list[str]] = tomllib.loads(text)
    return found

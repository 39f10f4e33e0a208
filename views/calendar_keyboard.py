"""A month to press a day in: the keyboard for another date."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable
from datetime import date, timedelta

from babel.dates import format_date, get_day_names

from channels.message import Button
from views.speech import Speech

Keyboard = tuple[tuple[Button, ...], ...]
BLANK = "·"


def month(
    shown: date,
    first: date,
    last: date,
    press: Callable[[date], str],
    turn: Callable[[date], str],
    nothing: str,
    say: Speech,
) -> Keyboard:
    """The month of `shown`; days from `first` to `last`, both inside, can be pressed.

    `press` makes the callback data of a day, `turn` of another month, given its first day;
    `nothing` is the data of what cannot be pressed.
    """
    begin = shown.replace(day=1)
    return (
        (Button(_title(begin, say), nothing),),
        tuple(Button(name, nothing) for name in _weekdays(say)),
        *(
            tuple(_day(day, begin, first, last, press, nothing) for day in week)
            for week in months.Calendar().monthdatescalendar(begin.year, begin.month)
        ),
        *_turns(begin, first, last, turn),
    )


def as_number(day: date) -> int:
    """A date as an id of callback data: 2018-10-15 is 20181015."""
    return day.year * 10_000 + day.month * 100 + day.day


def as_date(number: int) -> date:
    """The date behind `as_number`. Raises ValueError for what is none."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def _title(begin: date, say: Speech) -> str:
    return format_date(begin, "LLLL y", locale=say.locale).capitalize()


def _weekdays(say: Speech) -> list[str]:
    names = get_day_names("short", context="stand-alone", locale=say.locale)
    return [str(names[n]).capitalize() for n in range(7)]


def _day(
    day: date,
    begin: date,
    first: date,
    last: date,
    press: Callable[[date], str],
    nothing: str,
) -> Button:
    if day.month != begin.month or not first <= day <= last:
        return Button(BLANK, nothing)
    return Button(str(day.day), press(day))


def _turns(begin: date, first: date, last: date, turn: Callable[[date], str]) -> Keyboard:
    before = (begin - timedelta(days=1)).replace(day=1)
    after = (begin + timedelta(days=32)).replace(day=1)
    turns = []
    if before >= first.replace(day=1):
        turns.append(Button("‹", turn(before)))
    if after <= last:
        turns.append(Button("›", turn(after)))
    return (tuple(turns),) if turns else ()

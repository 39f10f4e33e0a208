"""Which digest goes on which morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.mornings import (
    Daily,
    Edition,
    Schedule,
    edition,
    edition_of,
    next_look,
    schedule_from,
)
from roadmap.policy_settings import BadSetting
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("day", "weekly", "what"),
    [
        (date(2018, 10, 8), 1, Edition.FULL),  # Monday
        (date(2018, 10, 9), 1, Edition.SHORT),
        (date(2018, 10, 13), 1, None),  # Saturday
        (date(2018, 10, 15), 6, Edition.FULL),  # Saturday's, on Monday
        (date(2018, 10, 8), 0, Edition.SHORT),
        (date(2018, 11, 5), 1, None),  # a day off in place of the holiday on Sunday
        (date(2018, 11, 6), 1, Edition.FULL),
        (date(2019, 1, 9), 1, Edition.FULL),  # after ten days of holidays
        (date(2019, 1, 10), 1, Edition.SHORT),
    ],
)
def test_the_full_one_goes_on_its_weekday_or_the_next_working_day(
    day: date, weekly: int, what: Edition | None
) -> None:
    assert edition(day, Schedule(weekly=weekly), CALENDAR) is what


@given(
    st.dates(date(2018, 1, 1), date(2026, 12, 1)),
    st.integers(1, 7),
    st.integers(1, 9),
)
@settings(max_examples=50)
def test_every_week_has_its_full_one_whatever_was_slept_through(
    day: date, weekly: int, nap: int
) -> None:
    schedule = Schedule(weekly=weekly)
    looked, seen = day, []
    today = day
    while today < day + timedelta(days=60):
        if CALENDAR.is_working(today):
            seen.append(edition_of(looked, today, schedule, CALENDAR))
            looked = today + timedelta(days=1)
            today += timedelta(days=nap)
        else:
            today += timedelta(days=1)
    assert None not in seen
    assert seen.count(Edition.FULL) >= 60 // max(7, nap) - 3
    assert nap < 9 or Edition.SHORT not in seen[1:]


def test_it_looks_next_at_the_hour_of_a_working_day() -> None:
    schedule = Schedule(hour=time(10, 30))
    friday = datetime(2018, 10, 12, 10, 30, tzinfo=MOSCOW)
    assert next_look(friday - timedelta(minutes=1), schedule, CALENDAR, MOSCOW) == friday
    assert next_look(friday, schedule, CALENDAR, MOSCOW) == friday + timedelta(days=3)


def test_what_is_not_set_is_as_usual_and_the_hour_that_of_reminders() -> None:
    assert schedule_from({}) == Schedule()
    assert schedule_from({"hours": ["08:30", "17:00"]}).hour == time(8, 30)
    said = {"daily": "always", "weekly": 0, "hour": "10:00", "groups": True}
    assert schedule_from({"digest": said}) == Schedule(Daily.ALWAYS, 0, time(10), groups=True)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"daily": "often"}, "digest.daily"),
        ({"weekly": 8}, "digest.weekly"),
        ({"weekly": True}, "digest.weekly"),
        ({"hour": "08:59"}, "digest.hour"),
        ({"hour": "18:00"}, "digest.hour"),
        ({"hour": "soon"}, "digest.hour"),
        ({"groups": 1}, "digest.groups"),
    ],
)
def test_what_cannot_be_meant_is_named(said: dict[str, object], key: str) -> None:
    with pytest.raises(BadSetting) as found:
        schedule_from({"digest": said})
    assert found.value.key == key

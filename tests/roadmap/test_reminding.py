"""The ladder of reminders: when it speaks, when it keeps quiet, and that it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.progress import LadderMove
from roadmap.reminding import (
    LookAgain,
    Nothing,
    Obligation,
    Policy,
    Rung,
    RungKind,
    Say,
    after_saying,
    closing,
    decide,
    end_of_day,
    first_look,
    morning_to_look,
    opening,
    resumed,
    rungs,
)
from roadmap.school_year import SchoolYear
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
DEFAULT = Policy()
MOSCOW, KAMCHATKA = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kamchatka")
DAY = timedelta(days=1)
BEFORE_DUE = {RungKind.BEFORE, RungKind.ON_DAY, RungKind.OPENS}


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both inside."""
    for n in range((last - first).days + 1):
        yield first + n * DAY


def walked(owed: Obligation, policy: Policy, awake: Iterable[date]) -> list[tuple[date, Rung]]:
    """What is said when planning looks on the days it is awake, as the planner keeps `since`."""
    said = []
    for today in awake:
        decision = decide(owed, today, policy, CALENDAR)
        if isinstance(decision, Say):
            if decision.rung is not None:
                said.append((today, decision.rung))
            owed = replace(owed, since=today + DAY)
    return said


policies = st.builds(
    Policy,
    before=st.lists(st.integers(1, 15), max_size=3, unique=True).map(tuple),
    on_day=st.booleans(),
    late=st.lists(st.integers(1, 9), max_size=3, unique=True).map(tuple),
)


@st.composite
def obligations(draw: st.DrawFn) -> Obligation:
    """Dates around holidays and transfers of days off; launched early, late, or too late."""
    due = draw(st.dates(date(2018, 1, 10), date(2027, 6, 30)))
    since = due + draw(st.integers(-60, 25)) * DAY
    start = draw(st.none() | st.integers(0, 90).map(lambda n: due - n * DAY))
    return Obligation(due, since, start)


def whole(owed: Obligation, policy: Policy) -> list[date]:
    """Every day that can matter."""
    ladder = rungs(owed, policy, CALENDAR)
    return list(days(min(owed.since, ladder[0].day), ladder[-1].day + 20 * DAY))


@given(obligations(), policies)
def test_it_speaks_on_working_days_only_and_not_before_it_began(
    owed: Obligation, policy: Policy
) -> None:
    for today, rung in walked(owed, policy, whole(owed, policy)):
        assert CALENDAR.is_working(today)
        assert CALENDAR.is_working(rung.day)
        assert owed.since <= rung.day <= today


@given(obligations(), policies)
def test_every_day_awake_each_rung_is_said_on_its_day_and_once(
    owed: Obligation, policy: Policy
) -> None:
    said = walked(owed, policy, whole(owed, policy))
    expected = {r.day for r in rungs(owed, policy, CALENDAR) if r.day >= owed.since}
    assert [today for today, _ in said] == sorted(expected)
    assert all(today == rung.day for today, rung in said)


@given(obligations(), policies, st.data())
def test_after_a_sleep_only_the_nearest_rung_is_said(
    owed: Obligation, policy: Policy, data: st.DataObject
) -> None:
    awake = data.draw(st.lists(st.sampled_from(whole(owed, policy)), unique=True).map(sorted))
    ladder = rungs(owed, policy, CALENDAR)
    said = walked(owed, policy, awake)
    since = owed.since
    for today, rung in said:
        reached = [r for r in ladder if since <= r.day <= today]
        assert rung == reached[-1]
        since = today + DAY
    assert len({rung for _, rung in said}) == len(said)


@given(obligations(), policies)
def test_it_ends_by_handing_over_and_then_keeps_quiet(owed: Obligation, policy: Policy) -> None:
    ladder = rungs(owed, policy, CALENDAR)
    assert [r.kind for r in ladder].count(RungKind.HANDOVER) == 1
    assert ladder[-1].kind is RungKind.HANDOVER
    said = walked(owed, policy, whole(owed, policy))
    if owed.since <= ladder[-1].day:
        assert said[-1][1].kind is RungKind.HANDOVER
    else:
        assert said == []
    over = replace(owed, since=max(owed.since, ladder[-1].day + DAY))
    for today in whole(owed, policy):
        assert decide(over, today, policy, CALENDAR) == Nothing()


@given(obligations(), policies)
def test_rungs_lie_on_their_side_of_the_date(owed: Obligation, policy: Policy) -> None:
    ladder = rungs(owed, policy, CALENDAR)
    assert list(ladder) == sorted(ladder, key=lambda r: r.day)
    for rung in ladder:
        assert (rung.day <= owed.due) == (rung.kind in BEFORE_DUE)


@given(obligations(), policies, st.integers(-30, 60))
def test_told_to_look_again_one_looks_on_a_later_day_and_not_in_vain(
    owed: Obligation, policy: Policy, offset: int
) -> None:
    today = owed.due + offset * DAY
    decision = decide(owed, today, policy, CALENDAR)
    if isinstance(decision, LookAgain):
        assert decision.day > today
        assert isinstance(decide(owed, decision.day, policy, CALENDAR), Say)
        for between in days(today, decision.day - DAY):
            assert decide(owed, between, policy, CALENDAR) == decision


@given(obligations(), policies)
def test_what_follows_a_rung_is_what_would_be_decided_next(
    owed: Obligation, policy: Policy
) -> None:
    for today in whole(owed, policy):
        if isinstance(decide(owed, today, policy, CALENDAR), Say):
            following = after_saying(owed, today, policy, CALENDAR)
            said = replace(owed, since=today + DAY)
            assert decide(said, today, policy, CALENDAR) == (
                LookAgain(following) if following else Nothing()
            )


@given(obligations(), policies, st.sampled_from([LadderMove.PAUSES, LadderMove.ENDS]))
def test_nothing_is_said_to_who_has_answered(
    owed: Obligation, policy: Policy, move: LadderMove
) -> None:
    answered = replace(owed, ladder=move)
    assert walked(answered, policy, whole(owed, policy)) == []


@given(obligations())
def test_the_first_look_is_at_the_first_word(owed: Obligation) -> None:
    owed = replace(owed, answered=True)  # nobody hears of the silent
    said = walked(owed, DEFAULT, whole(owed, DEFAULT))
    look = first_look(owed, DEFAULT, CALENDAR, MOSCOW)
    if not said:
        assert look is None
    else:
        assert look is not None
        assert look.astimezone(MOSCOW).date() == said[0][0]
        assert look.astimezone(MOSCOW).time() == time(9)


@given(obligations(), policies, st.integers(-40, 30), st.booleans())
def test_with_a_snooze_the_owner_hears_nothing_before_it_and_the_ladder_goes_on_after(
    owed: Obligation, policy: Policy, offset: int, is_school: bool
) -> None:
    owed = replace(owed, school=SchoolYear() if is_school else None)
    snoozed = replace(owed, snoozed_until=owed.due + offset * DAY)
    until = min(owed.due + offset * DAY, CALENDAR.aim(owed.due))
    said = walked(snoozed, policy, whole(snoozed, policy))
    assert all(day >= until for day, _ in said)
    (word,) = [r for r in rungs(snoozed, policy, CALENDAR) if r.kind is RungKind.SNOOZED]
    assert word.day >= until
    later = [r for r in rungs(owed, policy, CALENDAR) if r.day > word.day]
    after = [r for r in rungs(snoozed, policy, CALENDAR) if r.day > word.day]
    assert after == later or [r.kind for r in after] == [RungKind.HANDOVER]
    if word.day >= owed.since:
        assert said[0] == (word.day, word)


def test_snoozed_over_two_rungs_one_word_comes_on_the_day_named() -> None:
    owed = Obligation(date(2018, 10, 25), since=date(2018, 10, 12))
    snoozed = replace(owed, snoozed_until=date(2018, 10, 23))
    assert walked(snoozed, DEFAULT, whole(snoozed, DEFAULT)) == [
        (date(2018, 10, 23), Rung(date(2018, 10, 23), RungKind.SNOOZED)),
        (date(2018, 10, 25), Rung(date(2018, 10, 25), RungKind.ON_DAY)),
        (date(2018, 10, 29), Rung(date(2018, 10, 29), RungKind.LATE)),
        (date(2018, 10, 30), Rung(date(2018, 10, 30), RungKind.HANDOVER)),
    ]


def test_a_snooze_past_a_date_that_moved_nearer_ends_on_the_date() -> None:
    snoozed = Obligation(
        date(2018, 10, 15), date(2018, 10, 10), snoozed_until=date(2018, 10, 22), answered=True
    )
    assert decide(snoozed, date(2018, 10, 11), DEFAULT, CALENDAR) == LookAgain(date(2018, 10, 15))


def _said(due: date, since: date, start: date | None = None) -> list[tuple[str, RungKind]]:
    owed = Obligation(due, since, start)
    return [(str(today), r.kind) for today, r in walked(owed, DEFAULT, whole(owed, DEFAULT))]


def test_three_working_days_before_monday_is_wednesday() -> None:
    assert _said(date(2018, 10, 15), since=date(2018, 10, 8)) == [
        ("2018-10-10", RungKind.BEFORE),
        ("2018-10-15", RungKind.ON_DAY),
        ("2018-10-17", RungKind.LATE),
        ("2018-10-18", RungKind.HANDOVER),
    ]


def test_a_sunday_is_aimed_at_friday_and_is_late_from_monday() -> None:
    assert _said(date(2018, 9, 30), since=date(2018, 9, 25)) == [
        ("2018-09-25", RungKind.BEFORE),
        ("2018-09-28", RungKind.ON_DAY),
        ("2018-10-02", RungKind.LATE),
        ("2018-10-03", RungKind.HANDOVER),
    ]
    assert CALENDAR.working_days_late(date(2018, 9, 30), date(2018, 9, 30)) == 0
    assert CALENDAR.working_days_late(date(2018, 9, 30), date(2018, 10, 1)) == 1


def test_over_new_year_nobody_is_woken() -> None:
    said = _said(date(2018, 12, 31), since=date(2018, 12, 24))
    assert said == [
        ("2018-12-26", RungKind.BEFORE),  # Saturday the 29th was worked, Monday the 31st was not
        ("2018-12-29", RungKind.ON_DAY),
        ("2019-01-10", RungKind.LATE),
        ("2019-01-11", RungKind.HANDOVER),
    ]


def test_a_window_opens_with_a_word_and_is_not_preceded_by_any() -> None:
    said = _said(date(2018, 10, 31), since=date(2018, 9, 1), start=date(2018, 10, 27))
    assert said[0] == ("2018-10-29", RungKind.OPENS)  # 27 October was a Saturday
    assert [kind for _, kind in said] == [
        RungKind.OPENS,
        RungKind.ON_DAY,
        RungKind.LATE,
        RungKind.HANDOVER,
    ]


def test_a_roadmap_launched_late_does_not_speak_of_its_past() -> None:
    assert _said(date(2018, 10, 15), since=date(2018, 11, 1)) == []
    late = _said(date(2018, 10, 15), since=date(2018, 10, 16))
    assert late[0] == ("2018-10-17", RungKind.LATE)


def test_on_a_day_off_what_was_slept_through_waits_for_the_next_working_day() -> None:
    owed = Obligation(date(2018, 10, 15), since=date(2018, 10, 1))
    saturday, monday = date(2018, 10, 13), date(2018, 10, 15)
    assert decide(owed, saturday, DEFAULT, CALENDAR) == LookAgain(monday)
    assert decide(owed, monday, DEFAULT, CALENDAR) == Say(Rung(monday, RungKind.ON_DAY))


@pytest.mark.parametrize(
    ("zone", "opens", "closes", "ends"),
    [
        ("Europe/Moscow", "06:00", "15:00", "21:00"),
        ("Asia/Kamchatka", "21:00", "06:00", "12:00"),
        ("Europe/Kaliningrad", "07:00", "16:00", "22:00"),
    ],
)
def test_hours_are_local(zone: str, opens: str, closes: str, ends: str) -> None:
    day, where = date(2018, 10, 10), ZoneInfo(zone)
    assert f"{opening(day, DEFAULT, where):%H:%M}" == opens
    assert f"{closing(day, DEFAULT, where):%H:%M}" == closes
    assert f"{end_of_day(day, where):%H:%M}" == ends
    assert opening(day, DEFAULT, where).tzinfo is UTC


def test_hours_follow_the_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert opening(date(2018, 10, 26), DEFAULT, berlin).hour == 7
    assert opening(date(2018, 10, 29), DEFAULT, berlin).hour == 8


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2018-10-10T08:59", "2018-10-10"),
        ("2018-10-10T09:00", "2018-10-10"),
        ("2018-10-10T17:59", "2018-10-10"),
        ("2018-10-10T18:00", "2018-10-11"),
        ("2018-10-12T18:00", "2018-10-15"),
    ],
)
def test_after_hours_the_next_working_morning_is_meant(now: str, morning: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=KAMCHATKA).astimezone(UTC)
    assert str(morning_to_look(at, DEFAULT, CALENDAR, KAMCHATKA)) == morning


@given(obligations(), policies, st.integers(-40, 60))
def test_what_is_returned_is_never_forgotten(owed: Obligation, policy: Policy, n: int) -> None:
    today = CALENDAR.on_or_after(owed.due + n * DAY)
    since, look = resumed(owed, today, policy, CALENDAR, 2)
    assert look >= today
    decision = decide(replace(owed, since=since), look, policy, CALENDAR)
    assert not isinstance(decision, Nothing)
    if look > today:
        assert isinstance(decision, Say)
        assert decision.rung is not None
        assert decision.rung.kind is RungKind.HANDOVER

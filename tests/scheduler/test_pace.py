"""The messenger's limits as a property: whatever comes when, they hold, and nothing waits long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.pace import SECOND, Pace

NOW = datetime(2018, 10, 10, 6, tzinfo=UTC)
MS = timedelta(milliseconds=1)
steps = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 6)), min_size=1, max_size=120)


@given(steps, st.integers(1, 8))
def test_no_second_and_no_chat_has_more_than_its_share(
    wishes: list[tuple[int, int]], per_second: int
) -> None:
    pace, now = Pace(per_second), NOW
    sent: list[tuple[datetime, str]] = []
    for wait, chat in wishes:
        now += wait * MS
        room = pace.room(now, 0)
        assert room is not None
        if room and str(chat) not in pace.resting(now):
            pace.sent(str(chat), now)
            sent.append((now, str(chat)))
    for begin, whom in sent:
        within = [who for at, who in sent if begin <= at < begin + SECOND]
        assert len(within) <= per_second
        assert within.count(whom) == 1


@given(steps)
def test_told_when_it_opens_one_is_not_kept_longer(wishes: list[tuple[int, int]]) -> None:
    pace, now = Pace(2), NOW
    for wait, chat in wishes:
        now += wait * MS
        if not pace.room(now, 0):
            opens = pace.opens_at(now)
            assert opens is not None
            assert now < opens <= now + 1.1 * SECOND
            now = opens
        while str(chat) in pace.resting(now):
            opens = pace.opens_at(now)
            assert opens is not None
            assert opens > now
            now = opens
        assert pace.room(now, 0) or pace.opens_at(now)
        if pace.room(now, 0):
            pace.sent(str(chat), now)


def test_each_part_of_a_message_counts_to_all_and_to_its_chat() -> None:
    pace = Pace(5)
    pace.sent("1", NOW, 3)
    assert pace.room(NOW, 0) == 2
    assert "1" in pace.resting(NOW + 2 * SECOND)
    assert pace.resting(NOW + 3.1 * SECOND) == set()
    assert pace.room(NOW + 1.1 * SECOND, 0) == 5


def test_each_part_counts_to_a_groups_minute() -> None:
    pace = Pace()
    pace.sent("-100500/17", NOW, 20)
    assert "-100500/17" in pace.resting(NOW + 60 * SECOND)
    assert pace.resting(NOW + 60.1 * SECOND) == set()


def test_an_edit_takes_room_of_all_and_none_of_its_chat() -> None:
    pace = Pace(5)
    pace.edited(NOW)
    assert pace.room(NOW, 0) == 4
    assert pace.resting(NOW) == set()


def test_what_is_on_the_road_counts() -> None:
    pace = Pace(30)
    assert pace.room(NOW, 12) == 18
    assert pace.room(NOW, 40) == 0


def test_closed_it_opens_at_its_time_and_not_before() -> None:
    pace = Pace(30)
    until = NOW + 7 * SECOND
    pace.close(until)
    assert (pace.room(NOW, 0), pace.opens_at(NOW)) == (0, until)
    assert pace.room(until - MS, 0) == 0
    assert pace.room(until, 0) == 30


def test_without_a_limit_there_is_none() -> None:
    pace = Pace(None)
    for _ in range(100):
        pace.sent("1", NOW)
    assert pace.room(NOW, 99) is None
    assert pace.resting(NOW) == set()
    pace.close(NOW + SECOND)
    assert pace.room(NOW, 0) == 0


def test_of_two_wishes_for_silence_the_longer_holds() -> None:
    pace = Pace(30)
    pace.close(NOW + 30 * SECOND)
    pace.close(NOW + SECOND)
    assert pace.room(NOW + 2 * SECOND, 0) == 0


def test_a_clock_set_back_does_not_shut_the_lane() -> None:
    pace = Pace(1)
    pace.sent("1", NOW)
    assert pace.room(NOW, 0) == 0
    pace.close(NOW + timedelta(minutes=1))
    earlier = NOW - timedelta(hours=1)
    assert pace.room(earlier, 0) == 1
    assert pace.resting(earlier) == set()


def test_a_group_gets_twenty_a_minute_whatever_the_topic() -> None:
    pace, now = Pace(), NOW
    times = []
    for n in range(41):
        address = f"-100500/{n % 3}" if n % 3 else "-100500"
        while address in pace.resting(now):
            now = pace.opens_at(now) or now
        pace.sent(address, now)
        times.append(now)
    for i in range(20, 41):
        assert times[i] - times[i - 20] > timedelta(minutes=1)
    assert times[40] - times[0] < timedelta(minutes=2, seconds=25)


def test_a_person_is_not_held_to_a_groups_limit() -> None:
    pace, now = Pace(), NOW
    for _ in range(40):
        assert "42" not in pace.resting(now)
        pace.sent("42", now)
        now += timedelta(seconds=1.1)

"""How long a refused letter waits, and when it is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap.delivery import BUDGET, FIRST_WAIT, LONGEST_WAIT, TRIES, back_off, retry_at

BORN = datetime(2018, 10, 10, 6, tzinfo=UTC)
attempts = st.integers(1, 10_000)
jitters = st.floats(0, 1, exclude_max=True)
ages = st.timedeltas(timedelta(0), 2 * BUDGET)


@given(attempts, jitters)
def test_waits_grow_and_have_a_ceiling(tries: int, jitter: float) -> None:
    wait = back_off(tries, jitter)
    assert FIRST_WAIT <= wait <= LONGEST_WAIT * 1.25
    assert back_off(tries, 0) <= back_off(tries + 1, 0)


def test_the_first_waits_double() -> None:
    assert [back_off(n, 0).total_seconds() for n in (1, 2, 3, 4)] == [5, 10, 20, 40]
    assert back_off(50, 0) == LONGEST_WAIT


@given(st.lists(jitters, min_size=1))
def test_whoever_tries_all_the_time_gives_up_after_the_budget(luck: list[float]) -> None:
    now, tries = BORN, 1
    while (when := retry_at(now, BORN, tries, None, luck[tries % len(luck)])) is not None:
        now, tries = when, tries + 1
    assert BUDGET < now - BORN <= 1.25 * BUDGET + LONGEST_WAIT


@given(ages, st.integers(1, TRIES - 1), jitters)
def test_waiting_for_the_first_attempt_spends_nothing(
    age: timedelta, tries: int, jitter: float
) -> None:
    late = BORN + 10 * BUDGET + age
    when = retry_at(late, BORN, tries, None, jitter)
    assert when is not None
    assert when > late


@given(ages, jitters)
def test_many_tries_alone_are_no_end(age: timedelta, jitter: float) -> None:
    when = retry_at(BORN + age, BORN, 10_000, None, jitter)
    assert (when is None) == (age > BUDGET)


@given(st.timedeltas(timedelta(0), timedelta(hours=5)), attempts, jitters)
def test_what_the_far_end_asks_for_is_obeyed_exactly(
    asked: timedelta, tries: int, jitter: float
) -> None:
    assert retry_at(BORN, BORN, tries, asked, jitter) == BORN + asked

"""Who is to be called, in which order, and when somebody is left in peace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.calling import Owed, callees, natural
from roadmap.policy_settings import policy_from
from roadmap.reminding import LookAgain, Obligation, Say, decide
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
TODAY = date(2018, 10, 22)
OLGA, IGOR, SCHOOL = (1, None), (2, None), (None, 1)
LATE = Owed(1, OLGA, date(2018, 10, 15))
SOON = Owed(2, IGOR, date(2018, 10, 30))
EVERYBODY = {OLGA, IGOR, SCHOOL}


def _who(*owed: Owed, reachable: set[tuple[int | None, int | None]] = EVERYBODY) -> list[object]:
    return [one.who for one in callees(owed, reachable, TODAY, CALENDAR, 2)]


def test_the_late_the_silent_and_the_unreachable_are_called() -> None:
    assert _who(LATE, SOON) == [OLGA]
    assert _who(SOON, reachable={OLGA}) == [IGOR]
    assert _who(replace(SOON, silent=2)) == [IGOR]
    assert _who(replace(SOON, due=date(2018, 12, 1)), reachable=set()) == []


def test_longest_late_first_then_whom_nothing_reaches() -> None:
    longer = Owed(3, SCHOOL, date(2018, 10, 8))
    same = replace(LATE, assignment_id=4, who=IGOR)
    assert _who(LATE, longer, same, reachable={OLGA, SCHOOL}) == [SCHOOL, IGOR, OLGA]


def test_a_promise_is_a_reason_not_to_call_until_its_day() -> None:
    promised = replace(LATE, quiet_until=date(2018, 10, 23))
    assert _who(promised) == []
    assert _who(replace(promised, quiet_until=TODAY)) == [OLGA]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=6, unique=True))
def test_numbers_in_names_count_as_numbers(numbers: list[int]) -> None:
    names = [f"МОУ «СОШ № {n}» г. Тутаева" for n in numbers]
    assert sorted(names, key=natural) == [f"МОУ «СОШ № {n}» г. Тутаева" for n in sorted(numbers)]


def test_what_was_agreed_after_the_date_is_kept_to_the_day_agreed_on() -> None:
    owed = Obligation(date(2018, 10, 15), date(2018, 10, 16), snoozed_until=date(2018, 10, 29))
    policy = policy_from({})
    assert decide(owed, TODAY, policy, CALENDAR) == LookAgain(date(2018, 10, 29))
    assert isinstance(decide(owed, date(2018, 10, 29), policy, CALENDAR), Say)

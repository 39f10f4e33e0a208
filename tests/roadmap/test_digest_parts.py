"""The lists behind a digest agree with its numbers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.digest_parts import Changes, Duty, Part, entries, newly_late, silent
from roadmap.digesting import Bar, MilestoneFacts, by_month, by_roadmap, by_section, digest
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar

TODAY, CALENDAR = date(2018, 10, 15), WorkingCalendar()
Plan = list[tuple[int, tuple[State, ...]]]
plans = st.lists(
    st.tuples(
        st.integers(-40, 40),
        st.lists(st.sampled_from(list(State)), min_size=1, max_size=3).map(tuple),
    ),
    max_size=6,
)


def duties(plan: Plan) -> list[Duty]:
    """Every owner of these dates (days from today, states)."""
    return [
        Duty(10 * n + i, n, n, n, TODAY + timedelta(days=offset), state, i == 0, 100 + i, None)
        for n, (offset, states) in enumerate(plan)
        for i, state in enumerate(states)
    ]


def facts(plan: Plan) -> list[MilestoneFacts]:
    """The same dates."""
    return [
        MilestoneFacts(
            n,
            "1",
            TODAY + timedelta(days=offset),
            states,
            (TODAY + timedelta(days=offset + 3),) * len(states),
            roadmap_id=n % 2,
            section_id=n % 3,
        )
        for n, (offset, states) in enumerate(plan)
    ]


@settings(max_examples=50, deadline=None)
@given(plans)
def test_lists_are_as_long_as_the_numbers_say(plan: Plan) -> None:
    numbers = digest(facts(plan), len(plan), 0, 0, TODAY, CALENDAR)
    assert len(entries(duties(plan), Part.LATE, TODAY, CALENDAR)) == numbers.late
    assert len(entries(duties(plan), Part.SOON, TODAY, CALENDAR)) == numbers.due_14_days


@settings(max_examples=50, deadline=None)
@given(plans)
def test_every_date_is_in_one_bar(plan: Plan) -> None:
    milestones = facts(plan)
    numbers = digest(milestones, len(plan), 0, 0, TODAY, CALENDAR)
    sections = by_section(milestones, TODAY, CALENDAR)
    for made in (sections, by_roadmap(sections, {0: "a", 1: "b"})):
        assert sum(one.total for one in made) == numbers.total
        assert sum(one.done for one in made) == numbers.done
        assert sum(one.bars[Bar.LATE] for one in made) == numbers.late
    months = by_month(milestones, TODAY, CALENDAR)
    assert sum(sum(bars.values()) for bars in months.values()) == numbers.total


def test_the_owners_of_a_date_are_one_entry_the_lead_first() -> None:
    plan: Plan = [(-5, (State.NOT_STARTED, State.DONE, State.IN_PROGRESS)), (-9, (State.PARTLY,))]
    found = entries(duties(plan), Part.LATE, TODAY, CALENDAR)
    assert [entry.assignment_ids for entry in found] == [[10], [0, 2]]


def test_silent_is_who_left_reminders_unanswered_and_still_owes() -> None:
    def one(n: int, person: int, heard: int, state: State, *, over: bool = False) -> Duty:
        return Duty(n, n, n, n, TODAY, state, True, person, None, heard, over)

    found = silent(
        [
            one(1, 7, 2, State.NOT_STARTED),
            one(2, 7, 4, State.IN_PROGRESS),
            one(3, 8, 9, State.DONE),
            one(4, 9, 1, State.NOT_STARTED),
            one(5, 10, 0, State.NOT_STARTED, over=True),
        ],
        2,
    )
    assert [(s.owner, s.reminders, s.dates) for s in found] == [
        ((7, None), 4, 2),
        ((10, None), 0, 1),
    ]


def test_newly_late_was_in_time_before() -> None:
    plan: Plan = [(-3, (State.NOT_STARTED,)), (-20, (State.NOT_STARTED,))]
    found = newly_late(duties(plan), date(2018, 10, 12), TODAY, CALENDAR)
    assert [entry.assignment_ids for entry in found] == [[0]]


def test_what_changed_twice_is_told_once() -> None:
    changes = Changes(done=(1, 2), late=(3,), moved=(2,), proofs={1: ("a", "b"), 2: ("a",)})
    assert changes.all == (3, 2, 1)
    assert changes.files == ["a", "b"]

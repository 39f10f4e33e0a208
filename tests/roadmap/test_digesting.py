"""The numbers of a digest: they exclude each other, they sum up, and judge by the date of fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap.digesting import Digest, Headline, MilestoneFacts, digest, done_late, is_late
from roadmap.progress import State
from roadmap.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
TODAY = date(2018, 10, 15)  # a Monday
FRIDAY, SUNDAY = date(2018, 9, 28), date(2018, 9, 30)


def counted(milestones: Sequence[MilestoneFacts], today: date = TODAY) -> Digest:
    activities = len({m.activity_id for m in milestones})
    return digest(milestones, activities, 0, 0, today, CALENDAR)


def one(
    due: date,
    *states: State,
    facts: tuple[date | None, ...] = (),
    activity: int = 1,
    section: str = "1",
    called_off: bool = False,
) -> MilestoneFacts:
    return MilestoneFacts(activity, section, due, states, facts, called_off)


@st.composite
def facts(draw: st.DrawFn) -> MilestoneFacts:
    states = tuple(draw(st.lists(st.sampled_from(State), max_size=3)))
    days = TODAY + draw(st.integers(-40, 40)) * timedelta(days=1)
    reported = tuple(
        draw(st.none() | st.integers(-50, 0).map(lambda n: TODAY + n * timedelta(days=1)))
        for _ in states
    )
    return MilestoneFacts(
        draw(st.integers(1, 4)),
        draw(st.sampled_from(["1. Первый", "2. Второй", ""])),
        days,
        states,
        reported,
        draw(st.booleans()) and draw(st.booleans()),
    )


boards = st.lists(facts(), max_size=12)


@given(boards)
def test_the_counts_exclude_each_other(milestones: list[MilestoneFacts]) -> None:
    numbers = counted(milestones)
    parts = [numbers.done, numbers.in_progress, numbers.problem, numbers.waiting_acceptance]
    assert min(parts) >= 0
    assert sum(parts) <= numbers.total <= len(milestones)
    assert numbers.late + numbers.done <= numbers.total
    assert numbers.due_14_days + numbers.done <= numbers.total


@given(boards)
def test_the_headline_sums_up(milestones: list[MilestoneFacts]) -> None:
    head = counted(milestones).headline
    assert head.come_due == head.done + head.done_late + head.not_done
    assert min(head.done, head.done_late, head.not_done) >= 0
    assert head.come_due <= head.activities


@given(boards)
def test_the_sections_sum_up_to_the_whole(milestones: list[MilestoneFacts]) -> None:
    numbers = counted(milestones)
    titles = [section.title for section in numbers.sections]
    assert len(titles) == len(set(titles))
    assert sum(s.total for s in numbers.sections) == numbers.total
    assert sum(s.done for s in numbers.sections) == numbers.done
    assert sum(s.late for s in numbers.sections) == numbers.late


@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    milestones: list[MilestoneFacts], chance: st.DataObject
) -> None:
    mixed = list(milestones)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    plain, other = counted(milestones), counted(mixed)
    assert plain.headline == other.headline
    assert (plain.total, plain.done, plain.late) == (other.total, other.done, other.late)


@given(boards)
def test_equal_rows_are_counted_each(milestones: list[MilestoneFacts]) -> None:
    twice = counted([*milestones, *(replace(m) for m in milestones)])
    assert twice.total == 2 * counted(milestones).total
    assert twice.late == 2 * counted(milestones).late


def test_a_working_example() -> None:
    numbers = counted(
        [
            one(date(2018, 9, 3), State.DONE, facts=(date(2018, 9, 3),), activity=1),
            one(date(2018, 9, 3), State.DONE, facts=(date(2018, 9, 5),), activity=2),
            one(date(2018, 9, 3), State.PARTLY, activity=3),
            one(date(2018, 10, 15), State.NOT_STARTED, activity=4),
            one(date(2018, 10, 29), State.NEED_HELP, activity=5),
            one(date(2018, 10, 30), State.DONE, facts=(date(2018, 10, 1),), activity=6),
            one(date(2018, 9, 3), State.CALLED_OFF, activity=7),
            one(date(2018, 9, 3), State.NOT_STARTED, activity=8, called_off=True),
        ]
    )
    assert (numbers.total, numbers.done, numbers.in_progress, numbers.problem) == (6, 3, 1, 1)
    assert numbers.late == 1
    assert numbers.due_14_days == 2
    assert numbers.headline == Headline(activities=8, come_due=4, done=1, done_late=1, not_done=2)


def test_an_activity_is_not_done_while_one_of_its_dates_is_open() -> None:
    done = one(date(2018, 9, 3), State.DONE, facts=(date(2018, 9, 3),))
    open_ = one(date(2018, 10, 3), State.NOT_STARTED)
    later = one(date(2018, 12, 3), State.NOT_STARTED)
    assert counted([done, open_]).headline == Headline(1, 1, 0, 0, 1)
    assert counted([done, later]).headline == Headline(1, 1, 1, 0, 0)


def test_sunday_is_late_from_monday() -> None:
    open_ = one(SUNDAY, State.NOT_STARTED)
    assert not is_late(open_, SUNDAY, CALENDAR)
    assert is_late(open_, date(2018, 10, 1), CALENDAR)


def test_late_or_in_time_is_judged_by_the_date_of_fact() -> None:
    assert not done_late(one(FRIDAY, State.DONE, facts=(FRIDAY,)), CALENDAR)
    assert not done_late(one(FRIDAY, State.DONE, facts=(SUNDAY,)), CALENDAR)
    assert done_late(one(FRIDAY, State.DONE, facts=(date(2018, 10, 1),)), CALENDAR)
    assert not done_late(one(FRIDAY, State.PARTLY, facts=(date(2018, 10, 1),)), CALENDAR)


def test_in_progress_and_late_cut_across() -> None:
    numbers = counted([one(date(2018, 10, 1), State.IN_PROGRESS)])
    assert (numbers.in_progress, numbers.late, numbers.headline.not_done) == (1, 1, 1)


def test_an_empty_roadmap_counts_nothing() -> None:
    assert counted([]) == Digest(0, 0, 0, 0, 0, 0, 0, 0, 0, Headline(0, 0, 0, 0, 0), ())


@given(boards)
def test_own_dates_equal_to_the_milestone_s_change_nothing(
    milestones: list[MilestoneFacts],
) -> None:
    spelt = [replace(m, dues=(m.due,) * len(m.states)) for m in milestones]
    assert counted(spelt) == counted(milestones)


@given(facts(), st.lists(st.integers(-40, 40), min_size=3, max_size=3))
def test_a_milestone_is_late_when_anything_open_in_it_is_late_by_its_own_date(
    milestone: MilestoneFacts, offsets: list[int]
) -> None:
    dues = tuple(TODAY + timedelta(days=n) for n in offsets[: len(milestone.states)])
    own = replace(milestone, dues=dues)
    alone = [
        replace(own, states=(state,), dues=(due,), facts_on=())
        for state, due in zip(own.states, dues, strict=True)
    ]
    if alone:
        assert is_late(own, TODAY, CALENDAR) == any(is_late(m, TODAY, CALENDAR) for m in alone)
    assert is_late(own, TODAY, CALENDAR) <= own.has_come(TODAY)


def test_a_school_with_a_later_date_of_its_own_is_not_blamed_for_the_common_one() -> None:
    later = one(date(2018, 10, 1), State.DONE, State.NOT_STARTED, facts=(date(2018, 10, 1), None))
    assert counted([later]).late == 1
    moved = replace(later, dues=(later.due, date(2018, 10, 22)))
    numbers = counted([moved])
    assert (numbers.late, numbers.headline.not_done, numbers.due_14_days) == (0, 0, 1)
    assert counted([moved], date(2018, 10, 23)).late == 1


def test_the_date_of_fact_is_judged_by_the_date_that_holds_for_its_owner() -> None:
    done = one(FRIDAY, State.DONE, facts=(date(2018, 10, 1),))
    assert done_late(done, CALENDAR)
    assert not done_late(replace(done, dues=(date(2018, 10, 1),)), CALENDAR)


@given(boards)
def test_what_waits_for_review_is_not_overdue(milestones: list[MilestoneFacts]) -> None:
    reported = {State.DONE, State.WAITING_ACCEPTANCE}
    for milestone in milestones:
        if milestone.states and set(milestone.states) <= reported:
            assert not is_late(milestone, date(2020, 1, 1), CALENDAR)


@given(facts())
def test_a_milestone_of_seven_is_late_while_one_that_is_asked_for_is(
    milestone: MilestoneFacts,
) -> None:
    one_more = replace(
        milestone,
        states=(*milestone.states, State.NOT_STARTED),
        facts_on=(*milestone.facts_on, None),
    )
    late = CALENDAR.working_days_late(milestone.due, TODAY) > 0
    assert is_late(one_more, TODAY, CALENDAR) == late


def test_a_review_that_takes_weeks_makes_nothing_late() -> None:
    waiting = one(FRIDAY, State.WAITING_ACCEPTANCE, facts=(FRIDAY,))
    numbers = counted([waiting])
    assert (numbers.late, numbers.waiting_acceptance, numbers.headline.not_done) == (0, 1, 1)
    assert not done_late(replace(waiting, states=(State.DONE,)), CALENDAR)

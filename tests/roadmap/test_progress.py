"""The one table of state and event: total, and with no way to lose what was reported."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.progress import (
    FINISHED,
    LADDER,
    OPEN,
    REPORTS,
    Event,
    Impossible,
    LadderMove,
    Standing,
    State,
    Step,
    Tally,
    standing,
    step,
    tally,
)

DECISIONS = (Event.ACCEPT, Event.RETURN)


def after(state: State, event: Event, before: State = State.NOT_STARTED) -> State | None:
    """The state after the event, or None where it has no meaning."""
    try:
        return step(state, event, before=before).state
    except Impossible:
        return None


def test_every_cell_is_a_step_or_has_no_meaning() -> None:
    for state, event, before in itertools.product(State, Event, State):
        try:
            taken = step(state, event, before=before)
        except Impossible as impossible:
            assert (impossible.state, impossible.event) == (state, event)
        else:
            assert taken == Step(taken.state, LADDER[taken.state], taken.state is not state)


def test_every_state_has_a_ladder_and_only_open_ones_go_on() -> None:
    assert set(LADDER) == set(State)
    assert not FINISHED & OPEN
    assert {s for s in State if LADDER[s] is LadderMove.GOES_ON} < OPEN
    assert all(LADDER[s] is LadderMove.ENDS for s in FINISHED | {State.CALLED_OFF})


@pytest.mark.parametrize("event", REPORTS)
@pytest.mark.parametrize("state", sorted(OPEN))
def test_whoever_has_something_open_can_say_anything_about_it(state: State, event: Event) -> None:
    assert after(state, event) == State(event.value)


@pytest.mark.parametrize("event", REPORTS)
def test_saying_the_same_twice_changes_nothing(event: Event) -> None:
    for state in sorted(OPEN):
        once = step(state, event).state
        assert step(once, event) == Step(once, LADDER[once], changed=False)


@pytest.mark.parametrize("event", REPORTS)
@pytest.mark.parametrize("state", sorted(OPEN))
def test_undoing_a_mark_returns_to_what_was_before(state: State, event: Event) -> None:
    assert after(step(state, event).state, Event.UNDO, before=state) is state


def test_what_is_done_is_not_marked_down_by_a_stray_press() -> None:
    for event in set(REPORTS) - {Event.DONE}:
        assert after(State.DONE, event) is None
        assert after(State.CLOSED_BY_LEAD, event) is None


def test_what_is_called_off_stays_so_until_it_is_opened_again() -> None:
    for event in set(Event) - {Event.REOPEN}:
        assert after(State.CALLED_OFF, event) in {None, State.CALLED_OFF}
    assert after(State.CALLED_OFF, Event.REOPEN) in OPEN


@pytest.mark.parametrize("state", State)
def test_anything_can_be_called_off(state: State) -> None:
    assert after(state, Event.CALL_OFF) is State.CALLED_OFF


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_open_can_be_opened_again(state: State) -> None:
    assert (after(state, Event.REOPEN) is None) == (state in OPEN)


@pytest.mark.parametrize("state", State)
def test_the_lead_closes_what_is_open_and_touches_nothing_else(state: State) -> None:
    closed = after(state, Event.LEAD_DONE)
    assert closed is (State.CLOSED_BY_LEAD if state in OPEN else state)


@pytest.mark.parametrize("state", State)
def test_the_leads_undoing_gives_back_exactly_what_the_lead_took(state: State) -> None:
    closed = after(state, Event.LEAD_DONE)
    assert closed is not None
    assert after(closed, Event.LEAD_UNDO, before=state) is state


@pytest.mark.parametrize("event", DECISIONS)
def test_only_what_waits_for_a_decision_is_decided(event: Event) -> None:
    assert [s for s in State if after(s, event) is not None] == [State.WAITING_ACCEPTANCE]
    assert after(State.WAITING_ACCEPTANCE, Event.ACCEPT) is State.DONE
    assert after(State.WAITING_ACCEPTANCE, Event.RETURN) is State.IN_PROGRESS


@pytest.mark.parametrize("state", sorted(OPEN))
def test_where_it_is_reviewed_what_is_done_waits_and_nothing_else_does(state: State) -> None:
    assert step(state, Event.DONE, reviewed=True).state is State.WAITING_ACCEPTANCE
    for event in set(Event) - {Event.DONE, Event.UNDO}:
        try:
            assert step(state, event, reviewed=True) == step(state, event)
        except Impossible:
            assert after(state, event) is None


@pytest.mark.parametrize("reviewed", [True, False])
def test_done_said_again_neither_accepts_nor_sends_back_what_waits(reviewed: bool) -> None:
    for state in (State.WAITING_ACCEPTANCE, State.DONE):
        again = step(state, Event.DONE, reviewed=reviewed)
        assert again == Step(state, LADDER[state], changed=False)


@given(st.lists(st.sampled_from(sorted(set(Event) - {Event.ACCEPT})), max_size=30))
def test_under_review_nothing_is_done_that_nobody_accepted(events: list[Event]) -> None:
    state = State.NOT_STARTED
    for event in events:
        try:
            state = step(state, event, reviewed=True).state
        except Impossible:
            continue
        assert state is not State.DONE


@given(st.lists(st.sampled_from(State), max_size=9))
def test_the_tally_agrees_with_the_word_for_the_milestone(states: list[State]) -> None:
    count = tally(states)
    assert 0 <= count.under_review <= count.answered <= count.total <= len(states)
    assert count.answered + count.asked <= count.total
    word = standing(states)
    if count.total and count.answered == count.total:
        assert word is (Standing.WAITING_ACCEPTANCE if count.under_review else Standing.DONE)
    assert (word is Standing.WAITING_ACCEPTANCE) <= (count.under_review > 0)


def test_five_of_seven_whatever_the_coordinator_closed() -> None:
    answered = [State.DONE] * 4 + [State.WAITING_ACCEPTANCE]
    silent = [State.NOT_STARTED, State.NEED_HELP]
    assert tally([*answered, *silent, State.CALLED_OFF]) == Tally(5, 7, 1, 2)
    closed = [step(state, Event.CLOSE).state for state in silent]
    assert tally([*answered, *closed]) == Tally(5, 7, 1, 0)


@given(st.lists(st.sampled_from(State), min_size=1, max_size=9))
def test_closing_at_five_of_seven_leaves_nothing_open(states: list[State]) -> None:
    closed = [step(state, Event.CLOSE).state for state in states]
    assert not OPEN & set(closed)
    assert all(a is b for a, b in zip(states, closed, strict=True) if a not in OPEN)


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_whatever_happens_the_ladder_ends_only_where_the_work_does(events: list[Event]) -> None:
    state = State.NOT_STARTED
    for event in events:
        state = after(state, event) or state
        if LADDER[state] is LadderMove.ENDS:
            assert state not in OPEN
            assert state is not State.WAITING_ACCEPTANCE


some_states = st.lists(st.sampled_from(State), max_size=6)


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ((), Standing.NOT_STARTED),
        ((State.CALLED_OFF, State.CALLED_OFF), Standing.CALLED_OFF),
        ((State.NOT_STARTED, State.NOT_STARTED), Standing.NOT_STARTED),
        ((State.DONE, State.CALLED_OFF), Standing.DONE),
        ((State.DONE, State.CLOSED_BY_LEAD), Standing.DONE),
        ((State.DONE, State.NOT_STARTED), Standing.IN_PROGRESS),
        ((State.PARTLY,), Standing.IN_PROGRESS),
        ((State.DONE, State.NEED_HELP), Standing.PROBLEM),
        ((State.DONE, State.WAITING_ACCEPTANCE), Standing.WAITING_ACCEPTANCE),
        ((State.NOT_STARTED, State.WAITING_ACCEPTANCE), Standing.IN_PROGRESS),
    ],
)
def test_one_word_for_a_milestone(states: tuple[State, ...], word: Standing) -> None:
    assert standing(states) is word


@given(some_states)
def test_a_milestone_is_done_when_all_that_counts_is(states: list[State]) -> None:
    counted = [s for s in states if s is not State.CALLED_OFF]
    done = bool(counted) and all(s in FINISHED for s in counted)
    assert (standing(states) is Standing.DONE) == done


@given(some_states, st.randoms(use_true_random=False))
def test_the_order_and_what_is_called_off_do_not_matter(
    states: list[State], chance: st.DataObject
) -> None:
    mixed = [*states, *([State.CALLED_OFF] if states else [])]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert standing(mixed) is standing(states)


@given(some_states)
def test_whoever_needs_help_is_not_hidden_by_the_others(states: list[State]) -> None:
    assert standing([*states, State.NEED_HELP]) is Standing.PROBLEM

"""What an answer does: one table of state x event, asked by every room.

An assignment (one milestone at one responsible person or organisation) is in one state;
an event moves it and says what becomes of its ladder of reminders.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an assignment stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PARTLY = "partly"
    NEED_HELP = "need_help"
    WAITING_ACCEPTANCE = "waiting_acceptance"
    DONE = "done"
    CLOSED_BY_LEAD = "closed_by_lead"
    CALLED_OFF = "called_off"


class Event(StrEnum):
    """What can happen to an assignment."""

    DONE = "done"
    PARTLY = "partly"
    IN_PROGRESS = "in_progress"
    NEED_HELP = "need_help"
    UNDO = "undo"
    REOPEN = "reopen"
    LEAD_DONE = "lead_done"
    LEAD_UNDO = "lead_undo"
    ACCEPT = "accept"
    RETURN = "return"
    CALL_OFF = "call_off"
    CLOSE = "close"


class LadderMove(StrEnum):
    """What becomes of the reminders: they go on, wait for somebody else, or are over."""

    GOES_ON = "goes_on"
    PAUSES = "pauses"
    ENDS = "ends"


REPORTS = (Event.DONE, Event.PARTLY, Event.IN_PROGRESS, Event.NEED_HELP)
FINISHED = frozenset({State.DONE, State.CLOSED_BY_LEAD})
OPEN = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.PARTLY, State.NEED_HELP})
LADDER: dict[State, LadderMove] = {
    State.NOT_STARTED: LadderMove.GOES_ON,
    State.IN_PROGRESS: LadderMove.GOES_ON,
    State.PARTLY: LadderMove.GOES_ON,
    State.NEED_HELP: LadderMove.PAUSES,
    State.WAITING_ACCEPTANCE: LadderMove.PAUSES,
    State.DONE: LadderMove.ENDS,
    State.CLOSED_BY_LEAD: LadderMove.ENDS,
    State.CALLED_OFF: LadderMove.ENDS,
}

_REPORTED: dict[Event, State] = {
    Event.DONE: State.DONE,
    Event.PARTLY: State.PARTLY,
    Event.IN_PROGRESS: State.IN_PROGRESS,
    Event.NEED_HELP: State.NEED_HELP,
}


class Impossible(Exception):
    """The event has no meaning in this state, e.g. marking what is called off."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} in {state}")
        self.state, self.event = state, event


@dataclass(frozen=True, slots=True)
class Step:
    """The result of one event: the new state, its ladder, and whether anything changed."""

    state: State
    ladder: LadderMove
    changed: bool


def step(
    state: State, event: Event, *, before: State = State.NOT_STARTED, reviewed: bool = False
) -> Step:
    """What `event` makes of an assignment in `state`.

    `before` is the state that an undo returns to; where `reviewed`, what is done waits for a
    coordinator to accept it. Raises `Impossible` where the table has no cell.
    """
    after = _after(state, event, before, reviewed)
    if after is None:
        raise Impossible(state, event)
    return Step(after, LADDER[after], after != state)


def _after(state: State, event: Event, before: State, reviewed: bool) -> State | None:
    match event:
        case Event.DONE if state is State.WAITING_ACCEPTANCE or (reviewed and state in OPEN):
            return State.WAITING_ACCEPTANCE
        case Event.CALL_OFF:
            return State.CALLED_OFF
        case Event.CLOSE:
            return State.CLOSED_BY_LEAD if state in OPEN else state
        case Event.REOPEN:
            return None if state in OPEN else State.IN_PROGRESS
        case Event.UNDO:
            return None if state is State.CALLED_OFF else before
        case Event.LEAD_DONE:
            return State.CLOSED_BY_LEAD if state in OPEN else state
        case Event.LEAD_UNDO:
            return before if state is State.CLOSED_BY_LEAD else state
        case Event.ACCEPT:
            return State.DONE if state is State.WAITING_ACCEPTANCE else None
        case Event.RETURN:
            return State.IN_PROGRESS if state is State.WAITING_ACCEPTANCE else None
        case _:
            return _REPORTED[event] if state in OPEN or state is _REPORTED[event] else None


@dataclass(frozen=True, slots=True)
class Tally:
    """«5 из 7»: how many of those who owe a date have reported it done themselves, how many of
    these reports wait for a coordinator, and how many are still asked."""

    answered: int
    total: int
    under_review: int
    asked: int


def tally(states: Collection[State]) -> Tally:
    """Count the states of a milestone's assignments; what is called off is owed by nobody."""
    counted = [s for s in states if s is not State.CALLED_OFF]
    waiting = counted.count(State.WAITING_ACCEPTANCE)
    asked = sum(state in OPEN for state in counted)
    return Tally(counted.count(State.DONE) + waiting, len(counted), waiting, asked)


class Standing(StrEnum):
    """Where a whole milestone stands; the headings of the digest. They exclude each other."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PROBLEM = "problem"
    WAITING_ACCEPTANCE = "waiting_acceptance"
    DONE = "done"
    CALLED_OFF = "called_off"


def standing(states: Collection[State]) -> Standing:
    """Roll the states of a milestone's assignments up to one word.

    Done when all that count are finished; a problem when anyone needs help; called-off
    assignments do not count unless all are. No assignment at all is «not started».
    """
    counted = [s for s in states if s is not State.CALLED_OFF]
    if not counted:
        return Standing.CALLED_OFF if states else Standing.NOT_STARTED
    if all(s in FINISHED for s in counted):
        return Standing.DONE
    if State.NEED_HELP in counted:
        return Standing.PROBLEM
    if all(s in FINISHED or s is State.WAITING_ACCEPTANCE for s in counted):
        return Standing.WAITING_ACCEPTANCE
    if all(s is State.NOT_STARTED for s in counted):
        return Standing.NOT_STARTED
    return Standing.IN_PROGRESS

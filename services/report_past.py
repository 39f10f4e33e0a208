"""How a date stood at the end of a day: from what was said and decided up to then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from roadmap.progress import FINISHED, REPORTS, Event, State, step
from roadmap.report_marks import Told
from storage.tables import BY_LETTER, BY_WORD, AssignmentRow, ReportRow

TOLD = {BY_WORD: Told.BY_WORD, BY_LETTER: Told.BY_LETTER}
TAKES_BACK = frozenset({Event.UNDO, Event.LEAD_UNDO, Event.RETURN, Event.REOPEN})
_MARKED_BY: dict[Event, frozenset[State]] = {
    Event.DONE: frozenset({State.DONE, State.WAITING_ACCEPTANCE}),
    Event.PARTLY: frozenset({State.PARTLY}),
    Event.IN_PROGRESS: frozenset({State.IN_PROGRESS}),
    Event.NEED_HELP: frozenset({State.NEED_HELP}),
}
"""In which states a report changes nothing: it is a detail of the one before."""


def state(
    row: AssignmentRow, known: Sequence[ReportRow], later: ReportRow | None, *, removed: bool
) -> State:
    """The state of an assignment as it was: `later` is the first report after the day, `removed`
    says that its activity was taken out after it, of which no report tells."""
    if later is not None:
        return State(later.state_before)
    if not removed or row.state is not State.CALLED_OFF:
        return State(row.state)
    if not known:
        return State.NOT_STARTED
    if known[-1].event in TAKES_BACK:
        return State.IN_PROGRESS
    return step(State(known[-1].state_before), known[-1].event).state


def is_detail(report: ReportRow) -> bool:
    """Whether a report adds words, a date or a number to the mark before it."""
    return report.state_before in _MARKED_BY.get(report.event, ())


@dataclass(frozen=True, slots=True)
class Said:
    """What an owner said last, and how it came to be known."""

    text: str = ""
    told: Told = Told.ITSELF


def said(state: State, known: Sequence[ReportRow]) -> Said:
    """What was said last in words of the state that stands: by its owner, not what a coordinator
    remarked, and nothing of what was taken back. A detail adds words, or a date, to a mark and
    leaves it as it was told."""
    last = Said()
    for report in known:
        if report.event in TAKES_BACK:
            last = Said()
        elif report.event is Event.CLOSE:
            last = Said(report.text)
        elif report.event in REPORTS:
            detail = is_detail(report)
            told = last.told if detail else TOLD.get(report.via, Told.ITSELF)
            # why it was not done is no word of its being done
            kept = last.text if detail or report.event is not Event.DONE else ""
            last = Said(report.text or kept, told)
    return Said() if state is State.NOT_STARTED else last


def fact(state: State, known: Sequence[ReportRow]) -> date | None:
    """The date of fact as it stood, from the answers up to then."""
    if state not in FINISHED and state is not State.WAITING_ACCEPTANCE:
        return None
    return next((report.fact_on for report in reversed(known) if report.fact_on), None)

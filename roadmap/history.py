"""What became of an assignment, entry by entry, as its card tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from roadmap.progress import OPEN, Event, State


@dataclass(frozen=True, slots=True)
class Entry:
    """One report: on the local day `on` somebody said `event` while it stood in `before`.

    `amount` is what it adds to the target, negative where something was taken back; `by_word`:
    a coordinator wrote down what the owner told, `by_letter`: what a letter on paper says.
    """

    on: date
    event: Event
    before: State
    who: str = ""
    fact_on: date | None = None
    text: str = ""
    amount: int | None = None
    by_word: bool = False
    by_letter: bool = False

    @property
    def is_detail(self) -> bool:
        """Whether it only adds to a mark that stood already."""
        return is_detail(self.event, self.before)


def is_detail(event: Event, before: State) -> bool:
    """Whether a report changes no state: a date of fact, a sentence, a number for a mark that
    stood in `before` already."""
    match event:
        case Event.DONE:
            return before not in OPEN
        case Event.PARTLY:
            return before is State.PARTLY
        case Event.NEED_HELP:
            return before is State.NEED_HELP
        case _:
            return False

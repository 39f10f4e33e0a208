"""An activity as somebody responsible meets it: one line of a reminder, a list or a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from roadmap.progress import OPEN, State, Tally


class Asked(StrEnum):
    """What a round of monitoring asks: how an ongoing activity goes, a form, a blank table."""

    ONGOING = "ongoing"
    FORM = "form"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment with what its reader must know.

    `due` is the date that holds now; `document_due` the one written in the document. `section` is
    the number of the innermost heading («1.2»), `number` the row's as printed. `others` are the
    names of those who answer for it too, the lead first. A `separate` one (each school by itself)
    stands for nobody else. `owner` is who answers for it, `person_id` theirs where it is
    a person. Until `snoozed_until` the owner asked not to be reminded; `asked_for` is the date
    proposed by a request that waits for its decision.
    `note` is what was said last, in words. `handed_over`: reminding is over and a coordinator is to
    act. `office` is the organisation that answers for it or that the owner belongs to, `by_word`
    the coordinator who wrote down the state as told by the owner (`by_letter`: as a letter on
    paper says), where these were asked for. A reader who stands in for somebody away reads whose
    it is `instead_of`, and the last day that they are away. `delegate` is whom of an organisation
    it was handed to. Where `all_report`, the lead's «done» closes it for nobody else; `tally`
    counts those who answer each for itself, of a round everybody whom it asks, where it was asked
    for. `closed` was closed by a
    coordinator, not by the lead. `lead` is the name of who leads, where that is one of the others.
    Of an `archived` roadmap nothing is marked any more. What a round of monitoring asks has
    its `round_id`, what kind of asking it is (`asked_as`), and the name of that round
    (`asked_for_period`); `due_time` is the local hour by which it wants answers, if any.
    """

    assignment_id: int
    activity_id: int
    code: int
    title: str
    due: date
    document_due: date
    state: State
    section: str = ""
    number: str = ""
    deadline_text: str = ""
    start: date | None = None
    roadmap: str = ""
    expected_result: str = ""
    is_lead: bool = True
    separate: bool = False
    others: tuple[str, ...] = ()
    fact_on: date | None = None
    evidence: tuple[str, ...] = ()
    owner: str = ""
    roadmap_id: int = 0
    person_id: int | None = None
    snoozed_until: date | None = None
    note: str = ""
    asked_for: date | None = None
    handed_over: bool = False
    office: str = ""
    by_word: str = ""
    by_letter: bool = False
    organization_id: int | None = None
    instead_of: str = ""
    away_until: date | None = None
    delegate: str = ""
    all_report: bool = False
    tally: Tally | None = None
    closed: bool = False
    lead: str = ""
    archived: bool = False
    round_id: int | None = None
    asked_as: Asked | None = None
    asked_for_period: str = ""
    due_time: time | None = None

    @property
    def is_filled(self) -> bool:
        """Whether it is answered by filling something in, not by a mark."""
        return self.asked_as in (Asked.FORM, Asked.TABLE)

    @property
    def needs_coordinator(self) -> bool:
        """Whether nobody but a coordinator moves it on: silent to the end, or in need of help."""
        return self.state is State.NEED_HELP or (self.handed_over and self.state in OPEN)


def section_number(title: str) -> str:
    """The printed number at the head of a section title («1.2. Разработка…» gives «1.2»)."""
    head = title.split(maxsplit=1)[0].rstrip(".") if title.strip() else ""
    return head if head and all(part.isdigit() for part in head.split(".")) else ""

"""A draft: what was understood of a document, and what is doubted, before anyone confirms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from roadmap.deadlines import Reading, to_json
from roadmap.period import Period
from roadmap.targets import Target

if TYPE_CHECKING:
    from roadmap.deadlines import Question


class Level(StrEnum):
    """Whose activity it is, in documents that set three levels side by side."""

    MUNICIPALITY = "municipality"
    METHODICAL = "methodical"
    SCHOOL = "school"


@dataclass(frozen=True)
class DeadlineUnsure:
    """The deadline can be read in more than one way; `question` says what to ask."""

    question: Question


@dataclass(frozen=True)
class SplitRow:
    """The row was put together of pieces; `page` is where the second piece stood, if known."""

    page: int | None


@dataclass(frozen=True)
class WordsMixed:
    """Words of neighbouring columns could not be told apart in the row."""


@dataclass(frozen=True)
class GarbledWords:
    """Words that look misread by a scanner, as they stand in the text."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class StackedDeadlines:
    """One row holds several deadlines, in the order of the document."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class UnclearOwners:
    """Responsible parties that may be split or read wrongly, as written in the cell."""

    text: str


@dataclass(frozen=True)
class NoOwners:
    """The document has a column of responsible parties, and it is empty in this row."""


@dataclass(frozen=True)
class NoTitle:
    """The row has a deadline or an owner but no words to say what is to be done."""


@dataclass(frozen=True)
class Repeated:
    """The same words stand in an earlier activity; `first` is its position in the draft from 1."""

    first: int


Doubt = (
    DeadlineUnsure
    | SplitRow
    | WordsMixed
    | GarbledWords
    | StackedDeadlines
    | UnclearOwners
    | NoOwners
    | NoTitle
    | Repeated
)


@dataclass(frozen=True)
class DraftActivity:
    """One activity as read: words as printed, and what its deadline means.

    `row` numbers the table rows of the document from 1; activities of one row share it.
    """

    title: str
    deadline_text: str | None
    reading: Reading
    section: str | None = None
    subsection: str | None = None
    number: str | None = None
    owners: tuple[str, ...] = ()
    expected_result: str | None = None
    level: Level | None = None
    row: int | None = None
    target: Target | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A whole document as read: its activities, the schools it lists and every party once.

    `school_types` go with `schools` one by one: what the list calls such schools, if anything.
    """

    title: str
    period: Period | None
    activities: tuple[DraftActivity, ...]
    schools: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    school_types: tuple[str | None, ...] = ()


def draft_to_json(draft: Draft, word: Callable[[Doubt], str]) -> dict[str, Any]:
    """The draft as the JSON that scripts rely on; `word` turns a doubt into a sentence."""
    period = draft.period
    return {
        "title": draft.title,
        "period": period and {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "activities": [_activity_to_json(activity, word) for activity in draft.activities],
        "schools": list(draft.schools),
        "parties": list(draft.parties),
    }


def _activity_to_json(activity: DraftActivity, word: Callable[[Doubt], str]) -> dict[str, Any]:
    target = activity.target
    return {
        "section": activity.section,
        "subsection": activity.subsection,
        "number": activity.number,
        "title": activity.title,
        "deadline_text": activity.deadline_text,
        "deadline": to_json(activity.reading),
        "owners": list(activity.owners),
        "expected_result": activity.expected_result,
        "level": activity.level and activity.level.value,
        "row": activity.row,
        "target": target and {"count": target.count, "unit": target.unit, "per": target.per},
        "doubts": [word(doubt) for doubt in activity.doubts],
    }

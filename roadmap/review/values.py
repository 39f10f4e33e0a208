"""A plan under review as plain values: as stored, or as a workbook or a document would make it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from roadmap.deadlines import Rule, Stacked, read
from roadmap.drafts import DeadlineUnsure, Doubt, Draft, DraftActivity, Level, StackedDeadlines
from roadmap.parts import Share, proposed
from roadmap.period import Period
from roadmap.review.vocabulary import PartyIs, item_number


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity. `code` is its stable number, None while it has none.

    `item` is set on a part of a stacked row that becomes an activity of its own: the letter its
    occurrences bear in the row («a», «b»); `code` is then the row's.
    """

    code: int | None
    title: str
    rule: Rule
    section: str = ""
    subsection: str = ""
    number: str = ""
    deadline_text: str = ""
    shares: tuple[Share, ...] = ()
    expected_result: str = ""
    level: Level | None = None
    row: int | None = None
    doubts: tuple[Doubt, ...] = ()
    item: str = ""

    @property
    def confident(self) -> bool:
        """Whether nothing is doubted about the deadline."""
        return not any(isinstance(doubt, DeadlineUnsure) for doubt in self.doubts)

    @property
    def owners(self) -> tuple[str, ...]:
        """The parties as written."""
        return tuple(share.name for share in self.shares)


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A party as written and whom it means: `meant` is a person's or an organisation's name."""

    name: str
    kind: PartyIs | None = None
    meant: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    """A school of the document's list, with its mailbox if known."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole roadmap under review; `number` is 0 while it is not stored."""

    number: int
    title: str
    period: Period
    activities: tuple[Planned, ...]
    parties: tuple[PartyEntry, ...] = ()
    schools: tuple[SchoolEntry, ...] = ()


def of_draft(draft: Draft, period: Period) -> Plan:
    """The plan a document would make; `period` where the draft names none."""
    activities = tuple(_planned(activity) for activity in draft.activities)
    return Plan(
        0,
        draft.title,
        draft.period or period,
        activities,
        tuple(PartyEntry(name) for name in party_names(activities)),
        tuple(SchoolEntry(name) for name in draft.schools),
    )


def party_names(activities: tuple[Planned, ...]) -> tuple[str, ...]:
    """Every party once, in the order of the rows."""
    return tuple(dict.fromkeys(chain.from_iterable(a.owners for a in activities)))


def _planned(activity: DraftActivity) -> Planned:
    return Planned(
        code=None,
        title=activity.title,
        rule=activity.reading.rule,
        section=activity.section or "",
        subsection=activity.subsection or "",
        number=activity.number or "",
        deadline_text=activity.deadline_text or "",
        shares=proposed(activity.owners),
        expected_result=activity.expected_result or "",
        level=activity.level,
        row=activity.row,
        doubts=activity.doubts,
    )


def items_of(activity: Planned, period: Period) -> tuple[Planned, ...]:
    """A stacked row as activities of their own, offered to the clerk; nothing for other rows."""
    if not isinstance(activity.rule, Stacked):
        return ()
    rules = activity.rule.items
    texts = _texts(activity, len(rules))
    found = []
    for at, (rule, text) in enumerate(zip(rules, texts, strict=True)):
        reading = read(text, period)
        question = reading.question if reading.rule == rule else None
        found.append(
            Planned(
                code=activity.code,
                title=activity.title,
                rule=rule,
                section=activity.section,
                subsection=activity.subsection,
                number=item_number(activity.number, at),
                deadline_text=text,
                shares=activity.shares,
                expected_result=activity.expected_result,
                level=activity.level,
                row=activity.row,
                doubts=() if question is None else (DeadlineUnsure(question),),
                item=item_letter(at),
            )
        )
    return tuple(found)


def item_letter(at: int) -> str:
    """The letter before the colon of a stacked item's occurrences, counted from 0."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return letters[at % 26] + (str(at // 26) if at >= 26 else "")


def _texts(activity: Planned, count: int) -> tuple[str, ...]:
    """The pieces of the deadline as written, the whole of it where they are not told apart."""
    for doubt in activity.doubts:
        if isinstance(doubt, StackedDeadlines) and len(doubt.texts) == count:
            return doubt.texts
    return (activity.deadline_text,) * count

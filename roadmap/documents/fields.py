"""From the raw cells of one row to the fields of an activity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from roadmap.deadlines import read
from roadmap.documents.headers import Columns, Role
from roadmap.documents.misreadings import misread_words
from roadmap.documents.numerals import leading, whole
from roadmap.documents.rows import Record
from roadmap.documents.stacks import deadline_texts
from roadmap.documents.words import flow
from roadmap.drafts import (
    DeadlineUnsure,
    Doubt,
    DraftActivity,
    GarbledWords,
    NoOwners,
    NoTitle,
    SplitRow,
    StackedDeadlines,
    UnclearOwners,
    WordsMixed,
)
from roadmap.parties import split_owners, unclear
from roadmap.period import Period
from roadmap.targets import read_target

STACK = "; "


@dataclass(frozen=True)
class Context:
    """What is the same for every row of a table."""

    columns: Columns
    period: Period | None
    wrapped: bool
    scanned: bool = False


def activity_of(record: Record, context: Context, row: int) -> DraftActivity:
    """The activity a record holds, without its place in the document; `row` counts from 1."""
    number, title = _number_and_title(record, context)
    deadlines = deadline_texts(record.texts(Role.DEADLINE), context.period, wrapped=context.wrapped)
    result = _joined(record, Role.RESULT, context)
    activity = DraftActivity(
        title=title,
        deadline_text=STACK.join(deadlines) or None,
        reading=read(STACK.join(deadlines), context.period),
        number=number,
        owners=_owners(record, context),
        expected_result=result or None,
        row=row,
        target=read_target(result) if result else None,
    )
    stacked = (StackedDeadlines(deadlines),) if len(deadlines) > 1 else ()
    return replace(activity, doubts=(*stacked, *_doubts(record, context, activity)))


def _joined(record: Record, role: Role, context: Context) -> str:
    texts = (flow(text, wrapped=context.wrapped) for text in record.texts(role))
    return " ".join(text for text in texts if text)


def _number_and_title(record: Record, context: Context) -> tuple[str | None, str]:
    title = _joined(record, Role.TITLE, context)
    printed = flow(record.first(Role.NUMBER), wrapped=context.wrapped)
    if numeral := whole(printed):
        return numeral.printed, title
    if printed and not title:
        title = printed
        printed = ""
    numeral = leading(title)
    if numeral and not printed and any(sign.isalpha() for sign in title[numeral.length :]):
        return numeral.printed, title[numeral.length :].strip()
    return printed or None, title


def _owners(record: Record, context: Context) -> tuple[str, ...]:
    names: list[str] = []
    for text in record.texts(Role.OWNER):
        whole_text = flow(text, wrapped=True) if context.wrapped else text
        names += [name for name in split_owners(whole_text) if name not in names]
    return tuple(names)


def _words_of(activity: DraftActivity) -> str:
    return f"{activity.title} {activity.expected_result or ''}"


def _doubts(record: Record, context: Context, activity: DraftActivity) -> Iterator[Doubt]:
    """What a reader of the row would ask about, the activity's own doubts aside."""
    if not activity.title:
        yield NoTitle()
    if record.mixed:
        yield WordsMixed()
    if context.scanned and (strange := misread_words(_words_of(activity))):
        yield GarbledWords(strange)
    if record.split_at is not None:
        yield SplitRow(record.split_at)
    if activity.reading.question is not None:
        yield DeadlineUnsure(activity.reading.question)
    if not activity.owners and context.columns.has(Role.OWNER):
        yield NoOwners()
    yield from (UnclearOwners(name) for name in activity.owners if unclear(name))

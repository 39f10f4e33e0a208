"""Text + period → Reading: the rule, its dates, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from roadmap.deadlines.cleaning import clean
from roadmap.deadlines.completion import complete
from roadmap.deadlines.composing import Item, compose
from roadmap.deadlines.grammar.clauses import clauses, parse
from roadmap.deadlines.occurrences import occurrences
from roadmap.deadlines.questions import (
    Misprint,
    NotUnderstood,
    OutsidePeriod,
    Question,
    SeveralDeadlines,
)
from roadmap.deadlines.rules import (
    External,
    NoDeadline,
    OnDate,
    OnDays,
    Ongoing,
    OnYearDays,
    Recurring,
    Rule,
    Simple,
    Stacked,
    Window,
)
from roadmap.deadlines.tokens import tokenize
from roadmap.period import Period

_LONGEST = 2000
"""A cell of more characters than this is no deadline; the rest is not looked at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written deadline was understood to mean.

    `dues`: every due date inside the period, sorted. `unread`: the words not understood.
    """

    rule: Rule
    dues: tuple[date, ...]
    confident: bool
    question: Question | None
    unread: str


def read(text: str, period: Period | None) -> Reading:
    """Reads a deadline as people write it. Never raises on any text.

    Without a period, days without a year are taken to come every year, and only
    written dates are among `dues`.
    """
    items, doubts = _understood(text[:_LONGEST], period)
    rules = tuple(dict.fromkeys(item.rule for item in items))
    doubts += [doubt for item in items for doubt in item.doubts]
    rule: Rule = rules[0] if len(rules) == 1 else Stacked(rules)
    if isinstance(rule, Stacked):
        doubts.append(SeveralDeadlines(len(rules)))
    if period is not None:
        doubts += _outside(rules, period)
    unread = "; ".join(doubt.part for doubt in doubts if isinstance(doubt, NotUnderstood))
    question = min(doubts, key=_urgency, default=None)
    return Reading(rule, due_dates(rule, period), question is None, question, unread)


def due_dates(rule: Rule, period: Period | None) -> tuple[date, ...]:
    """Every due date of the rule in the period, sorted; without one, the written dates."""
    if period is not None:
        return tuple(sorted({each.due for each in occurrences(rule, period)}))
    items: Iterable[Simple] = rule.items if isinstance(rule, Stacked) else (rule,)
    return tuple(sorted({item.due for item in items if isinstance(item, OnDate | Window)}))


def to_json(reading: Reading) -> dict[str, Any]:
    """The `deadline` object of the draft: kind, start, due, freq, months, day, confident."""
    rule = reading.rule.leading if isinstance(reading.rule, Stacked) else reading.rule
    found: dict[str, Any] = {
        "kind": _kind(rule),
        "start": None,
        "due": None,
        "freq": None,
        "months": None,
        "day": None,
        "confident": reading.confident,
    }
    match rule:
        case OnDate(due):
            found["due"] = due.isoformat()
        case Window(start, due):
            found |= {"start": start.isoformat(), "due": due.isoformat()}
        case Recurring():
            found |= {"freq": rule.freq.value, "months": _months(rule), "day": _day(rule)}
    return found


def _kind(rule: Simple) -> str:
    match rule:
        case OnDate():
            return "date"
        case Window():
            return "window"
        case Recurring():
            return "recurring"
        case Ongoing():
            return "ongoing"
        case External():
            return "external"
        case NoDeadline():
            return "none"


def _months(rule: Recurring) -> list[int] | None:
    if not isinstance(rule.at, OnYearDays):
        return None
    return list(dict.fromkeys(day.month for day in rule.at.days))


def _day(rule: Recurring) -> int | None:
    match rule.at:
        case OnYearDays(days):
            numbers = {day.day for day in days}
            return numbers.pop() if len(numbers) == 1 else None
        case OnDays((day,)):
            return day
        case _:
            return None


def _understood(text: str, period: Period | None) -> tuple[list[Item], list[Question]]:
    source = clean(text)
    items: list[Item] = []
    doubts: list[Question] = []
    for clause in clauses(tokenize(source)):
        terms, misprints = parse(clause, source)
        if terms:
            items += compose(complete(terms), period)
            doubts += misprints
    read_items = [item for item in items if not isinstance(item.rule, NoDeadline)]
    if read_items:
        unread = (item for item in items if isinstance(item.rule, NoDeadline))
        doubts += (doubt for item in unread for doubt in _beside_others(item))
        return read_items, doubts
    return items[:1] or [Item(NoDeadline())], doubts


def _beside_others(item: Item) -> Iterator[Question]:
    for doubt in item.doubts:
        yield NotUnderstood(doubt.part, rest=True) if isinstance(doubt, NotUnderstood) else doubt


def _outside(rules: Iterable[Simple], period: Period) -> Iterator[Question]:
    """Written dates that are not in the period."""
    for rule in rules:
        written: tuple[date, ...] = ()
        match rule:
            case OnDate(due):
                written = (due,)
            case Window(start, due):
                written = (start, due)
        for day in written:
            if not period.contains(day):
                yield OutsidePeriod(day, period.start, period.end)
                break


def _urgency(doubt: Question) -> int:
    """What is asked first: what was not understood, then what is surely wrong, then the rest."""
    order: tuple[type[Question], ...] = (NotUnderstood, SeveralDeadlines, Misprint, OutsidePeriod)
    return order.index(type(doubt)) if type(doubt) in order else len(order)

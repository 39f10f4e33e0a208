"""Another deadline in words for an activity that runs: what it means from today on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from roadmap.deadlines import (
    NoDeadline,
    Occurrence,
    OnDate,
    Question,
    Recurring,
    Rule,
    Simple,
    Stacked,
    occurrences,
    read,
)
from roadmap.deadlines.questions import NotUnderstood
from roadmap.period import Period


@dataclass(frozen=True, slots=True)
class Proposal:
    """What typed words mean: the rule, its occurrences, those of them that have passed.

    `question` is what remains doubtful; not `is_read`: the words say no deadline. `moves` the
    only date to another day and changes nothing else.
    """

    rule: Rule
    dates: tuple[Occurrence, ...]
    past: tuple[date, ...] = ()
    question: Question | None = None
    is_read: bool = True
    moves: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """Every date, in order; a date can move past the end of the period."""
        return tuple(one.due for one in self.dates) or ((self.moves,) if self.moves else ())


def propose(
    text: str,
    period: Period,
    before: Rule,
    held: Collection[str],
    today: date,
) -> Proposal:
    """The meaning of `text`; `before` is the rule that holds, `held` the keys of the stored
    occurrences.

    What repeats begins today, unless earlier occurrences of it are stored already: nobody is
    asked about a past in which nothing was due.
    """
    reading = read(text, period)
    if isinstance(reading.rule, NoDeadline) or isinstance(reading.question, NotUnderstood):
        return Proposal(reading.rule, (), question=reading.question, is_read=False)
    rule = from_today(reading.rule, period, held, today)
    dates = occurrences(rule, period)
    single = isinstance(rule, OnDate) and isinstance(before, OnDate) and len(held) == 1
    return Proposal(
        rule,
        dates,
        tuple(one.due for one in dates if one.due < today and one.key not in held),
        reading.question,
        moves=rule.due if single and isinstance(rule, OnDate) else None,
    )


def from_today(rule: Rule, period: Period, held: Collection[str], today: date) -> Rule:
    """The rule without past occurrences that are not stored, where it repeats."""
    if isinstance(rule, Stacked):
        if any(one.key in held for one in occurrences(rule, period)):
            return rule
        return Stacked(tuple(_later(one, period, (), today) for one in rule.items))
    return _later(rule, period, held, today)


def _later(rule: Simple, period: Period, held: Collection[str], today: date) -> Simple:
    if not isinstance(rule, Recurring) or rule.since is not None:
        return rule
    dues = [one for one in occurrences(rule, period) if one.due < today]
    if not dues:
        return rule
    stored = [one.due for one in dues if one.key in held]
    return replace(rule, since=min(stored, default=today))


def differing(
    before: Mapping[str, date], wanted: Collection[Occurrence]
) -> tuple[list[date], list[date], list[tuple[date, date]]]:
    """By occurrence: the dates to come, those that go, and those that move (from, to)."""
    keys = {one.key: one.due for one in wanted}
    added = sorted(due for key, due in keys.items() if key not in before)
    days = set(keys.values())
    gone = sorted(due for key, due in before.items() if key not in keys and due not in days)
    moved = [(before[key], due) for key, due in keys.items() if before.get(key, due) != due]
    return added, gone, sorted(moved)

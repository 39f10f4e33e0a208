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
    Window,
    occurrences,
    read,
)
from roadmap.deadlines.questions import NotUnderstood, YearMissing
from roadmap.deadlines.wording import russian
from roadmap.period import Period
from roadmap.review.answering import only_in


@dataclass(frozen=True, slots=True)
class Proposal:
    """What typed words mean: the rule, its occurrences, those of them that have passed.

    `question` is what remains doubtful; not `is_read`: the words say no deadline. `moves` the
    only date to another day and changes nothing else. `years`: the words name a day of no year,
    which is to come in each of these.
    """

    rule: Rule
    dates: tuple[Occurrence, ...]
    past: tuple[date, ...] = ()
    question: Question | None = None
    is_read: bool = True
    moves: date | None = None
    years: tuple[int, ...] = ()

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
    asked about a past in which nothing was due. A day without a year is the next such day where
    the rule before had one date.
    """
    reading = read(text, period)
    if isinstance(reading.rule, NoDeadline) or isinstance(reading.question, NotUnderstood):
        return Proposal(reading.rule, (), question=reading.question, is_read=False)
    question, years = reading.question, tuple[int, ...]()
    if isinstance(question, YearMissing):
        years = _years_to_come(reading.rule, period, today)
    rule = from_today(reading.rule, period, held, today)
    if years and isinstance(before, OnDate | Window):
        rule, question, years = only_in(reading.rule, years[0]), None, ()
    dates = occurrences(rule, period)
    single = isinstance(rule, OnDate) and isinstance(before, OnDate) and len(held) == 1
    return Proposal(
        rule,
        dates,
        tuple(one.due for one in dates if one.due < today and one.key not in held),
        question,
        years=years,
        moves=rule.due if single and isinstance(rule, OnDate) else None,
    )


def with_year(text: str, year: int, period: Period) -> str:
    """The words of a day without a year, with one, or of such a day every year for 0."""
    return f"{text} {year}" if year else russian(read(text, period).rule)


def _years_to_come(rule: Rule, period: Period, today: date) -> tuple[int, ...]:
    """The years in which a day without one is still to come: those of the period, else the next
    there is."""
    ahead = [y for y in range(today.year, today.year + 2) if _last_day(only_in(rule, y)) >= today]
    years = [year for year in period.years if year >= ahead[0]]
    return tuple(years) or (ahead[0],)


def _last_day(rule: Rule) -> date:
    return rule.due if isinstance(rule, OnDate | Window) else date.max


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

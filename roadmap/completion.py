"""Whose answers complete a date that several sides answer for.

| rule | the lead's «done» | each date and calling off |
|---|---|---|
| LEAD | closes it for all others | for all together |
| ALL | closes it for nobody else | for all together |
| EACH | closes it for nobody else | for each apart |
| none | closes it for the offices, not for schools by themselves | as the parties have it |

A date is complete when nothing of it is left open; see `roadmap.progress.standing`.
"""

from __future__ import annotations

from enum import StrEnum


class Completion(StrEnum):
    """The lead answers for all; all must have reported; each answers for itself."""

    LEAD = "lead"
    ALL = "all"
    EACH = "each"


def stands_apart(rule: Completion | None, by_parties: bool) -> bool:
    """Whether a side answers for itself alone; `by_parties` is what the review of the document
    says of it."""
    return by_parties if rule is None else rule is Completion.EACH


def lead_closes(rule: Completion | None, apart: bool) -> bool:
    """Whether the lead's «done» closes it for a side that stands `apart` or not."""
    return rule is not Completion.ALL and not apart


def choices(*, has_lead: bool) -> tuple[Completion, ...]:
    """The rules that mean something; without a lead nobody answers for the others."""
    return tuple(rule for rule in Completion if has_lead or rule is not Completion.LEAD)


def holds(rule: Completion | None, *, has_lead: bool, any_apart: bool) -> Completion:
    """The rule that is chosen, or the one that comes nearest to what the parties have it."""
    if rule is not None and rule in choices(has_lead=has_lead):
        return rule
    return Completion.LEAD if has_lead and not any_apart else Completion.EACH

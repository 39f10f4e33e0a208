"""Which parties may be the same, and whom a party can mean. Offers, never decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from roadmap.parties.kinds import PartyKind, recognise, words
from roadmap.parties.names import fold, parse_full_name

ALIKE_SCORE = 86.0
"""From this likeness, 0 to 100, two names are offered as one."""
_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[^\w\s]+")


@dataclass(frozen=True)
class Alike:
    """Two parties that may be one, `score` from 0 to 100."""

    first: str
    second: str
    score: float


def alike(parties: Sequence[str]) -> tuple[Alike, ...]:
    """Pairs of differently written parties to offer as one, the likeliest first."""
    distinct = tuple(dict.fromkeys(parties))
    pairs = (Alike(one, other, likeness(one, other)) for one, other in combinations(distinct, 2))
    return tuple(sorted((pair for pair in pairs if pair.score >= ALIKE_SCORE), key=_by_score))


def _by_score(pair: Alike) -> tuple[float, str, str]:
    return -pair.score, pair.first, pair.second


def likeness(one: str, other: str) -> float:
    """How alike two parties are written, 0 to 100. People need an equal surname and initials
    that do not contradict; numbers in names must be equal."""
    first, second = recognise(one), recognise(other)
    if first.name and second.name:
        return 100.0 if first.name.may_be(second.name) else 0.0
    if PartyKind.PERSON in (first.kind, second.kind) or _numbers(one) != _numbers(other):
        return 0.0
    left, right = bare(one), bare(other)
    if not left or not right:
        return 0.0
    if set(left.split()) == set(right.split()):
        return 100.0
    if min(len(left), len(right)) <= 4:
        return 0.0
    from rapidfuzz import fuzz

    return max(float(fuzz.token_sort_ratio(left, right)), float(fuzz.ratio(left, right)))


def _numbers(text: str) -> list[str]:
    return sorted(_DIGITS.findall(text))


def bare(text: str) -> str:
    """A name without signs, legal forms and case: what is left tells organisations apart."""
    plain = _SIGNS.sub(" ", fold(text)).split()
    core = [word for word in plain if word not in words("forms")]
    return " ".join(core or plain)


def matches_person(party: str, full_name: str) -> bool:
    """Whether a party can mean the person: equal surname and initials that do not contradict."""
    named = recognise(party).name or parse_full_name(party)
    person = parse_full_name(full_name)
    return named is not None and person is not None and named.may_be(person)


def name_likeness(one: str, other: str) -> float:
    """How alike two people's names are, 0 to 100: the same, one abbreviated, or misspelt."""
    first, second = (" ".join(fold(name).split()) for name in (one, other))
    if first == second:
        return 100.0
    if matches_person(one, other) or matches_person(other, one):
        return 95.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(first, second))


def matches_organization(party: str, name: str) -> bool:
    """Whether a party is exactly the organisation's name, case, quotes and blanks aside."""
    return _exact(party) == _exact(name) != ""


def _exact(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


def resolve(party: str, people: Iterable[str], organizations: Iterable[str]) -> str | None:
    """The one person or organisation a party can mean, as named in the lists; None when nobody
    or more than one fits."""
    fitting = [name for name in people if matches_person(party, name)]
    fitting += [name for name in organizations if matches_organization(party, name)]
    return fitting[0] if len(fitting) == 1 else None

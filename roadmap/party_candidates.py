"""Whom of the known people and organisations a party of a document may mean: offers only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.parties import PartyKind, recognise
from roadmap.parties.matching import bare
from roadmap.parties.similar import name_and_office, similar_people

PEOPLE, OFFICES = 4, 4
ALIKE = 70.0
"""From this likeness, 0 to 100, an organisation is offered."""
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")
SHORTEST = 2
"""Words of fewer letters do not count in an abbreviation."""


def people(party: str, names: Sequence[str]) -> tuple[int, ...]:
    """The places in `names` of people that the party may mean, the likeliest first."""
    kind = recognise(party).kind
    if kind in (PartyKind.SCHOOLS, PartyKind.ORGANIZATION):
        return ()
    return similar_people(party, names, PEOPLE)


def offices(party: str, names: Sequence[str]) -> tuple[int, ...]:
    """The places in `names` of organisations that the party may mean: the same number, and words
    that are alike or shortened to their first letters."""
    if recognise(party).kind in (PartyKind.SCHOOLS, PartyKind.PERSON):
        return ()
    scores = [(-score, at) for at, name in enumerate(names) if (score := _likeness(party, name))]
    return tuple(at for _, at in sorted(scores)[:OFFICES])


def _likeness(party: str, office: str) -> float:
    if sorted(_DIGITS.findall(party)) != sorted(_DIGITS.findall(office)):
        return 0.0
    if _is_short_for(party, office) or _is_short_for(office, party):
        return 100.0
    from rapidfuzz import fuzz

    score = float(fuzz.token_set_ratio(bare(party), bare(office)))
    return score if score >= ALIKE else 0.0


def _is_short_for(short: str, long: str) -> bool:
    """Whether a word in capitals of one name is the first letters of the other's words."""
    words = [word for word in _WORDS.findall(bare(long)) if len(word) > SHORTEST]
    letters = "".join(word[0] for word in words)
    capitals = [word for word in _WORDS.findall(short) if word.isupper() and len(word) > 1]
    return len(letters) > 1 and any(word.casefold() == letters for word in capitals)


def name_in(party: str) -> str:
    """The person's name in a party that has a post beside it, else the party as written."""
    if recognise(party).kind is not PartyKind.PERSON:
        return " ".join(party.split())
    return name_and_office(party)[0]

"""Who of a list somebody may be who says who they are: offers, never decisions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.parties.matching import bare, matches_organization, matches_person
from roadmap.parties.names import PERSON, fold
from roadmap.people_sheet import is_school

ALIKE_NAME = 80.0
"""From this likeness, 0 to 100, a written name is offered as somebody's."""
ALIKE_OFFICE = 86.0
_PARTS = re.compile(r"[,;\n]+")
_DIGITS = re.compile(r"\d+")
NAME_WORDS = 3


def name_and_office(said: str) -> tuple[str, str]:
    """«Громов Игорь Николаевич, школа № 1» as a name and the rest; either may be «»."""
    plain = " ".join(part.strip() for part in _PARTS.split(said) if part.strip())
    if found := PERSON.search(plain):
        rest = f"{plain[: found.start()]} {plain[found.end() :]}"
        return " ".join(found.group().split()), " ".join(rest.split())
    first, _, rest = said.strip().partition(",")
    words = first.split()
    if rest.strip():
        return " ".join(words), " ".join(rest.split())
    return " ".join(words[:NAME_WORDS]), " ".join(words[NAME_WORDS:])


def similar_people(said: str, names: Sequence[str], limit: int = 3) -> tuple[int, ...]:
    """The places in `names` of those whom the words may mean, the likeliest first."""
    from rapidfuzz import fuzz

    name, _ = name_and_office(said)
    scores = []
    for place, one in enumerate(names):
        score = float(fuzz.token_set_ratio(fold(name), fold(one)))
        if matches_person(name, one):
            score = 100.0 + score
        if score >= ALIKE_NAME:
            scores.append((-score, place))
    return tuple(place for _, place in sorted(scores)[:limit])


def office_meant(written: str, offices: Sequence[str]) -> int | None:
    """The place in `offices` of the one that is meant; None when none or more than one fits."""
    if not written:
        return None
    exact = [n for n, office in enumerate(offices) if matches_organization(written, office)]
    alike = exact or [n for n, office in enumerate(offices) if _alike(written, office)]
    fitting = alike or [n for n, office in enumerate(offices) if _same_school(written, office)]
    return fitting[0] if len(fitting) == 1 else None


def _same_school(written: str, office: str) -> bool:
    """Two schools that have the same number, whatever each is called."""
    numbers = _DIGITS.findall(written)
    same = len(numbers) == 1 and numbers == _DIGITS.findall(office)
    return same and is_school(written) and is_school(office)


def _alike(written: str, office: str) -> bool:
    from rapidfuzz import fuzz

    if _DIGITS.findall(written) != _DIGITS.findall(office):
        return False
    return float(fuzz.token_set_ratio(bare(written), bare(office))) >= ALIKE_OFFICE

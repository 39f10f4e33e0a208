"""Whether a text looks like a person's name: what a form about classes must not collect."""

from __future__ import annotations

import re
from functools import cache

from roadmap.monitoring.words import words
from roadmap.parties.names import LOWER, PERSON, UPPER

_BEFORE = 60
"""How many signs before a name are looked at for «имени» and the like."""
_CAPITALS = re.compile(f"[{UPPER}]{{3,}}")


def person_in(text: str) -> str:
    """The first thing in a text that looks like a name of a person, «» for none: a surname with
    initials or in full, or a first name beside a surname. The name of a school or a street («им.
    Юрия Гагарина») is none."""
    plain = _CAPITALS.sub(lambda word: word.group().capitalize(), text)
    for pattern in (PERSON, _first_names()):
        for found in pattern.finditer(plain):
            if not _honours().search(text[max(0, found.start() - _BEFORE) : found.start()]):
                return " ".join(text[found.start() : found.end()].split())
    return ""


@cache
def _first_names() -> re.Pattern[str]:
    known = words("persons")
    names = "|".join(sorted(known["names"], key=len, reverse=True))
    first = f"(?:{names})[{LOWER}]{{0,3}}"
    surname = f"[{UPPER}][{LOWER}]+{known['surnames']}"
    edge, end = f"(?<![{UPPER}{LOWER}])", f"(?![{LOWER}])"
    return re.compile(f"{edge}(?:{first}\\s+{surname}|{surname}\\s+{first}){end}")


@cache
def _honours() -> re.Pattern[str]:
    said, ranks = ("|".join(words("persons")[name]) for name in ("honours", "ranks"))
    between = rf"(?:(?:{ranks})\s+|[^\W\d_]\.\s*)*"
    return re.compile(rf"(?<!\w)(?:{said})\.?\s*{between}$", re.IGNORECASE)

"""Texts for many eyes: whether one names a person of the office."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SHORT = 5  # letters; of longer surnames the last one changes by case
ENDING = 3


@dataclass(frozen=True, slots=True)
class Names:
    """The people of an office by their full names, surname first."""

    full: frozenset[str] = frozenset()
    _surnames: frozenset[str] = field(default_factory=frozenset)

    @staticmethod
    def of(full_names: Iterable[str]) -> Names:
        """Those names, spelled in any case of letters."""
        full = frozenset(" ".join(name.casefold().split()) for name in full_names if name.strip())
        surnames = {name.split()[0] for name in full}
        return Names(full, frozenset(part for name in surnames for part in name.split("-") if part))

    def are_in(self, text: str) -> bool:
        """Whether a text names one of them: a full name, or a surname in whatever case."""
        folded = " ".join(text.casefold().split())
        if any(name in folded for name in self.full):
            return True
        words = set(_WORD.findall(folded))
        words |= {part for word in words for part in word.split("-")}
        return any(_is_case_of(word, surname) for word in words for surname in self._surnames)


def _is_case_of(word: str, surname: str) -> bool:
    """Careful rather than exact: what only looks like the surname counts too."""
    stem = surname if len(surname) < SHORT else surname[:-1]
    return word.startswith(stem) and len(word) <= len(surname) + ENDING

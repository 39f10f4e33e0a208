"""Which of the municipality's schools the texts of a sheet name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from roadmap.blanks.words import NUMERIC, begins
from roadmap.parties.similar import office_meant
from roadmap.people_sheet import is_school

_DIGITS = re.compile(r"\d+")
LONGEST = 250


class Schools:
    """The schools' names; only those with the same numbers are compared with a text, for no
    others can be meant by it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in names:
            self._groups[tuple(_DIGITS.findall(name))].append(name)
        self._known: dict[str, str | None] = {}

    def named(self, text: str) -> str | None:
        """The one school that a text names."""
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def may_be(self, text: str) -> bool:
        """Whether a text names a school, be it one that is not in the list."""
        if not text or NUMERIC.fullmatch(text) or begins(text, "totals"):
            return False
        return self.named(text) is not None or (is_school(text) and bool(_DIGITS.search(text)))

    def _find(self, text: str) -> str | None:
        if not text or len(text) > LONGEST or NUMERIC.fullmatch(text) or begins(text, "totals"):
            return None
        group = self._groups.get(tuple(_DIGITS.findall(text)), [])
        found = office_meant(text, group)
        return None if found is None else group[found]

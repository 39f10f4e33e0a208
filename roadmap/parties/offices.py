"""Whether a written name of an organisation is that of a known one, or perhaps is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.parties.matching import bare, matches_organization
from roadmap.people_sheet import is_school

_DIGITS = re.compile(r"\d+")


def called(written: str, names: Sequence[str]) -> int | None:
    """The place in `names` of the organisation that is called so, signs and blanks aside."""
    return next((n for n, name in enumerate(names) if matches_organization(written, name)), None)


def perhaps(written: str, names: Sequence[str]) -> tuple[int, ...]:
    """The places of those that it may be: schools of the same number, and names that differ in the
    legal form only."""
    return tuple(n for n, name in enumerate(names) if _may_be(written, name))


def _may_be(written: str, name: str) -> bool:
    if bare(written) == bare(name) != "":
        return True
    numbers = _DIGITS.findall(written)
    same = len(numbers) == 1 and numbers == _DIGITS.findall(name)
    return same and is_school(written) and is_school(name)

"""Which of the offered choices somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadmap.monitoring.words import plain

FEWEST_LETTERS = 3
"""So many first letters of a choice stand for it when no other begins with them."""
_MARKS = re.compile(r"[;\n]+")


def one_of(choices: Sequence[str], text: str) -> str | None:
    """The choice that a text names: as written, by its number in the list where no choice holds a
    figure itself, or by its beginning; None for none or several."""
    wanted = plain(text)
    exact = [choice for choice in choices if plain(choice) == wanted]
    if exact:
        return exact[0]
    numbered = not any(sign.isdigit() for choice in choices for sign in choice)
    if numbered and wanted.isdecimal() and len(wanted) < 4 and 1 <= int(wanted) <= len(choices):
        return choices[int(wanted) - 1]
    alike = [choice for choice in choices if plain(choice).startswith(wanted)]
    return alike[0] if len(alike) == 1 and len(wanted) >= FEWEST_LETTERS else None


def chosen(choices: Sequence[str], text: str) -> list[str] | None:
    """All choices that a text names, in the order of the list; None when a part names none.

    They are parted by «;», a new line or «,»; a choice may itself hold a comma.
    """
    found: set[str] = set()
    for part in _MARKS.split(text):
        if part.strip():
            named = _among(choices, part)
            if named is None:
                return None
            found |= named
    return [choice for choice in choices if choice in found] or None


def _among(choices: Sequence[str], part: str) -> set[str] | None:
    whole = one_of(choices, part)
    if whole is not None:
        return {whole}
    pieces = [piece for piece in part.split(",") if piece.strip()]
    found: set[str] = set()
    while pieces:
        for count in range(len(pieces), 0, -1):
            named = one_of(choices, ",".join(pieces[:count]))
            if named is not None:
                found.add(named)
                pieces = pieces[count:]
                break
        else:
            return None
    return found

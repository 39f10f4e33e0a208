"""The header of a table whose cells were written out one after another, as running lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from roadmap.documents.headers import Role
from roadmap.documents.numerals import leading
from roadmap.documents.text.lines import Line
from roadmap.documents.vocabulary import begins, entries, plain, position, vocabulary
from roadmap.documents.words import flow
from roadmap.drafts import Level

MOST_LINES = 9
LONGEST = 260
FEWEST_ROLES = 3
OFTEN = 2.2
"""A header has at most so many words for each column it names."""
OFTEN_WHEN_MANY = 3.0
"""The same where more columns are named than needed, which is a header without doubt."""
_NUMBERED = re.compile(r"\d{1,3}\s+[^\W\d_]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class FlatHeader:
    """Lines `start` to `end` name the columns, in their order."""

    start: int
    end: int
    roles: tuple[Role, ...] = ()
    levels: tuple[Level, ...] = ()


def find_roles(lines: Sequence[Line]) -> FlatHeader | None:
    """The first lines that name a title and two more columns and little else."""
    for start in range(len(lines)):
        best = _beginning_at(start, lines)
        if best is not None:
            best = _without_title(best, lines)
            return FlatHeader(best.start, _body_begins(lines, best.end), best.roles)
    return None


def _beginning_at(start: int, lines: Sequence[Line]) -> FlatHeader | None:
    """The lines from `start` that name the most columns."""
    if not _may_begin(lines[start].text):
        return None
    best: FlatHeader | None = None
    for end in range(start + 1, min(len(lines), start + MOST_LINES) + 1):
        if leading(lines[end - 1].text) and end > start + 1:
            break
        roles = _roles_in(_joined(lines[start:end]))
        if roles and (best is None or len(roles) > len(best.roles)):
            best = FlatHeader(start, end, roles)
    return best


def _without_title(found: FlatHeader, lines: Sequence[Line]) -> FlatHeader:
    """The header without the document's title above it, whose words name a column too."""
    for start in range(found.start + 1, found.end):
        if not begins(lines[start - 1].text, "titles", "words"):
            break
        below = _beginning_at(start, lines)
        if below is not None and set(found.roles) <= {*below.roles, Role.NUMBER}:
            return below
    return found


def _joined(lines: Sequence[Line]) -> str:
    return plain(flow("\n".join(line.text for line in lines), wrapped=True))


def _may_begin(text: str) -> bool:
    words = plain(text)
    return len(words) < LONGEST / 2 and any(
        position(words, entries("columns", role, "strong")) is not None
        for role in ("number", "title")
    )


def _roles_in(text: str) -> tuple[Role, ...]:
    found: dict[Role, int] = {}
    for role in (Role.NUMBER, Role.TITLE, Role.DEADLINE, Role.OWNER, Role.RESULT):
        at = position(text, entries("columns", role.value, "strong"))
        if at is not None:
            found[role] = at
    if Role.TITLE not in found and (at := _weak_title(text)) is not None:
        found[Role.TITLE] = at
    enough = len(found) >= FEWEST_ROLES and Role.TITLE in found
    dated = Role.DEADLINE in found or Role.OWNER in found
    if not enough or not dated or len(text) > LONGEST:
        return ()
    often = OFTEN if len(found) <= FEWEST_ROLES else OFTEN_WHEN_MANY
    if len(_WORD.findall(text)) > often * len(found) + 2:
        return ()
    return tuple(sorted(found, key=lambda role: found[role]))


def _weak_title(text: str) -> int | None:
    """Where a weaker name of the column of activities stands: «содержание», «наименование»."""
    places = (position(text, entries("columns", "title", name)) for name in ("weak", "faint"))
    return next((at for at in places if at is not None), None)


def _body_begins(lines: Sequence[Line], end: int) -> int:
    """The header's last words may be cut over more lines: the body begins with a number, a
    heading, or a line that begins with a capital and is longer than a scrap of a word."""
    at = end
    while at < min(len(lines), end + 3):
        text = lines[at].text
        if leading(text) or _NUMBERED.match(text) or (text[0].isupper() and len(text) > 3):
            return at
        at += 1
    return end


def find_levels(lines: Sequence[Line]) -> FlatHeader | None:
    """The lines before the first heading that name levels side by side, three as a rule."""
    for end, line in enumerate(lines):
        if leading(line.text) is None:
            continue
        for start in range(end - 1, max(-1, end - MOST_LINES), -1):
            levels = _levels_in(_joined(lines[start:end]))
            if len(levels) > 2:
                return FlatHeader(start, end, levels=levels)
        return None
    return None


def _levels_in(text: str) -> tuple[Level, ...]:
    found = {
        Level(entry["level"]): at
        for entry in vocabulary()["levels"]
        if (at := position(text, entry["heads"])) is not None
    }
    return tuple(sorted(found, key=lambda level: found[level]))

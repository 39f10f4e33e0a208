"""What the columns of a table without a header hold, judged by their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import mean

from roadmap.documents.grid import Grid
from roadmap.documents.headers import Columns, Role
from roadmap.documents.numerals import whole
from roadmap.documents.stacks import is_deadline
from roadmap.documents.words import flow
from roadmap.parties import is_party_list

SAMPLE = 60
DATED = 0.5
NUMBERED = 0.6
FEWEST = 2


def columns_by_content(grid: Grid, *, wrapped: bool) -> Columns | None:
    """The columns of a headless table of activities, None when no column holds deadlines.

    The deadlines' column is the one the deadline language reads; the title is the longest text.
    """
    texts = _by_column(grid, wrapped=wrapped)
    dated = [_share(column, lambda text: is_deadline(text, None)) for column in texts]
    if not dated or max(dated) < DATED:
        return None
    deadline = dated.index(max(dated))
    if len(texts[deadline]) < FEWEST:
        return None
    roles: list[Role | None] = [None] * len(texts)
    roles[deadline] = Role.DEADLINE
    _place_number(roles, texts)
    before = [at for at, role in enumerate(roles) if role is None and texts[at]]
    if not before:
        return None
    left = [at for at in before if at < deadline] or before
    title = max(left, key=lambda at: mean(map(len, texts[at])))
    if mean(map(len, texts[title])) < 12:
        return None
    roles[title] = Role.TITLE
    _place_rest(roles, texts)
    return Columns(tuple(roles), ("",) * len(roles))


def completed_by_content(columns: Columns, grid: Grid, *, wrapped: bool) -> Columns:
    """The columns with the deadlines and the owners found by what cells hold, where the header
    calls neither by a known word."""
    roles = list(columns.roles)
    texts = _by_column(grid, wrapped=wrapped)
    for role, holds in ((Role.DEADLINE, _dates), (Role.OWNER, is_party_list)):
        free = [at for at, other in enumerate(roles) if other is None and len(texts[at]) >= FEWEST]
        best = max(free, key=lambda at: _share(texts[at][1:], holds), default=None)
        if role in roles or best is None or _share(texts[best][1:], holds) < NUMBERED:
            continue
        roles[best] = role
    return replace(columns, roles=tuple(roles))


def _dates(text: str) -> bool:
    return is_deadline(text, None)


def _by_column(grid: Grid, *, wrapped: bool) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in range(grid.width)]
    for row in grid.rows[:SAMPLE]:
        if sum(bool(cell.text.strip()) for cell in row.cells) < 2:
            continue
        for at, cell in row.placed():
            if text := flow(cell.text, wrapped=wrapped):
                columns[at].append(text)
    return columns


def _share(texts: Sequence[str], holds: Callable[[str], object]) -> float:
    return sum(bool(holds(text)) for text in texts) / len(texts) if texts else 0.0


def _place_number(roles: list[Role | None], texts: list[list[str]]) -> None:
    first = next((at for at, role in enumerate(roles) if role is None and texts[at]), None)
    if first is not None and _share(texts[first], whole) >= NUMBERED:
        roles[first] = Role.NUMBER


def _place_rest(roles: list[Role | None], texts: list[list[str]]) -> None:
    """Owners are the column of party names; what is left of long texts is the result."""
    free = [at for at, role in enumerate(roles) if role is None and texts[at]]
    if not free:
        return
    owner = max(free, key=lambda at: _share(texts[at], is_party_list))
    if _share(texts[owner], is_party_list) >= DATED:
        roles[owner] = Role.OWNER
    rest = [at for at in free if roles[at] is None]
    if rest and not any(role is Role.OWNER for role in roles):
        roles[rest.pop(0)] = Role.OWNER
    if rest:
        roles[rest[0]] = Role.RESULT

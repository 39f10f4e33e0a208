"""Finding the header of a table and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from roadmap.documents.deadline_columns import is_mark, names_year
from roadmap.documents.grid import Grid, Row
from roadmap.documents.numerals import whole
from roadmap.documents.stacks import is_deadline, is_outside
from roadmap.documents.vocabulary import entries, plain, position, vocabulary
from roadmap.documents.words import flow, one_line
from roadmap.drafts import Level

HEADER_SEARCH_ROWS = 40
HEADER_CELL_LENGTH = 140
LOWER_CELL_LENGTH = 60
STRENGTHS = ("strong", "weak", "faint")


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TITLE = "title"
    DEADLINE = "deadline"
    OWNER = "owner"
    RESULT = "result"
    SECTION = "section"
    NOTE = "note"


@dataclass(frozen=True)
class Columns:
    """Roles by grid column; `names` are the header's texts, `levels` the columns of a plan that
    sets levels side by side."""

    roles: tuple[Role | None, ...]
    names: tuple[str, ...] = ()
    levels: tuple[tuple[int, Level], ...] = ()

    def of(self, role: Role) -> tuple[int, ...]:
        """The columns with the role, from left to right."""
        return tuple(at for at, other in enumerate(self.roles) if other is role)

    def has(self, role: Role) -> bool:
        """Whether any column has the role."""
        return role in self.roles

    @property
    def width(self) -> int:
        """How many grid columns there are."""
        return len(self.roles)

    @property
    def is_plan(self) -> bool:
        """Whether such columns make a table of activities."""
        return self.has(Role.TITLE) and (self.has(Role.DEADLINE) or self.has(Role.OWNER))

    @property
    def is_levels(self) -> bool:
        """Whether every column is an activity of its own level."""
        return len(self.levels) > 1


@dataclass(frozen=True)
class Header:
    """The header of a grid: its first row, how many rows it takes, and the columns it names."""

    at: int
    height: int
    columns: Columns = field(compare=False)


def role_of(name: str) -> tuple[Role | None, bool]:
    """The role a header cell names, and whether by a strong word."""
    text = plain(name)
    if not text or len(text) > HEADER_CELL_LENGTH:
        return None, False
    for strength in STRENGTHS:
        found = [
            (at, -len(role), role)
            for role in Role
            if (at := position(text, entries("columns", role.value, strength))) is not None
        ]
        if found:
            return min(found)[2], strength == "strong"
    return None, False


def level_of(name: str) -> Level | None:
    """The level a header cell names."""
    text = plain(name)
    for entry in vocabulary()["levels"]:
        if position(text, entry["words"]) is not None:
            return Level(entry["level"])
    return None


def find_header(grid: Grid, *, wrapped: bool) -> Header | None:
    """The header row or rows of a grid, None when it has none that names a plan's columns."""
    for at, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        for height in (2, 1, 3):
            rows = grid.rows[at : at + height]
            if len(rows) < height or not _may_stand_together(rows):
                continue
            columns = columns_named(rows, grid.width, wrapped=wrapped)
            columns = _with_years(columns, grid.rows[at + height :])
            if columns.is_plan and _names_enough(columns, row):
                return Header(at, height, replace(columns, levels=_title_levels(columns)))
    return None


def _title_levels(columns: Columns) -> tuple[tuple[int, Level], ...]:
    """The levels of a plan that has a column of activities for each; words of a level in the name
    of another column («the schools responsible») make no levels."""
    places = [at for at, _ in columns.levels]
    others = {Role.NUMBER, Role.DEADLINE, Role.OWNER, Role.RESULT, Role.SECTION}
    divided = any(columns.roles[at] is Role.TITLE for at in places)
    if not divided or any(columns.roles[at] in others for at in places):
        return ()
    return columns.levels


def _with_years(columns: Columns, body: Sequence[Row]) -> Columns:
    """The columns with those called by years alone as deadlines, where no other column is one and
    they hold marks or parts of a year; sums of money make no deadlines."""
    years = [at for at, name in enumerate(columns.names) if names_year(name)]
    if len(years) < 2 or columns.has(Role.DEADLINE) or not columns.has(Role.OWNER):
        return columns
    texts = [
        one_line(cell.text)
        for row in body
        for at, cell in row.placed()
        if at in years and cell.span == 1 and cell.text.strip()
    ]
    fitting = [text for text in texts if is_mark(text) or is_deadline(text, None)]
    if not texts or len(fitting) * 2 < len(texts):
        return columns
    roles = (Role.DEADLINE if at in years else role for at, role in enumerate(columns.roles))
    return replace(columns, roles=tuple(roles))


def _names_enough(columns: Columns, row: Row) -> bool:
    """A row of the plan can hold words of a header too: most of a header's cells are named."""
    named = sum(role is not None for role in columns.roles)
    filled = sum(bool(name) for name in columns.names)
    years = {columns.names[at] for at in columns.of(Role.DEADLINE) if names_year(columns.names[at])}
    plausible = all(one_line(cell.text) in years or _may_be_name(cell.text) for cell in row.cells)
    return plausible and named >= 2 and named * 2 >= filled


def _may_be_name(text: str) -> bool:
    """A column is not called by a number, nor by a deadline, nor at length."""
    text = one_line(text)
    if len(text) > HEADER_CELL_LENGTH or whole(text) is not None:
        return False
    named_so = position(plain(text), entries("columns", "deadline", "strong")) == 0
    return named_so or not text or is_outside(text) or not is_deadline(text, None)


def _may_stand_together(rows: Sequence[Row]) -> bool:
    """Whether the rows under the first only divide its cells further."""
    return all(_divides(above, below) for above, below in pairwise(rows))


def _divides(above: Row, below: Row) -> bool:
    """Each text of the lower row stands under a wide cell or an empty place of the upper one."""
    wide: set[int] = set()
    last_filled = None
    for at, cell in above.placed():
        if cell.span > 1 and not cell.above:
            wide.update(range(at, at + cell.span))
        elif not cell.text.strip():
            wide.add(at)
            if last_filled is not None and last_filled == at - 1:
                wide.add(last_filled)
                last_filled = at
            continue
        last_filled = at
    texts = [(at, cell.text) for at, cell in below.placed() if cell.text.strip() and not cell.above]
    named = {cell.text for cell in above.cells if cell.text.strip()}
    fits = all(at in wide and len(text) < LOWER_CELL_LENGTH for at, text in texts)
    return len(named) > 1 and len(texts) > 1 and fits


def columns_named(rows: Sequence[Row], width: int, *, wrapped: bool) -> Columns:
    """The columns as a header of one or more rows names them, the upper names first."""
    names = [""] * width
    for row in rows:
        for at, cell in row.placed():
            text = flow(cell.text, wrapped=wrapped)
            for column in range(at, min(at + cell.span, width)):
                if text and not cell.above and text not in names[column]:
                    names[column] = f"{names[column]} {text}".strip()
    found = [role_of(name) for name in names]
    roles = _settle([role for role, _ in found], [strong for _, strong in found], names)
    return Columns(roles, tuple(names), _levels(rows, width, wrapped=wrapped))


def _settle(
    roles: list[Role | None], strong: list[bool], names: list[str]
) -> tuple[Role | None, ...]:
    """One column a role where several claim it: the strongly named, then the first; the rest are
    notes. Owners and deadlines may take several columns, strongly named ones."""
    for role in (Role.TITLE, Role.RESULT, Role.NUMBER, Role.OWNER):
        rivals = [at for at, other in enumerate(roles) if other is role]
        best = [at for at in rivals if strong[at]] or rivals
        kept = best if role is Role.OWNER else best[:1]
        for at in rivals:
            if names[at] not in {names[chosen] for chosen in kept}:
                roles[at] = Role.NOTE
    if Role.TITLE not in roles and Role.SECTION in roles:
        roles[max(at for at, role in enumerate(roles) if role is Role.SECTION)] = Role.TITLE
    return tuple(roles)


def completed_header(cut: Sequence[Row], grid: Grid, header: Header, *, wrapped: bool) -> Header:
    """The header of a grid of which the upper lines stand at the foot of the page before: the
    words of both together name the columns, unless the lower one names them all by itself."""
    lower = grid.rows[header.at : header.at + header.height]
    if header.at or any(len(row.cells) != len(cut[0].cells) for row in (*cut, *lower)):
        return header
    whole_header = columns_named([*cut, *lower], grid.width, wrapped=wrapped)
    named = sum(role is not None for role in whole_header.roles)
    if named <= sum(role is not None for role in header.columns.roles):
        return header
    return Header(header.at, header.height, whole_header)


def _levels(rows: Sequence[Row], width: int, *, wrapped: bool) -> tuple[tuple[int, Level], ...]:
    if not rows or len(rows[0].cells) > width:
        return ()
    named = [
        (at, level_of(flow(cell.text, wrapped=wrapped)))
        for at, cell in rows[0].placed()
        if len(cell.text) <= HEADER_CELL_LENGTH
    ]
    levels = [(at, level) for at, level in named if level]
    distinct = {level for _, level in levels}
    return tuple(levels) if len(distinct) == len(levels) > 1 else ()


def find_levels(grid: Grid, *, wrapped: bool) -> Header | None:
    """The header of a table whose columns are levels side by side, each cell an activity."""
    for at, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        columns = columns_named([row], grid.width, wrapped=wrapped)
        levels = tuple(
            (place, level)
            for place, level in columns.levels
            if columns.roles[place] not in (Role.DEADLINE, Role.OWNER, Role.RESULT)
        )
        known = {place for place, _ in levels} | set(columns.of(Role.NUMBER))
        known |= {*columns.of(Role.DEADLINE), *columns.of(Role.OWNER), *columns.of(Role.RESULT)}
        named = sum(bool(name) for name in columns.names)
        if len(levels) > 1 and not columns.is_plan and len(known) >= named - 1:
            return Header(at, 1, replace(columns, levels=levels))
    return None


def repeats(row: Row, columns: Columns, *, wrapped: bool) -> bool:
    """Whether a row is the header again (printed on every page) or numbers the columns."""
    texts = [flow(cell.text, wrapped=wrapped) for cell in row.cells if cell.text.strip()]
    if not texts:
        return False
    if len(texts) > 2 and all(text.rstrip(".").isdigit() for text in texts):
        numbers = [int(text.rstrip(".")) for text in texts]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    squeezed = {_squeeze(name) for name in columns.names}
    alike = sum(_squeeze(text) in squeezed for text in texts)
    return len(texts) > 1 and alike >= len(texts) - 1 and alike > 1


@lru_cache(maxsize=4_096)
def _squeeze(text: str) -> str:
    return "".join(sign for sign in plain(text) if sign.isalnum())

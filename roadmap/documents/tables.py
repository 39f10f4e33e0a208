"""Which of a document's tables are the plan, and the body each has with its headings in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from roadmap.documents.contents import columns_by_content, completed_by_content
from roadmap.documents.grid import Cell, Grid, Paragraph, Row, Source
from roadmap.documents.headers import (
    Columns,
    Header,
    Role,
    columns_named,
    completed_header,
    find_header,
    find_levels,
)
from roadmap.documents.headings import headings_among
from roadmap.documents.schools import is_school_list


@dataclass(frozen=True)
class Table:
    """Rows of the plan under one set of columns; headings that stood between tables are rows.

    `title` are the paragraphs before the first of them.
    """

    body: tuple[Row, ...]
    columns: Columns
    title: tuple[Paragraph, ...] = ()


Finder = Callable[[Grid], Header | None]


def plan_tables(source: Source) -> tuple[Table, ...]:
    """The tables of activities in order, found by their headers or, where none has one, by what
    their cells hold."""
    wrapped = source.wrapped
    finders: tuple[Finder, ...] = (
        lambda grid: _headed(grid, wrapped=wrapped),
        lambda grid: find_levels(grid, wrapped=wrapped),
        lambda grid: _headless(grid, wrapped=wrapped),
    )
    for finder in finders:
        if tables := _joined(_found_by(finder, source)):
            return tables
    return ()


def _headed(grid: Grid, *, wrapped: bool) -> Header | None:
    header = find_header(grid, wrapped=wrapped)
    if header is None or header.columns.levels:
        return header
    columns = completed_by_content(header.columns, grid, wrapped=wrapped)
    return replace(header, columns=columns)


def _headless(grid: Grid, *, wrapped: bool) -> Header | None:
    columns = columns_by_content(grid, wrapped=wrapped)
    return Header(0, 0, columns) if columns else None


def _found_by(finder: Finder, source: Source) -> Iterator[Table]:
    columns: Columns | None = None
    between: list[Paragraph] = []
    cut: tuple[Row, ...] = ()
    for block in source.blocks:
        if isinstance(block, Paragraph):
            between.append(block)
            continue
        header = None if is_school_list(block) else finder(block)
        if cut and header is not None:
            header = completed_header(cut, block, header, wrapped=source.wrapped)
        cut = ()
        if header is not None:
            end = header.at + header.height
            title = (*between, *_texts_above(block, header))
            yield _table(block.rows[end:], header.columns, title, first=columns is None)
            columns = header.columns
            cut = block.rows[header.at :] if end == len(block.rows) else ()
        elif columns is not None and _goes_on(block, columns, wrapped=source.wrapped):
            yield _table(block.rows, columns, tuple(between), first=False)
        between = []


def _table(
    rows: Sequence[Row], columns: Columns, before: tuple[Paragraph, ...], *, first: bool
) -> Table:
    """A table whose leading headings have become rows as wide as it."""
    headings = headings_among(before, first=first)
    page = rows[0].page if rows else 1
    width = max(columns.width, 2)
    leading = tuple(Row((Cell(text, span=width),), page) for text in headings)
    return Table((*leading, *rows), columns, before if first else ())


def _joined(tables: Iterator[Table]) -> tuple[Table, ...]:
    """Neighbouring tables with the same columns as one, so that a row cut between them is seen
    whole."""
    joined: list[Table] = []
    for table in tables:
        if joined and joined[-1].columns.roles == table.columns.roles:
            joined[-1] = replace(joined[-1], body=joined[-1].body + table.body)
        else:
            joined.append(table)
    return tuple(joined)


def _texts_above(block: Grid, header: Header) -> Iterator[Paragraph]:
    """Rows of a sheet above its header are its title, not a table."""
    for row in block.rows[: header.at]:
        for text in dict.fromkeys(cell.text for cell in row.cells if cell.text.strip()):
            yield Paragraph(text)


def _goes_on(block: Grid, columns: Columns, *, wrapped: bool) -> bool:
    """Whether a table without a header is more of the one before it."""
    if block.width != columns.width or is_school_list(block):
        return False
    if _names_other_columns(block, columns, wrapped=wrapped):
        return False
    other = columns_by_content(block, wrapped=wrapped)
    if other is None or columns.is_levels:
        return True
    return any(
        role is mine and role is not None
        for role, mine in zip(other.roles, columns.roles, strict=False)
    )


def _names_other_columns(block: Grid, columns: Columns, *, wrapped: bool) -> bool:
    """Whether a table begins with a header of its own, of columns that make no plan."""
    named = columns_named(block.rows[:1], block.width, wrapped=wrapped)
    heads = [at for at, role in enumerate(named.roles) if role in (Role.NUMBER, Role.TITLE)]
    return len(heads) > 1 and any(named.names[at] != columns.names[at] for at in range(block.width))

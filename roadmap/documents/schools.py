"""The list of participating schools, where a document has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.documents.grid import Grid, Source
from roadmap.documents.headers import Role, role_of
from roadmap.documents.numerals import leading
from roadmap.documents.vocabulary import begins, has
from roadmap.documents.words import flow, one_line

LONGEST_NAME = 200


@dataclass(frozen=True)
class School:
    """A school's name as listed, and what the list calls schools of its kind, if anything."""

    name: str
    type: str | None = None


_ENDS = " ;,."
_QUOTED = re.compile("\u00ab[^\u00bb]*\u00bb")


def is_school_list(grid: Grid) -> bool:
    """Whether a table lists schools: its header says so and most rows name one."""
    return is_school_header(grid) and sum(1 for _ in _names_in(grid)) >= max(
        1, (len(grid.rows) - 1) // 2
    )


def is_school_header(grid: Grid) -> bool:
    """Whether the first row names a column of schools and none of deadlines or owners."""
    if not grid.rows:
        return False
    names = [one_line(cell.text) for cell in grid.rows[0].cells]
    roles = {role_of(name)[0] for name in names}
    if Role.DEADLINE in roles or Role.OWNER in roles:
        return False
    return any(begins(name, "schools", "columns") for name in names)


def listed_schools(source: Source) -> tuple[School, ...]:
    """The schools of every list in the document, each once, in order."""
    found: list[School] = []
    after_heading = False
    for block in source.blocks:
        if isinstance(block, Grid):
            if is_school_list(block) or (after_heading and any(True for _ in _names_in(block))):
                found += _names_in(block)
            after_heading = False
            continue
        text = flow(block.text, wrapped=source.wrapped)
        if not text:
            continue
        if after_heading and _is_name(_unnumbered(text)):
            found.append(School(_unnumbered(text)))
            continue
        after_heading = _announces(text)
    return tuple({school.name: school for school in reversed(found)}.values())[::-1]


def _announces(text: str) -> bool:
    return has(text, "schools", "headings") and len(text) < LONGEST_NAME


def _unnumbered(text: str) -> str:
    numeral = leading(text)
    return (text[numeral.length :] if numeral else text.lstrip("-\u2013\u2014\u2022 ")).strip(_ENDS)


def _names_in(grid: Grid) -> Iterator[School]:
    """The schools of a table; where several columns have names, a column's own name is the type
    of its schools."""
    headers = {at: flow(cell.text, wrapped=True) for at, cell in grid.rows[0].placed()}
    found = [
        (at, text)
        for row in grid.rows[1:]
        for at, cell in row.placed()
        if (text := _unnumbered(flow(cell.text, wrapped=True)))
        if not cell.above and _is_name(text)
    ]
    typed = len({at for at, _ in found}) > 1
    return (School(text, headers.get(at) if typed else None) for at, text in found)


def _is_name(text: str) -> bool:
    """A school's own name has more to it than the word for its type."""
    if len(text) > LONGEST_NAME or not has(text, "schools", "names"):
        return False
    if text[-1] in ".!?" or text.count(",") > 1:
        return False
    return len(text.split()) > 1 or bool(_QUOTED.search(text))

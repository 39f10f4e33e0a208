"""The body of a .docx in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from roadmap.documents.drawn import Drawn, regular
from roadmap.documents.errors import BrokenDocument, TooManyRows
from roadmap.documents.grid import Block, Paragraph, Source
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.word.markup import (
    UNNEEDED,
    WRAPPERS,
    W,
    children,
    made_transitional,
    number,
    run_text,
    setting,
)
from roadmap.documents.word.numbering import Numbering, read_numbering

BODY = "word/document.xml"
DEEPEST_TABLE = 6


def read_docx(data: bytes, limits: Limits) -> Source:
    """The paragraphs and tables of a .docx. Raises BrokenDocument, TooLarge, TooManyRows, …"""
    with Package(data, "docx", limits) as package:
        root = package.xml(BODY, UNNEEDED)
        if root is None:
            raise BrokenDocument("docx", BODY)
        styles = package.xml("word/styles.xml")
        numbering = package.xml("word/numbering.xml")
    body = made_transitional(root).find(W + "body")
    if body is None:
        raise BrokenDocument("docx", "body")
    parts = [None if part is None else made_transitional(part) for part in (numbering, styles)]
    reader = _Reader(read_numbering(*parts), _headings(parts[1]), limits)
    return Source(tuple(reader.blocks(body)))


def _headings(styles: Element | None) -> frozenset[str]:
    """The styles that are headings; their own names are English in every language of Word."""
    if styles is None:
        return frozenset()
    return frozenset(
        style.get(W + "styleId", "")
        for style in styles.iter(W + "style")
        if (setting(style, "name") or "").lower().startswith(("heading", "title"))
    )


@dataclass
class _Reader:
    numbering: Numbering
    headings: frozenset[str]
    limits: Limits
    rows_read: int = 0

    def blocks(self, element: Element, depth: int = 0) -> Iterator[Block]:
        """The paragraphs and tables inside an element."""
        for child in element:
            if child.tag == W + "p":
                text = self.paragraph(child)
                yield Paragraph(text, (setting(child, "pPr", "pStyle") or "") in self.headings)
            elif child.tag == W + "tbl":
                yield from self.table(child, depth)
            elif child.tag in WRAPPERS:
                yield from self.blocks(child, depth)

    def paragraph(self, element: Element) -> str:
        """A paragraph's text with the number Word prints before it."""
        text = "".join(run_text(element))
        label = self.numbering.label(element)
        return f"{label} {text}".strip() if label else text

    def table(self, table: Element, depth: int) -> Iterator[Block]:
        """A table as a grid; one that is only a frame around others as what it holds."""
        rows = list(children(table, "tr"))
        self.rows_read += len(rows)
        if self.rows_read > self.limits.rows:
            raise TooManyRows(self.limits.rows)
        if depth < DEEPEST_TABLE and _is_frame(rows):
            for row in rows:
                for cell in children(row, "tc"):
                    yield from self.blocks(cell, depth + 1)
            return
        yield regular([tuple(self.cells(row, depth)) for row in rows])

    def cells(self, row: Element, depth: int) -> Iterator[Drawn]:
        """The cells of a row; an empty one stands for the columns a row is moved in by."""
        at = number(row, "trPr", "gridBefore")
        if at:
            yield Drawn(0, at, "")
        for cell in children(row, "tc"):
            span = min(number(cell, "tcPr", "gridSpan", default=1), self.limits.columns)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            merged = merge is not None and merge.get(W + "val", "continue") != "restart"
            text = "" if merged else self.cell(cell, depth)
            yield Drawn(at, max(1, span), text[: self.limits.cell_length], merged)
            at += max(1, span)

    def cell(self, cell: Element, depth: int) -> str:
        """A cell's paragraphs as lines; a table inside it as lines of its cells."""
        lines: list[str] = []
        for child in children(cell, "p", "tbl"):
            if child.tag == W + "p":
                lines.append(self.paragraph(child))
            elif depth < DEEPEST_TABLE:
                for row in children(child, "tr"):
                    texts = (drawn.text for drawn in self.cells(row, depth + 1))
                    lines.append(" ".join(text for text in texts if text.strip()))
        return "\n".join(lines).strip("\n")


def _is_frame(rows: list[Element]) -> bool:
    """Whether a table only lays out the page: it holds tables, and hardly any rows."""
    if len(rows) > 2:
        return False
    return any(cell.find(W + "tbl") is not None for row in rows for cell in children(row, "tc"))

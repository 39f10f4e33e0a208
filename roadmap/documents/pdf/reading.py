"""A PDF as neutral blocks, page after page, each page let go before the next is read."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from roadmap.documents.errors import (
    BrokenDocument,
    DocumentError,
    EmptyDocument,
    EncryptedDocument,
    ScannedPdf,
    TooManyPages,
    TooManyRows,
)
from roadmap.documents.grid import Block, Grid, Paragraph, Source
from roadmap.documents.limits import Limits
from roadmap.documents.pdf.pages import TextLine, Word, lines_of_words
from roadmap.documents.pdf.ruled import Box, ruled_tables
from roadmap.documents.pdf.turning import angle_to_turn, turned
from roadmap.documents.pdf.unruled import unruled_blocks
from roadmap.documents.tables import plan_tables

FEWEST_SIGNS = 20
"""A page with fewer signs and a picture is a scan."""
LOOKED_AT = 3
"""A document is turned upright when one of so many first pages needs it."""
MOST_SIGNS = 40_000
"""A page with more signs is no page of a plan; its words are not looked at."""


def read_pdf(data: bytes, limits: Limits) -> Source:
    """The paragraphs and tables of a PDF. Raises ScannedPdf, EncryptedDocument, BrokenDocument,
    TooManyPages, TooManyRows."""
    try:
        return _read(data, limits)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        raise _as_ours(error) from error


def _as_ours(error: Exception) -> DocumentError:
    """The PDF libraries raise whatever a broken file makes them stumble over."""
    seen: BaseException | None = error
    while seen is not None:
        if type(seen).__name__ in ("PDFPasswordIncorrect", "PDFEncryptionError"):
            return EncryptedDocument("pdf")
        seen = seen.__cause__ or seen.__context__
        if seen is error:
            break
    if any(
        type(arg).__name__ in ("PDFPasswordIncorrect", "PDFEncryptionError") for arg in error.args
    ):
        return EncryptedDocument("pdf")
    return BrokenDocument("pdf", type(error).__name__)


def _read(data: bytes, limits: Limits) -> Source:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) > limits.pages:
            raise TooManyPages(limits.pages, len(pdf.pages))
        if not any(angle_to_turn(page) for page in pdf.pages[:LOOKED_AT]):
            return _understood(pdf.pages, limits)
        data = turned(data, [angle_to_turn(page) for page in pdf.pages])
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return _understood(pdf.pages, limits)


def _understood(pages: Sequence[Any], limits: Limits) -> Source:
    blocks: list[Block] = []
    lines: list[TextLine] = []
    signs = pictures = rows = 0
    for number, page in enumerate(pages, 1):
        signs += len(page.chars)
        pictures += len(page.images)
        tables = tuple(ruled_tables(page, number)) if len(page.chars) < MOST_SIGNS else ()
        words = lines_of_words(_words(page), number)
        lines += words
        blocks += _in_order(words, tables)
        rows += sum(len(grid.rows) for _, grid in tables)
        page.close()
        if rows > limits.rows:
            raise TooManyRows(limits.rows)
    if signs < FEWEST_SIGNS * len(pages) and pictures:
        raise ScannedPdf(len(pages))
    if not signs:
        raise EmptyDocument
    source = Source(tuple(blocks), wrapped=True)
    if plan_tables(source):
        return source
    return Source(unruled_blocks(lines), wrapped=True)


def _words(page: Any) -> Iterator[Word]:
    if len(page.chars) >= MOST_SIGNS:
        return
    for word in page.extract_words(x_tolerance=2, y_tolerance=3):
        yield Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"])


def _in_order(lines: Sequence[TextLine], tables: Sequence[tuple[Box, Grid]]) -> Iterator[Block]:
    """The tables of a page and the lines outside them, from top to bottom."""
    placed: list[tuple[float, Block]] = [(box[1], grid) for box, grid in tables]
    for line in lines:
        outside = tuple(
            word for word in line.words if not any(_inside(word, box) for box, _ in tables)
        )
        if outside:
            text = " ".join(word.text for word in outside)
            placed.append((line.top, Paragraph(text)))
    placed.sort(key=lambda item: item[0])
    return (block for _, block in placed)


def _inside(word: Word, box: Box) -> bool:
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]

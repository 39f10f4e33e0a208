"""Documents made for a test, byte by byte: Word, workbook, CSV, PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

Rows = Sequence[Sequence[object]]
HEAD = ("№ п/п", "Мероприятия", "Сроки", "Ответственные", "Ожидаемый результат")


def word(*parts: object) -> bytes:
    """A .docx of paragraphs (text) and tables (rows of texts).

    In a row None is merged with the cell on its left, "^" with the cell above it; a row of one
    text is merged over the whole table.
    """
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _table(document, list(part))
    return _saved(document)


def _table(document, rows) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=len(rows), cols=width)
    table.style = "Table Grid"
    for at, row in enumerate(rows):
        if len(row) == 1 and width > 1:
            table.cell(at, 0).merge(table.cell(at, width - 1)).text = row[0]
            continue
        for column, text in enumerate(row):
            if text is None:
                table.cell(at, column - 1).merge(table.cell(at, column))
            elif text != "^":
                table.cell(at, column).text = text
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text == "^":
                kept = table.cell(at - 1, column)
                words = kept.text
                kept.merge(table.cell(at, column)).text = words


def workbook(rows: Rows, merged: Sequence[str] = (), **sheets: Rows) -> bytes:
    """An .xlsx with a first sheet of the rows and more sheets by name."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    return _saved(book)


def _saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def comma_separated(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A .csv as office programs export it."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def pdf(
    pages: Sequence[Rows], widths: Sequence[float], *, ruled: bool = True, title: str = ""
) -> bytes:
    """A PDF with a table a page, drawn with or without lines; `widths` in letters of a column.

    Cell texts are wrapped to their columns. A row of one text runs across.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    stream = io.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(stream) as book:
        for number, rows in enumerate(pages):
            figure = Figure(figsize=(11.7, 8.3))
            _draw(figure, rows, widths, ruled=ruled, title=title if number == 0 else "")
            book.savefig(figure)
    return stream.getvalue()


LETTER, LINE, PADDING = 0.0062, 0.022, 0.004


def _draw(figure, rows, widths, *, ruled, title) -> None:
    from matplotlib.lines import Line2D

    edges = [0.04]
    for width in widths:
        edges.append(edges[-1] + width * LETTER + 2 * PADDING)
    top = 0.95
    for line in title.split("\n") if title else ():
        figure.text(edges[0], top, line, fontsize=8)
        top -= LINE
    borders = [top]
    for row in rows:
        cells = _wrapped(row, widths)
        for edge, lines in zip(edges, cells, strict=False):
            for at, line in enumerate(lines):
                figure.text(edge + PADDING, top - (at + 0.75) * LINE, line, fontsize=8)
        below = top - (max(map(len, cells)) + 0.3) * LINE
        if ruled and len(row) > 1:
            for edge in edges:
                figure.add_artist(Line2D((edge, edge), (top, below), color="black", linewidth=0.7))
        elif ruled:
            for edge in (edges[0], edges[-1]):
                figure.add_artist(Line2D((edge, edge), (top, below), color="black", linewidth=0.7))
        top = below
        borders.append(top)
    if ruled:
        for border in borders:
            line = Line2D((edges[0], edges[-1]), (border, border), color="black", linewidth=0.7)
            figure.add_artist(line)


def _wrapped(row, widths):
    import textwrap

    if len(row) == 1:
        return [textwrap.wrap(row[0], int(sum(widths)))]
    return [
        [line for part in str(text).split("\n") for line in textwrap.wrap(part, int(width))] or [""]
        for text, width in zip(row, widths, strict=True)
    ]

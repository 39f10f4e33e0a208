"""How our printed documents look: paper, typeface, tables that survive a page break."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from babel.core import get_global
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FACE = "Times New Roman"
KEPT_LINES = 12
"""A row of more printed lines than that may be parted by a page's end."""
CELL_SIDE = Mm(1.9)
"""What a cell leaves free at its left and at its right."""
A4 = (210, 297)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def sheet(*, landscape: bool, language: str, points: float = 11) -> Any:
    """A new A4 document with an office's margins and a page number at the foot; its words, of a
    `language` («ru»), are hyphenated."""
    document = Document()
    section = document.sections[0]
    short, long = Mm(A4[0]), Mm(A4[1])
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    left, right = (Mm(20), Mm(10)) if landscape else (Mm(25), Mm(15))
    section.left_margin, section.right_margin = left, right
    section.top_margin, section.bottom_margin = Mm(15), Mm(15)
    section.footer_distance = Mm(8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(points)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    _hyphenate(document, language)
    _number_pages(section)
    return document


def _hyphenate(document: Any, language: str) -> None:
    """ECMA-376 17.15.1.10: by the language that the text is marked to be in."""
    likely: str = get_global("likely_subtags").get(language, language)
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), f"{language}-{likely.rpartition('_')[2]}")
    document.styles["Normal"].element.rPr.append(tongue)
    element = OxmlElement("w:autoHyphenation")
    element.set(qn("w:val"), "true")
    document.settings.element.find(qn("w:defaultTabStop")).addnext(element)


def _number_pages(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def line(
    document: Any, text: str, *, bold: bool = False, align: Any = None, after: float = 0
) -> Any:
    """A paragraph; `after` are points of space below it."""
    paragraph = document.add_paragraph()
    fill(paragraph, text, bold=bold)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def fill(paragraph: Any, text: str, *, bold: bool = False, points: float | None = None) -> None:
    """Put plain text into a paragraph; what XML cannot hold is left out."""
    run = paragraph.add_run(_CONTROL.sub("", text))
    run.bold = bold
    if points is not None:
        run.font.size = Pt(points)


def table(document: Any, headers: Sequence[str], widths: Sequence[int], points: float) -> Any:
    """A ruled table of fixed columns (millimetres) whose head is repeated on every page."""
    made = document.add_table(rows=1, cols=len(headers))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    head = made.rows[0]
    _property(head, "w:tblHeader")
    _property(head, "w:cantSplit")
    for cell, text, width in zip(head.cells, headers, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].alignment = CENTRE
        fill(cell.paragraphs[0], text, bold=True, points=points)
    return made


def row(made: Any, texts: Sequence[str], widths: Sequence[int], points: float) -> None:
    """One more row; lines of a text become paragraphs. It is kept on one page unless it is so
    long that it would leave much of the page before it empty."""
    added = made.add_row()
    if _height(texts, widths, points) <= KEPT_LINES:
        _property(added, "w:cantSplit")
    for cell, text, width in zip(added.cells, texts, widths, strict=True):
        cell.width = Mm(width)
        for at, part in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            fill(paragraph, part, points=points)


def _height(texts: Sequence[str], widths: Sequence[int], points: float) -> int:
    """About how many printed lines the highest cell has: a letter is half as wide as high."""
    letter = Pt(points) / 2
    room = [max(1, int((Mm(width) - 2 * CELL_SIDE) / letter)) for width in widths]
    return max(
        sum(-(-len(part) // most) or 1 for part in text.split("\n"))
        for text, most in zip(texts, room, strict=True)
    )


def heading_row(made: Any, text: str, points: float) -> None:
    """A row across the whole table, kept with the one that follows."""
    added = made.add_row()
    _property(added, "w:cantSplit")
    cell = added.cells[0].merge(added.cells[-1])
    paragraph = cell.paragraphs[0]
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.keep_with_next = True
    fill(paragraph, text, bold=True, points=points)


def _property(row: Any, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def saved(document: Any, title: str) -> bytes:
    """The bytes of the .docx."""
    document.core_properties.title = _CONTROL.sub("", title)[:250]
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

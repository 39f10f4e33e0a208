"""How our workbooks look, and how text becomes a cell that is never a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_000
LONGEST_LIST = 255
"""Excel's limit of a drop-down written into the cell's own rule."""
FACE = "Calibri"
INK, FAINT, HEAD_INK = "FF1F2933", "FF6B7785", "FFFFFFFF"
HEAD_FILL = PatternFill("solid", fgColor="FF2F5D73")
DOUBT_FILL = PatternFill("solid", fgColor="FFFFE699")
ANSWER_FILL = PatternFill("solid", fgColor="FFE2F0D9")
PART_FILL = PatternFill("solid", fgColor="FFF3F6F8")
_LINE = Side(style="thin", color="FFC5CDD5")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FIRST_HEADER_ROW = 3
LINE_POINTS = 13.5
CHARACTER_POINTS = 9
"""So many points of font size fit into one unit of width, a character of 11 points bold aside."""

_looks: WeakKeyDictionary[Workbook, dict[tuple[bool, int], tuple[int, int, int]]] = (
    WeakKeyDictionary()
)
"""The numbers of font, alignment and border of ordinary cells, by book: to look them up for each
of thousands of cells takes longer than all the rest of a table."""


def put(cell: Cell, text: str | int) -> None:
    """Write a value; text that begins like a formula («=», «+», «-», «@») stays text."""
    if isinstance(text, int):
        cell.value = text
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    if text[:1] in {"=", "+", "-", "@"}:
        cell.data_type = "s"
        cell.quotePrefix = True


def head(
    sheet: Worksheet, title: str, hint: str, headers: Sequence[str], sizes: Sequence[float]
) -> None:
    """The title, a line of advice and the header row, which stays in view and on every page."""
    put(_cell(sheet, 1, 1), title)
    put(_cell(sheet, 2, 1), hint)
    _cell(sheet, 1, 1).font = Font(name=FACE, size=14, bold=True, color=INK)
    _cell(sheet, 2, 1).font = Font(name=FACE, size=10, italic=True, color=FAINT)
    for row, text, points in ((1, title, 14), (2, hint, 10)):
        lines = -(-len(text) * points // int(sum(sizes) * CHARACTER_POINTS))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(headers))
        _cell(sheet, row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = lines * points * 1.5 + 4
    for column, text in enumerate(headers, start=1):
        cell = _cell(sheet, FIRST_HEADER_ROW, column)
        put(cell, text)
        cell.font = Font(name=FACE, size=10, bold=True, color=HEAD_INK)
        cell.fill, cell.border = HEAD_FILL, GRID
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.row_dimensions[FIRST_HEADER_ROW].height = 32
    sheet.freeze_panes = f"A{FIRST_HEADER_ROW + 1}"
    sheet.print_title_rows = f"{FIRST_HEADER_ROW}:{FIRST_HEADER_ROW}"


def body(cell: Cell, text: str | int, *, faint: bool = False, indent: int = 0) -> None:
    """An ordinary cell: wrapped, framed, aligned to the top."""
    put(cell, text)
    book = cell.parent.parent
    assert book is not None  # noqa: S101 - a cell stands in a sheet of a book
    known, own = _looks.setdefault(book, {}), cast("Any", cell)
    look = known.get((faint, indent))
    if look is not None:
        own._style = own._style or StyleArray()  # a cell has none before it has a look
        own._style.fontId, own._style.alignmentId, own._style.borderId = look
        return
    cell.font = Font(name=FACE, size=9 if faint else 10, color=FAINT if faint else INK)
    cell.alignment = Alignment(wrap_text=True, vertical="top", indent=indent)
    cell.border = GRID
    known[faint, indent] = (own._style.fontId, own._style.alignmentId, own._style.borderId)


def note(cell: Cell, text: str, author: str) -> None:
    """Colour a doubtful cell and hang the question on it."""
    cell.fill = DOUBT_FILL
    hang(cell, text, author)


def hang(cell: Cell, text: str, author: str) -> None:
    """A note that is shown beside a cell when it is pointed at."""
    comment = Comment(text, author)
    comment.width, comment.height = 320, 60 + 18 * (len(text) // 40)
    cell.comment = comment


def choices(sheet: Worksheet, cells: str, words: Sequence[str], fault: str) -> None:
    """A drop-down over a range; left out where the words are too long for one."""
    listed = ",".join(words)
    if len(listed) > LONGEST_LIST or any("," in word or '"' in word for word in words):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.error, rule.showErrorMessage = fault, True
    sheet.add_data_validation(rule)
    rule.add(cells)


def widths(sheet: Worksheet, by_column: Mapping[int, float]) -> None:
    """Widths in characters, by column counted from 1; 0 hides the column."""
    for column, width in by_column.items():
        dimension = sheet.column_dimensions[get_column_letter(column)]
        if width:
            dimension.width = width
        else:
            dimension.hidden = True


def fit_height(
    sheet: Worksheet, row: int, texts: Mapping[int, str], sizes: Sequence[float]
) -> None:
    """A row as high as its longest wrapped text; columns counted from 1, widths in characters."""
    lines = 1
    for column, text in texts.items():
        width = max(sizes[column - 1] * 1.12, 1)
        lines = max(lines, sum(-(-max(len(part), 1) // int(width)) for part in text.split("\n")))
    sheet.row_dimensions[row].height = min(lines, 28) * LINE_POINTS + 3


def on_paper(sheet: Worksheet, footer: str) -> None:
    """A4 across, one page wide, with narrow margins and numbered pages."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.footer = 0.3
    footer_of = sheet.oddFooter
    if footer_of is not None and footer_of.left is not None and footer_of.right is not None:
        footer_of.left.text = footer.replace("&", "&&")
        footer_of.right.text = "&P / &N"


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - not a merged one: we begin each range
    return cell

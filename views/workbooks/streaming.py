"""Many rows into a workbook: what stands around them is made by the library, they themselves are
written as they come, since an object a cell would cost seconds and hundreds of megabytes.

Text is always text (ECMA-376, 18.18.11, inlineStr): nothing of it can become a formula.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.utils import get_column_letter

from views.workbooks.styles import LONGEST

Value = str | int | Decimal | None
"""A Decimal is written with all its digits."""
Row = tuple[int, Sequence[Value]]
"""The number of its look, and its values from the first column on."""
Look = Sequence[Cell]
"""The cells of a row whose styles are taken, from the first column on."""
AT_ONCE = 500
_END = b"</sheetData>"


def filled(book: Workbook, looks: Sequence[Look], rows: Iterable[Row], first: int) -> bytes:
    """The bytes of `book` with `rows` on its first sheet from the row `first` on, below everything
    that it has there."""
    skeleton = io.BytesIO()
    styles = [[cell.style_id for cell in look] for look in looks]
    book.save(skeleton)
    out = io.BytesIO()
    with zipfile.ZipFile(skeleton) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for part in made.infolist():
            data = made.read(part)
            if part.filename != "xl/worksheets/sheet1.xml":
                file.writestr(part, data)
                continue
            head, tail = _parted(data)
            with file.open(_named(part), "w", force_zip64=True) as sheet:
                sheet.write(head)
                for chunk in _chunks(rows, styles, first):
                    sheet.write(chunk)
                sheet.write(_END + tail)
    return out.getvalue()


def _named(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The same part, to be written anew."""
    fresh = zipfile.ZipInfo(part.filename, part.date_time)
    fresh.compress_type = zipfile.ZIP_DEFLATED
    return fresh


def _parted(data: bytes) -> tuple[bytes, bytes]:
    head, end, tail = data.partition(_END)
    if end:
        return head, tail
    head, _, tail = data.partition(b"<sheetData/>")
    return head + b"<sheetData>", tail


def _chunks(rows: Iterable[Row], styles: Sequence[Sequence[int]], first: int) -> Iterable[bytes]:
    width = max(len(look) for look in styles)
    letters = [get_column_letter(number) for number in range(1, width + 1)]
    written: list[str] = []
    for number, (look, values) in enumerate(rows, start=first):
        written.append(_row(number, values, letters, styles[look]))
        if len(written) == AT_ONCE:
            yield "".join(written).encode()
            written.clear()
    yield "".join(written).encode()


def _row(
    number: int, values: Sequence[Value], letters: Sequence[str], styles: Sequence[int]
) -> str:
    cells = [f'<row r="{number}">']
    for letter, style, value in zip(letters, styles, values, strict=False):
        if value is None:
            cells.append(f'<c r="{letter}{number}" s="{style}"/>')
        elif isinstance(value, str):
            cells.append(
                f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{_text(value)}</t></is></c>'
            )
        else:
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
    cells.append("</row>")
    return "".join(cells)


def _text(text: str) -> str:
    return escape(ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST])

"""What Word hides in its markup: tracked changes, content controls, lists, moved-in rows."""

import io
import zipfile

from docx import Document

from roadmap.documents import Limits
from roadmap.documents.grid import Grid, Paragraph
from roadmap.documents.word import read_docx
from tests.roadmap.documents.builders import word

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def document(body: str, space: str = SPACE) -> bytes:
    text = (
        f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", text)
    return stream.getvalue()


def grid(body: str, space: str = SPACE) -> Grid:
    (found,) = read_docx(document(f"<w:tbl>{body}</w:tbl>", space), Limits()).blocks
    assert isinstance(found, Grid)
    return found


def texts(found: Grid) -> list[list[str]]:
    return [[part.text for part in line.cells] for line in found.rows]


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        "<w:tc><w:p><w:r><w:t>Срок </w:t></w:r>"
        "<w:ins><w:r><w:t>до мая</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>до июня</w:delText></w:r></w:del></w:p></w:tc>"
    )
    assert texts(grid(row(changed, cell("2")))) == [["Срок до мая", "2"]]


def test_a_row_and_a_cell_inside_content_controls() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{row(cell('1'), cell('2'))}</w:sdtContent></w:sdt>"
    inner = row(f"<w:sdt><w:sdtContent>{cell('3')}</w:sdtContent></w:sdt>", cell("4"))
    assert texts(grid(wrapped + inner)) == [["1", "2"], ["3", "4"]]


def test_a_row_moved_in_by_a_column() -> None:
    body = row(cell("1"), cell("2"), cell("3")) + row(
        cell("b"), cell("c"), properties='<w:gridBefore w:val="1"/>'
    )
    assert texts(grid(body)) == [["1", "2", "3"], ["", "b", "c"]]


def test_cells_merged_across_and_down() -> None:
    body = row(cell("a", '<w:gridSpan w:val="2"/>'), cell("b", '<w:vMerge w:val="restart"/>'))
    body += row(cell("1"), cell("2"), cell("", "<w:vMerge/>"))
    found = grid(body)
    assert [(part.text, part.span) for part in found.rows[0].cells] == [("a", 2), ("b", 1)]
    last = found.rows[1].cells[-1]
    assert (last.text, last.above) == ("b", True)


def test_borders_that_differ_by_a_hair_are_one_column() -> None:
    body = row(cell("1"), cell("2", '<w:gridSpan w:val="2"/>'), cell("3"))
    body += row(cell("4", '<w:gridSpan w:val="2"/>'), cell("5"), cell("6"))
    found = grid(body)
    assert found.width == 3
    assert texts(found) == [["1", "2", "3"], ["4", "5", "6"]]


def test_the_strict_variant_of_the_format() -> None:
    body = row(cell("1"), cell("2", '<w:gridSpan w:val="2"/>'))
    found = grid(body, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert texts(found) == [["1", "2"]]


def test_breaks_tabs_and_hyphens_inside_a_run() -> None:
    run = (
        "<w:tc><w:p><w:r><w:t>а</w:t><w:br/><w:t>б</w:t><w:tab/><w:t>в</w:t>"
        "<w:noBreakHyphen/><w:t>г</w:t><w:softHyphen/><w:t>д</w:t></w:r></w:p></w:tc>"
    )
    assert texts(grid(row(run, cell("2"))))[0][0] == "а\nб в-г\u00adд"


def test_a_table_that_only_frames_another() -> None:
    inner = "<w:tbl>" + row(cell("1"), cell("2")) + row(cell("3"), cell("4")) + "</w:tbl>"
    frame = f"<w:tbl>{row(f'<w:tc><w:p/>{inner}<w:p/></w:tc>')}</w:tbl>"
    blocks = read_docx(document(frame), Limits()).blocks
    assert [texts(block) for block in blocks if isinstance(block, Grid)] == [
        [["1", "2"], ["3", "4"]]
    ]


def test_numbers_that_word_prints_by_itself() -> None:
    made = Document()
    for text in ("Первое", "Второе"):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("Пункт", style="List Bullet")
    made.add_paragraph("Глава", style="Heading 1")
    stream = io.BytesIO()
    made.save(stream)
    found = [b for b in read_docx(stream.getvalue(), Limits()).blocks if isinstance(b, Paragraph)]
    assert [paragraph.text for paragraph in found] == ["1. Первое", "2. Второе", "Пункт", "Глава"]
    assert [paragraph.heading for paragraph in found] == [False, False, False, True]


def test_a_long_cell_is_cut() -> None:
    data = word([("а" * 500, "б")])
    (found,) = (
        block
        for block in read_docx(data, Limits(cell_length=100)).blocks
        if isinstance(block, Grid)
    )
    assert len(found.rows[0].cells[0].text) == 100

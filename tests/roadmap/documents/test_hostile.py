"""Files that are broken, dishonest or meant to harm: each is refused by an error with facts."""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from roadmap.documents import (
    BrokenDocument,
    ConverterMissing,
    DocumentError,
    EmptyDocument,
    EncryptedDocument,
    HostileDocument,
    Limits,
    NoTable,
    NotWhatItsNameSays,
    ScannedPdf,
    TooLarge,
    TooManyPages,
    TooManyRows,
    UnknownKind,
)
from roadmap.documents.reading import read_document
from tests.roadmap.documents.builders import HEAD, comma_separated, pdf, word, workbook

PLAN = [HEAD, ("1", "Провести совещание директоров школ", "май 2023", "УО", "Протокол")]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return zipped({**parts, name: content})


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b"<w:document>&b;</w:document>"
)


def test_nothing_at_all() -> None:
    for data in (b"", b"  \n\t ", b"\xef\xbb\xbf\r\n"):
        with pytest.raises(EmptyDocument):
            read_document(data, "plan.txt")


def test_a_picture_named_docx() -> None:
    with pytest.raises(NotWhatItsNameSays) as caught:
        read_document(PNG, "plan.docx")
    assert (caught.value.name, caught.value.kind) == ("plan.docx", "picture")


def test_a_picture_by_its_own_name() -> None:
    with pytest.raises(UnknownKind):
        read_document(PNG, "plan.png")


def test_a_text_named_pdf() -> None:
    with pytest.raises(NotWhatItsNameSays):
        read_document("просто слова".encode(), "plan.pdf")


def test_a_workbook_named_docx_is_read_as_what_it_is() -> None:
    assert len(read_document(workbook(PLAN), "plan.docx").activities) == 1


def test_words_without_a_table() -> None:
    with pytest.raises(NoTable):
        read_document("Отчёт о работе школы за год.\nВсё хорошо.".encode(), "plan.txt")
    with pytest.raises(NoTable):
        read_document(word("Отчёт о работе", [("Школа", "Учеников"), ("СОШ № 1", "300")]), "a.docx")


def test_a_file_over_the_limit() -> None:
    with pytest.raises(TooLarge) as caught:
        read_document(b"x" * 2_000, "plan.txt", limits=Limits(file_size=1_000))
    assert (caught.value.limit, caught.value.size) == (1_000, 2_000)


def test_thirty_megabytes_of_text() -> None:
    with pytest.raises(TooLarge):
        read_document("слово ".encode() * 3_000_000, "plan.txt")


def test_a_zip_bomb() -> None:
    bomb = zipped({"word/document.xml": b"<a>" + b" " * 200_000_000})
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            read_document(bomb, "plan.docx")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_part_that_lies_about_its_size() -> None:
    data = bytearray(zipped({"word/document.xml": b"<a>" + b" " * 40_000_000}))
    true_size = struct.pack("<I", 40_000_003)
    while (at := data.find(true_size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 1_000)
    with pytest.raises(DocumentError):
        read_document(bytes(data), "plan.docx")


@pytest.mark.parametrize(
    ("name", "part"), [("a.docx", "word/document.xml"), ("a.docx", "word/styles.xml")]
)
def test_entities_in_a_document(name: str, part: str) -> None:
    with pytest.raises(HostileDocument):
        read_document(repacked(word(PLAN), part, ENTITIES), name)


def test_entities_in_a_workbook() -> None:
    data = workbook(PLAN)
    with pytest.raises(DocumentError):
        read_document(repacked(data, "xl/worksheets/sheet1.xml", ENTITIES), "a.xlsx")


def test_a_workbook_that_claims_a_million_rows() -> None:
    data = workbook([*PLAN, *[[""]]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    hostile = repacked(data, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    with pytest.raises(TooManyRows):
        read_document(hostile, "a.xlsx")


def test_more_rows_than_the_limit() -> None:
    rows = [HEAD, *[(str(n), f"Мероприятие номер {n}", "май 2023", "УО", "") for n in range(30)]]
    limits = Limits(rows=20)
    for data, name in (
        (word(rows), "a.docx"),
        (workbook(rows), "a.xlsx"),
        (comma_separated(rows), "a.csv"),
    ):
        with pytest.raises(TooManyRows) as caught:
            read_document(data, name, limits=limits)
        assert caught.value.limit == 20


def test_more_pages_than_the_limit() -> None:
    data = pdf([PLAN, PLAN, PLAN], (7, 42, 14, 20, 30))
    with pytest.raises(TooManyPages) as caught:
        read_document(data, "a.pdf", limits=Limits(pages=2))
    assert (caught.value.limit, caught.value.pages) == (2, 3)


def test_a_scan_says_so() -> None:
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    stream = io.BytesIO()
    with PdfPages(stream) as book:
        figure = Figure(figsize=(5, 5))
        figure.figimage([[0.0, 1.0], [1.0, 0.0]], resize=False)
        book.savefig(figure)
    with pytest.raises(ScannedPdf) as caught:
        read_document(stream.getvalue(), "scan.pdf")
    assert caught.value.pages == 1


def test_a_document_with_a_password() -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    with pytest.raises(EncryptedDocument):
        read_document(container + "EncryptedPackage".encode("utf-16le"), "plan.docx")


ENCRYPTED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">/P -4>>endobj\n"
    b"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<41><41>]/Size 5>>\nstartxref\n0\n%%EOF"
)


def test_a_pdf_with_a_password() -> None:
    with pytest.raises(EncryptedDocument):
        read_document(ENCRYPTED_PDF, "plan.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"garbage " * 50, b"%PDF-1.4\n%%EOF"])
def test_a_broken_pdf(data: bytes) -> None:
    with pytest.raises(DocumentError):
        read_document(data, "plan.pdf")


def test_a_truncated_word_file() -> None:
    data = word(PLAN)
    with pytest.raises(BrokenDocument) as caught:
        read_document(data[: len(data) // 2], "plan.docx")
    assert caught.value.kind == "docx"


def test_a_corrupted_part() -> None:
    data = repacked(word(PLAN), "word/document.xml", b"<w:document><unclosed>")
    with pytest.raises(BrokenDocument):
        read_document(data, "plan.docx")


def test_old_kinds_need_the_converter() -> None:
    rtf = b"{\\rtf1 plan}"
    with pytest.raises(ConverterMissing) as caught:
        read_document(rtf, "plan.rtf")
    assert caught.value.kind == "rtf"
    asked: list[tuple[bytes, str]] = []

    def convert(data: bytes, kind: str) -> bytes:
        asked.append((data, kind))
        return word(PLAN)

    assert len(read_document(rtf, "plan.rtf", convert=convert).activities) == 1
    assert asked == [(rtf, "rtf")]


def test_deep_nesting_is_no_crash() -> None:
    depth = 50_000
    nested = b"<a>" * depth + b"</a>" * depth
    with pytest.raises(DocumentError):
        read_document(repacked(word(PLAN), "word/document.xml", nested), "plan.docx")


def test_a_stream_that_is_no_deflate() -> None:
    data = bytearray(zipped({"word/document.xml": b"<a/>" * 1_000}))
    at = data.find(zlib.compress(b"<a/>" * 1_000)[2:10])
    data[at : at + 8] = b"\xff" * 8
    with pytest.raises(DocumentError):
        read_document(bytes(data), "plan.docx")


def test_an_archive_torn_inside_is_damaged_and_no_failure_of_ours() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 50)
    torn = bytearray(made.getvalue())
    at = torn.index(b"mimetype") + len(b"mimetype")
    torn[at : at + 6] = b"\xff" * 6
    with pytest.raises(DocumentError):
        read_document(bytes(torn), "план.odt")

"""Which files are kept as evidence: told by their bytes, whatever they are called."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from roadmap.evidence_kinds import NotKept, Refusal, ending_of, is_picture, kind_of, safe_name

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return file.getvalue()


def word() -> bytes:
    file = io.BytesIO()
    Document().save(file)
    return file.getvalue()


def excel() -> bytes:
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def packed(mimetype: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An open document whose `mimetype` is compressed, as the format forbids."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("mimetype", mimetype)
    return file.getvalue()


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("data", "kind", "names"),
    [
        (b"%PDF-1.7\n", "application/pdf", "a.pdf"),
        (b"\r\n %PDF-1.4", "application/pdf", "a.PDF"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg", "a.jpg b.jpeg c.png"),
        (b"\x89PNG\r\n\x1a\n....", "image/png", "a.png b.jpg"),
        (b"RIFF....WEBPVP8 ", "image/webp", "a.webp b.jpg"),
        (b"\0\0\0\x18ftypheic", "image/heic", "a.heic b.jpg"),
        (b"{\\rtf1 ", "application/rtf", "a.rtf b.doc"),
        (word(), WORD, "a.docx b.doc"),
        (excel(), SHEET, "a.xlsx"),
        (zipped(mimetype=ODT.encode()), ODT, "a.odt"),
        (ole("WordDocument"), "application/msword", "a.doc"),
        (ole("Workbook"), "application/vnd.ms-excel", "a.xls"),
    ],
)
def test_documents_tables_and_pictures_are_kept(data: bytes, kind: str, names: str) -> None:
    for name in (*names.split(), "file", "Приказ № 5", "приказ от 18.06.2018"):
        assert kind_of(data, name) == kind


def refused(data: bytes, name: str) -> Refusal:
    with pytest.raises(NotKept) as caught:
        kind_of(data, name)
    return caught.value.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Refusal.EMPTY),
        (b"MZ\x90\0", Refusal.PROGRAM),
        (b"\x7fELF", Refusal.PROGRAM),
        (b"#!/bin/sh\nrm -rf /", Refusal.PROGRAM),
        (b"<html><script>alert(1)</script></html>", Refusal.UNKNOWN),
        (b"Rar!\x1a\x07\x00", Refusal.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c..", Refusal.ARCHIVE),
        (b"PK\x03\x04 broken", Refusal.BROKEN),
        (zipped(readme_dot_txt=b"hello"), Refusal.ARCHIVE),
        (zipped(mimetype=b"application/x-executable"), Refusal.ARCHIVE),
        (zipped(mimetype=ODT.encode() + b"\r\nX: y"), Refusal.ARCHIVE),
        (
            zipped(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"macro"),
            Refusal.MACROS,
        ),
        (zipped(mimetype=ODT.encode(), Basic__a=b"Sub"), Refusal.MACROS),
        (ole("EncryptedPackage"), Refusal.LOCKED),
        (ole("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"), Refusal.MACROS),
        (ole("Something"), Refusal.UNKNOWN),
        (b"\0\0\0\x18ftypmp42....", Refusal.MOVING),
        (b"RIFF....AVI ", Refusal.MOVING),
        (b"GIF89a", Refusal.MOVING),
        (b"OggS....", Refusal.SOUND),
        (b"ID3....", Refusal.SOUND),
    ],
)
def test_what_is_not_kept_has_its_reason(data: bytes, reason: Refusal) -> None:
    for name in ("report.docx", "photo.jpg", "file", "scan.pdf"):
        assert refused(data, name) is reason


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"%PDF-1.7", "приказ.pdf.exe", Refusal.PROGRAM),
        (b"%PDF-1.7", "приказ.docx", Refusal.MISMATCH),
        (b"\xff\xd8\xff\xe0JFIF", "приказ.pdf", Refusal.MISMATCH),
        (word(), "таблица.xlsx", Refusal.MISMATCH),
        (word(), "письмо.txt", Refusal.MISMATCH),
        (word(), "письмо.docm", Refusal.MACROS),
        (b"text", "план.pdf", Refusal.UNKNOWN),
    ],
)
def test_a_name_that_says_something_else_is_refused(
    data: bytes, name: str, reason: Refusal
) -> None:
    assert refused(data, name) is reason


@pytest.mark.parametrize(
    "ending",
    ["html", "htm", "svg", "js", "exe", "zip", "rar", "mp3", "mp4", "gif", "xml", "css", "eml"],
)
def test_a_pdf_called_like_something_else_is_refused(ending: str) -> None:
    assert refused(b"%PDF-1.4 <script>", f"a.{ending}") in (Refusal.MISMATCH, Refusal.PROGRAM)


@pytest.mark.parametrize(
    ("name", "mime", "safe"),
    [
        ("Приказ.pdf", "application/pdf", "Приказ.pdf"),
        ("Фото.png", "image/jpeg", "Фото.png"),
        ("Письмо.doc", WORD, "Письмо.doc"),
        ("Приказ от 18.06.2018", "application/pdf", "Приказ от 18.06.2018.pdf"),
        ("Приказ", WORD, "Приказ.docx"),
        ("Справка.выписка", ODT, "Справка.выписка.odt"),
        ("Снимок.tmp", "image/jpeg", "Снимок.tmp.jpg"),
        ("a.html. ", "application/pdf", "a.html.pdf"),
        ("", "application/pdf", ".pdf"),
        ("a.txt", "text/plain", "a.txt"),
    ],
)
def test_a_name_without_the_right_ending_gets_it(name: str, mime: str, safe: str) -> None:
    assert safe_name(name, mime) == safe


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_torn_mimetype_is_broken(method: int) -> None:
    data = bytearray(packed(ODT.encode() * 50, method))
    start = data.index(b"mimetype") + len("mimetype")
    data[start : start + 12] = b"\xff" * 12
    assert refused(bytes(data), "a.odt") is Refusal.BROKEN


def test_a_small_archive_takes_little_memory() -> None:
    bomb = packed(bytes(100 * 1024 * 1024))
    tracemalloc.start()
    try:
        assert refused(bomb, "a.odt") is Refusal.ARCHIVE
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * 1024 * 1024


@given(st.data())
def test_whatever_is_torn_in_an_archive_gets_an_answer(data: st.DataObject) -> None:
    whole = bytearray(packed(ODT.encode()))
    for place in data.draw(st.lists(st.integers(4, len(whole) - 1), max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))
    try:
        assert kind_of(bytes(whole), "a.odt") == ODT
    except NotKept as refusal:
        assert refusal.reason in Refusal


@pytest.mark.parametrize(("name", "kind"), [("a.txt", "text/plain"), ("Список.CSV", "text/csv")])
def test_plain_text_goes_by_its_name(name: str, kind: str) -> None:
    assert kind_of("Приказ № 275".encode("cp1251"), name) == kind


@pytest.mark.parametrize("name", ["a.html", "a", "a.py"])
def test_text_called_otherwise_is_unknown(name: str) -> None:
    assert refused("Приказ № 275".encode("cp1251"), name) is Refusal.UNKNOWN


def test_bytes_are_no_text_whatever_they_are_called() -> None:
    assert refused(b"text\0more", "a.txt") is Refusal.UNKNOWN


def test_the_ending_of_a_name() -> None:
    names = ["a.DOCX", "a", "Приказ от 18.06.2018 г.", "приказ.№ 5", ".pdf"]
    assert [ending_of(name) for name in names] == ["docx", "", "", "", "pdf"]


def test_somebody_may_be_seen_on_pictures_only() -> None:
    assert is_picture("image/heic")
    assert not is_picture("application/pdf")


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx", "a.pdf", "a.exe", ""]))
def test_any_bytes_get_an_answer(data: bytes, name: str) -> None:
    for head in (b"", b"PK\x03\x04", OLE, b"%PDF-", b"RIFF", b"\0\0\0\x18ftyp"):
        try:
            assert "/" in kind_of(head + data, name)
        except NotKept as refusal:
            assert refusal.reason in Refusal

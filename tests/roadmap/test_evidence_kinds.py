"""Which files are kept as evidence: told by their bytes, whatever they are called."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from roadmap.evidence_kinds import kind_of

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


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n %PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"{\\rtf1 ", "application/rtf"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (excel(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (ole("WordDocument"), "application/msword"),
        (ole("Workbook"), "application/vnd.ms-excel"),
    ],
)
def test_documents_tables_and_pictures_are_kept(data: bytes, kind: str) -> None:
    for name in ("file", "file.exe", "приказ.docx"):
        assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\0",
        b"\x7fELF",
        b"#!/bin/sh\nrm -rf /",
        b"<html><script>alert(1)</script></html>",
        b"Rar!\x1a\x07\x00",
        b"PK\x03\x04 broken",
        zipped(readme_dot_txt=b"hello"),
        zipped(mimetype=b"application/x-executable"),
        zipped(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"macro"),
        ole("EncryptedPackage"),
        ole("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"),
        ole("Something"),
    ],
)
def test_programs_archives_macros_and_locked_files_are_not(data: bytes) -> None:
    for name in ("report.docx", "photo.jpg", "file", "scan.pdf"):
        assert kind_of(data, name) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.txt", "text/plain"), ("Список.CSV", "text/csv"), ("a.html", None), ("a", None)],
)
def test_plain_text_goes_by_its_name(name: str, kind: str | None) -> None:
    assert kind_of("Приказ № 275".encode("cp1251"), name) == kind


def test_bytes_are_no_text_whatever_they_are_called() -> None:
    assert kind_of(b"text\0more", "a.txt") is None


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.docx", "a.pdf", ""]))
def test_any_bytes_get_an_answer(data: bytes, name: str) -> None:
    for head in (b"", b"PK\x03\x04", OLE, b"%PDF-", b"RIFF"):
        kind = kind_of(head + data, name)
        assert kind is None or "/" in kind

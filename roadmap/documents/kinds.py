"""What kind of document some bytes are, judged by the bytes and not by the name."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from enum import StrEnum

HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_OPEN_DOCUMENT = {b"text": "odt", b"spreadsheet": "ods"}
MOST_CONTROL = 0.02
"""The share of control bytes from which bytes are no text."""


class Kind(StrEnum):
    """The kinds that can be told apart."""

    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PDF = "pdf"
    DOC = "doc"
    ODT = "odt"
    RTF = "rtf"
    HTML = "html"
    TEXT = "text"
    ENCRYPTED = "encrypted"
    PICTURE = "picture"
    ARCHIVE = "archive"
    OTHER = "other"


THROUGH_OFFICE = (Kind.DOC, Kind.ODT, Kind.RTF, Kind.HTML)
"""Kinds that are first converted to .docx."""


def sniff(data: bytes) -> Kind:
    """The kind of the bytes."""
    head = data[:HEAD].lstrip()
    if b"%PDF-" in data[:HEAD]:
        return Kind.PDF
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(_OLE):
        return _compound(data)
    if head.startswith(b"{\\rtf"):
        return Kind.RTF
    if head.startswith(_PICTURES):
        return Kind.PICTURE
    if head.lower().startswith((b"<html", b"<!doctype html")):
        return Kind.HTML
    return Kind.TEXT if _is_text(data) else Kind.OTHER


def _zipped(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return Kind.DOCX
            if names & {"xl/workbook.xml", "xl/workbook.bin"}:
                return Kind.XLSX
            if "mimetype" in names:
                return _open_document(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return _torn(data)
    return Kind.ARCHIVE


def _open_document(archive: zipfile.ZipFile) -> Kind:
    with archive.open("mimetype") as stored:
        kind = stored.read(HEAD).rsplit(b".", 1)[-1].strip()
    return Kind(_OPEN_DOCUMENT.get(kind, Kind.ARCHIVE.value))


def _torn(data: bytes) -> Kind:
    """A zip whose directory is lost still shows the names of its first parts."""
    if b"word/" in data:
        return Kind.DOCX
    return Kind.XLSX if b"xl/" in data else Kind.ARCHIVE


def _compound(data: bytes) -> Kind:
    """Old office files and encrypted new ones share one container; its streams are named."""
    streams = {
        "EncryptedPackage": Kind.ENCRYPTED,
        "WordDocument": Kind.DOC,
        "Workbook": Kind.XLS,
        "Book": Kind.XLS,
    }
    for name, kind in streams.items():
        if name.encode("utf-16le") in data:
            return kind
    return Kind.OTHER


def _is_text(data: bytes) -> bool:
    if data.startswith(_BOMS):
        return True
    sample = data[: 64 * HEAD]
    if b"\0" in sample:
        return False
    control = sum(byte < 32 and byte not in b"\t\n\r\x0c\x0b" for byte in sample)
    return control <= len(sample) * MOST_CONTROL

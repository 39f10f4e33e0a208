"""Which files are kept as evidence: told by their bytes, against an allow-list."""

from __future__ import annotations

import io
import zipfile

_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"{\\rtf", "application/rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


def kind_of(data: bytes, name: str) -> str | None:
    """The media type of an acceptable file, or None.

    Refused: programs, archives, Office files with macros, encrypted Office files, empty files.
    `name` only tells plain text («.txt», «.csv») from anything else without a signature.
    """
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return "application/pdf"
    for head, mime in _HEADS:
        if data.startswith(head):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1"}:
        return "image/heic"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        return _old_office(data)
    return _text(data, name)


def _zipped(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(n.endswith("vbaProject.bin") for n in names):
                return None
            if "mimetype" in names:
                mime = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
                return mime if mime.startswith("application/vnd.oasis.opendocument.") else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return None
    return next((mime for part, mime in _PARTS if part in names), None)


def _old_office(data: bytes) -> str | None:
    if _stream("EncryptedPackage") in data or _stream("_VBA_PROJECT") in data:
        return None
    return next((mime for name, mime in _OLE_STREAMS if _stream(name) in data), None)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _text(data: bytes, name: str) -> str | None:
    if not data or b"\0" in data or not name.lower().endswith((".txt", ".csv")):
        return None
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"

"""Which files are kept as evidence: told by their bytes, against an allow-list, with a reason."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum

_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _PDF),
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"{\\rtf", "application/rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
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
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"L\0\0\0\x01\x14\x02\0",
)
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
)
_SOUNDS = (b"ID3", b"OggS", b"\xff\xfb", b"\xff\xf3", b"fLaC")
_HEIC = (b"heic", b"heix", b"mif1")
_PROGRAM_NAMES = re.compile(
    "exe|com|bat|cmd|scr|pif|ms[ip]|jse?|vb[se]|ws[fh]|ps1|hta|cpl|dll|jar|lnk|reg|apk|sh"
)
_MACRO_NAMES = re.compile("do[ct]m|xl[st]m|xla|xlam|xlsb|p[po][ts]m")
_FOREIGN = re.compile(
    "x?html?|s?html|mht(ml)?|svgz?|xml|xslt?|css|json|php|asp|py|pl|rb|url|eml|msg|iso|img|cab|zip"
    "|rar|7z|gz|tgz|bz2|xz|tar|arj|mp[234]|m4[av]|wav|og[gv]|opus|flac|aac|wma|wmv|avi|mov|mkv|webm"
    "|flv|3gp|gif|bmp|tiff?|ico|psd|djvu?|epub|fb2|chm|swf|ttf|db|sql|mdb|p7[sm]|sig"
)
"""What a name may not end in: it promises something that is never kept, or not as that."""
_TEXT = {"txt": "text/plain", "csv": "text/csv"}
_FAMILIES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "pdf": (frozenset({"pdf"}), frozenset({_PDF})),
    "picture": (
        frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif"}),
        frozenset({_JPEG, _PNG, "image/webp", "image/heic"}),
    ),
    "writing": (
        frozenset({"doc", "docx", "dot", "dotx", "rtf", "odt", "ott"}),
        frozenset({_PARTS[0][1], "application/msword", "application/rtf", _OPEN + "text"}),
    ),
    "sheet": (
        frozenset({"xls", "xlsx", "xlt", "xltx", "ods", "ots"}),
        frozenset({_PARTS[1][1], "application/vnd.ms-excel", _OPEN + "spreadsheet"}),
    ),
    "slides": (
        frozenset({"ppt", "pptx", "pps", "ppsx", "odp"}),
        frozenset({_PARTS[2][1], "application/vnd.ms-powerpoint", _OPEN + "presentation"}),
    ),
    "text": (frozenset(_TEXT), frozenset(_TEXT.values())),
}
"""What a name may end in and what may then be inside: a JPEG called .png passes."""
_ENDINGS = {
    _PDF: "pdf",
    _JPEG: "jpg",
    _PNG: "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/rtf": "rtf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    _PARTS[0][1]: "docx",
    _PARTS[1][1]: "xlsx",
    _PARTS[2][1]: "pptx",
    _OPEN + "text": "odt",
    _OPEN + "spreadsheet": "ods",
    _OPEN + "presentation": "odp",
    "text/plain": "txt",
    "text/csv": "csv",
}
"""What a name is to end in that says nothing of what is inside."""


class Refusal(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    PROGRAM = "program"
    ARCHIVE = "archive"
    MACROS = "macros"
    LOCKED = "locked"
    BROKEN = "broken"
    MISMATCH = "mismatch"
    MOVING = "moving"
    SOUND = "sound"
    UNKNOWN = "unknown"


class NotKept(Exception):
    """A file is refused; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def kind_of(data: bytes, name: str) -> str:
    """The media type of an acceptable file called `name`. Raises `NotKept`.

    What the bytes are decides; a name that says something else is refused too, for whoever opens
    the file goes by its name.
    """
    ending = ending_of(name)
    if not data:
        raise NotKept(Refusal.EMPTY)
    if _PROGRAM_NAMES.fullmatch(ending):
        raise NotKept(Refusal.PROGRAM)
    if _MACRO_NAMES.fullmatch(ending):
        raise NotKept(Refusal.MACROS)
    mime = _inside(data, ending)
    if not _may_be_called(mime, ending):
        raise NotKept(Refusal.MISMATCH)
    return mime


def ending_of(name: str) -> str:
    """What follows the last full stop, in lower case: «docx»; «» where nothing like it does."""
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    return ending if ending.isalnum() and len(ending) <= 5 else ""


def safe_name(name: str, mime: str) -> str:
    """A name by which a kept file opens as what it is: `name`, with the ending of its media type
    where it has none that says so."""
    ending = ending_of(name)
    if any(ending in endings and mime in mimes for endings, mimes in _FAMILIES.values()):
        return name
    right = _ENDINGS.get(mime)
    return name if right is None else f"{name.rstrip('. ')}.{right}"


def is_picture(mime: str) -> bool:
    """Whether somebody may be seen on it."""
    return mime.startswith("image/")


def _may_be_called(mime: str, ending: str) -> bool:
    for endings, mimes in _FAMILIES.values():
        if ending in endings:
            return mime in mimes
    return not _FOREIGN.fullmatch(ending)


def _inside(data: bytes, ending: str) -> str:
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return _PDF
    for head, mime in _HEADS:
        if data.startswith(head):
            return mime
    if data[:4] == b"RIFF":
        return _riff(data)
    if data[4:8] == b"ftyp":
        return _boxed(data)
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        return _old_office(data)
    _refuse_by_head(data)
    if ending not in _TEXT or b"\0" in data:
        raise NotKept(Refusal.UNKNOWN)
    return _TEXT[ending]


def _refuse_by_head(data: bytes) -> None:
    """Raises `NotKept` for what its first bytes show to be never kept."""
    for heads, reason in (
        (_PROGRAMS, Refusal.PROGRAM),
        (_ARCHIVES, Refusal.ARCHIVE),
        (_SOUNDS, Refusal.SOUND),
        ((b"\x1aE\xdf\xa3", b"GIF8", b"FLV"), Refusal.MOVING),
    ):
        if data.startswith(heads):
            raise NotKept(reason)


def _riff(data: bytes) -> str:
    """A container of pictures, films and sounds (RIFF)."""
    match data[8:12]:
        case b"WEBP":
            return "image/webp"
        case b"AVI ":
            raise NotKept(Refusal.MOVING)
        case b"WAVE":
            raise NotKept(Refusal.SOUND)
    raise NotKept(Refusal.UNKNOWN)


def _boxed(data: bytes) -> str:
    """An ISO base media file: a picture of a telephone, else a film or a sound (ISO 14496-12)."""
    if data[8:12] in _HEIC:
        return "image/heic"
    raise NotKept(Refusal.SOUND if data[8:11] == b"M4A" else Refusal.MOVING)


_TORN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""What reading a damaged archive may raise."""


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """The head of the member that names an open document's media type (ODF 1.2, part 3, 3.3: it is
    not compressed; what compresses it usually is let through). Raises one of `_TORN`."""
    if archive.getinfo("mimetype").compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    with archive.open("mimetype") as member:
        return member.read(100)


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = _mimetype(archive) if "mimetype" in names else b""
    except _TORN as error:
        raise NotKept(Refusal.BROKEN) from error
    if any(n.endswith("vbaProject.bin") or n.startswith("Basic/") for n in names):
        raise NotKept(Refusal.MACROS)
    if mimetype:
        mime = mimetype.decode("ascii", "replace").strip()
        if re.fullmatch(re.escape(_OPEN) + "[a-z-]+", mime):
            return mime
    found = next((mime for part, mime in _PARTS if part in names), None)
    if found is None:
        raise NotKept(Refusal.ARCHIVE)
    return found


def _old_office(data: bytes) -> str:
    if _stream("EncryptedPackage") in data:
        raise NotKept(Refusal.LOCKED)
    if _stream("_VBA_PROJECT") in data:
        raise NotKept(Refusal.MACROS)
    found = next((mime for name, mime in _OLE_STREAMS if _stream(name) in data), None)
    if found is None:
        raise NotKept(Refusal.UNKNOWN)
    return found


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")

"""The one way in: the bytes of a document, whatever its kind, to a draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from roadmap.documents.csv_files import read_csv
from roadmap.documents.errors import (
    ConverterMissing,
    EmptyDocument,
    EncryptedDocument,
    NotWhatItsNameSays,
    TooLarge,
    UnknownKind,
)
from roadmap.documents.grid import Source
from roadmap.documents.kinds import THROUGH_OFFICE, Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.pdf import read_pdf
from roadmap.documents.plan import understand
from roadmap.documents.text import decode, read_text
from roadmap.documents.word import read_docx
from roadmap.documents.workbooks import read_workbook
from roadmap.drafts import Draft
from roadmap.period import Period

Convert = Callable[[bytes, str], bytes]
"""Bytes and their kind («doc», «odt», «rtf», «html») to the bytes of a .docx."""

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
TABLE_ENDINGS = (".docx", ".xlsx", ".xlsm", ".xls", ".ods", ".pdf")
OFFICE_ENDINGS = (".doc", ".odt", ".rtf", ".html", ".htm")
READABLE_ENDINGS = (*TEXT_ENDINGS, *TABLE_ENDINGS, *OFFICE_ENDINGS)
DEFAULT_LIMITS = Limits()


def read_document(
    data: bytes,
    name: str,
    period: Period | None = None,
    limits: Limits = DEFAULT_LIMITS,
    convert: Convert | None = None,
) -> Draft:
    """The draft a document makes. Raises a DocumentError that says why there is none.

    `name` is the file's name, used for its ending only where bytes do not tell; without `period`
    the document's own is looked for; without `convert` the old office kinds are refused.
    """
    if len(data) > limits.file_size:
        raise TooLarge(limits.file_size, len(data))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise EmptyDocument
    return understand(source_of(data, name, limits, convert), period, limits)


def source_of(
    data: bytes,
    name: str,
    limits: Limits = DEFAULT_LIMITS,
    convert: Convert | None = None,
) -> Source:
    """The document's neutral blocks, before anything is understood of them."""
    kind = sniff(data)
    match kind:
        case Kind.TEXT:
            return _text(data, name, limits)
        case Kind.PDF:
            return read_pdf(data, limits)
        case Kind.DOCX:
            return read_docx(data, limits)
        case Kind.XLSX | Kind.XLS | Kind.ODS:
            return read_workbook(data, kind.value, limits)
        case Kind.ENCRYPTED:
            raise EncryptedDocument(_ending(name).lstrip(".") or kind.value)
        case _ if kind in THROUGH_OFFICE:
            return _converted(data, kind, limits, convert)
        case _:
            raise _unreadable(name, kind)


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def _text(data: bytes, name: str, limits: Limits) -> Source:
    if len(data) > limits.text_size:
        raise TooLarge(limits.text_size, len(data))
    if _ending(name) in READABLE_ENDINGS and _ending(name) not in TEXT_ENDINGS:
        raise NotWhatItsNameSays(name, Kind.TEXT.value)
    text = decode(data)
    if _ending(name) in (".csv", ".tsv"):
        return read_csv(text, limits)
    return read_text(text, limits)


def _converted(data: bytes, kind: Kind, limits: Limits, convert: Convert | None) -> Source:
    if convert is None:
        raise ConverterMissing(kind.value)
    return source_of(convert(data, kind.value), "converted.docx", limits)


def _unreadable(name: str, kind: Kind) -> NotWhatItsNameSays | UnknownKind:
    if _ending(name) in READABLE_ENDINGS:
        return NotWhatItsNameSays(name, kind.value)
    return UnknownKind(name)

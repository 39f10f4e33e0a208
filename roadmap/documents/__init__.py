"""Documents to drafts: bytes in, what was understood and what is doubted out."""

from roadmap.documents.errors import (
    BrokenDocument,
    ConversionFailed,
    ConverterMissing,
    DocumentError,
    EmptyDocument,
    EncryptedDocument,
    HostileDocument,
    NoTable,
    NotWhatItsNameSays,
    ScannedPdf,
    TooLarge,
    TooManyPages,
    TooManyRows,
    UnknownKind,
)
from roadmap.documents.limits import Limits
from roadmap.documents.reading import read_document

__all__ = [
    "BrokenDocument",
    "ConversionFailed",
    "ConverterMissing",
    "DocumentError",
    "EmptyDocument",
    "EncryptedDocument",
    "HostileDocument",
    "Limits",
    "NoTable",
    "NotWhatItsNameSays",
    "ScannedPdf",
    "TooLarge",
    "TooManyPages",
    "TooManyRows",
    "UnknownKind",
    "read_document",
]

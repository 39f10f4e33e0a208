"""Documents to drafts: bytes in, what was understood and what is doubted out.

`roadmap.documents.reading.read_document` is the way in; it is not imported here, because what asks
for a kind or an error only needs no document libraries.
"""

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
]

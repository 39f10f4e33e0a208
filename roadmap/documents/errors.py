"""Why a document could not be read. Each error carries facts; the sentences are made elsewhere."""


class DocumentError(Exception):
    """A document that cannot be turned into a draft."""


class EmptyDocument(DocumentError):
    """There is nothing in the file, or nothing but blanks."""


class TooLarge(DocumentError):
    """The file, or what it unpacks to, is over the limit; both in bytes."""

    def __init__(self, limit: int, size: int) -> None:
        super().__init__(limit, size)
        self.limit, self.size = limit, size


class TooManyRows(DocumentError):
    """The tables together have more rows than the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class TooManyPages(DocumentError):
    """A PDF with more pages than the limit."""

    def __init__(self, limit: int, pages: int) -> None:
        super().__init__(limit, pages)
        self.limit, self.pages = limit, pages


class NotWhatItsNameSays(DocumentError):
    """The bytes are of another kind than the name's ending, and of none that can be read."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name, kind)
        self.name, self.kind = name, kind


class UnknownKind(DocumentError):
    """Bytes of no kind known here."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ScannedPdf(DocumentError):
    """A PDF of pictures without a text layer."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


class EncryptedDocument(DocumentError):
    """The document asks for a password."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class BrokenDocument(DocumentError):
    """The bytes begin like a known kind but do not follow it; `detail` is the library's word."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail


class HostileDocument(DocumentError):
    """The document carries something that only an attack needs (entities, absurd compression)."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(kind, what)
        self.kind, self.what = kind, what


class NoTable(DocumentError):
    """The document was read but holds no table of activities."""

    def __init__(self, tables: int) -> None:
        super().__init__(tables)
        self.tables = tables


class ConverterMissing(DocumentError):
    """The kind is read through LibreOffice, which is not installed."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class ConversionFailed(DocumentError):
    """LibreOffice could not convert the document."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail

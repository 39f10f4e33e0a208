"""Why a table cannot be used. Each error carries facts; the sentences are made elsewhere.

Files that cannot be opened at all raise the errors of `roadmap.documents` (TooLarge,
EncryptedDocument, BrokenDocument, HostileDocument, EmptyDocument).
"""

from roadmap.documents.errors import DocumentError


class SaveAsXlsx(DocumentError):
    """A workbook of another kind («xls», «ods»): it has to be saved as .xlsx first."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class NotAWorkbook(DocumentError):
    """No table at all but, say, a «docx», a «pdf» or a «picture»."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TooManyCells(DocumentError):
    """More cells than can be worked with."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class OtherCopy(DocumentError):
    """The mark of the file is another's: another school's, another round's or last period's.
    The caller knows by `token` which."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


class OtherLayout(DocumentError):
    """The copy was made when other cells were asked for; it has to be filled in anew."""


class LayoutError(Exception):
    """What a coordinator pointed at cannot be used."""


class UnreadRange(LayoutError):
    """The text names no range."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NoSuchSheet(LayoutError):
    """There is no visible sheet of that name or number; `titles` are those there are."""

    def __init__(self, named: str, titles: tuple[str, ...]) -> None:
        super().__init__(named, titles)
        self.named, self.titles = named, titles


class OutsideTable(LayoutError):
    """The range lies outside of everything that the sheet holds («A1:H20»)."""

    def __init__(self, text: str, used: str) -> None:
        super().__init__(text, used)
        self.text, self.used = text, used


class NothingToFill(LayoutError):
    """In the range there is no cell that a school could fill: only texts and formulas."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotOfThisBlank(LayoutError):
    """The layout names a sheet that the blank does not have."""

    def __init__(self, sheet: str) -> None:
        super().__init__(sheet)
        self.sheet = sheet

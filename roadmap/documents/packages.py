"""Opening zipped documents safely: sizes are looked at before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from types import TracebackType
from xml.etree.ElementTree import Element, ParseError, iterparse

from roadmap.documents.errors import (
    BrokenDocument,
    EncryptedDocument,
    HostileDocument,
    TooLarge,
)
from roadmap.documents.limits import Limits

MOST_PARTS = 5_000
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Package:
    """The parts of a zipped document, each unpacked at most to its limit.

    `kind` is for the errors: BrokenDocument, EncryptedDocument, HostileDocument, TooLarge.
    """

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        self._kind, self._limits = kind, limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BrokenDocument(kind, str(error)) from error
        self._check()

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def _check(self) -> None:
        parts = self._archive.infolist()
        if len(parts) > MOST_PARTS:
            raise HostileDocument(self._kind, "parts")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > self._limits.unpacked_size:
            raise TooLarge(self._limits.unpacked_size, unpacked)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(self._archive.namelist())

    def read(self, name: str) -> bytes | None:
        """A part's bytes, None when there is no such part."""
        try:
            part = self._archive.getinfo(name)
        except KeyError:
            return None
        if part.flag_bits & 0x1:
            raise EncryptedDocument(self._kind)
        if part.file_size > self._limits.part_size:
            raise TooLarge(self._limits.part_size, part.file_size)
        try:
            with self._archive.open(part) as stream:
                return stream.read(self._limits.part_size + 1)
        except Exception as error:  # zlib, CRC, lzma, truncated streams: the part is not readable
            raise BrokenDocument(self._kind, type(error).__name__) from error

    def xml(self, name: str, unneeded: frozenset[str] = frozenset()) -> Element | None:
        """A part parsed as XML; None when there is none. Elements of the unneeded tags are emptied
        as soon as they are read, so that a long document stays small.

        A document type or an entity anywhere is refused before the parser sees it.
        """
        data = self.read(name)
        if data is None:
            return None
        if _DECLARATION.search(data) or _DECLARATION.search(data.replace(b"\0", b"")):
            raise HostileDocument(self._kind, "entities")
        root: Element | None = None
        try:
            for event, element in iterparse(io.BytesIO(data), events=("start", "end")):  # noqa: S314 - no declarations, see above
                root = element if root is None else root
                if event == "end" and element.tag in unneeded:
                    element.clear()
        except (ParseError, ValueError, LookupError, RecursionError) as error:
            raise BrokenDocument(self._kind, str(error)) from error
        return root

"""Reading a document in a child process that can be stopped, with bounded memory and time."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from roadmap.documents.errors import ConversionFailed, ConverterMissing, DocumentError, TooLarge
from roadmap.drafts import Draft
from roadmap.marks_back import MarksBook
from roadmap.monitoring.sheet_cells import Book as AnswersBook
from roadmap.people_sheet import NotASheet, PeopleSheetError, PersonEntry
from roadmap.period import Period
from roadmap.review.book import Book, FaultyReview
from services import children

CHILD = "services.reading_child"
SECONDS = 20
DEFAULT_LIMIT_BYTES = 20 << 20


class Reader(StrEnum):
    """What the child is asked to read as."""

    DOCUMENT = "document"
    REVIEW = "review"
    MARKS = "marks"
    ANSWERS = "answers"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Order:
    """Bytes to be read, `file_size` of them at most; `name` and `period` are of a document."""

    data: bytes
    reader: Reader
    file_size: int
    name: str = ""
    period: Period | None = None


async def read(
    data: bytes, name: str, period: Period | None, limit_bytes: int = DEFAULT_LIMIT_BYTES
) -> Draft:
    """The draft that a document holds. Raises the errors of `roadmap.documents`."""
    order = Order(data, Reader.DOCUMENT, limit_bytes, name, period)
    return cast(Draft, await _asked(order))


async def read_review(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> Book:
    """The sheets of a returned review workbook. Raises the errors of `roadmap.documents` and
    FaultyReview."""
    return cast(Book, await _asked(Order(data, Reader.REVIEW, limit_bytes)))


async def read_marks(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> MarksBook:
    """What was filled in into a workbook of marks. Raises the errors of `roadmap.documents`."""
    return cast(MarksBook, await _asked(Order(data, Reader.MARKS, limit_bytes)))


async def read_answers(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> AnswersBook:
    """The cells of a workbook in which a school answered. Raises the errors of
    `roadmap.documents` and `roadmap.blanks`."""
    return cast(AnswersBook, await _asked(Order(data, Reader.ANSWERS, limit_bytes)))


async def read_people(
    data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES
) -> tuple[PersonEntry, ...]:
    """The entries of a list of people. Raises the errors of `roadmap.people_sheet`."""
    order = Order(data, Reader.PEOPLE, limit_bytes)
    try:
        return cast(tuple[PersonEntry, ...], await _asked(order))
    except DocumentError as error:
        raise NotASheet from error


async def _asked(order: Order) -> object:
    """What the child answers; an error of ours is raised here."""
    if len(order.data) > order.file_size:
        raise TooLarge(order.file_size, len(order.data))
    answer = await children.ask(CHILD, order, SECONDS)
    if isinstance(answer, DocumentError | FaultyReview | PeopleSheetError):
        raise answer
    return answer


def convert(data: bytes, kind: str) -> bytes:
    """A .doc, .odt or .rtf as .docx, by LibreOffice. Raises `ConverterMissing`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ConverterMissing(kind)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document.{kind}")
        source.write_bytes(data)
        try:
            subprocess.run(  # noqa: S603 - fixed arguments, our own file
                [
                    office,
                    f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
                    "--headless",
                    "--convert-to",
                    "docx",
                    "--outdir",
                    folder,
                    str(source),
                ],
                check=True,
                capture_output=True,
                timeout=SECONDS,
            )
            return Path(folder, "document.docx").read_bytes()
        except (subprocess.SubprocessError, FileNotFoundError) as error:
            raise ConversionFailed(kind, type(error).__name__) from error

"""Reading a document in a child process that can be stopped, with bounded memory and time."""

from __future__ import annotations

import asyncio
import io
import pickle
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roadmap.documents.errors import ConversionFailed, ConverterMissing, DocumentError, TooLarge
from roadmap.drafts import Draft
from roadmap.marks_back import MarksBook
from roadmap.monitoring.sheet_cells import Book as AnswersBook
from roadmap.period import Period
from roadmap.review.book import Book, FaultyReview

MEMORY_BYTES = 400 << 20
SECONDS = 20
DEFAULT_LIMIT_BYTES = 20 << 20
CONVERTED = ("doc", "odt", "rtf")


class ReadingTookTooLong(DocumentError):
    """The child was stopped: too much time or memory."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is asked to read; `review` for a review workbook, `marks` for one of marks,
    `answers` for one of a monitoring form, else a document."""

    data: bytes
    name: str
    period: Period | None
    file_size: int
    review: bool = False
    marks: bool = False
    answers: bool = False


class _Ours(pickle.Unpickler):
    """Takes only plain values and this program's own types from the child."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of `roadmap`, or one of the few plain types; anything else is refused."""
        plain = {("datetime", "date"), ("builtins", "set"), ("builtins", "frozenset")}
        if module.split(".", maxsplit=1)[0] == "roadmap" or (module, name) in plain:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


async def read(
    data: bytes, name: str, period: Period | None, limit_bytes: int = DEFAULT_LIMIT_BYTES
) -> Draft:
    """The draft that a document holds. Raises the errors of `roadmap.documents`."""
    draft = await _asked(Order(data, name, period, limit_bytes))
    assert isinstance(draft, Draft)  # noqa: S101 - the child answers nothing else
    return draft


async def read_review(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> Book:
    """The sheets of a returned review workbook. Raises the errors of `roadmap.documents` and
    FaultyReview."""
    book = await _asked(Order(data, "review.xlsx", None, limit_bytes, review=True))
    assert isinstance(book, Book)  # noqa: S101 - the child answers nothing else
    return book


async def read_marks(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> MarksBook:
    """What was filled in into a workbook of marks. Raises the errors of `roadmap.documents`."""
    book = await _asked(Order(data, "marks.xlsx", None, limit_bytes, marks=True))
    assert isinstance(book, MarksBook)  # noqa: S101 - the child answers nothing else
    return book


async def read_answers(data: bytes, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> AnswersBook:
    """The cells of a workbook in which a school answered. Raises the errors of
    `roadmap.documents` and `roadmap.blanks`."""
    book = await _asked(Order(data, "answers.xlsx", None, limit_bytes, answers=True))
    assert isinstance(book, AnswersBook)  # noqa: S101 - the child answers nothing else
    return book


async def _asked(order: Order) -> object:
    """What the child answers; an error of ours is raised here."""
    if len(order.data) > order.file_size:
        raise TooLarge(order.file_size, len(order.data))
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.reading_child",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(SECONDS + 5):
            out, _ = await child.communicate(pickle.dumps(order))
    except TimeoutError as error:
        raise ReadingTookTooLong from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _answer(out)


def _answer(out: bytes) -> object:
    try:
        answer: object = _Ours(io.BytesIO(out)).load()
    except (EOFError, pickle.UnpicklingError, AttributeError, TypeError) as error:
        raise ReadingTookTooLong from error
    if isinstance(answer, DocumentError | FaultyReview):
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

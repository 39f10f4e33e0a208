"""The child of `services.reading`: an order on stdin, a draft, sheets or a refusal on stdout."""

from __future__ import annotations

import pickle
import resource
import sys
from dataclasses import replace

from roadmap.documents.errors import BrokenDocument, DocumentError
from roadmap.documents.limits import Limits
from roadmap.documents.reading import read_document
from roadmap.marks_back import read_marks
from roadmap.monitoring.sheet_cells import read_cells
from roadmap.review.book import FaultyReview, read_book
from services.reading import MEMORY_BYTES, SECONDS, Order, convert


def main() -> None:
    """Read one document or workbook under the limits of memory (bytes) and CPU time (seconds)."""
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    _allow_memory(MEMORY_BYTES)
    limits = replace(Limits(), file_size=order.file_size)
    try:
        answer = _read(order, limits)
    except (DocumentError, FaultyReview) as error:
        answer = error
    except MemoryError:
        answer = BrokenDocument("memory")
    sys.stdout.buffer.write(pickle.dumps(answer))


def _allow_memory(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (size, hard))


def _convert(data: bytes, kind: str) -> bytes:
    """LibreOffice is a process of its own with a time limit; ours would be too narrow for it."""
    _allow_memory(resource.RLIM_INFINITY)
    try:
        return convert(data, kind)
    finally:
        _allow_memory(MEMORY_BYTES)


def _read(order: Order, limits: Limits) -> object:
    if order.review:
        return read_book(order.data, limits)
    if order.marks:
        return read_marks(order.data, limits)
    if order.answers:
        return read_cells(order.data)
    return read_document(order.data, order.name, order.period, limits, _convert)


if __name__ == "__main__":
    main()

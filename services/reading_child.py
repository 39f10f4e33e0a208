"""The child of `services.reading`: an order on stdin, what was read or a refusal on stdout."""

from __future__ import annotations

import resource
from dataclasses import replace

from roadmap.documents.errors import DocumentError
from roadmap.documents.limits import Limits
from roadmap.documents.reading import read_document
from roadmap.marks_back import read_marks
from roadmap.monitoring.sheet_cells import read_cells
from roadmap.people_sheet import PeopleSheetError, read_people
from roadmap.review.book import FaultyReview, read_book
from services.children import MEMORY_BYTES, allow_memory, answer
from services.reading import Order, Reader, convert


def _convert(data: bytes, kind: str) -> bytes:
    """LibreOffice is a process of its own with a time limit; ours would be too narrow for it."""
    allow_memory(resource.RLIM_INFINITY)
    try:
        return convert(data, kind)
    finally:
        allow_memory(MEMORY_BYTES)


def _read(order: Order) -> object:
    limits = replace(Limits(), file_size=order.file_size)
    match order.reader:
        case Reader.REVIEW:
            return read_book(order.data, limits)
        case Reader.MARKS:
            return read_marks(order.data, limits)
        case Reader.ANSWERS:
            return read_cells(order.data)
        case Reader.PEOPLE:
            return read_people(order.data)
        case Reader.DOCUMENT:
            return read_document(order.data, order.name, order.period, limits, _convert)


if __name__ == "__main__":
    answer(_read, (DocumentError, FaultyReview, PeopleSheetError))

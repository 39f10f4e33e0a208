"""Workbooks as schools get them and as they send them back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from roadmap.monitoring.fields import Form
from roadmap.monitoring.returned import Returned, read_returned
from roadmap.monitoring.sheet_cells import read_cells
from roadmap.monitoring.sheet_marks import Mark
from views.speech import speech
from views.workbooks.submission import Paper, submission_workbook

SAY = speech("ru")


def mark(form: Form, **more: Any) -> Mark:
    """The mark of a school's workbook."""
    facts = {"school": "МОУ «СОШ № 2»", "period": "I квартал 2019 г."} | more
    return Mark(1, 2, form.key, 1, **facts)


def made(form: Form, answers: Any = None, **more: Any) -> bytes:
    """The workbook of a school, with answers filled in."""
    due = "до 10 апреля 2019 г."
    return submission_workbook(Paper(form, mark(form), due, SAY, answers or {}, **more))


def edited(data: bytes, edit: Callable[[Workbook], object]) -> bytes:
    """The workbook as it is after somebody has worked in it."""
    book = load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(form: Form, data: bytes) -> Returned:
    """What is understood of it."""
    return read_returned(read_cells(data), form)

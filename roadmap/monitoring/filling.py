"""A form filled in question by question: how far it is, what comes next, what one answer breaks."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roadmap.monitoring.checks import Problem, ProblemKind, row_problems
from roadmap.monitoring.fields import Answers, Field, Form, Submission, rows_of

FEW_QUESTIONS = 8
"""A form of up to so many questions is filled in in a chat as easily as in a table."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the questions are answered."""

    answered: int
    total: int

    @property
    def is_full(self) -> bool:
        """Whether nothing is left to answer."""
        return self.total > 0 and self.answered >= self.total


def is_answered(field: Field, answers: Answers) -> bool:
    """Whether a question has its answer; one that need not be answered was passed over."""
    if field.key not in answers:
        return False
    return answers[field.key] not in (None, "", []) or not field.required


def progress_of_row(form: Form, answers: Answers) -> Progress:
    """How far one row of answers is."""
    asked = form.asked
    return Progress(sum(is_answered(field, answers) for field in asked), len(asked))


def progress(form: Form, submission: Submission) -> Progress:
    """How far everything is; by class, the questions of the classes that there are."""
    rows = [progress_of_row(form, row) for _, row in rows_of(form, submission)]
    return Progress(sum(row.answered for row in rows), sum(row.total for row in rows))


def first_open(form: Form, answers: Answers) -> int | None:
    """The place of the first question without an answer; None when all have one."""
    for place, field in enumerate(form.asked):
        if not is_answered(field, answers):
            return place
    return None


def broken_by(form: Form, answers: Answers, key: str, label: str = "") -> tuple[Problem, ...]:
    """The comparisons that do not hold and that an answer to `key` takes part in."""
    return tuple(
        problem
        for problem in row_problems(form, answers, label)
        if problem.kind is ProblemKind.COMPARISON
        and problem.comparison is not None
        and key in (problem.comparison.left, *problem.comparison.right_keys)
    )


def place_of(form: Form, key: str) -> int | None:
    """The place of a question that is asked, counted from 0; None for none."""
    return next((n for n, field in enumerate(form.asked) if field.key == key), None)


def class_number(label: str) -> int:
    """What stands for a class in a button; 0 for no class. It stays while others come and go."""
    return zlib.crc32(label.encode()) or 1 if label else 0


def class_of(labels: Iterable[str], number: int) -> str | None:
    """The inverse among the classes that there are; None where the class is no more."""
    return next((label for label in labels if class_number(label) == number), None)


def pages(rows: Sequence[str], limit: int) -> list[list[str]]:
    """Rows of text in pages of at most `limit` characters; a longer row is a page of its own."""
    made: list[list[str]] = [[]]
    size = 0
    for row in rows:
        if made[-1] and size + len(row) > limit:
            made.append([])
            size = 0
        made[-1].append(row)
        size += len(row) + 1
    return made

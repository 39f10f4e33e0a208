"""Plans of other districts in every format: whatever the columns are called and in which order."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from roadmap.deadlines import read, to_json
from roadmap.documents.reading import read_document
from roadmap.period import Period
from tests.roadmap.documents.builders import comma_separated, pdf, word, workbook


@dataclass(frozen=True)
class Row:
    """An activity as printed; `owners` is the cell, `parties` what it names."""

    number: str
    title: str
    deadline: str
    owners: str
    parties: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class Plan:
    """A plan: lines above the table, columns in order, headings (text) and rows, lines below."""

    name: str
    period: str
    before: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    body: tuple[str | Row, ...]
    after: tuple[str, ...]


def plans() -> list[Plan]:
    source = Path(__file__).with_name("districts.toml").read_text(encoding="utf-8")
    return [
        Plan(**{**plan, "body": tuple(map(_item, plan["body"]))})
        for plan in tomllib.loads(source)["plan"]
    ]


def _item(cells: list) -> str | Row:
    if len(cells) == 1:
        return cells[0]
    number, title, deadline, owners, parties, result = cells
    return Row(number, title, deadline, owners, tuple(parties), result)


PLANS = plans()
LETTERS = {"number": 7, "title": 42, "deadline": 22, "owners": 28, "result": 28}
NARROW = 16


def table(plan: Plan) -> list[tuple[str, ...]]:
    """The rows of the plan's table, a heading as a row of one text."""
    head = tuple(name for _, name in plan.columns)
    body = (
        (item,)
        if isinstance(item, str)
        else tuple(getattr(item, key, "") for key, _ in plan.columns)
        for item in plan.body
    )
    return [head, *body]


def padded(plan: Plan) -> list[tuple[str, ...]]:
    """The whole plan as rows of a sheet."""
    width = len(plan.columns)
    rows = [*((line,) for line in plan.before), *table(plan), *((line,) for line in plan.after)]
    return [(*row, *[""] * (width - len(row))) for row in rows]


def made(plan: Plan, kind: str) -> tuple[bytes, str]:
    """The plan as a file of a kind, and the file's name."""
    match kind:
        case "docx":
            return word(*plan.before, table(plan), *plan.after), "plan.docx"
        case "xlsx":
            return workbook(padded(plan)), "plan.xlsx"
        case "csv":
            return comma_separated(padded(plan), encoding="cp1251"), "plan.csv"
        case _:
            widths = [LETTERS.get(key, NARROW) for key, _ in plan.columns]
            title = "\n".join(plan.before)
            return pdf([table(plan)], widths, ruled=kind == "ruled", title=title), "plan.pdf"


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv", "ruled", "unruled"])
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_a_plan_is_read_row_by_row(plan: Plan, kind: str) -> None:
    draft = read_document(*made(plan, kind))
    period = Period.parse(plan.period)
    assert draft.period == period
    has_results = any(key == "result" for key, _ in plan.columns)
    section, expected = None, []
    for item in plan.body:
        if isinstance(item, Row):
            expected.append((section, item))
        else:
            section = item
    assert [activity.title for activity in draft.activities] == [row.title for _, row in expected]
    for activity, (under, row) in zip(draft.activities, expected, strict=True):
        assert activity.section == under
        assert (activity.number or "") == row.number
        assert activity.deadline_text == row.deadline
        assert to_json(activity.reading) == to_json(read(row.deadline, period))
        assert activity.owners == row.parties
        assert (activity.expected_result or "") == (row.result if has_results else "")

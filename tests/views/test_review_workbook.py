"""The review workbook: lossless on real documents, safe, and laid out for people and paper."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from roadmap.deadlines import OnDate
from roadmap.documents.reading import read_document
from roadmap.parts import Part, Share
from roadmap.period import Period
from roadmap.review.book import CellFault, Fault, read_book
from roadmap.review.comparing import compare
from roadmap.review.interpreting import interpret
from roadmap.review.values import of_draft
from tests.roadmap.review.editing import HEADER, TOWN, Clerk, drafted, stored
from tests.seeds import seed
from views.review_text import difference_text, difference_to_json, fault_text, folded_text
from views.speech import speech
from views.workbooks.review import review_workbook

PERIOD = Period(date(2019, 1, 1), date(2021, 12, 31))
SAY = speech("ru")
DANGEROUS = ("=1+1", '=HYPERLINK("http://x.example")', "+7 495", "-5", "@SUM(A1)", "\x07звонок")


@pytest.mark.seeds
@pytest.mark.parametrize("prefix", ["000", "001", "002", "003", "004"])
def test_a_real_document_survives_the_round_trip(prefix: str) -> None:
    path = seed(prefix)
    draft = read_document(path.read_bytes(), path.name, None if prefix != "004" else PERIOD)
    plan = of_draft(draft, PERIOD)
    coded = tuple(replace(one, code=code) for code, one in enumerate(plan.activities, start=1))
    plan = replace(plan, number=3, activities=coded)
    data = review_workbook(plan, TOWN, SAY)
    returned = interpret(read_book(data), plan, keyed=True).plan
    assert returned.activities == plan.activities
    assert returned.schools == plan.schools
    assert compare(plan, of_draft(draft, PERIOD), keyed=False).nothing


@pytest.mark.seeds
def test_three_parties_of_every_row_are_one_line_each_to_decide() -> None:
    draft = read_document(seed("004").read_bytes(), "004.txt", PERIOD)
    plan = stored(*draft.activities)
    informed = [one for one in plan.activities if Part.INFORMED in {s.part for s in one.shares}]
    assert len(informed) == len(plan.activities) == 23
    clerk = Clerk.given(plan)
    row = clerk.row("parties", "name", "ОО Солнечногорского")
    assert clerk.read("parties", row, "rows") == "к сведению: 23"


def test_text_is_never_a_formula() -> None:
    rows = [drafted("май 2019", owners=text, title=text) for text in DANGEROUS]
    plan = stored(*rows, schools=DANGEROUS)
    data = review_workbook(replace(plan, title="=2+2"), TOWN, SAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        for name in sheets:
            assert b"<f>" not in archive.read(name)
    returned = interpret(read_book(data), plan, keyed=True).plan
    assert [one.title for one in returned.activities[:5]] == list(DANGEROUS[:5])


def test_doubtful_cells_are_coloured_and_carry_the_question() -> None:
    clerk = Clerk.given(stored(drafted("ноябрь"), drafted("май 2019")))
    page, column = clerk.page("activities"), clerk.column("activities", "deadline")
    doubtful, plain = page.cell(HEADER + 1, column), page.cell(HEADER + 2, column)
    assert doubtful.comment is not None
    assert doubtful.comment.text == clerk.read("activities", HEADER + 1, "question")
    assert doubtful.fill.fgColor.rgb != plain.fill.fgColor.rgb
    assert plain.comment is None


def test_drop_downs_print_set_up_and_hidden_keys() -> None:
    clerk = Clerk.given(stored(drafted("ноябрь"), drafted("май 2019; июнь 2019")))
    page = clerk.page("activities")
    lists = [rule.formula1 for rule in page.data_validations.dataValidation]
    assert any("муниципалитет" in words for words in lists)
    assert any("повторяется" in words for words in lists)
    assert page.column_dimensions["A"].hidden
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.fitToWidth == 1
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "D4"
    answers = clerk.page("questions").data_validations.dataValidation
    assert any("только 2019" in rule.formula1 for rule in answers)
    assert clerk.book["vekha"].sheet_state == "veryHidden"


def test_an_empty_list_of_questions_and_schools_is_still_a_workbook() -> None:
    data = review_workbook(stored(drafted("май 2019")), TOWN, SAY)
    assert load_workbook(io.BytesIO(data)).sheetnames[:4] == [
        "Мероприятия",
        "Вопросы",
        "Ответственные",
        "Школы",
    ]


def test_a_question_alone_is_asked_in_full() -> None:
    from roadmap.review.folding import fold

    (alone,) = fold(stored(drafted("До января 2019")).activities)
    assert "31" in folded_text(alone, SAY)
    (several,) = fold(stored(*(drafted(m) for m in ("май", "июнь"))).activities)
    assert folded_text(several, speech("en")).startswith("2 deadlines without a year")


def test_a_fault_names_its_cell() -> None:
    fault = CellFault("Мероприятия", "D17", Fault.UNREAD_DEADLINE, "летом")
    said = fault_text(fault, speech("en"))
    assert said.startswith("Мероприятия!D17: ")
    assert "летом" in said


def test_a_difference_in_words_and_for_scripts() -> None:
    plan = stored(drafted("май 2019"), drafted("июнь 2019"))
    first = replace(
        plan.activities[0],
        rule=OnDate(date(2019, 5, 20)),
        shares=(Share("РОО", Part.INFORMED),),
    )
    new = replace(plan.activities[1], code=None, title="Новое")
    found = compare(plan, replace(plan, activities=(first, new)), keyed=True)
    text = difference_text(found, speech("en"))
    assert text.splitlines()[0] == "Added: 1, changed: 1, removed: 1"
    told = difference_to_json(found)
    assert {(c["code"], c["field"]) for c in told["changed"]} == {
        ("М-1", "deadline"),
        ("М-1", "owners"),
    }
    assert told["changed"][0]["after"] == "до 20 мая 2019 г."
    assert [one["title"] for one in told["added"]] == ["Новое"]
    assert [one["code"] for one in told["removed"]] == ["М-2"]

"""What a clerk's corrections ask for, and errors by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from roadmap.deadlines import NoDeadline, OnDate, Ongoing
from roadmap.drafts import Level
from roadmap.parts import Part, Share
from roadmap.review.book import Fault, FaultyReview, is_review, read_book
from roadmap.review.comparing import Changed, compare
from roadmap.review.interpreting import interpret
from roadmap.review.values import Plan, Planned
from roadmap.review.vocabulary import PartyIs, read_code, read_share
from tests.roadmap.review.editing import Clerk, drafted, stored

STACK = "октябрь 2018; март 2019"


def _only(clerk: Clerk, plan: Plan) -> Planned:
    (one,) = clerk.returned(plan).plan.activities
    return one


def _faults(clerk: Clerk, plan: Plan) -> list[tuple[str, str, Fault]]:
    with pytest.raises(FaultyReview) as refused:
        clerk.returned(plan)
    return [(fault.sheet, fault.cell, fault.fault) for fault in refused.value.faults]


def _changes(clerk: Clerk, plan: Plan) -> tuple[Changed, ...]:
    return compare(plan, clerk.returned(plan).plan, keyed=True).changed


def test_an_untouched_workbook_asks_for_nothing() -> None:
    plan = stored(drafted("ноябрь", "РОО, ОО"), drafted(STACK), drafted(""), schools=("СОШ № 1",))
    clerk = Clerk.given(plan)
    assert is_review(clerk.data)
    assert clerk.returned(plan).plan == replace(plan, parties=clerk.returned(plan).plan.parties)


def test_a_corrected_deadline_is_read_again() -> None:
    plan = stored(drafted("ноябрь"))
    found = _only(Clerk.given(plan).activity("1", "deadline", "до 20 ноября 2019 г."), plan)
    assert found.rule == OnDate(date(2019, 11, 20))
    assert found.confident
    assert found.deadline_text == "ноябрь"


def test_a_date_typed_as_a_date_is_read() -> None:
    plan = stored(drafted("ноябрь"))
    found = _only(Clerk.given(plan).activity("1", "deadline", date(2019, 11, 20)), plan)
    assert found.rule == OnDate(date(2019, 11, 20))


@pytest.mark.parametrize(("kind", "rule"), [("постоянно", Ongoing()), ("без срока", NoDeadline())])
def test_the_kind_alone_can_be_chosen(kind: str, rule: object) -> None:
    plan = stored(drafted("ноябрь"))
    assert _only(Clerk.given(plan).activity("1", "kind", kind), plan).rule == rule


def test_one_answer_for_all_with_exceptions() -> None:
    plan = stored(*(drafted(month) for month in ("сентябрь", "октябрь", "ноябрь", "декабрь")))
    clerk = Clerk.given(plan).answer("year", "только 2019", "М-2")
    clerk.activity("3", "deadline", "до 5 ноября 2018 г.")
    found = clerk.returned(plan).plan.activities
    assert found[0].rule == OnDate(date(2019, 9, 30))
    assert found[1] == plan.activities[1]
    assert found[2].rule == OnDate(date(2018, 11, 5))
    assert found[3].rule == OnDate(date(2019, 12, 31))
    assert [one.confident for one in found] == [True, False, True, True]


def test_a_cleared_question_is_settled() -> None:
    plan = stored(drafted("ноябрь"))
    found = _only(Clerk.given(plan).activity("1", "question", None), plan)
    assert found == replace(plan.activities[0], doubts=())


def test_parts_by_row_and_for_all_rows() -> None:
    plan = stored(drafted("май 2019", "РОО, ОО"), drafted("июнь 2019", "РОО, ОО"))
    clerk = Clerk.given(plan)
    clerk.activity("1", "owners", "РОО — к сведению; ОО — каждая школа отвечает отдельно; МЦ")
    first, second = clerk.returned(plan).plan.activities
    assert first.shares == (
        Share("РОО", Part.INFORMED),
        Share("ОО", Part.EACH_SCHOOL),
        Share("МЦ", Part.PERFORMS),
    )
    assert second.shares == plan.activities[1].shares
    clerk.party("ОО", part="исполняет")
    assert all(
        Share("ОО", Part.PERFORMS) in one.shares for one in clerk.returned(plan).plan.activities
    )


def test_stacked_rows_are_split_by_the_answer() -> None:
    plan = stored(drafted(STACK, number="1.1.4"), drafted("май 2019"))
    clerk = Clerk.given(plan)
    clerk.activity("1/b", "owners", "МЦ — исполняет")
    clerk.answer("stacked", "разделить")
    first, second, third = clerk.returned(plan).plan.activities
    assert (first.number, second.number) == ("1.1.4-а", "1.1.4-б")
    assert (first.item, second.item, third.item) == ("a", "b", "")
    assert first.rule == OnDate(date(2018, 10, 31))
    assert (second.owners, second.rule) == (("МЦ",), OnDate(date(2019, 3, 31)))
    assert first.row == second.row
    found = compare(plan, clerk.returned(plan).plan, keyed=True)
    assert found.order == (1, None, 2)
    assert [one.item for one in found.added] == ["b"]


def test_a_stacked_row_stays_whole_until_said() -> None:
    plan = stored(drafted(STACK))
    assert _changes(Clerk.given(plan), plan) == ()
    kept = _only(Clerk.given(plan).answer("stacked", "оставить одной строкой"), plan)
    assert kept == replace(plan.activities[0], doubts=())
    clerk = Clerk.given(plan).activity("1/a", "deadline", "до 5 октября 2018 г.")
    ((page, cell, fault),) = _faults(clerk, plan)
    assert (page, fault) == ("Мероприятия", Fault.NOT_SPLIT)
    assert cell.endswith("4")
    clerk.activity("1", "apart", "да")
    assert clerk.returned(plan).plan.activities[0].rule == OnDate(date(2018, 10, 5))


def test_rows_added_copied_moved_and_deleted() -> None:
    plan = stored(drafted("май 2019"), drafted("июнь 2019"))
    clerk = Clerk.given(plan).delete("1")
    clerk.add(key="2", title="Копия", deadline="ежеквартально", owners="РОО", level="школа")
    clerk.add(title="Новое", deadline="постоянно", owners="ОО")
    found = compare(plan, clerk.returned(plan).plan, keyed=True)
    assert [one.code for one in found.removed] == [1]
    assert [(one.title, one.level) for one in found.added] == [
        ("Копия", Level.SCHOOL),
        ("Новое", None),
    ]
    assert found.added[1].shares == (Share("ОО", Part.EACH_SCHOOL),)
    assert found.changed == ()


def test_every_fault_is_listed_by_its_cell() -> None:
    plan = stored(drafted("ноябрь", "РОО, ОО"), drafted("май 2019"))
    clerk = Clerk.given(plan)
    clerk.activity("1", "title", " ").activity("1", "deadline", "когда-нибудь потом")
    clerk.activity("1", "owners", "РОО — командует")
    clerk.activity("2", "deadline", "до 1 мая 2031 г.").activity("2", "level", "область")
    clerk.answer("year", "никогда", "М-2")
    clerk.party("РОО", kind="кто-то", email="не почта")
    found = _faults(clerk, plan)
    columns = {
        name: clerk.page("activities").cell(4, clerk.column("activities", name)).column_letter
        for name in ("title", "deadline", "owners", "level")
    }
    assert ("Мероприятия", f"{columns['title']}4", Fault.NO_TITLE) in found
    assert ("Мероприятия", f"{columns['deadline']}4", Fault.UNREAD_DEADLINE) in found
    assert ("Мероприятия", f"{columns['owners']}4", Fault.UNKNOWN_PART) in found
    assert ("Мероприятия", f"{columns['deadline']}5", Fault.OUTSIDE_PERIOD) in found
    assert ("Мероприятия", f"{columns['level']}5", Fault.UNKNOWN_LEVEL) in found
    assert {fault for page, _, fault in found if page == "Вопросы"} == {Fault.UNKNOWN_ANSWER}
    assert {fault for page, _, fault in found if page == "Ответственные"} == {
        Fault.UNKNOWN_PARTY_KIND,
        Fault.BAD_EMAIL,
    }


def test_an_exception_that_is_not_asked_about_is_a_fault() -> None:
    plan = stored(drafted("ноябрь"), drafted("май 2019"))
    ((page, _, fault),) = _faults(Clerk.given(plan).answer("year", "ежегодно", "М-2"), plan)
    assert (page, fault) == ("Вопросы", Fault.UNKNOWN_CODE)


def test_the_kind_and_the_deadline_must_agree() -> None:
    plan = stored(drafted("ноябрь"))
    clerk = Clerk.given(plan).activity("1", "kind", "период")
    clerk.activity("1", "deadline", "до 5 мая 2019 г.")
    assert [fault for _, _, fault in _faults(clerk, plan)] == [Fault.KIND_DIFFERS]


def test_columns_may_be_moved_and_rows_put_above() -> None:
    plan = stored(drafted("май 2019"))
    clerk = Clerk.given(plan).activity("1", "title", "Другое")
    clerk.page("activities").insert_rows(1)
    book = read_book(clerk.data)
    moved = {
        name: tuple(tuple(reversed(row)) for row in rows) for name, rows in book.sheets.items()
    }
    (found,) = interpret(replace(book, sheets=moved), plan, keyed=True).plan.activities
    assert found.title == "Другое"
    assert found.code == 1


def test_a_missing_sheet_or_column_is_a_fault() -> None:
    plan = stored(drafted("май 2019"))
    clerk = Clerk.given(plan).change(lambda book: book.remove(book["Ответственные"]))
    assert ("Ответственные", "A1", Fault.NO_SHEET) in _faults(clerk, plan)
    clerk = Clerk.given(plan)
    clerk.page("activities").delete_cols(clerk.column("activities", "owners"))
    assert Fault.NO_COLUMN in {fault for _, _, fault in _faults(clerk, plan)}


def test_parties_and_schools_are_named() -> None:
    plan = stored(drafted("май 2019", "РОО, ОО"), schools=("СОШ № 1",))
    clerk = Clerk.given(plan)
    clerk.party("РОО", kind="организация", meant="Районный отдел", email="roo@town.example")
    clerk.write("schools", 4, "email", "first@town.example")
    found = clerk.returned(plan).plan
    named = next(party for party in found.parties if party.name == "РОО")
    assert (named.kind, named.meant) == (PartyIs.ORGANIZATION, "Районный отдел")
    assert found.schools[0].email == "first@town.example"


def test_codes_and_shares_as_people_write_them() -> None:
    assert [read_code(text) for text in ("М-17", "m17", "17", "М – 17", "17a", "")] == [
        17,
        17,
        17,
        17,
        None,
        None,
    ]
    assert read_share("ОО-участники проекта - к сведению") == (
        "ОО-участники проекта",
        Part.INFORMED,
    )
    assert read_share("ОО-участники проекта") == ("ОО-участники проекта", None)


def test_another_file_is_no_review() -> None:
    assert not is_review(b"")
    assert not is_review(b"PK\x03\x04 nothing")


def test_the_same_answers_once_more_change_nothing() -> None:
    plan = stored(*(drafted(month) for month in ("сентябрь", "октябрь", "ноябрь")))
    clerk = Clerk.given(plan).answer("year", "только 2019", "М-2")
    clerk.activity("3", "deadline", "до 5 ноября 2018 г.")
    taken = clerk.returned(plan).plan
    again = clerk.returned(taken).plan
    assert [one.rule for one in again.activities] == [one.rule for one in taken.activities]
    other = replace(taken.activities[0], rule=OnDate(date(2020, 9, 30)))
    moved = replace(taken, activities=(other, *taken.activities[1:]))
    assert [fault for _, _, fault in _faults(clerk, moved)] == [Fault.OLD_QUESTION]


def test_a_row_is_not_split_twice() -> None:
    plan = stored(drafted(STACK))
    clerk = Clerk.given(plan).answer("stacked", "разделить")
    first, second = clerk.returned(plan).plan.activities
    split = replace(
        plan,
        activities=(replace(first, code=1, item=""), replace(second, code=2, item="")),
    )
    assert Fault.OLD_QUESTION in {fault for _, _, fault in _faults(clerk, split)}
    clerk = Clerk.given(plan).activity("1", "apart", "да")
    assert Fault.OLD_QUESTION in {fault for _, _, fault in _faults(clerk, split)}
